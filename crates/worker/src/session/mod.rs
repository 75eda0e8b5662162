//! The training worker: what it holds and how it answers.
//!
//! [`Session::receive`] (in `requests`) takes a message and only notes what is to be done; [`Session::work`] does it, for a few
//! milliseconds at a time, so that pausing and a dragged slider arrive at once. Time decides how much is done in one call and
//! when progress is told, never what comes out.

mod browsing;
mod kept;
mod loading;
mod measuring;
mod pacing;
mod planes;
mod requests;
mod sharpness;
mod telling;

use costscape_core::data::Examples;
use costscape_core::settings::{Settings, Start};
use costscape_core::training::Trainer;
use costscape_protocol::{FromTrainer, Pace, Part, Source, Summary, Trouble};

use browsing::Browsing;
use kept::{Began, Kept};
use loading::PenLoader;
use measuring::Measurer;
use pacing::Pacing;
use planes::Planes;
use sharpness::Watch;
use telling::Telling;

/// How long one call of [`Session::work`] goes on, in milliseconds: less than a frame.
const SLICE_MS: f64 = 10.0;
/// Progress is told at most this often, in milliseconds: at sixty steps a second every step is told, however unevenly they
/// come.
const TELL_MS: f64 = 8.0;
/// After a plane was made at rest, the time belongs to its first picture for so long, in milliseconds.
const FIRST_PICTURE_MS: f64 = 250.0;
/// A run whose gradient is smaller than this while the cost is no better than a guess does not move any more.
const DEAD_GRADIENT: f64 = 1e-7;

/// And it is so for that many examples in a row, because a single one may well be hopeless while others still push.
const DEAD_EXAMPLES: usize = 4096;

/// A point nearer to a plane than this is on it, but for rounding.
const ON_PLANE: f32 = 1e-3;

/// A message to the page, and its buffer (empty for none).
pub type Answer = (FromTrainer, Vec<u8>);

/// When to call [`Session::work`] again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Next {
    /// At once.
    Now,
    /// After so many milliseconds.
    After(f64),
    /// When a message has come.
    Idle,
}

struct Data {
    source: Source,
    train: Examples,
    /// How many of the training examples are the visitor's own hand, the last ones.
    handwritten: usize,
    test: Examples,
}

impl Data {
    fn part(&self, part: Part) -> &Examples {
        match part {
            Part::Train => &self.train,
            Part::Test => &self.test,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mode {
    Paused,
    /// So many steps, then pause: one for each press.
    Single(u32),
    Running,
}

/// What the training worker holds.
pub struct Session {
    start: Start,
    settings: Settings,
    data: Option<Data>,
    trainer: Option<Trainer>,
    mode: Mode,
    pacing: Pacing,
    telling: Telling,
    kept: Kept,
    planes: Planes,
    measurer: Measurer,
    sharpness: Watch,
    /// At rest, nothing that can wait is worked on until then.
    quiet_until_ms: f64,
    browsing: Browsing,
    /// Examples in a row that pushed nowhere.
    dead_examples: usize,
    pen: Option<PenLoader>,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            start: Start::default(),
            settings: Settings::default(),
            data: None,
            trainer: None,
            mode: Mode::Paused,
            pacing: Pacing::new(Pace::Fastest),
            telling: Telling::default(),
            kept: Kept::new(),
            planes: Planes::default(),
            measurer: Measurer::default(),
            sharpness: Watch::default(),
            quiet_until_ms: f64::NEG_INFINITY,
            browsing: Browsing::default(),
            dead_examples: 0,
            pen: None,
        }
    }
}

impl Session {
    /// Takes a data set, and starts the run anew on it; where built-in digits are to stand beside it, once [`Self::work`]
    /// has drawn them.
    pub fn loaded(&mut self, source: Source, train: Examples, test: Examples) -> Vec<Answer> {
        if matches!(source, Source::Mnist { with_pen: true, .. }) {
            self.pen = Some(PenLoader::beside(source, train, test));
            return Vec::new();
        }
        self.pen = None;
        self.take_in(Data { source, train, handwritten: 0, test })
    }

    /// Uses these examples from now on: the run starts anew.
    fn take_in(&mut self, data: Data) -> Vec<Answer> {
        let summary = Summary {
            source: data.source.clone(),
            train: data.train.len() as u32,
            handwritten: data.handwritten as u32,
            test: data.test.len() as u32,
            hash: data.train.fingerprint() ^ data.test.fingerprint().rotate_left(32),
        };
        self.browsing = Browsing::default();
        self.data = Some(data);
        let mut answers = vec![(FromTrainer::Loaded(summary), Vec::new())];
        answers.extend(self.restart());
        answers
    }

    fn restart(&mut self) -> Vec<Answer> {
        let Some(data) = &self.data else { return Vec::new() };
        let trainer = Trainer::new(self.start.clone(), self.settings.clone(), data.train.len());
        self.begin(trainer)
    }

    fn begin(&mut self, trainer: Trainer) -> Vec<Answer> {
        let theta = trainer.theta();
        let mut answers: Vec<Answer> = self.planes.give_up("the run started anew").into_iter().collect();
        let (step, examples_seen) = (trainer.step(), trainer.examples_seen());
        let started = FromTrainer::Started { start: trainer.start().clone(), step, examples_seen };
        answers.push((started, from_floats(&theta)));
        self.mode = Mode::Paused;
        self.planes.keep_for(theta.len());
        self.dead_examples = 0;
        self.kept.begin(Began { step, examples_seen, theta });
        self.sharpness.begin_anew();
        self.telling = Telling::default();
        self.measurer.begin_anew();
        self.browsing.begin_anew();
        self.trainer = Some(trainer);
        answers
    }

    /// The run stands elsewhere, all at once: its path begins here.
    fn placed(&mut self) -> Option<Answer> {
        let trainer = self.trainer.as_ref()?;
        let (step, examples_seen, theta) = (trainer.step(), trainer.examples_seen(), trainer.theta());
        let answer = (FromTrainer::Placed { step, riding: trainer.is_confined() }, from_floats(&theta));
        self.telling = Telling::default();
        self.measurer.begin_anew();
        self.browsing.begin_anew();
        self.sharpness.begin_anew();
        self.planes.start_over();
        self.dead_examples = 0;
        self.kept.begin(Began { step, examples_seen, theta });
        Some(answer)
    }

    fn pause(&mut self, now_ms: f64, answers: &mut Vec<Answer>) {
        self.mode = Mode::Paused;
        self.measurer.stopped();
        self.tell(now_ms, answers);
    }

    /// Works for a few milliseconds on whatever is to be done.
    pub fn work(&mut self, now: &mut dyn FnMut() -> f64) -> (Vec<Answer>, Next) {
        let mut answers = Vec::new();
        let began = now();
        if let Some(pen) = &mut self.pen {
            let (progress, done) = pen.advance();
            answers.push((progress, Vec::new()));
            if let Some(sets) = done {
                let source = pen.source().clone();
                self.pen = None;
                answers.extend(match sets {
                    Ok((train, test)) => self.take_in(Data { source, train, handwritten: 0, test }),
                    Err(why) => vec![(FromTrainer::LoadFailed { source, why }, Vec::new())],
                });
            }
            return (answers, Next::Now);
        }
        let (Some(trainer), Some(data)) = (&self.trainer, &self.data) else { return (answers, Next::Idle) };
        if self.planes.is_making() {
            // The run stands still meanwhile, so that the plane's origin is the present point.
            let mut new_plane = false;
            while self.planes.is_making() && now() - began < SLICE_MS {
                new_plane |= self.planes.advance(trainer, data, &mut self.measurer, &self.kept, now(), &mut answers);
            }
            if new_plane && self.mode == Mode::Paused {
                self.quiet_until_ms = now() + FIRST_PICTURE_MS;
            }
            if new_plane
                && let (Some(trainer), Some((_, plane))) = (&mut self.trainer, self.planes.present())
                && trainer.is_confined()
            {
                // The network stays where it is, and so its path goes on.
                let place = plane.project(&trainer.theta());
                if place.off < ON_PLANE {
                    trainer.confine(plane, (place.a, place.b));
                } else {
                    trainer.free();
                }
            }
            return (answers, Next::Now);
        }
        let next = loop {
            let now_ms = now();
            if now_ms - began >= SLICE_MS {
                break Next::Now;
            }
            let (Some(trainer), Some(data)) = (&self.trainer, &self.data) else { break Next::Idle };
            // Measuring and judging get at least a third of the time, so that they end however fast the steps go.
            let stepping = match self.mode {
                Mode::Paused => None,
                Mode::Single(_) => Some(0.0),
                Mode::Running => Some(self.pacing.wait_ms(now_ms)),
            };
            let busy = self.browsing.is_busy() || self.measurer.is_busy();
            let turn = !busy || now_ms - began > SLICE_MS / 3.0;
            match stepping {
                Some(wait) if wait <= 0.0 && turn => self.step(now, &mut answers),
                _ if self.browsing.is_busy() => answers.extend(self.browsing.advance(trainer, data)),
                _ if self.measurer.is_busy() => {
                    let measured = self.measurer.advance(trainer, data);
                    answers.extend(measured.map(|measured| (FromTrainer::Measured(measured), Vec::new())));
                }
                // What is to be told goes out first, so that a block of examples' work does not keep it from the page.
                Some(wait) if wait > 0.0 && self.sharpness.fits(trainer, now_ms, wait) => {
                    if self.telling.is_due(now_ms, self.start.architecture.parameter_count()) {
                        break Next::Now;
                    }
                    answers.extend(self.sharpness.advance(trainer, data, now));
                }
                Some(wait) if wait > 0.0 => break Next::After(wait),
                Some(_) => {}
                None if self.measurer.begin(trainer, now_ms, true) => {}
                None if now_ms < self.quiet_until_ms => break Next::After(self.quiet_until_ms - now_ms),
                None if self.measurer.look_ahead(trainer, data) => {}
                None if !self.sharpness.wants(trainer) => break Next::Idle,
                None => answers.extend(self.sharpness.advance(trainer, data, now)),
            }
            if self.mode == Mode::Running
                && self.measurer.is_time(now_ms)
                && let Some(trainer) = &self.trainer
            {
                self.measurer.begin(trainer, now_ms, false);
            }
        };
        if self.mode == Mode::Running
            && let (Some(trainer), Some(data)) = (&self.trainer, &self.data)
            && self.sharpness.is_starved(trainer, now())
        {
            // A run that leaves no time between its steps must give some: there the edge of stability is.
            answers.extend(self.sharpness.advance(trainer, data, now));
        }
        let now_ms = now();
        let parameters = self.start.architecture.parameter_count();
        if self.telling.is_due(now_ms, parameters) {
            self.tell(now_ms, &mut answers);
        }
        (answers, next)
    }

    fn step(&mut self, now: &mut dyn FnMut() -> f64, answers: &mut Vec<Answer>) {
        let (Some(trainer), Some(data)) = (&mut self.trainer, &self.data) else {
            self.mode = Mode::Paused;
            return;
        };
        match trainer.advance(&data.train) {
            Ok(None) => {}
            Ok(Some(report)) => {
                let step = trainer.step();
                self.measurer.moved();
                self.pacing.stepped(now());
                self.telling.note(&report);
                if self.kept.present.wants(step) {
                    self.kept.present.push(step, trainer.theta());
                }
                if let Some((_, plane)) = self.planes.present() {
                    let now_ms = now();
                    if self.telling.wants_point(now_ms) {
                        self.telling.point(now_ms, step, plane.project(&trainer.theta()));
                    }
                }
                let dead = report.gradient_norm < DEAD_GRADIENT && report.cost >= self.settings.cost.of_a_guess();
                self.dead_examples = if dead { self.dead_examples + report.batch } else { 0 };
                if dead && (report.whole || self.dead_examples >= DEAD_EXAMPLES) {
                    let trouble =
                        Trouble::Saturated { step, cost: report.cost, learning_rate: self.settings.learning_rate };
                    self.pause(now(), answers);
                    answers.push((FromTrainer::Trouble(trouble), Vec::new()));
                } else if let Mode::Single(steps) = self.mode {
                    if steps > 1 {
                        self.mode = Mode::Single(steps - 1);
                    } else {
                        self.pause(now(), answers);
                    }
                }
            }
            Err(_) => {
                // The run stands at an earlier step again: nothing known of the later ones is true of it.
                self.measurer.begin_anew();
                self.browsing.begin_anew();
                let step = trainer.step();
                self.kept.present.take_back(step);
                self.telling.take_back(step);
                let trouble =
                    Trouble::Overflow { step: trainer.step() + 1, learning_rate: self.settings.learning_rate };
                self.pause(now(), answers);
                answers.push((FromTrainer::Trouble(trouble), Vec::new()));
            }
        }
    }

    fn tell(&mut self, now_ms: f64, answers: &mut Vec<Answer>) {
        let Some(trainer) = &self.trainer else { return };
        let theta = trainer.theta();
        let running = self.mode == Mode::Running;
        let progress = self.telling.progress(now_ms, trainer, &theta, running, self.planes.present());
        answers.push((FromTrainer::Progress(progress), from_floats(&theta)));
    }
}

/// The floats of a buffer; bytes that make up no whole float are left out.
pub(crate) fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect()
}

/// The bytes of a buffer of floats.
pub(crate) fn from_floats(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

#[cfg(test)]
mod tests;
