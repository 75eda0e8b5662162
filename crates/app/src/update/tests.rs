//! Journeys through `update`, with workers that are not there.

mod alone;
mod drawing;
mod gallery;
mod handwriting;
mod held_map;
mod landscape;
mod loading;
mod own;
mod planes;
mod runs;
mod saving;
mod settings;
mod training;
mod trouble;

use costscape_core::settings::Start;
use costscape_protocol::{
    About, Across, FromSlicer, FromTrainer, Measured, PlaneKind, Progress, Score, Source, Steps, Summary, ToSlicer,
    ToTrainer, VERSION,
};

use super::update;
use crate::effect::Effect;
use crate::manifest;
use crate::message::{Buffer, Control, Msg, Opened, Who};
use crate::state::{Phase, State, Theme};

const PARAMETERS: usize = 13_002;
const DOWNHILL: PlaneKind = PlaneKind::Downhill(Across::Turn);
const FOLDER: &str = "http://here/mnist/";

/// The page, without a page.
struct Page {
    state: State,
    now_ms: f64,
}

impl Page {
    /// Just opened.
    fn open() -> Self {
        let mut page = Self { state: State::new(2), now_ms: 0.0 };
        let effects = page.say(Msg::Opened(Opened { theme: Theme::Auto, dark: false }));
        assert_eq!(effects[0], Effect::FetchManifest);
        assert_eq!(effects[1..], [Who::Trainer, Who::Slicer(0), Who::Slicer(1)].map(Effect::Spawn));
        for index in 0..2 {
            assert!(page.say(Msg::Slicer(index, FromSlicer::Ready { version: VERSION }, Buffer::None)).is_empty());
        }
        assert!(page.trainer(FromTrainer::Ready { version: VERSION }).is_empty());
        page
    }

    /// With MNIST in use, the run at step 0 and the first plane asked for.
    fn ready() -> Self {
        let mut page = Self::open();
        page.say(Msg::Manifest(Ok(manifest::whole(FOLDER))));
        page.load(mnist());
        assert_eq!(page.state.phase(), Phase::Ready);
        page
    }

    /// The trainer answers a Load, and slicers their shares.
    fn load(&mut self, source: Source) -> Vec<Effect> {
        let (train, test) = if source == Source::Pen { (12_000, 2_000) } else { (60_000, 10_000) };
        let effects = self.trainer(FromTrainer::Loaded(Summary { source, train, handwritten: 0, test, hash: 7 }));
        for index in 0..2 {
            self.say(Msg::Trainer(FromTrainer::Share { index, of: 2, train_bytes: 0 }, Buffer::Parked));
            let (examples, blocks) = ([train / 2, test / 2], [train / 2000, test / 2000]);
            self.say(Msg::Slicer(index as usize, FromSlicer::Shared { examples, blocks }, Buffer::None));
        }
        self.start(Start::default(), 0, 0.0);
        effects
    }

    fn say(&mut self, msg: Msg) -> Vec<Effect> {
        update(&mut self.state, Msg::Clock { now_ms: self.now_ms });
        update(&mut self.state, msg)
    }

    fn trainer(&mut self, message: FromTrainer) -> Vec<Effect> {
        self.say(Msg::Trainer(message, Buffer::None))
    }

    fn set(&mut self, control: Control, value: &str) -> Vec<Effect> {
        self.say(Msg::Control(control, value.to_owned()))
    }

    fn start(&mut self, start: Start, step: u64, knob: f32) -> Vec<Effect> {
        let theta = vec![knob; start.architecture.parameter_count()];
        self.say(Msg::Trainer(FromTrainer::Started { start, step, examples_seen: step * 32 }, Buffer::Floats(theta)))
    }

    /// Steps were done, and theta is `knob` in the first place.
    fn progress(&mut self, step: u64, running: bool, knob: f32) -> Vec<Effect> {
        let objective = self.state.choices.settings.objective();
        let steps = Some(Steps { objective, count: 10, cost: 0.5, gradient_norm: 0.1, batch: 32, whole: false });
        let progress = Progress { step, examples_seen: step * 32, running, steps, path: Vec::new(), plane: None };
        let mut theta = vec![0.0; PARAMETERS];
        theta[0] = knob;
        self.say(Msg::Trainer(FromTrainer::Progress(progress), Buffer::Floats(theta)))
    }

    fn measured(&mut self, step: u64, cost: f64) -> Vec<Effect> {
        let train = Score { cost, right: 30_000, of: 60_000 };
        let test = Score { cost: cost + 0.1, right: 5_000, of: 10_000 };
        let objective = self.state.choices.settings.objective();
        self.trainer(FromTrainer::Measured(Measured { step, objective, train, test, gradient_norm: Some(1.0) }))
    }

    /// The plane asked for last: through 0, u and v along the first two knobs.
    fn plane(&mut self) -> Vec<Effect> {
        let mut numbers = vec![0.0; 3 * PARAMETERS];
        numbers[PARAMETERS] = 1.0;
        numbers[2 * PARAMETERS + 1] = 1.0;
        let plane = self.state.landscape.last_plane;
        self.say(Msg::Trainer(told(plane, self.state.run.step), Buffer::Floats(numbers)))
    }

    /// Both slicers answer everything they are asked, from `effects` on, until `points` points are known.
    fn slice(&mut self, mut effects: Vec<Effect>, points: usize) {
        while !effects.is_empty() {
            let mut next = Vec::new();
            for effect in effects {
                if let Effect::Slicer(index, ToSlicer::Points { job, points: chunk }, _) = effect {
                    let known = self.state.landscape.view_of(job).map_or(0, |view| view.slice.known());
                    if known >= points {
                        return;
                    }
                    let blocks = self.state.data.summary.as_ref().map_or(0, |summary| summary.train as usize / 2000);
                    let message = FromSlicer::Sums { job, points: chunk.len() as u32 };
                    let sums = vec![700.0; chunk.len() * blocks];
                    next.extend(self.say(Msg::Slicer(index, message, Buffer::Doubles(sums))));
                }
            }
            effects = next;
        }
    }
}

/// What comes with a plane.
fn told(plane: u32, step: u64) -> FromTrainer {
    let about = About::Downhill { gradient_norm: 1.0 };
    FromTrainer::Plane { plane, kind: DOWNHILL, step, extent: None, about, path: Vec::new(), kept: Vec::new() }
}

fn mnist() -> Source {
    Source::Mnist { folder: FOLDER.to_owned(), with_pen: false }
}

/// The messages to the trainer among `effects`.
fn to_trainer(effects: &[Effect]) -> Vec<ToTrainer> {
    effects
        .iter()
        .filter_map(|e| if let Effect::Trainer(message, _) = e { Some(message.clone()) } else { None })
        .collect()
}
