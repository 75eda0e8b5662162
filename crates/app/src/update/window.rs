//! Which part of the plane is on the screen: zooming and panning.

use costscape_core::landscape::Extent;

use super::{landscape, placing};
use crate::camera::Camera;
use crate::effect::Effect;
use crate::message::Key;
use crate::state::State;

/// The old picture is scaled at once; a new slice is begun when the visitor has stopped for so long, in milliseconds.
const REST_MS: f64 = 120.0;
/// Closer than this neighbouring points of the grid differ by rounding alone, and farther everything overflows.
const CLOSEST: f32 = 1e-3;
pub(super) const FARTHEST: f32 = 1e4;
/// An arrow key turns the map by this share of a full turn.
const TURN: f32 = 0.02;

/// Zooms by `factor` (below 1: closer) around a place that stays where it is on the screen, or around the middle.
pub(super) fn zoom(state: &mut State, at: Option<(f32, f32)>, factor: f32) -> Vec<Effect> {
    let Some(Extent { centre, half_range }) = state.landscape.extent() else { return Vec::new() };
    // A plane that reaches farther by itself can be seen whole.
    let nearest = closest(centre).min(half_range);
    let wanted = (half_range * factor).clamp(nearest, FARTHEST.max(half_range).max(nearest));
    let (at, factor) = (at.unwrap_or(centre), wanted / half_range);
    if !(at.0.is_finite() && at.1.is_finite() && factor.is_finite()) {
        return Vec::new();
    }
    let stay = |centre: f32, at: f32| at + (centre - at) * factor;
    show(state, Extent { centre: (stay(centre.0, at.0), stay(centre.1, at.1)), half_range: wanted })
}

/// The least half range around this centre: far out a and b, of 24 bits, are coarser.
fn closest((a, b): (f32, f32)) -> f32 {
    CLOSEST.max(1e-4 * a.abs().max(b.abs()))
}

/// Looks at what lies so far along u and v.
pub(super) fn pan(state: &mut State, a: f32, b: f32) -> Vec<Effect> {
    let Some(Extent { centre, half_range }) = state.landscape.extent() else { return Vec::new() };
    let centre = (centre.0 + a, centre.1 + b);
    // A comparison with NaN is false.
    let farthest = FARTHEST.max(4.0 * half_range);
    if !(centre.0.abs() < farthest && centre.1.abs() < farthest && half_range >= closest(centre)) {
        return Vec::new();
    }
    show(state, Extent { centre, half_range })
}

/// Back to the part of the plane that was shown at first.
pub(super) fn fit(state: &mut State) -> Vec<Effect> {
    state.landscape.camera = Camera::default();
    state.dirty.landscape = true;
    let Some(extent) = state.landscape.newest().map(|view| view.extent) else { return Vec::new() };
    show(state, extent)
}

pub(super) fn show(state: &mut State, extent: Extent) -> Vec<Effect> {
    let mut extent = extent;
    if state.landscape.newest().is_some_and(|view| view.kind.is_line()) {
        extent.centre.1 = 0.0;
    }
    if state.landscape.extent() == Some(extent) {
        return Vec::new();
    }
    state.landscape.window = Some(extent);
    state.landscape.window_due_ms = Some(state.now_ms + REST_MS);
    (state.dirty.landscape, state.dirty.controls) = (true, true);
    Vec::new()
}

/// Begins the slice of what is on the screen, once that has come to rest.
pub(super) fn settle(state: &mut State) -> Vec<Effect> {
    let map = &mut state.landscape;
    if map.window_due_ms.is_none_or(|due_ms| state.now_ms < due_ms) {
        return Vec::new();
    }
    map.window_due_ms = None;
    landscape::refine(state)
}

/// Turns the map that is shown in space.
pub(super) fn turn(state: &mut State, across: f32, up: f32) -> Vec<Effect> {
    if state.shows_relief() && across.is_finite() && up.is_finite() {
        state.landscape.camera = state.landscape.camera.turned(across.into(), up.into());
        state.dirty.landscape = true;
    }
    Vec::new()
}

/// A key on the map: the view's own keys; all others move the probe, or put the ball there.
pub(super) fn key(state: &mut State, key: Key, shift: bool) -> Vec<Effect> {
    let arrow = match key {
        Key::Left => (-1.0, 0.0),
        Key::Right => (1.0, 0.0),
        Key::Up => (0.0, 1.0),
        Key::Down => (0.0, -1.0),
        Key::Plus => return zoom(state, None, 0.8),
        Key::Minus => return zoom(state, None, 1.25),
        Key::Zero => return fit(state),
        Key::Enter => return placing::place_at_probe(state),
        _ => return landscape::probe_key(state, key),
    };
    let step = 0.25 * state.landscape.extent().map_or(0.0, |extent| extent.half_range);
    match (shift, state.shows_relief()) {
        (true, _) => pan(state, arrow.0 * step, arrow.1 * step),
        (false, true) => turn(state, arrow.0 * TURN, arrow.1 * TURN),
        (false, false) => landscape::probe_key(state, key),
    }
}
