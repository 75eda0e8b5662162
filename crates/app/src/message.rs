//! All that can happen to the page.

mod control;

pub use control::Control;

use costscape_core::digit::Point;
use costscape_protocol::{FileHead, FromReader, FromSlicer, FromTrainer};

use crate::export::Format;
use crate::manifest::Manifest;
use crate::photo::Photo;
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
    /// From the reader.
    Reader(FromReader, Buffer),
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
    /// Put it back where it was before it was put elsewhere by hand.
    PutBack,
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
    /// A picture of a digit was read, or why it could not be.
    PhotoTaken(Result<Photo, String>),
    /// Keep the digit on the pad as the visitor's own hand.
    KeepDigit,
    /// Forget the one kept last.
    ForgetDigit,
    /// Save all that were kept.
    SaveHandwriting,
    /// Learn from them, too.
    LearnHandwriting,
    /// The part of the page about one digit by itself was opened, or closed.
    Alone {
        /// Whether it is open now.
        open: bool,
    },
    /// Take the last change of the drawing back.
    Undo,
    /// Make the change again that was taken back last.
    Redo,
    /// Empty the pad.
    Clear,
    /// Show an example from the data.
    RandomDigit,
    /// Files were chosen; they wait with the workers' client.
    FilesChosen(Vec<FileHead>),
    /// Files are held over the page, or no longer.
    Dragging(bool),
    /// Something was dropped, the so many-th time, and is looked into.
    Dropped {
        /// Counted from 1.
        number: u32,
    },
    /// What was dropped the `number`-th time, or why that is unknown; the files wait with the workers' client.
    DroppedFound {
        /// Counted from 1.
        number: u32,
        /// What they are.
        files: Result<Vec<FileHead>, String>,
    },
    /// Read no further.
    CancelReading,
    /// Use what was read from them.
    TakeOffer,
    /// Keep what was read as the visitor's own hand.
    HandOver,
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
    /// The gallery was opened, or closed.
    Gallery {
        /// Whether it is open now.
        open: bool,
    },
    /// What is seen of the gallery's images, in CSS pixels.
    GallerySeen {
        /// How far they are scrolled down.
        top: f64,
        /// The region's width.
        width: f64,
        /// The region's height.
        height: f64,
    },
    /// The pointer is over this place of the gallery's region, in CSS pixels from its top left.
    GalleryAt {
        /// To the right.
        x: f64,
        /// Down.
        y: f64,
    },
    /// This place of the gallery's region was clicked or tapped.
    GalleryClicked {
        /// To the right.
        x: f64,
        /// Down.
        y: f64,
    },
    /// A key on the gallery's region.
    GalleryKey(Key),
    /// Have the gallery's images judged by the network as it is now.
    JudgeAgain,
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
    /// The reader of a visitor's files.
    Reader,
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
    /// Pixels, or what was judged.
    Bytes(Vec<u8>),
    /// A share of the examples, or what the reader delivered. Too large to copy: it stays with the workers' client until an effect passes it on.
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
    /// A screenful back.
    PageUp,
    /// A screenful on.
    PageDown,
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
