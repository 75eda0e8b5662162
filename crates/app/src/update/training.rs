//! The run: start, pause, step, and what the worker says about it.

use costscape_core::settings::Start;
use costscape_protocol::{Measured, Progress, Sharpness, ToTrainer};

use super::{gallery, landscape, planes, trouble};
use crate::effect::Effect;
use crate::state::{History, Pace, State, Trail};

pub(super) fn train_or_pause(state: &mut State) -> Vec<Effect> {
    if !state.has_run() {
        return Vec::new();
    }
    let message = if state.run.running { ToTrainer::Pause } else { ToTrainer::Run(state.choices.pace) };
    tell(state, message)
}

pub(super) fn step(state: &mut State) -> Vec<Effect> {
    if state.has_run() { tell(state, ToTrainer::Step) } else { Vec::new() }
}

/// Says `message` to the worker and expects its word: the page shows at once what it will say.
pub(super) fn tell(state: &mut State, message: ToTrainer) -> Vec<Effect> {
    state.notice = None;
    state.run.trouble = None;
    let running = matches!(message, ToTrainer::Run(_));
    state.run.told = (state.run.running != running).then_some(running);
    // At rest the ground is drawn in every pixel.
    state.dirty.landscape |= state.run.running != running;
    state.run.running = running;
    state.run.pace = Pace::default();
    state.run.wanted = running;
    state.dirty.controls = true;
    vec![Effect::trainer(message)]
}

pub(super) fn reset(state: &mut State) -> Vec<Effect> {
    if !state.has_run() {
        return Vec::new();
    }
    state.dirty.controls = true;
    let fields = [&state.choices.seed, &state.choices.hidden_layers];
    if let Some(error) = fields.into_iter().find_map(|field| field.error.as_deref()) {
        state.notice = Some(format!("Not reset: {error}"));
        return Vec::new();
    }
    tell(state, ToTrainer::Reset(state.choices.start.clone()))
}

/// A run begins, after so many steps and examples.
pub(super) fn started(
    state: &mut State,
    start: Start,
    (step, examples_seen): (u64, u64),
    theta: Vec<f32>,
) -> Vec<Effect> {
    state.dirty.include_all();
    if state.run.recovery.is_some() {
        return trouble::recovered(state, &start, step, theta);
    }
    // Pressed since the reset, Train is meant for this run: its worker will say that it goes on.
    let pressed = state.run.told == Some(true);
    if theta.len() != state.run.theta.len() {
        // Points and paths of a network of another shape are nowhere on its landscape.
        state.landscape.points.clear();
        state.landscape.runs.clear();
    }
    let by_hand = state.run.again && state.run.by_hand;
    state.run.restart(start, step, examples_seen, theta);
    state.run.by_hand = by_hand;
    if pressed {
        (state.run.running, state.run.told, state.run.wanted) = (true, Some(true), true);
    }
    state.history = History::default();
    state.chart_cursor = None;
    // The path that led elsewhere is another run's.
    let map = &mut state.landscape;
    for view in [&mut map.shown, &mut map.coming].into_iter().flatten() {
        view.trail = Trail::new(Vec::new());
    }
    landscape::moved(state, None, &[]);
    if std::mem::take(&mut state.landscape.riding) {
        state.notice = Some("The new run does not ride: tick “Ride the plane” for that.".to_owned());
    }
    (state.landscape.placing, state.landscape.held) = (None, false);
    state.read();
    let stays = std::mem::take(&mut state.landscape.stays) && state.landscape.shown.is_some();
    let mut effects = if stays { landscape::ask_under_ball(state) } else { planes::ask(state) };
    effects.extend(gallery::begin_anew(state));
    effects
}

pub(super) fn progress(state: &mut State, progress: Progress, theta: Vec<f32>) -> Vec<Effect> {
    if state.run.recovery.is_some() || theta.len() != state.run.theta.len() {
        return Vec::new();
    }
    let Progress { step, examples_seen, running, steps, path, plane } = progress;
    let run = &mut state.run;
    if run.told.is_none_or(|told| told == running) {
        state.dirty.controls |= run.running != running;
        state.dirty.landscape |= run.running != running;
        (run.running, run.told) = (running, None);
    }
    let moved = run.step != step || run.theta != theta;
    let was_old = run.is_sharpness_old();
    if step > run.step {
        run.note_settings(&state.choices.settings);
    }
    (run.step, run.examples_seen, run.theta) = (step, examples_seen, theta);
    state.dirty.readouts = true;
    state.dirty.controls |= run.is_sharpness_old() != was_old;
    // Steps told before the worker heard of another objective say nothing about this one.
    let objective = state.choices.settings.objective();
    if let Some(steps) = steps.filter(|steps| steps.objective == objective) {
        run.steps = Some(steps);
        run.pace.count(steps.count, state.now_ms);
        run.trouble = None;
        state.trainer_watch.progress();
        if steps.whole && steps.count == 1 {
            // The cost before the step, over everything: the true one, one step ago.
            let before = step.saturating_sub(1);
            state.history.train.push(before, steps.cost);
            state.history.gradient.push(before, steps.gradient_norm);
        } else if !steps.whole {
            state.history.batch.push(step, steps.cost);
            state.history.batch_gradient.push(step, steps.gradient_norm);
        }
        state.dirty.charts = true;
    }
    if moved {
        landscape::moved(state, plane, &path);
        gallery::moved(state, false);
        state.read();
        state.dirty.weights = true;
    }
    let mut effects = landscape::ask_under_ball(state);
    effects.extend(landscape::follow(state));
    effects
}

pub(super) fn measured(state: &mut State, measured: Measured) -> Vec<Effect> {
    if state.run.recovery.is_some() || measured.objective != state.choices.settings.objective() {
        return Vec::new();
    }
    state.history.train.push(measured.step, measured.train.cost);
    state.history.test.push(measured.step, measured.test.cost);
    if let Some(norm) = measured.gradient_norm {
        state.history.gradient.push(measured.step, norm);
    }
    state.run.measured = Some(measured);
    state.run.measured_at_ms = state.now_ms;
    state.dirty.charts = true;
    state.dirty.readouts = true;
    Vec::new()
}

pub(super) fn sharpness(state: &mut State, sharpness: Sharpness) -> Vec<Effect> {
    if state.run.recovery.is_some() || sharpness.objective != state.choices.settings.objective() {
        return Vec::new();
    }
    if sharpness.value.is_finite() {
        state.history.sharpness.push(sharpness.step, sharpness.value);
        let edge = 2.0 / f64::from(state.choices.settings.learning_rate);
        state.history.edge.push(sharpness.step, edge);
        state.run.sharpness = Some(sharpness);
        (state.dirty.charts, state.dirty.controls) = (true, true);
    }
    Vec::new()
}
