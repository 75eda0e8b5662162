//! The backend plotters draws with: plotters-canvas, mended.
//!
//! plotters-canvas knows nothing of the screen's pixel ratio, works in whole pixels, and measures text with a hidden
//! styled element, which forces a layout and is refused by a strict Content-Security-Policy. Here the unit is an eighth
//! of a CSS pixel, so that lines are smooth, and text is measured by the canvas itself.

use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsValue;
use web_sys::CanvasRenderingContext2d;

use super::chart_range::Axis;
use super::hidpi::Screen;

/// plotters' units in one CSS pixel.
pub(super) const UNITS: f64 = 8.0;

/// A length in CSS pixels in plotters' units.
pub(super) fn units(css: f64) -> i32 {
    (css * UNITS).round() as i32
}

/// Draws on a [`Screen`]. While it lives, the context's unit is plotters'.
pub(super) struct Plot {
    inner: CanvasBackend,
    context: CanvasRenderingContext2d,
    size_in_units: (u32, u32),
    css_from_device: f64,
}

impl Plot {
    /// # Errors
    /// When the browser has no 2-D context for the canvas.
    pub(super) fn new(screen: &Screen) -> Result<Self, JsValue> {
        let inner = CanvasBackend::with_canvas_object(screen.canvas().clone()).ok_or("no 2-D canvas")?;
        let context = screen.context().clone();
        let scale = screen.ratio() / UNITS;
        context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0)?;
        let (width, height) = screen.size();
        Ok(Self {
            inner,
            context,
            size_in_units: (units(width) as u32, units(height) as u32),
            css_from_device: screen.ratio(),
        })
    }
}

impl Drop for Plot {
    fn drop(&mut self) {
        let ratio = self.css_from_device;
        let _ = self.context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0);
    }
}

type Drawn = Result<(), DrawingErrorKind<<CanvasBackend as DrawingBackend>::ErrorType>>;

impl DrawingBackend for Plot {
    type ErrorType = <CanvasBackend as DrawingBackend>::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        self.size_in_units
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, colour: BackendColor) -> Drawn {
        self.inner.draw_pixel(point, colour)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.inner.draw_line(from, to, style)
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, fill: bool) -> Drawn {
        self.inner.draw_rect(from, to, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        self.inner.draw_path(path, style)
    }

    fn draw_circle<S: BackendStyle>(&mut self, at: BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        self.inner.draw_circle(at, radius, style, fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        self.inner.fill_polygon(path, style)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        self.inner.draw_text(text, style, at)
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
        let (weight, size, family) = (style.style(), style.size(), style.family());
        self.context.set_font(&format!("{} {size}px {}", weight.as_str(), family.as_str()));
        let width = self.context.measure_text(text).map_or(0.0, |metrics| metrics.width());
        Ok((width.ceil() as u32, (size * 1.2).ceil() as u32))
    }
}

/// An [`Axis`] as plotters wants it: numbers exactly where the axis has them.
pub(super) struct Ruler {
    low: f64,
    high: f64,
    ticks: Vec<f64>,
}

impl Ruler {
    /// The axis' range and ticks.
    pub(super) fn new(axis: &Axis) -> Self {
        Self { low: axis.low, high: axis.high, ticks: axis.ticks.iter().map(|tick| tick.0).collect() }
    }
}

impl Ranged for Ruler {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        let share = (value - self.low) / (self.high - self.low);
        // Far off the chart is far enough.
        (f64::from(limit.0) + share * f64::from(limit.1 - limit.0)).round().clamp(-1e6, 1e6) as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() { Vec::new() } else { self.ticks.clone() }
    }

    fn range(&self) -> std::ops::Range<f64> {
        self.low..self.high
    }
}
