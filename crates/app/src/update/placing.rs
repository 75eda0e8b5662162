//! The ball put somewhere by hand, and riding the plane.

use costscape_protocol::ToTrainer;

use super::{gallery, landscape, planes};
use crate::effect::{Effect, Payload};
use crate::state::{BeforeHand, PlaneChoice, State, Trail};

/// Puts the ball at (a, b) of the plane shown: theta moves there, onto the plane.
pub(super) fn place(state: &mut State, (a, b): (f32, f32)) -> Vec<Effect> {
    if !(state.has_run() && a.is_finite() && b.is_finite()) {
        return Vec::new();
    }
    let map = &mut state.landscape;
    let Some(view) = &map.shown else { return Vec::new() };
    // One at a time: where the hand has been in between does not matter.
    if let Some(next) = &mut map.placing {
        *next = Some((a, b));
        return Vec::new();
    }
    map.placing = Some(None);
    let run = &mut state.run;
    // A ball on its way in someone's hand, or that was put where it is, comes from farther back.
    if !map.held && (run.before_hand.is_none() || run.step != run.began) {
        run.before_hand = Some(BeforeHand { theta: run.theta.clone(), left_ms: state.now_ms });
    }
    run.by_hand = true;
    state.dirty.controls = true;
    let b = if view.kind.is_line() { 0.0 } else { b };
    let theta = view.frame.plane().at(a, b);
    vec![Effect::Trainer(ToTrainer::Place, Payload::Floats(theta.into()))]
}

/// Puts the network back where it stood before it was put elsewhere by hand; another time, where it stands now.
pub(super) fn put_back(state: &mut State) -> Vec<Effect> {
    if !state.has_run() {
        return Vec::new();
    }
    let run = &mut state.run;
    let Some(before) = &mut run.before_hand else { return Vec::new() };
    let theta = std::mem::replace(&mut before.theta, run.theta.clone());
    before.left_ms = state.now_ms;
    state.landscape.placing = Some(None);
    vec![Effect::Trainer(ToTrainer::Place, Payload::Floats(theta.into()))]
}

/// Puts the ball where the probe points.
pub(super) fn place_at_probe(state: &mut State) -> Vec<Effect> {
    match state.landscape.probed() {
        Some(probed) => place(state, (probed.a, probed.b)),
        None => Vec::new(),
    }
}

/// Rides the plane from now on, or lets all parameters move again.
pub(super) fn ride(state: &mut State, on: bool) -> Vec<Effect> {
    state.dirty.controls = true;
    if state.landscape.riding == on || !state.has_run() {
        return Vec::new();
    }
    // A line is no plane: the run would move along a direction that is not shown.
    let plane = state.landscape.shown.as_ref().filter(|view| on && !view.kind.is_line()).map(|view| view.plane);
    if on && plane.is_none() {
        return Vec::new();
    }
    state.landscape.riding = on;
    if on {
        // A ride would only come near to a place beside its plane.
        state.run.before_hand = None;
    }
    vec![Effect::trainer(ToTrainer::Ride(plane))]
}

/// The run stands elsewhere: the path begins here.
pub(super) fn placed(state: &mut State, step: u64, riding: bool, theta: Vec<f32>) -> Vec<Effect> {
    if state.run.recovery.is_some() || theta.len() != state.run.theta.len() {
        return Vec::new();
    }
    let wanted = state.landscape.placing.take().flatten();
    let run = &mut state.run;
    (run.step, run.began, run.theta) = (step, step, theta);
    (run.measured, run.steps, run.trouble, run.sharpness, run.made_with) = (None, None, None, None, None);
    (state.landscape.riding, state.landscape.under_ball) = (riding, None);
    for view in [&mut state.landscape.shown, &mut state.landscape.coming].into_iter().flatten() {
        view.trail = Trail::default();
    }
    landscape::moved(state, None, &[]);
    gallery::moved(state, true);
    state.read();
    state.dirty.include_all();
    let mut effects = landscape::ask_under_ball(state);
    match wanted {
        Some(place_) => {
            // The ride, if there is one, goes on from where the ball comes to rest.
            effects.extend(place(state, place_));
        }
        None => effects.extend(line_anew(state)),
    }
    effects
}

/// The hand takes the ball along.
pub(super) fn drag(state: &mut State, to: (f32, f32)) -> Vec<Effect> {
    // The pointer points there, too.
    landscape::probe(state, Some(to));
    let effects = place(state, to);
    state.landscape.held = true;
    effects
}

/// The hand lets go of it. What would have pulled the map away from under the hand happens now.
pub(super) fn drop_ball(state: &mut State) -> Vec<Effect> {
    if !std::mem::take(&mut state.landscape.held) {
        return Vec::new();
    }
    let mut effects = line_anew(state);
    effects.extend(landscape::follow(state));
    effects
}

/// The step ahead begins at the ball: the line is another one once that has come to rest elsewhere.
fn line_anew(state: &mut State) -> Vec<Effect> {
    let map = &state.landscape;
    let line = state.choices.plane == PlaneChoice::DownhillLine && !map.riding;
    if line && !map.held && map.placing.is_none() && !map.stands_at_origin() { planes::ask(state) } else { Vec::new() }
}
