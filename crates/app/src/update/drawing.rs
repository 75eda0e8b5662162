//! The pad: pen, keys and examples from the data.

use costscape_core::data::{PIXELS, SIDE};
use costscape_core::digit::{Point, from_photo};
use costscape_core::random::Random;
use costscape_protocol::{Example, Part, ToTrainer};

use crate::effect::Effect;
use crate::message::{Control, Key, PenPoint};
use crate::photo::Photo;
use crate::state::{Phase, Shown, State, Tool, WantedBy};

/// How far a key moves the pen.
const KEY_STEP: f32 = 0.04;
/// The pen's widths, relative to MNIST's.
const WIDTHS: [f32; 3] = [0.65, 1.0, 1.5];

fn changed(state: &mut State) -> Vec<Effect> {
    state.read();
    state.dirty.pad = true;
    Vec::new()
}

pub(super) fn pen_down(state: &mut State, point: PenPoint) -> Vec<Effect> {
    state.drawing.key_pen = false;
    state.drawing.cursor = None;
    state.drawing.begin(point);
    changed(state)
}

pub(super) fn pen_moved(state: &mut State, points: &[PenPoint]) -> Vec<Effect> {
    if !state.drawing.is_drawing() || state.drawing.key_pen {
        return Vec::new();
    }
    state.drawing.go_on(points);
    changed(state)
}

pub(super) fn pen_up(state: &mut State) -> Vec<Effect> {
    if !state.drawing.key_pen {
        state.drawing.end();
    }
    Vec::new()
}

/// Takes another tool, or a pen of another width, in the hand.
pub(super) fn set(state: &mut State, control: Control, value: &str) -> Vec<Effect> {
    let drawing = &mut state.drawing;
    match control {
        Control::Tool => {
            let Some((_, tool)) = Tool::ALL.into_iter().find(|(name, _)| *name == value) else { return Vec::new() };
            drawing.end();
            (drawing.tool, drawing.key_pen) = (tool, false);
        }
        Control::PenWidth => match value.parse() {
            Ok(width) if WIDTHS.contains(&width) => drawing.width = width,
            _ => return Vec::new(),
        },
        _ => return Vec::new(),
    }
    (state.dirty.pad, state.dirty.controls) = (true, true);
    Vec::new()
}

pub(super) fn undo(state: &mut State) -> Vec<Effect> {
    state.drawing.key_pen = false;
    if state.drawing.undo() { changed(state) } else { Vec::new() }
}

pub(super) fn redo(state: &mut State) -> Vec<Effect> {
    state.drawing.key_pen = false;
    if state.drawing.redo() { changed(state) } else { Vec::new() }
}

pub(super) fn clear(state: &mut State) -> Vec<Effect> {
    state.drawing.clear();
    changed(state)
}

/// The arrows move the pen, Space puts it down and lifts it, Escape lifts it. In the grid of pixels the arrows go from one
/// to the next, and Space changes it.
pub(super) fn key(state: &mut State, key: Key) -> Vec<Effect> {
    let drawing = &mut state.drawing;
    let old = drawing.cursor;
    let pixels = drawing.tool == Tool::Pixel;
    let step = if pixels { 1.0 / SIDE as f32 } else { KEY_STEP };
    let (low, high) = if pixels { (0.5 * step, 1.0 - 0.5 * step) } else { (0.0, 1.0) };
    let middle = if pixels { 0.5 + 0.5 * step } else { 0.5 };
    let Point { x, y } = old.unwrap_or(Point::new(middle, middle));
    let moved = |place: f32, by: f32| (place + by).clamp(low, high);
    let at = match key {
        // The first key only shows where the pen is.
        _ if old.is_none() => Point::new(x, y),
        Key::Left => Point::new(moved(x, -step), y),
        Key::Right => Point::new(moved(x, step), y),
        Key::Up => Point::new(x, moved(y, -step)),
        Key::Down => Point::new(x, moved(y, step)),
        _ => Point::new(x, y),
    };
    drawing.cursor = Some(at);
    let point = PenPoint { at, pressure: 1.0 };
    match key {
        Key::Space if pixels => {
            drawing.begin(point);
            drawing.end();
        }
        Key::Space if !drawing.key_pen => {
            drawing.begin(point);
            drawing.key_pen = true;
        }
        Key::Space | Key::Escape => {
            drawing.end();
            drawing.key_pen = false;
        }
        _ if drawing.key_pen && old != Some(at) => drawing.go_on(&[point]),
        _ => {}
    }
    changed(state)
}

/// Puts the digit of a picture on the pad, as the network would see it.
pub(super) fn take_photo(state: &mut State, photo: Result<Photo, String>) -> Vec<Effect> {
    state.dirty.controls = true;
    let image = photo.and_then(|Photo { width, pixels }| {
        from_photo(&pixels, width).map_err(|error| format!("this picture cannot be used: {error}"))
    });
    match image {
        Ok(image) => {
            state.notice = None;
            state.drawing.key_pen = false;
            state.drawing.put(image);
            changed(state)
        }
        Err(why) => {
            state.notice = Some(format!("No digit was read: {why}. The pad is as it was."));
            Vec::new()
        }
    }
}

/// Asks for an unseen example; another every time, the same ones in every visit.
pub(super) fn ask_for_example(state: &mut State, wanted: WantedBy) -> Vec<Effect> {
    if state.data.summary.is_none() || state.phase() == Phase::Failed {
        return Vec::new();
    }
    let drawing = &mut state.drawing;
    drawing.wanted = wanted;
    drawing.asked += 1;
    let index = Random::new(u64::from(drawing.asked), 0).bits() as u32;
    vec![Effect::trainer(ToTrainer::Show { part: Part::Test, index })]
}

pub(super) fn show(state: &mut State, example: Example, pixels: Vec<u8>) -> Vec<Effect> {
    let Ok(pixels) = <Box<[u8; PIXELS]>>::try_from(pixels.into_boxed_slice()) else { return Vec::new() };
    let drawing = &mut state.drawing;
    let own = !drawing.is_empty() && drawing.content().example().is_none();
    let unwanted = match drawing.wanted {
        WantedBy::Nobody => true,
        WantedBy::Page => own,
        WantedBy::Visitor => false,
    };
    if drawing.is_drawing() || unwanted {
        return Vec::new();
    }
    drawing.key_pen = false;
    drawing.show(Shown { example, pixels });
    changed(state)
}
