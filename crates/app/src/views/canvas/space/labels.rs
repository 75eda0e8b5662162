//! Where the numbers and the names stand along the base's edges in front.

use costscape_core::landscape::Extent;

use super::super::landscape_input::Axes;
use super::super::number::{multiples, round_step, tick};
use super::geometry::Eye;

/// Text that stands somewhere.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Words {
    pub(super) text: String,
    /// Its middle, CSS pixels.
    pub(super) at: (f64, f64),
    /// How long it is.
    pub(super) wide: f64,
}

/// An edge with all that stands at it.
#[derive(Debug, Default)]
pub(super) struct Edge {
    /// Lines across the edge, from and to.
    pub(super) ticks: Vec<[(f64, f64); 2]>,
    pub(super) numbers: Vec<Words>,
    pub(super) name: Option<Words>,
}

/// What the places depend on.
pub(super) struct Layout<'a> {
    pub(super) eye: &'a Eye,
    pub(super) extent: Extent,
    pub(super) axes: &'a Axes<'a>,
    /// The canvas's width and height.
    pub(super) size: (f64, f64),
    /// The height of text.
    pub(super) text: f64,
    /// A pixel, in CSS pixels: more for the projector.
    pub(super) pixel: f64,
    /// How long a text is.
    pub(super) wide: &'a dyn Fn(&str) -> f64,
}

impl Layout<'_> {
    /// How far a name may go from its edge to find room, in pixels.
    const FARTHEST: i32 = 80;

    /// Both edges. Nothing is laid over what stands there already (`taken`), and no two things over each other.
    pub(super) fn edges(&self, mut taken: Vec<Words>) -> [Edge; 2] {
        let [left, near, right, _] = self.eye.corners();
        let ends = [(left, near), (near, right)];
        // Names have more choice than numbers.
        let mut edges = ends.map(|(from, to)| self.numbered(from, to, &mut taken));
        for ((from, to), edge) in ends.into_iter().zip(&mut edges) {
            edge.name = if edge.ticks.is_empty() { None } else { self.name(from, to, &taken) };
            taken.extend(edge.name.clone());
        }
        edges
    }

    /// An edge's numbers.
    fn numbered(&self, from: (f64, f64), to: (f64, f64), taken: &mut Vec<Words>) -> Edge {
        let mut edge = Edge::default();
        let length = self.length(from, to);
        // An edge seen end on has no room for numbers.
        if length < 50.0 * self.pixel {
            return edge;
        }
        let (centre, half_range) = self.range(from.1 == to.1);
        let step = round_step(2.0 * half_range * 56.0 * self.pixel / length);
        for value in multiples(centre - half_range, centre + half_range, step) {
            let share = (value - centre) / half_range;
            edge.ticks.push([self.beside(from, to, share, 0.0, 0.0), self.beside(from, to, share, 4.0, 0.0)]);
            // The corner in front belongs to both edges.
            if share.abs() < 0.96 {
                let text = tick(value, step);
                let wide = (self.wide)(&text);
                let number = self.on_canvas(text, self.beside(from, to, share, 11.0, wide), wide);
                if taken.iter().all(|other| !self.touch(&number, other)) {
                    taken.push(number.clone());
                    edge.numbers.push(number);
                }
            }
        }
        edge
    }

    /// An edge's name: as near to its middle as there is room.
    fn name(&self, from: (f64, f64), to: (f64, f64), taken: &[Words]) -> Option<Words> {
        let name = if from.1 == to.1 { self.axes.along_a } else { self.axes.along_b };
        let short = name.split(',').next().unwrap_or(name);
        let long = (self.wide)(name) < 0.5 * self.length(from, to);
        let names = [long.then_some(name), Some(short)];
        names.into_iter().flatten().find_map(|name| {
            let wide = (self.wide)(name);
            let distances = (20..=Self::FARTHEST).step_by(2);
            let mut places =
                distances.flat_map(|distance| [0.0, 0.25, -0.25, 0.5, -0.5].map(|share| (share, distance)));
            places.find_map(|(share, distance)| {
                let place = self.beside(from, to, share, distance.into(), wide);
                let words = self.on_canvas(name.to_owned(), place, wide);
                taken.iter().all(|other| !self.touch(&words, other)).then_some(words)
            })
        })
    }

    fn range(&self, along_a: bool) -> (f64, f64) {
        let Extent { centre: (a, b), half_range } = self.extent;
        (f64::from(if along_a { a } else { b }), f64::from(half_range))
    }

    fn length(&self, from: (f64, f64), to: (f64, f64)) -> f64 {
        let on_canvas = |(x, y): (f64, f64)| self.eye.canvas_from_block((x, y, 0.0));
        let (start, end) = (on_canvas(from), on_canvas(to));
        (end.0 - start.0).hypot(end.1 - start.1)
    }

    /// Outside an edge, so many pixels from it; text needs more room beside an edge than below it.
    fn beside(&self, from: (f64, f64), to: (f64, f64), share: f64, distance: f64, wide: f64) -> (f64, f64) {
        let along_a = from.1 == to.1;
        let out = if along_a { (0.0, from.1) } else { (from.0, 0.0) };
        let (origin, away) =
            (self.eye.canvas_from_block((0.0, 0.0, 0.0)), self.eye.canvas_from_block((out.0, out.1, 0.0)));
        let (dx, dy) = (away.0 - origin.0, away.1 - origin.1);
        let size = dx.hypot(dy).max(1e-9);
        let (dx, dy) = (dx / size, dy / size);
        let (x, y) = if along_a { (share, from.1) } else { (from.0, share) };
        let (x, y) = self.eye.canvas_from_block((x, y, 0.0));
        (x + dx * (self.pixel * distance + 0.5 * wide), y + dy * self.pixel * distance)
    }

    /// Text about a place, but on the canvas.
    pub(super) fn on_canvas(&self, text: String, (x, y): (f64, f64), wide: f64) -> Words {
        let gap = 0.5 * self.text;
        let x = x.min(self.size.0 - 0.5 * wide - 1.0).max(0.5 * wide + 1.0);
        Words { text, at: (x, y.min(self.size.1 - gap).max(gap)), wide }
    }

    /// Whether two texts stand too near to each other to be told apart.
    fn touch(&self, one: &Words, other: &Words) -> bool {
        let (across, up) = ((one.at.0 - other.at.0).abs(), (one.at.1 - other.at.1).abs());
        across < 0.5 * (one.wide + other.wide) + 8.0 * self.pixel && up < 1.4 * self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::camera::Camera;

    fn wide(text: &str) -> f64 {
        6.6 * text.chars().count() as f64
    }

    #[test]
    fn no_words_touch_however_the_block_is_turned() {
        let axes = Axes { along_a: "a, along u", along_b: "b, along v", ..Axes::default() };
        for (side, pixel) in [(320.0, 1.0), (408.0, 1.0), (588.0, 1.0), (680.0, 1.5)] {
            let text = 12.0 * pixel;
            let wide = |words: &str| pixel * wide(words);
            for (half_range, centre) in [(6.0, (0.0, 0.0)), (1.0, (0.3, -0.4)), (0.02, (0.01, 0.0))] {
                for turn in -62..=62 {
                    for tilt in [0.2, 0.4, 0.62, 0.9, 1.35] {
                        let camera = Camera { turn: f64::from(turn) * 0.05, tilt };
                        let (sides, above, below) = (36.0 * pixel, 1.6 * text, 3.0 * text);
                        let eye = Eye::new(camera, (sides, above, side - 2.0 * sides, side - above - below));
                        let extent = Extent { centre, half_range };
                        let layout =
                            Layout { eye: &eye, extent, axes: &axes, size: (side, side), text, pixel, wide: &wide };
                        // The heights' numbers, as they stand beside the left corner.
                        let [left, ..] = eye.corners();
                        let heights = [0.2, 0.5, 0.8].map(|z| {
                            let (x, y) = eye.canvas_from_block((left.0, left.1, z));
                            layout.on_canvas("12.5".to_owned(), (x - 7.0 * pixel - 0.5 * wide("12.5"), y), wide("12.5"))
                        });
                        let edges = layout.edges(heights.to_vec());
                        let what = format!("{side} {half_range} {camera:?} {edges:?}");
                        let words: Vec<&Words> =
                            edges.iter().flat_map(|edge| edge.numbers.iter().chain(&edge.name)).collect();
                        for (i, one) in words.iter().enumerate() {
                            let (x, y, half) = (one.at.0, one.at.1, 0.5 * one.wide);
                            assert!(x >= half && x + half <= side && y >= 0.5 * text && y <= side, "{what}");
                            for other in words[..i].iter().copied().chain(&heights) {
                                let apart =
                                    (x - other.at.0).abs() >= half + 0.5 * other.wide || (y - other.at.1).abs() >= text;
                                assert!(apart, "{one:?} {other:?} {what}");
                            }
                        }
                        let named = edges.iter().filter(|edge| edge.name.is_some()).count();
                        let long = edges.iter().filter(|edge| !edge.ticks.is_empty()).count();
                        assert_eq!(named, long, "{what}");
                    }
                }
            }
        }
    }
}
