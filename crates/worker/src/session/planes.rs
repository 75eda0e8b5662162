//! The plane that paths are told on, and the next one being made.

use costscape_core::landscape::{DownhillPlane, Plane, Trajectory};
use costscape_core::training::Trainer;
use costscape_protocol::FromTrainer;

use super::measuring::Measurer;
use super::telling::points;
use super::{Answer, Data, from_floats};

/// The planes of a run.
#[derive(Default)]
pub(super) struct Planes {
    present: Option<(u32, Plane)>,
    /// The plane asked for, and how far it has come: none until the gradient at the present point is known.
    making: Option<(u32, Option<DownhillPlane>)>,
}

impl Planes {
    /// The plane that the page has, and its number.
    pub(super) fn present(&self) -> Option<&(u32, Plane)> {
        self.present.as_ref()
    }

    /// Whether a plane is being made.
    pub(super) fn is_making(&self) -> bool {
        self.making.is_some()
    }

    /// Begins to make a plane through the present point.
    pub(super) fn make(&mut self, number: u32) {
        self.making = Some((number, None));
    }

    /// Gives up the plane being made, and says why.
    pub(super) fn give_up(&mut self, why: &str) -> Option<Answer> {
        self.making.take().map(|(number, _)| refusal(number, why))
    }

    /// The run is another: its paths are on no plane yet.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Works on the plane asked for, a block of examples at a time; the run has to stand still meanwhile.
    pub(super) fn advance(
        &mut self,
        trainer: &Trainer,
        data: &Data,
        measurer: &mut Measurer,
        trajectory: Option<&Trajectory>,
        now_ms: f64,
    ) -> Option<Answer> {
        let (number, make) = self.making.as_mut()?;
        let number = *number;
        let Some((gradient, gradient_norm)) = measurer.gradient() else {
            // Measuring the present point brings its gradient, and the page is told its cost on the way.
            let measured = measurer.advance_to_gradient(trainer, data, now_ms)?;
            return Some((FromTrainer::Measured(measured), Vec::new()));
        };
        let advanced = match make {
            Some(make) => make.advance(&data.train),
            None => {
                DownhillPlane::new(&trainer.network(), trainer.theta(), gradient, trainer.start().seed).map(|new| {
                    *make = Some(new);
                    None
                })
            }
        };
        let answer = match advanced {
            Ok(None) => return None,
            Ok(Some(plane)) => {
                let path = trajectory.map(|trajectory| points(trajectory.on(&plane))).unwrap_or_default();
                let bytes = from_floats(&plane.to_vectors());
                self.present = Some((number, plane));
                (FromTrainer::Plane { plane: number, step: trainer.step(), gradient_norm, path }, bytes)
            }
            Err(error) => refusal(number, &error.to_string()),
        };
        self.making = None;
        Some(answer)
    }
}

/// Why there is no plane.
pub(super) fn refusal(plane: u32, why: &str) -> Answer {
    (FromTrainer::NoPlane { plane, why: why.to_owned() }, Vec::new())
}
