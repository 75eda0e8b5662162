//! The map: when a slice is taken, how it fills, and what the pointer reads off it.

use costscape_core::landscape::{Grid, Slice};
use costscape_protocol::{PathPoint, ToTrainer};

use crate::effect::Effect;
use crate::message::{Key, Who};
use crate::slicing::Cost;
use crate::state::{Frame, Phase, State, Trail, UnderBall, View};

/// How long a slice may fill before the ball may pull the map on, in milliseconds.
const LEAST_MS: f64 = 1000.0;
/// Or once so many stages are there.
const LEAST_STAGES: usize = 3;
/// While the ball moves, the cost of the plane under it is asked for this often, in milliseconds: a point of 60,000
/// examples every time, a few per cent of the slice workers' time.
const UNDER_BALL_MS: f64 = 200.0;

/// Asks for the plane through the present parameters.
pub(super) fn ask(state: &mut State) -> Vec<Effect> {
    let map = &mut state.landscape;
    map.last_plane += 1;
    map.last_asked_ms = state.now_ms;
    map.asked = Some(map.last_plane);
    state.dirty.controls = true;
    vec![Effect::trainer(ToTrainer::MakePlane { plane: map.last_plane })]
}

/// The visitor wants a slice here; slice workers that were given up get another chance.
pub(super) fn reslice(state: &mut State) -> Vec<Effect> {
    if matches!(state.phase(), Phase::Loading | Phase::Failed) {
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

/// Asks for a new plane when the map follows, the ball has left, and the present slice has had its time.
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
        && map.ball_has_left()
        && map.asked.is_none()
        && map.coming.is_none()
        && had_its_time
        && !refused
        && state.pool.stopped.is_none()
        && state.run.trouble.is_none()
        && matches!(state.phase(), Phase::Ready | Phase::Running);
    if wanted { ask(state) } else { Vec::new() }
}

/// The plane asked for.
pub(super) fn plane(
    state: &mut State,
    plane: u32,
    step: u64,
    gradient_norm: f64,
    path: Vec<PathPoint>,
    numbers: &[f32],
) -> Vec<Effect> {
    if state.landscape.asked != Some(plane) {
        return Vec::new();
    }
    state.landscape.asked = None;
    let network = state.network();
    let Some(frame) = Frame::new(numbers, network.architecture.parameter_count()) else { return Vec::new() };
    let slice = Slice::new(Grid::new(state.choices.resolution, state.landscape.half_range));
    let view = View {
        job: 0,
        plane,
        step,
        gradient_norm,
        frame,
        network,
        slice,
        trail: Trail::new(path),
        begun_at_ms: state.now_ms,
    };
    begin(state, view)
}

/// Another slice of the newest plane, after its grid was changed.
pub(super) fn refine(state: &mut State) -> Vec<Effect> {
    let Some(newest) = state.landscape.newest() else { return Vec::new() };
    let slice = Slice::new(Grid::new(state.choices.resolution, state.landscape.half_range));
    let view = View { slice, begun_at_ms: state.now_ms, ..newest.clone() };
    begin(state, view)
}

fn begin(state: &mut State, mut view: View) -> Vec<Effect> {
    let (job, effects) = state.pool.begin(view.network.clone(), view.frame.numbers(), &view.slice);
    view.job = job;
    state.landscape.refusal = None;
    state.landscape.asked_under = None;
    state.landscape.coming = Some(view);
    state.dirty.landscape = true;
    effects
}

pub(super) fn no_plane(state: &mut State, plane: u32, why: String) -> Vec<Effect> {
    if state.landscape.asked == Some(plane) {
        state.landscape.asked = None;
        state.landscape.refusal = Some(why);
        state.dirty.landscape = true;
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
        && let Some(point) = state.landscape.asked_under.take()
    {
        state.landscape.under_ball = Some(UnderBall { job, point, cost });
        state.dirty.scale = true;
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
    let map = &mut state.landscape;
    let (Some(view), Some(ball)) = (&map.shown, map.ball) else { return Vec::new() };
    let known = map.under_ball.is_some_and(|under| under.job == view.job && under.point == ball);
    let waits = state.run.running && state.now_ms - map.asked_under_ms < UNDER_BALL_MS;
    if known || waits || map.asked_under.is_some() || state.pool.job() != Some(view.job) {
        return Vec::new();
    }
    let Some(effects) = state.pool.ask_for((ball.a, ball.b)) else { return Vec::new() };
    (map.asked_under, map.asked_under_ms) = (Some(ball), state.now_ms);
    effects
}

/// Shows the coming slice once it has a whole stage.
fn promote(state: &mut State) {
    let map = &mut state.landscape;
    if let Some(view) = map.coming.take_if(|view| view.slice.stage().is_some()) {
        map.ball = view.frame.project(state.run.step, &state.run.theta);
        // Where the plane was laid the ball was on it, at the middle of the grid.
        let middle = PathPoint { step: view.step, a: 0.0, b: 0.0, off: 0.0 };
        let cost = view.slice.value(view.slice.grid().centre());
        map.under_ball = cost.map(|cost| UnderBall { job: view.job, point: middle, cost });
        map.shown = Some(view);
        state.dirty.readouts = true;
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
    let place = state.landscape.probed().map(|probed| {
        let (a, b, spacing) = (probed.a, probed.b, probed.spacing);
        match key {
            Key::Left => (a - spacing, b),
            Key::Right => (a + spacing, b),
            Key::Up => (a, b + spacing),
            Key::Down => (a, b - spacing),
            Key::Home | Key::End | Key::Space | Key::Escape => (0.0, 0.0),
        }
    });
    probe(state, if key == Key::Escape { None } else { place.or(Some((0.0, 0.0))) })
}
