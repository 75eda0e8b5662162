//! The digit on the pad by itself, worked out in the page: one example takes thousandths of a second.

use costscape_core::data::{CLASSES, Examples};
use costscape_core::gradient::cost_and_gradient;
use costscape_core::inversion::{Favourite, smallest_flip};
use costscape_core::landscape::{Projection, Quantity, Slice};
use costscape_core::network::Network;

use crate::effect::Effect;
use crate::state::{Alone, OwnSlice, Push, State, Task};

/// While a run goes on, things are worked out this often, in milliseconds: nobody reads faster.
const EVERY_MS: f64 = 120.0;
/// Points along a side of its map, which is small.
const RESOLUTION: usize = 41;
/// A network of more parameters than that gets half as many.
const LARGE: usize = 20_000;
/// Steps that the favourite images climb in one frame: a millisecond of ten.
const CLIMBS_A_FRAME: u32 = 2;

/// Someone looks, or no more.
pub(super) fn open(state: &mut State, open: bool) -> Vec<Effect> {
    (state.alone.open, state.dirty.alone) = (open, true);
    Vec::new()
}

/// The visitor says what the digit on the pad is.
pub(super) fn set_label(state: &mut State, value: &str) -> Vec<Effect> {
    state.drawing.set_label(value.parse().ok());
    (state.alone.stale, state.dirty.alone, state.dirty.reading) = (true, true, true);
    Vec::new()
}

/// What has to be worked out for this frame.
pub(super) fn work(state: &mut State) {
    state.alone.has_worked = false;
    let network = state.network();
    let fits = state.run.theta.len() == network.architecture.parameter_count();
    // Or it has stopped, and what was worked out on the way is to be worked out well.
    let objective = Some(state.choices.settings.objective());
    let moved = state.alone.theta != state.run.theta
        || state.alone.objective != objective
        || (state.alone.moving && !state.run.running);
    if !state.alone.open || !fits || !(state.alone.is_at_work() || moved || plane_is_new(state)) {
        return;
    }
    if moved {
        state.alone.theta.clone_from(&state.run.theta);
        state.alone.objective = objective;
        (state.alone.climbed, state.alone.moving) = (0, state.run.running);
        if !state.run.running {
            // While it learns they go on from where they are; at rest they are what they are said to be.
            state.alone.favourites = (0..CLASSES).map(Favourite::new).collect();
        }
    }
    let is_time = !state.run.running || state.now_ms - state.alone.at_ms >= EVERY_MS;
    if state.alone.todo.is_empty() && is_time && (state.alone.stale || plane_is_new(state)) {
        (state.alone.stale, state.alone.at_ms) = (false, state.now_ms);
        state.alone.todo = Task::ALL.to_vec();
    }
    let task = state.alone.todo.pop();
    match task {
        Some(Task::Push) => push(state, &network),
        Some(Task::Flip) => {
            let image = state.drawing.image();
            state.alone.flip = image.map(|image| (Box::new(*image), smallest_flip(&network, &state.run.theta, image)));
        }
        Some(Task::Slice) => slice(state),
        None if state.alone.climbed < Alone::CLIMBS => climb(state, &network),
        None => return,
    }
    state.alone.has_worked = task.is_some();
    state.dirty.alone = true;
}

fn push(state: &mut State, network: &Network) {
    let labelled = state.drawing.image().zip(state.drawing.label());
    state.alone.push = labelled.map(|(image, label)| {
        let found = cost_and_gradient(network, &state.run.theta, [(&image[..], label)]);
        let norm = found.gradient.iter().map(|slope| slope * slope).sum::<f64>().sqrt();
        Push { cost: found.cost, step: found.gradient.iter().map(|&slope| -slope as f32).collect(), norm }
    });
}

fn climb(state: &mut State, network: &Network) {
    let (alone, theta) = (&mut state.alone, &state.run.theta);
    for _ in 0..CLIMBS_A_FRAME {
        alone.favourites.iter_mut().for_each(|favourite| favourite.climb(network, theta));
    }
    alone.climbed = (alone.climbed + CLIMBS_A_FRAME).min(Alone::CLIMBS);
}

/// Whether the map shows another plane, or another part of it, than the digit's own.
fn plane_is_new(state: &State) -> bool {
    let shown = state.landscape.shown.as_ref().map(|view| view.job);
    state.alone.open && state.drawing.label().is_some() && shown != state.alone.slice.as_ref().map(|own| own.job)
}

/// The cost of the digit on the plane of the map, unless that is what is there already.
fn slice(state: &mut State) {
    let (Some(view), Some(image), Some(label)) = (&state.landscape.shown, state.drawing.image(), state.drawing.label())
    else {
        state.alone.slice = None;
        return;
    };
    let coarse_still = |own: &OwnSlice| own.slice.grid().resolution() < RESOLUTION && !state.run.running;
    let known =
        |own: &OwnSlice| own.job == view.job && own.label == label && own.image[..] == image[..] && !coarse_still(own);
    if state.alone.slice.as_ref().is_some_and(known) {
        return;
    }
    let Ok(example) = Examples::new(image, vec![label]) else { return };
    let extent = view.slice.grid().extent();
    // With many neurons a point costs many times as much; and in a run another plane comes soon.
    let coarse = state.run.running || view.network.architecture.parameter_count() > LARGE;
    let resolution = if coarse { RESOLUTION / 2 } else { RESOLUTION };
    let grid = view.grid(resolution, extent);
    let mut slice = Slice::new(grid);
    let points: Vec<(f32, f32)> = slice.order().iter().map(|&index| grid.point(index)).collect();
    let mut projection = Projection::new(&view.network, view.frame.plane(), &example);
    for height in projection.sums(&points, Quantity::Cost) {
        slice.push(height);
    }
    state.alone.slices += 1;
    let number = state.alone.slices;
    state.alone.slice = Some(OwnSlice { number, job: view.job, image: Box::new(*image), label, slice });
}
