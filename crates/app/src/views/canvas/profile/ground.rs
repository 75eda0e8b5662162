//! The ground under the curve in the map's colours, and the curve.

use super::super::chart_range::height;
use super::super::cost_colours::{band_colours, ink_on};
use super::super::hidpi::Screen;
use super::super::levels::Levels;
use super::super::palette::Palette;
use super::curve::Curve;
use super::frame::Frame;
use super::words::{Board, Label};

/// Draws both, and hatch where it overflows, and the curve.
pub(super) fn draw(
    screen: &Screen,
    frame: &Frame,
    curve: &Curve,
    levels: Option<&Levels>,
    board: &mut Board,
    palette: &Palette,
) {
    let context = screen.context();
    let mut widest = (0.0, 0.0);
    for (from, to) in curve.gaps() {
        let (from, to) = (frame.x(from).max(frame.left), frame.x(to).min(frame.right));
        if to - from > widest.1 - widest.0 {
            widest = (from, to);
        }
        hatch(screen, frame, from, to, palette);
    }
    let pieces = pieces(frame, curve, palette.px(1.5));
    context.save();
    context.begin_path();
    for piece in pieces.iter().filter(|piece| piece.len() > 1) {
        context.move_to(piece[0].0, frame.bottom);
        for place in piece {
            context.line_to(place.0, place.1);
        }
        context.line_to(piece[piece.len() - 1].0, frame.bottom);
    }
    context.clip();
    if let Some(levels) = levels {
        draw_bands(screen, frame, levels, palette);
    };
    context.restore();
    context.set_stroke_style_str(&palette.ink.to_string());
    context.set_fill_style_str(&palette.ink.to_string());
    context.set_line_width(palette.px(2.0));
    context.begin_path();
    for piece in &pieces {
        for (i, place) in piece.iter().enumerate() {
            if i == 0 { context.move_to(place.0, place.1) } else { context.line_to(place.0, place.1) }
        }
        board.line.extend(piece.iter().step_by(4));
    }
    context.stroke();
    // What was measured, where that is not more than can be told apart, or has no neighbours.
    let apart = frame.x(frame.shown.0 + curve.step()) - frame.left > palette.px(24.0);
    for (a, height) in curve.points().filter(|point| frame.shows(point.0)) {
        let alone = |to: f64| curve.height(a + to * 1e-3 * curve.step()).is_none();
        if (apart || (alone(1.0) && alone(-1.0)))
            && screen.circle((frame.x(a), frame.y(height)), palette.px(2.6)).is_ok()
        {
            context.fill();
        }
    }
    if curve.overflows_everywhere() {
        board.labels.push(Label::over("the cost overflows everywhere here", frame.middle(), palette));
    } else if widest.1 - widest.0 > palette.px(12.0) {
        board.labels.push(Label::over("overflow", (0.5 * (widest.0 + widest.1), frame.middle().1), palette));
    }
}

fn draw_bands(screen: &Screen, frame: &Frame, levels: &Levels, palette: &Palette) {
    let context = screen.context();
    let colours = band_colours(levels);
    let edge = |level: usize| {
        let level = height(levels.heights()[level], frame.logarithmic).unwrap_or(frame.axis.low);
        screen.snapped(frame.y(level))
    };
    for (band, colour) in colours.iter().enumerate() {
        // The lowest and the highest band go on.
        let low = if band == 0 { frame.bottom } else { edge(band).min(frame.bottom) };
        let high = if band + 1 == colours.len() { frame.top } else { edge(band + 1).max(frame.top) };
        if low <= high {
            continue;
        }
        context.set_fill_style_str(&colour.to_string());
        context.fill_rect(frame.left, high, frame.right - frame.left, low - high);
        if band > 0 && low < frame.bottom {
            let strong = levels.is_strong(band);
            let width = palette.px(if strong { 1.4 } else { 0.8 });
            context.set_fill_style_str(&ink_on(*colour).alpha(if strong { 0.6 } else { 0.3 }));
            context.fill_rect(frame.left, low - 0.5 * width, frame.right - frame.left, width);
        }
    }
}

/// Hatched paper from one x to another.
fn hatch(screen: &Screen, frame: &Frame, from: f64, to: f64, palette: &Palette) {
    if to <= from {
        return;
    }
    let context = screen.context();
    context.save();
    context.begin_path();
    context.rect(from, frame.top, to - from, frame.bottom - frame.top);
    context.clip();
    context.set_line_width(palette.px(1.2));
    context.set_stroke_style_str(&palette.paper.towards(palette.ink_quiet, 0.6).to_string());
    context.begin_path();
    let (height, apart) = (frame.bottom - frame.top, palette.px(8.0));
    // The lines of all gaps belong to one pattern.
    let mut x = frame.left + ((from - height - frame.left) / apart).floor() * apart;
    while x < to {
        context.move_to(x, frame.bottom);
        context.line_to(x + height, frame.top);
        x += apart;
    }
    context.stroke();
    context.restore();
}

/// The curve in the window, in pixels, in pieces between gaps.
fn pieces(frame: &Frame, curve: &Curve, apart: f64) -> Vec<Vec<(f64, f64)>> {
    let mut pieces: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    // Ends of pieces are measured points, which no raster meets.
    let mut gaps = curve.gaps().into_iter().peekable();
    let steps = ((frame.right - frame.left) / apart).ceil().max(1.0);
    for i in 0..=steps as usize {
        let a = frame.shown.0 + (frame.shown.1 - frame.shown.0) * i as f64 / steps;
        let add = |pieces: &mut Vec<Vec<(f64, f64)>>, a: f64| {
            if let (Some(height), Some(piece)) = (curve.height(a), pieces.last_mut()) {
                piece.push((frame.x(a), frame.y(height)));
            }
        };
        while let Some(gap) = gaps.next_if(|gap| gap.1 <= a) {
            add(&mut pieces, gap.0.max(frame.shown.0));
            pieces.push(Vec::new());
            add(&mut pieces, gap.1.max(frame.shown.0));
        }
        if gaps.peek().is_none_or(|gap| a < gap.0) {
            add(&mut pieces, a);
        }
    }
    if let (Some(gap), Some(piece)) = (gaps.next().filter(|gap| frame.shows(gap.0)), pieces.last_mut()) {
        piece.extend(curve.height(gap.0).map(|height| (frame.x(gap.0), frame.y(height))));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::super::super::chart_range::Axis;
    use super::*;

    #[test]
    fn the_curve_is_whole_up_to_the_points_beside_its_gaps() {
        let axis = Axis { low: 0.0, high: 10.0, ticks: Vec::new(), is_cut_off: false };
        let shown = (-1.0, 1.0);
        let frame = Frame { left: 0.0, top: 0.0, right: 100.0, bottom: 100.0, shown, axis, logarithmic: false };
        let nan = f64::NAN;
        let torn = Curve::new(&[1.0, 2.0, nan, 3.0, nan, 1.0, nan], (0.0, 1.0), false).unwrap();
        let pieces = pieces(&frame, &torn, 7.0);
        let ends: Vec<(i32, i32)> = pieces
            .iter()
            .filter(|piece| !piece.is_empty())
            .map(|piece| (piece[0].0.round() as i32, piece[piece.len() - 1].0.round() as i32))
            .collect();
        assert_eq!(ends, [(0, 17), (50, 50), (83, 83)]);
        // Only what is in the window, and no further than the line.
        let wide = Frame { shown: (-4.0, 0.0), ..frame };
        let whole = Curve::new(&[1.0, 2.0, 3.0], (0.0, 1.0), false).unwrap();
        let found = super::pieces(&wide, &whole, 1.0);
        assert!(found.len() == 1 && found[0].iter().all(|place| (75.0..=100.0).contains(&place.0)), "{found:?}");
    }
}
