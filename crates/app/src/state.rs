//! Everything the page knows. Only [`crate::update::update`] changes it; views read it.

mod alone;
mod choices;
mod data;
mod drawing;
mod files;
mod gallery;
mod handwriting;
mod history;
mod landscape;
mod run;
mod trail;
mod watch;

pub use alone::{Alone, OwnSlice, Push, Task};
pub use choices::{BATCH_ALL, Choices, Dataset, Field, Heights, PlaneChoice, Theme, rate_from_position};
pub use data::{Data, Loading, Mnist};
pub use drawing::{Content, Drawing, Shown, Tool, WantedBy};
pub use files::{FileProgress, Files, MOST_FILES, Offering};
pub use gallery::{Gallery, GalleryChoice, Grid, Images, Judged, Order, Record, Which};
pub(crate) use handwriting::pixels_and_labels;
pub use handwriting::{Handwriting, Reads, Written};
pub use history::{History, Series};
pub use landscape::{Asked, Frame, KeptRun, Landscape, Probed, UnderBall, View};
pub use run::{BeforeHand, Pace, Recovery, Run};
pub use trail::Trail;
pub use watch::Watch;

use costscape_core::landscape::Quantity;
use costscape_core::network::{Network, brightest};
use costscape_protocol::{About, Measured, Part, PlaneKind};

use crate::numbers::images;
use crate::slicing::Pool;

/// How things stand, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Examples are being read.
    Loading,
    /// The run stands still.
    Ready,
    /// The run goes on.
    Running,
    /// The run cannot go on as it is.
    Trouble,
    /// The app cannot go on without a reload.
    Failed,
}

impl Phase {
    /// As in the page's `data-state`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Ready => "ready",
            Self::Running => "running",
            Self::Trouble => "trouble",
            Self::Failed => "failed",
        }
    }
}

/// The whole.
#[derive(Debug)]
pub struct State {
    /// Milliseconds since the page was opened.
    pub now_ms: f64,
    /// Why nothing goes on, in words.
    pub failure: Option<String>,
    /// The examples.
    pub data: Data,
    /// What the controls say.
    pub choices: Choices,
    /// The run.
    pub run: Run,
    /// What the charts show.
    pub history: History,
    /// The step the charts' cursor is on.
    pub chart_cursor: Option<u64>,
    /// The map.
    pub landscape: Landscape,
    /// The slice workers.
    pub pool: Pool,
    /// The pad.
    pub drawing: Drawing,
    /// Digits of the visitor's own hand.
    pub handwriting: Handwriting,
    /// What is known of the digit on it by itself.
    pub alone: Alone,
    /// The gallery.
    pub gallery: Gallery,
    /// The activations of every layer for the pad's image; none without an image or a network.
    pub activations: Option<Vec<Vec<f64>>>,
    /// Something that happened, said in the status until the visitor does something else.
    pub notice: Option<String>,
    /// Deaths of the training worker.
    pub trainer_watch: Watch,
    /// Whether the system prefers dark.
    pub dark: bool,
    /// What has to be drawn again.
    pub dirty: Dirty,
}

/// What has to be drawn again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dirty {
    /// The map's picture.
    pub landscape: bool,
    /// The colour scale.
    pub scale: bool,
    /// The charts.
    pub charts: bool,
    /// The pad and what the network sees.
    pub pad: bool,
    /// Prediction, outputs, the picture of the network.
    pub reading: bool,
    /// The pictures of weights.
    pub weights: bool,
    /// The digit by itself.
    pub alone: bool,
    /// The visitor's own hand.
    pub handwriting: bool,
    /// The numbers.
    pub readouts: bool,
    /// Status, buttons and the values of controls.
    pub controls: bool,
    /// The gallery.
    pub gallery: bool,
    /// Sizes or colours, of everything: nothing can be put off.
    pub look: bool,
}

impl Dirty {
    /// All that is shown, sizes and colours as they were.
    pub const ALL: Self = Self {
        landscape: true,
        scale: true,
        charts: true,
        pad: true,
        reading: true,
        weights: true,
        alone: true,
        handwriting: true,
        readouts: true,
        controls: true,
        gallery: true,
        look: false,
    };
    /// All that is shown, in other sizes or colours.
    pub const LOOK: Self = Self { look: true, ..Self::ALL };

    /// Adds all that is shown: sizes and colours that have changed before are not forgotten.
    pub fn include_all(&mut self) {
        *self = Self { look: self.look, ..Self::ALL };
    }

    /// Whether there is anything to draw.
    #[must_use]
    pub fn any(self) -> bool {
        self != Self::default()
    }
}

impl State {
    /// Before anything is loaded, with room for `slicers` slice workers.
    #[must_use]
    pub fn new(slicers: usize) -> Self {
        Self {
            now_ms: 0.0,
            failure: None,
            data: Data::default(),
            choices: Choices::default(),
            run: Run::default(),
            history: History::default(),
            chart_cursor: None,
            landscape: Landscape::default(),
            pool: Pool::new(slicers),
            drawing: Drawing::default(),
            handwriting: Handwriting::default(),
            alone: Alone::default(),
            gallery: Gallery::default(),
            activations: None,
            notice: None,
            trainer_watch: Watch::default(),
            dark: false,
            dirty: Dirty::LOOK,
        }
    }

    /// How things stand.
    #[must_use]
    pub fn phase(&self) -> Phase {
        if self.failure.is_some() {
            Phase::Failed
        } else if self.data.summary.is_none() || self.data.loading.is_some() || self.run.theta.is_empty() {
            Phase::Loading
        } else if self.run.trouble.is_some() {
            Phase::Trouble
        } else if self.run.running {
            Phase::Running
        } else {
            Phase::Ready
        }
    }

    /// Whether there is a run that can be told something.
    #[must_use]
    pub fn has_run(&self) -> bool {
        !matches!(self.phase(), Phase::Loading | Phase::Failed)
    }

    /// The network of the run.
    #[must_use]
    pub fn network(&self) -> Network {
        self.choices.settings.network(&self.run.start.architecture)
    }

    /// Whether the map is shown in space; a line never is.
    #[must_use]
    pub fn shows_relief(&self) -> bool {
        self.choices.relief && !self.landscape.shown.as_ref().is_some_and(|view| view.kind.is_line())
    }

    /// What the map's heights are where the network stands, off the plane or on it, if it is known of this step.
    #[must_use]
    pub fn true_height(&self) -> Option<f64> {
        let Heights { part, quantity } = self.landscape.shown.as_ref()?.heights;
        let measured = self.run.measured.as_ref().filter(|measured| measured.step == self.run.step)?;
        Some(height_of(measured, part, quantity))
    }

    /// The same of the step measured last, and that step.
    #[must_use]
    pub fn last_height(&self) -> Option<(u64, f64)> {
        let Heights { part, quantity } = self.landscape.shown.as_ref()?.heights;
        self.run.measured.as_ref().map(|measured| (measured.step, height_of(measured, part, quantity)))
    }

    /// The images that the heights of a view are over: "all 60,000 training images".
    #[must_use]
    pub fn images_of(&self, view: &View) -> String {
        images(view.heights.part, view.sampling, self.examples_of(view))
    }

    /// How many examples there are of the part that the heights of a view are over.
    #[must_use]
    pub fn examples_of(&self, view: &View) -> u32 {
        self.data.summary.as_ref().map_or(0, |summary| match view.heights.part {
            Part::Train => summary.train,
            Part::Test => summary.test,
        })
    }

    /// On the line ahead, from its origin: where a step of plain descent at the present learning rate lands.
    #[must_use]
    pub fn landing(&self) -> Option<f64> {
        let view = self.landscape.shown.as_ref()?;
        match (view.kind, view.about) {
            (PlaneKind::DownhillLine, About::Downhill { gradient_norm }) => {
                Some(f64::from(self.choices.settings.learning_rate) * gradient_norm)
            }
            _ => None,
        }
    }

    /// The network's answer for the pad's image, and how bright that output is.
    #[must_use]
    pub fn prediction(&self) -> Option<(usize, f64)> {
        let outputs = self.activations.as_ref()?.last()?;
        let answer = brightest(outputs);
        Some((answer, *outputs.get(answer)?))
    }

    /// Works out the activations again, after the parameters or the image changed.
    pub(crate) fn read(&mut self) {
        let network = self.network();
        let fits = self.run.theta.len() == network.architecture.parameter_count();
        self.activations =
            self.drawing.image().filter(|_| fits).map(|image| network.forward(&self.run.theta, &image[..]));
        self.dirty.reading = true;
        (self.alone.stale, self.dirty.alone) = (true, true);
        self.handwriting.stale = true;
    }
}

fn height_of(measured: &Measured, part: Part, quantity: Quantity) -> f64 {
    let score = if part == Part::Train { &measured.train } else { &measured.test };
    if quantity == Quantity::Cost { score.cost } else { score.accuracy() }
}
