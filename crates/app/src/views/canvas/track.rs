//! The path of the network over the map, and the ball at its end.

use wasm_bindgen::JsValue;

use super::hidpi::Screen;
use super::map_frame::{MapArea, draw_plate, text_size};
use super::marks::{draw_disc_of_ball, draw_head};
use super::number::{round_count, short};
use super::palette::{Palette, Rgb, Theme};

/// A place on the path.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TrackPoint {
    /// Along u, in units of theta's length.
    pub a: f32,
    /// Along v.
    pub b: f32,
    /// Distance from the plane, on the map's own scale.
    pub off_plane: f32,
    /// After so many steps of training.
    pub step: u64,
}

/// The network now.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Ball {
    /// Along u, in units of theta's length.
    pub a: f32,
    /// Along v.
    pub b: f32,
    /// Distance from the plane, in the same unit: the radius of the ring around the ball, on the map's own scale.
    pub off_plane: f32,
}

/// The ball's radius, CSS pixels.
const RADIUS: f64 = 6.0;
/// So many shades of the fading path; each change of shade is a new stroke.
const SHADES: f64 = 10.0;

/// What makes a thin line readable on any ground: a line of the opposite lightness beneath it.
pub(super) fn casing(palette: &Palette) -> Rgb {
    match palette.theme {
        Theme::Light => Rgb(0xFF, 0xFF, 0xFF),
        Theme::Dark => Rgb(0x10, 0x18, 0x1F),
    }
}

/// A run of places drawn with one opacity.
#[derive(PartialEq, Debug)]
struct Stretch {
    opacity: f64,
    places: Vec<(f64, f64)>,
}

/// The path in pixels, in stretches of equal opacity; places that would fall on the same pixel are left out.
fn stretches(track: &[TrackPoint], area: &MapArea) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    let mut last: Option<(f64, f64)> = None;
    for (i, point) in track.iter().enumerate() {
        let Some(place) = place_of(point.a, point.b, area) else {
            last = None;
            continue;
        };
        let near = last.is_some_and(|last| (last.0 - place.0).hypot(last.1 - place.1) < 0.7);
        if near && i + 1 < track.len() {
            continue;
        }
        let opacity = opacity(point.off_plane, area.half_range);
        match (found.last_mut(), last) {
            (Some(stretch), Some(_)) if stretch.opacity == opacity => stretch.places.push(place),
            // The line to the first place of another shade is drawn in the paler of the two.
            (Some(stretch), Some(_)) if opacity > stretch.opacity => {
                stretch.places.push(place);
                found.push(Stretch { opacity, places: vec![place] });
            }
            (_, Some(before)) => found.push(Stretch { opacity, places: vec![before, place] }),
            _ => found.push(Stretch { opacity, places: vec![place] }),
        }
        last = Some(place);
    }
    found
}

/// Half as strong at a distance of a third of the map's half side, in steps, never gone.
pub(super) fn opacity(off_plane: f32, half_range: f64) -> f64 {
    let distance = f64::from(off_plane.abs()) / (half_range / 3.0);
    let full = if distance.is_finite() { 1.0 / (1.0 + distance * distance) } else { 0.0 };
    (full * SHADES).round().max(2.0) / SHADES
}

/// Where something stands on the canvas; None where that is no place.
pub(super) fn place_of(a: f32, b: f32, area: &MapArea) -> Option<(f64, f64)> {
    let (x, y) = area.canvas_from_plane(f64::from(a), f64::from(b));
    // Far away is far enough: canvases draw nothing sensible with huge numbers.
    (x.is_finite() && y.is_finite()).then(|| (x.clamp(-2e4, 2e4), y.clamp(-2e4, 2e4)))
}

/// How many steps apart dots stand so that they do not run together; None when the path is too short.
pub(super) fn dot_distance(track: &[TrackPoint], area: &MapArea) -> Option<u64> {
    let (first, last) = (track.first()?, track.last()?);
    let steps = last.step.checked_sub(first.step).filter(|&steps| steps > 0)?;
    let mut length = 0.0;
    let mut before: Option<(f64, f64)> = None;
    for point in track {
        let place = place_of(point.a, point.b, area).filter(|&place| area.contains(place));
        if let (Some(from), Some(to)) = (before, place) {
            length += (from.0 - to.0).hypot(from.1 - to.1);
        }
        before = place;
    }
    let dots = (length / 16.0).clamp(1.0, 60.0);
    // No finer than the path is recorded.
    let recorded = steps as f64 / (track.len() - 1).max(1) as f64;
    let apart = (steps as f64 / dots).max(recorded).max(1.0);
    Some(round_count(apart) as u64)
}

/// The path, and dots every so many steps. Clip to the map before.
pub(super) fn draw_track(
    screen: &Screen,
    area: &MapArea,
    track: &[TrackPoint],
    dot_every: Option<u64>,
    palette: &Palette,
) -> Result<(), JsValue> {
    let context = screen.context();
    let stretches = stretches(track, area);
    context.set_line_join("round");
    context.set_line_cap("round");
    let passes = [(casing(palette), palette.px(4.0), 0.8), (palette.track, palette.px(1.7), 1.0)];
    for (colour, width, strength) in passes {
        context.set_line_width(width);
        for stretch in stretches.iter().filter(|stretch| stretch.places.len() > 1) {
            context.set_stroke_style_str(&colour.alpha(strength * stretch.opacity));
            context.begin_path();
            context.move_to(stretch.places[0].0, stretch.places[0].1);
            for place in &stretch.places[1..] {
                context.line_to(place.0, place.1);
            }
            context.stroke();
        }
    }
    let Some(every) = dot_every else { return Ok(()) };
    let mut next = 0;
    for point in track {
        if point.step < next {
            continue;
        }
        next = (point.step / every + 1) * every;
        let Some(place) = place_of(point.a, point.b, area).filter(|&place| area.contains(place)) else { continue };
        let opacity = opacity(point.off_plane, area.half_range);
        screen.circle(place, palette.px(2.4))?;
        context.set_fill_style_str(&palette.track.alpha(opacity));
        context.fill();
        screen.circle(place, palette.px(1.1))?;
        context.set_fill_style_str(&casing(palette).alpha(opacity));
        context.fill();
    }
    Ok(())
}

/// A surveyor's sign: a triangle with a dot in it, where the run began.
pub(super) fn draw_start(screen: &Screen, area: &MapArea, start: (f32, f32), palette: &Palette) -> Result<(), JsValue> {
    let Some((x, y)) = place_of(start.0, start.1, area) else { return Ok(()) };
    let context = screen.context();
    let size = palette.px(7.0);
    context.begin_path();
    context.move_to(x, y - size);
    context.line_to(x + 0.87 * size, y + 0.5 * size);
    context.line_to(x - 0.87 * size, y + 0.5 * size);
    context.close_path();
    context.set_fill_style_str(&casing(palette).to_string());
    context.fill();
    context.set_line_join("miter");
    context.set_line_width(palette.px(1.5));
    context.set_stroke_style_str(&palette.track.to_string());
    context.stroke();
    screen.circle((x, y), palette.px(1.3))?;
    context.set_fill_style_str(&palette.track.to_string());
    context.fill();
    Ok(())
}

/// A cross where the slice was taken: the one place where the ball can be on the plane for sure. Not under the ball.
pub(super) fn draw_origin(screen: &Screen, area: &MapArea, ball: Option<&Ball>, palette: &Palette) {
    let (x, y) = area.canvas_from_plane(0.0, 0.0);
    let (x, y) = (screen.crisp(x, palette.px(1.0)), screen.crisp(y, palette.px(1.0)));
    let place = ball.and_then(|ball| place_of(ball.a, ball.b, area));
    if place.is_some_and(|place| (place.0 - x).hypot(place.1 - y) < palette.px(18.0)) {
        return;
    }
    let (inner, outer) = (palette.px(3.0), palette.px(9.0));
    for (colour, width) in [(casing(palette).alpha(0.6), palette.px(3.0)), (palette.track.to_string(), palette.px(1.0))]
    {
        screen.context().set_line_width(width);
        screen.context().set_stroke_style_str(&colour);
        for (dx, dy) in [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)] {
            screen.line((x + dx * inner, y + dy * inner), (x + dx * outer, y + dy * outer));
        }
    }
}

/// The ball, and around it a dashed ring as wide as its distance from the plane. Clip to the map before.
pub(super) fn draw_ball(screen: &Screen, area: &MapArea, ball: &Ball, palette: &Palette) -> Result<(), JsValue> {
    let Some(place) = place_of(ball.a, ball.b, area) else { return Ok(()) };
    let context = screen.context();
    let ring = f64::from(ball.off_plane.abs()) * area.pixels_per_unit();
    if ring.is_finite() && ring > palette.px(RADIUS + 3.0) && ring < 4.0 * area.side {
        screen.circle(place, ring)?;
        context.set_line_width(palette.px(3.2));
        context.set_stroke_style_str(&casing(palette).alpha(0.5));
        context.stroke();
        context.set_line_width(palette.px(1.4));
        context.set_stroke_style_str(&palette.track.alpha(0.9));
        context.set_line_cap("butt");
        screen.set_dashes(&[palette.px(5.0), palette.px(4.0)])?;
        context.stroke();
        screen.set_dashes(&[])?;
    }
    draw_disc_of_ball(screen, place, palette.px(RADIUS), palette)
}

/// Where the ball is when it is not on the map: an arrow at the edge, and how far from the middle.
pub(super) fn draw_edge_arrow(screen: &Screen, area: &MapArea, ball: &Ball, palette: &Palette) -> Result<(), JsValue> {
    let Some(place) = place_of(ball.a, ball.b, area) else { return Ok(()) };
    let context = screen.context();
    let half = 0.5 * area.side;
    let centre = (area.left + half, area.top + half);
    let (dx, dy) = (place.0 - centre.0, place.1 - centre.1);
    let length = dx.hypot(dy).max(1e-9);
    let (dx, dy) = (dx / length, dy / length);
    // From the middle to the edge, less the arrow's own size.
    let reach = (half - palette.px(4.0)) / dx.abs().max(dy.abs());
    let tip = (centre.0 + dx * reach, centre.1 + dy * reach);
    draw_head(screen, tip, (dx, dy), palette);
    let words =
        format!("{} away", short((f64::from(ball.a) - area.centre.0).hypot(f64::from(ball.b) - area.centre.1), 2));
    let text = text_size(area.side, palette);
    screen.set_font("600", text);
    let (width, height) = (screen.text_width(&words) + palette.px(12.0), text * 1.6);
    let at = (tip.0 - palette.px(24.0) * dx, tip.1 - palette.px(24.0) * dy);
    // Beside the arrow's tail, but on the map.
    let inside = |place: f64, edge: f64, size: f64| place.min(edge + area.side - size - 4.0).max(edge + 4.0);
    let x = inside(at.0 - 0.5 * width * (1.0 + dx), area.left, width);
    let y = inside(at.1 - 0.5 * height * (1.0 + dy), area.top, height);
    draw_plate(screen, (x, y, width, height), palette)?;
    context.set_fill_style_str(&palette.ink.to_string());
    context.set_text_align("center");
    context.set_text_baseline("middle");
    context.fill_text(&words, x + 0.5 * width, y + 0.5 * height + palette.px(0.5))
}

/// Cross hairs through the place asked about.
pub(super) fn draw_probe(screen: &Screen, area: &MapArea, probe: (f32, f32), palette: &Palette) -> Result<(), JsValue> {
    let Some((x, y)) = place_of(probe.0, probe.1, area) else { return Ok(()) };
    let place = (screen.crisp(x, palette.px(1.0)), screen.crisp(y, palette.px(1.0)));
    let context = screen.context();
    let gap = palette.px(5.0);
    for (colour, width) in [(casing(palette).alpha(0.5), palette.px(2.6)), (palette.track.alpha(0.85), palette.px(1.0))]
    {
        context.set_stroke_style_str(&colour);
        context.set_line_width(width);
        context.set_line_cap("butt");
        screen.line((area.left, place.1), (place.0 - gap, place.1));
        screen.line((place.0 + gap, place.1), (area.left + area.side, place.1));
        screen.line((place.0, area.top), (place.0, place.1 - gap));
        screen.line((place.0, place.1 + gap), (place.0, area.top + area.side));
        screen.circle(place, gap)?;
        context.stroke();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: MapArea = MapArea { left: 0.0, top: 0.0, side: 200.0, centre: (0.0, 0.0), half_range: 1.0 };

    fn point(a: f32, off_plane: f32, step: u64) -> TrackPoint {
        TrackPoint { a, b: 0.0, off_plane, step }
    }

    #[test]
    fn the_path_pales_with_its_distance_from_the_plane() {
        assert_eq!(opacity(0.0, 1.0), 1.0);
        assert_eq!(opacity(1.0 / 3.0, 1.0), 0.5);
        assert_eq!(opacity(1e9, 1.0), 0.2);
        assert_eq!(opacity(f32::NAN, 1.0), 0.2);
        let track =
            [point(0.0, 0.0, 0), point(0.1, 0.0, 1), point(0.2, 0.5, 2), point(0.3, 0.5, 3), point(0.4, 0.0, 4)];
        let found = stretches(&track, &AREA);
        let shades: Vec<(f64, usize)> = found.iter().map(|s| (s.opacity, s.places.len())).collect();
        assert_eq!(shades, [(1.0, 2), (0.3, 4), (1.0, 1)]);
        // Each stretch begins where the one before ended.
        assert_eq!(found[0].places.last(), found[1].places.first());
    }

    #[test]
    fn places_on_one_pixel_are_one_place_and_nan_is_a_gap() {
        let mut track: Vec<TrackPoint> = (0..1000).map(|i| point(i as f32 * 1e-6, 0.0, i)).collect();
        assert_eq!(stretches(&track, &AREA)[0].places.len(), 2);
        track.push(point(f32::NAN, 0.0, 1000));
        track.push(point(0.5, 0.0, 1001));
        track.push(point(0.6, 0.0, 1002));
        let found = stretches(&track, &AREA);
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].places.len(), 2);
        let far = stretches(&[point(0.0, 0.0, 0), point(1e30, 0.0, 1)], &AREA);
        assert!(far[0].places.iter().all(|place| place.0.abs() <= 2e4));
    }

    #[test]
    fn dots_stand_a_round_number_of_steps_apart() {
        let track: Vec<TrackPoint> = (0..=400).map(|i| point(i as f32 / 500.0, 0.0, i)).collect();
        assert_eq!(dot_distance(&track, &AREA), Some(100));
        let few: Vec<TrackPoint> = (0..=4).map(|i| point(i as f32 / 5.0, 0.0, i)).collect();
        assert_eq!(dot_distance(&few, &AREA), Some(1));
        // Recorded every 50 steps only.
        let sparse: Vec<TrackPoint> = (0..=4).map(|i| point(i as f32 / 5.0, 0.0, 50 * i)).collect();
        assert_eq!(dot_distance(&sparse, &AREA), Some(50));
        assert_eq!(dot_distance(&few[..1], &AREA), None);
        assert_eq!(dot_distance(&[], &AREA), None);
    }
}
