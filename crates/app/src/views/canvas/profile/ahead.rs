//! The step ahead: where the tangent promises that it leads, and where it lands.

use wasm_bindgen::JsValue;

use super::super::hidpi::Screen;
use super::super::marks::fill_disc;
use super::super::number::short;
use super::super::palette::Palette;
use super::Ahead;
use super::ball::arrow;
use super::curve::Curve;
use super::frame::Frame;
use super::words::{Board, Label};

impl Ahead {
    /// The cost where the tangent ends: C - eta |grad C|^2 after a step of eta along the gradient.
    #[must_use]
    pub fn promise(&self) -> f64 {
        self.tangent(self.landing)
    }

    /// How far the landing is from the promise, in words; none before it is known exactly.
    fn shortfall(&self) -> Option<String> {
        let short_by = self.landing_cost.filter(|cost| cost.is_finite())? - self.promise();
        let words = if short_by < 0.0 { "better by " } else { "short by " };
        Some([words, &short(short_by.abs(), 2)].concat())
    }

    /// How many significant digits costs need so that two of them show what the tangent promises; five at most, for more of them say
    /// little about costs that are single-precision sums.
    fn digits(&self) -> usize {
        let fall = (self.from_cost - self.promise()).abs();
        let more = (self.from_cost.abs().log10().floor() - fall.log10().floor()).max(1.0);
        // Of a fall by nothing there is nothing to show.
        if more.is_finite() { (2 + more as usize).min(5) } else { 3 }
    }

    /// The tangent's cost at a.
    fn tangent(&self, a: f64) -> f64 {
        self.from_cost - self.slope * a
    }

    /// Whether there is a step at all.
    fn is_step(&self) -> bool {
        self.from_cost.is_finite() && self.slope.is_finite() && self.landing.is_finite() && self.landing > 0.0
    }
}

/// How the tangent leaves the picture, if it does.
#[derive(Clone, Copy, PartialEq, Debug)]
enum End {
    /// Not: it ends in the frame.
    Inside,
    /// Through the lower edge: it promises less than the axis shows.
    Below,
    /// The step lands to the right of the window.
    Right,
    /// And to the left of it.
    Left,
}

/// From which a to which the tangent is seen, and how it ends. The first is not below the second where nothing is seen.
fn seen(ahead: &Ahead, frame: &Frame) -> ((f64, f64), End) {
    let lowest = frame.cost(frame.axis.low);
    let falls_out = if ahead.slope > 0.0 { (ahead.from_cost - lowest) / ahead.slope } else { f64::INFINITY };
    let to = ahead.landing.min(falls_out).min(frame.shown.1);
    let end = match ahead.landing {
        landing if landing > frame.shown.1 => End::Right,
        landing if landing < frame.shown.0 => End::Left,
        landing if landing > falls_out => End::Below,
        _ => End::Inside,
    };
    ((frame.shown.0.max(0.0), to), end)
}

/// What the landing is said to be, and whether that is higher than where the step began. `near` is the curve's cost there,
/// for as long as the exact one is not known.
fn landing_words(ahead: &Ahead, near: Option<f64>, end: End) -> Option<(String, bool)> {
    let cost = ahead.landing_cost.or(near);
    // A cost that is no number is higher than any.
    let uphill = cost.is_some_and(|cost| !cost.is_finite() || cost > ahead.from_cost);
    let mut words = "lands ".to_owned();
    if matches!(end, End::Left | End::Right) {
        words += "at a = ";
        words += &short(ahead.landing, 3);
        words += if cost.is_some() { ", " } else { "" };
    } else {
        cost?;
    }
    match cost {
        Some(cost) if !cost.is_finite() => words += "in the overflow",
        Some(cost) => {
            words += if matches!(end, End::Left | End::Right) { "cost " } else { "at " };
            words += if ahead.landing_cost.is_some() { "" } else { "≈ " };
            words += &short(cost, if ahead.landing_cost.is_some() { ahead.digits() } else { 2 });
            words += if uphill { ", uphill" } else { "" };
        }
        None => {}
    }
    Some((words, uphill))
}

/// Draws it; clip to the frame before.
pub(super) fn draw(
    screen: &Screen,
    frame: &Frame,
    curve: Option<&Curve>,
    ahead: &Ahead,
    board: &mut Board,
    palette: &Palette,
) -> Result<(), JsValue> {
    let landing_x = frame.x(ahead.landing);
    if !ahead.is_step() || landing_x - frame.x(0.0) < 2.0 {
        return Ok(());
    }
    let context = screen.context();
    let ((from, to), end) = seen(ahead, frame);
    let tangent = |a: f64| (frame.x(a), frame.y_of_cost(ahead.tangent(a)));
    if from < to {
        // On a scale of powers of ten the straight line is bent.
        let pieces = if frame.logarithmic { 48 } else { 1 };
        for (colour, width, dashes) in [
            (palette.paper.alpha(0.8), 4.5, &[][..]),
            (palette.ink.to_string(), 1.7, &[palette.px(6.0), palette.px(4.0)]),
        ] {
            context.set_stroke_style_str(&colour);
            context.set_line_width(palette.px(width));
            screen.set_dashes(dashes)?;
            context.begin_path();
            for i in 0..=pieces {
                let (x, y) = tangent(from + (to - from) * f64::from(i) / f64::from(pieces));
                context.line_to(x, y);
                board.line.push((x, y));
            }
            context.stroke();
        }
        screen.set_dashes(&[])?;
        let (start, stop) = (tangent(from), tangent(to));
        board.line.extend((1..24).map(|i| {
            let share = f64::from(i) / 24.0;
            (start.0 + (stop.0 - start.0) * share, start.1 + (stop.1 - start.1) * share)
        }));
    }
    let near = curve.and_then(|curve| curve.height(ahead.landing)).map(|height| frame.cost(height));
    let words = landing_words(ahead, near, end);
    let ink = if words.as_ref().is_some_and(|words| words.1) { palette.alarm } else { palette.ink };
    let gap = palette.px(9.0);
    let mut say = |words: String, at: (f64, f64), lean: (f64, f64), ink| {
        board.labels.push(Label { words, at, gap, lean, ink });
    };
    let inset = palette.px(3.0);
    if matches!(end, End::Left | End::Right) {
        let side = if end == End::Left { -1.0 } else { 1.0 };
        let x = if end == End::Left { frame.left + inset } else { frame.right - inset };
        let room = 2.0 * gap;
        let y = frame.y_of_cost(ahead.tangent(frame.a(x))).min(frame.bottom - room).max(frame.top + room);
        arrow(screen, (x, y), (side, 0.0), ink, palette);
        if let Some((words, _)) = words {
            say(words, (x - side * gap, y), (-side, 0.0), ink);
        }
        board.keep_off((x - side * gap, y), gap);
        return Ok(());
    }
    let promise = match end {
        End::Below => {
            let tip = (frame.x(to).max(frame.left + gap), frame.bottom - inset);
            arrow(screen, tip, (0.0, 1.0), palette.ink, palette);
            (tip.0, tip.1 - gap)
        }
        _ => tangent(ahead.landing),
    };
    let cost = ahead.landing_cost.or(near);
    // What lands above the frame is marked at its upper edge.
    let landing = cost.map(|cost| (landing_x, frame.y_of_cost(cost)));
    let over = landing.is_some_and(|landing| landing.1 < frame.top);
    let landing = landing.map(|(x, y)| (x, y.min(frame.bottom - inset).max(frame.top + inset)));
    if let Some(landing) = landing {
        draw_bracket(screen, frame, (landing_x, landing.1, promise.1), board, palette);
        let whole = end == End::Inside && !over && (landing.1 - promise.1).abs() > palette.px(36.0);
        if let Some(words) = ahead.shortfall().filter(|_| whole) {
            let (at, side) = ((landing_x, 0.5 * (landing.1 + promise.1)), bracket_side(frame, landing_x, palette));
            let gap = palette.px(16.0);
            board.labels.push(Label { words, at, gap, lean: (side, 0.0), ink: palette.ink_quiet });
        }
    }
    let words_lean = landing.map_or(0.0, |landing| if landing.1 < promise.1 { 1.0 } else { -1.0 });
    let mut say = |words: String, at: (f64, f64), lean: (f64, f64), ink| {
        board.labels.push(Label { words, at, gap, lean, ink });
        board.taken.push((at.0 - 0.7 * gap, at.1 - 0.7 * gap, at.0 + 0.7 * gap, at.1 + 0.7 * gap));
    };
    if let (Some(at), Some((words, _))) = (landing, words) {
        say(words, at, (1.0, -0.5 * words_lean), ink);
    }
    let impossible = if ahead.promise() < 0.0 { ", below any cost" } else { "" };
    let words = ["promised ", &short(ahead.promise(), ahead.digits()), impossible].concat();
    say(words, promise, (1.0, 0.5 * words_lean), palette.ink);
    if end == End::Inside {
        fill_disc(screen, promise, palette.px(4.5), palette.paper)?;
        context.set_line_width(palette.px(1.8));
        context.set_stroke_style_str(&palette.ink.to_string());
        context.stroke();
    }
    match landing {
        Some(landing) if over => arrow(screen, landing, (0.0, -1.0), ink, palette),
        Some(landing) => {
            for (radius, colour) in [(6.0, palette.paper), (4.5, ink)] {
                fill_disc(screen, landing, palette.px(radius), colour)?;
            }
        }
        None => {}
    }
    Ok(())
}

/// To the right (1) of what stands at x, as long as there is room.
fn bracket_side(frame: &Frame, x: f64, palette: &Palette) -> f64 {
    if x + palette.px(16.0) < frame.right { 1.0 } else { -1.0 }
}

/// An upright bracket beside the landing, from promise to reality.
fn draw_bracket(screen: &Screen, frame: &Frame, (x, y, z): (f64, f64, f64), board: &mut Board, palette: &Palette) {
    if (y - z).abs() < palette.px(10.0) {
        return;
    }
    let side = bracket_side(frame, x, palette);
    let (inner, outer) = (x + side * palette.px(7.0), x + side * palette.px(12.0));
    let context = screen.context();
    for (colour, width) in [(palette.paper.alpha(0.8), 4.0), (palette.ink.to_string(), 1.3)] {
        context.set_stroke_style_str(&colour);
        context.set_line_width(palette.px(width));
        context.begin_path();
        for (i, (x, y)) in [(inner, y), (outer, y), (outer, z), (inner, z)].into_iter().enumerate() {
            if i == 0 { context.move_to(x, y) } else { context.line_to(x, y) }
        }
        context.stroke();
    }
    board.taken.push((inner.min(outer) - 1.0, y.min(z), inner.max(outer) + 1.0, y.max(z)));
}

#[cfg(test)]
mod tests {
    use super::super::super::chart_range::Axis;
    use super::*;

    const AHEAD: Ahead = Ahead { slope: 2.0, from_cost: 1.0, landing: 0.25, landing_cost: Some(0.75) };

    fn frame(shown: (f64, f64), low: f64, logarithmic: bool) -> Frame {
        let axis = Axis { low, high: low + 2.0, ticks: Vec::new(), is_cut_off: false };
        Frame { left: 0.0, top: 0.0, right: 400.0, bottom: 200.0, shown, axis, logarithmic }
    }

    #[test]
    fn the_tangent_ends_at_the_promise() {
        assert_eq!(AHEAD.promise(), 0.5);
        assert_eq!(AHEAD.shortfall().as_deref(), Some("short by 0.25"));
        assert_eq!(Ahead { landing_cost: Some(0.4), ..AHEAD }.shortfall().as_deref(), Some("better by 0.1"));
        assert_eq!(Ahead { landing_cost: Some(f64::NAN), ..AHEAD }.shortfall(), None);
        assert_eq!(seen(&AHEAD, &frame((-1.0, 1.0), 0.0, false)), ((0.0, 0.25), End::Inside));
        assert!(!Ahead { landing: 0.0, ..AHEAD }.is_step() && !Ahead { slope: f64::NAN, ..AHEAD }.is_step());
    }

    #[test]
    fn the_tangent_leaves_below_or_beside() {
        let deep = Ahead { landing: 0.75, ..AHEAD };
        assert_eq!(seen(&deep, &frame((-1.0, 1.0), 0.0, false)), ((0.0, 0.5), End::Below));
        let far = Ahead { landing: 12.3, ..AHEAD };
        assert_eq!(seen(&far, &frame((-1.0, 1.0), 0.0, false)), ((0.0, 0.5), End::Right));
        assert_eq!(seen(&AHEAD, &frame((0.5, 1.0), 0.0, false)), ((0.5, 0.25), End::Left));
        // On a scale of powers of ten from 0.1 on.
        let ((_, to), end) = seen(&deep, &frame((-1.0, 1.0), -1.0, true));
        assert!((to - 0.45).abs() < 1e-12 && end == End::Below);
    }

    #[test]
    fn the_words_say_where_it_lands_and_when_that_is_uphill() {
        let words = |ahead: &Ahead, near, end| landing_words(ahead, near, end).unwrap();
        assert_eq!(words(&AHEAD, None, End::Inside), ("lands at 0.75".to_owned(), false));
        let unknown = Ahead { landing_cost: None, ..AHEAD };
        assert_eq!(words(&unknown, Some(0.742), End::Inside).0, "lands at ≈ 0.74");
        assert_eq!(landing_words(&unknown, None, End::Inside), None);
        let far = Ahead { landing: 12.34, landing_cost: None, ..AHEAD };
        assert_eq!(words(&far, None, End::Right).0, "lands at a = 12.3");
        let high = Ahead { landing: 12.34, landing_cost: Some(4.1), ..AHEAD };
        assert_eq!(words(&high, None, End::Right), ("lands at a = 12.3, cost 4.1, uphill".to_owned(), true));
        // What a short step gains is to be seen.
        let small = Ahead { slope: 0.01, from_cost: 0.87523, landing: 0.022, landing_cost: Some(0.875021) };
        assert_eq!(words(&small, None, End::Inside).0, "lands at 0.87502");
        assert_eq!(small.digits(), 5);
        assert_eq!(Ahead { slope: 0.0, ..AHEAD }.digits(), 3);
        let lost = Ahead { landing_cost: Some(f64::NAN), ..AHEAD };
        assert_eq!(words(&lost, None, End::Inside), ("lands in the overflow".to_owned(), true));
    }
}
