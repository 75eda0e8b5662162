//! Where the ball has been.

use costscape_protocol::PathPoint;

/// A path on a plane, oldest first, bounded: when it grows too long every second point goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trail {
    points: Vec<PathPoint>,
}

impl Trail {
    const MOST: usize = 2000;

    /// A path known so far.
    #[must_use]
    pub fn new(points: Vec<PathPoint>) -> Self {
        let mut trail = Self::default();
        trail.extend(&points);
        trail
    }

    /// Goes on; points that are no numbers are left out.
    pub fn extend(&mut self, points: &[PathPoint]) {
        self.points.extend(points.iter().filter(|p| p.a.is_finite() && p.b.is_finite() && p.off.is_finite()));
        while self.points.len() > Self::MOST {
            // The last point is the ball's: counted from there. The first is where the path began.
            let last = self.points.len() - 1;
            let mut index = 0;
            self.points.retain(|_| {
                index += 1;
                index == 1 || (last - (index - 1)).is_multiple_of(2)
            });
        }
    }

    /// Steps after `step` were taken back: the path no longer goes there.
    pub fn take_back(&mut self, step: u64) {
        while self.points.last().is_some_and(|point| point.step > step) {
            self.points.pop();
        }
    }

    /// The points, oldest first.
    #[must_use]
    pub fn points(&self) -> &[PathPoint] {
        &self.points
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_trail_is_thinned_and_keeps_its_end() {
        let mut trail = Trail::default();
        for step in 0..10_000 {
            trail.extend(&[PathPoint { step, a: step as f32, b: 0.0, off: 0.0 }]);
        }
        assert!(trail.points().len() <= Trail::MOST);
        for points in [2, 3, 7] {
            let mut trail = Trail::default();
            for word in 0..4000 {
                let point = |i| PathPoint { step: word * points + i, a: 0.0, b: 0.0, off: 0.0 };
                trail.extend(&(0..points).map(point).collect::<Vec<_>>());
            }
            let ends = (trail.points().first().map(|p| p.step), trail.points().last().map(|p| p.step));
            assert_eq!(ends, (Some(0), Some(4000 * points - 1)), "{points} at a time");
        }
        assert_eq!(trail.points().last().map(|p| p.step), Some(9999));
        assert!(trail.points().is_sorted_by_key(|p| p.step));
        trail.extend(&[PathPoint { step: 1, a: f32::NAN, b: 0.0, off: 0.0 }]);
        assert_eq!(trail.points().last().map(|p| p.step), Some(9999));
    }
}
