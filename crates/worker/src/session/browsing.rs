//! What the network makes of every single example, for whoever browses them: worked out block by block between the steps.

use costscape_core::data::Examples;
use costscape_core::judgement::Judgement;
use costscape_core::settings::Objective;
use costscape_core::training::Trainer;
use costscape_protocol::{Browsed, FromTrainer, Part};

use super::{Answer, Data, from_floats};

/// A part being judged.
struct Judging {
    step: u64,
    objective: Objective,
    judgement: Box<Judgement>,
}

/// What was asked for, and how far that has come.
#[derive(Default)]
pub(super) struct Browsing {
    wanted: Option<Part>,
    at_work: Option<Judging>,
}

impl Browsing {
    /// This part is wanted, at the point where the run stands when the work on it begins.
    pub(super) fn ask(&mut self, part: Part) {
        *self = Self { wanted: Some(part), at_work: None };
    }

    /// The run stands elsewhere all at once, or its cost is another: what has been judged so far is of no use. A step does
    /// not count; what was begun before it is true of where it began.
    pub(super) fn begin_anew(&mut self) {
        self.at_work = None;
    }

    /// Whether there is something to do.
    pub(super) fn is_busy(&self) -> bool {
        self.wanted.is_some()
    }

    /// Works on the next block; the answer once all are done.
    pub(super) fn advance(&mut self, trainer: &Trainer, data: &Data) -> Option<Answer> {
        let part = self.wanted?;
        let examples = data.part(part);
        let judging = self.at_work.get_or_insert_with(|| Judging {
            step: trainer.step(),
            objective: trainer.settings().objective(),
            judgement: Box::new(Judgement::new(&trainer.network(), &trainer.theta())),
        });
        if judging.judgement.advance(examples) {
            return None;
        }
        self.wanted = None;
        let Judging { step, objective, judgement } = self.at_work.take()?;
        let mut bytes = from_floats(judgement.costs());
        bytes.extend_from_slice(judgement.answers());
        bytes.extend((0..examples.len()).map(|index| examples.label(index)));
        let browsed = Browsed { part, step, objective, count: examples.len() as u32 };
        Some((FromTrainer::Browsed(browsed), bytes))
    }
}

/// The images of these examples, as far as there are such.
pub(super) fn images(examples: &Examples, part: Part, mut indices: Vec<u32>) -> Answer {
    indices.retain(|&index| (index as usize) < examples.len());
    let pixels = indices.iter().flat_map(|&index| examples.image(index as usize)).collect();
    (FromTrainer::Images { part, indices }, pixels)
}
