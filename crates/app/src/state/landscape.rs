//! The map: a slice of the cost, and where the ball is on it.

use std::rc::Rc;

use costscape_core::landscape::{Estimate, Extent, Grid, Plane, Projected, Quantity, Sampling, Slice};
use costscape_core::network::Network;
use costscape_protocol::{About, Across, KeptPath, PathPoint, PlaneKind};

use super::{Heights, Trail};
use crate::camera::Camera;

/// The map.
#[derive(Debug)]
pub struct Landscape {
    /// The part of the shown plane on the screen, once the visitor has zoomed or panned; none for the slice's own.
    pub window: Option<Extent>,
    /// When a slice of that part is due, in milliseconds.
    pub window_due_ms: Option<f64>,
    /// The slice on the screen: the last one with a whole stage.
    pub shown: Option<View>,
    /// A newer slice that has no whole stage yet.
    pub coming: Option<View>,
    /// The number of the plane asked for and not yet answered.
    pub asked: Option<u32>,
    /// The number of the last plane asked for.
    pub last_plane: u32,
    /// When that was, in milliseconds.
    pub last_asked_ms: f64,
    /// Why there is no new plane, in words.
    pub refusal: Option<String>,
    /// The ball on the shown plane.
    pub ball: Option<PathPoint>,
    /// The cost of the plane under the ball, as of the last time it was computed.
    pub under_ball: Option<UnderBall>,
    /// The cost where a step of the present learning rate lands, as of the last time it was computed.
    pub landing: Option<UnderBall>,
    /// The single place that is being computed.
    pub asked_under: Option<Asked>,
    /// When it was asked for, in milliseconds.
    pub asked_under_ms: f64,
    /// The place pointed at, on the shown plane.
    pub probe: Option<(f32, f32)>,
    /// Where it is looked at from when it is shown in space.
    pub camera: Camera,
    /// Whether the run rides the plane.
    pub riding: bool,
    /// Whether a hand holds the ball: the map stays where it is meanwhile.
    pub held: bool,
    /// Where the ball is being put: sent to the worker and not yet answered; then where it goes next.
    pub placing: Option<Option<(f32, f32)>>,
    /// Points saved for the plane through three of them: the step, and theta.
    pub points: Vec<(u64, Rc<[f32]>)>,
    /// Runs kept for comparison, oldest first.
    pub runs: Vec<KeptRun>,
    /// The number of the run kept last.
    pub last_run: u32,
    /// Whether the run that starts next stays on the plane shown, beside the one that was kept.
    pub stays: bool,
}

/// A run kept for comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptRun {
    /// Its number.
    pub run: u32,
    /// The number of the style in which it is drawn, from 0: the same for as long as it is kept.
    pub style: usize,
    /// What it was, in words: its settings, and how far it came.
    pub name: String,
}

/// A slice, and what has happened on its plane.
#[derive(Clone, Debug)]
pub struct View {
    /// The pool's number for the slice.
    pub job: u32,
    /// The trainer's number for the plane.
    pub plane: u32,
    /// The step at which theta0 stood.
    pub step: u64,
    /// Which plane.
    pub kind: PlaneKind,
    /// What was found out while it was made.
    pub about: About,
    /// The part of it worth looking at.
    pub extent: Extent,
    /// What the heights are.
    pub heights: Heights,
    /// Over how many of the examples.
    pub sampling: Sampling,
    /// Where the plane is.
    pub frame: Frame,
    /// What the cost is of.
    pub network: Network,
    /// The cost.
    pub slice: Slice,
    /// Where the ball has been.
    pub trail: Trail,
    /// Where the runs kept for comparison went.
    pub kept: Vec<KeptPath>,
    /// When the slice was begun, in milliseconds.
    pub begun_at_ms: f64,
}

/// Where a plane is, and its vectors in one piece for the slice workers.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    plane: Rc<Plane>,
    numbers: Rc<[f32]>,
}

impl Frame {
    /// From theta0, u and v, one after the other; `None` unless that fits `parameters` numbers each.
    #[must_use]
    pub fn new(numbers: &[f32], parameters: usize) -> Option<Self> {
        let plane = Plane::from_vectors(numbers).ok().filter(|plane| plane.origin().len() == parameters)?;
        Some(Self { plane: Rc::new(plane), numbers: numbers.into() })
    }

    /// The plane.
    #[must_use]
    pub fn plane(&self) -> &Plane {
        &self.plane
    }

    /// theta0, u and v, one after the other.
    #[must_use]
    pub fn numbers(&self) -> Rc<[f32]> {
        Rc::clone(&self.numbers)
    }

    /// Where `theta` lies: its foot on the plane and its distance from it. `None` for a theta of another length.
    #[must_use]
    pub fn project(&self, step: u64, theta: &[f32]) -> Option<PathPoint> {
        (theta.len() == self.plane.origin().len()).then(|| {
            let Projected { a, b, off } = self.plane.project(theta);
            PathPoint { step, a, b, off }
        })
    }
}

impl Default for Landscape {
    fn default() -> Self {
        Self {
            window: None,
            window_due_ms: None,
            shown: None,
            coming: None,
            asked: None,
            last_plane: 0,
            last_asked_ms: 0.0,
            refusal: None,
            ball: None,
            under_ball: None,
            landing: None,
            asked_under: None,
            asked_under_ms: f64::NEG_INFINITY,
            probe: None,
            camera: Camera::default(),
            riding: false,
            held: false,
            placing: None,
            points: Vec::new(),
            runs: Vec::new(),
            last_run: 0,
            stays: false,
        }
    }
}

impl View {
    /// The grid of a slice of `extent`, `resolution` points a side.
    #[must_use]
    pub fn grid(&self, resolution: usize, extent: Extent) -> Grid {
        if self.kind.is_line() { Grid::line(resolution, extent) } else { Grid::new(resolution, extent) }
    }

    /// What runs to the right, and what runs up.
    #[must_use]
    pub fn axis_names(&self) -> (&'static str, &'static str) {
        match self.kind {
            PlaneKind::Downhill(Across::Momentum) => ("a, along u", "b, along the momentum"),
            PlaneKind::Downhill(Across::Random { .. }) => ("a, along u", "b, random"),
            PlaneKind::Random { .. } => ("a, random", "b, random"),
            PlaneKind::Path => ("a, 1st component", "b, 2nd component"),
            PlaneKind::Curvature => ("a, sharpest", "b, 2nd sharpest"),
            PlaneKind::Parameters { .. } => ("a, 1st parameter", "b, 2nd parameter"),
            PlaneKind::DownhillLine => ("distance downhill", self.name_of_height()),
            PlaneKind::StartLine => ("from the start (0) to here (1)", self.name_of_height()),
            PlaneKind::Downhill(Across::Turn) | PlaneKind::Points => ("a, along u", "b, along v"),
        }
    }

    /// What the heights are called.
    #[must_use]
    pub fn name_of_height(&self) -> &'static str {
        if self.heights.quantity == Quantity::Cost { "cost" } else { "accuracy" }
    }

    /// Whether its heights are what the run minimises: only then the network's own cost belongs on it.
    #[must_use]
    pub fn is_of_training_cost(&self) -> bool {
        self.heights == Heights::ALL[0].1
    }

    /// Whether its heights are estimates over a sample.
    #[must_use]
    pub fn is_sampled(&self) -> bool {
        self.sampling != Sampling::All
    }

    /// Whether the point is on the plane as far as anyone can see: the ball and the surface then agree.
    #[must_use]
    pub fn is_on(&self, point: &PathPoint) -> bool {
        point.off < 1e-3
    }
}

impl Landscape {
    /// The slice with this job, if it is still of interest.
    pub(crate) fn view_of(&mut self, job: u32) -> Option<&mut View> {
        [&mut self.coming, &mut self.shown].into_iter().flatten().find(|view| view.job == job)
    }

    /// The newest slice: the coming one, or the one shown.
    #[must_use]
    pub fn newest(&self) -> Option<&View> {
        self.coming.as_ref().or(self.shown.as_ref())
    }

    /// The part of the plane on the screen.
    #[must_use]
    pub fn extent(&self) -> Option<Extent> {
        self.window.or(self.shown.as_ref().map(|view| view.slice.grid().extent()))
    }

    /// The number of the style in which a kept run is drawn.
    #[must_use]
    pub fn style_of(&self, run: u32) -> Option<usize> {
        self.runs.iter().find(|kept| kept.run == run).map(|kept| kept.style)
    }

    /// Whether the network is where the plane was laid.
    #[must_use]
    pub fn stands_at_origin(&self) -> bool {
        let on = |ball: &PathPoint| self.shown.as_ref().is_some_and(|view| view.is_on(ball));
        self.ball.is_some_and(|ball| on(&ball) && ball.a.abs() < 1e-3 && ball.b.abs() < 1e-3)
    }

    /// Whether the ball has left the part of the map where it is well shown.
    #[must_use]
    pub fn ball_has_left(&self) -> bool {
        let (Some(view), Some(ball)) = (&self.shown, &self.ball) else { return false };
        let Extent { centre: (a, b), half_range } = view.slice.grid().extent();
        if view.kind == PlaneKind::DownhillLine {
            // It is the line of the next step, and of no other.
            return !self.stands_at_origin();
        }
        let away = if view.kind.is_line() { (ball.a - a).abs() } else { (ball.a - a).abs().max((ball.b - b).abs()) };
        away > 0.8 * half_range || f64::from(ball.off) > 0.5 * f64::from(half_range) * view.frame.plane().unit()
    }

    /// The grid point known nearest to the probe: (a, b) and the height there.
    #[must_use]
    pub fn probed(&self) -> Option<Probed> {
        let (view, place) = (self.shown.as_ref()?, self.probe?);
        let grid = view.slice.grid();
        let stride = view.slice.stage()?.stride;
        let index = grid.nearest(place, stride);
        let (a, b) = grid.point(index);
        Some(Probed { a, b, cost: view.slice.estimate(index)?, spacing: grid.spacing() * stride as f32 })
    }

    /// The exact cost at a place of the line ahead, once it is known.
    #[must_use]
    pub fn landing_cost(&self, landing: f64) -> Option<f64> {
        let job = self.shown.as_ref()?.job;
        self.landing.filter(|found| found.job == job && found.point.a == landing as f32).map(|found| found.cost.mean)
    }

    /// The cost of the plane under the ball as it stands, where it is finite.
    #[must_use]
    pub fn cost_at_ball(&self) -> Option<f64> {
        let under = self.cost_under_ball().filter(|under| Some(under.point) == self.ball)?;
        Some(under.cost.mean).filter(|cost| cost.is_finite())
    }

    /// The cost of the plane under the ball, as of the step that it names: of the present one only where the ball is.
    #[must_use]
    pub fn cost_under_ball(&self) -> Option<UnderBall> {
        let (view, ball) = (self.shown.as_ref()?, self.ball?);
        let is_there = |point: &PathPoint| (point.a, point.b) == (ball.a, ball.b);
        self.under_ball
            .filter(|under| under.job == view.job && (under.point.step != ball.step || is_there(&under.point)))
    }
}

/// A single place of the plane that is asked for, and why.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asked {
    /// The ball is there.
    Ball(PathPoint),
    /// The step ahead lands there.
    Landing(PathPoint),
}

/// The cost of the plane where the ball was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnderBall {
    /// The slice whose plane it is.
    pub job: u32,
    /// The ball's place, and its step.
    pub point: PathPoint,
    /// C on the plane there.
    pub cost: Estimate,
}

/// A grid point, and the cost there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probed {
    /// Along u.
    pub a: f32,
    /// Along v.
    pub b: f32,
    /// C there.
    pub cost: Estimate,
    /// From one known grid point to the next.
    pub spacing: f32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use costscape_protocol::Part;

    fn view(cost: impl Fn(f32, f32) -> f64) -> View {
        let mut slice = Slice::new(Grid::new(21, Extent::of(2.0)));
        for index in slice.order().to_vec() {
            let (a, b) = slice.grid().point(index);
            slice.push(cost(a, b));
        }
        View {
            job: 1,
            plane: 1,
            step: 0,
            kind: PlaneKind::Downhill(Across::Turn),
            about: About::Nothing,
            extent: Extent::of(2.0),
            heights: Heights { part: Part::Train, quantity: Quantity::Cost },
            sampling: Sampling::All,
            frame: Frame::new(&[0.0; 9], 3).unwrap(),
            network: Network::lesson(),
            slice,
            trail: Trail::default(),
            kept: Vec::new(),
            begun_at_ms: 0.0,
        }
    }

    #[test]
    fn theta_is_projected_with_its_distance() {
        let numbers = [1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0];
        let frame = Frame::new(&numbers, 3).unwrap();
        let point = frame.project(7, &[3.0, 0.0, 6.0]).unwrap();
        assert_eq!(point, PathPoint { step: 7, a: 2.0, b: -1.0, off: 5.0 });
        assert!(frame.project(7, &[0.0; 4]).is_none());
        assert!(Frame::new(&numbers, 4).is_none());
    }

    #[test]
    fn the_probe_snaps_to_the_grid() {
        let mut map =
            Landscape { shown: Some(view(|a, b| f64::from(a) + 100.0 * f64::from(b))), ..Landscape::default() };
        map.probe = Some((0.27, -9.0));
        let probed = map.probed().unwrap();
        assert!((probed.a - 0.2).abs() < 1e-6 && probed.b == -2.0, "{probed:?}");
        assert_eq!(probed.cost, (f64::from(probed.a) - 200.0).into());
    }

    #[test]
    fn the_ball_leaves_at_four_fifths_or_far_off() {
        let mut map = Landscape { shown: Some(view(|_, _| 0.0)), ..Landscape::default() };
        for (a, b, off, left) in [(1.5, 0.0, 0.0, false), (0.0, -1.7, 0.0, true), (0.0, 0.0, 1.1, true)] {
            map.ball = Some(PathPoint { step: 0, a, b, off });
            assert_eq!(map.ball_has_left(), left);
        }
    }
}
