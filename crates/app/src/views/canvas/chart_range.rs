//! What a chart's axes run over, and what is left of long lines at the size of a screen.

use super::number::{count, multiples, round_count, round_step, short, tick};
use super::ranking::{ascending, ranked};

/// An axis: what it runs over, in the chart's own heights (powers of ten on a logarithmic axis), and its numbers.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Axis {
    pub(super) low: f64,
    pub(super) high: f64,
    /// Where numbers stand, and the numbers.
    pub(super) ticks: Vec<(f64, String)>,
    /// Whether some values are higher than the axis.
    pub(super) is_cut_off: bool,
}

/// A value as a height on the chart; None where it has none.
pub(super) fn height(value: f64, logarithmic: bool) -> Option<f64> {
    let height = if logarithmic { value.log10() } else { value };
    (height.is_finite() && height.abs() < 1e300).then_some(height)
}

impl Axis {
    /// The axis of steps.
    pub(super) fn of_steps(lines: &[&[(f64, f64)]], most_ticks: usize) -> Self {
        let ends =
            || lines.iter().flat_map(|points| points.first().into_iter().chain(points.last())).map(|point| point.0);
        let low = ends().filter(|step| step.is_finite()).fold(f64::INFINITY, f64::min);
        let high = ends().filter(|step| step.is_finite()).fold(f64::NEG_INFINITY, f64::max);
        let low = if low.is_finite() { low } else { 0.0 };
        // The first steps are not stretched over the whole chart.
        let high = high.max(low + 10.0);
        let step = round_count((high - low) / most_ticks.max(1) as f64);
        let ticks = multiples(low, high, step).into_iter().map(|at| (at, steps_label(at))).collect();
        Self { low, high, ticks, is_cut_off: false }
    }

    /// The axis of values, from zero, or over powers of ten.
    pub(super) fn of_values(lines: &[&[(f64, f64)]], logarithmic: bool, most_ticks: usize) -> Option<Self> {
        let heights: Vec<f64> =
            lines.iter().flat_map(|points| points.iter()).filter_map(|point| height(point.1, logarithmic)).collect();
        if heights.is_empty() {
            return None;
        }
        let heights = ascending(&heights);
        let (low, high) = (heights[0], heights[heights.len() - 1]);
        if logarithmic {
            return Some(Self::logarithmic(low, high, most_ticks));
        }
        // A few leaps far above all else, the start included, are cut off, so that the rest can be read.
        let first = lines.iter().filter_map(|points| height(points.first()?.1, false)).fold(0.0, f64::max);
        let usual = heights[(heights.len() - 1) * 95 / 100].max(first);
        let is_cut_off = usual > 0.0 && high > 4.0 * usual;
        let top = if is_cut_off { 1.5 * usual } else { high };
        let bottom = low.min(0.0);
        let span = if top > bottom { top - bottom } else { 1.0 };
        let step = round_step(1.04 * span / most_ticks.max(1) as f64);
        let high = ((bottom + 1.04 * span) / (0.5 * step)).ceil() * 0.5 * step;
        let low = (bottom / step).floor() * step;
        let ticks = multiples(low, high, step).into_iter().map(|at| (at, tick(at, step))).collect();
        Some(Self { low, high, ticks, is_cut_off })
    }

    fn logarithmic(low: f64, high: f64, most_ticks: usize) -> Self {
        let pad = (0.05 * (high - low)).max(0.05);
        let (low, high) = (low - pad, high + pad);
        let decades = high - low;
        let digits: &[f64] = match decades {
            _ if decades * 1.01 > most_ticks as f64 * 0.6 => &[1.0],
            _ if decades * 2.0 > most_ticks as f64 * 0.8 => &[1.0, 3.0],
            _ if decades > 0.6 => &[1.0, 2.0, 5.0],
            _ => &[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0],
        };
        let stride = (decades / most_ticks.max(1) as f64).ceil().max(1.0) as usize;
        let first = low.floor() as i32;
        let ticks: Vec<(f64, String)> = (first..=high.ceil() as i32)
            .filter(|power| power.rem_euclid(stride as i32) == 0)
            .flat_map(|power| {
                digits.iter().map(move |digit| (f64::from(power) + digit.log10(), digit * 10f64.powi(power)))
            })
            .filter(|(at, _)| (low..=high).contains(at))
            .map(|(at, value)| (at, short(value, 2)))
            .collect();
        Self { low, high, ticks, is_cut_off: false }
    }
}

/// A number of steps, shorter from a million on.
fn steps_label(step: f64) -> String {
    if step >= 1e6 { format!("{} M", short(step / 1e6, 4)) } else { count(step.max(0.0) as u64) }
}

/// What can be seen of a line on `columns` columns of pixels: of each column the first, lowest, highest and last point.
/// Pieces between gaps; heights as on the chart.
pub(super) fn visible(
    points: &[(f64, f64)],
    axis: (f64, f64),
    columns: usize,
    logarithmic: bool,
) -> Vec<Vec<(f64, f64)>> {
    let mut pieces: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut column: Vec<(f64, f64)> = Vec::new();
    let mut last_column = usize::MAX;
    let mut broken = true;
    let width = (axis.1 - axis.0).max(f64::MIN_POSITIVE);
    for &(step, value) in points {
        let Some(height) = height(value, logarithmic).filter(|_| step.is_finite()) else {
            flush(&mut column, &mut pieces);
            broken = true;
            continue;
        };
        let here = ((step - axis.0) / width * columns as f64).max(0.0) as usize;
        if broken {
            pieces.push(Vec::new());
            broken = false;
        } else if here != last_column {
            flush(&mut column, &mut pieces);
        }
        last_column = here;
        column.push((step, height));
    }
    flush(&mut column, &mut pieces);
    pieces
}

/// Moves what can be seen of one column of pixels to the last piece.
fn flush(column: &mut Vec<(f64, f64)>, pieces: &mut [Vec<(f64, f64)>]) {
    let Some(piece) = pieces.last_mut() else { return };
    if column.len() <= 4 {
        piece.append(column);
        return;
    }
    let by_height = |a: &&(f64, f64), b: &&(f64, f64)| a.1.total_cmp(&b.1);
    let extremes = [column.iter().min_by(by_height), column.iter().max_by(by_height)];
    let mut kept = vec![column[0], column[column.len() - 1]];
    kept.extend(extremes.into_iter().flatten());
    let places: Vec<f64> = kept.iter().map(|point| point.0).collect();
    let mut kept: Vec<(f64, f64)> = ranked(&places).into_iter().map(|place| kept[place]).collect();
    kept.dedup();
    piece.append(&mut kept);
    column.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|tick| tick.1.as_str()).collect()
    }

    #[test]
    fn the_axis_of_steps_is_round_and_never_empty() {
        let axis = Axis::of_steps(&[&[(0.0, 1.0), (13_002.0, 0.1)]], 6);
        assert_eq!(labels(&axis), ["0", "5,000", "10,000"]);
        assert_eq!((axis.low, axis.high), (0.0, 13_002.0));
        assert_eq!(labels(&Axis::of_steps(&[], 5)), ["0", "2", "4", "6", "8", "10"]);
        assert_eq!(labels(&Axis::of_steps(&[&[(0.0, 1.0), (2e6, 1.0)]], 2)), ["0", "1 M", "2 M"]);
    }

    #[test]
    fn the_axis_of_values_starts_at_zero() {
        let axis = Axis::of_values(&[&[(0.0, 0.93), (1.0, 0.07)]], false, 5).unwrap();
        assert_eq!(axis.low, 0.0);
        assert!(axis.high >= 0.93 && axis.high <= 1.1, "{axis:?}");
        assert!((3..=6).contains(&axis.ticks.len()), "{axis:?}");
        assert!(!axis.is_cut_off);
        let saturated = Axis::of_values(&[&[(0.0, 1.0), (1.0, 1.0)]], false, 5).unwrap();
        assert!(saturated.high > 1.0 && saturated.high < 1.5);
        let zero = Axis::of_values(&[&[(0.0, 0.0)]], false, 5).unwrap();
        assert!(zero.high > 0.0);
    }

    #[test]
    fn a_few_leaps_are_cut_off_and_said_to_be() {
        let mut points: Vec<(f64, f64)> = (0..200).map(|i| (f64::from(i), 0.2)).collect();
        points[77].1 = 10.0;
        let axis = Axis::of_values(&[&points], false, 5).unwrap();
        assert!(axis.is_cut_off && axis.high < 0.5, "{axis:?}");
        // A run that stays high is no leap.
        points[20..].iter_mut().for_each(|point| point.1 = 1.0);
        assert!(!Axis::of_values(&[&points], false, 5).unwrap().is_cut_off);
        // Nor is a start from high above.
        points.iter_mut().for_each(|point| point.1 = 0.05);
        points[0].1 = 3.0;
        assert!(!Axis::of_values(&[&points], false, 5).unwrap().is_cut_off);
    }

    #[test]
    fn logarithmic_axes_have_round_numbers_and_leave_out_zero() {
        let points = [(0.0, 2.0), (1.0, 0.03), (2.0, 0.0), (3.0, -1.0), (4.0, f64::NAN)];
        let axis = Axis::of_values(&[&points], true, 6).unwrap();
        assert!(labels(&axis).contains(&"0.1") && labels(&axis).contains(&"1"), "{axis:?}");
        assert!(axis.low < 0.03f64.log10() && axis.high > 2f64.log10());
        assert!(Axis::of_values(&[&points[2..]], true, 6).is_none());
        let wide = Axis::of_values(&[&[(0.0, 1e-30), (1.0, 1e3)]], true, 5).unwrap();
        assert!((2..=6).contains(&wide.ticks.len()), "{wide:?}");
        let narrow = Axis::of_values(&[&[(0.0, 0.9), (1.0, 1.0)]], true, 5).unwrap();
        assert!(!narrow.ticks.is_empty(), "{narrow:?}");
    }

    #[test]
    fn long_lines_keep_their_ends_and_extremes() {
        let mut points: Vec<(f64, f64)> = (0..100_000).map(|i| (f64::from(i), 1.0)).collect();
        (points[500].1, points[77_777].1) = (9.0, -3.0);
        let pieces = visible(&points, (0.0, 99_999.0), 500, false);
        assert_eq!(pieces.len(), 1);
        let seen = &pieces[0];
        assert!(seen.len() <= 4 * 501, "{}", seen.len());
        assert!(seen.contains(&(500.0, 9.0)) && seen.contains(&(77_777.0, -3.0)));
        assert_eq!((seen[0].0, seen[seen.len() - 1].0), (0.0, 99_999.0));
        assert!(seen.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn what_is_not_finite_is_a_gap() {
        let points = [(0.0, 1.0), (1.0, f64::NAN), (2.0, 1.0), (3.0, 2.0), (4.0, f64::INFINITY)];
        let pieces = visible(&points, (0.0, 4.0), 100, false);
        assert_eq!(pieces, [vec![(0.0, 1.0)], vec![(2.0, 1.0), (3.0, 2.0)]]);
        assert!(visible(&[], (0.0, 1.0), 10, false).is_empty());
    }
}
