//! The first layer's weights, one picture per neuron.

use costscape_core::network::Architecture;
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

use super::hidpi::{Bitmap, Screen};
use super::marks::draw_number;
use super::palette::{Palette, Theme};
use super::ranking::ascending;
use super::signed_colours::SignedColours;
use super::track::casing;

/// Pixels along one side of an image.
const SIDE: usize = 28;

/// What the pictures show.
#[derive(Clone, Copy, Debug)]
pub struct WeightsInput<'a> {
    /// The layers.
    pub architecture: &'a Architecture,
    /// All knobs.
    pub theta: &'a [f32],
    /// Parameters to be marked, numbered in this order; those that are no weight of the first layer are not here.
    pub marked: &'a [u32],
}

/// See the module.
pub struct WeightsView {
    screen: Screen,
    bitmap: Bitmap,
    tiles: Option<Tiles>,
    /// The colours of a theme, made once: Oklab is too slow for 200,000 pixels a frame.
    table: Option<(Theme, Vec<[u8; 4]>)>,
}

/// Where the pictures are.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Tiles {
    count: usize,
    columns: usize,
    /// CSS pixels.
    side: f64,
    gap: f64,
    left: f64,
    top: f64,
}

impl Tiles {
    /// As large as they can be for `count` of them in a rectangle.
    fn new(count: usize, (width, height): (f64, f64), gap: f64) -> Self {
        let side = |columns: usize| {
            let rows = count.div_ceil(columns) as f64;
            let columns = columns as f64;
            ((width - gap * (columns - 1.0)) / columns).min((height - gap * (rows - 1.0)) / rows)
        };
        let columns = (1..=count.max(1)).max_by(|&a, &b| side(a).total_cmp(&side(b))).unwrap_or(1);
        let side = side(columns).max(1.0).floor();
        let rows = count.div_ceil(columns);
        let room = |all: f64, tiles: usize| (0.5 * (all - tiles as f64 * (side + gap) + gap)).max(0.0).floor();
        Self { count, columns, side, gap, left: room(width, columns), top: room(height, rows) }
    }

    fn corner(&self, index: usize) -> (f64, f64) {
        let place = |i: usize| i as f64 * (self.side + self.gap);
        (self.left + place(index % self.columns), self.top + place(index / self.columns))
    }

    /// The parameter whose pixel is there: W1 is row-major by neuron.
    fn parameter(&self, x: f64, y: f64) -> Option<u32> {
        let neuron = self.at(x, y)?;
        let corner = self.corner(neuron);
        let pixel = |from: f64, to: f64| (((to - from) / self.side * SIDE as f64) as usize).min(SIDE - 1);
        Some((neuron * SIDE * SIDE + pixel(corner.1, y) * SIDE + pixel(corner.0, x)) as u32)
    }

    /// The middle of a parameter's pixel.
    fn middle(&self, parameter: usize) -> Option<(f64, f64)> {
        let (neuron, pixel) = (parameter / (SIDE * SIDE), parameter % (SIDE * SIDE));
        let (left, top) = (neuron < self.count).then(|| self.corner(neuron))?;
        let place = |pixel: usize| (pixel as f64 + 0.5) / SIDE as f64 * self.side;
        Some((left + place(pixel % SIDE), top + place(pixel / SIDE)))
    }

    fn at(&self, x: f64, y: f64) -> Option<usize> {
        let pitch = self.side + self.gap;
        let (column, row) = (((x - self.left) / pitch).floor(), ((y - self.top) / pitch).floor());
        if column < 0.0 || row < 0.0 || column >= self.columns as f64 {
            return None;
        }
        let index = row as usize * self.columns + column as usize;
        let corner = self.corner(index);
        (index < self.count && x < corner.0 + self.side && y < corner.1 + self.side).then_some(index)
    }
}

impl WeightsView {
    /// # Errors
    /// When the browser has no 2-D context for the canvas.
    pub fn new(canvas: HtmlCanvasElement) -> Result<Self, JsValue> {
        Ok(Self { screen: Screen::new(canvas)?, bitmap: Bitmap::new()?, tiles: None, table: None })
    }

    /// Draws the pictures. All have the same scale, so that strong neurons look strong.
    ///
    /// # Errors
    /// When the browser refuses a drawing call.
    pub fn draw(&mut self, input: &WeightsInput, palette: &Palette) -> Result<(), JsValue> {
        self.tiles = None;
        let count = input.architecture.sizes()[1];
        let weights = input.theta.get(input.architecture.weights(0));
        let (true, Some(weights)) = (self.screen.prepare(), weights) else { return Ok(()) };
        let gap = palette.px(if count > 64 { 2.0 } else { 5.0 });
        let tiles = Tiles::new(count, self.screen.size(), gap);
        let table = self.table(palette);
        let pixels = paint(weights, tiles.columns, &table);
        self.table = Some((palette.theme, table));
        self.bitmap.set(&pixels, tiles.columns * SIDE)?;
        let context = self.screen.context();
        context.set_image_smoothing_enabled(false);
        context.set_stroke_style_str(&palette.rule.to_string());
        context.set_line_width(palette.px(1.0));
        for index in 0..count {
            let (left, top) = tiles.corner(index);
            let source = ((index % tiles.columns * SIDE) as f64, (index / tiles.columns * SIDE) as f64);
            self.bitmap.draw_part(context, source, SIDE as f64, (left, top, tiles.side, tiles.side))?;
            if tiles.side > 24.0 {
                context.stroke_rect(left + 0.5, top + 0.5, tiles.side - 1.0, tiles.side - 1.0);
            }
        }
        for (number, &parameter) in (1..).zip(input.marked) {
            let Some((x, y)) = tiles.middle(parameter as usize) else { continue };
            let half = palette.px(3.0).max(0.5 * tiles.side / SIDE as f64 + palette.px(1.0));
            for (colour, width) in [(casing(palette), palette.px(4.0)), (palette.ink, palette.px(2.0))] {
                context.set_stroke_style_str(&colour.to_string());
                context.set_line_width(width);
                context.stroke_rect(x - half, y - half, 2.0 * half, 2.0 * half);
            }
            // Beside the pixel, towards the picture's middle.
            let right = x < tiles.left + 0.5 * self.screen.size().0;
            let beside = if right { x + half + palette.px(10.0) } else { x - half - palette.px(10.0) };
            draw_number(&self.screen, (beside, y), number, palette)?;
        }
        self.tiles = Some(tiles);
        Ok(())
    }

    fn table(&mut self, palette: &Palette) -> Vec<[u8; 4]> {
        match self.table.take() {
            Some((theme, table)) if theme == palette.theme => table,
            _ => SignedColours::new(palette).table().into_iter().map(|c| [c.0, c.1, c.2, 255]).collect(),
        }
    }

    /// The parameter, counted from 0, whose pixel is at a place on the canvas, in CSS pixels.
    #[must_use]
    pub fn parameter_at(&self, x: f64, y: f64) -> Option<u32> {
        self.tiles?.parameter(x, y)
    }

    /// The neuron whose picture is at a place on the canvas, in CSS pixels, counted from 0.
    #[must_use]
    pub fn neuron_at(&self, x: f64, y: f64) -> Option<usize> {
        self.tiles?.at(x, y)
    }
}

/// The size of weight that has the strongest colour: larger than all but one in 200, so that one outlier does not make
/// everything pale. Never zero.
fn strongest(weights: &[f32]) -> f32 {
    let sizes: Vec<f64> =
        weights.iter().map(|&weight| f64::from(weight.abs())).filter(|size| size.is_finite()).collect();
    if sizes.is_empty() {
        return 1.0;
    }
    let place = (sizes.len() - 1) * 199 / 200;
    (ascending(&sizes)[place] as f32).max(f32::MIN_POSITIVE)
}

/// All pictures side by side, `columns` in a row: `[row][column][red, green, blue, opacity]`.
fn paint(weights: &[f32], columns: usize, table: &[[u8; 4]]) -> Vec<u8> {
    let scale = 127.0 / strongest(weights);
    let count = weights.len() / (SIDE * SIDE);
    let width = columns * SIDE;
    let mut pixels = vec![0; width * count.div_ceil(columns) * SIDE * 4];
    for (index, picture) in weights.chunks_exact(SIDE * SIDE).enumerate() {
        for (row, line) in picture.chunks_exact(SIDE).enumerate() {
            let start = ((index / columns * SIDE + row) * width + index % columns * SIDE) * 4;
            for (pixel, weight) in pixels[start..start + 4 * SIDE].chunks_exact_mut(4).zip(line) {
                // NaN becomes 0 here.
                let shade = (weight * scale).clamp(-127.0, 127.0) as i32;
                pixel.copy_from_slice(&table[(shade + 127) as usize]);
            }
        }
    }
    pixels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_fill_the_room_and_are_found_again() {
        for count in [1, 2, 10, 16, 30, 100, 256] {
            for size in [(400.0, 400.0), (300.0, 500.0), (600.0, 200.0)] {
                let tiles = Tiles::new(count, size, 4.0);
                for index in 0..count {
                    let (x, y) = tiles.corner(index);
                    assert!(x >= 0.0 && y >= 0.0 && x + tiles.side <= size.0 + 0.5 && y + tiles.side <= size.1 + 0.5);
                    assert_eq!(tiles.at(x + 0.5 * tiles.side, y + 0.5 * tiles.side), Some(index));
                }
                assert_eq!(tiles.at(-1.0, 5.0), None);
            }
        }
        let tiles = Tiles::new(16, (400.0, 400.0), 4.0);
        assert_eq!(tiles.columns, 4);
        let (x, y) = tiles.corner(5);
        assert_eq!(tiles.parameter(x + 0.1, y + 0.1), Some(5 * 784));
        let (x_of_middle, y_of_middle) = tiles.middle(5 * 784 + 300).unwrap();
        assert_eq!(tiles.parameter(x_of_middle, y_of_middle), Some(5 * 784 + 300));
        assert_eq!(tiles.middle(16 * 784), None);
        assert_eq!(tiles.parameter(x + tiles.side - 0.1, y + tiles.side - 0.1), Some(5 * 784 + 783));
    }

    #[test]
    fn an_outlier_does_not_bleach_the_rest() {
        let mut weights = vec![0.1; 784];
        weights[3] = 1e6;
        weights[4] = f32::NAN;
        assert_eq!(strongest(&weights), 0.1);
        assert_eq!(strongest(&[f32::NAN]), 1.0);
        assert!(strongest(&[0.0; 10]) > 0.0);
    }

    #[test]
    fn each_weight_is_one_pixel_at_its_place() {
        let mut weights = vec![0.0; 3 * 784];
        weights[0] = -1.0; // neuron 0, top left
        weights[784 + 29] = 1.0; // neuron 1, second row, second column
        let table: Vec<[u8; 4]> = (0..255).map(|i| [i as u8, 0, 0, 255]).collect();
        // With two non-zero of 2,352 the strongest is an outlier: scale by a flood of equal ones instead.
        weights[2 * 784..].fill(1.0);
        let pixels = paint(&weights, 2, &table);
        assert_eq!(pixels.len(), 56 * 56 * 4);
        assert_eq!(pixels[0], 0);
        assert_eq!(pixels[4 * (56 + 28 + 1)], 254);
        assert_eq!(pixels[4 * 57], 127);
        assert_eq!(pixels[4 * (28 * 56)], 254, "neuron 2 is in the second row");
        assert_eq!(pixels[4 * (28 * 56 + 28) + 3], 0, "no neuron 3");
    }
}
