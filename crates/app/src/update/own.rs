//! A visitor's own files: chosen, read, looked at, and used or left.

use costscape_protocol::{FileHead, FromReader, Offer, Source, ToReader, ToTrainer};

use super::{data, handwriting, trouble};
use crate::effect::{Effect, Payload};
use crate::message::{Buffer, Who};
use crate::numbers::{counted, grouped};
use crate::state::{FileProgress, Files, MOST_FILES, Offering, Phase, State};

/// More bytes than any set that fits: a browser's memory is not the place for more.
const MOST_MEGABYTES: u64 = 600;

/// Files are held over the page, or no longer. The browser says so many times a second.
pub(super) fn dragging(state: &mut State, over: bool) -> Vec<Effect> {
    state.dirty.controls |= state.data.dragging != over;
    state.data.dragging = over;
    Vec::new()
}

/// Something was dropped, the `number`-th time, and is being looked into.
pub(super) fn dropped(state: &mut State, number: u32) -> Vec<Effect> {
    if !has_room(state) {
        return Vec::new();
    }
    let mut effects = Vec::new();
    if matches!(state.data.files, Files::Reading { .. } | Files::Offered(_)) {
        effects.push(Effect::EndReader);
    }
    state.data.files = Files::Looking(number);
    state.notice = Some("Looking into what you dropped.".to_owned());
    effects
}

/// What was dropped the `number`-th time is known; something else may have been chosen or dropped since.
pub(super) fn found(state: &mut State, number: u32, files: Result<Vec<FileHead>, String>) -> Vec<Effect> {
    if state.data.files != Files::Looking(number) {
        return Vec::new();
    }
    state.data.files = Files::None;
    match files {
        Ok(files) if files.is_empty() => refuse(state, "expected files, found none in what was dropped"),
        Ok(files) => chosen(state, files),
        Err(why) => refuse(state, &why),
    }
}

/// Files were chosen: they are read unless they are too many or too large.
pub(super) fn chosen(state: &mut State, files: Vec<FileHead>) -> Vec<Effect> {
    if files.is_empty() || !has_room(state) {
        return Vec::new();
    }
    let bytes: u64 = files.iter().map(|file| u64::from(file.bytes)).sum();
    if files.len() > MOST_FILES {
        let most = grouped(MOST_FILES as u64);
        say(
            state,
            format!("Expected at most {most} files, found more: put them into a ZIP archive. Nothing was read."),
        );
        return Vec::new();
    }
    if bytes > MOST_MEGABYTES << 20 {
        let found = grouped(bytes >> 20);
        say(state, format!("Expected at most {MOST_MEGABYTES} megabytes in all, found {found}. Nothing was read."));
        return Vec::new();
    }
    // A reader that reads others, or holds what it offered, is ended by the new one.
    state.data.files = Files::Reading { listens: false, progress: FileProgress::default() };
    state.notice = Some("Reading your files.".to_owned());
    vec![Effect::Spawn(Who::Reader), Effect::Reader(ToReader::Read { files }, Payload::Files)]
}

/// Whether files can be taken now: if not, the visitor is told why.
fn has_room(state: &mut State) -> bool {
    state.dirty.controls = true;
    (state.data.files_fault, state.data.dragging) = (None, false);
    if matches!(state.phase(), Phase::Failed) {
        return false;
    }
    if state.data.summary.is_none() {
        say(state, "Choose your files once the page is ready.".to_owned());
        return false;
    }
    if state.data.files.are_promised() {
        say(state, "The images before are still on their way: choose these again in a moment.".to_owned());
        return false;
    }
    true
}

pub(super) fn hear(state: &mut State, message: FromReader, buffer: Buffer) -> Vec<Effect> {
    if state.failure.is_some() {
        return Vec::new();
    }
    state.dirty.controls = true;
    match (message, buffer) {
        (FromReader::Ready { version }, _) => {
            if let Files::Reading { listens, .. } = &mut state.data.files {
                *listens = true;
            }
            trouble::check_version(state, version)
        }
        (FromReader::Progress { what, done, total }, _) => {
            if let Files::Reading { progress, .. } = &mut state.data.files {
                *progress = FileProgress { what, done, total };
            }
            Vec::new()
        }
        (FromReader::Offered(offer), Buffer::Bytes(pixels)) => offered(state, offer, pixels),
        (FromReader::Unreadable { why }, _) => unreadable(state, &why),
        (FromReader::Delivered { train_bytes }, _) => delivered(state, train_bytes),
        (FromReader::HandedOver { labels }, Buffer::Bytes(pixels)) => {
            state.data.files = Files::None;
            handwriting::take(state, &labels, &pixels);
            vec![Effect::EndReader]
        }
        (FromReader::Offered(_) | FromReader::HandedOver { .. }, _) => Vec::new(),
    }
}

/// They can be used; the visitor sees what they are first.
fn offered(state: &mut State, offer: Offer, pixels: Vec<u8>) -> Vec<Effect> {
    let images: u64 = offer.train.iter().chain(&offer.test).map(|&count| u64::from(count)).sum();
    state.notice = Some(format!("{} read: look at them in the settings.", counted(images, "image", "images")));
    state.data.files = Files::Offered(Offering { offer, pixels });
    Vec::new()
}

/// The reader cannot use them, or is gone.
fn unreadable(state: &mut State, why: &str) -> Vec<Effect> {
    let mut effects = vec![Effect::EndReader];
    let was = std::mem::take(&mut state.data.files);
    let awaited = state.data.loading.as_ref().map(|loading| loading.source.clone());
    match (was, awaited) {
        (Files::Delivering { .. }, Some(source @ Source::Own { .. })) => {
            effects.extend(data::load_failed(state, &source, why.trim_end_matches('.')));
        }
        _ => drop(refuse(state, why)),
    }
    effects
}

/// These files are not used, for this reason.
fn refuse(state: &mut State, why: &str) -> Vec<Effect> {
    let stays = stays(state);
    say(state, format!("These files cannot be used: {}.{stays}", why.trim_end_matches('.')));
    Vec::new()
}

/// The reader ended by itself.
pub(super) fn reader_died(state: &mut State) -> Vec<Effect> {
    state.dirty.controls = true;
    let arrived = !matches!(state.data.files, Files::Reading { listens: false, .. });
    if arrived {
        unreadable(state, "the worker that reads them stopped; they may be too large for this device")
    } else {
        unreadable(
            state,
            "the part of the app that reads them did not arrive; check the connection and reload the page",
        )
    }
}

/// The reader has not said that it listens for half a minute.
pub(super) fn reader_silent(state: &mut State) -> Vec<Effect> {
    unreadable(state, "the part of the app that reads them has not started within half a minute")
}

/// Says what is wrong, in the status and where files are chosen: on a phone the one is far from the other.
fn say(state: &mut State, why: String) {
    state.data.files_fault = Some(why.clone());
    state.notice = Some(why);
    state.dirty.controls = true;
}

/// What is in use stays so, as a sentence that follows another; nothing where there is none.
fn stays(state: &State) -> String {
    data::in_use(state).map_or_else(String::new, |name| format!(" {name} stay in use."))
}

/// Reads no further.
pub(super) fn cancel(state: &mut State) -> Vec<Effect> {
    if state.data.files.progress().is_none() {
        return Vec::new();
    }
    state.data.files = Files::None;
    let stays = stays(state);
    state.notice = Some(format!("Reading was cancelled.{stays}"));
    state.dirty.controls = true;
    vec![Effect::EndReader]
}

/// Uses what was read: a new run begins on it.
pub(super) fn take(state: &mut State) -> Vec<Effect> {
    let Files::Offered(Offering { offer, .. }) = &state.data.files else { return Vec::new() };
    // In the field commas separate the names, so that none can be within one.
    let classes: Vec<String> = offer.classes.iter().map(|name| without_commas(name)).collect();
    let (name, class_names) = (offer.name.clone(), classes.join(", "));
    state.data.files = Files::Delivering { class_names };
    state.notice = None;
    data::begin_loading(state, Source::Own { name }, Effect::Reader(ToReader::Deliver, Payload::None))
}

/// A name in words with nothing but spaces between them.
fn without_commas(name: &str) -> String {
    name.split([',', ' ']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The reader's part is done; the trainer's begins, unless something else was chosen since.
fn delivered(state: &mut State, train_bytes: u32) -> Vec<Effect> {
    let was = std::mem::take(&mut state.data.files);
    let mut effects = Vec::new();
    if let Files::Delivering { class_names } = was
        && let Some(Source::Own { name }) = state.data.loading.as_ref().map(|loading| &loading.source)
    {
        let take = ToTrainer::Take { name: name.clone(), train_bytes };
        effects.push(Effect::Trainer(take, Payload::Delivered));
        state.data.coming_names = Some(class_names);
    }
    effects.push(Effect::EndReader);
    effects
}

/// Keeps what was read as the visitor's own hand.
pub(super) fn hand_over(state: &mut State) -> Vec<Effect> {
    if state.data.files.offering().is_none() {
        return Vec::new();
    }
    state.dirty.controls = true;
    state.notice = None;
    state.data.files = Files::HandingOver;
    vec![Effect::Reader(ToReader::HandOver, Payload::None)]
}

/// Leaves it.
pub(super) fn leave(state: &mut State) -> Vec<Effect> {
    if state.data.files.offering().is_none() {
        return Vec::new();
    }
    state.dirty.controls = true;
    state.notice = None;
    state.data.files = Files::None;
    vec![Effect::EndReader]
}

/// The visitor calls the classes otherwise.
pub(super) fn name_classes(state: &mut State, names: &str) -> Vec<Effect> {
    names.clone_into(&mut state.data.class_names);
    (state.dirty.reading, state.dirty.controls, state.dirty.gallery, state.dirty.alone) = (true, true, true, true);
    Vec::new()
}
