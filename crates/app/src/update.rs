//! All behaviour: what happens to the state when something happens, and what has to be done about it.
//!
//! Pure: no clock, no browser. Time comes in by [`Msg::Clock`], entropy by [`Msg::SeedDrawn`].

mod alone;
mod charts;
mod data;
mod drawing;
mod export;
mod gallery;
mod handwriting;
mod landscape;
mod own;
mod placing;
mod planes;
mod runs;
mod settings;
#[cfg(test)]
mod tests;
mod training;
mod trouble;
mod window;

pub use settings::THEME_KEY;

use costscape_protocol::{FromSlicer, FromTrainer, VERSION};

use crate::effect::Effect;
use crate::message::{Buffer, Msg, Opened, Who};
use crate::state::{Dirty, State, WantedBy};

/// Takes one message in.
pub fn update(state: &mut State, msg: Msg) -> Vec<Effect> {
    state.pool.gentle = state.run.running;
    match msg {
        Msg::Opened(opened) => open(state, opened),
        Msg::Clock { now_ms } => {
            state.now_ms = now_ms;
            Vec::new()
        }
        Msg::Frame => {
            alone::work(state);
            handwriting::judge(state);
            let mut effects = window::settle(state);
            effects.extend(landscape::follow(state));
            effects
        }
        Msg::Drawn => {
            state.dirty = Dirty::default();
            Vec::new()
        }
        Msg::Manifest(manifest) => data::hear_manifest(state, manifest),
        Msg::Trainer(message, buffer) => hear_trainer(state, message, buffer),
        Msg::Slicer(index, message, buffer) => hear_slicer(state, index, message, buffer),
        Msg::Reader(message, buffer) => own::hear(state, message, buffer),
        // Why is in the browser's console, in words that are not for visitors.
        Msg::WorkerDied { who, .. } => trouble::worker_died(state, who),
        Msg::WorkerSilent { who } => trouble::worker_silent(state, who),
        Msg::Train => training::train_or_pause(state),
        Msg::Step => training::step(state),
        Msg::Reset => training::reset(state),
        Msg::NewSeed => vec![Effect::DrawSeed],
        Msg::SeedDrawn(seed) => settings::take_seed(state, seed),
        Msg::Control(control, value) => settings::set(state, control, &value),
        Msg::Reslice => landscape::reslice(state),
        Msg::Zoom { at, factor } => window::zoom(state, at, factor),
        Msg::Pan { a, b } => window::pan(state, a, b),
        Msg::Fit => window::fit(state),
        Msg::CancelSlice => landscape::cancel(state),
        Msg::Place { a, b } => placing::place(state, (a, b)),
        Msg::Drag { a, b } => placing::drag(state, (a, b)),
        Msg::Drop => placing::drop_ball(state),
        Msg::PutBack => placing::put_back(state),
        Msg::PlaceAtProbe => placing::place_at_probe(state),
        Msg::SavePoint => planes::save_point(state),
        Msg::PickParameter { index } => planes::pick(state, index),
        Msg::KeepRun => runs::keep(state),
        Msg::ForgetRun { run } => runs::forget(state, run),
        Msg::Save(format) => export::save(state, format),
        Msg::PenDown(point) => drawing::pen_down(state, point),
        Msg::PenMoved(points) => drawing::pen_moved(state, &points),
        Msg::PenUp => drawing::pen_up(state),
        Msg::FilesChosen(files) => own::chosen(state, files),
        Msg::Dragging(over) => own::dragging(state, over),
        Msg::Dropped { number } => own::dropped(state, number),
        Msg::DroppedFound { number, files } => own::found(state, number, files),
        Msg::CancelReading => own::cancel(state),
        Msg::TakeOffer => own::take(state),
        Msg::HandOver => own::hand_over(state),
        Msg::LeaveOffer => own::leave(state),
        Msg::PhotoTaken(photo) => drawing::take_photo(state, photo),
        Msg::KeepDigit => handwriting::keep(state),
        Msg::ForgetDigit => handwriting::forget_last(state),
        Msg::SaveHandwriting => handwriting::save(state),
        Msg::LearnHandwriting => handwriting::learn(state),
        Msg::Alone { open } => alone::open(state, open),
        Msg::Undo => drawing::undo(state),
        Msg::Redo => drawing::redo(state),
        Msg::Clear => drawing::clear(state),
        Msg::RandomDigit => drawing::ask_for_example(state, WantedBy::Visitor),
        Msg::PadKey(key) => drawing::key(state, key),
        Msg::ProbeAt { a, b } => landscape::probe(state, Some((a, b))),
        Msg::ProbeGone => landscape::probe(state, None),
        Msg::MapKey { key, shift } => window::key(state, key, shift),
        Msg::Turn { across, up } => window::turn(state, across, up),
        Msg::ChartAt { step } => charts::point_at(state, step),
        Msg::ChartKey(key) => charts::key(state, key),
        Msg::ChartGone => charts::point_away(state),
        Msg::Gallery { open } => gallery::toggle(state, open),
        Msg::GallerySeen { top, width, height } => gallery::seen(state, (top, width, height)),
        Msg::GalleryAt { x, y } => gallery::point_at(state, (x, y)),
        Msg::GalleryClicked { x, y } => gallery::click(state, (x, y)),
        Msg::GalleryKey(key) => gallery::key(state, key),
        Msg::JudgeAgain => gallery::judge_again(state),
        Msg::Redraw { dark } => {
            state.dark = dark;
            state.dirty = Dirty::LOOK;
            Vec::new()
        }
    }
}

fn open(state: &mut State, opened: Opened) -> Vec<Effect> {
    state.choices.theme = opened.theme;
    state.dark = opened.dark;
    state.dirty = Dirty::LOOK;
    let mut effects = vec![Effect::FetchManifest, Effect::Spawn(Who::Trainer)];
    effects.extend((0..state.pool.workers()).map(|index| Effect::Spawn(Who::Slicer(index))));
    effects
}

fn hear_trainer(state: &mut State, message: FromTrainer, buffer: Buffer) -> Vec<Effect> {
    if state.failure.is_some() {
        return Vec::new();
    }
    match (message, buffer) {
        (FromTrainer::Ready { version }, _) => trouble::check_version(state, version),
        (FromTrainer::Loading { what, done, total }, _) => data::loading(state, what, done, total),
        (FromTrainer::Loaded(summary), _) => data::loaded(state, summary),
        (FromTrainer::LoadFailed { source, why }, _) => data::load_failed(state, &source, &why),
        (FromTrainer::Started { start, step, examples_seen }, Buffer::Floats(theta)) => {
            training::started(state, start, (step, examples_seen), theta)
        }
        (FromTrainer::Progress(progress), Buffer::Floats(theta)) => training::progress(state, progress, theta),
        (FromTrainer::Measured(measured), _) => training::measured(state, measured),
        (message @ FromTrainer::Plane { .. }, Buffer::Floats(numbers)) => planes::made(state, message, &numbers),
        (FromTrainer::Placed { step, riding }, Buffer::Floats(theta)) => placing::placed(state, step, riding, theta),
        (FromTrainer::Sharpness(sharpness), _) => training::sharpness(state, sharpness),
        (FromTrainer::NoPlane { plane, why }, _) => planes::refused(state, plane, why),
        (FromTrainer::Share { index, of, train_bytes }, _) => state.pool.pass_share_on(index, of, train_bytes),
        (FromTrainer::Example(example), Buffer::Bytes(pixels)) => drawing::show(state, example, pixels),
        (FromTrainer::Browsed(browsed), Buffer::Bytes(bytes)) => gallery::browsed(state, browsed, &bytes),
        (FromTrainer::Images { part, indices }, Buffer::Bytes(pixels)) => {
            gallery::images(state, part, &indices, &pixels)
        }
        (FromTrainer::Trouble(what), _) => trouble::hear(state, what),
        // A message whose buffer is not what the protocol says cannot be used; VERSION keeps it from happening.
        (FromTrainer::Started { .. } | FromTrainer::Progress(_) | FromTrainer::Plane { .. }, _)
        | (FromTrainer::Placed { .. } | FromTrainer::Example(_), _)
        | (FromTrainer::Browsed(_) | FromTrainer::Images { .. }, _) => Vec::new(),
    }
}

fn hear_slicer(state: &mut State, index: usize, message: FromSlicer, buffer: Buffer) -> Vec<Effect> {
    if state.failure.is_some() {
        return Vec::new();
    }
    match (message, buffer) {
        (FromSlicer::Ready { version }, _) => trouble::check_version(state, version),
        (FromSlicer::Shared { examples, blocks }, _) => state.pool.confirm_share(index, examples, blocks),
        (FromSlicer::Sums { job, points }, Buffer::Doubles(sums)) => {
            landscape::sums(state, index, job, points as usize, &sums)
        }
        (FromSlicer::Refused { why }, _) => {
            state.landscape.refusal = Some(why);
            state.dirty.landscape = true;
            Vec::new()
        }
        (FromSlicer::Sums { .. }, _) => Vec::new(),
    }
}

/// The version that workers have to be of.
const WORKER_VERSION: u32 = VERSION;
