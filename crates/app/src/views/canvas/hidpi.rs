//! A canvas drawn in CSS pixels whose bitmap has as many pixels as the screen.

use std::cell::Cell;

use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::palette::Rgb;

/// The page's sans (`--sans` in `tokens.css`); a canvas cannot read CSS custom properties.
pub(super) const FONT: &str = "system-ui, -apple-system, \"Segoe UI\", Roboto, \"Helvetica Neue\", \"Noto Sans\", \"Liberation Sans\", sans-serif";

/// A canvas and its context, kept at the size CSS gives it.
pub(super) struct Screen {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    /// Width and height in CSS pixels.
    size: (f64, f64),
    /// Pixels of the screen per CSS pixel.
    ratio: f64,
    /// The layout that `size` was read in; none before the first time.
    layout: Option<u64>,
}

thread_local! {
    /// Counts layouts. Asking an element for its size makes the browser lay the page out at once, which is the dearest thing
    /// a frame can do after it has written text; so sizes are read only after something has been resized.
    static LAYOUT: Cell<u64> = const { Cell::new(0) };
}

/// Something was resized: every canvas reads its size again before it is drawn.
pub fn layout_changed() {
    LAYOUT.set(LAYOUT.get() + 1);
}

impl Screen {
    /// # Errors
    /// When the browser has no 2-D context for this canvas.
    pub(super) fn new(canvas: HtmlCanvasElement) -> Result<Self, JsValue> {
        let context = context_of(&canvas)?;
        Ok(Self { canvas, context, size: (0.0, 0.0), ratio: 1.0, layout: None })
    }

    /// A canvas that is never on the page, of the same size and scale as this one.
    pub(super) fn beside(&self) -> Result<Self, JsValue> {
        let mut other = Self::new(new_canvas()?)?;
        other.match_size(self);
        Ok(other)
    }

    /// Takes over the CSS size and the screen's pixel ratio if either changed, and wipes the canvas. The transform is
    /// from CSS pixels afterwards. False when there is nothing to draw on, because the canvas is not shown.
    pub(super) fn prepare(&mut self) -> bool {
        let shown = self.measure();
        self.wipe();
        shown
    }

    /// As [`Screen::prepare`], but what is drawn stays, unless the size is another.
    pub(super) fn measure(&mut self) -> bool {
        if self.layout != Some(LAYOUT.get()) {
            self.layout = Some(LAYOUT.get());
            let ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio()).clamp(0.25, 8.0);
            self.resize(f64::from(self.canvas.client_width()), f64::from(self.canvas.client_height()), ratio);
        }
        self.size.0 >= 1.0 && self.size.1 >= 1.0
    }

    /// Takes over another screen's size; keeps what is drawn if that is already its own. Whether it was another.
    pub(super) fn match_size(&mut self, other: &Self) -> bool {
        let is_other = (self.size, self.ratio) != (other.size, other.ratio);
        self.resize(other.size.0, other.size.1, other.ratio);
        self.use_css_pixels();
        is_other
    }

    fn resize(&mut self, width: f64, height: f64, ratio: f64) {
        // Setting a canvas's size empties it and costs an allocation, even when it is the same.
        let (columns, rows) = ((width * ratio).round() as u32, (height * ratio).round() as u32);
        if self.canvas.width() != columns {
            self.canvas.set_width(columns);
        }
        if self.canvas.height() != rows {
            self.canvas.set_height(rows);
        }
        (self.size, self.ratio) = ((width, height), ratio);
    }

    /// Makes everything transparent.
    pub(super) fn wipe(&self) {
        // Nothing a broken earlier frame left on the context may last.
        let _ = self.context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
        self.context.set_global_alpha(1.0);
        self.context.clear_rect(0.0, 0.0, f64::from(self.canvas.width()), f64::from(self.canvas.height()));
        self.use_css_pixels();
    }

    fn use_css_pixels(&self) {
        let _ = self.context.set_transform(self.ratio, 0.0, 0.0, self.ratio, 0.0, 0.0);
    }

    /// Copies all of another screen of the same size.
    pub(super) fn copy(&self, from: &Self, opacity: f64) -> Result<(), JsValue> {
        let _ = self.context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
        self.context.set_global_alpha(opacity.clamp(0.0, 1.0));
        self.context.draw_image_with_html_canvas_element(&from.canvas, 0.0, 0.0)?;
        self.context.set_global_alpha(1.0);
        self.use_css_pixels();
        Ok(())
    }

    /// The context, in CSS pixels.
    pub(super) fn context(&self) -> &CanvasRenderingContext2d {
        &self.context
    }

    /// The canvas.
    pub(super) fn canvas(&self) -> &HtmlCanvasElement {
        &self.canvas
    }

    /// Width and height in CSS pixels.
    pub(super) fn size(&self) -> (f64, f64) {
        self.size
    }

    /// Pixels of the screen per CSS pixel.
    pub(super) fn ratio(&self) -> f64 {
        self.ratio
    }

    /// The nearest place where a pixel of the screen begins: edges there are sharp.
    pub(super) fn snapped(&self, place: f64) -> f64 {
        (place * self.ratio).round() / self.ratio
    }

    /// The nearest middle for a level or upright line so wide: its edges are sharp then.
    pub(super) fn crisp(&self, place: f64, width: f64) -> f64 {
        let odd = (width * self.ratio).round().max(1.0) % 2.0 == 1.0;
        if odd { ((place * self.ratio).floor() + 0.5) / self.ratio } else { self.snapped(place) }
    }

    /// Sets the font: `weight` is "400" or "600".
    pub(super) fn set_font(&self, weight: &str, size: f64) {
        self.context.set_font(&format!("{weight} {size}px {FONT}"));
    }

    /// The width of text in the font now set.
    pub(super) fn text_width(&self, text: &str) -> f64 {
        self.context.measure_text(text).map_or(0.0, |metrics| metrics.width())
    }

    /// Text with a halo that keeps it readable on any ground. The font is set before.
    pub(super) fn haloed_text(
        &self,
        text: &str,
        x: f64,
        y: f64,
        ink: Rgb,
        halo: &str,
        width: f64,
    ) -> Result<(), JsValue> {
        self.context.set_line_join("round");
        self.context.set_line_width(width);
        self.context.set_stroke_style_str(halo);
        self.context.stroke_text(text, x, y)?;
        self.context.set_fill_style_str(&ink.to_string());
        self.context.fill_text(text, x, y)
    }

    /// A line.
    pub(super) fn line(&self, from: (f64, f64), to: (f64, f64)) {
        self.context.begin_path();
        self.context.move_to(from.0, from.1);
        self.context.line_to(to.0, to.1);
        self.context.stroke();
    }

    /// The outline of a circle, as the current path.
    pub(super) fn circle(&self, centre: (f64, f64), radius: f64) -> Result<(), JsValue> {
        self.context.begin_path();
        self.context.arc(centre.0, centre.1, radius.max(0.0), 0.0, std::f64::consts::TAU)
    }

    /// Dashes of these lengths and gaps, or none.
    pub(super) fn set_dashes(&self, lengths: &[f64]) -> Result<(), JsValue> {
        set_dashes(&self.context, lengths)
    }
}

/// Dashes of these lengths and gaps for the lines drawn next, or none.
pub(super) fn set_dashes(context: &CanvasRenderingContext2d, lengths: &[f64]) -> Result<(), JsValue> {
    let list: js_sys::Array = lengths.iter().map(|&length| JsValue::from(length)).collect();
    context.set_line_dash(&list)
}

/// A small picture made pixel by pixel and drawn at any size.
pub(super) struct Bitmap {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
}

impl Bitmap {
    /// # Errors
    /// When the browser has no 2-D context to give.
    pub(super) fn new() -> Result<Self, JsValue> {
        let canvas = new_canvas()?;
        let context = context_of(&canvas)?;
        Ok(Self { canvas, context })
    }

    /// Takes over pixels: `[row][column][red, green, blue, opacity]`, from the top left.
    pub(super) fn set(&self, pixels: &[u8], width: usize) -> Result<(), JsValue> {
        let (columns, rows) = (width as u32, (pixels.len() / 4 / width.max(1)) as u32);
        if self.canvas.width() != columns {
            self.canvas.set_width(columns);
        }
        if self.canvas.height() != rows {
            self.canvas.set_height(rows);
        }
        let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(pixels), columns, rows)?;
        self.context.put_image_data(&image, 0.0, 0.0)
    }

    /// Draws it into a rectangle: (left, top, width, height). Crisp pixels, or smooth ones.
    pub(super) fn draw(
        &self,
        on: &CanvasRenderingContext2d,
        (left, top, width, height): (f64, f64, f64, f64),
        smooth: bool,
    ) -> Result<(), JsValue> {
        on.set_image_smoothing_enabled(smooth);
        on.draw_image_with_html_canvas_element_and_dw_and_dh(&self.canvas, left, top, width, height)
    }

    /// Draws a square part of it, crisp or smooth as the context is set: from (left, top), `side` pixels, into a rectangle.
    pub(super) fn draw_part(
        &self,
        on: &CanvasRenderingContext2d,
        from: (f64, f64),
        side: f64,
        (left, top, width, height): (f64, f64, f64, f64),
    ) -> Result<(), JsValue> {
        on.draw_image_with_html_canvas_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
            &self.canvas,
            from.0,
            from.1,
            side,
            side,
            left,
            top,
            width,
            height,
        )
    }
}

pub(super) fn new_canvas() -> Result<HtmlCanvasElement, JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or("no document")?;
    Ok(document.create_element("canvas")?.dyn_into()?)
}

pub(super) fn context_of(canvas: &HtmlCanvasElement) -> Result<CanvasRenderingContext2d, JsValue> {
    Ok(canvas.get_context("2d")?.ok_or("this browser has no 2-D canvas")?.dyn_into()?)
}
