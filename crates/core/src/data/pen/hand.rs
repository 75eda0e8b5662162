//! A hand that never writes a digit the same way twice.

use super::Set;
use super::curve::{self, Knot};
use super::skeletons::{DIGITS, Digit, Key, Style};
use crate::digit::{Pen, Point, Stroke};
use crate::random::Random;

/// A digit as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// What it is, 0 to 9.
    pub digit: u8,
    /// The name of the way of writing, among those of its digit: "looped" for a 2.
    pub style: &'static str,
    /// The strokes, in no particular unit.
    pub strokes: Vec<Stroke>,
    /// What they were written with.
    pub pen: Pen,
}

/// How much a hand varies. Lengths are in hundredths of the digit's height; deviations are of normal distributions.
#[derive(Clone, Copy, Debug)]
pub struct Hand {
    /// Deviation of each knot, both ways.
    pub jitter: f32,
    /// How much of a knot's deviation the next knot shares, 0 to 1.
    pub smoothness: f32,
    /// How far beyond the outermost of two keys the written form may lie, as a part of their distance.
    pub beyond: f32,
    /// Deviation of a stroke's place, both ways: missing joins and overlaps.
    pub misplacement: f32,
    /// Deviation of how far a stroke runs beyond its first and last knot, or falls short.
    pub overrun: f32,
    /// Deviation of the bends of the plane, as a part of half the digit's height at its edge.
    pub warp: f32,
    /// Deviation of the ratio of width to height, as a part.
    pub aspect: f32,
    /// Deviation of the slant, x per y.
    pub slant: f32,
    /// Deviation of the rotation, sine of the angle.
    pub rotation: f32,
    /// Median width of the pen, in pixels of the image.
    pub width: f32,
    /// Deviation of the logarithm of the pen's width.
    pub width_deviation: f32,
    /// Deviation of the width along a stroke, as a part.
    pub pressure: f32,
    /// Width of the pen's soft edge, in pixels of the image.
    pub softness: f32,
}

impl Default for Hand {
    /// Found by measuring on MNIST's training images: see `examples/pen_accuracy.rs`.
    fn default() -> Self {
        Self {
            jitter: 6.0,
            smoothness: 0.4,
            beyond: 0.2,
            misplacement: 3.0,
            overrun: 7.0,
            warp: 0.1,
            aspect: 0.18,
            slant: 0.26,
            rotation: 0.08,
            width: 2.35,
            width_deviation: 0.26,
            pressure: 0.18,
            softness: 1.2,
        }
    }
}

impl Hand {
    /// Writes `digit` (0 to 9; greater ones as 9) once, in one of the ways that `set` has.
    #[must_use]
    pub fn write(&self, digit: u8, set: Set, random: &mut Random) -> Written {
        let digit = digit.min(9);
        let usual = &DIGITS[usize::from(digit)];
        let weight = |style: &Style| match set {
            Set::Train | Set::Test => style.weight,
            Set::BesideMnist => style.beside_mnist,
        };
        let style = choose(usual.styles, weight, random);
        let plane = self.plane(usual, random);
        let first = random.below(style.keys.len() as u32) as usize;
        let second = random.below(style.keys.len() as u32) as usize;
        let beyond = f64::from(self.beyond);
        let between = random.uniform_in(-beyond, 1.0 + beyond) as f32;
        let mut knots = Vec::new();
        let mut strokes = Vec::with_capacity(style.keys[first].len());
        for stroke in 0..style.keys[first].len() {
            blend(style.keys[first], style.keys[second], stroke, between, &mut knots);
            self.disturb(&mut knots, random);
            let mut points = Vec::with_capacity(64);
            curve::trace(&knots, &mut points);
            for point in &mut points {
                *point = plane.bend(*point);
            }
            let pressure = self.pressure(points.len(), random);
            strokes.push(Stroke { points, pressure });
        }
        let width = usual.width * self.width * libm::expf(normal(random) * self.width_deviation);
        Written { digit, style: style.name, strokes, pen: Pen { width, softness: self.softness } }
    }

    /// Moves the knots of one stroke as a hand does that is not a printing press.
    fn disturb(&self, knots: &mut [Knot], random: &mut Random) {
        let (x, y) = (normal(random) * self.misplacement, normal(random) * self.misplacement);
        // What a knot does not share with the one before is drawn so that all knots deviate alike.
        let own = (1.0 - self.smoothness * self.smoothness).max(0.0).sqrt();
        let (mut across, mut down) = (normal(random), normal(random));
        for knot in knots.iter_mut() {
            across = self.smoothness * across + own * normal(random);
            down = self.smoothness * down + own * normal(random);
            knot.at.x += x + across * self.jitter;
            knot.at.y += y + down * self.jitter;
        }
        let last = knots.len().saturating_sub(1);
        if last > 0 {
            knots[0].at = beyond(knots[1].at, knots[0].at, normal(random) * self.overrun);
            knots[last].at = beyond(knots[last - 1].at, knots[last].at, normal(random) * self.overrun);
        }
    }

    /// The widths along a stroke of `count` points: a slow swing, as of a hand that changes its speed.
    fn pressure(&self, count: usize, random: &mut Random) -> Vec<f32> {
        let (even, tilt, swell) = (normal(random), normal(random), normal(random));
        let scale = 2.0 / count.saturating_sub(1).max(1) as f32;
        let along = (0..count).map(|i| i as f32 * scale - 1.0);
        along.map(|t| (1.0 + self.pressure * (0.5 * even + tilt * t + swell * (1.5 * t * t - 0.5))).max(0.3)).collect()
    }

    fn plane(&self, digit: &Digit, random: &mut Random) -> Plane {
        let mut across = [0.0; 6];
        let mut down = [0.0; 6];
        for bend in across.iter_mut().chain(&mut down) {
            *bend = normal(random) * self.warp;
        }
        let stretch = libm::expf(normal(random) * self.aspect);
        let slant = digit.slant + normal(random) * self.slant;
        let sine = (normal(random) * self.rotation).clamp(-0.5, 0.5);
        Plane { across, down, stretch, slant, sine, cosine: (1.0 - sine * sine).sqrt() }
    }
}

/// A smooth map of the plane in which the digit is written.
struct Plane {
    /// Weights of the bends of x and of y.
    across: [f32; 6],
    down: [f32; 6],
    stretch: f32,
    slant: f32,
    sine: f32,
    cosine: f32,
}

impl Plane {
    fn bend(&self, point: Point) -> Point {
        let (u, v) = ((point.x - 50.0) * 0.02, (point.y - 50.0) * 0.02);
        // Polynomials of low degree are the slow bends of a plane: bows, wedges and a moved waist.
        let bends = [u * u - 0.5, 2.0 * u * v, v * v - 0.5, u * (v * v - 0.5), v * (v * v - 0.6), v * (u * u - 0.5)];
        let sum = |weights: &[f32; 6]| {
            let [a, b, c, d, e, f] = *weights;
            a * bends[0] + b * bends[1] + c * bends[2] + d * bends[3] + e * bends[4] + f * bends[5]
        };
        let (x, y) = (u + sum(&self.across), v + sum(&self.down));
        let x = x * self.stretch - y * self.slant;
        Point::new(x * self.cosine - y * self.sine, x * self.sine + y * self.cosine)
    }
}

/// A style by its weight.
fn choose<'a>(styles: &'a [Style], weight: impl Fn(&Style) -> f32, random: &mut Random) -> &'a Style {
    let total: f32 = styles.iter().map(&weight).sum();
    let mut left = random.uniform() as f32 * total;
    for style in styles {
        left -= weight(style);
        if left < 0.0 {
            return style;
        }
    }
    &styles[styles.len() - 1]
}

/// The knots of one stroke between two keys.
fn blend(first: Key, second: Key, stroke: usize, between: f32, knots: &mut Vec<Knot>) {
    let mix = |a: f32, b: f32| a + (b - a) * between;
    let pairs = first[stroke].iter().zip(second[stroke]);
    knots.clear();
    knots.extend(
        pairs.map(|(a, b)| Knot { at: Point::new(mix(a.at.x, b.at.x), mix(a.at.y, b.at.y)), corner: a.corner }),
    );
}

/// The end of a line from `from` to `to` that goes `length` further.
fn beyond(from: Point, to: Point, length: f32) -> Point {
    let (x, y) = (to.x - from.x, to.y - from.y);
    let part = length / (x * x + y * y).sqrt().max(5.0);
    Point::new(to.x + x * part, to.y + y * part)
}

fn normal(random: &mut Random) -> f32 {
    random.normal() as f32
}
