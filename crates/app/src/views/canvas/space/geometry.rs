//! Where things in the block stand on the canvas, and what stands before what.
//!
//! In the block, x and y run over the map from -1 to 1, along a and b; heights run from 0, the lowest level, to 1, the
//! highest. It is looked at from far away (no perspective), so that equal heights are equally long everywhere.

use costscape_core::landscape::Extent;

use crate::camera::Camera;

/// A place in the block: x, y, height.
pub(super) type Place = (f64, f64, f64);

/// The block as a camera sees it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Eye {
    /// Sine and cosine of the turn.
    turn: (f64, f64),
    /// And of the tilt.
    tilt: (f64, f64),
    /// The block's middle on the canvas, CSS pixels.
    middle: (f64, f64),
    /// CSS pixels per unit of x and y.
    scale: f64,
}

impl Eye {
    /// The block's height, in units of half its side.
    pub(super) const HEIGHT: f64 = 0.85;

    /// The block fits into a rectangle (left, top, width, height) however it is turned.
    pub(super) fn new(camera: Camera, (left, top, width, height): (f64, f64, f64, f64)) -> Self {
        let (turn, tilt) = (camera.turn.sin_cos(), camera.tilt.clamp(Camera::LOWEST, Camera::HIGHEST).sin_cos());
        let half_diagonal = std::f64::consts::SQRT_2;
        let upward = half_diagonal * tilt.0 + 0.5 * Self::HEIGHT * tilt.1;
        let scale = (0.5 * width / half_diagonal).min(0.5 * height / upward).max(1.0);
        Self { turn, tilt, middle: (left + 0.5 * width, top + 0.5 * height), scale }
    }

    /// Where a place in the block is on the canvas.
    pub(super) fn canvas_from_block(&self, (x, y, height): Place) -> (f64, f64) {
        let (right, away) = (x * self.turn.1 + y * self.turn.0, y * self.turn.1 - x * self.turn.0);
        let up = away * self.tilt.0 + (height - 0.5) * Self::HEIGHT * self.tilt.1;
        (self.middle.0 + self.scale * right, self.middle.1 - self.scale * up)
    }

    /// A direction given as (to the right, away from the viewer), in x and y.
    pub(super) fn block_from_view(&self, right: f64, away: f64) -> (f64, f64) {
        (right * self.turn.1 - away * self.turn.0, right * self.turn.0 + away * self.turn.1)
    }

    /// How long a circle on the plane looks from front to back, against its width.
    pub(super) fn flattening(&self) -> f64 {
        self.tilt.0
    }

    /// Whether rows and columns are walked from their ends to have what is farther first: (rows, columns).
    pub(super) fn reversed(&self) -> (bool, bool) {
        (self.turn.1 > 0.0, self.turn.0 < 0.0)
    }

    /// Whether, of a cell cut from its low to its high corner, the half along the column stands behind the one along the
    /// row.
    pub(super) fn column_half_first(&self) -> bool {
        self.turn.0 + self.turn.1 > 0.0
    }

    /// The corners of the base: left, nearest, right, farthest.
    pub(super) fn corners(&self) -> [(f64, f64); 4] {
        let (s, c) = (1f64.copysign(self.turn.0), 1f64.copysign(self.turn.1));
        [(-c, -s), (s, -c), (c, s), (-s, c)]
    }

    /// The rectangle around the block on the canvas: left, top, width, height.
    pub(super) fn bounds(&self) -> (f64, f64, f64, f64) {
        let [left, near, right, far] = self.corners();
        let (left, right) =
            (self.canvas_from_block((left.0, left.1, 0.0)).0, self.canvas_from_block((right.0, right.1, 0.0)).0);
        let (top, bottom) =
            (self.canvas_from_block((far.0, far.1, 1.0)).1, self.canvas_from_block((near.0, near.1, 0.0)).1);
        (left, top, right - left, bottom - top)
    }
}

/// Heights at the crossings of evenly spaced lines, and flat triangles between them: what is seen of the ground.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Mesh {
    /// Points a side, two at least.
    pub(super) side: usize,
    /// `[row][column]`, 0 to 1, b from low to high; NaN where the cost overflows.
    pub(super) heights: Vec<f32>,
}

impl Mesh {
    /// The height at a row and a column.
    pub(super) fn at(&self, row: usize, column: usize) -> f32 {
        self.heights[row * self.side + column]
    }

    /// The distance between two lines.
    pub(super) fn cell(&self) -> f64 {
        2.0 / (self.side - 1) as f64
    }

    /// The height of the triangles at (x, y); None off the map and where the cost overflows.
    pub(super) fn height(&self, x: f64, y: f64) -> Option<f64> {
        if !(x.abs() <= 1.0 && y.abs() <= 1.0) {
            return None;
        }
        let (across, up) = ((x + 1.0) / self.cell(), (y + 1.0) / self.cell());
        let (column, row) = ((across as usize).min(self.side - 2), (up as usize).min(self.side - 2));
        let (u, v) = (across - column as f64, up - row as f64);
        let at = |r: usize, c: usize| f64::from(self.at(row + r, column + c));
        let height = if u >= v {
            at(0, 0) + u * (at(0, 1) - at(0, 0)) + v * (at(1, 1) - at(0, 1))
        } else {
            at(0, 0) + v * (at(1, 0) - at(0, 0)) + u * (at(1, 1) - at(1, 0))
        };
        height.is_finite().then_some(height)
    }

    /// Whether ground stands between a place and the viewer.
    pub(super) fn hides(&self, (x, y, height): Place, eye: &Eye) -> bool {
        let step = self.cell();
        let (dx, dy) = eye.block_from_view(0.0, -step);
        let rise = step * eye.tilt.0 / eye.tilt.1 / Eye::HEIGHT;
        let mut along = 0.75;
        loop {
            let (x, y, ray) = (x + along * dx, y + along * dy, height + along * rise);
            if !(ray < 1.0 && x.abs() <= 1.0 && y.abs() <= 1.0) {
                return false;
            }
            if self.height(x, y).is_some_and(|ground| ground > ray + 0.004) {
                return true;
            }
            along += 1.0;
        }
    }
}

/// The place of (a, b) in the block.
pub(super) fn block_from_plane(extent: Extent, a: f32, b: f32) -> (f64, f64) {
    let place = |value: f32, middle: f32| (f64::from(value) - f64::from(middle)) / f64::from(extent.half_range);
    (place(a, extent.centre.0), place(b, extent.centre.1))
}

/// The part of a line that is over the map, as shares of its length (Liang and Barsky, "A new concept and method for line
/// clipping", 1984).
pub(super) fn clipped(from: (f64, f64), to: (f64, f64)) -> Option<(f64, f64)> {
    let (mut start, mut end) = (0f64, 1f64);
    for (at, way) in [(from.0, to.0 - from.0), (from.1, to.1 - from.1)] {
        if !(at + way).is_finite() {
            return None;
        }
        if way == 0.0 {
            if at.abs() > 1.0 {
                return None;
            }
            continue;
        }
        let (low, high) = ((-1.0 - at) / way, (1.0 - at) / way);
        start = start.max(low.min(high));
        end = end.min(low.max(high));
    }
    (start < end).then_some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: (f64, f64, f64, f64) = (0.0, 0.0, 600.0, 500.0);

    fn turns() -> impl Iterator<Item = Eye> {
        (-20..20).map(|i| Eye::new(Camera { turn: f64::from(i) * 0.37 + 0.01, tilt: 0.6 }, AREA))
    }

    /// How far from the viewer, up to a constant.
    fn depth(eye: &Eye, (x, y): (f64, f64)) -> f64 {
        y * eye.turn.1 - x * eye.turn.0
    }

    #[test]
    fn from_the_front_a_runs_right_and_b_away_and_heights_up() {
        let eye = Eye::new(Camera { turn: 0.0, tilt: 0.5 }, AREA);
        let (x, y) = eye.canvas_from_block((0.0, 0.0, 0.5));
        assert_eq!((x, y), (300.0, 250.0));
        let (right, up, high) = (
            eye.canvas_from_block((1.0, 0.0, 0.5)),
            eye.canvas_from_block((0.0, 1.0, 0.5)),
            eye.canvas_from_block((0.0, 0.0, 1.0)),
        );
        assert!(right.0 > x && right.1 == y);
        assert!(up.0 == x && up.1 < y && high.0 == x && high.1 < y);
        // A quarter turn later one stands where a is high.
        let side = Eye::new(Camera { turn: std::f64::consts::FRAC_PI_2, tilt: 0.5 }, AREA);
        assert!(side.canvas_from_block((1.0, 0.0, 0.5)).1 > 250.0);
        assert!(side.canvas_from_block((0.0, 1.0, 0.5)).0 > 300.0);
    }

    #[test]
    fn the_whole_block_is_on_the_canvas_from_everywhere() {
        for i in 0..20 {
            for eye in turns().map(|eye| eye.turn.0.atan2(eye.turn.1)) {
                let eye = Eye::new(Camera { turn: eye, tilt: 0.1 * f64::from(i) }, AREA);
                let (left, top, width, height) = eye.bounds();
                for corner in eye.corners() {
                    for z in [0.0, 1.0] {
                        let (x, y) = eye.canvas_from_block((corner.0, corner.1, z));
                        assert!((-0.01..=600.01).contains(&x) && (-0.01..=500.01).contains(&y), "{x} {y}");
                        assert!(x >= left - 1e-9 && x <= left + width + 1e-9);
                        assert!(y >= top - 1e-9 && y <= top + height + 1e-9);
                    }
                }
            }
        }
    }

    #[test]
    fn corners_have_the_names_of_where_they_are() {
        for eye in turns() {
            let corners = eye.corners();
            let places = corners.map(|(x, y)| eye.canvas_from_block((x, y, 0.0)));
            assert!(places.iter().all(|place| place.0 >= places[0].0 && place.0 <= places[2].0));
            assert!(places.iter().all(|place| place.1 <= places[1].1 && place.1 >= places[3].1));
            // Neighbours in the list share a side of the map.
            for i in 0..4 {
                let (one, next) = (corners[i], corners[(i + 1) % 4]);
                assert!((one.0 == next.0) != (one.1 == next.1));
            }
        }
    }

    #[test]
    fn painting_goes_from_back_to_front_in_every_quadrant() {
        let cells = 6;
        for eye in turns() {
            let (rows, columns) = eye.reversed();
            let at = |i: usize, reversed: bool| if reversed { cells - 1 - i } else { i } as f64;
            let walk: Vec<(f64, f64)> =
                (0..cells * cells).map(|i| (at(i % cells, columns), at(i / cells, rows))).collect();
            // A cell can only be hidden by cells towards the viewer along both axes: they all come later.
            let (dx, dy) = eye.block_from_view(0.0, -1.0);
            for (i, one) in walk.iter().enumerate() {
                for other in &walk[..i] {
                    let (x, y) = (other.0 - one.0, other.1 - one.1);
                    assert!(!(x * dx >= 0.0 && y * dy >= 0.0), "{other:?} hides {one:?} but was painted before");
                }
            }
            let (column_half, row_half) = ((-1.0, 1.0), (1.0, -1.0));
            assert_eq!(eye.column_half_first(), depth(&eye, column_half) > depth(&eye, row_half));
        }
    }

    fn mesh(side: usize, f: impl Fn(f64, f64) -> f64) -> Mesh {
        let at = |i: usize| i as f64 / (side - 1) as f64 * 2.0 - 1.0;
        Mesh { side, heights: (0..side * side).map(|i| f(at(i % side), at(i / side)) as f32).collect() }
    }

    #[test]
    fn a_place_on_the_ground_lies_in_its_triangle() {
        let plane = mesh(9, |x, y| 0.5 + 0.2 * x - 0.1 * y);
        for (x, y) in [(0.0, 0.0), (-1.0, 1.0), (1.0, 1.0), (0.31, -0.77), (-0.5, 0.5)] {
            assert!((plane.height(x, y).unwrap() - (0.5 + 0.2 * x - 0.1 * y)).abs() < 1e-6);
        }
        let rough = mesh(3, |x, y| x * y + 0.1 * x);
        // On the cut from the low to the high corner of a cell, between its two ends.
        let ends = [rough.height(0.0, 0.0), rough.height(1.0, 1.0)].map(Option::unwrap);
        assert!((rough.height(0.25, 0.25).unwrap() - (0.75 * ends[0] + 0.25 * ends[1])).abs() < 1e-6);
        assert_eq!((plane.height(1.01, 0.0), plane.height(f64::NAN, 0.0)), (None, None));
        let hole = mesh(3, |x, _| if x > 0.5 { f64::NAN } else { 0.0 });
        assert_eq!((hole.height(-0.5, 0.0), hole.height(0.5, 0.0)), (Some(0.0), None));
    }

    #[test]
    fn a_ridge_hides_what_is_behind_it() {
        let ridge = mesh(41, |_, y| if y.abs() < 0.1 { 1.0 } else { 0.0 });
        let eye = Eye::new(Camera { turn: 0.0, tilt: 0.5 }, AREA);
        assert!(ridge.hides((0.0, 0.3, 0.0), &eye));
        assert!(!ridge.hides((0.0, -0.3, 0.0), &eye));
        assert!(!ridge.hides((0.0, 0.3, 1.0), &eye));
        let behind = Eye::new(Camera { turn: std::f64::consts::PI, tilt: 0.5 }, AREA);
        assert!(!ridge.hides((0.0, 0.3, 0.0), &behind) && ridge.hides((0.0, -0.3, 0.0), &behind));
    }

    #[test]
    fn the_map_may_have_any_centre() {
        let extent = Extent { centre: (10.0, -2.0), half_range: 4.0 };
        assert_eq!(block_from_plane(extent, 10.0, -2.0), (0.0, 0.0));
        assert_eq!(block_from_plane(extent, 6.0, 2.0), (-1.0, 1.0));
    }

    #[test]
    fn lines_end_at_the_maps_border() {
        assert_eq!(clipped((0.0, 0.0), (0.5, 0.5)), Some((0.0, 1.0)));
        assert_eq!(clipped((0.0, 0.0), (4.0, 0.0)), Some((0.0, 0.25)));
        assert_eq!(clipped((-3.0, 0.5), (3.0, 0.5)), Some((1.0 / 3.0, 2.0 / 3.0)));
        assert_eq!(clipped((-3.0, 1.5), (3.0, 1.5)), None);
        assert_eq!(clipped((0.0, 2.0), (2.0, 0.0)), None);
        assert_eq!(clipped((0.0, 0.0), (f64::NAN, 0.0)), None);
        assert!(clipped((0.0, 0.0), (1e30, 1e30)).unwrap().1 < 1e-29);
    }
}
