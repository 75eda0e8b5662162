//! What the contour map shows.

use costscape_core::landscape::Extent;

use super::levels::Spacing;
use super::track::{Ball, TrackPoint};

/// The heights known so far.
#[derive(Clone, Copy, Debug)]
pub struct Picture<'a> {
    /// The slice's number: another number fades in, the same number refines in place.
    pub slice: u32,
    /// Points a side.
    pub side: usize,
    /// The cost at each, row-major, a running fastest, b from low to high; not finite where it overflows.
    pub values: &'a [f64],
    /// The part of the plane that they cover.
    pub extent: Extent,
}

/// The words on the map's frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Axes<'a> {
    /// What runs to the right.
    pub along_a: &'a str,
    /// What runs up.
    pub along_b: &'a str,
    /// What the arrow to the right says, if there is one.
    pub arrow: Option<&'a str>,
    /// What the heights are called.
    pub height: &'a str,
}

impl Default for Axes<'static> {
    fn default() -> Self {
        Self { along_a: "a, along u", along_b: "b, along v", arrow: Some("downhill"), height: "cost" }
    }
}

/// What is on the map.
#[derive(Clone, Copy, Debug, Default)]
pub struct LandscapeInput<'a> {
    /// The ground, if any of it is known.
    pub picture: Option<Picture<'a>>,
    /// What is said where no ground is known yet.
    pub empty: &'a str,
    /// How the levels follow each other.
    pub spacing: Spacing,
    /// The frame's words.
    pub axes: Axes<'a>,
    /// The part of the plane to be shown; none for the picture's own. Another one shows the picture scaled.
    pub window: Option<Extent>,
    /// Paths of runs kept for comparison, each with the number of its style.
    pub runs: &'a [(usize, Vec<TrackPoint>)],
    /// Points that the plane goes through, numbered in this order.
    pub points: &'a [(f32, f32)],
    /// Whether every step of the path is drawn as an arrow.
    pub arrows: bool,
    /// The path, oldest first.
    pub track: &'a [TrackPoint],
    /// Where the run began, projected on the plane: (a, b).
    pub start: Option<(f32, f32)>,
    /// The network now.
    pub ball: Option<Ball>,
    /// The place asked about, (a, b).
    pub probe: Option<(f32, f32)>,
    /// Whether pictures follow each other quickly: each is then drawn in fewer pixels, in a third of the time.
    pub hurried: bool,
    /// How far a new slice has faded in over the one before, 0 to 1; 1 with reduced motion.
    pub blend: f32,
}
