//! To and from the training worker.

use costscape_core::landscape::Extent;
use costscape_core::settings::{Objective, Settings, Start};
use serde::{Deserialize, Serialize};

use crate::examples::{Browsed, Example, Part, Source, Summary};
use crate::plane::{About, KeptPath, PlaneKind};

/// What the page asks of the training worker. The worker begins with the default [`Start`] and [`Settings`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToTrainer {
    /// Read a data set; the present one stays until the new one is whole. Then the run starts anew.
    Load(Source),
    /// Start the run anew, paused: parameters drawn again from the seed, step 0.
    Reset(Start),
    /// Go on, paused, where a worker that died left off. Buffer: theta, `f32`. The optimiser's memory starts empty.
    Resume {
        /// What the run had started from.
        start: Start,
        /// Steps done.
        step: u64,
        /// Examples seen, over all epochs.
        examples_seen: u64,
    },
    /// Take other settings from the next step on; running stays running.
    Apply(Settings),
    /// Step again and again, at this pace. Also changes the pace of a run.
    Run(Pace),
    /// Stop after the present step.
    Pause,
    /// One step, then pause.
    Step,
    /// Make a plane. Answered by [`FromTrainer::Plane`] or [`FromTrainer::NoPlane`]; from then on paths are on that plane. A
    /// ride goes over to it, unless the network is not on it: then the ride ends.
    MakePlane {
        /// Returned with the plane and every path on it.
        plane: u32,
        /// Which. It says what its buffer has to hold.
        kind: PlaneKind,
    },
    /// Make none after all. Answered by [`FromTrainer::NoPlane`] if one was being made.
    GiveUpPlane,
    /// Go on from another point: the path begins anew there, the optimiser's memory starts empty. Buffer: theta, `f32`.
    /// Answered by [`FromTrainer::Placed`].
    Place,
    /// Ride the plane of this number, which has to be the last one made: from its nearest point on, only (a, b) move, by the
    /// exact slope of the plane's cost over the whole training set. None lets all parameters move again.
    /// Answered by [`FromTrainer::Placed`] if the network had to be moved onto the plane.
    Ride(Option<u32>),
    /// Keep the path so far, to be shown on every plane beside the path that follows.
    Keep {
        /// The page's number for it.
        run: u32,
    },
    /// Forget a path that was kept.
    Forget {
        /// The page's number for it.
        run: u32,
    },
    /// Start again at the point where the present path began, paused. Answered by [`FromTrainer::Started`].
    Again,
    /// Use what the reader delivered. Answered by [`FromTrainer::Loaded`]. Buffer: as that of
    /// [`FromReader::Delivered`](crate::FromReader::Delivered).
    Take {
        /// What to call it.
        name: String,
        /// Bytes of the training set.
        train_bytes: u32,
    },
    /// Learn from these digits of the visitor's own hand as well, in place of those before. Answered by
    /// [`FromTrainer::Loaded`]; the run starts anew. Buffer: 784 bytes each.
    LearnToo {
        /// What they are.
        labels: Vec<u8>,
        /// So many times in each epoch.
        times: u32,
    },
    /// Keep the largest eigenvalue of the Hessian fresh, in the background, or stop that. Told by
    /// [`FromTrainer::Sharpness`].
    WatchSharpness(bool),
    /// Hand out the parts of both sets that slicer `index` of `of` works on. Answered by [`FromTrainer::Share`].
    Share {
        /// Which part, from 0.
        index: u32,
        /// Of how many.
        of: u32,
    },
    /// Show one example. Answered by [`FromTrainer::Example`].
    Show {
        /// Training or test.
        part: Part,
        /// Which, from 0; the rest of a division by how many there are.
        index: u32,
    },
    /// Judge every example of a part at the present point, beside whatever the run does. Answered by
    /// [`FromTrainer::Browsed`]; one asked for before and not answered yet is dropped.
    Browse {
        /// Training or test.
        part: Part,
    },
    /// Show the images of these examples. Answered by [`FromTrainer::Images`], without those that do not exist.
    Images {
        /// Training or test.
        part: Part,
        /// Which, from 0.
        indices: Vec<u32>,
    },
}

/// How fast to step.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Pace {
    /// At most so many steps a second.
    StepsPerSecond(f64),
    /// As fast as this machine can.
    Fastest,
}

/// What the training worker tells the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromTrainer {
    /// The worker listens.
    Ready {
        /// Its [`crate::VERSION`].
        version: u32,
    },
    /// How far reading has come.
    Loading {
        /// What is being read, in words: a file's name, "pen digits".
        what: String,
        /// Bytes or digits so far, over all files.
        done: u64,
        /// Of how many.
        total: u64,
    },
    /// A data set is whole and in use; the run has started anew.
    Loaded(Summary),
    /// A data set could not be read; the one before stays in use, if there was one.
    LoadFailed {
        /// What was to be read.
        source: Source,
        /// File, position, expected and found.
        why: String,
    },
    /// The run stands at step 0 (or where it was resumed). Buffer: theta, `f32`.
    Started {
        /// What it started from.
        start: Start,
        /// Steps done: 0, or more after a resume.
        step: u64,
        /// Examples seen by then.
        examples_seen: u64,
    },
    /// Steps were done, or the run began or stopped. Buffer: theta after the last of them, `f32`.
    Progress(Progress),
    /// The exact cost of the parameters at `step`.
    Measured(Measured),
    /// The plane asked for. Buffer: theta0, u and v, `f32`, one after the other.
    Plane {
        /// The page's number for it.
        plane: u32,
        /// Which it is.
        kind: PlaneKind,
        /// The step at which it was made.
        step: u64,
        /// The part of it worth looking at; none where that is a matter of taste.
        extent: Option<Extent>,
        /// What was found out on the way.
        about: About,
        /// Where the path so far, thinned, lies on this plane, oldest first.
        path: Vec<PathPoint>,
        /// Where the runs kept for comparison lie on it.
        kept: Vec<KeptPath>,
    },
    /// The run was placed elsewhere, and its path begins there. Buffer: theta, `f32`.
    Placed {
        /// Steps done.
        step: u64,
        /// Whether it rides the plane.
        riding: bool,
    },
    /// How sharply the landscape bends.
    Sharpness(Sharpness),
    /// No plane can be made here; why, in words for the page.
    NoPlane {
        /// The page's number for it.
        plane: u32,
        /// What is missing.
        why: String,
    },
    /// A part of the training set, and one of the test set. Buffer: both, one after the other, each as
    /// `costscape_core::data::Examples::to_bytes` writes it.
    Share {
        /// Which part.
        index: u32,
        /// Of how many.
        of: u32,
        /// Bytes of the training examples.
        train_bytes: u32,
    },
    /// One example. Buffer: 784 bytes.
    Example(Example),
    /// Every example of a part was judged. Buffer: the cost of each, `f32`, then the answer to each, a byte of 0 to 9, then
    /// the label of each, a byte.
    Browsed(Browsed),
    /// Images. Buffer: 784 bytes each.
    Images {
        /// Training or test.
        part: Part,
        /// Which, in the buffer's order.
        indices: Vec<u32>,
    },
    /// Something went wrong. A run that was stopped by it is paused; its parameters are those before the step that failed,
    /// and were told.
    Trouble(Trouble),
}

/// Where the run is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Steps done since the start.
    pub step: u64,
    /// Examples seen since the start.
    pub examples_seen: u64,
    /// Whether more steps follow by themselves.
    pub running: bool,
    /// The steps since the last progress; none when only `running` changed.
    pub steps: Option<Steps>,
    /// Where those steps went on the plane, thinned; the last is the present point.
    pub path: Vec<PathPoint>,
    /// The plane of `path`; none before the first plane.
    pub plane: Option<u32>,
}

/// Several steps in a row.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Steps {
    /// What the cost and the gradient are of.
    pub objective: Objective,
    /// How many.
    pub count: u32,
    /// The mean over the steps of the cost of their mini-batch, before the step.
    pub cost: f64,
    /// The mean over the steps of the norm of their mini-batch's gradient.
    pub gradient_norm: f64,
    /// Examples in the last mini-batch.
    pub batch: u32,
    /// Whether that was the whole training set: then `cost` is the true one.
    pub whole: bool,
}

/// A point of the path, projected on a plane.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PathPoint {
    /// The step.
    pub step: u64,
    /// Along u.
    pub a: f32,
    /// Along v.
    pub b: f32,
    /// How far off the plane.
    pub off: f32,
}

/// The exact cost at one point of the run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The step at which the parameters stood.
    pub step: u64,
    /// What the costs are of.
    pub objective: Objective,
    /// Over all training examples.
    pub train: Score,
    /// Over all test examples.
    pub test: Score,
    /// The norm of the gradient over all training examples, where it was computed (when the run stands still).
    pub gradient_norm: Option<f64>,
}

/// The largest eigenvalue of the Hessian, lambda_max: gradient descent on the whole set is stable there, locally, while eta
/// is below 2 / lambda_max.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sharpness {
    /// The step at which the parameters stood.
    pub step: u64,
    /// What the cost is.
    pub objective: Objective,
    /// lambda_max.
    pub value: f64,
    /// The training examples that it is over, the first of the set.
    pub examples: u32,
}

/// Cost and accuracy over a number of examples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// C.
    pub cost: f64,
    /// Examples whose brightest output is right.
    pub right: u32,
    /// Of how many.
    pub of: u32,
}

impl Score {
    /// The share that was right, 0 to 1; 0 for no examples.
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        if self.of == 0 { 0.0 } else { f64::from(self.right) / f64::from(self.of) }
    }
}

/// What stopped a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Trouble {
    /// The step made cost or gradient infinite or undefined; it was taken back.
    Overflow {
        /// The step that was taken back.
        step: u64,
        /// eta at that step.
        learning_rate: f32,
    },
    /// Nothing moves any more: every slope is zero while the cost is no better than a blind guess.
    Saturated {
        /// The step.
        step: u64,
        /// The mean cost of the last batch.
        cost: f64,
        /// eta there.
        learning_rate: f32,
    },
    /// A message that cannot be followed, for example training before there is data.
    Refused {
        /// Why.
        why: String,
    },
}
