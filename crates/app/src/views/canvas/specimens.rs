//! Some images of each class, a column for each.

use costscape_core::data::{CLASSES, PIXELS, SIDE};
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

use super::hidpi::{Bitmap, Screen};
use super::network_input::in_ink;
use super::palette::Palette;

/// What is shown.
#[derive(Clone, Copy, Debug)]
pub struct SpecimensInput<'a> {
    /// 784 bytes each, 255 is ink.
    pub pixels: &'a [u8],
    /// What each of them is.
    pub labels: &'a [u8],
    /// Places of those to be framed.
    pub framed: &'a [usize],
}

/// See the module.
pub struct SpecimensView {
    screen: Screen,
    bitmap: Bitmap,
}

impl SpecimensView {
    /// # Errors
    /// When the browser has no 2-D context for the canvas.
    pub fn new(canvas: HtmlCanvasElement) -> Result<Self, JsValue> {
        Ok(Self { screen: Screen::new(canvas)?, bitmap: Bitmap::new()? })
    }

    /// Draws them, the first of each class at the top.
    ///
    /// # Errors
    /// When the browser refuses a drawing call.
    pub fn draw(&mut self, input: &SpecimensInput, palette: &Palette) -> Result<(), JsValue> {
        if !self.screen.prepare() {
            return Ok(());
        }
        let pitch = self.screen.size().0 / CLASSES as f64;
        let side = pitch - palette.px(2.0);
        let mut rows = [0; CLASSES];
        let context = self.screen.context();
        for (index, (image, &label)) in input.pixels.chunks_exact(PIXELS).zip(input.labels).enumerate() {
            let column = usize::from(label).min(CLASSES - 1);
            let place = (column as f64 * pitch, f64::from(rows[column]) * pitch);
            rows[column] += 1;
            self.bitmap.set(&in_ink(image, palette), SIDE)?;
            self.bitmap.draw(context, (place.0, place.1, side, side), true)?;
            if input.framed.contains(&index) {
                context.set_stroke_style_str(&palette.marker.to_string());
                context.set_line_width(palette.px(2.0));
                context.stroke_rect(place.0 + 1.0, place.1 + 1.0, side - 2.0, side - 2.0);
            }
        }
        Ok(())
    }
}
