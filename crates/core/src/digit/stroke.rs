//! What the pen left behind, before any pixel.

/// Where the pen was, in the unit of the pad it was drawn on: x to the right, y down.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Down.
    pub y: f32,
}

impl Point {
    /// Coordinates beyond this, either way, are no drawing; the squares of distances stay finite within it.
    const LIMIT: f32 = 1e9;

    /// A point from its coordinates.
    #[must_use]
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// Whether both coordinates are numbers that can be drawn: not NaN, not infinite, not beyond all pads.
    #[must_use]
    pub fn is_drawable(self) -> bool {
        self.x.abs() <= Self::LIMIT && self.y.abs() <= Self::LIMIT
    }
}

/// One movement of the pen, from touching the pad to leaving it: straight lines between points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stroke {
    /// Where the pen went. A single point is a dot.
    pub points: Vec<Point>,
    /// How wide the line is at each point, relative to the pen: 1 is the pen's own width. Points beyond the end of this
    /// list have 1, so an empty list is a pen that does not feel pressure.
    pub pressure: Vec<f32>,
}

impl Stroke {
    /// The least and the greatest pressure that show; what is beyond is cut off.
    const PRESSURE: (f32, f32) = (0.25, 4.0);

    /// A stroke of even width.
    #[must_use]
    pub fn new(points: Vec<Point>) -> Self {
        Self { points, pressure: Vec::new() }
    }

    /// The relative width at a point, always within 0.25 and 4; 1 where it is unknown or not a number.
    #[must_use]
    pub fn pressure_at(&self, index: usize) -> f32 {
        match self.pressure.get(index) {
            Some(pressure) if !pressure.is_nan() => pressure.clamp(Self::PRESSURE.0, Self::PRESSURE.1),
            _ => 1.0,
        }
    }

    /// The points that can be drawn, each with its pressure.
    pub(super) fn drawable(&self) -> impl Iterator<Item = (Point, f32)> + '_ {
        let points = self.points.iter().enumerate();
        points.filter(|(_, point)| point.is_drawable()).map(|(i, &point)| (point, self.pressure_at(i)))
    }
}

impl From<&[(f32, f32)]> for Stroke {
    fn from(points: &[(f32, f32)]) -> Self {
        Self::new(points.iter().map(|&(x, y)| Point::new(x, y)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pressure_is_one_where_unknown_and_bounded_where_known() {
        let mut stroke = Stroke::from([(0.0, 0.0); 5].as_slice());
        stroke.pressure = vec![0.5, f32::NAN, 1e9, -1.0];
        let pressure: Vec<f32> = (0..5).map(|i| stroke.pressure_at(i)).collect();
        assert_eq!(pressure, [0.5, 1.0, 4.0, 0.25, 1.0]);
    }

    #[test]
    fn points_off_every_pad_are_not_drawable() {
        assert!(Point::new(-3.0, 4e5).is_drawable());
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30] {
            assert!(!Point::new(bad, 0.0).is_drawable() && !Point::new(0.0, bad).is_drawable());
        }
    }
}
