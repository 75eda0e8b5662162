//! Where the gallery's images stand, and which of them are seen.

use std::ops::Range;

/// Rows of square images with a line of text below each, in a region that is scrolled. Lengths are CSS pixels, from the top
/// left of the first image's cell unless said otherwise. Places are counted from 0, row by row.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Grid {
    /// The region's width; 0 while it is not shown.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// How far it is scrolled down.
    pub top: f64,
    /// Type and images are so many times their usual size: 1, or 1.5 for the projector.
    pub scale: f64,
}

impl Grid {
    /// A cell is at least so wide.
    const PITCH: f64 = 72.0;
    /// Between two images.
    const GAP: f64 = 12.0;
    /// The height of the text below an image.
    const CAPTION: f64 = 17.0;

    /// Cells in a row, at least one.
    #[must_use]
    pub fn columns(&self) -> usize {
        ((self.width / (Self::PITCH * self.scale)) as usize).max(1)
    }

    /// A cell's width.
    #[must_use]
    pub fn pitch(&self) -> f64 {
        self.width / self.columns() as f64
    }

    /// An image's side.
    #[must_use]
    pub fn side(&self) -> f64 {
        (self.pitch() - Self::GAP * self.scale).max(1.0)
    }

    /// A cell's height.
    #[must_use]
    pub fn row(&self) -> f64 {
        self.side() + (Self::GAP + Self::CAPTION) * self.scale
    }

    /// The height of all rows.
    #[must_use]
    pub fn length(&self, count: usize) -> f64 {
        count.div_ceil(self.columns()) as f64 * self.row()
    }

    /// The top left of a cell, from the top left of what is seen of the region.
    #[must_use]
    pub fn cell(&self, place: usize) -> (f64, f64) {
        let columns = self.columns();
        ((place % columns) as f64 * self.pitch(), (place / columns) as f64 * self.row() - self.top)
    }

    /// From a cell's top left to its image's.
    #[must_use]
    pub fn margin(&self) -> f64 {
        0.5 * Self::GAP * self.scale
    }

    /// The place at a point, from the top left of what is seen of the region.
    #[must_use]
    pub fn place_at(&self, (x, y): (f64, f64), count: usize) -> Option<usize> {
        if self.width <= 0.0 || !(0.0..self.width).contains(&x) || y + self.top < 0.0 {
            return None;
        }
        let columns = self.columns();
        let column = ((x / self.pitch()) as usize).min(columns - 1);
        let place = ((y + self.top) / self.row()) as usize * columns + column;
        (place < count).then_some(place)
    }

    /// The places that are seen, whole or in part.
    #[must_use]
    pub fn seen(&self, count: usize) -> Range<usize> {
        self.between(self.top, self.top + self.height, count)
    }

    /// The places that are seen, and those half a screenful before and after them.
    #[must_use]
    pub fn around(&self, count: usize) -> Range<usize> {
        self.between(self.top - 0.5 * self.height, self.top + 1.5 * self.height, count)
    }

    fn between(&self, from: f64, to: f64, count: usize) -> Range<usize> {
        if self.width <= 0.0 {
            return 0..0;
        }
        let (columns, row) = (self.columns(), self.row());
        let start = (from.max(0.0) / row) as usize * columns;
        let end = (to.max(0.0) / row).ceil() as usize * columns;
        start.min(count)..end.min(count)
    }

    /// Rows that are seen whole, at least one.
    #[must_use]
    pub fn whole_rows(&self) -> usize {
        ((self.height / self.row()) as usize).max(1)
    }

    /// Scrolls just so far that a place is seen whole.
    pub(crate) fn show(&mut self, place: usize) {
        let from = (place / self.columns()) as f64 * self.row();
        self.top = self.top.max(from + self.row() - self.height).min(from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten columns of 80, images of 66.8, rows of 98.7, five of them and a bit.
    const GRID: Grid = Grid { width: 800.0, height: 500.0, top: 0.0, scale: 1.1 };

    #[test]
    fn as_many_columns_as_there_is_room_for() {
        let columns = |width| Grid { width, scale: 1.0, ..GRID }.columns();
        assert_eq!([0.0, 71.0, 340.0, 1380.0, 1880.0].map(columns), [1, 1, 4, 19, 26]);
        assert_eq!(Grid { width: 340.0, scale: 1.5, ..GRID }.columns(), 3);
        assert_eq!((GRID.columns(), GRID.pitch()), (10, 80.0));
        assert!((GRID.side() - 66.8).abs() < 1e-9 && (GRID.row() - 98.7).abs() < 1e-9);
    }

    #[test]
    fn a_place_is_found_again_where_its_cell_is() {
        for top in [0.0, 37.0, 5000.0] {
            let grid = Grid { top, ..GRID };
            for place in grid.seen(60_000) {
                let (x, y) = grid.cell(place);
                let middle = (x + 0.5 * grid.pitch(), y + 0.5 * grid.row());
                assert_eq!(grid.place_at(middle, 60_000), Some(place), "{top}");
            }
        }
        assert_eq!(GRID.place_at((795.0, 10.0), 7), None, "there are only seven");
        assert_eq!([GRID.place_at((-1.0, 10.0), 70), GRID.place_at((800.0, 10.0), 70)], [None, None]);
        assert_eq!(Grid::default().place_at((0.0, 0.0), 7), None);
    }

    #[test]
    fn what_is_seen_is_whole_rows_and_no_more_than_there_is() {
        assert_eq!(GRID.seen(60_000), 0..60);
        assert_eq!(Grid { top: 98.0, ..GRID }.seen(60_000), 0..70);
        assert_eq!(Grid { top: 99.0, ..GRID }.seen(60_000), 10..70);
        assert_eq!(GRID.around(60_000), 0..80);
        assert_eq!(GRID.seen(7), 0..7);
        assert_eq!(Grid { top: 1e9, ..GRID }.seen(7), 7..7);
        assert_eq!(Grid::default().seen(7), 0..0);
        assert!((GRID.length(61) - 7.0 * GRID.row()).abs() < 1e-9);
    }

    #[test]
    fn showing_a_place_scrolls_no_farther_than_it_takes() {
        let mut grid = GRID;
        grid.show(49);
        assert_eq!(grid.top, 0.0);
        grid.show(50);
        assert!((grid.top - (6.0 * grid.row() - 500.0)).abs() < 1e-9);
        grid.show(9);
        assert_eq!(grid.top, 0.0);
    }
}
