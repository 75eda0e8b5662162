//! Which examples are in use.

use costscape_protocol::{Source, Summary, ToTrainer};

use super::{drawing, gallery, handwriting, runs, trouble};
use crate::effect::Effect;
use crate::manifest::Manifest;
use crate::state::{Dataset, Loading, Mnist, State, WantedBy};

pub(super) fn hear_manifest(state: &mut State, manifest: Result<Manifest, String>) -> Vec<Effect> {
    state.dirty.controls = true;
    let why = match manifest {
        Ok(manifest) => {
            let missing = manifest.missing();
            if missing.is_empty() {
                state.data.mnist = Mnist::There { folder: manifest.folder };
                // A visitor quicker than the manifest keeps the digits chosen; none chosen means MNIST.
                return choose(state, state.choices.dataset);
            }
            match (missing.len(), manifest.note.is_empty()) {
                (4, true) => "this copy of the site carries no MNIST files".to_owned(),
                (4, false) => manifest.note.trim_end_matches('.').to_owned(),
                _ => format!("this copy of the site lacks {}", missing.join(", ")),
            }
        }
        Err(why) => why,
    };
    // The site's own note is a sentence; within this one it needs no stop.
    let short = why.trim_end_matches('.');
    state.notice = Some(format!("MNIST is not here ({short}), so the built-in pen digits are used."));
    state.data.mnist = Mnist::Missing { why };
    choose(state, Dataset::Pen)
}

/// Reads these examples, unless they are in use or MNIST is not there.
pub(super) fn choose(state: &mut State, dataset: Dataset) -> Vec<Effect> {
    let source = match (dataset, &state.data.mnist) {
        (Dataset::Pen, _) => Source::Pen,
        (Dataset::Mnist | Dataset::Mixed, Mnist::There { folder }) => {
            Source::Mnist { folder: folder.clone(), with_pen: dataset == Dataset::Mixed }
        }
        // A visitor's own files are used when they are chosen.
        (Dataset::Mnist | Dataset::Mixed | Dataset::Own, _) => return Vec::new(),
    };
    let wanted = state.data.loading.as_ref().map(|loading| &loading.source);
    let wanted = wanted.or(state.data.summary.as_ref().map(|summary| &summary.source));
    if wanted == Some(&source) {
        return Vec::new();
    }
    load(state, source)
}

pub(super) fn load(state: &mut State, source: Source) -> Vec<Effect> {
    begin_loading(state, source.clone(), Effect::trainer(ToTrainer::Load(source)))
}

/// The choice of the page for examples from there.
fn dataset(source: &Source) -> Dataset {
    match source {
        Source::Pen => Dataset::Pen,
        Source::Mnist { with_pen: true, .. } => Dataset::Mixed,
        Source::Mnist { .. } => Dataset::Mnist,
        Source::Own { .. } => Dataset::Own,
    }
}

/// The examples in use, as a sentence begins with them.
pub(super) fn in_use(state: &State) -> Option<&'static str> {
    state.data.summary.as_ref().map(|summary| match summary.source {
        Source::Pen => "The pen digits",
        Source::Mnist { with_pen: true, .. } => "MNIST’s and the pen digits",
        Source::Mnist { .. } => "MNIST’s digits",
        Source::Own { .. } => "Your own images",
    })
}

/// Asks for the examples by `message`, and waits for them.
pub(super) fn begin_loading(state: &mut State, source: Source, message: Effect) -> Vec<Effect> {
    let mut effects = Vec::new();
    if state.run.running {
        state.run.running = false;
        state.run.told = Some(false);
        state.run.wanted = false;
        effects.push(Effect::trainer(ToTrainer::Pause));
    }
    // The choice is what is on its way, also when a worker that died is given what the one before had.
    state.choices.dataset = dataset(&source);
    // What was said of files chosen before, and of what stays in use, is no longer true.
    state.data.files_fault = None;
    state.data.loading = Some(Loading { source, what: String::new(), share: 0.0 });
    state.dirty.controls = true;
    effects.push(message);
    effects
}

pub(super) fn loading(state: &mut State, what: String, done: u64, total: u64) -> Vec<Effect> {
    if let Some(loading) = &mut state.data.loading {
        loading.what = what;
        loading.share = if total == 0 { 0.0 } else { (done as f64 / total as f64).min(1.0) };
        state.dirty.controls = true;
    }
    Vec::new()
}

pub(super) fn loaded(state: &mut State, summary: Summary) -> Vec<Effect> {
    // An answer to an earlier choice, while a later one is still being read, is in use but not yet the last word.
    let awaited = state.data.loading.take_if(|loading| loading.source == summary.source).is_some();
    let coming_names = if awaited { state.data.coming_names.take() } else { None };
    if !matches!(summary.source, Source::Own { .. }) {
        state.data.class_names.clear();
    } else if let Some(names) = coming_names {
        state.data.class_names = names;
    }
    let same_data = state.data.summary.as_ref().is_none_or(|before| before.source == summary.source);
    let hand = summary.handwritten > 0;
    state.data.summary = Some(summary);
    state.dirty.include_all();
    if state.run.recovery.is_some() && same_data {
        // The worker that died had learnt from the visitor's hand: the new one is given that first.
        return if hand || state.handwriting.taught().is_empty() {
            trouble::resume(state)
        } else {
            handwriting::teach(state)
        };
    }
    if !hand {
        state.handwriting.learn(false);
    }
    // Other data: a run that was being brought back is over, and the map is of another landscape.
    state.run.recovery = None;
    (state.landscape.shown, state.landscape.coming) = (None, None);
    state.landscape.points.clear();
    let mut effects = runs::clear(state);
    effects.extend(gallery::other_examples(state));
    effects.extend(state.pool.share_out());
    effects.push(Effect::trainer(ToTrainer::WatchSharpness(true)));
    if state.drawing.content().strokes().is_empty() {
        effects.extend(drawing::ask_for_example(state, WantedBy::Page));
    }
    effects
}

pub(super) fn load_failed(state: &mut State, source: &Source, why: &str) -> Vec<Effect> {
    state.dirty.controls = true;
    if state.data.loading.take_if(|loading| loading.source == *source).is_some() {
        state.data.coming_names = None;
    }
    let name = match source {
        Source::Pen => "The built-in pen digits",
        Source::Mnist { .. } => "MNIST",
        Source::Own { .. } => "Your own images",
    };
    if state.run.recovery.is_some() && state.data.summary.as_ref().is_none_or(|summary| summary.source == *source) {
        return trouble::fail(state, format!("{name} could not be read again: {why}. Reload the page to start anew."));
    }
    match (&state.data.summary, source) {
        // Nothing was asked for since, and there is nothing to go on with.
        (None, Source::Mnist { .. }) if state.data.loading.is_none() => {
            state.notice = Some(format!("MNIST could not be read: {why}. The built-in pen digits are used instead."));
            choose(state, Dataset::Pen)
        }
        (None, Source::Pen) => {
            trouble::fail(state, format!("{name} could not be made: {why}. Reload the page to try again."))
        }
        (Some(summary), _) => {
            let dataset = dataset(&summary.source);
            let kept = in_use(state).unwrap_or_default();
            state.notice = Some(format!("{name} could not be read: {why}. {kept} stay in use."));
            if state.data.loading.is_none() {
                state.choices.dataset = dataset;
            }
            Vec::new()
        }
        (None, Source::Mnist { .. } | Source::Own { .. }) => Vec::new(),
    }
}
