//! The digit on the pad by itself: what it costs, what it would change, and what would change it.

use costscape_core::data::{CLASSES, PIXELS};
use costscape_core::inversion::{Favourite, Flip};
use costscape_core::landscape::Slice;
use costscape_core::settings::Objective;

/// What is known of the one digit on the pad.
#[derive(Debug)]
pub struct Alone {
    /// Whether anyone looks: nothing is worked out before.
    pub open: bool,
    /// Whether image, label or parameters are others since the tasks were given out.
    pub stale: bool,
    /// What is still to be worked out since image, label or parameters are others: one task a frame, so that none is long.
    pub todo: Vec<Task>,
    /// When that began, in milliseconds.
    pub at_ms: f64,
    /// Its cost on the plane shown.
    pub slice: Option<OwnSlice>,
    /// What a step of descent on this example alone would change.
    pub push: Option<Push>,
    /// The image whose answer was to be turned, and the smallest change found that does; none before it was looked for.
    pub flip: Option<(Box<[u8; PIXELS]>, Option<Flip>)>,
    /// The parameters that the favourites climb by.
    pub theta: Vec<f32>,
    /// What the network makes of them: other functions like other images.
    pub objective: Option<Objective>,
    /// Whether those were parameters of a run that went on.
    pub moving: bool,
    /// Slices made so far.
    pub slices: u32,
    /// For each output the image that makes it brightest, as far as it has come.
    pub favourites: Vec<Favourite>,
    /// Steps those have climbed since the parameters were others.
    pub climbed: u32,
    /// Whether one of the tasks was worked out for the frame that is being drawn: such a frame is long enough.
    pub has_worked: bool,
}

/// Something to be worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// The cost on the plane shown.
    Slice,
    /// The change that turns the answer.
    Flip,
    /// What the digit would change.
    Push,
}

impl Task {
    /// All, the last one first.
    pub const ALL: [Self; 3] = [Self::Slice, Self::Flip, Self::Push];
}

/// The cost of one example on a plane.
#[derive(Clone, Debug)]
pub struct OwnSlice {
    /// Its own number.
    pub number: u32,
    /// The number of the slice whose plane, and part of it, this is of.
    pub job: u32,
    /// The example.
    pub image: Box<[u8; PIXELS]>,
    /// What it is.
    pub label: u8,
    /// Its costs.
    pub slice: Slice,
}

/// What one example would change.
#[derive(Clone, Debug, PartialEq)]
pub struct Push {
    /// Its cost.
    pub cost: f64,
    /// Minus the gradient of that, laid out as theta.
    pub step: Vec<f32>,
    /// The gradient's norm.
    pub norm: f64,
}

impl Default for Alone {
    fn default() -> Self {
        Self {
            open: false,
            stale: true,
            todo: Vec::new(),
            at_ms: f64::NEG_INFINITY,
            slice: None,
            push: None,
            flip: None,
            theta: Vec::new(),
            objective: None,
            moving: false,
            slices: 0,
            favourites: (0..CLASSES).map(Favourite::new).collect(),
            climbed: 0,
            has_worked: false,
        }
    }
}

impl Alone {
    /// So many steps after the parameters were changed last the favourites are as good as they get.
    pub const CLIMBS: u32 = 150;

    /// Whether there is something left to work out by itself.
    #[must_use]
    pub fn is_at_work(&self) -> bool {
        self.open && (self.stale || !self.todo.is_empty() || self.climbed < Self::CLIMBS)
    }
}
