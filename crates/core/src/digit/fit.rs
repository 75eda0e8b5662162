//! How a drawing of any size comes into the box of 20 x 20 pixels.

use super::raster::BOX;
use super::stroke::{Point, Stroke};

/// A drawing whose longer side is less than this part of its distance from the origin is a dot: `f32` has no room for
/// any shape in it.
const SMALLEST: f32 = 1e-5;

/// pixel = (point - origin) * scale - middle + 10, in the box.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    origin: Point,
    scale: f32,
    middle: Point,
}

impl Fit {
    /// The fit that makes the longer side of the drawing's ink 20 pixels, the pen's `width` in pixels included, and puts
    /// the ink's middle in the box's; `None` when nothing can be drawn.
    pub(super) fn of(drawing: &[Stroke], width: f32) -> Option<Self> {
        let half = 0.5 * width;
        let points = || drawing.iter().flat_map(Stroke::drawable);
        let mut low = Point::new(f32::INFINITY, f32::INFINITY);
        let mut high = Point::new(f32::NEG_INFINITY, f32::NEG_INFINITY);
        for (p, _) in points() {
            low = Point::new(low.x.min(p.x), low.y.min(p.y));
            high = Point::new(high.x.max(p.x), high.y.max(p.y));
        }
        if low.x > high.x {
            return None;
        }
        // From the middle of the drawing, so that digits far from the origin lose nothing more.
        let origin = Point::new(0.5 * (low.x + high.x), 0.5 * (low.y + high.y));
        let longer = (high.x - low.x).max(high.y - low.y);
        let distance = low.x.abs().max(high.x.abs()).max(low.y.abs()).max(high.y.abs());
        if longer <= distance * SMALLEST || longer < 1e-30 {
            return Some(Self { origin, scale: 0.0, middle: Point::default() });
        }
        // With a pen of one width, scale = (20 - width) / longer. Where the pressure varies, the outermost ink may belong
        // to a point that is not the outermost: the ink's extent is convex and piecewise linear in the scale, and
        // Newton's method ends on the right piece after a few steps.
        let mut scale = (BOX as f32 - width) / longer;
        let mut middle = Point::default();
        for _ in 0..4 {
            let across = Extent::of(points().map(|(p, pressure)| (p.x - origin.x, pressure * half)), scale);
            let down = Extent::of(points().map(|(p, pressure)| (p.y - origin.y, pressure * half)), scale);
            middle = Point::new(across.middle, down.middle);
            let longest = if across.length >= down.length { across } else { down };
            let error = BOX as f32 - longest.length;
            if error.abs() < 1e-3 || longest.slope <= 0.0 {
                break;
            }
            scale = (scale + error / longest.slope).max(0.0);
        }
        Some(Self { origin, scale, middle })
    }

    /// Where a point of the drawing comes to lie, in pixels of the box.
    pub(super) fn apply(self, point: Point) -> Point {
        let half = 0.5 * BOX as f32;
        Point::new(
            (point.x - self.origin.x) * self.scale - self.middle.x + half,
            (point.y - self.origin.y) * self.scale - self.middle.y + half,
        )
    }
}

/// What the ink covers along one axis at some scale, in pixels.
#[derive(Clone, Copy, Debug)]
struct Extent {
    middle: f32,
    length: f32,
    /// Change of the length with the scale.
    slope: f32,
}

impl Extent {
    /// Of points as (coordinate, radius in pixels).
    fn of(points: impl Iterator<Item = (f32, f32)>, scale: f32) -> Self {
        let (mut low, mut low_at, mut high, mut high_at) = (f32::INFINITY, 0.0, f32::NEG_INFINITY, 0.0);
        for (at, radius) in points {
            if at * scale - radius < low {
                (low, low_at) = (at * scale - radius, at);
            }
            if at * scale + radius > high {
                (high, high_at) = (at * scale + radius, at);
            }
        }
        Self { middle: 0.5 * (low + high), length: high - low, slope: high_at - low_at }
    }
}
