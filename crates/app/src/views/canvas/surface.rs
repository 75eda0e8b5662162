//! Between the measured points: a smooth surface through all of them, for display.
//!
//! Cubic Hermite pieces with the slopes of Catmull and Rom ("A class of local interpolating splines", 1974), first along
//! the rows, then along the columns. Two things are added. At the foot of a cliff, where the ground is many times
//! steeper on one side of a point than on the other and than most of the ground, the slope is bounded, so that no ditch
//! appears there; bounding it on gentle ground, too, would crease a coarse grid. And at the edges the line goes on as a
//! parabola does, so that three points already look round.

use super::ranking::ascending;

/// Heights on a square grid, and everything between them.
#[derive(Clone, Debug)]
pub(super) struct Surface {
    side: usize,
    /// `[row][column]`; where the measured height is not finite, a guess from its neighbours.
    heights: Vec<f64>,
    /// Where heights are not finite; empty when all are.
    unknown: Vec<bool>,
    /// The lowest and the highest finite height.
    range: (f64, f64),
    /// The difference that half of all neighbours do not exceed.
    usual: f64,
}

/// A surface at many places: `[row][column]`.
#[derive(Clone, Debug)]
pub(super) struct Raster {
    /// Never NaN.
    pub(super) heights: Vec<f64>,
    /// Where the height overflows and what stands in `heights` is a guess; empty when it does so nowhere.
    pub(super) overflows: Vec<bool>,
}

impl Surface {
    /// How many times steeper than on its gentler side a point's slope may be.
    const STEEPEST: f64 = 4.0;

    /// A surface through `values`, `[row][column]`, `side` each. None when that is no grid.
    pub(super) fn new(side: usize, values: &[f64]) -> Option<Self> {
        if side < 2 || values.len() != side * side {
            return None;
        }
        let finite = || values.iter().copied().filter(|height| height.is_finite());
        let range = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
        let mut surface = Self { side, heights: values.to_vec(), unknown: Vec::new(), range, usual: 0.0 };
        if values.iter().any(|height| !height.is_finite()) {
            surface.unknown = values.iter().map(|height| !height.is_finite()).collect();
            surface.guess();
        }
        let heights = &surface.heights;
        let differences: Vec<f64> = (0..heights.len())
            .flat_map(|i| [(i % side + 1 < side).then_some(i + 1), Some(i + side)].map(|next| (i, next)))
            .filter_map(|(i, next)| Some((heights.get(next?)? - heights[i]).abs()))
            .collect();
        surface.usual = ascending(&differences)[differences.len() / 2];
        Some(surface)
    }

    /// Points a side.
    pub(super) fn side(&self) -> usize {
        self.side
    }

    /// Whether no height at all is finite.
    pub(super) fn overflows_everywhere(&self) -> bool {
        self.range.0 > self.range.1
    }

    /// The middle of the overflow, in places of the grid, if it is large and the middle lies in it.
    pub(super) fn overflow_centre(&self) -> Option<(f64, f64)> {
        let unknown: Vec<usize> = (0..self.unknown.len()).filter(|&index| self.unknown[index]).collect();
        if unknown.len() * 20 < self.heights.len() || unknown.is_empty() {
            return None;
        }
        let mean = |of: fn(usize, usize) -> usize| {
            unknown.iter().map(|&index| of(index, self.side) as f64).sum::<f64>() / unknown.len() as f64
        };
        let centre = (mean(|index, side| index % side), mean(|index, side| index / side));
        self.overflows_at(centre.0, centre.1).then_some(centre)
    }

    /// Fills what is unknown, ring by ring with the highest of its neighbours.
    fn guess(&mut self) {
        if self.overflows_everywhere() {
            self.heights.fill(0.0);
            self.range = (f64::INFINITY, f64::NEG_INFINITY);
            return;
        }
        let side = self.side;
        let mut missing = self.unknown.clone();
        while missing.contains(&true) {
            let before = missing.clone();
            for index in 0..side * side {
                if !before[index] {
                    continue;
                }
                let (row, column) = (index / side, index % side);
                let mut highest = f64::NEG_INFINITY;
                for r in row.saturating_sub(1)..=(row + 1).min(side - 1) {
                    for c in column.saturating_sub(1)..=(column + 1).min(side - 1) {
                        if !before[r * side + c] {
                            highest = highest.max(self.heights[r * side + c]);
                        }
                    }
                }
                if highest.is_finite() {
                    self.heights[index] = highest;
                    missing[index] = false;
                }
            }
        }
    }

    /// The height at a place in the grid, x along the columns, y along the rows, 0 to `side` - 1. None off the grid and
    /// where the height overflows.
    pub(super) fn height(&self, x: f64, y: f64) -> Option<f64> {
        let last = (self.side - 1) as f64;
        if !((0.0..=last).contains(&x) && (0.0..=last).contains(&y)) || self.overflows_at(x, y) {
            return None;
        }
        self.raster(&[x], &[y]).heights.first().copied()
    }

    /// The surface at every crossing of these columns and rows, in places of the grid.
    pub(super) fn raster(&self, columns: &[f64], rows: &[f64]) -> Raster {
        let (side, width) = (self.side, columns.len());
        let places: Vec<Piece> = columns.iter().map(|&x| Piece::new(x, side)).collect();
        // Along the rows: `[row of the grid][column of the raster]`.
        let mut bent = vec![0.0; side * width];
        let mut slopes = vec![0.0; side];
        for row in 0..side {
            let line = &self.heights[row * side..(row + 1) * side];
            for (i, slope) in slopes.iter_mut().enumerate() {
                *slope = self.slope_at(i, |j| line[j]);
            }
            for (out, piece) in bent[row * width..(row + 1) * width].iter_mut().zip(&places) {
                let i = piece.index;
                *out = piece.between(line[i], slopes[i], line[i + 1], slopes[i + 1]);
            }
        }
        // Slopes along the columns, then the heights between.
        let mut slopes = vec![0.0; side * width];
        for row in 0..side {
            for column in 0..width {
                slopes[row * width + column] = self.slope_at(row, |j| bent[j * width + column]);
            }
        }
        let mut heights = vec![0.0; width * rows.len()];
        let (low, high) = if self.overflows_everywhere() { (0.0, 0.0) } else { self.range };
        for (out, &y) in heights.chunks_exact_mut(width.max(1)).zip(rows) {
            let piece = Piece::new(y, side);
            let here = piece.index * width..(piece.index + 1) * width;
            let next = here.start + width..here.end + width;
            let ends = bent[here.clone()].iter().zip(&slopes[here]).zip(bent[next.clone()].iter().zip(&slopes[next]));
            for (height, ((&p, &m), (&q, &n))) in out.iter_mut().zip(ends) {
                // No height is shown that is lower or higher than all that were measured.
                *height = piece.between(p, m, q, n).clamp(low, high);
            }
        }
        let mut overflows = Vec::new();
        if !self.unknown.is_empty() {
            overflows.reserve(heights.len());
            for &y in rows {
                overflows.extend(columns.iter().map(|&x| self.overflows_at(x, y)));
            }
        }
        Raster { heights, overflows }
    }

    /// Catmull and Rom's slope at point `i` of a line, bounded; at the ends, that of the parabola that meets the slope
    /// next to it.
    fn slope_at(&self, i: usize, height: impl Fn(usize) -> f64) -> f64 {
        let inner = i.clamp(1, self.side.max(3) - 2);
        if self.side == 2 {
            return height(1) - height(0);
        }
        let (before, after) = (height(inner) - height(inner - 1), height(inner + 1) - height(inner));
        let most = Self::STEEPEST * before.abs().min(after.abs()).max(self.usual);
        let slope = (0.5 * (before + after)).clamp(-most, most);
        match i {
            0 => 2.0 * before - slope,
            i if i > inner => 2.0 * after - slope,
            _ => slope,
        }
    }

    /// Whether more than half of what surrounds a place overflows.
    fn overflows_at(&self, x: f64, y: f64) -> bool {
        if self.unknown.is_empty() {
            return false;
        }
        let (across, down) = (Piece::new(x, self.side), Piece::new(y, self.side));
        let share = |row: usize, column: usize| f64::from(self.unknown[row * self.side + column]);
        let line = |row| share(row, across.index) * (1.0 - across.t) + share(row, across.index + 1) * across.t;
        line(down.index) * (1.0 - down.t) + line(down.index + 1) * down.t > 0.5
    }
}

/// A place between two points of a line, and the weights of Hermite's cubic there.
struct Piece {
    index: usize,
    t: f64,
    weights: [f64; 4],
}

impl Piece {
    fn new(place: f64, side: usize) -> Self {
        let place = place.clamp(0.0, (side - 1) as f64);
        let index = (place as usize).min(side - 2);
        let t = place - index as f64;
        let (t2, t3) = (t * t, t * t * t);
        Self { index, t, weights: [2.0 * t3 - 3.0 * t2 + 1.0, t3 - 2.0 * t2 + t, 3.0 * t2 - 2.0 * t3, t3 - t2] }
    }

    fn between(&self, from: f64, from_slope: f64, to: f64, to_slope: f64) -> f64 {
        let [a, b, c, d] = self.weights;
        a * from + b * from_slope + c * to + d * to_slope
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(side: usize, f: impl Fn(f64, f64) -> f64) -> Vec<f64> {
        (0..side * side).map(|i| f((i % side) as f64, (i / side) as f64)).collect()
    }

    fn nodes(side: usize) -> Vec<f64> {
        (0..side).map(|i| i as f64).collect()
    }

    #[test]
    fn it_goes_through_every_measured_point() {
        for side in [3, 5, 9, 21, 41] {
            let values = grid(side, |x, y| (x * 1.7).sin() + (y * 0.9).cos() * 3.0 + x * y);
            let surface = Surface::new(side, &values).unwrap();
            let raster = surface.raster(&nodes(side), &nodes(side));
            assert_eq!(raster.heights, values);
            assert_eq!(surface.height(1.0, 2.0), Some(values[2 * side + 1]));
        }
    }

    #[test]
    fn planes_and_bowls_are_met_between_the_points() {
        let plane = Surface::new(5, &grid(5, |x, y| 2.0 * x - 3.0 * y)).unwrap();
        assert!((plane.height(0.3, 3.7).unwrap() - (0.6 - 11.1)).abs() < 1e-12);
        let bowl = Surface::new(9, &grid(9, |x, y| (x - 4.5).powi(2) + (y - 4.0).powi(2))).unwrap();
        // Between two equal points the bottom is lower than both, but never lower than the lowest point measured.
        assert!((bowl.height(2.5, 4.0).unwrap() - 4.0).abs() < 1e-12);
        assert_eq!(bowl.height(4.5, 4.0), Some(0.25));
    }

    #[test]
    fn three_points_make_a_parabola_and_a_coarse_saddle_has_no_crease() {
        let parabola = Surface::new(3, &grid(3, |x, _| x * x)).unwrap();
        assert!((parabola.height(0.5, 1.0).unwrap() - 0.25).abs() < 1e-12);
        // Along the middle row one difference passes through zero: the height between changes evenly all the same.
        let saddle = Surface::new(5, &grid(5, |x, y| (x - 2.0).powi(2) - (x - 2.0) * (y - 2.0))).unwrap();
        let heights: Vec<f64> = (0..=300).map(|i| saddle.height(0.5 + f64::from(i) / 100.0, 2.5).unwrap()).collect();
        let bends = heights.windows(3).map(|w| (w[0] - 2.0 * w[1] + w[2]).abs() * 1e4);
        assert!(bends.fold(0.0, f64::max) < 8.0);
    }

    #[test]
    fn no_ditch_at_the_foot_of_a_cliff() {
        let cliff = Surface::new(9, &grid(9, |x, _| if x < 4.0 { 1.0 + 0.001 * x } else { 1e6 })).unwrap();
        for i in 0..300 {
            let height = cliff.height(f64::from(i) / 100.0, 4.0).unwrap();
            assert!((0.99..1.01).contains(&height), "{i} {height}");
        }
    }

    #[test]
    fn what_overflows_is_marked_and_never_nan() {
        let mut values = grid(5, |x, y| x + y);
        (values[4], values[3], values[9]) = (f64::INFINITY, f64::NAN, f64::INFINITY);
        let surface = Surface::new(5, &values).unwrap();
        assert_eq!(surface.height(4.0, 0.0), None);
        assert_eq!(surface.height(0.0, 4.0), Some(4.0));
        let raster = surface.raster(&nodes(5), &nodes(5));
        assert!(raster.heights.iter().all(|height| height.is_finite()));
        let marked: Vec<usize> = (0..25).filter(|&i| raster.overflows[i]).collect();
        assert_eq!(marked, [3, 4, 9]);
        assert_eq!(surface.overflow_centre().map(|(x, y)| (x.round(), y.round())), Some((4.0, 0.0)));
    }

    #[test]
    fn nothing_but_overflow_is_a_surface_too() {
        let surface = Surface::new(3, &[f64::NAN; 9]).unwrap();
        assert!(surface.overflows_everywhere());
        assert_eq!(surface.height(1.0, 1.0), None);
        assert!(surface.raster(&[0.5], &[0.5]).overflows[0]);
    }

    #[test]
    fn what_is_no_grid_is_no_surface() {
        assert!(Surface::new(1, &[1.0]).is_none());
        assert!(Surface::new(3, &[1.0; 8]).is_none());
        assert!(Surface::new(3, &[1.0; 9]).unwrap().height(2.1, 0.0).is_none());
    }
}
