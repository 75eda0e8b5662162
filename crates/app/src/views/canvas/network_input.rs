//! The 28 x 28 pixels the network sees.

use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

use super::hidpi::{Bitmap, Screen};
use super::palette::Palette;

/// Pixels along one side of an image.
const SIDE: usize = 28;

/// What the network sees.
#[derive(Clone, Copy, Debug, Default)]
pub struct NetworkInput<'a> {
    /// 28 x 28 bytes, row-major from the top left, 255 is ink; None for a blank image.
    pub pixels: Option<&'a [u8]>,
}

/// See the module.
pub struct NetworkInputView {
    screen: Screen,
    bitmap: Bitmap,
}

impl NetworkInputView {
    /// # Errors
    /// When the browser has no 2-D context for the canvas.
    pub fn new(canvas: HtmlCanvasElement) -> Result<Self, JsValue> {
        Ok(Self { screen: Screen::new(canvas)?, bitmap: Bitmap::new()? })
    }

    /// Draws the pixels over the whole canvas; the frame is the page's.
    ///
    /// # Errors
    /// When the browser refuses a drawing call.
    pub fn draw(&mut self, input: &NetworkInput, palette: &Palette) -> Result<(), JsValue> {
        if !self.screen.prepare() {
            return Ok(());
        }
        draw_pixels(&self.screen, &self.bitmap, input.pixels.unwrap_or(&[0; SIDE * SIDE]), palette)
    }
}

/// Crisp pixels in ink on paper over the whole screen, with a hair between them where they are large enough for one.
pub(super) fn draw_pixels(screen: &Screen, bitmap: &Bitmap, pixels: &[u8], palette: &Palette) -> Result<(), JsValue> {
    if pixels.len() != SIDE * SIDE {
        return Ok(());
    }
    bitmap.set(&in_ink(pixels, palette), SIDE)?;
    let (width, height) = screen.size();
    let context = screen.context();
    bitmap.draw(context, (0.0, 0.0, width, height), false)?;
    if width.min(height) < palette.px(6.0) * SIDE as f64 {
        return Ok(());
    }
    context.set_stroke_style_str(&palette.rule.alpha(0.45));
    context.set_line_width(palette.px(1.0));
    for i in 1..SIDE {
        let share = i as f64 / SIDE as f64;
        let (x, y) = (screen.snapped(share * width), screen.snapped(share * height));
        screen.line((x, 0.0), (x, height));
        screen.line((0.0, y), (width, y));
    }
    Ok(())
}

/// An image's bytes as colours from paper to ink: `[row][column][red, green, blue, opacity]`.
pub(super) fn in_ink(pixels: &[u8], palette: &Palette) -> Vec<u8> {
    let colour = |&grey: &u8| {
        let colour = palette.paper.towards(palette.ink, f64::from(grey) / 255.0);
        [colour.0, colour.1, colour.2, 255]
    };
    pixels.iter().flat_map(colour).collect()
}
