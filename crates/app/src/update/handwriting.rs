//! Digits of the visitor's own hand: kept, judged, saved, learnt from.

use std::rc::Rc;

use costscape_core::network::brightest;
use costscape_protocol::ToTrainer;

use super::data;
use crate::effect::{Effect, Payload};
use crate::export::idx_archive;
use crate::state::{Handwriting, Reads, State, pixels_and_labels};

/// While a run goes on they are judged this often, in milliseconds.
const EVERY_MS: f64 = 300.0;
/// Learnt from, they are together about this share of the training set, one in so many, or more where that takes each less than
/// once. Fewer would teach nothing.
const SHARE: usize = 10;

/// Keeps the digit on the pad under the label that the visitor gave it.
pub(super) fn keep(state: &mut State) -> Vec<Effect> {
    state.dirty.controls = true;
    let image = state.drawing.image().copied().filter(|_| state.drawing.content().example().is_none());
    let (Some(image), Some(label)) = (image, state.drawing.label()) else {
        state.notice = Some("Draw a digit of your own and say what it is, then keep it.".to_owned());
        return Vec::new();
    };
    state.notice = None;
    if state.handwriting.keep(image, label) {
        // Ready for the next one.
        state.drawing.clear();
        state.read();
        state.dirty.pad = true;
    } else {
        state.notice = Some(format!("There is room for {} digits.", Handwriting::MOST));
    }
    Vec::new()
}

/// Forgets the digit kept last.
pub(super) fn forget_last(state: &mut State) -> Vec<Effect> {
    state.handwriting.forget_last();
    state.dirty.controls = true;
    Vec::new()
}

/// Digits that were read from files come to those kept.
pub(super) fn take(state: &mut State, labels: &[u8], pixels: &[u8]) {
    state.dirty.controls = true;
    let images = pixels.as_chunks::<{ costscape_core::data::PIXELS }>().0;
    let taken = images.iter().zip(labels).filter(|&(image, &label)| state.handwriting.keep(*image, label)).count();
    if taken < labels.len() {
        state.notice =
            Some(format!("There is room for {} digits: {taken} of {} were taken.", Handwriting::MOST, labels.len()));
    }
}

/// Hands all of them to the visitor, as the two IDX files that MNIST's are.
pub(super) fn save(state: &mut State) -> Vec<Effect> {
    let (pixels, labels) = pixels_and_labels(state.handwriting.written());
    if labels.is_empty() {
        return Vec::new();
    }
    let bytes = idx_archive("handwriting", &pixels, &labels);
    vec![Effect::Save { name: "costscape-handwriting.zip".to_owned(), mime: "application/zip", bytes }]
}

/// Has the network learn from all of them, too, or where it does already, without them: a new run begins.
pub(super) fn learn(state: &mut State) -> Vec<Effect> {
    let hand = &state.handwriting;
    if state.data.loading.is_some() || (hand.written().is_empty() && hand.taught().is_empty()) {
        return Vec::new();
    }
    let more = hand.has_unseen();
    state.handwriting.learn(more);
    teach(state)
}

/// Gives the training worker those that are to be learnt from.
pub(super) fn teach(state: &mut State) -> Vec<Effect> {
    let Some(summary) = &state.data.summary else { return Vec::new() };
    let (pixels, labels) = pixels_and_labels(state.handwriting.taught());
    let base = (summary.train - summary.handwritten) as usize;
    let times = (base / (SHARE - 1) / labels.len().max(1)).max(1) as u32;
    let source = summary.source.clone();
    let message = Effect::Trainer(ToTrainer::LearnToo { labels, times }, Payload::Bytes(Rc::from(pixels)));
    data::begin_loading(state, source, message)
}

/// Judges them by the present parameters, if it is time to.
pub(super) fn judge(state: &mut State) {
    let network = state.network();
    let waits = state.run.running && state.now_ms - state.handwriting.at_ms < EVERY_MS;
    if !state.handwriting.stale || waits || state.run.theta.len() != network.architecture.parameter_count() {
        return;
    }
    let (mut reads, mut mistakes) = (Reads::default(), Vec::new());
    for (index, written) in state.handwriting.written().iter().enumerate() {
        let layers = network.forward(&state.run.theta, &written.pixels[..]);
        let right = layers.last().is_some_and(|outputs| brightest(outputs) == usize::from(written.label));
        let count = if written.learnt { &mut reads.learnt } else { &mut reads.unseen };
        *count = (count.0 + usize::from(right), count.1 + 1);
        if !right {
            mistakes.push(index);
        }
    }
    let hand = &mut state.handwriting;
    (hand.reads, hand.mistakes, hand.stale, hand.at_ms) = (reads, mistakes, false, state.now_ms);
    state.dirty.handwriting = true;
}
