//! Smooth curves through a few knots.

use crate::digit::Point;

/// A point that a skeleton's stroke goes through, in a square of 100 x 100: x to the right, y down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Knot {
    /// Where.
    pub at: Point,
    /// Whether the pen may change its direction at once here.
    pub corner: bool,
}

/// A knot that the pen goes through smoothly.
#[must_use]
pub const fn s(x: f32, y: f32) -> Knot {
    Knot { at: Point::new(x, y), corner: false }
}

/// A corner.
#[must_use]
pub const fn c(x: f32, y: f32) -> Knot {
    Knot { at: Point::new(x, y), corner: true }
}

/// About how far apart the points of a curve are, in hundredths of the square: a little over a pixel.
const STEP: f32 = 7.0;

/// Appends the curve through `knots` to `points`: Catmull and Rom's spline ("A class of local interpolating splines",
/// 1974), each stretch between corners a curve of its own whose ends are straightened by doubling the last knot.
pub fn trace(knots: &[Knot], points: &mut Vec<Point>) {
    let Some(first) = knots.first() else { return };
    points.push(first.at);
    for (i, pair) in knots.windows(2).enumerate() {
        let [from, to] = [pair[0], pair[1]];
        let before = if from.corner || i == 0 { from } else { knots[i - 1] };
        let after = if to.corner { to } else { *knots.get(i + 2).unwrap_or(&to) };
        let (dx, dy) = (to.at.x - from.at.x, to.at.y - from.at.y);
        let steps = ((dx * dx + dy * dy).sqrt() / STEP) as usize + 1;
        let x = Cubic::new(before.at.x, from.at.x, to.at.x, after.at.x);
        let y = Cubic::new(before.at.y, from.at.y, to.at.y, after.at.y);
        for step in 1..=steps {
            let t = step as f32 / steps as f32;
            points.push(Point::new(x.at(t), y.at(t)));
        }
    }
}

/// One coordinate of one stretch, as a polynomial in t from 0 to 1, the constant first.
struct Cubic([f32; 4]);

impl Cubic {
    fn new(before: f32, from: f32, to: f32, after: f32) -> Self {
        Self([
            from,
            0.5 * (to - before),
            before - 2.5 * from + 2.0 * to - 0.5 * after,
            0.5 * (after - before) + 1.5 * (from - to),
        ])
    }

    fn at(&self, t: f32) -> f32 {
        let [a, b, c, d] = self.0;
        a + t * (b + t * (c + t * d))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_through_every_knot() {
        let knots = [s(0.0, 0.0), s(30.0, 40.0), c(60.0, 10.0), s(90.0, 90.0)];
        let mut points = Vec::new();
        trace(&knots, &mut points);
        for knot in knots {
            let near = |p: &Point| (p.x - knot.at.x).abs() < 1e-3 && (p.y - knot.at.y).abs() < 1e-3;
            assert!(points.iter().any(near), "{knot:?} in {points:?}");
        }
    }

    #[test]
    fn between_corners_is_straight() {
        let mut points = Vec::new();
        trace(&[c(0.0, 0.0), c(50.0, 50.0), c(100.0, 0.0)], &mut points);
        assert!(points.iter().all(|p| (p.y - (50.0 - (p.x - 50.0).abs())).abs() < 1e-3), "{points:?}");
    }

    #[test]
    fn nothing_gives_nothing_and_one_knot_a_dot() {
        let mut points = Vec::new();
        trace(&[], &mut points);
        assert!(points.is_empty());
        trace(&[s(3.0, 4.0)], &mut points);
        assert_eq!(points, [Point::new(3.0, 4.0)]);
    }
}
