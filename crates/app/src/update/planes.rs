//! Which plane is asked for, and what becomes of the answer.

use costscape_core::landscape::{Extent, Sampling, Slice};
use costscape_protocol::{About, Across, FromTrainer, PlaneKind, ToTrainer};

use super::landscape;
use crate::effect::{Effect, Payload};
use crate::message::Control;
use crate::numbers::grouped;
use crate::state::{Field, Frame, Heights, PlaneChoice, State, Trail, View};

/// How far a plane is looked at in each direction, where nothing else says so.
const REACH: f32 = 6.0;
/// The same of the directions of greatest curvature, where the cost rises soon.
const SHARP_REACH: f32 = 2.0;
/// The most points saved for the plane through three of them.
const POINTS: usize = 3;

/// Asks for the plane chosen, through the present parameters, if nothing is missing for it.
pub(super) fn ask(state: &mut State) -> Vec<Effect> {
    state.dirty.controls = true;
    state.dirty.landscape = true;
    let (kind, payload) = match wanted(state) {
        Ok(wanted) => wanted,
        Err(why) => {
            state.landscape.asked = None;
            state.landscape.refusal = Some(why);
            return state.pool.go_on();
        }
    };
    let map = &mut state.landscape;
    map.last_plane += 1;
    map.last_asked_ms = state.now_ms;
    map.asked = Some(map.last_plane);
    state.pool.hold();
    vec![Effect::Trainer(ToTrainer::MakePlane { plane: map.last_plane, kind }, payload)]
}

/// What the controls ask for, or what is missing.
fn wanted(state: &State) -> Result<(PlaneKind, Payload), String> {
    let choices = &state.choices;
    let seed = || match choices.plane_seed.error.as_ref() {
        Some(error) => Err(error.trim_end_matches('.').to_owned()),
        None => Ok(choices.plane_seed.text.trim().parse().unwrap_or(1)),
    };
    let kind = match choices.plane {
        PlaneChoice::Downhill => PlaneKind::Downhill(Across::Turn),
        PlaneChoice::Momentum => PlaneKind::Downhill(Across::Momentum),
        PlaneChoice::DownhillRandom => PlaneKind::Downhill(Across::Random { seed: seed()? }),
        PlaneChoice::Random => PlaneKind::Random { seed: seed()? },
        PlaneChoice::Path => PlaneKind::Path,
        PlaneChoice::Curvature => PlaneKind::Curvature,
        PlaneChoice::DownhillLine => PlaneKind::DownhillLine,
        PlaneChoice::StartLine => PlaneKind::StartLine,
        PlaneChoice::Parameters => {
            let [first, second] = &choices.parameters;
            let index = |field: &Field| match &field.error {
                Some(error) => Err(error.trim_end_matches('.').to_owned()),
                None => Ok(field.text.trim().parse().unwrap_or(1u32).saturating_sub(1)),
            };
            PlaneKind::Parameters { first: index(first)?, second: index(second)? }
        }
        PlaneChoice::Points => {
            let points = &state.landscape.points;
            if points.len() < POINTS {
                return Err(format!(
                    "this plane goes through three saved points, and {} so far: press “Save point” at three places of \
                     the run",
                    if points.len() == 1 { "there is one".to_owned() } else { format!("there are {}", points.len()) }
                ));
            }
            let numbers: Vec<f32> = points.iter().flat_map(|(_, theta)| theta.iter().copied()).collect();
            return Ok((PlaneKind::Points, Payload::Floats(numbers.into())));
        }
    };
    Ok((kind, Payload::None))
}

/// Sets one of the controls beside the map.
pub(super) fn set(state: &mut State, control: Control, value: &str) -> Vec<Effect> {
    match control {
        Control::Plane => match PlaneChoice::from_name(value) {
            Some(plane) if plane != state.choices.plane => state.choices.plane = plane,
            _ => return Vec::new(),
        },
        Control::PlaneSeed => {
            let error = value.trim().parse::<u64>().err();
            let error = error.map(|_| "a seed is a whole number, such as 1".to_owned());
            state.choices.plane_seed = Field { text: value.to_owned(), error };
            if !state.choices.plane.is_random() {
                return Vec::new();
            }
        }
        Control::FirstParameter | Control::SecondParameter => {
            let most = state.run.theta.len().max(1);
            let fine = value.trim().parse().is_ok_and(|index: usize| (1..=most).contains(&index));
            let error = (!fine).then(|| format!("a parameter is a number from 1 to {}", grouped(most as u64)));
            let which = usize::from(control == Control::SecondParameter);
            state.choices.parameters[which] = Field { text: value.to_owned(), error };
            if state.choices.plane != PlaneChoice::Parameters {
                return Vec::new();
            }
        }
        Control::Heights => match Heights::from_name(value) {
            Some(heights) if heights != state.choices.heights => {
                state.choices.heights = heights;
                return landscape::refine(state);
            }
            _ => return Vec::new(),
        },
        Control::Sampling => {
            let sampling = match value.parse() {
                Ok(one_in) if one_in > 1 => Sampling::OneIn(one_in),
                Err(_) if value == "all" => Sampling::All,
                _ => return Vec::new(),
            };
            if sampling == state.choices.sampling {
                return Vec::new();
            }
            state.choices.sampling = sampling;
            return landscape::refine(state);
        }
        Control::MapLog => {
            state.choices.map_log = value == "true";
            (state.dirty.landscape, state.dirty.scale) = (true, true);
            return Vec::new();
        }
        Control::Relief => {
            state.choices.relief = value == "true";
            state.dirty.landscape = true;
            return Vec::new();
        }
        _ => return Vec::new(),
    }
    if state.run.theta.is_empty() { Vec::new() } else { ask(state) }
}

/// Picks a parameter on the picture of the network: the first becomes the second, and this the first.
pub(super) fn pick(state: &mut State, index: u32) -> Vec<Effect> {
    if index as usize >= state.run.theta.len() {
        return Vec::new();
    }
    let text = (index + 1).to_string();
    state.dirty.controls = true;
    let [first, second] = &mut state.choices.parameters;
    if first.text == text {
        return Vec::new();
    }
    *second = std::mem::replace(first, Field { text, error: None });
    if state.choices.plane == PlaneChoice::Parameters { ask(state) } else { Vec::new() }
}

/// Saves the present point; the oldest of three gives way.
pub(super) fn save_point(state: &mut State) -> Vec<Effect> {
    let run = &state.run;
    if run.theta.is_empty() {
        return Vec::new();
    }
    let points = &mut state.landscape.points;
    points.retain(|(_, theta)| theta.len() == run.theta.len());
    if points.iter().any(|(_, theta)| theta[..] == run.theta[..]) {
        state.notice = Some("This point is saved already: train on first, or put the ball elsewhere.".to_owned());
        state.dirty.controls = true;
        return Vec::new();
    }
    state.notice = None;
    if points.len() == POINTS {
        let (step, _) = points.remove(0);
        state.notice = Some(format!("The point saved at step {} made room for this one.", grouped(step)));
    }
    points.push((run.step, run.theta.as_slice().into()));
    state.dirty.controls = true;
    if state.choices.plane == PlaneChoice::Points { ask(state) } else { Vec::new() }
}

/// The plane asked for.
pub(super) fn made(state: &mut State, message: FromTrainer, numbers: &[f32]) -> Vec<Effect> {
    let FromTrainer::Plane { plane, kind, step, extent, about, path, kept } = message else { return Vec::new() };
    if state.landscape.asked != Some(plane) {
        return Vec::new();
    }
    state.landscape.asked = None;
    let network = state.network();
    let Some(frame) = Frame::new(numbers, network.architecture.parameter_count()) else { return state.pool.go_on() };
    let extent = extent.unwrap_or_else(|| usual_extent(state, kind, about));
    let view = View {
        job: 0,
        plane,
        kind,
        about,
        extent,
        heights: state.choices.heights,
        sampling: state.choices.sampling_of(kind),
        step,
        frame,
        network,
        // Given its grid when it is begun.
        slice: Slice::new(costscape_core::landscape::Grid::new(3, extent)),
        trail: Trail::new(path),
        kept,
        begun_at_ms: state.now_ms,
    };
    let mut effects = Vec::new();
    if (kind.is_line() || !kind.goes_through_run()) && std::mem::take(&mut state.landscape.riding) {
        // Along a line the second direction is not shown, and a plane through other points is not where the network is.
        state.notice =
            Some("The ride has ended: this plane cannot be ridden from where the network stands.".to_owned());
        state.dirty.controls = true;
        effects.push(Effect::trainer(ToTrainer::Ride(None)));
    }
    effects.extend(landscape::begin(state, view, extent));
    effects
}

/// The part of a plane that is looked at when nothing else says so.
fn usual_extent(state: &State, kind: PlaneKind, about: About) -> Extent {
    match (kind, about) {
        (PlaneKind::Random { .. }, _) => Extent::of(1.0),
        (PlaneKind::Curvature, _) => Extent::of(SHARP_REACH),
        (PlaneKind::DownhillLine, About::Downhill { gradient_norm }) => {
            ahead(f64::from(state.choices.settings.learning_rate) * gradient_norm)
        }
        _ => Extent::of(REACH),
    }
}

/// The part of the line ahead that shows where a step of this length lands, with room beyond.
pub(super) fn ahead(landing: f64) -> Extent {
    let reach = (1.6 * landing).clamp(0.5, 1e6) as f32;
    Extent { centre: (0.4 * reach, 0.0), half_range: 0.6 * reach }
}

pub(super) fn refused(state: &mut State, plane: u32, why: String) -> Vec<Effect> {
    if state.landscape.asked != Some(plane) {
        return Vec::new();
    }
    state.landscape.asked = None;
    state.landscape.refusal = Some(why);
    state.dirty.landscape = true;
    state.pool.go_on()
}
