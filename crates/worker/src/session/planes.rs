//! The plane that paths are told on, and the next one being made.

use costscape_core::curvature::Curvature;
use costscape_core::landscape::{
    Extent, Plane, PlaneError, PrincipalPlane, Trajectory, between, filter_normalised, through_points, two_parameters,
};
use costscape_core::training::Trainer;
use costscape_protocol::{About, Across, FromTrainer, KeptPath, PlaneKind};

use super::kept::Kept;
use super::measuring::Measurer;
use super::telling::points;
use super::{Answer, Data, floats, from_floats};

/// The planes of a run.
#[derive(Default)]
pub(super) struct Planes {
    present: Option<(u32, Plane)>,
    making: Option<Making>,
}

/// A plane asked for, and how far it has come.
struct Making {
    number: u32,
    kind: PlaneKind,
    /// The points that came with the request.
    points: Vec<f32>,
    work: Work,
}

/// What takes more than a moment.
enum Work {
    /// Nothing, or what the measurer finds out of the present point.
    Fresh,
    Curvature(Box<Curvature>),
}

/// A plane made: the part worth looking at, and what was found out.
struct Made {
    plane: Plane,
    extent: Option<Extent>,
    about: About,
}

impl Made {
    fn plain(plane: Plane) -> Self {
        Self { plane, extent: None, about: About::Nothing }
    }

    fn within((plane, extent): (Plane, Extent)) -> Self {
        Self { plane, extent: Some(extent), about: About::Nothing }
    }
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

    /// Begins to make a plane.
    pub(super) fn make(&mut self, number: u32, kind: PlaneKind, buffer: &[u8]) {
        self.making = Some(Making { number, kind, points: floats(buffer), work: Work::Fresh });
    }

    /// The point is another one: what was found out for the plane being made is of the one before.
    pub(super) fn start_over(&mut self) {
        if let Some(making) = &mut self.making {
            making.work = Work::Fresh;
        }
    }

    /// Gives up the plane being made, and says why.
    pub(super) fn give_up(&mut self, why: &str) -> Option<Answer> {
        self.making.take().map(|making| refusal(making.number, why))
    }

    /// The run is another: its paths stay on the present plane, if that is one of a network with so many parameters.
    pub(super) fn keep_for(&mut self, parameters: usize) {
        self.present.take_if(|(_, plane)| plane.origin().len() != parameters);
    }

    /// Works on the plane asked for, a block of examples at a time; the run has to stand still meanwhile. True once a new
    /// plane is present.
    pub(super) fn advance(
        &mut self,
        trainer: &Trainer,
        data: &Data,
        measurer: &mut Measurer,
        kept: &Kept,
        now_ms: f64,
        answers: &mut Vec<Answer>,
    ) -> bool {
        let Some(making) = &mut self.making else { return false };
        let downhill = matches!(making.kind, PlaneKind::Downhill(_) | PlaneKind::DownhillLine);
        if downhill && measurer.gradient().is_none() {
            // Measuring the present point brings its gradient, and the page is told its cost on the way.
            let measured = measurer.advance_to_gradient(trainer, data, now_ms);
            answers.extend(measured.map(|measured| (FromTrainer::Measured(measured), Vec::new())));
            return false;
        }
        let Making { number, kind, .. } = *making;
        let answer = match making.advance(trainer, data, measurer, &kept.present) {
            Ok(None) => return false,
            Ok(Some(Made { plane, extent, about })) => {
                let path = points(kept.present.on(&plane));
                let kept = kept.runs().map(|(run, path)| KeptPath { run, path: points(path.on(&plane)) }).collect();
                let bytes = from_floats(&plane.to_vectors());
                self.present = Some((number, plane));
                let step = trainer.step();
                (FromTrainer::Plane { plane: number, kind, step, extent, about, path, kept }, bytes)
            }
            Err(error) => refusal(number, &error.to_string()),
        };
        self.making = None;
        answers.push(answer);
        matches!(answers.last(), Some((FromTrainer::Plane { .. }, _)))
    }
}

impl Making {
    /// One more block of examples' work; the plane once it is made.
    fn advance(
        &mut self,
        trainer: &Trainer,
        data: &Data,
        measurer: &mut Measurer,
        path: &Trajectory,
    ) -> Result<Option<Made>, PlaneError> {
        match &mut self.work {
            Work::Curvature(work) => {
                let Some(found) = work.advance(&data.train) else { return Ok(None) };
                let found = found.ok_or(PlaneError::NoCurvature)?;
                let (Some(u), Some(v)) = (found.vectors.first(), found.vectors.get(1)) else {
                    return Err(PlaneError::NoBend);
                };
                let plane = Plane::new(&trainer.theta(), u, v, 0).map_err(|_| PlaneError::NoCurvature)?;
                let [first, second] = [0, 1].map(|i| found.values.get(i).copied().unwrap_or_default());
                let about = About::Curvature { first, second, examples: found.examples as u32, settled: found.settled };
                return Ok(Some(Made { plane, extent: None, about }));
            }
            Work::Fresh => {}
        }
        let (network, theta, seed) = (trainer.network(), trainer.theta(), trainer.start().seed);
        let made = match self.kind {
            PlaneKind::Downhill(_) | PlaneKind::DownhillLine => {
                let (gradient, gradient_norm) = measurer.gradient().ok_or(PlaneError::NoDirection)?;
                let about = About::Downhill { gradient_norm };
                let downhill: Vec<f32> = gradient.iter().map(|g| -g).collect();
                let (across, seed) = match self.kind {
                    PlaneKind::Downhill(Across::Turn) => {
                        let plane = measurer.advance_downhill(trainer, data)?;
                        return Ok(plane.map(|plane| Made { plane, extent: None, about }));
                    }
                    PlaneKind::Downhill(Across::Momentum) => (trainer.momentum().ok_or(PlaneError::NoMomentum)?, seed),
                    PlaneKind::Downhill(Across::Random { seed }) => (downhill.clone(), seed),
                    _ => (downhill.clone(), seed),
                };
                let plane = Plane::new(&theta, &downhill, &across, seed)?;
                Made { plane, extent: None, about }
            }
            PlaneKind::Random { seed } => Made::plain(filter_normalised(&network, &theta, seed)?),
            PlaneKind::Path => {
                let found = PrincipalPlane::new(path, &theta)?;
                let (explained, of_a_walk, points) = (found.explained, found.explained_of_a_walk, found.points as u32);
                let about = About::Path { explained, of_a_walk, points };
                Made { plane: found.plane, extent: Some(found.extent), about }
            }
            PlaneKind::Curvature => {
                self.work = Work::Curvature(Box::new(Curvature::new(&network, &theta, 2, None, seed)));
                return Ok(None);
            }
            PlaneKind::Points => {
                let n = theta.len();
                if self.points.len() != 3 * n {
                    return Err(PlaneError::Length);
                }
                let points = [0, 1, 2].map(|i| &self.points[i * n..(i + 1) * n]);
                Made::within(through_points(points)?)
            }
            PlaneKind::Parameters { first, second } => {
                Made::plain(two_parameters(&theta, first as usize, second as usize)?)
            }
            PlaneKind::StartLine => {
                let (_, start) = path.start().ok_or(PlaneError::SamePoint)?;
                Made::within(between(start, &theta, seed)?)
            }
        };
        Ok(Some(made))
    }
}

/// Why there is no plane.
pub(super) fn refusal(plane: u32, why: &str) -> Answer {
    (FromTrainer::NoPlane { plane, why: why.to_owned() }, Vec::new())
}
