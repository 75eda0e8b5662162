//! The key to the map's colours: its bands, low at the left, and where the ball stands.

use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

use super::cost_colours::{band_colours, ink_on};
use super::hidpi::Screen;
use super::levels::Levels;
use super::palette::{Palette, Rgb};

/// What the scale shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct ColourScaleInput<'a> {
    /// The map's levels; None before the first picture.
    pub levels: Option<&'a Levels>,
    /// The cost on the plane under the ball.
    pub ball: Option<f64>,
}

/// See the module.
pub struct ColourScaleView {
    screen: Screen,
}

impl ColourScaleView {
    /// # Errors
    /// When the browser has no 2-D context for the canvas.
    pub fn new(canvas: HtmlCanvasElement) -> Result<Self, JsValue> {
        Ok(Self { screen: Screen::new(canvas)? })
    }

    /// Draws the scale over the whole canvas; its numbers are the page's.
    ///
    /// # Errors
    /// When the browser refuses a drawing call.
    pub fn draw(&mut self, input: &ColourScaleInput, palette: &Palette) -> Result<(), JsValue> {
        if !self.screen.prepare() {
            return Ok(());
        }
        let Some(levels) = input.levels else { return Ok(()) };
        let context = self.screen.context();
        let (width, height) = self.screen.size();
        let colours = band_colours(levels);
        let edge = |band: usize| self.screen.snapped(width * band as f64 / colours.len() as f64);
        for (band, colour) in colours.iter().enumerate() {
            context.set_fill_style_str(&colour.to_string());
            context.fill_rect(edge(band), 0.0, edge(band + 1) - edge(band), height);
        }
        for level in (1..colours.len()).filter(|&level| levels.is_strong(level)) {
            context.set_fill_style_str(&ink_on(colours[level]).alpha(0.75));
            context.fill_rect(edge(level) - 0.5, 0.0, palette.px(1.0), height);
        }
        self.mark_ball(input, levels, palette)
    }

    /// A pointer at the ball's height; at the scale's end, pointing outward, when it is off the scale.
    fn mark_ball(&self, input: &ColourScaleInput, levels: &Levels, palette: &Palette) -> Result<(), JsValue> {
        let Some(cost) = input.ball.filter(|cost| cost.is_finite()) else { return Ok(()) };
        let (width, height) = self.screen.size();
        let context = self.screen.context();
        let radius = (0.36 * height).min(palette.px(5.0));
        let off = if cost < levels.range().0 { 0.0 } else { 1.0 };
        let share = levels.place(cost).unwrap_or(off);
        let x = (share * width).min(width - radius - 2.5).max(radius + 2.5);
        for (more, colour) in [(2.2, Rgb(0x1D, 0x2A, 0x35)), (1.4, Rgb(0xFF, 0xFF, 0xFF)), (0.0, palette.marker)] {
            self.screen.circle((x, 0.5 * height), radius + more)?;
            context.set_fill_style_str(&colour.to_string());
            context.fill();
        }
        Ok(())
    }
}
