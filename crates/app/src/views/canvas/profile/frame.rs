//! Where the section lies on the canvas, what its axes run over, and the collar around it.

use wasm_bindgen::JsValue;

use super::super::chart_range::{Axis, height};
use super::super::hidpi::Screen;
use super::super::map_frame::text_size;
use super::super::number::{multiples, round_step, tick};
use super::super::palette::Palette;
use super::super::ranking::ascending;
use super::ProfileInput;
use super::curve::Curve;
use super::words::Rect;

/// Places on the canvas in CSS pixels, and what they stand for.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
    /// The smallest and the largest a.
    pub(super) shown: (f64, f64),
    /// The heights: costs, or their powers of ten.
    pub(super) axis: Axis,
    pub(super) logarithmic: bool,
}

impl Frame {
    /// A frame on a screen, as large as numbers and names leave room for.
    pub(super) fn new(
        screen: &Screen,
        curve: Option<&Curve>,
        input: &ProfileInput,
        logarithmic: bool,
        palette: &Palette,
    ) -> Self {
        let (width, height) = screen.size();
        let text = text_size(width.min(height), palette);
        let top = screen.snapped(band(palette) + if input.height.is_empty() { palette.px(3.0) } else { 1.7 * text });
        let rows = if input.along.is_empty() { 1.5 } else { 2.8 };
        let bottom = screen.snapped((height - band(palette) - rows * text - palette.px(3.0)).max(top + 1.0));
        let shown = shown(input);
        let seen: Vec<f64> = curve.map_or_else(Vec::new, |curve| {
            (0..=128).filter_map(|i| curve.height(shown.0 + (shown.1 - shown.0) * f64::from(i) / 128.0)).collect()
        });
        let axis = cost_axis(&seen, &beside(input, shown), logarithmic, ((bottom - top) / palette.px(36.0)) as usize);
        screen.set_font("400", text);
        let numbers = axis.ticks.iter().map(|tick| screen.text_width(&tick.1)).fold(palette.px(18.0), f64::max);
        let left = screen.snapped(numbers + band(palette) + palette.px(7.0));
        let right = screen.snapped((width - band(palette) - palette.px(3.0)).max(left + 1.0));
        Self { left, top, right, bottom, shown, axis, logarithmic }
    }

    /// The place of a, in the frame or beside it.
    pub(super) fn x(&self, a: f64) -> f64 {
        let share = (a - self.shown.0) / (self.shown.1 - self.shown.0);
        // Far away is far enough: canvases draw nothing sensible with huge numbers.
        (self.left + share * (self.right - self.left)).clamp(-2e4, 2e4)
    }

    /// And back.
    pub(super) fn a(&self, x: f64) -> f64 {
        self.shown.0 + (x - self.left) / (self.right - self.left) * (self.shown.1 - self.shown.0)
    }

    /// The place of a height, in the frame or beside it.
    pub(super) fn y(&self, height: f64) -> f64 {
        let share = (height - self.axis.low) / (self.axis.high - self.axis.low);
        (self.bottom - share * (self.bottom - self.top)).clamp(-2e4, 2e4)
    }

    /// The place of a cost; one that has no height is above the frame where it overflows, and below it where it is not
    /// above zero on a scale of powers of ten.
    pub(super) fn y_of_cost(&self, cost: f64) -> f64 {
        let none = if cost <= 0.0 { 2e4 } else { -2e4 };
        height(cost, self.logarithmic).map_or(none, |height| self.y(height))
    }

    /// The cost at a height.
    pub(super) fn cost(&self, height: f64) -> f64 {
        if self.logarithmic { 10f64.powf(height) } else { height }
    }

    pub(super) fn shows(&self, a: f64) -> bool {
        (self.shown.0..=self.shown.1).contains(&a)
    }

    pub(super) fn contains(&self, x: f64, y: f64) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    /// The frame's inside, less so much at each side: left, top, right, bottom.
    pub(super) fn inner(&self, less: f64) -> Rect {
        (self.left + less, self.top + less, self.right - less, self.bottom - less)
    }

    pub(super) fn middle(&self) -> (f64, f64) {
        (0.5 * (self.left + self.right), 0.5 * (self.top + self.bottom))
    }

    /// Fills the collar and draws the frame, with numbers and names.
    pub(super) fn draw(&self, screen: &Screen, input: &ProfileInput, palette: &Palette) -> Result<(), JsValue> {
        let context = screen.context();
        let text = text_size(screen.size().0.min(screen.size().1), palette);
        let per_a = (self.right - self.left) / (self.shown.1 - self.shown.0);
        let step = round_step(palette.px(76.0) / per_a);
        context.set_fill_style_str(&palette.ink.to_string());
        let stripe = step / 5.0;
        let edges = multiples(self.shown.0 - stripe, self.shown.1 + stripe, stripe);
        let first = edges.first().map_or(0, |edge| (edge / stripe).round() as i64);
        self.draw_stripes(screen, edges.iter().map(|&a| self.x(a)).collect(), first, false, palette);
        let ticks: Vec<f64> = self.axis.ticks.iter().map(|tick| tick.0).collect();
        let apart = if ticks.len() > 1 { (ticks[1] - ticks[0]) / 5.0 } else { self.axis.high - self.axis.low };
        let edges =
            if self.logarithmic { ticks } else { multiples(self.axis.low - apart, self.axis.high + apart, apart) };
        let first = edges.first().map_or(0, |edge| (edge / apart).round() as i64);
        self.draw_stripes(screen, edges.iter().map(|&height| self.y(height)).collect(), first, true, palette);
        context.set_stroke_style_str(&palette.ink.to_string());
        context.set_line_width(palette.px(1.0));
        for out in [palette.px(0.5), band(palette)] {
            let (left, top) = (self.left - out, self.top - out);
            context.stroke_rect(left, top, self.right + out - left, self.bottom + out - top);
        }
        screen.set_font("400", text);
        context.set_fill_style_str(&palette.ink_quiet.to_string());
        context.set_text_baseline("middle");
        context.set_text_align("right");
        for (height, number) in &self.axis.ticks {
            let y = self.y(*height).min(self.bottom - 0.3 * text).max(self.top + 0.3 * text);
            context.fill_text(number, self.left - band(palette) - palette.px(3.0), y)?;
        }
        context.set_text_align("center");
        let row = self.bottom + band(palette) + palette.px(3.0) + 0.6 * text;
        for a in multiples(self.shown.0, self.shown.1, step) {
            let number = tick(a, step);
            let most = self.right + band(palette) - 0.5 * screen.text_width(&number);
            context.fill_text(&number, self.x(a).min(most), row)?;
        }
        context.fill_text(input.along, 0.5 * (self.left + self.right), row + 1.3 * text)?;
        context.set_text_align("left");
        let cut = if self.axis.is_cut_off { ", higher peaks cut off" } else { "" };
        // At the very left: the numbers' name stands over the numbers.
        context.fill_text(&[input.height, cut].concat(), palette.px(2.0), 0.85 * text)
    }

    /// The striped band of a surveyed map, on two sides: every other one of the places between `edges` is filled.
    fn draw_stripes(&self, screen: &Screen, edges: Vec<f64>, first: i64, upright: bool, palette: &Palette) {
        let (from, to) = if upright { (self.top, self.bottom) } else { (self.left, self.right) };
        let band = band(palette);
        for (i, pair) in edges.windows(2).enumerate() {
            if (first + i as i64).rem_euclid(2) == 1 {
                continue;
            }
            let low = pair[0].min(pair[1]).max(from);
            let length = pair[0].max(pair[1]).min(to) - low;
            if length <= 0.0 {
                continue;
            }
            for (x, y) in [(self.left - band, self.top - band), (self.right, self.bottom)] {
                let (x, y, width, height) = if upright { (x, low, band, length) } else { (low, y, length, band) };
                screen.context().fill_rect(x, y, width, height);
            }
        }
    }
}

/// The width of the frame's striped band.
fn band(palette: &Palette) -> f64 {
    palette.px(4.0)
}

/// The window, or the whole line where that is none.
fn shown(input: &ProfileInput) -> (f64, f64) {
    let whole = (input.centre, input.half_range);
    let good = |(centre, half): &(f32, f32)| centre.is_finite() && half.is_finite() && *half > 0.0;
    let (centre, half) = [input.window, whole].into_iter().find(good).unwrap_or((0.0, 1.0));
    let (centre, half) = (f64::from(centre), f64::from(half));
    (centre - half, centre + half)
}

/// What stands over and under the ground in the window: the ball, the step's beginning, promise and landing.
fn beside(input: &ProfileInput, shown: (f64, f64)) -> Vec<f64> {
    let inside = |a: f64| (shown.0..=shown.1).contains(&a);
    let mut costs = Vec::new();
    if let Some((_, _, real, here)) = input.ball.filter(|ball| inside(f64::from(ball.0))) {
        costs.extend(real);
        costs.extend(here);
    }
    if let Some(ahead) = &input.ahead {
        if inside(0.0) {
            costs.push(ahead.from_cost);
        }
        if inside(ahead.landing) {
            costs.push(ahead.promise());
            costs.extend(ahead.landing_cost);
        }
    }
    costs
}

/// Peaks more than so many times as high as three quarters of the ground are cut off.
const CUT: f64 = 8.0;
/// What stands so many times the ground's own range above it is still on the axis.
const OVER: f64 = 2.0;
/// And so many times below it.
const UNDER: f64 = 1.0;

/// The axis for the heights of the ground that is seen, and for costs beside it as far as these do not flatten it.
fn cost_axis(seen: &[f64], beside: &[f64], logarithmic: bool, most_ticks: usize) -> Axis {
    let beside: Vec<f64> = beside.iter().filter_map(|&cost| height(cost, logarithmic)).collect();
    let sorted = ascending(if seen.is_empty() { &beside } else { seen });
    let (Some(&low), Some(&high)) = (sorted.first(), sorted.last()) else {
        return Axis { low: 0.0, high: 1.0, ticks: Vec::new(), is_cut_off: false };
    };
    let usual = sorted[sorted.len() * 3 / 4] - low;
    let is_cut_off = !logarithmic && usual > 0.0 && high - low > CUT * usual;
    let high = if is_cut_off { low + CUT * usual } else { high };
    let least = if logarithmic { 0.02 } else { (1e-4 * high.abs()).max(1e-12) };
    let range = (high - low).max(least);
    let near = |height: &&f64| (low - UNDER * range..=high + OVER * range).contains(*height);
    let (low, high) = beside.iter().filter(near).fold((low, high), |(low, high), &at| (low.min(at), high.max(at)));
    if logarithmic {
        let ends = [low, high.max(low + least)].map(|height| (0.0, 10f64.powf(height)));
        if let Some(axis) = Axis::of_values(&[&ends], true, most_ticks) {
            return axis;
        }
    }
    let range = (high - low).max(least);
    let bottom = match low {
        // Zero is near: the axis begins there. No ground is drawn below it.
        low if low >= 0.0 && low < 0.4 * range => 0.0,
        low => low - 0.07 * range,
    };
    let top = high + 0.1 * range;
    let step = round_step((top - bottom) / most_ticks.max(2) as f64);
    // To the next half step, so that the axis does not move with every digit.
    let low = (bottom / (0.5 * step) + 1e-9).floor() * 0.5 * step;
    let high = (top / (0.5 * step) - 1e-9).ceil() * 0.5 * step;
    let ticks = multiples(low, high, step).into_iter().map(|at| (at, tick(at, step))).collect();
    Axis { low, high, ticks, is_cut_off }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        let axis = cost_axis(&[0.2, 0.9, 0.5], &[], false, 6);
        Frame { left: 40.0, top: 20.0, right: 440.0, bottom: 320.0, shown: (-1.0, 3.0), axis, logarithmic: false }
    }

    #[test]
    fn the_line_and_the_canvas_invert_each_other() {
        let frame = frame();
        assert_eq!((frame.x(-1.0), frame.x(3.0), frame.x(0.0)), (40.0, 440.0, 140.0));
        for a in [-1.0, 0.3, 2.5, 9.0] {
            assert!((frame.a(frame.x(a)) - a).abs() < 1e-12);
        }
        assert_eq!(frame.y(frame.axis.low), 320.0);
        assert_eq!(frame.y(frame.axis.high), 20.0);
        assert!(frame.y_of_cost(f64::NAN) < 20.0 && frame.y_of_cost(f64::INFINITY) < 20.0);
        assert!(frame.x(f64::INFINITY).is_finite() && frame.y_of_cost(-1e250) > 320.0);
        assert!(frame.contains(40.0, 20.0) && !frame.contains(39.0, 20.0));
    }

    #[test]
    fn the_axis_holds_ground_promise_and_landing() {
        let axis = cost_axis(&[0.5, 0.9], &[0.3, 1.2], false, 6);
        assert!(axis.low <= 0.3 && axis.high >= 1.2 && axis.low >= 0.0, "{axis:?}");
        assert!(axis.ticks.len() >= 3 && axis.ticks.len() <= 8, "{axis:?}");
        // A promise below zero is shown as long as it does not flatten the ground.
        assert!(cost_axis(&[0.1, 0.9], &[-0.3], false, 6).low <= -0.3);
        let far = cost_axis(&[0.1, 0.9], &[-30.0, 80.0], false, 6);
        assert!(far.low == 0.0 && far.high < 1.5, "{far:?}");
    }

    #[test]
    fn flat_and_unknown_ground_has_an_axis_too() {
        for seen in [vec![2.0; 9], vec![0.0; 9], vec![1e9; 2], vec![]] {
            let axis = cost_axis(&seen, &[], false, 6);
            assert!(axis.high > axis.low && axis.ticks.len() < 12, "{axis:?}");
            assert!(seen.iter().all(|height| (axis.low..=axis.high).contains(height)), "{axis:?}");
        }
    }

    #[test]
    fn a_few_peaks_do_not_flatten_the_curve() {
        let mut seen = vec![0.2; 40];
        seen.extend([0.9; 40]);
        seen.push(1e30);
        let axis = cost_axis(&seen, &[], false, 6);
        assert!(axis.is_cut_off && axis.high < 10.0, "{axis:?}");
    }

    #[test]
    fn powers_of_ten_have_round_numbers() {
        let axis = cost_axis(&[-3.0, 1.0], &[0.0, 1e-4, f64::NAN], true, 6);
        assert!(axis.low < -4.0 && axis.high > 1.0, "{axis:?}");
        assert!(axis.ticks.iter().any(|tick| tick.1 == "0.01" || tick.1 == "0.1"), "{axis:?}");
    }
}
