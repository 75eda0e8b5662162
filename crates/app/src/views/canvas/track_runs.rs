//! Beside the path: paths of runs kept for comparison, and arrows on steps.

use wasm_bindgen::JsValue;

use super::hidpi::Screen;
use super::map_frame::MapArea;
use super::marks::draw_number_of_run;
use super::palette::Palette;
use super::track::{TrackPoint, casing, place_of};

/// The path of a run kept for comparison: its own colour, dashes and end sign, so that nobody needs to tell by colour.
pub(super) fn draw_run(
    screen: &Screen,
    area: &MapArea,
    run: &[TrackPoint],
    style: usize,
    palette: &Palette,
) -> Result<(), JsValue> {
    let (colour, dashes) = palette.run(style);
    let context = screen.context();
    context.set_line_join("round");
    context.set_line_cap("butt");
    let places: Vec<(f64, f64)> = run.iter().filter_map(|point| place_of(point.a, point.b, area)).collect();
    for (stroke, width) in [(casing(palette).alpha(0.8), palette.px(4.5)), (colour.to_string(), palette.px(2.2))] {
        context.begin_path();
        for (i, &(x, y)) in places.iter().enumerate() {
            if i == 0 { context.move_to(x, y) } else { context.line_to(x, y) }
        }
        context.set_stroke_style_str(&stroke);
        context.set_line_width(width);
        screen.set_dashes(&dashes.map(|length| palette.px(length)))?;
        context.stroke();
    }
    screen.set_dashes(&[])?;
    let Some(&(x, y)) = places.last() else { return Ok(()) };
    // A run that left the map has its number where it is nearest to it.
    let room = palette.px(11.0);
    let inside = |place: f64, edge: f64| place.clamp(edge + room, (edge + area.side - room).max(edge + room));
    let end = (inside(x, area.left), inside(y, area.top));
    draw_number_of_run(screen, end, style, palette)
}

/// The last steps as arrows, as far as they are long enough to be seen.
pub(super) fn draw_arrows(screen: &Screen, area: &MapArea, track: &[TrackPoint], palette: &Palette) {
    const LAST: usize = 60;
    let context = screen.context();
    context.set_fill_style_str(&palette.track.to_string());
    for pair in track[track.len().saturating_sub(LAST)..].windows(2) {
        let (Some(from), Some(to)) = (place_of(pair[0].a, pair[0].b, area), place_of(pair[1].a, pair[1].b, area))
        else {
            continue;
        };
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        if length < palette.px(12.0) {
            continue;
        }
        let (dx, dy) = (dx / length, dy / length);
        let (back, half) = (palette.px(8.0), palette.px(3.5));
        context.begin_path();
        context.move_to(to.0, to.1);
        context.line_to(to.0 - back * dx - half * dy, to.1 - back * dy + half * dx);
        context.line_to(to.0 - back * dx + half * dy, to.1 - back * dy - half * dx);
        context.fill();
    }
}
