//! The ball, and small signs.

use wasm_bindgen::JsValue;

use super::super::hidpi::Screen;
use super::super::marks::{draw_disc_of_ball, fill_disc};
use super::super::number::short;
use super::super::palette::{Palette, Rgb};
use super::ProfileInput;
use super::curve::Curve;
use super::frame::Frame;
use super::words::{Board, Label};

/// The ball at its own cost, and a thin stem to the cost on the line, where it only seems to be.
pub(super) fn draw(
    screen: &Screen,
    frame: &Frame,
    curve: Option<&Curve>,
    input: &ProfileInput,
    board: &mut Board,
    palette: &Palette,
) -> Result<(), JsValue> {
    let context = screen.context();
    let Some((a, off, real, here)) = input.ball else { return Ok(()) };
    let a = f64::from(a);
    let seen = curve.and_then(|curve| curve.height(a)).map(|height| frame.cost(height));
    let here = here.or(seen);
    let Some(cost) = real.or(here).filter(|_| a.is_finite()) else { return Ok(()) };
    let (inset, radius) = (palette.px(3.0), palette.px(11.0));
    let within = |y: f64| y.min(frame.bottom - inset).max(frame.top + inset);
    let y = within(frame.y_of_cost(cost));
    if !frame.shows(a) {
        let side = if a < frame.shown.0 { -1.0 } else { 1.0 };
        let tip = (if side < 0.0 { frame.left + inset } else { frame.right - inset }, y);
        arrow(screen, tip, (side, 0.0), palette.marker, palette);
        board.keep_off((tip.0 - side * radius, y), radius);
        let (words, at) = (["ball at a = ", &short(a, 3)].concat(), (tip.0 - side * radius, y));
        board.labels.push(Label { words, at, gap: radius, lean: (-side, 0.0), ink: palette.ink });
        return Ok(());
    }
    let x = frame.x(a);
    let foot = here.map(|here| within(frame.y_of_cost(here))).filter(|foot| (foot - y).abs() > palette.px(4.0));
    if let Some(foot) = foot {
        for (colour, width) in [(palette.paper, 4.5), (palette.marker, 1.8)] {
            context.set_stroke_style_str(&colour.to_string());
            context.set_line_width(palette.px(width));
            screen.line((x, foot), (x, y));
        }
        fill_disc(screen, (x, foot), palette.px(3.2), palette.paper)?;
        context.stroke();
        board.taken.push((x - inset, foot.min(y), x + inset, foot.max(y)));
    }
    draw_disc_of_ball(screen, (x, y), palette.px(6.0), palette)?;
    board.keep_off((x, y), palette.px(9.0));
    if foot.is_some() && real.is_some() {
        let mut words = ["true ", input.height, " ", &short(cost, 3)].concat();
        if off.is_finite() && off != 0.0 && frame.right - frame.left > palette.px(420.0) {
            words += &[", ", &short(off.abs().into(), 2), " off the line"].concat();
        }
        board.labels.push(Label { words, at: (x, y), gap: radius, lean: (-1.0, 0.0), ink: palette.ink });
    }
    Ok(())
}

/// A pointer whose tip is at a place, in a direction along an axis.
pub(super) fn arrow(screen: &Screen, tip: (f64, f64), (dx, dy): (f64, f64), colour: Rgb, palette: &Palette) {
    let context = screen.context();
    let (long, half) = (palette.px(12.0), palette.px(6.5));
    context.begin_path();
    context.move_to(tip.0, tip.1);
    for side in [1.0, -1.0] {
        context.line_to(tip.0 - long * dx - side * half * dy, tip.1 - long * dy + side * half * dx);
    }
    context.close_path();
    context.set_line_width(palette.px(3.0));
    context.set_stroke_style_str(&palette.paper.to_string());
    context.stroke();
    context.set_fill_style_str(&colour.to_string());
    context.fill();
}
