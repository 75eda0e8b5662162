//! The map: when a slice is taken, how it fills, and what the pointer reads off it.

use costscape_core::landscape::{Extent, Slice};
use costscape_protocol::{PathPoint, ToTrainer};

use super::planes::ask;
use super::window::FARTHEST;
use crate::effect::Effect;
use crate::message::{Key, Who};
use crate::slicing::{Cost, Subject};
use crate::state::{Asked, Heights, Phase, State, UnderBall, View};

/// How long a slice may fill before the ball may pull the map on, in milliseconds.
const LEAST_MS: f64 = 1000.0;
/// Or once so many stages are there.
const LEAST_STAGES: usize = 3;
/// While the ball moves, the cost of the plane under it is asked for this often, in milliseconds: a point of 60,000
/// examples every time, a few per cent of the slice workers' time.
const UNDER_BALL_MS: f64 = 200.0;

/// The visitor wants a slice here; slice workers that were given up get another chance.
pub(super) fn reslice(state: &mut State) -> Vec<Effect> {
    if !state.has_run() {
        return Vec::new();
    }
    let mut effects = Vec::new();
    if state.pool.stopped.is_some() {
        effects.extend((0..state.pool.workers()).map(|index| Effect::Spawn(Who::Slicer(index))));
        effects.extend(state.pool.restart());
    }
    effects.extend(ask(state));
    effects
}

/// Asks for a new plane when the map follows, the ball has left, and the present slice has had its time. A ride stays on its
/// plane, of which more is shown.
pub(super) fn follow(state: &mut State) -> Vec<Effect> {
    let map = &state.landscape;
    let Some(shown) = &map.shown else { return Vec::new() };
    let stages = shown.slice.stages().iter().filter(|stage| stage.points <= shown.slice.known()).count();
    let had_its_time = !state.run.running
        || stages >= LEAST_STAGES
        || shown.slice.is_complete()
        || state.now_ms - shown.begun_at_ms >= LEAST_MS;
    let refused = map.refusal.is_some() && state.now_ms - map.last_asked_ms < LEAST_MS;
    let wanted = state.choices.follow
        && (map.riding || shown.kind.goes_through_run())
        && !map.held
        && map.placing.is_none()
        && map.window.is_none()
        && map.ball_has_left()
        && map.asked.is_none()
        && map.coming.is_none()
        && had_its_time
        && !refused
        && state.pool.stopped.is_none()
        && state.run.trouble.is_none()
        && matches!(state.phase(), Phase::Ready | Phase::Running);
    match (wanted, map.riding) {
        (false, _) => Vec::new(),
        (true, false) => ask(state),
        (true, true) => widen(state),
    }
}

/// Twice as much of the plane, or as often that as it takes to have the ball well on the map.
fn widen(state: &mut State) -> Vec<Effect> {
    let Some((view, ball)) = state.landscape.shown.clone().zip(state.landscape.ball) else { return Vec::new() };
    let Extent { centre, mut half_range } = view.slice.grid().extent();
    let away = (ball.a - centre.0).abs().max((ball.b - centre.1).abs());
    while half_range < FARTHEST && away > 0.8 * half_range {
        half_range *= 2.0;
    }
    let extent = Extent { centre, half_range: half_range.min(FARTHEST) };
    if extent == view.slice.grid().extent() {
        return Vec::new();
    }
    begin(state, View { begun_at_ms: state.now_ms, ..view }, extent)
}

/// Another slice of the newest plane, after its grid, its part of the plane, its heights or its sample were changed.
pub(super) fn refine(state: &mut State) -> Vec<Effect> {
    let Some(newest) = state.landscape.newest() else { return Vec::new() };
    // The window is on the plane shown; a newer one is not on the screen yet.
    let same = state.landscape.shown.as_ref().is_some_and(|shown| shown.plane == newest.plane);
    let window = state.landscape.window.filter(|_| same);
    let extent = window.unwrap_or_else(|| newest.slice.grid().extent());
    let view = View {
        heights: state.choices.heights,
        sampling: state.choices.sampling_of(newest.kind),
        begun_at_ms: state.now_ms,
        ..newest.clone()
    };
    begin(state, view, extent)
}

/// Begins the slice of a view over `extent`.
pub(super) fn begin(state: &mut State, mut view: View, extent: Extent) -> Vec<Effect> {
    view.slice = Slice::new(view.grid(state.choices.resolution, extent));
    let Heights { part, quantity } = view.heights;
    let (network, plane) = (view.network.clone(), view.frame.numbers());
    let subject = Subject { network, plane, part, quantity, sampling: view.sampling };
    let (job, effects) = state.pool.begin(subject, &view.slice);
    view.job = job;
    state.landscape.refusal = None;
    state.landscape.asked_under = None;
    state.landscape.coming = Some(view);
    state.dirty.landscape = true;
    effects
}

/// Measures no more points of the slice, and makes no plane: what is known of the slice stays.
pub(super) fn cancel(state: &mut State) -> Vec<Effect> {
    (state.dirty.landscape, state.dirty.readouts) = (true, true);
    if state.landscape.asked.is_some() {
        // Its answer, that it was given up, says so on the page and lets the slice before go on.
        return vec![Effect::trainer(ToTrainer::GiveUpPlane)];
    }
    let map = &mut state.landscape;
    if map.coming.take().is_some() {
        // Nothing of it is on the screen; what is belongs to the slice before.
        state.pool.cancel();
        map.asked_under = None;
    } else {
        state.pool.cut_short();
    }
    Vec::new()
}

/// Sums from slice worker `index`.
pub(super) fn sums(state: &mut State, index: usize, job: u32, points: usize, sums: &[f64]) -> Vec<Effect> {
    let (costs, mut effects) = state.pool.take(index, job, points, sums);
    let Some(view) = state.landscape.view_of(job) else { return effects };
    let before = view.slice.stage();
    let mut single = None;
    for cost in costs {
        match cost {
            Cost::Grid(cost) => view.slice.push(cost),
            Cost::Single(cost) => single = Some(cost),
        }
    }
    let after = view.slice.stage();
    if let Some(cost) = single
        && let Some(asked) = state.landscape.asked_under.take()
    {
        match asked {
            Asked::Ball(point) => state.landscape.under_ball = Some(UnderBall { job, point, cost }),
            Asked::Landing(point) => state.landscape.landing = Some(UnderBall { job, point, cost }),
        }
        (state.dirty.scale, state.dirty.landscape) = (true, true);
    }
    if after != before {
        state.dirty.landscape = true;
        promote(state);
        effects.extend(follow(state));
    }
    effects.extend(ask_under_ball(state));
    state.dirty.readouts = true;
    effects
}

/// Asks for the cost of the plane under the ball, where that is not known; not too often while the ball moves.
pub(super) fn ask_under_ball(state: &mut State) -> Vec<Effect> {
    let landing = state.landing();
    let map = &mut state.landscape;
    let (Some(view), Some(ball)) = (&map.shown, map.ball) else { return Vec::new() };
    let mut asked = Asked::Ball(ball);
    let mut known = map.under_ball.is_some_and(|under| under.job == view.job && under.point == ball);
    if let (true, Some(landing)) = (known, landing) {
        asked = Asked::Landing(PathPoint { a: landing as f32, b: 0.0, off: 0.0, step: ball.step });
        known = map.landing_cost(landing).is_some();
    }
    let (Asked::Ball(wanted) | Asked::Landing(wanted)) = asked;
    let waits = state.run.running && state.now_ms - map.asked_under_ms < UNDER_BALL_MS;
    if known || waits || map.asked_under.is_some() || state.pool.job() != Some(view.job) {
        return Vec::new();
    }
    let Some(effects) = state.pool.ask_for((wanted.a, wanted.b)) else { return Vec::new() };
    (map.asked_under, map.asked_under_ms) = (Some(asked), state.now_ms);
    effects
}

/// Shows the coming slice once it has a whole stage.
fn promote(state: &mut State) {
    let map = &mut state.landscape;
    if let Some(view) = map.coming.take_if(|view| view.slice.stage().is_some()) {
        map.ball = view.frame.project(state.run.step, &state.run.theta);
        // Where the plane was laid the ball was on it.
        let origin = PathPoint { step: view.step, a: 0.0, b: 0.0, off: 0.0 };
        let grid = view.slice.grid();
        let cost = view.slice.estimate(grid.centre()).filter(|_| grid.point(grid.centre()) == (0.0, 0.0));
        map.under_ball = cost.map(|cost| UnderBall { job: view.job, point: origin, cost });
        // What the visitor has zoomed to belongs to the plane shown; on another one it means nothing.
        if map.shown.as_ref().is_none_or(|shown| shown.plane != view.plane) {
            (map.window, map.window_due_ms) = (None, None);
        } else if map.window_due_ms.is_none() {
            map.window = map.window.filter(|window| *window != view.extent);
        }
        map.shown = Some(view);
        // What can be done on a plane and what on a line is not the same.
        (state.dirty.readouts, state.dirty.controls) = (true, true);
        // The pictures of the weights mark those that span the plane.
        state.dirty.weights = true;
    }
}

/// theta moved: `path` leads there on plane `plane`. On other planes only the place it has reached is known.
pub(super) fn moved(state: &mut State, plane: Option<u32>, path: &[PathPoint]) {
    let (step, theta) = (state.run.step, &state.run.theta);
    let map = &mut state.landscape;
    let place = |view: &View| view.frame.project(step, theta);
    // A slice of another network's parameters means nothing any more.
    map.shown.take_if(|view| place(view).is_none());
    map.coming.take_if(|view| place(view).is_none());
    for view in [&mut map.shown, &mut map.coming].into_iter().flatten() {
        view.trail.take_back(step);
        if plane == Some(view.plane) && !path.is_empty() {
            view.trail.extend(path);
        } else if let Some(point) = place(view) {
            view.trail.extend(&[point]);
        }
    }
    map.ball = map.shown.as_ref().and_then(place);
    state.dirty.landscape = true;
}

pub(super) fn probe(state: &mut State, at: Option<(f32, f32)>) -> Vec<Effect> {
    state.landscape.probe = at.filter(|(a, b)| a.is_finite() && b.is_finite());
    state.dirty.landscape = true;
    Vec::new()
}

/// Moves the probe from one known grid point to the next; at first it is at the centre.
pub(super) fn probe_key(state: &mut State, key: Key) -> Vec<Effect> {
    let middle = state.landscape.extent().map_or((0.0, 0.0), |extent| extent.centre);
    let place = state.landscape.probed().map(|probed| {
        let (a, b, spacing) = (probed.a, probed.b, probed.spacing);
        match key {
            Key::Left => (a - spacing, b),
            Key::Right => (a + spacing, b),
            Key::Up => (a, b + spacing),
            Key::Down => (a, b - spacing),
            _ => middle,
        }
    });
    probe(state, if key == Key::Escape { None } else { place.or(Some(middle)) })
}
