//! The drawing pad: strokes in ink, or an example from the data.

use costscape_core::digit::Stroke;
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

use super::hidpi::{Bitmap, Screen};
use super::network_input::draw_pixels;
use super::palette::Palette;

/// The pen's width as a share of the pad: what MNIST's pen is for a digit that fills the guide.
const PEN: f64 = 2.6 / 28.0;

/// What is on the pad.
#[derive(Clone, Copy, Debug)]
pub enum Drawing<'a> {
    /// Strokes, in units of the pad: (0, 0) the top left, (1, 1) the bottom right.
    Strokes(&'a [Stroke]),
    /// An example: 28 x 28 bytes, row-major from the top left, 255 is ink.
    Image(&'a [u8]),
}

/// The pen that the arrow keys move.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct PenCursor {
    /// In units of the pad, to the right.
    pub x: f32,
    /// In units of the pad, down.
    pub y: f32,
    /// Whether it is on the paper.
    pub down: bool,
}

/// What the pad shows.
#[derive(Clone, Copy, Debug)]
pub struct PadInput<'a> {
    /// The drawing.
    pub drawing: Drawing<'a>,
    /// The pen, while keys move it.
    pub pen: Option<PenCursor>,
}

/// See the module.
pub struct PadView {
    screen: Screen,
    bitmap: Bitmap,
}

impl PadView {
    /// The guide: the middle 20 of 28 pixels.
    const GUIDE: (f64, f64) = (4.0 / 28.0, 20.0 / 28.0);

    /// # Errors
    /// When the browser has no 2-D context for the canvas.
    pub fn new(canvas: HtmlCanvasElement) -> Result<Self, JsValue> {
        Ok(Self { screen: Screen::new(canvas)?, bitmap: Bitmap::new()? })
    }

    /// Draws the pad.
    ///
    /// # Errors
    /// When the browser refuses a drawing call.
    pub fn draw(&mut self, input: &PadInput, palette: &Palette) -> Result<(), JsValue> {
        if !self.screen.prepare() {
            return Ok(());
        }
        match input.drawing {
            Drawing::Image(pixels) => draw_pixels(&self.screen, &self.bitmap, pixels, palette)?,
            Drawing::Strokes(strokes) => {
                let (width, height) = self.screen.size();
                self.draw_guide(palette)?;
                strokes.iter().try_for_each(|stroke| draw_stroke(&self.screen, width.min(height), stroke, palette))?;
            }
        }
        input.pen.map_or(Ok(()), |pen| self.draw_pen(&pen, palette))
    }

    /// Where MNIST's digits are: not a border, only a hint, drawn as the corners of a frame.
    fn draw_guide(&self, palette: &Palette) -> Result<(), JsValue> {
        let (width, height) = self.screen.size();
        let (from, share) = Self::GUIDE;
        let (left, top) = (self.screen.snapped(from * width) + 0.5, self.screen.snapped(from * height) + 0.5);
        let context = self.screen.context();
        context.set_line_width(palette.px(1.0));
        context.set_stroke_style_str(&palette.edge.alpha(0.55));
        self.screen.set_dashes(&[palette.px(2.0), palette.px(4.0)])?;
        context.stroke_rect(left, top, share * width, share * height);
        self.screen.set_dashes(&[])
    }

    /// A ring as wide as the pen, filled while the pen is down, with cross hairs around it.
    fn draw_pen(&self, pen: &PenCursor, palette: &Palette) -> Result<(), JsValue> {
        let (width, height) = self.screen.size();
        let place = (f64::from(pen.x) * width, f64::from(pen.y) * height);
        let radius = 0.5 * PEN * width.min(height);
        let context = self.screen.context();
        if pen.down {
            self.screen.circle(place, radius)?;
            context.set_fill_style_str(&palette.ink.to_string());
            context.fill();
        }
        context.set_line_cap("butt");
        for (colour, thick) in [(palette.paper.to_string(), 3.5), (palette.ink.to_string(), 1.5)] {
            context.set_line_width(palette.px(thick));
            context.set_stroke_style_str(&colour);
            self.screen.circle(place, radius + palette.px(2.5))?;
            context.stroke();
            let (near, far) = (radius + palette.px(2.5), radius + palette.px(8.0));
            for (dx, dy) in [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)] {
                self.screen.line((place.0 + dx * near, place.1 + dy * near), (place.0 + dx * far, place.1 + dy * far));
            }
        }
        Ok(())
    }
}

/// A stroke on a pad of `side` CSS pixels in the canvas's top left corner.
pub(super) fn draw_stroke(screen: &Screen, side: f64, stroke: &Stroke, palette: &Palette) -> Result<(), JsValue> {
    let pen = PEN * side;
    let context = screen.context();
    let points: Vec<(usize, (f64, f64))> = stroke
        .points
        .iter()
        .enumerate()
        .filter(|(_, point)| point.is_drawable())
        .map(|(i, point)| (i, (f64::from(point.x) * side, f64::from(point.y) * side)))
        .collect();
    let Some(&(first, start)) = points.first() else { return Ok(()) };
    context.set_stroke_style_str(&palette.ink.to_string());
    context.set_fill_style_str(&palette.ink.to_string());
    context.set_line_cap("round");
    context.set_line_join("round");
    if points.len() == 1 {
        screen.circle(start, 0.5 * pen * f64::from(stroke.pressure_at(first)))?;
        context.fill();
        return Ok(());
    }
    if stroke.pressure.is_empty() {
        context.set_line_width(pen);
        context.begin_path();
        context.move_to(start.0, start.1);
        points[1..].iter().for_each(|(_, point)| context.line_to(point.0, point.1));
        context.stroke();
        return Ok(());
    }
    for pair in points.windows(2) {
        let pressure = 0.5 * (stroke.pressure_at(pair[0].0) + stroke.pressure_at(pair[1].0));
        context.set_line_width(pen * f64::from(pressure));
        screen.line(pair[0].1, pair[1].1);
    }
    Ok(())
}
