//! What the controls do.

use costscape_core::cost::Cost;
use costscape_core::initialisation::Initialisation;
use costscape_core::network::{Activation, Architecture};
use costscape_core::optimizer::Optimizer;
use costscape_protocol::{Pace, ToTrainer};

use super::{alone, data, drawing, gallery, landscape, own, placing, planes, runs, training, trouble, window};
use crate::effect::Effect;
use crate::message::Control;
use crate::state::{BATCH_ALL, Dataset, Dirty, History, State, Theme, rate_from_position};

/// Sets a control from its value in the page. A value that no control has is left out.
pub(super) fn set(state: &mut State, control: Control, value: &str) -> Vec<Effect> {
    state.dirty.controls = true;
    match control {
        Control::Dataset => choose_dataset(state, value),
        Control::LearningRate => set_rate(state, value),
        Control::BatchSize | Control::Optimizer | Control::CostFunction | Control::Activation => {
            set_rule(state, control, value)
        }
        Control::Initialisation => {
            match value {
                "scaled" => state.choices.start.initialisation = Initialisation::Scaled,
                "lesson" => state.choices.start.initialisation = Initialisation::Lesson,
                _ => {}
            }
            Vec::new()
        }
        Control::HiddenLayers => {
            set_hidden_layers(state, value);
            Vec::new()
        }
        Control::Seed => {
            set_seed(state, value);
            Vec::new()
        }
        Control::Speed => set_speed(state, value),
        Control::Plane
        | Control::PlaneSeed
        | Control::FirstParameter
        | Control::SecondParameter
        | Control::Heights
        | Control::Sampling
        | Control::MapLog
        | Control::Relief => planes::set(state, control, value),
        Control::Ride => placing::ride(state, value == "true"),
        Control::Resolution => match value.parse() {
            Ok(resolution) if resolution != state.choices.resolution => {
                state.choices.resolution = resolution;
                landscape::refine(state)
            }
            _ => Vec::new(),
        },
        Control::Follow => {
            state.choices.follow = value == "true";
            landscape::follow(state)
        }
        Control::ChartLog => {
            state.choices.chart_log = value == "true";
            state.dirty.charts = true;
            Vec::new()
        }
        Control::ClassNames => own::name_classes(state, value),
        Control::DigitLabel => alone::set_label(state, value),
        Control::GalleryPart | Control::GalleryClass | Control::GalleryWhich | Control::GalleryOrder => {
            gallery::set(state, control, value)
        }
        Control::Tool | Control::PenWidth => drawing::set(state, control, value),
        Control::Theme => {
            state.choices.theme = Theme::from_name(value);
            state.dirty = Dirty::LOOK;
            vec![Effect::Remember { key: THEME_KEY, value: state.choices.theme.name() }]
        }
        Control::Presenter => {
            state.choices.presenter = value == "true";
            state.dirty = Dirty::LOOK;
            Vec::new()
        }
    }
}

/// The theme's name in the browser's storage.
pub const THEME_KEY: &str = "costscape-theme";

fn choose_dataset(state: &mut State, value: &str) -> Vec<Effect> {
    let dataset = match value {
        "pen" => Dataset::Pen,
        "mnist" => Dataset::Mnist,
        "mixed" => Dataset::Mixed,
        "own" => Dataset::Own,
        _ => return Vec::new(),
    };
    state.notice = None;
    data::choose(state, dataset)
}

fn set_rate(state: &mut State, value: &str) -> Vec<Effect> {
    let Some(position) = value.parse().ok().filter(|position: &f64| (-10.0..=10.0).contains(position)) else {
        return Vec::new();
    };
    state.choices.rate_position = position;
    let rate = rate_from_position(position);
    if rate == state.choices.settings.learning_rate {
        return Vec::new();
    }
    state.choices.settings.learning_rate = rate;
    if state.run.sharpness.is_some() {
        // A step, not a slope, in the chart.
        if let Some(&(_, before)) = state.history.edge.points().last() {
            state.history.edge.push(state.run.step.saturating_sub(1), before);
        }
        state.history.edge.push(state.run.step, 2.0 / f64::from(rate));
        state.dirty.charts = true;
    }
    let mut effects = apply(state);
    effects.extend(trouble::rate_lowered(state));
    effects.extend(look_ahead(state));
    effects
}

/// On the line ahead, the place where a step of the new rate lands stays in view.
fn look_ahead(state: &mut State) -> Vec<Effect> {
    state.dirty.landscape = true;
    let Some(landing) = state.landing() else { return Vec::new() };
    let Some(extent) = state.landscape.extent() else { return Vec::new() };
    let share = (landing - f64::from(extent.centre.0)) / f64::from(extent.half_range);
    // Well inside, and not lost in a corner near the ball either.
    if !(-0.45..0.9).contains(&share) {
        // It is the line's own part from now on, not one that the visitor has chosen.
        let extent = planes::ahead(landing);
        for view in [&mut state.landscape.shown, &mut state.landscape.coming].into_iter().flatten() {
            view.extent = extent;
        }
        window::show(state, extent);
    }
    landscape::ask_under_ball(state)
}

/// What the worker applies from its next step on.
fn set_rule(state: &mut State, control: Control, value: &str) -> Vec<Effect> {
    let before = state.choices.settings.clone();
    let settings = &mut state.choices.settings;
    match (control, value) {
        (Control::BatchSize, "all") => settings.batch_size = BATCH_ALL,
        (Control::BatchSize, value) => settings.batch_size = value.parse().unwrap_or(settings.batch_size).max(1),
        (Control::Optimizer, "sgd") => settings.optimizer = Optimizer::Sgd,
        (Control::Optimizer, "momentum") => settings.optimizer = Optimizer::Momentum,
        (Control::Optimizer, "adam") => settings.optimizer = Optimizer::Adam,
        (Control::CostFunction, "quadratic") => settings.cost = Cost::Quadratic,
        (Control::CostFunction, "cross-entropy") => settings.cost = Cost::CrossEntropy,
        (Control::Activation, "sigmoid") => settings.activation = Activation::Sigmoid,
        (Control::Activation, "relu") => settings.activation = Activation::Relu,
        _ => {}
    }
    if *settings == before {
        return Vec::new();
    }
    let other_network = (settings.cost, settings.activation) != (before.cost, before.activation);
    let mut effects = apply(state);
    if other_network {
        // What was measured was another function of the same parameters.
        (state.run.measured, state.run.steps, state.run.sharpness) = (None, None, None);
        effects.extend(runs::clear(state));
        (state.landscape.shown, state.landscape.coming) = (None, None);
        // What was stuck on that landscape need not be on this one.
        state.run.trouble = None;
        state.history = History::default();
        state.chart_cursor = None;
        state.dirty.include_all();
        state.read();
        if !state.run.theta.is_empty() {
            effects.extend(planes::ask(state));
        }
        effects.extend(gallery::begin_anew(state));
    }
    effects
}

fn apply(state: &State) -> Vec<Effect> {
    vec![Effect::trainer(ToTrainer::Apply(state.choices.settings.clone()))]
}

fn set_speed(state: &mut State, value: &str) -> Vec<Effect> {
    let pace = match value {
        "max" => Pace::Fastest,
        value => match value.parse::<f64>() {
            Ok(steps) if steps > 0.0 && steps.is_finite() => Pace::StepsPerSecond(steps),
            _ => return Vec::new(),
        },
    };
    state.choices.pace = pace;
    if state.run.running { training::tell(state, ToTrainer::Run(pace)) } else { Vec::new() }
}

fn set_seed(state: &mut State, text: &str) {
    let field = &mut state.choices.seed;
    field.text = text.to_owned();
    match text.trim().parse() {
        Ok(seed) => {
            state.choices.start.seed = seed;
            field.error = None;
        }
        Err(_) => {
            field.error = Some("a seed is a whole number from 0 to 18,446,744,073,709,551,615.".to_owned());
        }
    }
    say(state, state.choices.seed.complaint());
}

pub(super) fn take_seed(state: &mut State, seed: u64) -> Vec<Effect> {
    state.dirty.controls = true;
    set_seed(state, &seed.to_string());
    Vec::new()
}

fn set_hidden_layers(state: &mut State, text: &str) {
    let sizes: Result<Vec<usize>, String> = text
        .split(|c: char| c == ',' || c == ';' || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().map_err(|_| format!("“{part}” is no number of neurons: write numbers like 16, 16.")))
        .collect();
    let architecture = sizes.and_then(|sizes| Architecture::new(&sizes).map_err(|error| format!("{error}.")));
    let field = &mut state.choices.hidden_layers;
    field.text = text.to_owned();
    match architecture {
        Ok(architecture) => {
            state.choices.start.architecture = architecture;
            field.error = None;
        }
        Err(error) => field.error = Some(error),
    }
    say(state, state.choices.hidden_layers.complaint());
}

fn say(state: &mut State, notice: Option<String>) {
    state.notice = notice;
}
