//! Some images of each class: a column for each, or, where the page says `data-packed`, as large as there is room for.

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
    packed: bool,
}

impl SpecimensView {
    /// # Errors
    /// When the browser has no 2-D context for the canvas.
    pub fn new(canvas: HtmlCanvasElement) -> Result<Self, JsValue> {
        let packed = canvas.has_attribute("data-packed");
        Ok(Self { screen: Screen::new(canvas)?, bitmap: Bitmap::new()?, packed })
    }

    /// Draws them, the first of each class at the top, or at the left.
    ///
    /// # Errors
    /// When the browser refuses a drawing call.
    pub fn draw(&mut self, input: &SpecimensInput, palette: &Palette) -> Result<(), JsValue> {
        if !self.screen.prepare() {
            return Ok(());
        }
        let (width, height) = self.screen.size();
        let columns = if self.packed { packed_columns(input.labels.len(), height / width) } else { CLASSES };
        let pitch = width / columns as f64;
        let side = pitch - palette.px(2.0);
        let context = self.screen.context();
        let places = if columns < CLASSES { packed(input.labels, columns) } else { by_class(input.labels) };
        for (index, (image, (column, row))) in input.pixels.chunks_exact(PIXELS).zip(places).enumerate() {
            let place = (column as f64 * pitch, row as f64 * pitch);
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

/// Each image's column and row, with a column for each class.
fn by_class(labels: &[u8]) -> Vec<(usize, usize)> {
    let mut rows = [0; CLASSES];
    let place = |&label: &u8| {
        let column = usize::from(label).min(CLASSES - 1);
        rows[column] += 1;
        (column, rows[column] - 1)
    };
    labels.iter().map(place).collect()
}

/// Each image's column and row, one class after the other in rows so long.
fn packed(labels: &[u8], columns: usize) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by_key(|&index| labels[index]);
    let mut places = vec![(0, 0); labels.len()];
    for (place, index) in order.into_iter().enumerate() {
        places[index] = (place % columns, place / columns);
    }
    places
}

/// The fewest columns, and so the largest images, with which all of them fit into a canvas so high for its width; as many
/// as there are classes when they do not.
fn packed_columns(count: usize, height: f64) -> usize {
    let fits = |&columns: &usize| count.div_ceil(columns) as f64 <= height * columns as f64 + 1e-6;
    (LEAST_COLUMNS..CLASSES).find(fits).unwrap_or(CLASSES)
}

/// Images need not be larger than that.
const LEAST_COLUMNS: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_images_are_large_and_many_have_a_column_for_each_class() {
        assert_eq!([1, 8, 9, 18, 36, 37, 300].map(|count| packed_columns(count, 0.5)), [4, 4, 5, 6, 9, 10, 10]);
        assert_eq!(packed(&[7, 0, 7, 3, 0], 4), [(3, 0), (0, 0), (0, 1), (2, 0), (1, 0)]);
        assert_eq!(by_class(&[7, 0, 7, 12]), [(7, 0), (0, 0), (7, 1), (9, 0)]);
    }
}
