//! The pad: pen, keys and examples from the data.

use costscape_core::data::PIXELS;
use costscape_core::digit::Point;
use costscape_core::random::Random;
use costscape_protocol::{Example, Part, ToTrainer};

use crate::effect::Effect;
use crate::message::{Key, PenPoint};
use crate::state::{Phase, Shown, State};

/// How far a key moves the pen.
const KEY_STEP: f32 = 0.04;

fn changed(state: &mut State) -> Vec<Effect> {
    state.read();
    state.dirty.pad = true;
    Vec::new()
}

pub(super) fn pen_down(state: &mut State, point: PenPoint) -> Vec<Effect> {
    state.drawing.key_pen = false;
    state.drawing.cursor = None;
    state.drawing.begin_stroke(point);
    changed(state)
}

pub(super) fn pen_moved(state: &mut State, points: &[PenPoint]) -> Vec<Effect> {
    if !state.drawing.is_drawing() || state.drawing.key_pen {
        return Vec::new();
    }
    state.drawing.extend_stroke(points);
    changed(state)
}

pub(super) fn pen_up(state: &mut State) -> Vec<Effect> {
    if !state.drawing.key_pen {
        state.drawing.end_stroke();
    }
    Vec::new()
}

pub(super) fn undo(state: &mut State) -> Vec<Effect> {
    state.drawing.key_pen = false;
    if state.drawing.undo() { changed(state) } else { Vec::new() }
}

pub(super) fn clear(state: &mut State) -> Vec<Effect> {
    state.drawing.clear();
    changed(state)
}

/// The arrows move the pen, Space puts it down and lifts it, Escape lifts it.
pub(super) fn key(state: &mut State, key: Key) -> Vec<Effect> {
    let drawing = &mut state.drawing;
    let old = drawing.cursor;
    let Point { x, y } = old.unwrap_or(Point::new(0.5, 0.5));
    let at = match key {
        // The first key only shows where the pen is.
        _ if old.is_none() => Point::new(x, y),
        Key::Left => Point::new((x - KEY_STEP).max(0.0), y),
        Key::Right => Point::new((x + KEY_STEP).min(1.0), y),
        Key::Up => Point::new(x, (y - KEY_STEP).max(0.0)),
        Key::Down => Point::new(x, (y + KEY_STEP).min(1.0)),
        _ => Point::new(x, y),
    };
    drawing.cursor = Some(at);
    let point = PenPoint { at, pressure: 1.0 };
    match key {
        Key::Space if !drawing.key_pen => {
            drawing.begin_stroke(point);
            drawing.key_pen = true;
        }
        Key::Space | Key::Escape => {
            drawing.end_stroke();
            drawing.key_pen = false;
        }
        _ if drawing.key_pen && old != Some(at) => drawing.extend_stroke(&[point]),
        _ => {}
    }
    changed(state)
}

/// Asks for an unseen example; another every time, the same ones in every visit.
pub(super) fn ask_for_example(state: &mut State, invited: bool) -> Vec<Effect> {
    if state.data.summary.is_none() || state.phase() == Phase::Failed {
        return Vec::new();
    }
    let drawing = &mut state.drawing;
    drawing.invited = invited;
    drawing.asked += 1;
    let index = Random::new(u64::from(drawing.asked), 0).bits() as u32;
    vec![Effect::trainer(ToTrainer::Show { part: Part::Test, index })]
}

pub(super) fn show(state: &mut State, example: Example, pixels: Vec<u8>) -> Vec<Effect> {
    let Ok(pixels) = <Box<[u8; PIXELS]>>::try_from(pixels.into_boxed_slice()) else { return Vec::new() };
    let drawing = &mut state.drawing;
    // Nobody wants a drawing replaced unasked.
    if drawing.is_drawing() || (!drawing.invited && !drawing.content().strokes.is_empty()) {
        return Vec::new();
    }
    drawing.key_pen = false;
    drawing.show(Shown { example, pixels });
    changed(state)
}
