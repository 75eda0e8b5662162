//! All that can happen to the page.

use costscape_core::digit::Point;
use costscape_protocol::{FileHead, FromSlicer, FromTrainer};

use crate::export::Format;
use crate::manifest::Manifest;
use crate::state::Theme;

/// Something that happened: what [`crate::update::update`] takes.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// The page is there.
    Opened(Opened),
    /// Time has passed; said before every other message.
    Clock {
        /// Milliseconds since the page was opened.
        now_ms: f64,
    },
    /// A frame is about to be drawn.
    Frame,
    /// It was drawn.
    Drawn,
    /// What the site says about its MNIST files, or why that is unknown.
    Manifest(Result<Manifest, String>),
    /// From the training worker.
    Trainer(FromTrainer, Buffer),
    /// From slice worker `0`.
    Slicer(usize, FromSlicer, Buffer),
    /// A worker stopped by itself.
    WorkerDied {
        /// Which.
        who: Who,
        /// What the browser says about it.
        why: String,
    },
    /// A worker that was started has said nothing for half a minute.
    WorkerSilent {
        /// Which.
        who: Who,
    },
    /// Train, or pause.
    Train,
    /// One step.
    Step,
    /// Start again.
    Reset,
    /// Ask for another seed.
    NewSeed,
    /// The seed asked for.
    SeedDrawn(u64),
    /// A control was set.
    Control(Control, String),
    /// Take a new slice here.
    Reslice,
    /// Look closer at the map, or from farther away.
    Zoom {
        /// The place that stays where it is on the screen; none for the middle.
        at: Option<(f32, f32)>,
        /// Of the range: below 1 is closer.
        factor: f32,
    },
    /// Look at the map's neighbourhood.
    Pan {
        /// So far along u.
        a: f32,
        /// So far along v.
        b: f32,
    },
    /// Look at the part of the plane that was shown at first.
    Fit,
    /// Measure no more of this slice.
    CancelSlice,
    /// Put the ball at this place of the map's plane.
    Place {
        /// Along u.
        a: f32,
        /// Along v.
        b: f32,
    },
    /// Take the ball along to this place.
    Drag {
        /// Along u.
        a: f32,
        /// Along v.
        b: f32,
    },
    /// Let go of it.
    Drop,
    /// Put the ball where the probe points.
    PlaceAtProbe,
    /// Save the present point, for the plane through three.
    SavePoint,
    /// A parameter was picked on a picture of the network: its index in theta.
    PickParameter {
        /// From 0.
        index: u32,
    },
    /// Keep this run for comparison, and start again.
    KeepRun,
    /// Forget a run that was kept.
    ForgetRun {
        /// Its number.
        run: u32,
    },
    /// Save the slice shown.
    Save(Format),
    /// The pen touches the pad.
    PenDown(PenPoint),
    /// The pen went on.
    PenMoved(Vec<PenPoint>),
    /// The pen left the pad.
    PenUp,
    /// Take the last change of the drawing back.
    Undo,
    /// Make the change again that was taken back last.
    Redo,
    /// Empty the pad.
    Clear,
    /// Show an example from the data.
    RandomDigit,
    /// Files were chosen or dropped; they wait with the workers' client.
    FilesChosen(Vec<FileHead>),
    /// They are read, or why they could not be.
    FilesRead(Result<Vec<FileHead>, String>),
    /// Use what was read from them.
    TakeOffer,
    /// Leave it.
    LeaveOffer,
    /// A key on the pad.
    PadKey(Key),
    /// The pointer is over this place of the map's plane.
    ProbeAt {
        /// Along u.
        a: f32,
        /// Along v.
        b: f32,
    },
    /// A key on the map; with Shift the arrows move the map itself.
    MapKey {
        /// Which.
        key: Key,
        /// Whether Shift is held.
        shift: bool,
    },
    /// Turn the map that is shown in space, by shares of a full turn.
    Turn {
        /// To the right.
        across: f32,
        /// Up.
        up: f32,
    },
    /// The pointer left the map.
    ProbeGone,
    /// The pointer is over this step of a chart.
    ChartAt {
        /// The step; need not be one that is known.
        step: f64,
    },
    /// A key on a chart.
    ChartKey(Key),
    /// The pointer left the charts.
    ChartGone,
    /// Sizes, pixel density or the system's colours changed: draw everything again.
    Redraw {
        /// Whether the system prefers dark.
        dark: bool,
    },
}

/// What is known when the page opens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Opened {
    /// The theme chosen on an earlier visit.
    pub theme: Theme,
    /// Whether the system prefers dark.
    pub dark: bool,
}

/// A worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The training worker.
    Trainer,
    /// A slice worker, from 0.
    Slicer(usize),
}

/// What came with a worker's message, copied out of its `ArrayBuffer`.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Buffer {
    /// Nothing.
    #[default]
    None,
    /// Parameters, or a plane.
    Floats(Vec<f32>),
    /// Sums.
    Doubles(Vec<f64>),
    /// Pixels.
    Bytes(Vec<u8>),
    /// A share of the examples. Too large to copy: it stays with the workers' client until an effect passes it on.
    Parked,
}

/// Where the pen was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PenPoint {
    /// In the pad's unit: 0 to 1 across and down.
    pub at: Point,
    /// Relative width; 1 for what feels no pressure.
    pub pressure: f32,
}

/// A key that moves something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// To the first.
    Home,
    /// To the last.
    End,
    /// Space.
    Space,
    /// Do it.
    Enter,
    /// Closer, or more.
    Plus,
    /// Farther, or less.
    Minus,
    /// As it was at first.
    Zero,
    /// Never mind.
    Escape,
}

/// A control, by the `name` it has in the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Control {
    /// Which examples.
    Dataset,
    /// eta, as its decimal logarithm.
    LearningRate,
    /// Examples per step.
    BatchSize,
    /// How a gradient becomes a step.
    Optimizer,
    /// What is minimised.
    CostFunction,
    /// The hidden layers' function.
    Activation,
    /// How the first parameters are drawn.
    Initialisation,
    /// Neurons of each hidden layer.
    HiddenLayers,
    /// The seed.
    Seed,
    /// Steps a second.
    Speed,
    /// Which plane.
    Plane,
    /// The seed of a plane's random directions.
    PlaneSeed,
    /// The first of two parameters.
    FirstParameter,
    /// The second.
    SecondParameter,
    /// What the map's heights are.
    Heights,
    /// Whether the map's colours are logarithmic.
    MapLog,
    /// Whether the map is shown in space.
    Relief,
    /// Whether the run rides the plane.
    Ride,
    /// Points a side.
    Resolution,
    /// Whether the map follows the ball.
    Follow,
    /// Whether the charts' heights are logarithmic.
    ChartLog,
    /// What draws on the pad.
    Tool,
    /// How wide the pen is.
    PenWidth,
    /// Light, dark or as the system.
    Theme,
    /// Whether everything is larger, for a projector.
    Presenter,
}

impl Control {
    /// All controls.
    pub const ALL: [Self; 25] = [
        Self::Dataset,
        Self::LearningRate,
        Self::BatchSize,
        Self::Optimizer,
        Self::CostFunction,
        Self::Activation,
        Self::Initialisation,
        Self::HiddenLayers,
        Self::Seed,
        Self::Speed,
        Self::Plane,
        Self::PlaneSeed,
        Self::FirstParameter,
        Self::SecondParameter,
        Self::Heights,
        Self::MapLog,
        Self::Relief,
        Self::Ride,
        Self::Resolution,
        Self::Follow,
        Self::ChartLog,
        Self::Tool,
        Self::PenWidth,
        Self::Theme,
        Self::Presenter,
    ];

    /// Its `name` in the page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dataset => "dataset",
            Self::LearningRate => "learning-rate",
            Self::BatchSize => "batch-size",
            Self::Optimizer => "optimizer",
            Self::CostFunction => "cost-function",
            Self::Activation => "activation",
            Self::Initialisation => "initialisation",
            Self::HiddenLayers => "hidden-layers",
            Self::Seed => "seed",
            Self::Speed => "speed",
            Self::Plane => "plane",
            Self::PlaneSeed => "plane-seed",
            Self::FirstParameter => "first-parameter",
            Self::SecondParameter => "second-parameter",
            Self::Heights => "heights",
            Self::MapLog => "map-log",
            Self::Relief => "relief",
            Self::Ride => "ride",
            Self::Resolution => "resolution",
            Self::Follow => "follow",
            Self::ChartLog => "chart-log",
            Self::Tool => "tool",
            Self::PenWidth => "pen-width",
            Self::Theme => "theme",
            Self::Presenter => "presenter",
        }
    }

    /// The control of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|control| control.name() == name)
    }
}
