//! The ground as a block seen from the side: its surface, and the two walls in front, pixel by pixel.
//!
//! What is farther is painted first, what is nearer over it. No pixel is blended with another, so that there are no seams
//! between the triangles; lines at the levels are as wide on the canvas everywhere.

use super::super::cost_colours::{band_colours, cost_colour, ink_on};
use super::super::levels::Levels;
use super::super::palette::Rgb;
use super::geometry::{Eye, Mesh};

/// How much slopes to and from the light are lighter and darker.
const SHADE: f64 = 0.5;
/// The light, as the viewer has it: from the left, from behind him, from above. To the right, away, up.
const LIGHT: (f64, f64, f64) = (-0.55, -0.25, 0.797);
/// Factors of lightness: the darkest, and by how much the lightest is lighter; level ground keeps its colour.
const FACTORS: (f64, f64) = (0.6, 0.6);
/// So many steps between them; 20 of them are level ground.
const STEPS: usize = 30;
/// Heights are told apart so finely.
const FINENESS: usize = 4096;

type Pixel = [u8; 4];

/// From heights to colours.
pub(super) struct Paint {
    /// `[height]`: its band, and how far up in it.
    bands: Vec<f32>,
    /// `[band][step of shade]`.
    colours: Vec<Pixel>,
    /// `[level]`: a line's colour, and its opacity.
    lines: Vec<(Pixel, f32)>,
}

impl Paint {
    /// `height` is where a level's cost stands between the block's base and top.
    pub(super) fn new(levels: &Levels, height: &dyn Fn(f64) -> f64) -> Self {
        let heights: Vec<f64> = levels.heights().iter().map(|&level| height(level)).collect();
        let count = levels.bands();
        let mut bands = Vec::with_capacity(FINENESS);
        let mut band = 0;
        for i in 0..FINENESS {
            let height = i as f64 / (FINENESS - 1) as f64;
            while band + 1 < count && height >= heights[band + 1] {
                band += 1;
            }
            let within = (height - heights[band]) / (heights[band + 1] - heights[band]);
            bands.push((band as f64 + within.clamp(0.0, 0.9999)) as f32);
        }
        let mut colours = Vec::with_capacity(count * (STEPS + 1));
        for Rgb(red, green, blue) in band_colours(levels) {
            for step in 0..=STEPS {
                let factor = FACTORS.0 + FACTORS.1 * step as f64 / STEPS as f64;
                let shaded = |channel: u8| (f64::from(channel) * factor).min(255.0).round() as u8;
                colours.push([shaded(red), shaded(green), shaded(blue), 255]);
            }
        }
        let lines = (0..=count)
            .map(|level| {
                if level == 0 || level == count {
                    return ([0; 4], 0.0);
                }
                let Rgb(red, green, blue) = ink_on(cost_colour(0.5 * (levels.shade(level - 1) + levels.shade(level))));
                ([red, green, blue, 255], if levels.is_strong(level) { 0.65 } else { 0.28 })
            })
            .collect();
        Self { bands, colours, lines }
    }
}

/// A corner of a triangle, in pixels of the picture.
#[derive(Clone, Copy)]
struct Corner {
    x: f32,
    y: f32,
    height: f32,
    /// Steps of shade.
    shade: f32,
}

/// What is painted on.
pub(super) struct Canvas<'a> {
    pixels: Vec<Pixel>,
    width: usize,
    rows: usize,
    paint: &'a Paint,
    /// Half the width of a line, in pixels.
    line: f32,
}

/// How the ground lies on the picture.
pub(super) struct Picture<'a> {
    /// The ground.
    pub(super) mesh: &'a Mesh,
    /// Its colours.
    pub(super) paint: &'a Paint,
    /// From where it is seen.
    pub(super) eye: &'a Eye,
    /// Pixels of the picture per CSS pixel.
    pub(super) ratio: f64,
    /// Half the width of a line at a level, CSS pixels.
    pub(super) line: f64,
}

impl Picture<'_> {
    /// Paints it on so many columns and rows that hold the eye's bounds: the pixels' channels, and the width. Where there
    /// is no ground, they are transparent.
    pub(super) fn pixels(&self) -> (Vec<Pixel>, usize) {
        let (left, top, width, height) = self.eye.bounds();
        let size = |length: f64| (length * self.ratio).ceil().max(1.0) as usize;
        let (width, rows) = (size(width), size(height));
        let mut canvas = Canvas {
            pixels: vec![[0; 4]; width * rows],
            width,
            rows,
            paint: self.paint,
            line: (self.line * self.ratio) as f32,
        };
        let mesh = self.mesh;
        let cells = mesh.side - 1;
        let across = self.eye.block_from_view(LIGHT.0, LIGHT.1);
        let place = |row: usize, column: usize, height: f32, shade: f32| {
            let at = |i: usize| i as f64 * mesh.cell() - 1.0;
            let (x, y) = self.eye.canvas_from_block((at(column), at(row), f64::from(height)));
            Corner { x: ((x - left) * self.ratio) as f32, y: ((y - top) * self.ratio) as f32, height, shade }
        };
        let points = cells + 1;
        let mut corners = Vec::with_capacity(points * points);
        for i in 0..points * points {
            let (row, column) = (i / points, i % points);
            let (height, shade) = self.surface(row, column, across);
            corners.push(place(row, column, height, shade));
        }
        let reversed = self.eye.reversed();
        let walked = |i: usize, reversed: bool| if reversed { cells - 1 - i } else { i };
        let column_first = self.eye.column_half_first();
        for row in 0..cells {
            for column in 0..cells {
                let low = walked(row, reversed.0) * points + walked(column, reversed.1);
                let (a, b, c, d) = (corners[low], corners[low + 1], corners[low + points], corners[low + points + 1]);
                let halves = [[a, d, c], [a, b, d]];
                canvas.triangle(halves[usize::from(!column_first)]);
                canvas.triangle(halves[usize::from(column_first)]);
            }
        }
        // The walls of the two sides in front: from the left corner to the nearest, and on to the right one.
        let [left, near, right, _] = self.eye.corners();
        for (from, to) in [(left, near), (near, right)] {
            let normal = (0.5 * (from.0 + to.0), 0.5 * (from.1 + to.1));
            let shade = steps(normal.0 * across.0 + normal.1 * across.1);
            let end = |at: f64| if at > 0.0 { cells } else { 0 };
            let index = |from: f64, to: f64, i: usize| match (end(from), end(to)) {
                (same, other) if same == other => same,
                (0, _) => i,
                _ => cells - i,
            };
            let corner = |i: usize| {
                let (row, column) = (index(from.1, to.1, i), index(from.0, to.0, i));
                let top = mesh.at(row, column);
                [place(row, column, top, shade), place(row, column, 0.0, shade)]
            };
            for i in 0..cells {
                let ([a, b], [c, d]) = (corner(i), corner(i + 1));
                canvas.triangle([a, b, c]);
                canvas.triangle([c, b, d]);
            }
        }
        (canvas.pixels, width)
    }

    /// The height of a point of the mesh, and how it is lit.
    fn surface(&self, row: usize, column: usize, light: (f64, f64)) -> (f32, f32) {
        let (mesh, last) = (self.mesh, self.mesh.side - 1);
        let here = mesh.at(row, column);
        let slope = |before: (usize, usize), after: (usize, usize)| {
            let known = |(row, column): (usize, usize)| {
                let height = mesh.at(row, column);
                if height.is_nan() { here } else { height }
            };
            let cells = (after.0 + after.1 - before.0 - before.1) as f64;
            f64::from(known(after) - known(before)) / (cells * mesh.cell()) * Eye::HEIGHT
        };
        let p = slope((row, column.saturating_sub(1)), (row, (column + 1).min(last)));
        let q = slope((row.saturating_sub(1), column), ((row + 1).min(last), column));
        (here, steps((LIGHT.2 - p * light.0 - q * light.1) / (1.0 + p * p + q * q).sqrt()))
    }
}

/// Steps of shade for the share of the light that falls on something.
fn steps(lit: f64) -> f32 {
    let factor = 1.0 + SHADE * (lit - LIGHT.2);
    (((factor - FACTORS.0) / FACTORS.1).clamp(0.0, 1.0) * STEPS as f64) as f32
}

impl Canvas<'_> {
    /// Paints a triangle over what is there: the pixels whose middles lie in it. None of it where a height is NaN.
    fn triangle(&mut self, mut corners: [Corner; 3]) {
        if corners.iter().any(|corner| corner.height.is_nan()) {
            return;
        }
        // Three values in order, without a sort of their own.
        for (i, j) in [(0, 1), (1, 2), (0, 1)] {
            if corners[j].y < corners[i].y {
                corners.swap(i, j);
            }
        }
        let [top, middle, bottom] = corners;
        let (first, last) = (row_from(top.y).min(self.rows), row_from(bottom.y).min(self.rows));
        let area = (middle.x - top.x) * (bottom.y - top.y) - (bottom.x - top.x) * (middle.y - top.y);
        if first >= last || area.abs() < 1e-9 {
            return;
        }
        let gradient = |of: fn(&Corner) -> f32| {
            let (one, two) = (of(&middle) - of(&top), of(&bottom) - of(&top));
            let x = (one * (bottom.y - top.y) - two * (middle.y - top.y)) / area;
            let y = (two * (middle.x - top.x) - one * (bottom.x - top.x)) / area;
            (x, y)
        };
        let fine = (FINENESS - 1) as f32;
        let (height, shade) = (gradient(|corner| corner.height), gradient(|corner| corner.shade));
        // Bands per pixel, straight across them.
        let pace = (height.0 * height.0 + height.1 * height.1).sqrt() * (self.paint.lines.len() - 1) as f32;
        let reach = pace * (self.line + 0.5);
        let edge = |from: &Corner, to: &Corner, y: f32| from.x + (y - from.y) * (to.x - from.x) / (to.y - from.y);
        for row in first..last {
            let y = row as f32 + 0.5;
            let long = edge(&top, &bottom, y);
            let short = if y < middle.y { edge(&top, &middle, y) } else { edge(&middle, &bottom, y) };
            let (from, to) = (row_from(long.min(short)), row_from(long.max(short)).min(self.width));
            let (dx, dy) = (from as f32 + 0.5 - top.x, y - top.y);
            let mut at = (top.height + dx * height.0 + dy * height.1) * fine;
            let mut lit = top.shade + dx * shade.0 + dy * shade.1 + 0.5;
            let start = row * self.width;
            let Some(pixels) = self.pixels.get_mut(start + from..start + to) else { continue };
            for pixel in pixels {
                let band = self.paint.bands[(at as usize).min(FINENESS - 1)];
                let whole = band as usize;
                *pixel = self.paint.colours[whole * (STEPS + 1) + (lit as usize).min(STEPS)];
                let above = band - whole as f32;
                let (level, distance) = if above < 0.5 { (whole, above) } else { (whole + 1, 1.0 - above) };
                if distance < reach {
                    let (ink, opacity) = self.paint.lines[level];
                    let cover = ((reach - distance) / pace).min(1.0) * opacity;
                    let mix =
                        |under: u8, ink: u8| (f32::from(under) + (f32::from(ink) - f32::from(under)) * cover) as u8;
                    *pixel = [mix(pixel[0], ink[0]), mix(pixel[1], ink[1]), mix(pixel[2], ink[2]), 255];
                }
                at += height.0 * fine;
                lit += shade.0;
            }
        }
    }
}

/// The first row (or column) whose middle is not before a place.
fn row_from(place: f32) -> usize {
    (place - 0.5).ceil() as usize
}

#[cfg(test)]
mod tests {
    use super::super::super::levels::Spacing;
    use super::*;
    use crate::camera::Camera;

    fn mesh(side: usize, f: impl Fn(f64, f64) -> f64) -> Mesh {
        let at = |i: usize| i as f64 / (side - 1) as f64 * 2.0 - 1.0;
        Mesh { side, heights: (0..side * side).map(|i| f(at(i % side), at(i / side)) as f32).collect() }
    }

    fn levels() -> Levels {
        Levels::new(&[0.0, 0.5, 1.0, 0.25, 0.75], Spacing::Linear, None).unwrap()
    }

    /// Every pixel's channels, at one pixel per CSS pixel.
    fn painted(mesh: &Mesh, turn: f64) -> (Eye, Vec<Pixel>, usize) {
        let eye = Eye::new(Camera { turn, tilt: 0.7 }, (0.0, 0.0, 300.0, 300.0));
        let paint = Paint::new(&levels(), &|cost| cost);
        let picture = Picture { mesh, paint: &paint, eye: &eye, ratio: 1.0, line: 0.0 };
        let (pixels, width) = picture.pixels();
        (eye, pixels, width)
    }

    #[test]
    fn level_ground_has_the_maps_own_colour_and_no_holes() {
        let flat = mesh(11, |_, _| 0.52);
        for turn in [-2.5, -0.4, 0.0, 0.3, 1.9, 3.1] {
            let (eye, pixels, width) = painted(&flat, turn);
            let (left, top, _, _) = eye.bounds();
            let Rgb(red, green, blue) = band_colours(&levels())[levels().band(0.52)];
            for i in -9..=9 {
                for j in -9..=9 {
                    let (x, y) = eye.canvas_from_block((f64::from(i) / 10.0, f64::from(j) / 10.0, 0.52));
                    let pixel = pixels[(y - top) as usize * width + (x - left) as usize];
                    assert_eq!(pixel, [red, green, blue, 255], "turn {turn}, {i} {j}");
                }
            }
        }
    }

    #[test]
    fn the_nearer_ridge_covers_what_is_behind() {
        // A low plain behind (b high), a ridge before it; and seen from the other side.
        let ridge = mesh(41, |_, y| if (-0.4..-0.2).contains(&y) { 0.97 } else { 0.02 });
        let colours = band_colours(&levels());
        let (lowest, highest) = (colours[0], colours[colours.len() - 1]);
        let near = |pixel: Pixel, colour: Rgb| {
            let share = f64::from(pixel[1]) / f64::from(colour.1);
            (0.5..1.3).contains(&share) && (f64::from(pixel[0]) / f64::from(colour.0) - share).abs() < 0.2
        };
        let (eye, pixels, width) = painted(&ridge, 0.0);
        let (left, top, _, _) = eye.bounds();
        let at = |x: f64, y: f64, z: f64| {
            let (x, y) = eye.canvas_from_block((x, y, z));
            pixels[(y - top) as usize * width + (x - left) as usize]
        };
        assert!(near(at(0.0, -0.3, 0.97), highest));
        assert!(near(at(0.0, 0.8, 0.02), lowest), "{:?}", at(0.0, 0.8, 0.02));
        assert!(!near(at(0.0, 0.1, 0.02), lowest), "the plain behind the ridge is hidden");
    }

    #[test]
    fn the_overflow_is_left_out() {
        let hole = mesh(21, |x, y| if x.abs() < 0.45 && y.abs() < 0.45 { f64::NAN } else { 0.0 });
        let (eye, pixels, width) = painted(&hole, 0.4);
        let (left, top, _, _) = eye.bounds();
        let (x, y) = eye.canvas_from_block((0.0, 0.0, 0.0));
        assert_eq!(pixels[(y - top) as usize * width + (x - left) as usize], [0; 4]);
        let nothing = mesh(5, |_, _| f64::NAN);
        assert!(painted(&nothing, 0.4).1.iter().all(|pixel| pixel[3] == 0));
    }
}
