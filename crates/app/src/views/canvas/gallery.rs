//! The gallery's images that are seen, each with its label, what the network reads where that is another, and its cost.

use costscape_core::data::{PIXELS, SIDE};
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

use super::hidpi::{Bitmap, Screen};
use super::palette::Palette;

/// One image.
#[derive(Clone, Copy, Debug)]
pub struct Exhibit<'a> {
    /// The top left of its cell, in CSS pixels from the canvas's.
    pub cell: (f64, f64),
    /// 28 x 28 bytes, row-major from the top left, 255 is ink; none while it is on its way.
    pub pixels: Option<&'a [u8; PIXELS]>,
    /// What it is.
    pub label: u8,
    /// What the network reads.
    pub answer: u8,
    /// What that costs.
    pub cost: f32,
    /// Whether it is the one pointed at.
    pub pointed_at: bool,
}

/// What is seen of the gallery. Lengths are CSS pixels.
#[derive(Clone, Debug, Default)]
pub struct GalleryInput<'a> {
    /// A cell's width.
    pub pitch: f64,
    /// A cell's height.
    pub row: f64,
    /// From a cell's top left to its image's.
    pub margin: f64,
    /// An image's side.
    pub side: f64,
    /// Whether mistakes have frames of the alarm's colour: where there are mistakes alone, that would say nothing.
    pub mark_mistakes: bool,
    /// What the classes are called, from 0, where they have names.
    pub names: Vec<String>,
    /// The images, in any order.
    pub exhibits: Vec<Exhibit<'a>>,
}

/// See the module.
pub struct GalleryView {
    screen: Screen,
    /// All images that are seen, one below the other: handing the browser one picture is much quicker than one for each.
    sheet: Bitmap,
}

impl GalleryView {
    /// # Errors
    /// When the browser has no 2-D context for the canvas.
    pub fn new(canvas: HtmlCanvasElement) -> Result<Self, JsValue> {
        Ok(Self { screen: Screen::new(canvas)?, sheet: Bitmap::new()? })
    }

    /// Draws them.
    ///
    /// # Errors
    /// When the browser refuses a drawing call.
    pub fn draw(&mut self, input: &GalleryInput, palette: &Palette) -> Result<(), JsValue> {
        if !self.screen.prepare() || input.exhibits.is_empty() {
            return Ok(());
        }
        self.draw_images(input, palette)?;
        self.draw_frames(input, palette);
        self.draw_captions(input, palette)
    }

    fn place(&self, input: &GalleryInput, exhibit: &Exhibit) -> (f64, f64) {
        let (x, y) = exhibit.cell;
        (self.screen.snapped(x + input.margin), self.screen.snapped(y + input.margin))
    }

    fn draw_images(&self, input: &GalleryInput, palette: &Palette) -> Result<(), JsValue> {
        let colours: Vec<[u8; 4]> = (0..=u8::MAX)
            .map(|grey| {
                let colour = palette.paper.towards(palette.ink, f64::from(grey) / 255.0);
                [colour.0, colour.1, colour.2, 255]
            })
            .collect();
        let come = input.exhibits.iter().filter_map(|exhibit| Some((exhibit, exhibit.pixels?)));
        let mut sheet = Vec::with_capacity(input.exhibits.len() * 4 * PIXELS);
        for (_, pixels) in come.clone() {
            sheet.extend(pixels.iter().flat_map(|&grey| colours[usize::from(grey)]));
        }
        if sheet.is_empty() {
            return Ok(());
        }
        self.sheet.set(&sheet, SIDE)?;
        let context = self.screen.context();
        // Larger than they are, and smooth: digits are looked at here, not pixels.
        context.set_image_smoothing_enabled(true);
        for (i, (exhibit, _)) in come.enumerate() {
            let (x, y) = self.place(input, exhibit);
            let from = (0.0, (i * SIDE) as f64);
            self.sheet.draw_part(context, from, SIDE as f64, (x, y, input.side, input.side))?;
        }
        Ok(())
    }

    /// A hairline around each image; a strong one around the one pointed at.
    fn draw_frames(&self, input: &GalleryInput, palette: &Palette) {
        let context = self.screen.context();
        let hairline = palette.px(1.0);
        for exhibit in &input.exhibits {
            let (x, y) = self.place(input, exhibit);
            let colour =
                if input.mark_mistakes && exhibit.answer != exhibit.label { palette.alarm } else { palette.rule };
            context.set_line_width(hairline);
            context.set_stroke_style_str(&colour.to_string());
            context.stroke_rect(x - 0.5 * hairline, y - 0.5 * hairline, input.side + hairline, input.side + hairline);
            if exhibit.pointed_at {
                let thick = palette.px(2.0);
                let (left, top) = (exhibit.cell.0 + thick, exhibit.cell.1 + thick);
                context.set_line_width(thick);
                context.set_stroke_style_str(&palette.ink.to_string());
                context.stroke_rect(left, top, input.pitch - 2.0 * thick, input.row - 2.0 * thick);
            }
        }
    }

    fn draw_captions(&self, input: &GalleryInput, palette: &Palette) -> Result<(), JsValue> {
        let context = self.screen.context();
        let below = palette.px(13.0);
        self.screen.set_font("600", palette.px(12.0));
        // What does not change between cells is not set for each: that is most of what text costs.
        let (ink, alarm) = (palette.ink.to_string(), palette.alarm.to_string());
        let named = !input.names.is_empty();
        let caption = |class: u8| match input.names.get(usize::from(class)) {
            // There is room for two such words.
            Some(name) => name.chars().take(4).collect(),
            None => class.to_string(),
        };
        let digit_width = self.screen.text_width("0");
        context.set_text_align("left");
        context.set_fill_style_str(&ink);
        for exhibit in &input.exhibits {
            let (x, y) = self.place(input, exhibit);
            context.fill_text(&caption(exhibit.label), x, y + input.side + below)?;
        }
        context.set_fill_style_str(&alarm);
        for exhibit in input.exhibits.iter().filter(|exhibit| exhibit.answer != exhibit.label) {
            let (x, y) = self.place(input, exhibit);
            let answer = format!("→ {}", caption(exhibit.answer));
            let label_width = if named { self.screen.text_width(&caption(exhibit.label)) } else { digit_width };
            context.fill_text(&answer, x + label_width + palette.px(3.0), y + input.side + below)?;
        }
        self.screen.set_font("400", palette.px(11.0));
        context.set_text_align("right");
        context.set_fill_style_str(&palette.ink_quiet.to_string());
        // Names take the costs' room; those are in the words below.
        for exhibit in input.exhibits.iter().filter(|_| !named) {
            let (x, y) = self.place(input, exhibit);
            context.fill_text(&short_cost(exhibit.cost), x + input.side, y + input.side + below)?;
        }
        context.set_text_align("left");
        Ok(())
    }
}

/// A cost in four letters at most: 0.01, 1.23, 12.3, 123.
fn short_cost(cost: f32) -> String {
    match cost {
        cost if !cost.is_finite() => "∞".to_owned(),
        cost if cost < 9.995 => format!("{cost:.2}"),
        cost if cost < 99.95 => format!("{cost:.1}"),
        cost if cost < 9999.5 => format!("{cost:.0}"),
        _ => ">9999".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_short() {
        let costs = [0.0, 0.004, 1.234, 9.996, 99.96, 1234.5, 1e30, f32::NAN].map(short_cost);
        assert_eq!(costs, ["0.00", "0.00", "1.23", "10.0", "100", "1234", ">9999", "∞"]);
    }
}
