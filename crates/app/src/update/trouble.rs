//! What went wrong, and how it goes on.

use costscape_core::settings::Start;
use costscape_protocol::{Source, Summary, ToTrainer, Trouble};

use super::{WORKER_VERSION, data, gallery, own, planes, training};
use crate::effect::{Effect, Payload};
use crate::message::Who;
use crate::numbers::grouped;
use crate::state::{Files, Recovery, State};

/// The run was stopped by its worker.
pub(super) fn hear(state: &mut State, trouble: Trouble) -> Vec<Effect> {
    state.dirty.controls = true;
    match trouble {
        Trouble::Refused { why } => {
            (state.landscape.placing, state.landscape.riding) = (None, false);
            state.notice = Some(format!("The training worker refused: {why}."));
        }
        Trouble::Overflow { .. } | Trouble::Saturated { .. } => {
            (state.run.running, state.run.told) = (false, None);
            // What was said before is not about this; what is said from now on stands before it.
            state.notice = None;
            if matches!(trouble, Trouble::Overflow { .. }) {
                gallery::taken_back(state);
            }
            state.run.trouble = Some(trouble);
        }
    }
    Vec::new()
}

/// A lower learning rate lets a run go on that was about to overflow.
pub(super) fn rate_lowered(state: &mut State) -> Vec<Effect> {
    match &state.run.trouble {
        Some(Trouble::Overflow { learning_rate, .. }) if state.choices.settings.learning_rate < *learning_rate => {}
        _ => return Vec::new(),
    }
    state.dirty.controls = true;
    state.run.trouble = None;
    if !state.run.wanted {
        return Vec::new();
    }
    training::tell(state, ToTrainer::Run(state.choices.pace))
}

/// Nothing goes on without a reload.
pub(super) fn fail(state: &mut State, why: String) -> Vec<Effect> {
    state.failure = Some(why);
    state.data.files = Files::None;
    state.run.running = false;
    state.dirty.controls = true;
    vec![Effect::StopWorkers]
}

pub(super) fn check_version(state: &mut State, version: u32) -> Vec<Effect> {
    if version == WORKER_VERSION {
        return Vec::new();
    }
    fail(state, "The page and its workers are of different versions. Reload the page to get them all anew.".to_owned())
}

pub(super) fn worker_silent(state: &mut State, who: Who) -> Vec<Effect> {
    if state.failure.is_some() {
        return Vec::new();
    }
    match who {
        Who::Trainer => fail(
            state,
            "The training worker has not started within half a minute. Reload the page; if that does not help, this \
             browser may not allow module workers or WebAssembly."
                .to_owned(),
        ),
        Who::Reader => own::reader_silent(state),
        Who::Slicer(_) => {
            stop_slicing(state, "a slice worker has not started within half a minute".to_owned());
            Vec::new()
        }
    }
}

pub(super) fn worker_died(state: &mut State, who: Who) -> Vec<Effect> {
    if state.failure.is_some() {
        return Vec::new();
    }
    match who {
        Who::Trainer => trainer_died(state),
        Who::Reader => own::reader_died(state),
        Who::Slicer(index) => {
            if state.pool.stopped.is_some() {
                return Vec::new();
            }
            if !state.pool.died(index, state.now_ms) {
                stop_slicing(state, "a slice worker stopped three times in a row".to_owned());
                return Vec::new();
            }
            let mut effects = vec![Effect::Spawn(who)];
            // A trainer that is being brought back has nothing to share yet, and is asked when it has.
            if state.run.recovery.is_none() {
                effects.extend(state.pool.ask_for_shares());
            }
            effects
        }
    }
}

fn stop_slicing(state: &mut State, why: String) {
    state.landscape.coming = None;
    state.pool.stop(why);
    state.dirty.landscape = true;
    state.dirty.controls = true;
}

fn trainer_died(state: &mut State) -> Vec<Effect> {
    if !state.trainer_watch.died(state.now_ms) {
        return fail(
            state,
            "The training worker stopped three times in a row: a file of it may be missing, or this browser cannot run \
             it. Nothing can be trained. Reload the page to start anew, or try another browser."
                .to_owned(),
        );
    }
    let map = &mut state.landscape;
    // What only that worker knew is gone with it.
    (map.asked, map.placing, map.riding) = (None, None, false);
    map.runs.clear();
    gallery::worker_died(state);
    let map = &mut state.landscape;
    for view in [&mut map.shown, &mut map.coming].into_iter().flatten() {
        view.kept.clear();
    }
    // Whatever it will train on, and whoever chooses that, it needs the settings.
    let mut effects =
        vec![Effect::Spawn(Who::Trainer), Effect::trainer(ToTrainer::Apply(state.choices.settings.clone()))];
    effects.extend(state.pool.go_on());
    match &state.data.summary {
        Some(Summary { source: Source::Own { .. }, .. }) => {
            // Its files went with the worker.
            state.run.recovery = None;
            state.data.summary = None;
            effects.extend(data::load(state, Source::Pen));
            state.notice = Some(
                "The training worker stopped unexpectedly, and your images with it: choose the files again. The built-in \
                 pen digits take over."
                    .to_owned(),
            );
        }
        Some(summary) if !state.run.theta.is_empty() => {
            let source = summary.source.clone();
            (state.run.running, state.run.told) = (false, None);
            state.run.recovery = Some(Recovery { resuming: false });
            let step = grouped(state.run.step);
            let lost = state.data.loading.as_ref().is_some_and(|loading| matches!(loading.source, Source::Own { .. }));
            let lost = if lost { " Your images were not taken: choose the files again." } else { "" };
            state.notice =
                Some(format!("The training worker stopped unexpectedly and was started again from step {step}.{lost}"));
            effects.extend(data::load(state, source));
        }
        _ => {
            state.notice = Some("The training worker stopped unexpectedly and was started again.".to_owned());
            let source = state.data.loading.as_ref().map(|loading| loading.source.clone());
            effects.extend(source.map(|source| Effect::trainer(ToTrainer::Load(source))));
        }
    }
    effects
}

/// The new training worker has its examples: brings it to where the old one was.
pub(super) fn resume(state: &mut State) -> Vec<Effect> {
    if let Some(recovery) = &mut state.run.recovery {
        recovery.resuming = true;
    }
    let run = &state.run;
    let resume = ToTrainer::Resume { start: run.start.clone(), step: run.step, examples_seen: run.examples_seen };
    let mut effects = vec![
        Effect::Trainer(resume, Payload::Floats(run.theta.as_slice().into())),
        Effect::trainer(ToTrainer::WatchSharpness(true)),
    ];
    effects.extend(state.pool.ask_for_shares());
    effects
}

/// The new training worker stands somewhere: goes on, if that is where the old one was.
pub(super) fn recovered(state: &mut State, start: &Start, step: u64, theta: Vec<f32>) -> Vec<Effect> {
    let there = *start == state.run.start && step == state.run.step && theta == state.run.theta;
    if state.run.recovery.take_if(|recovery| recovery.resuming && there).is_none() {
        return Vec::new();
    }
    // Also for a slicer that died in between.
    let mut effects = state.pool.ask_for_shares();
    effects.extend(planes::ask(state));
    effects.extend(gallery::go_on(state));
    if state.run.wanted && state.run.trouble.is_none() {
        let notice = state.notice.take();
        effects.extend(training::tell(state, ToTrainer::Run(state.choices.pace)));
        state.notice = notice;
    }
    effects
}
