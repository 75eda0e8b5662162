//! The grid of a slice: which points there are, in which order they are computed, and what is known so far.

use serde::{Deserialize, Serialize};

use super::Estimate;

/// The part of a plane to be looked at: a square.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Extent {
    /// (a, b) in its middle.
    pub centre: (f32, f32),
    /// From there to its sides, in the plane's units.
    pub half_range: f32,
}

impl Extent {
    /// Around the plane's origin.
    #[must_use]
    pub fn of(half_range: f32) -> Self {
        Self { centre: (0.0, 0.0), half_range }
    }

    /// The smallest that holds all `points`, and `margin` times their extent more on every side.
    #[must_use]
    pub fn around(points: impl IntoIterator<Item = (f32, f32)>, margin: f32) -> Self {
        let mut low = (f32::INFINITY, f32::INFINITY);
        let mut high = (f32::NEG_INFINITY, f32::NEG_INFINITY);
        for (a, b) in points {
            (low.0, low.1) = (low.0.min(a), low.1.min(b));
            (high.0, high.1) = (high.0.max(a), high.1.max(b));
        }
        let size = (high.0 - low.0).max(high.1 - low.1);
        if !(size.is_finite() && size > 0.0) {
            return Self::of(1.0);
        }
        let centre = ((low.0 + high.0) / 2.0, (low.1 + high.1) / 2.0);
        Self { centre, half_range: size * (0.5 + margin) }
    }
}

/// A grid of points on a plane: a square of them, or those of one line along u.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    resolution: usize,
    /// As many as columns, or one.
    rows: usize,
    extent: Extent,
}

impl Grid {
    /// The finest grid.
    pub const FINEST: usize = 101;

    /// `resolution` points a side (made odd, so that the middle is a grid point; 3 to 101) over `extent`.
    #[must_use]
    pub fn new(resolution: usize, extent: Extent) -> Self {
        let resolution = resolution.clamp(3, Self::FINEST) | 1;
        Self { resolution, rows: resolution, extent }
    }

    /// As [`Self::new`], but only the row through the middle.
    #[must_use]
    pub fn line(resolution: usize, extent: Extent) -> Self {
        Self { rows: 1, ..Self::new(resolution, extent) }
    }

    /// Points along one side.
    #[must_use]
    pub fn resolution(&self) -> usize {
        self.resolution
    }

    /// Whether this is one row only.
    #[must_use]
    pub fn is_line(&self) -> bool {
        self.rows == 1
    }

    /// Where on the plane it is.
    #[must_use]
    pub fn extent(&self) -> Extent {
        self.extent
    }

    /// All points.
    #[must_use]
    pub fn len(&self) -> usize {
        self.resolution * self.rows
    }

    /// Never: a line has three points at least, a grid nine.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }

    /// From the middle to column (or row) `i`, in the plane's units; exactly 0 in the middle.
    fn offset(&self, i: usize) -> f32 {
        let middle = (self.resolution / 2) as f32;
        (i as f32 - middle) / middle * self.extent.half_range
    }

    /// From one column (or row) to the next.
    #[must_use]
    pub fn spacing(&self) -> f32 {
        self.offset(1) - self.offset(0)
    }

    /// (a, b) of point `index`. Points are stored row-major, a running fastest, b from low to high.
    #[must_use]
    pub fn point(&self, index: usize) -> (f32, f32) {
        let (a, b) = self.extent.centre;
        let row = if self.is_line() { self.resolution / 2 } else { index / self.resolution };
        (a + self.offset(index % self.resolution), b + self.offset(row))
    }

    /// The index of the point in the middle.
    #[must_use]
    pub fn centre(&self) -> usize {
        self.len() / 2
    }

    /// The index of the point nearest to (a, b) among every `stride`-th.
    #[must_use]
    pub fn nearest(&self, (a, b): (f32, f32), stride: usize) -> usize {
        let place = |x: f32, centre: f32| {
            let share = ((x - centre) / self.extent.half_range).clamp(-1.0, 1.0) * 0.5 + 0.5;
            (share * ((self.resolution - 1) / stride) as f32).round() as usize * stride
        };
        let row = if self.is_line() { 0 } else { place(b, self.extent.centre.1) };
        row * self.resolution + place(a, self.extent.centre.0)
    }

    /// Coarse to fine: the order in which to compute the points, and after how many of them which stride is complete.
    ///
    /// Every stride divides half the grid, so each stage holds the centre and the corners, and every point computed is
    /// a point of the final grid: nothing is computed twice or thrown away. Within a stage, points nearer the centre
    /// come first.
    #[must_use]
    pub fn order(&self) -> (Vec<usize>, Vec<Stage>) {
        let half = self.resolution / 2;
        let mut strides = vec![half];
        for stride in (1..half).rev() {
            // A stage that is hardly finer than the one before would only make pictures flicker.
            let last = strides[strides.len() - 1];
            if half.is_multiple_of(stride) && (last >= 2 * stride || stride == 1) {
                strides.push(stride);
            }
        }
        let mut placed = vec![false; self.len()];
        let mut order = Vec::with_capacity(self.len());
        let mut stages = Vec::new();
        for stride in strides {
            // Ring by ring around the centre; half is a multiple of every stride.
            for ring in (0..=half).step_by(stride) {
                if self.is_line() {
                    for index in [half - ring, half + ring] {
                        if !placed[index] {
                            placed[index] = true;
                            order.push(index);
                        }
                    }
                    continue;
                }
                for row in (half - ring..=half + ring).step_by(stride) {
                    let whole_row = row.abs_diff(half) == ring;
                    let across = if whole_row || ring == 0 { stride } else { 2 * ring };
                    for column in (half - ring..=half + ring).step_by(across) {
                        let index = row * self.resolution + column;
                        if !placed[index] {
                            placed[index] = true;
                            order.push(index);
                        }
                    }
                }
            }
            stages.push(Stage { stride, points: order.len() });
        }
        (order, stages)
    }
}

/// One step of refinement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Every `stride`-th row and column is known.
    pub stride: usize,
    /// Once so many points of the order are.
    pub points: usize,
}

/// The cost on a grid, as far as it is known.
#[derive(Clone, Debug)]
pub struct Slice {
    grid: Grid,
    order: Vec<usize>,
    stages: Vec<Stage>,
    values: Vec<Option<Estimate>>,
    known: usize,
}

impl Slice {
    /// Nothing known yet.
    #[must_use]
    pub fn new(grid: Grid) -> Self {
        let (order, stages) = grid.order();
        Self { grid, order, stages, values: vec![None; grid.len()], known: 0 }
    }

    /// The grid.
    #[must_use]
    pub fn grid(&self) -> &Grid {
        &self.grid
    }

    /// The points in the order in which they are to be computed.
    #[must_use]
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// The stages of refinement, coarse to fine.
    #[must_use]
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// The next cost, of the first point of the order not known yet. Ignored when all are known.
    pub fn push(&mut self, cost: impl Into<Estimate>) {
        if let Some(&index) = self.order.get(self.known) {
            self.values[index] = Some(cost.into());
            self.known += 1;
        }
    }

    /// How many points are known.
    #[must_use]
    pub fn known(&self) -> usize {
        self.known
    }

    /// Whether all are.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.known == self.grid.len()
    }

    /// The finest stage that is complete.
    #[must_use]
    pub fn stage(&self) -> Option<Stage> {
        self.stages.iter().copied().rfind(|stage| stage.points <= self.known)
    }

    /// The cost at point `index`, if known. Not finite where the cost overflows.
    #[must_use]
    pub fn value(&self, index: usize) -> Option<f64> {
        self.estimate(index).map(|estimate| estimate.mean)
    }

    /// The cost at point `index`, if known, and how far it may be off.
    #[must_use]
    pub fn estimate(&self, index: usize) -> Option<Estimate> {
        self.values.get(index).copied().flatten()
    }

    /// The largest standard error of the costs known; `None` where none is finite.
    #[must_use]
    pub fn largest_error(&self) -> Option<f64> {
        self.values.iter().flatten().map(|estimate| estimate.standard_error).filter(|e| e.is_finite()).reduce(f64::max)
    }

    /// The costs of the finest complete stage, row-major as the grid (one row for a line): points a side, and values. None
    /// before the first.
    #[must_use]
    pub fn picture(&self) -> Option<(usize, Vec<f64>)> {
        let stride = self.stage()?.stride;
        let side = (self.grid.resolution - 1) / stride + 1;
        let rows = if self.grid.is_line() { 1 } else { side };
        let values = (0..side * rows)
            .filter_map(|i| self.value(i / side * stride * self.grid.resolution + i % side * stride))
            .collect();
        Some((side, values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_comes_once_and_stages_hold_whole_grids() {
        for resolution in [3, 5, 21, 41, 51, 101] {
            let grid = Grid::new(resolution, Extent::of(1.0));
            let (order, stages) = grid.order();
            let mut seen = order.clone();
            seen.sort_unstable();
            assert_eq!(seen, (0..grid.len()).collect::<Vec<_>>());
            for stage in &stages {
                let side = (resolution - 1) / stage.stride + 1;
                let have = |i: &usize| order[..stage.points].contains(i);
                let grid_points = (0..grid.len())
                    .filter(|i| i % resolution % stage.stride == 0 && i / resolution % stage.stride == 0);
                assert_eq!(grid_points.filter(have).count(), side * side, "{resolution} {stage:?}");
            }
            assert_eq!(stages[0].points, 9);
            assert_eq!(stages[stages.len() - 1], Stage { stride: 1, points: grid.len() });
            assert_eq!(order[0], grid.centre());
        }
        let strides: Vec<usize> = Grid::new(41, Extent::of(1.0)).order().1.iter().map(|s| s.stride).collect();
        assert_eq!(strides, [20, 10, 5, 2, 1]);
    }

    #[test]
    fn the_centre_is_exactly_zero_and_the_edges_exactly_the_range() {
        let grid = Grid::new(41, Extent::of(3.0));
        assert_eq!(grid.point(grid.centre()), (0.0, 0.0));
        assert_eq!(grid.point(0), (-3.0, -3.0));
        assert_eq!(grid.point(40), (3.0, -3.0));
        assert_eq!(grid.point(41 * 41 - 1), (3.0, 3.0));
        assert_eq!(Grid::new(40, Extent::of(1.0)).resolution(), 41);
    }

    #[test]
    fn an_extent_off_the_middle_and_the_point_nearest_to_a_place() {
        let grid = Grid::new(5, Extent { centre: (10.0, -1.0), half_range: 2.0 });
        assert_eq!((grid.point(0), grid.point(grid.centre()), grid.spacing()), ((8.0, -3.0), (10.0, -1.0), 1.0));
        assert_eq!(grid.point(grid.nearest((10.9, -2.1), 1)), (11.0, -2.0));
        assert_eq!(grid.point(grid.nearest((99.0, -2.1), 2)), (12.0, -3.0));
        let around = Extent::around([(1.0, 1.0), (5.0, 2.0)], 0.25);
        assert_eq!(around, Extent { centre: (3.0, 1.5), half_range: 3.0 });
        assert_eq!(Extent::around([(1.0, 1.0)], 0.25), Extent::of(1.0));
    }

    #[test]
    fn a_line_is_the_row_through_the_middle() {
        let extent = Extent { centre: (0.5, 0.0), half_range: 1.0 };
        let grid = Grid::line(41, extent);
        assert_eq!((grid.len(), grid.point(0), grid.point(40)), (41, (-0.5, 0.0), (1.5, 0.0)));
        let (order, stages) = grid.order();
        assert_eq!((order[0], stages[0].points, stages[stages.len() - 1].points), (20, 3, 41));
        let mut slice = Slice::new(grid);
        order.iter().for_each(|&index| slice.push(index as f64));
        assert_eq!(slice.picture().unwrap(), (41, (0..41).map(f64::from).collect()));
        assert_eq!(grid.nearest((0.5, 7.0), 1), 20);
    }

    #[test]
    fn a_slice_shows_the_finest_whole_stage() {
        let mut slice = Slice::new(Grid::new(5, Extent::of(1.0)));
        let order = slice.order().to_vec();
        assert!(slice.picture().is_none());
        for (n, index) in order.iter().enumerate() {
            assert_eq!(slice.known(), n);
            slice.push(*index as f64);
        }
        assert!(slice.is_complete());
        let (side, values) = slice.picture().unwrap();
        assert_eq!(side, 5);
        assert_eq!(values, (0..25).map(f64::from).collect::<Vec<_>>());
        let mut coarse = Slice::new(Grid::new(5, Extent::of(1.0)));
        order[..9].iter().for_each(|&index| coarse.push(index as f64));
        assert_eq!(coarse.picture().unwrap(), (3, vec![0.0, 2.0, 4.0, 10.0, 12.0, 14.0, 20.0, 22.0, 24.0]));
    }
}
