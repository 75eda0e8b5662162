//! Strokes to the 28 x 28 bytes that MNIST would have made of them.
//!
//! MNIST's recipe (LeCun, Cortes and Burges, "The MNIST database"): the ink is scaled, its aspect kept, so that it fits
//! a box of 20 x 20 pixels, with grey edges from the scaling; the box is then moved by whole pixels so that the ink's
//! centre of mass comes to the middle of 28 x 28. Both are visible in the files: the longer side is 20 in 99.97 % of the
//! images, and the centre of mass is spread evenly over one pixel around the centre of pixel (14, 14).
//!
//! One thing differs: there the ink was scaled with the drawing, here the drawing is scaled first and the pen applied
//! afterwards, so that a digit drawn large is not thin and one drawn small is not a blot.

use super::fit::Fit;
use super::stroke::{Point, Stroke};
use crate::data::{PIXELS, SIDE};

/// The longer side of the ink, the pen's width included, in pixels.
pub(super) const BOX: usize = 20;
/// Where the centre of mass goes, in both directions: the middle of the 28 x 28 pixels is pixel 14, as in MNIST.
const CENTRE: f32 = 14.0;

/// What draws: a round tip with a soft edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pen {
    /// Width of a stroke between the lines where it is half grey, in pixels of the image.
    pub width: f32,
    /// How wide its edges are, from black to white, in pixels.
    pub softness: f32,
}

impl Default for Pen {
    /// MNIST's typical pen: the median width of its strokes, and edges that give its share of grey pixels.
    fn default() -> Self {
        Self { width: 2.4, softness: 1.2 }
    }
}

/// A piece of a stroke in pixels: a line with a radius at each end.
#[derive(Clone, Copy, Debug)]
struct Capsule {
    from: Point,
    to: Point,
    from_radius: f32,
    to_radius: f32,
}

/// The drawing on its way to the network, for showing each step.
#[derive(Clone, Debug, PartialEq)]
pub struct Stages {
    /// The drawing moved and scaled, in pixels of the 20 x 20 box; points that cannot be drawn are gone.
    pub scaled: Vec<Stroke>,
    /// The ink in the box: 20 x 20 bytes, row-major from the top left.
    pub boxed: [u8; BOX * BOX],
    /// Whole pixels from the box's top left corner to the image's: right and down, 0 to 8.
    pub offset: (usize, usize),
    /// What the network sees: 28 x 28 bytes, row-major from the top left.
    pub centred: [u8; PIXELS],
}

/// Draws with one pen. Keeps its buffers, so that thousands of digits cost no allocation.
#[derive(Clone, Debug)]
pub struct Raster {
    pen: Pen,
    capsules: Vec<Capsule>,
    /// How deep each pixel's centre is inside the ink, in pixels: 20 x 20, row-major; negative outside.
    depth: [f32; BOX * BOX],
}

impl Default for Raster {
    fn default() -> Self {
        Self::new(Pen::default())
    }
}

impl Raster {
    /// A raster for `pen`.
    #[must_use]
    pub fn new(pen: Pen) -> Self {
        let mut raster = Self { pen, capsules: Vec::new(), depth: [0.0; BOX * BOX] };
        raster.set_pen(pen);
        raster
    }

    /// Takes another pen; widths and softnesses that cannot be drawn are brought into 0.5 to 8 and 0.1 to 4 pixels.
    pub fn set_pen(&mut self, pen: Pen) {
        let within = |value: f32, low: f32, high: f32, otherwise: f32| {
            if value.is_nan() { otherwise } else { value.clamp(low, high) }
        };
        let usual = Pen::default();
        self.pen = Pen {
            width: within(pen.width, 0.5, 8.0, usual.width),
            softness: within(pen.softness, 0.1, 4.0, usual.softness),
        };
    }

    /// The image of a drawing, 28 x 28 bytes, row-major from the top left, ink 255; `None` when there is nothing in it
    /// that can be drawn.
    pub fn image(&mut self, drawing: &[Stroke]) -> Option<[u8; PIXELS]> {
        let boxed = self.boxed(drawing)?;
        Some(centred(&boxed, offset(&boxed)))
    }

    /// As [`Self::image`], with every step on the way.
    pub fn stages(&mut self, drawing: &[Stroke]) -> Option<Stages> {
        let boxed = self.boxed(drawing)?;
        let offset = offset(&boxed);
        let fit = Fit::of(drawing, self.pen.width)?;
        let scaled = drawing
            .iter()
            .map(|stroke| {
                let (points, pressure) = stroke.drawable().map(|(p, pressure)| (fit.apply(p), pressure)).unzip();
                Stroke { points, pressure }
            })
            .filter(|stroke| !stroke.points.is_empty())
            .collect();
        Some(Stages { scaled, boxed, offset, centred: centred(&boxed, offset) })
    }

    /// The ink in the box of 20 x 20.
    fn boxed(&mut self, drawing: &[Stroke]) -> Option<[u8; BOX * BOX]> {
        let fit = Fit::of(drawing, self.pen.width)?;
        self.cut(drawing, fit);
        self.depth = [-1e3; BOX * BOX];
        for i in 0..self.capsules.len() {
            self.lay(self.capsules[i]);
        }
        let mut boxed = [0; BOX * BOX];
        let steepness = 255.0 / self.pen.softness;
        for (pixel, &depth) in boxed.iter_mut().zip(&self.depth) {
            // `as` cuts off at 0 and 255; adding a half rounds.
            *pixel = (depth * steepness + 127.5 + 0.5) as u8;
        }
        Some(boxed)
    }

    /// Cuts the drawing into capsules in pixels of the box.
    fn cut(&mut self, drawing: &[Stroke], fit: Fit) {
        self.capsules.clear();
        let half = 0.5 * self.pen.width;
        for stroke in drawing {
            let mut last: Option<(Point, f32)> = None;
            let mut alone = true;
            for (point, pressure) in stroke.drawable() {
                let (to, to_radius) = (fit.apply(point), pressure * half);
                if let Some((from, from_radius)) = last {
                    let (x, y) = (to.x - from.x, to.y - from.y);
                    // A hand that rests gives thousands of points on one spot: a hundredth of a pixel shows nothing.
                    if x * x + y * y < 1e-4 {
                        continue;
                    }
                    self.capsules.push(Capsule { from, to, from_radius, to_radius });
                    alone = false;
                }
                last = Some((to, to_radius));
            }
            if let (Some((at, radius)), true) = (last, alone) {
                self.capsules.push(Capsule { from: at, to: at, from_radius: radius, to_radius: radius });
            }
        }
    }

    /// Lays one capsule's ink over what is there; ink over ink is no darker.
    fn lay(&mut self, capsule: Capsule) {
        let Capsule { from, to, from_radius, to_radius } = capsule;
        let reach = from_radius.max(to_radius) + 0.5 * self.pen.softness;
        let along = Point::new(to.x - from.x, to.y - from.y);
        let square = along.x * along.x + along.y * along.y;
        let inverse = if square > 0.0 { 1.0 / square } else { 0.0 };
        let columns = pixels(from.x.min(to.x) - reach, from.x.max(to.x) + reach);
        for row in pixels(from.y.min(to.y) - reach, from.y.max(to.y) + reach) {
            let y = row as f32 + 0.5 - from.y;
            let line = &mut self.depth[row * BOX..(row + 1) * BOX];
            for column in columns.clone() {
                let x = column as f32 + 0.5 - from.x;
                let t = ((x * along.x + y * along.y) * inverse).clamp(0.0, 1.0);
                let (dx, dy) = (x - t * along.x, y - t * along.y);
                let depth = from_radius + t * (to_radius - from_radius) - (dx * dx + dy * dy).sqrt();
                if depth > line[column] {
                    line[column] = depth;
                }
            }
        }
    }
}

/// The pixels of the box whose centres lie within low to high.
fn pixels(low: f32, high: f32) -> std::ops::Range<usize> {
    // `as` cuts negative numbers off at zero.
    (low + 0.5) as usize..((high + 0.5) as usize).min(BOX)
}

/// Where the box goes in the image: whole pixels right and down.
pub(super) fn offset(boxed: &[u8; BOX * BOX]) -> (usize, usize) {
    let (mut mass, mut across, mut down) = (0u32, 0u32, 0u32);
    for (i, &ink) in boxed.iter().enumerate() {
        let ink = u32::from(ink);
        mass += ink;
        across += ink * (i % BOX) as u32;
        down += ink * (i / BOX) as u32;
    }
    let place = |moment: u32| {
        let move_by = CENTRE - moment as f32 / mass.max(1) as f32;
        // Rounded; and the box stays inside the image, however lopsided the ink. Symmetric ink is half way between two
        // pixels: the odd 0.02 keeps one grey level from deciding where it goes.
        ((move_by + 0.52) as usize).min(SIDE - BOX)
    };
    (place(across), place(down))
}

/// The box at this place of the image.
pub(super) fn centred(boxed: &[u8; BOX * BOX], (right, down): (usize, usize)) -> [u8; PIXELS] {
    let mut image = [0; PIXELS];
    for (row, line) in boxed.chunks_exact(BOX).enumerate() {
        let start = (row + down) * SIDE + right;
        image[start..start + BOX].copy_from_slice(line);
    }
    image
}

#[cfg(test)]
mod tests;
