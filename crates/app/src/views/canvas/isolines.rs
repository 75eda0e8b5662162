//! The contour map's lines, drawn, with their labels.

use wasm_bindgen::JsValue;

use super::contours::{Clearance, isolines, place_labels};
use super::cost_colours::{cost_colour, halo_on, ink_on};
use super::hidpi::Screen;
use super::landscape_input::Axes;
use super::levels::Levels;
use super::map_frame::{self, MapArea};
use super::palette::Palette;
use super::surface::Surface;

/// Lines between the bands, every fifth strong, with its number on it.
pub(super) fn draw_isolines(
    screen: &Screen,
    area: &MapArea,
    square: (f64, f64, f64),
    surface: &Surface,
    levels: &Levels,
    axes: &Axes,
    palette: &Palette,
) -> Result<(), JsValue> {
    let context = screen.context();
    let mut lines = isolines(surface, levels);
    // From shares of the picture's side to shares of the map's.
    let scale = square.2 / area.side;
    let (x0, y0) = ((square.0 - area.left) / area.side, (square.1 - area.top) / area.side);
    for (x, y) in lines.iter_mut().flat_map(|line| &mut line.points) {
        (*x, *y) = (x0 + *x * scale, y0 + *y * scale);
    }
    let ground = |level: usize| {
        // Between the colours of the two bands that meet here.
        cost_colour(0.5 * (levels.shade(level - 1) + levels.shade(level.min(levels.bands() - 1))))
    };
    context.set_line_join("round");
    for line in &lines {
        let strong = levels.is_strong(line.level);
        let opacity = if strong { 0.75 } else { 0.38 };
        context.set_line_width(palette.px(if strong { 1.4 } else { 0.8 }));
        context.set_stroke_style_str(&ink_on(ground(line.level)).alpha(opacity));
        context.begin_path();
        for (i, (x, y)) in line.points.iter().enumerate() {
            let (x, y) = (area.left + x * area.side, area.top + y * area.side);
            if i == 0 {
                context.move_to(x, y);
            } else {
                context.line_to(x, y);
            }
        }
        context.stroke();
    }
    let text = map_frame::text_size(area.side, palette);
    let plates =
        [map_frame::arrow_plate(screen, area, axes, palette), map_frame::bar_plate(area, palette).map(|bar| bar.0)];
    let taken = plates.into_iter().flatten().map(|(left, top, width, height)| {
        let (left, top) = (left - area.left, top - area.top);
        (left, top, left + width, top + height)
    });
    // The ball starts in the middle.
    let (middle, ball) = (0.5 * area.side, palette.px(12.0));
    let taken = taken.chain([(middle - ball, middle - ball, middle + ball, middle + ball)]).collect();
    let clearance = Clearance { side: area.side, text, taken };
    screen.set_font("400", text);
    let labels = place_labels(&lines, levels, &clearance, |level| screen.text_width(&levels.label(level)));
    context.set_text_align("center");
    context.set_text_baseline("middle");
    for label in labels {
        let ground = ground(label.level);
        context.save();
        let (cos, sin) = label.along;
        context.transform(cos, sin, -sin, cos, area.left + label.at.0, area.top + label.at.1)?;
        let halo = halo_on(ground).alpha(0.9);
        screen.haloed_text(&levels.label(label.level), 0.0, 0.0, ink_on(ground), &halo, palette.px(4.5))?;
        context.restore();
    }
    Ok(())
}
