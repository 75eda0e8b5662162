//! The map's frame: where the ground lies on the canvas, the collar with its ticks and numbers, arrow and scale bar.

use costscape_core::landscape::Extent;
use wasm_bindgen::JsValue;

use super::hidpi::Screen;
use super::landscape_input::Axes;
use super::number::{multiples, round_step, tick};
use super::palette::Palette;

/// Where the ground lies on the canvas.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct MapArea {
    /// CSS pixels.
    pub(super) left: f64,
    /// CSS pixels.
    pub(super) top: f64,
    /// CSS pixels.
    pub(super) side: f64,
    /// (a, b) in its middle.
    pub(super) centre: (f64, f64),
    /// From there to its sides.
    pub(super) half_range: f64,
}

impl MapArea {
    /// The ground on a screen: square, with room for numbers at the left and below.
    pub(super) fn new(screen: &Screen, palette: &Palette, extent: Extent) -> Self {
        let (width, height) = screen.size();
        let numbers = 2.0 * thin(palette) + text_size(width.min(height), palette) * 1.35;
        let bare = palette.px(7.0);
        let side = (width.min(height) - numbers - bare).max(1.0);
        let left = screen.snapped(numbers + 0.5 * (width - numbers - bare - side).max(0.0));
        let top = screen.snapped(bare + 0.5 * (height - numbers - bare - side).max(0.0));
        let centre = (f64::from(extent.centre.0), f64::from(extent.centre.1));
        Self { left, top, side: screen.snapped(side), centre, half_range: f64::from(extent.half_range) }
    }

    /// The place of (a, b) on the canvas.
    pub(super) fn canvas_from_plane(&self, a: f64, b: f64) -> (f64, f64) {
        let half = 0.5 * self.side;
        let (a, b) = (a - self.centre.0, b - self.centre.1);
        (self.left + half * (1.0 + a / self.half_range), self.top + half * (1.0 - b / self.half_range))
    }

    /// And back; None off the map.
    pub(super) fn plane_from_canvas(&self, x: f64, y: f64) -> Option<(f64, f64)> {
        let (across, down) = ((x - self.left) / self.side, (y - self.top) / self.side);
        if !((0.0..=1.0).contains(&across) && (0.0..=1.0).contains(&down)) {
            return None;
        }
        let (a, b) = self.centre;
        Some((a + (2.0 * across - 1.0) * self.half_range, b + (1.0 - 2.0 * down) * self.half_range))
    }

    /// The square of the ground that another extent covers on the canvas: left, top, side.
    pub(super) fn square(&self, extent: Extent) -> (f64, f64, f64) {
        let reach = f64::from(extent.half_range);
        let (a, b) = (f64::from(extent.centre.0), f64::from(extent.centre.1));
        let (left, top) = self.canvas_from_plane(a - reach, b + reach);
        (left, top, 2.0 * reach * self.pixels_per_unit())
    }

    /// The numbers along a (0) or b (1) that the frame shows: from, to.
    fn span(&self, axis: usize) -> (f64, f64) {
        let middle = if axis == 0 { self.centre.0 } else { self.centre.1 };
        (middle - self.half_range, middle + self.half_range)
    }

    /// CSS pixels per unit of a and b.
    pub(super) fn pixels_per_unit(&self) -> f64 {
        0.5 * self.side / self.half_range
    }

    /// The middle of the map on the canvas.
    pub(super) fn middle(&self) -> (f64, f64) {
        (self.left + 0.5 * self.side, self.top + 0.5 * self.side)
    }

    /// Whether a place is on the map.
    pub(super) fn contains(&self, (x, y): (f64, f64)) -> bool {
        (self.left..=self.left + self.side).contains(&x) && (self.top..=self.top + self.side).contains(&y)
    }

    /// Keeps what is drawn next on the map, until `restore` of the context.
    pub(super) fn clip(&self, screen: &Screen) {
        let context = screen.context();
        context.save();
        context.begin_path();
        context.rect(self.left, self.top, self.side, self.side);
        context.clip();
    }
}

/// The width of the frame's striped band.
fn thin(palette: &Palette) -> f64 {
    palette.px(4.0)
}

/// Numbers on the frame: small on a small map, but never below 11 px.
pub(super) fn text_size(side: f64, palette: &Palette) -> f64 {
    palette.px(if side < 440.0 * palette.scale { 11.0 } else { 12.0 })
}

/// The distance between numbers on the frame.
pub(super) fn tick_step(area: &MapArea, palette: &Palette) -> f64 {
    round_step(2.0 * area.half_range * palette.px(80.0) / area.side)
}

/// Fills the collar and draws the frame around the ground, with numbers and the axes' names if these are known.
pub(super) fn draw_collar(
    screen: &Screen,
    area: &MapArea,
    axes: Option<&Axes>,
    palette: &Palette,
) -> Result<(), JsValue> {
    let context = screen.context();
    let (width, height) = screen.size();
    let (right, bottom) = (area.left + area.side, area.top + area.side);
    context.set_fill_style_str(&palette.paper.to_string());
    context.fill_rect(0.0, 0.0, width, area.top);
    context.fill_rect(0.0, bottom, width, height - bottom);
    context.fill_rect(0.0, area.top, area.left, area.side);
    context.fill_rect(right, area.top, width - right, area.side);
    draw_stripes(screen, area, palette);
    axes.map_or(Ok(()), |axes| draw_numbers(screen, area, axes, palette))
}

/// The numbers in the collar, and between the last two of an axis its name, or its first word.
fn draw_numbers(screen: &Screen, area: &MapArea, axes: &Axes, palette: &Palette) -> Result<(), JsValue> {
    let context = screen.context();
    let (width, height) = screen.size();
    let step = tick_step(area, palette);
    let text = text_size(width.min(height), palette);
    screen.set_font("400", text);
    context.set_fill_style_str(&palette.ink_quiet.to_string());
    context.set_text_align("center");
    context.set_text_baseline("middle");
    let outside = thin(palette) + palette.px(3.0) + 0.5 * text;
    let apart = step * area.pixels_per_unit();
    // Along the lower edge; then, turned about the lower left corner, along the left one.
    let sides = [
        (axes.along_a, 0.0, outside, width - area.left - area.side),
        (axes.along_b, -std::f64::consts::FRAC_PI_2, -outside, area.top),
    ];
    for (axis, (name, turn, beside, room_after)) in sides.into_iter().enumerate() {
        let (from, to) = area.span(axis);
        context.save();
        context.translate(area.left, area.top + area.side)?;
        context.rotate(turn)?;
        let (mut last, mut widest) = (0.0, 0.0f64);
        for value in multiples(from, to, step) {
            let label = tick(value, step);
            widest = widest.max(screen.text_width(&label));
            last = (value - from) * area.pixels_per_unit();
            // No number reaches over the corner where the axes meet, or over the canvas's edge.
            let half = 0.5 * screen.text_width(&label);
            context.fill_text(&label, last.min(area.side + room_after - half - 1.0).max(half), beside)?;
        }
        let short = name.split(',').next().unwrap_or(name);
        let room = apart - widest - palette.px(8.0);
        let fitting = [name, short].into_iter().find(|name| screen.text_width(name) < room);
        context.fill_text(fitting.unwrap_or_default(), last - 0.5 * apart, beside)?;
        context.restore();
    }
    Ok(())
}

/// The striped band of a surveyed map: a stripe is a fifth of the distance between numbers.
fn draw_stripes(screen: &Screen, area: &MapArea, palette: &Palette) {
    let context = screen.context();
    let band = thin(palette);
    let (right, bottom) = (area.left + area.side, area.top + area.side);
    let stripe = tick_step(area, palette) / 5.0;
    let hair = palette.px(1.0);
    context.set_fill_style_str(&palette.ink.to_string());
    for axis in 0..2 {
        let (low, high) = area.span(axis);
        for i in (low / stripe).floor() as i64..(high / stripe).ceil() as i64 {
            if i.rem_euclid(2) == 1 {
                continue;
            }
            let (from, to) = ((i as f64 * stripe).max(low), ((i + 1) as f64 * stripe).min(high));
            let length = (to - from) * area.pixels_per_unit();
            if axis == 0 {
                let x = area.left + (from - low) * area.pixels_per_unit();
                context.fill_rect(x, area.top - band, length, band);
                context.fill_rect(x, bottom, length, band);
            } else {
                let y = area.top + (high - to) * area.pixels_per_unit();
                context.fill_rect(area.left - band, y, band, length);
                context.fill_rect(right, y, band, length);
            }
        }
    }
    context.set_stroke_style_str(&palette.ink.to_string());
    context.set_line_width(hair);
    let around = |out: f64| {
        context.stroke_rect(area.left - out, area.top - out, area.side + 2.0 * out, area.side + 2.0 * out);
    };
    around(0.5 * hair);
    around(band);
}

/// A fine net of lines over the ground, at the frame's numbers.
pub(super) fn draw_graticule(screen: &Screen, area: &MapArea, palette: &Palette, colour: &str) {
    let context = screen.context();
    let step = tick_step(area, palette);
    context.set_stroke_style_str(colour);
    context.set_line_width(palette.px(1.0));
    let (right, bottom) = (area.left + area.side, area.top + area.side);
    for axis in 0..2 {
        let (from, to) = area.span(axis);
        for value in multiples(from, to, step) {
            let (x, y) = area.canvas_from_plane(value, value);
            if axis == 0 {
                let x = screen.crisp(x, palette.px(1.0));
                screen.line((x, area.top), (x, bottom));
            } else {
                let y = screen.crisp(y, palette.px(1.0));
                screen.line((area.left, y), (right, y));
            }
        }
    }
}

/// The rectangle of the arrow's plate: left, top, width, height. None where there is no room or no arrow.
pub(super) fn arrow_plate(
    screen: &Screen,
    area: &MapArea,
    axes: &Axes,
    palette: &Palette,
) -> Option<(f64, f64, f64, f64)> {
    let word = axes.arrow?;
    screen.set_font("600", text_size(area.side, palette));
    let (width, height) = (screen.text_width(word) + palette.px(44.0), palette.px(22.0));
    let gap = palette.px(8.0);
    (area.side > 1.6 * width).then_some((area.left + area.side - width - gap, area.top + gap, width, height))
}

/// The arrow that says which way is down, as others point north.
pub(super) fn draw_arrow(screen: &Screen, area: &MapArea, axes: &Axes, palette: &Palette) -> Result<(), JsValue> {
    let (Some(plate), Some(word)) = (arrow_plate(screen, area, axes, palette), axes.arrow) else { return Ok(()) };
    draw_plate(screen, plate, palette)?;
    let context = screen.context();
    let (left, top, width, height) = plate;
    let middle = top + 0.5 * height;
    context.set_fill_style_str(&palette.ink.to_string());
    context.set_text_align("left");
    context.set_text_baseline("middle");
    context.fill_text(word, left + palette.px(8.0), middle + palette.px(0.5))?;
    // A needle: one half filled, one half open, as on an old compass.
    let (tail, tip) = (left + width - palette.px(30.0), left + width - palette.px(8.0));
    let (notch, half) = (tail + palette.px(5.0), palette.px(5.0));
    let outline = |side: f64| {
        context.begin_path();
        context.move_to(tip, middle);
        context.line_to(tail, middle + side * half);
        context.line_to(notch, middle);
        context.close_path();
    };
    outline(-1.0);
    context.fill();
    outline(1.0);
    context.set_stroke_style_str(&palette.ink.to_string());
    context.set_line_width(palette.px(1.0));
    context.set_line_join("miter");
    context.stroke();
    Ok(())
}

/// A bar that is as long as its number says, in the lower left corner. Gives its plate, if there is room.
pub(super) fn bar_plate(area: &MapArea, palette: &Palette) -> Option<((f64, f64, f64, f64), f64)> {
    if area.side < 400.0 * palette.scale {
        return None;
    }
    let length = round_step(2.0 * area.half_range * 0.11);
    let width = length * area.pixels_per_unit() + palette.px(52.0);
    let (gap, height) = (palette.px(8.0), palette.px(22.0));
    Some(((area.left + gap, area.top + area.side - gap - height, width, height), length))
}

/// Draws it.
pub(super) fn draw_bar(screen: &Screen, area: &MapArea, palette: &Palette) -> Result<(), JsValue> {
    let Some((plate, length)) = bar_plate(area, palette) else { return Ok(()) };
    draw_plate(screen, plate, palette)?;
    let context = screen.context();
    let (left, top, _, height) = plate;
    let pixels = length * area.pixels_per_unit();
    let (from, thick) = (left + palette.px(8.0), palette.px(4.0));
    let y = top + 0.5 * (height - thick);
    context.set_fill_style_str(&palette.ink.to_string());
    context.fill_rect(from, y, 0.25 * pixels, thick);
    context.fill_rect(from + 0.5 * pixels, y, 0.25 * pixels, thick);
    context.set_stroke_style_str(&palette.ink.to_string());
    context.set_line_width(palette.px(1.0));
    context.stroke_rect(from, y, pixels, thick);
    screen.set_font("400", text_size(area.side, palette));
    context.set_text_align("left");
    context.set_text_baseline("middle");
    context.fill_text(&tick(length, length), from + pixels + palette.px(7.0), top + 0.5 * height + palette.px(0.5))
}

/// A piece of paper on the map, so that words stand on something even.
pub(super) fn draw_plate(
    screen: &Screen,
    (left, top, width, height): (f64, f64, f64, f64),
    palette: &Palette,
) -> Result<(), JsValue> {
    let context = screen.context();
    context.set_fill_style_str(&palette.paper.alpha(0.9));
    context.begin_path();
    context.round_rect_with_f64(left, top, width, height, palette.px(3.0))?;
    context.fill();
    Ok(())
}

/// Words on a plate of their own, around a place or as near to it as the map's edge allows.
pub(super) fn say(
    screen: &Screen,
    area: &MapArea,
    at: (f64, f64),
    words: &str,
    palette: &Palette,
) -> Result<(), JsValue> {
    let text = palette.px(13.0);
    screen.set_font("400", text);
    let (width, height) = (screen.text_width(words) + palette.px(20.0), text * 1.9);
    let gap = palette.px(4.0);
    let inside = |place: f64, edge: f64, size: f64| {
        (place - 0.5 * size).min(edge + area.side - size - gap).max(edge + gap) + 0.5 * size
    };
    let (x, y) = (inside(at.0, area.left, width), inside(at.1, area.top, height));
    draw_plate(screen, (x - 0.5 * width, y - 0.5 * height, width, height), palette)?;
    let context = screen.context();
    context.set_fill_style_str(&palette.ink_quiet.to_string());
    context.set_text_align("center");
    context.set_text_baseline("middle");
    context.fill_text(words, x, y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plane_and_the_canvas_invert_each_other() {
        let area = MapArea { left: 20.0, top: 7.0, side: 600.0, centre: (0.0, 0.0), half_range: 3.0 };
        assert_eq!(area.canvas_from_plane(0.0, 0.0), (320.0, 307.0));
        assert_eq!(area.canvas_from_plane(-3.0, 3.0), (20.0, 7.0));
        for (a, b) in [(0.0, 0.0), (3.0, -3.0), (-1.25, 2.5)] {
            let (x, y) = area.canvas_from_plane(a, b);
            let (a2, b2) = area.plane_from_canvas(x, y).unwrap();
            assert!((a - a2).abs() < 1e-12 && (b - b2).abs() < 1e-12);
        }
        assert_eq!(area.plane_from_canvas(19.9, 100.0), None);
        assert_eq!(area.plane_from_canvas(100.0, 607.1), None);
        assert_eq!(area.pixels_per_unit(), 100.0);
        let moved = MapArea { centre: (10.0, -1.0), ..area };
        assert_eq!(moved.canvas_from_plane(10.0, -1.0), (320.0, 307.0));
        assert_eq!(moved.plane_from_canvas(20.0, 7.0), Some((7.0, 2.0)));
        let square = area.square(Extent { centre: (1.0, 1.0), half_range: 1.0 });
        assert!((square.0 - 320.0).abs() < 1e-9 && (square.1 - 107.0).abs() < 1e-9 && (square.2 - 200.0).abs() < 1e-9);
    }
}
