//! How a drawing becomes the image the network sees: drawn, scaled into MNIST's box, centred by its mass.

use costscape_core::data::SIDE;
use costscape_core::digit::{Stages, Stroke};
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

use super::hidpi::{Bitmap, Screen};
use super::network_input::in_ink;
use super::pad::draw_stroke;
use super::palette::Palette;

/// Pixels along one side of MNIST's box.
const BOX: usize = 20;

/// What is shown.
#[derive(Clone, Copy, Debug)]
pub struct StagesInput<'a> {
    /// The drawing, in units of the pad.
    pub strokes: &'a [Stroke],
    /// What becomes of it; none of an empty pad.
    pub stages: Option<&'a Stages>,
}

/// See the module. Three squares side by side, from left to right.
pub struct StagesView {
    screen: Screen,
    bitmap: Bitmap,
}

impl StagesView {
    /// # Errors
    /// When the browser has no 2-D context for the canvas.
    pub fn new(canvas: HtmlCanvasElement) -> Result<Self, JsValue> {
        Ok(Self { screen: Screen::new(canvas)?, bitmap: Bitmap::new()? })
    }

    /// Draws the three.
    ///
    /// # Errors
    /// When the browser refuses a drawing call.
    pub fn draw(&mut self, input: &StagesInput, palette: &Palette) -> Result<(), JsValue> {
        if !self.screen.prepare() {
            return Ok(());
        }
        let context = self.screen.context();
        let gap = palette.px(8.0);
        let side = ((self.screen.size().0 - 2.0 * gap) / 3.0).min(self.screen.size().1).floor();
        let left = |stage: usize| stage as f64 * (side + gap);
        for stage in 0..3 {
            context.set_fill_style_str(&palette.paper.to_string());
            context.fill_rect(left(stage), 0.0, side, side);
        }
        context.save();
        context.begin_path();
        context.rect(0.0, 0.0, side, side);
        context.clip();
        input.strokes.iter().try_for_each(|stroke| draw_stroke(&self.screen, side, stroke, palette))?;
        context.restore();
        if let Some(stages) = input.stages {
            // The box at its true size in the image, before it is moved; then where it went.
            let pixel = side / SIDE as f64;
            let (right, down) = stages.offset;
            let (inset, boxed) = (0.5 * (SIDE - BOX) as f64 * pixel, BOX as f64 * pixel);
            self.bitmap.set(&in_ink(&stages.boxed, palette), BOX)?;
            self.bitmap.draw(context, (left(1) + inset, inset, boxed, boxed), false)?;
            self.bitmap.set(&in_ink(&stages.centred, palette), SIDE)?;
            self.bitmap.draw(context, (left(2), 0.0, side, side), false)?;
            context.set_stroke_style_str(&palette.water.alpha(0.9));
            context.set_line_width(palette.px(1.0));
            self.screen.set_dashes(&[palette.px(2.0), palette.px(3.0)])?;
            context.stroke_rect(left(1) + inset, inset, boxed, boxed);
            context.stroke_rect(left(2) + right as f64 * pixel, down as f64 * pixel, boxed, boxed);
            self.screen.set_dashes(&[])?;
            let middle = 0.5 * side;
            let arm = palette.px(5.0);
            self.screen.line((left(2) + middle - arm, middle), (left(2) + middle + arm, middle));
            self.screen.line((left(2) + middle, middle - arm), (left(2) + middle, middle + arm));
        }
        context.set_stroke_style_str(&palette.edge.to_string());
        context.set_line_width(palette.px(1.0));
        for stage in 0..3 {
            context.stroke_rect(left(stage) + 0.5, 0.5, side - 1.0, side - 1.0);
        }
        Ok(())
    }
}
