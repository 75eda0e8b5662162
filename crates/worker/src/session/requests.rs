//! What the page asks for, and what is noted of it.

use costscape_core::data::Examples;
use costscape_core::training::Trainer;
use costscape_protocol::{Example, FromTrainer, Source, ToTrainer, Trouble};

use super::browsing;
use super::loading::PenLoader;
use super::pacing::Pacing;
use super::planes::refusal;
use super::telling::Telling;
use super::{Answer, Data, Mode, ON_PLANE, Session, floats};

impl Session {
    /// Takes a message. [`ToTrainer::Load`] of MNIST is the caller's to carry out: it ends in [`Self::loaded`].
    pub fn receive(&mut self, message: ToTrainer, buffer: &[u8], now_ms: f64) -> Vec<Answer> {
        let mut answers = Vec::new();
        if let Err(why) = self.take(message, buffer, now_ms, &mut answers) {
            answers.push((FromTrainer::Trouble(Trouble::Refused { why }), Vec::new()));
        }
        answers
    }

    fn take(
        &mut self,
        message: ToTrainer,
        buffer: &[u8],
        now_ms: f64,
        answers: &mut Vec<Answer>,
    ) -> Result<(), String> {
        match message {
            ToTrainer::Load(Source::Pen) => self.pen = Some(PenLoader::alone()),
            ToTrainer::Load(Source::Mnist { .. }) => self.pen = None,
            ToTrainer::Load(source @ Source::Own { .. }) => {
                let why = "the files have to be chosen again".to_owned();
                answers.push((FromTrainer::LoadFailed { source, why }, Vec::new()));
            }
            ToTrainer::Reset(start) => {
                self.start = start;
                answers.extend(self.restart());
            }
            ToTrainer::Resume { start, step, examples_seen } => {
                let theta = floats(buffer);
                if theta.len() != start.architecture.parameter_count() {
                    return Err(format!("{} parameters for a network of other size", theta.len()));
                }
                self.start = start;
                let examples = self.data.as_ref().ok_or("there is no data to train on yet")?.train.len();
                let (start, settings) = (self.start.clone(), self.settings.clone());
                answers.extend(self.begin(Trainer::resume(start, settings, examples, &theta, step, examples_seen)));
            }
            ToTrainer::Apply(settings) => {
                let other_landscape = self.settings.objective() != settings.objective();
                self.settings = settings.clone();
                if let Some(trainer) = &mut self.trainer {
                    trainer.apply(settings);
                }
                if other_landscape {
                    // What is being measured, and what has not been told, is of another landscape now.
                    self.telling = Telling::default();
                    self.measurer.begin_anew();
                    self.browsing.begin_anew();
                    self.dead_examples = 0;
                    answers.extend(self.planes.give_up("the landscape changed"));
                }
            }
            ToTrainer::Run(pace) => {
                self.trainer.as_ref().ok_or("there is no data to train on yet")?;
                self.pacing = Pacing::new(pace);
                self.mode = Mode::Running;
            }
            ToTrainer::Pause => self.pause(now_ms, answers),
            ToTrainer::Step => {
                self.trainer.as_ref().ok_or("there is no data to train on yet")?;
                self.mode = match self.mode {
                    Mode::Single(steps) => Mode::Single(steps + 1),
                    _ => Mode::Single(1),
                };
            }
            ToTrainer::MakePlane { plane, kind } => {
                if self.trainer.is_some() {
                    // What has been noted of the path is on the plane before: it is told while that is the present one.
                    self.tell(now_ms, answers);
                    self.planes.make(plane, kind, buffer);
                } else {
                    answers.push(refusal(plane, "there is no network yet"));
                }
            }
            ToTrainer::GiveUpPlane => answers.extend(self.planes.give_up("it was stopped")),
            ToTrainer::Place => {
                let theta = floats(buffer);
                let trainer = self.trainer.as_mut().ok_or("there is no network yet")?;
                if theta.len() != trainer.theta().len() || theta.iter().any(|t| !t.is_finite()) {
                    return Err("a point that is none of this landscape".to_owned());
                }
                // A ride goes on, from the nearest point of its plane.
                match self.planes.present().filter(|_| trainer.is_confined()) {
                    Some((_, plane)) => {
                        let place = plane.project(&theta);
                        trainer.confine(plane, (place.a, place.b));
                    }
                    None => trainer.place(&theta),
                }
                answers.extend(self.placed());
            }
            ToTrainer::Ride(number) => {
                let trainer = self.trainer.as_mut().ok_or("there is no network yet")?;
                if number.is_some() {
                    let (present, plane) = self.planes.present().ok_or("there is no plane to ride yet")?;
                    if number != Some(*present) {
                        return Err("the plane shown is not the last one laid: press “Re-slice here” first".to_owned());
                    }
                    let place = plane.project(&trainer.theta());
                    trainer.confine(plane, (place.a, place.b));
                    if place.off >= ON_PLANE {
                        answers.extend(self.placed());
                    }
                } else {
                    trainer.free();
                }
            }
            ToTrainer::Keep { run } => {
                let trainer = self.trainer.as_ref().ok_or("there is no run to keep yet")?;
                self.kept.keep(run, trainer.step(), trainer.theta());
            }
            ToTrainer::Forget { run } => self.kept.forget(run),
            ToTrainer::Again => {
                let began = self.kept.began.clone();
                let examples = self.data.as_ref().ok_or("there is no data to train on yet")?.train.len();
                let (start, settings) = (self.start.clone(), self.settings.clone());
                let trainer = Trainer::resume(start, settings, examples, &began.theta, began.step, began.examples_seen);
                answers.extend(self.begin(trainer));
            }
            ToTrainer::Take { name, train_bytes } => {
                let source = Source::Own { name };
                match both_sets(buffer, train_bytes as usize) {
                    Ok((train, test)) => answers.extend(self.loaded(source, train, test)),
                    Err(why) => answers.push((FromTrainer::LoadFailed { source, why }, Vec::new())),
                }
            }
            ToTrainer::LearnToo { labels, times } => {
                let hand = Examples::new(buffer, labels).map_err(|error| error.to_string())?;
                let Data { source, train, handwritten, test } =
                    self.data.take().ok_or("there are no examples to learn from beside them yet")?;
                let base = train.len() - handwritten;
                let train = (0..times).fold(train.first(base), |train, _| train.and(&hand));
                let handwritten = train.len() - base;
                answers.extend(self.take_in(Data { source, train, handwritten, test }));
            }
            ToTrainer::WatchSharpness(on) => self.sharpness.turn(on),
            ToTrainer::Share { index, of } => {
                let data = self.data.as_ref().ok_or("there are no examples to share yet")?;
                let share = |examples: &Examples| {
                    let bound = |i: u32| examples.blocks() * i as usize / of.max(1) as usize;
                    examples.share(bound(index)..bound(index + 1)).to_bytes()
                };
                let mut bytes = share(&data.train);
                let train_bytes = bytes.len() as u32;
                bytes.extend(share(&data.test));
                answers.push((FromTrainer::Share { index, of, train_bytes }, bytes));
            }
            ToTrainer::Show { part, index } => {
                let data = self.data.as_ref().ok_or("there are no examples to show yet")?;
                let examples = data.part(part);
                if !examples.is_empty() {
                    let index = index % examples.len() as u32;
                    let example = Example { part, index, label: examples.label(index as usize) };
                    answers.push((FromTrainer::Example(example), examples.image(index as usize).to_vec()));
                }
            }
            ToTrainer::Browse { part } => {
                self.data.as_ref().ok_or("there are no examples to browse yet")?;
                self.browsing.ask(part);
            }
            ToTrainer::Images { part, indices } => {
                let data = self.data.as_ref().ok_or("there are no examples to show yet")?;
                answers.push(browsing::images(data.part(part), part, indices));
            }
        }
        Ok(())
    }
}

/// The set to learn from, in the buffer's first `train_bytes`, and the one to test on, in the rest.
fn both_sets(buffer: &[u8], train_bytes: usize) -> Result<(Examples, Examples), String> {
    let (train, test) = buffer.split_at_checked(train_bytes).ok_or("they did not arrive whole")?;
    let read = |bytes| Examples::from_bytes(bytes).map_err(|error| error.to_string());
    Ok((read(train)?, read(test)?))
}
