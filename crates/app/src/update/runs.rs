//! Runs kept for comparison.

use costscape_core::optimizer::Optimizer;
use costscape_protocol::{KeptPath, MOST_KEPT, ToTrainer};

use super::training;
use crate::effect::Effect;
use crate::numbers::{cost, counted, grouped, rate};
use crate::state::{BATCH_ALL, KeptRun, State};

/// Keeps the run so far and starts again at the same point, paused.
pub(super) fn keep(state: &mut State) -> Vec<Effect> {
    if !state.has_run() {
        return Vec::new();
    }
    if state.run.step == state.run.began {
        state.notice = Some("There is no run to keep yet: train some steps first.".to_owned());
        state.dirty.controls = true;
        return Vec::new();
    }
    let name = name(state);
    let map = &mut state.landscape;
    map.last_run += 1;
    let run = map.last_run;
    if map.runs.len() == MOST_KEPT {
        let oldest = map.runs.remove(0).run;
        drop_from_views(state, oldest);
    }
    let map = &mut state.landscape;
    let style = (0..).find(|style| map.runs.iter().all(|kept| kept.style != *style)).unwrap_or_default();
    map.runs.push(KeptRun { run, style, name });
    for view in [&mut map.shown, &mut map.coming].into_iter().flatten() {
        view.kept.push(KeptPath { run, path: view.trail.points().to_vec() });
    }
    // On a plane that is being made the next run begins there.
    map.stays = map.shown.is_some() && map.asked.is_none() && map.coming.is_none();
    state.run.again = true;
    let mut effects = vec![Effect::trainer(ToTrainer::Keep { run })];
    effects.extend(training::tell(state, ToTrainer::Again));
    effects
}

/// Forgets a run that was kept.
pub(super) fn forget(state: &mut State, run: u32) -> Vec<Effect> {
    state.landscape.runs.retain(|kept| kept.run != run);
    drop_from_views(state, run);
    (state.dirty.controls, state.dirty.landscape) = (true, true);
    vec![Effect::trainer(ToTrainer::Forget { run })]
}

/// Forgets all runs kept, and says so: their costs were of another landscape.
pub(super) fn clear(state: &mut State) -> Vec<Effect> {
    let runs: Vec<u32> = state.landscape.runs.iter().map(|kept| kept.run).collect();
    if !runs.is_empty() {
        state.notice = Some("The runs kept were on another landscape, and are gone.".to_owned());
    }
    runs.into_iter().flat_map(|run| forget(state, run)).collect()
}

fn drop_from_views(state: &mut State, run: u32) {
    let map = &mut state.landscape;
    for view in [&mut map.shown, &mut map.coming].into_iter().flatten() {
        view.kept.retain(|kept| kept.run != run);
    }
}

/// "η 3.00, batch 256, plain descent: 450 steps to cost 0.1712".
fn name(state: &State) -> String {
    // Those may have been changed since the last step.
    let (settings, changed) = state
        .run
        .made_with
        .as_ref()
        .map_or((&state.choices.settings, false), |(settings, changed)| (settings, *changed));
    let changed = if changed { ", at last" } else { "" };
    let batch = match settings.batch_size {
        BATCH_ALL => "whole set".to_owned(),
        size => format!("batch {}", grouped(size.into())),
    };
    let optimizer = match settings.optimizer {
        Optimizer::Sgd => "plain descent",
        Optimizer::Momentum => "momentum",
        Optimizer::Adam => "Adam",
    };
    let riding = if state.landscape.riding { ", riding the plane" } else { "" };
    let steps = counted(state.run.step - state.run.began, "step", "steps");
    let end = state
        .run
        .measured
        .as_ref()
        .filter(|measured| measured.step == state.run.step)
        .map_or(String::new(), |measured| format!(" to cost {}", cost(measured.train.cost)));
    format!("η {}, {batch}, {optimizer}{changed}{riding}: {steps}{end}", rate(settings.learning_rate))
}
