//! A visitor's own files: chosen, read, looked at, and used or left.

use costscape_protocol::{FileHead, Offer, Source, ToTrainer};

use super::data;
use crate::effect::{Effect, Payload};
use crate::numbers::grouped;
use crate::state::{Offering, Phase, State};

/// More files than a training and a test set can be.
const MOST_FILES: usize = 8;
/// More bytes than any set that fits: a browser's memory is not the place for more.
const MOST_MEGABYTES: u64 = 600;

/// Files were chosen: they are read unless they are too many or too large.
pub(super) fn chosen(state: &mut State, files: &[FileHead]) -> Vec<Effect> {
    state.dirty.controls = true;
    if files.is_empty() || matches!(state.phase(), Phase::Failed) {
        return Vec::new();
    }
    if state.data.summary.is_none() {
        state.notice = Some("Choose your files once the page is ready.".to_owned());
        return Vec::new();
    }
    let bytes: u64 = files.iter().map(|file| u64::from(file.bytes)).sum();
    if files.len() > MOST_FILES {
        let found = grouped(files.len() as u64);
        state.notice = Some(format!("Expected at most {MOST_FILES} files, found {found}. Nothing was read."));
        return Vec::new();
    }
    if bytes > MOST_MEGABYTES << 20 {
        let found = grouped(bytes >> 20);
        state.notice =
            Some(format!("Expected at most {MOST_MEGABYTES} megabytes in all, found {found}. Nothing was read."));
        return Vec::new();
    }
    state.notice = Some("Reading your files.".to_owned());
    vec![Effect::ReadFiles]
}

/// Their bytes are there, or not.
pub(super) fn read(state: &mut State, files: Result<Vec<FileHead>, String>) -> Vec<Effect> {
    match files {
        Ok(files) => vec![Effect::Trainer(ToTrainer::Read { files }, Payload::Files)],
        Err(why) => unreadable(state, &why),
    }
}

/// They can be used; the visitor sees what they are first.
pub(super) fn offered(state: &mut State, offer: Offer, pixels: Vec<u8>) -> Vec<Effect> {
    state.notice = None;
    state.data.offer = Some(Offering { offer, pixels });
    state.dirty.controls = true;
    Vec::new()
}

pub(super) fn unreadable(state: &mut State, why: &str) -> Vec<Effect> {
    let stays = data::in_use(state).map_or_else(String::new, |name| format!(" {name} stay in use."));
    state.notice = Some(format!("These files cannot be used: {}.{stays}", why.trim_end_matches('.')));
    state.dirty.controls = true;
    Vec::new()
}

/// Uses what was read: a new run begins on it.
pub(super) fn take(state: &mut State) -> Vec<Effect> {
    let Some(Offering { offer, .. }) = state.data.offer.take() else { return Vec::new() };
    state.notice = None;
    data::begin_loading(state, Source::Own { name: offer.name }, ToTrainer::TakeOffered)
}

/// Leaves it.
pub(super) fn leave(state: &mut State) -> Vec<Effect> {
    state.data.offer = None;
    state.dirty.controls = true;
    Vec::new()
}
