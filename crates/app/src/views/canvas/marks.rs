//! Signs that stand on the map as well as in the block: the ball, a kept run's number, the arrow to a ball out of sight.

use wasm_bindgen::JsValue;

use super::hidpi::Screen;
use super::palette::{Palette, Rgb};
use super::track::casing;

/// The ball: a disc of `radius` CSS pixels with a light and a dark rim, seen on any ground.
pub(super) fn draw_disc_of_ball(
    screen: &Screen,
    middle: (f64, f64),
    radius: f64,
    palette: &Palette,
) -> Result<(), JsValue> {
    for (more, colour) in [(3.0, Rgb(0x1D, 0x2A, 0x35)), (2.0, Rgb(0xFF, 0xFF, 0xFF)), (0.0, palette.marker)] {
        fill_disc(screen, middle, radius + palette.px(more), colour)?;
    }
    Ok(())
}

/// A filled disc.
pub(super) fn fill_disc(screen: &Screen, middle: (f64, f64), radius: f64, colour: Rgb) -> Result<(), JsValue> {
    screen.circle(middle, radius)?;
    screen.context().set_fill_style_str(&colour.to_string());
    screen.context().fill();
    Ok(())
}

/// Where a kept run ends: its number in a ring of its colour.
pub(super) fn draw_number_of_run(
    screen: &Screen,
    place: (f64, f64),
    style: usize,
    palette: &Palette,
) -> Result<(), JsValue> {
    fill_disc(screen, place, palette.px(9.0), casing(palette))?;
    rim(screen, palette.run(style).0, palette);
    write_number(screen, place, style + 1, palette)
}

/// A number on a square: what has one and is no run.
pub(super) fn draw_number(
    screen: &Screen,
    (x, y): (f64, f64),
    number: usize,
    palette: &Palette,
) -> Result<(), JsValue> {
    let (context, half) = (screen.context(), palette.px(8.0));
    context.begin_path();
    context.rect(x - half, y - half, 2.0 * half, 2.0 * half);
    context.set_fill_style_str(&casing(palette).to_string());
    context.fill();
    rim(screen, palette.ink, palette);
    write_number(screen, (x, y), number, palette)
}

fn rim(screen: &Screen, colour: Rgb, palette: &Palette) {
    screen.context().set_stroke_style_str(&colour.to_string());
    screen.context().set_line_width(palette.px(2.0));
    screen.context().stroke();
}

fn write_number(screen: &Screen, place: (f64, f64), number: usize, palette: &Palette) -> Result<(), JsValue> {
    let context = screen.context();
    context.set_fill_style_str(&palette.ink.to_string());
    screen.set_font("700", palette.px(11.0));
    context.set_text_align("center");
    context.set_text_baseline("middle");
    context.fill_text(&number.to_string(), place.0, place.1 + palette.px(0.5))
}

/// An arrow's head with its tip at `tip`, pointing along (dx, dy), of length 1.
pub(super) fn draw_head(screen: &Screen, tip: (f64, f64), (dx, dy): (f64, f64), palette: &Palette) {
    let context = screen.context();
    let corner = |back: f64, side: f64| {
        (tip.0 - palette.px(back) * dx - palette.px(side) * dy, tip.1 - palette.px(back) * dy + palette.px(side) * dx)
    };
    context.begin_path();
    context.move_to(tip.0, tip.1);
    for (x, y) in [corner(16.0, 9.0), corner(12.0, 0.0), corner(16.0, -9.0)] {
        context.line_to(x, y);
    }
    context.close_path();
    context.set_line_join("round");
    context.set_line_width(palette.px(4.0));
    context.set_stroke_style_str(&casing(palette).to_string());
    context.stroke();
    context.set_fill_style_str(&palette.marker.to_string());
    context.fill();
}
