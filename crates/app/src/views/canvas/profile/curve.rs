//! Between the measured points: a smooth line through all of them, for display.
//!
//! Cubic Hermite pieces with bounded slopes of Catmull and Rom, as on the map ([`Surface`](super::super::surface)): no
//! ditch appears at the foot of a cliff, three points already look round, and nothing is shown that is lower or higher
//! than all that was measured.

use super::super::chart_range::height;
use super::super::ranking::ascending;

/// Heights at even distances, and everything between them. Heights are costs, or their powers of ten.
#[derive(Clone, Debug)]
pub(super) struct Curve {
    /// a of the first point.
    low: f64,
    /// From point to point, in units of a.
    step: f64,
    /// NaN where the cost overflows.
    heights: Vec<f64>,
    /// At each point, per `step`.
    slopes: Vec<f64>,
    /// The lowest and the highest height.
    range: (f64, f64),
}

impl Curve {
    /// How many times steeper than on its gentler side a point's slope may be.
    const STEEPEST: f64 = 4.0;

    /// A line through `values`, the first at `centre - half_range`, the last at `centre + half_range`. None when that is
    /// no line.
    pub(super) fn new(values: &[f64], (centre, half_range): (f64, f64), logarithmic: bool) -> Option<Self> {
        if values.len() < 2 || !centre.is_finite() || !half_range.is_finite() || half_range <= 0.0 {
            return None;
        }
        let heights: Vec<f64> = values.iter().map(|&value| height(value, logarithmic).unwrap_or(f64::NAN)).collect();
        let differences: Vec<f64> =
            heights.windows(2).map(|pair| pair[1] - pair[0]).filter(|rise| rise.is_finite()).map(f64::abs).collect();
        let usual = ascending(&differences).get(differences.len() / 2).copied().unwrap_or(0.0);
        let range =
            heights.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |range, &h| (range.0.min(h), range.1.max(h)));
        let step = 2.0 * half_range / (values.len() - 1) as f64;
        let mut curve = Self { low: centre - half_range, step, heights, slopes: Vec::new(), range };
        curve.slopes = (0..values.len()).map(|i| curve.slope_at(i, usual)).collect();
        Some(curve)
    }

    /// Catmull and Rom's slope, bounded; at an end, and beside a gap, that of the parabola that meets the slope next to it.
    fn slope_at(&self, i: usize, usual: f64) -> f64 {
        let inner = |i: usize| {
            let (before, after) = (self.rise(i.checked_sub(1)?)?, self.rise(i)?);
            let most = Self::STEEPEST * before.abs().min(after.abs()).max(usual);
            Some((0.5 * (before + after)).clamp(-most, most))
        };
        if let Some(slope) = inner(i) {
            return slope;
        }
        let neighbours = [(self.rise(i), Some(i + 1)), (i.checked_sub(1).and_then(|i| self.rise(i)), i.checked_sub(1))];
        let ends = neighbours.into_iter().find_map(|(rise, next)| Some((rise?, next?)));
        ends.map_or(0.0, |(rise, next)| inner(next).map_or(rise, |slope| 2.0 * rise - slope))
    }

    /// From point `i` to the next; None at the end and beside a gap.
    fn rise(&self, i: usize) -> Option<f64> {
        let rise = self.heights.get(i + 1)? - self.heights[i];
        rise.is_finite().then_some(rise)
    }

    /// The height at a; None off the line and where the cost overflows.
    pub(super) fn height(&self, a: f64) -> Option<f64> {
        let place = (a - self.low) / self.step;
        let last = (self.heights.len() - 1) as f64;
        if !(-1e-6..=last + 1e-6).contains(&place) {
            return None;
        }
        let i = (place.clamp(0.0, last) as usize).min(self.heights.len() - 2);
        let t = (place - i as f64).clamp(0.0, 1.0);
        let (p, q, m, n) = (self.heights[i], self.heights[i + 1], self.slopes[i], self.slopes[i + 1]);
        let bent = p + t * (m + t * (3.0 * (q - p) - 2.0 * m - n + t * (2.0 * (p - q) + m + n)));
        // A point beside a gap has a height, although the way to the next has none.
        let height = if t == 0.0 {
            p
        } else if t == 1.0 {
            q
        } else {
            bent
        };
        height.is_finite().then(|| height.clamp(self.range.0, self.range.1))
    }

    /// The measured points, (a, height).
    pub(super) fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        let at = |i: usize| self.low + i as f64 * self.step;
        self.heights
            .iter()
            .enumerate()
            .filter(|(_, height)| height.is_finite())
            .map(move |(i, &height)| (at(i), height))
    }

    /// From point to point, in units of a.
    pub(super) fn step(&self) -> f64 {
        self.step
    }

    /// Whether no height at all is finite.
    pub(super) fn overflows_everywhere(&self) -> bool {
        self.range.0 > self.range.1
    }

    /// Where the cost overflows: from the last point with a height to the next one, in a.
    pub(super) fn gaps(&self) -> Vec<(f64, f64)> {
        let mut gaps: Vec<(f64, f64)> = Vec::new();
        for i in 0..self.heights.len() - 1 {
            if self.rise(i).is_some() {
                continue;
            }
            let (from, to) = (self.low + i as f64 * self.step, self.low + (i + 1) as f64 * self.step);
            match gaps.last_mut() {
                Some(gap) if self.heights[i].is_nan() => gap.1 = to,
                _ => gaps.push((from, to)),
            }
        }
        gaps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(values: &[f64]) -> Curve {
        Curve::new(values, (0.0, 1.0), false).unwrap()
    }

    #[test]
    fn the_curve_goes_through_all_points_and_three_make_a_parabola() {
        let bowl = curve(&[1.0, 0.0, 1.0]);
        for (a, height) in bowl.points() {
            assert!((bowl.height(a).unwrap() - height).abs() < 1e-12);
        }
        assert!((bowl.height(0.5).unwrap() - 0.25).abs() < 1e-12);
        assert_eq!(bowl.height(1.1), None);
        assert_eq!(curve(&[2.0, 4.0]).height(0.0), Some(3.0));
    }

    #[test]
    fn nothing_is_lower_or_higher_than_what_was_measured() {
        let cliff = curve(&[0.1, 0.1, 0.1, 9.0, 9.0, 0.0, 0.3]);
        for i in 0..=200 {
            let height = cliff.height(f64::from(i) / 100.0 - 1.0).unwrap();
            assert!((0.0..=9.0).contains(&height), "{i} {height}");
        }
    }

    #[test]
    fn the_overflow_is_a_gap() {
        let torn = curve(&[f64::NAN, 1.0, 2.0, f64::INFINITY, f64::INFINITY, 3.0, f64::NAN, 1.0, 1.0]);
        assert_eq!(torn.gaps(), [(-1.0, -0.75), (-0.5, 0.25), (0.25, 0.75)]);
        assert_eq!(torn.height(-0.4), None);
        assert_eq!((torn.height(-0.5), torn.height(0.25), torn.height(0.75)), (Some(2.0), Some(3.0), Some(1.0)));
        assert!(torn.height(-0.6).unwrap() > 1.5);
        assert!(curve(&[f64::NAN; 3]).overflows_everywhere());
        assert_eq!(curve(&[f64::NAN; 3]).gaps(), [(-1.0, 1.0)]);
        assert!(curve(&[1.0, 2.0]).gaps().is_empty());
    }

    #[test]
    fn a_line_needs_two_points_and_a_length() {
        assert!(Curve::new(&[1.0], (0.0, 1.0), false).is_none());
        assert!(Curve::new(&[1.0, 2.0], (0.0, 0.0), false).is_none());
        assert!(Curve::new(&[1.0, 2.0], (f64::NAN, 1.0), false).is_none());
        let tens = Curve::new(&[0.1, 1.0, 10.0], (5.0, 1.0), true).unwrap();
        assert!((tens.height(5.5).unwrap() - 0.5).abs() < 1e-12);
    }
}
