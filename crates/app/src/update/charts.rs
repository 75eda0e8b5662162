//! The cursor on the charts: always on a step of which something is known.

use crate::effect::Effect;
use crate::message::Key;
use crate::state::State;

pub(super) fn point_at(state: &mut State, step: f64) -> Vec<Effect> {
    // `as` brings what is no step (negative, NaN) to 0, where the nearest is then found.
    place(state, state.history.nearest(step.round() as u64))
}

pub(super) fn point_away(state: &mut State) -> Vec<Effect> {
    place(state, None)
}

pub(super) fn key(state: &mut State, key: Key) -> Vec<Effect> {
    let Some((first, last)) = state.history.steps() else { return Vec::new() };
    let next = |forwards| match state.chart_cursor {
        Some(step) => state.history.neighbour(step, forwards).unwrap_or(step),
        None => last,
    };
    let step = match key {
        Key::Left | Key::Down => next(false),
        Key::Right | Key::Up => next(true),
        Key::Home => first,
        Key::End => last,
        _ => return point_away(state),
    };
    place(state, Some(step))
}

fn place(state: &mut State, step: Option<u64>) -> Vec<Effect> {
    state.dirty.charts |= state.chart_cursor != step;
    state.chart_cursor = step;
    Vec::new()
}
