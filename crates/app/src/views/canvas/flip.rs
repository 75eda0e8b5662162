//! An image, a change, and the image after it, side by side.

use costscape_core::data::SIDE;
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

use super::hidpi::{Bitmap, Screen};
use super::network_input::in_ink;
use super::palette::Palette;
use super::signed_colours::SignedColours;

/// What is shown.
#[derive(Clone, Copy, Debug)]
pub struct FlipInput<'a> {
    /// 28 x 28 bytes, row-major from the top left, 255 is ink.
    pub before: &'a [u8],
    /// The same after the change, in greys of 0 to 1.
    pub after: &'a [f64],
}

/// See the module. The change has the colours of signs, its largest the strongest.
pub struct FlipView {
    screen: Screen,
    bitmap: Bitmap,
}

impl FlipView {
    /// # Errors
    /// When the browser has no 2-D context for the canvas.
    pub fn new(canvas: HtmlCanvasElement) -> Result<Self, JsValue> {
        Ok(Self { screen: Screen::new(canvas)?, bitmap: Bitmap::new()? })
    }

    /// Draws the three; nothing where there is no change.
    ///
    /// # Errors
    /// When the browser refuses a drawing call.
    pub fn draw(&mut self, input: Option<&FlipInput>, palette: &Palette) -> Result<(), JsValue> {
        let (true, Some(input)) = (self.screen.prepare(), input) else { return Ok(()) };
        let gap = palette.px(8.0);
        let side = ((self.screen.size().0 - 2.0 * gap) / 3.0).min(self.screen.size().1).floor();
        let after: Vec<u8> = input.after.iter().map(|grey| (grey * 255.0).round() as u8).collect();
        let changes: Vec<f64> =
            input.before.iter().zip(input.after).map(|(&from, to)| to - f64::from(from) / 255.0).collect();
        let largest = changes.iter().fold(0.0, |most: f64, change| most.max(change.abs()));
        let colours = SignedColours::new(palette);
        let change: Vec<u8> = changes
            .iter()
            .flat_map(|change| {
                let colour = colours.colour(change / largest);
                [colour.0, colour.1, colour.2, 255]
            })
            .collect();
        let context = self.screen.context();
        context.set_stroke_style_str(&palette.rule.to_string());
        context.set_line_width(palette.px(1.0));
        for (index, pixels) in [in_ink(input.before, palette), change, in_ink(&after, palette)].iter().enumerate() {
            let left = index as f64 * (side + gap);
            self.bitmap.set(pixels, SIDE)?;
            self.bitmap.draw(context, (left, 0.0, side, side), false)?;
            context.stroke_rect(left + 0.5, 0.5, side - 1.0, side - 1.0);
        }
        Ok(())
    }
}
