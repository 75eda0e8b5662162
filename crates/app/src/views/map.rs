//! The numbers and words beside the map.

use costscape_core::data::SIDE;
use costscape_core::landscape::{Estimate, Extent, Quantity};
use costscape_core::network::Architecture;
use costscape_protocol::{About, Across, Part, PlaneKind};

use crate::numbers::{coordinate, cost, counted, exact, grouped, percent};
use crate::page::{
    Page, pass_focus, set_attribute, set_data, set_disabled, set_hidden, set_progress, set_style, set_text,
};
use crate::state::{PlaneChoice, State, View};
use crate::views::canvas::{Levels, short};

/// Writes them; `logarithmic` is how the heights are shown.
pub(super) fn draw(page: &Page, state: &State, logarithmic: bool) {
    let map = &state.landscape;
    let under = map.cost_under_ball();
    match under.filter(|under| under.cost.mean.is_finite()) {
        Some(under) => {
            let text = format!("{}{}", estimate(state, under.cost), of_step(state, under.point.step));
            set_data(&page.cost_on_plane, &text, &exact(under.cost.mean));
        }
        None => set_data(&page.cost_on_plane, "–", ""),
    }
    set_attribute(&page.cost_on_plane, "data-step", under.map(|under| under.point.step.to_string()).as_deref());
    match &map.ball {
        Some(ball) => {
            set_data(&page.off_plane_distance, &format!("{:.3}", ball.off), &exact(f64::from(ball.off)));
            set_attribute(&page.landscape, "data-ball", Some(&format!("{} {}", ball.a, ball.b)));
        }
        None => {
            set_data(&page.off_plane_distance, "–", "");
            set_attribute(&page.landscape, "data-ball", None);
        }
    }
    match state.last_height() {
        Some((step, here)) => {
            set_data(&page.cost_here, &format!("{}{}", height(state, here), of_step(state, step)), &exact(here));
        }
        None => set_data(&page.cost_here, "–", ""),
    }
    if let Some(view) = &map.shown {
        let what = if view.heights.quantity == Quantity::Cost { "Cost" } else { "Accuracy" };
        let [on_plane, here] = match (view.heights.part, view.heights.quantity) {
            (Part::Train, Quantity::Cost) => ["Cost on the plane", "True cost here"],
            (Part::Test, Quantity::Cost) => ["Test cost on the plane", "True test cost here"],
            (Part::Train, Quantity::Right) => ["Accuracy on the plane", "True accuracy here"],
            (Part::Test, Quantity::Right) => ["Test accuracy on the plane", "True test accuracy here"],
        };
        set_text(&page.cost_on_plane_title, on_plane);
        set_text(&page.cost_here_title, here);
        // Where differences would show the valley in one colour they are by ratio, whatever the box says.
        let by_itself = logarithmic && !state.choices.map_log;
        set_disabled(&page.map_log, by_itself);
        let scale = if by_itself { "; logarithmic, since the heights span so much" } else { "" };
        let title = format!("{what}, {}{}{scale}", state.images_of(view), error_at_most(state, view));
        set_text(&page.colour_scale_title, &title);
    }
    set_text(&page.plane_facts, &facts(state));
    let refused = map.refusal.as_ref().map(|_| "");
    set_attribute(&page.plane_facts, "data-refused", refused);
    set_attribute(&page.landscape, "data-refused", refused);
    set_attribute(&page.plane, "aria-invalid", refused.map(|_| "true"));
    set_text(&page.slice_note, &note(state));
    probe(page, state);
    progress(page, state);
}

/// While the ball moves on, a number says which place it is of.
fn of_step(state: &State, step: u64) -> String {
    if step == state.run.step { String::new() } else { format!(", step {}", grouped(step)) }
}

/// A height of the map shown: a cost, or a share of digits.
fn height(state: &State, value: f64) -> String {
    match state.landscape.shown.as_ref().map(|view| view.heights.quantity) {
        Some(Quantity::Right) => percent(value),
        _ => cost(value),
    }
}

/// A height of the map shown, and one standard error where it is over a sample.
fn estimate(state: &State, estimate: Estimate) -> String {
    let mean = height(state, estimate.mean);
    let sampled = state.landscape.shown.as_ref().is_some_and(View::is_sampled);
    if sampled { format!("{mean} ± {}", height(state, estimate.standard_error)) } else { mean }
}

fn progress(page: &Page, state: &State) {
    let newest = state.landscape.newest().filter(|_| state.pool.stopped.is_none());
    let share = newest.map_or(0.0, |view| view.slice.known() as f64 / view.slice.grid().len() as f64);
    // A slice that was stopped stays as it is.
    let at_work = |view: &View| !view.slice.is_complete() && state.pool.is_measuring(view.job);
    let done = !newest.is_some_and(at_work);
    // The Hessian's directions take a second or two.
    let laying = state.landscape.asked.is_some() && state.choices.plane == PlaneChoice::Curvature;
    set_hidden(&page.slice_progress, done && !laying);
    if done && !laying && !page.cancel_slice.hidden() {
        pass_focus(&page.cancel_slice, &page.reslice);
    }
    set_hidden(&page.cancel_slice, done && !laying);
    if laying {
        // Without a value: nobody knows how long.
        set_attribute(&page.slice_progress, "value", None);
    } else {
        set_progress(&page.slice_progress, share);
    }
    shown(page, state);
}

/// Which slice the map shows, or will as soon as it is seen: for programs.
pub(super) fn shown(page: &Page, state: &State) {
    let shown = state.landscape.shown.as_ref();
    set_attribute(&page.landscape, "data-slice", shown.map(|view| view.job.to_string()).as_deref());
    set_attribute(&page.landscape, "data-plane-step", shown.map(|view| view.step.to_string()).as_deref());
    set_attribute(&page.landscape, "data-known", shown.map(|view| view.slice.known().to_string()).as_deref());
    set_attribute(&page.landscape, "data-complete", shown.filter(|view| view.slice.is_complete()).map(|_| ""));
}

fn probe(page: &Page, state: &State) {
    let probed = state.landscape.probed();
    let text = probed.map_or_else(
        || {
            let turns = state.shows_relief() && state.landscape.shown.is_some();
            if turns { "Drag it, or press the arrow keys on it, to turn it." } else { "–" }.to_owned()
        },
        |probed| {
            let cost = if probed.cost.mean.is_finite() {
                estimate(state, probed.cost)
            } else {
                // Without an error, which has none either.
                height(state, probed.cost.mean)
            };
            let what = match state.landscape.shown.as_ref().map(|view| view.heights.quantity) {
                Some(Quantity::Right) => "accuracy",
                _ => "cost",
            };
            format!("a {}, b {}: {what} {cost}", coordinate(probed.a), coordinate(probed.b))
        },
    );
    set_text(&page.probe, &text);
    set_disabled(&page.place, probed.is_none());
    set_attribute(&page.probe, "data-a", probed.map(|p| p.a.to_string()).as_deref());
    set_attribute(&page.probe, "data-b", probed.map(|p| p.b.to_string()).as_deref());
    set_attribute(&page.probe, "data-cost", probed.map(|p| exact(p.cost.mean)).as_deref());
}

/// What was found out about the plane shown, behind the sentence on what it is.
#[must_use]
pub fn facts(state: &State) -> String {
    // Of a plane that was refused nothing is known, and the map is still the one before.
    if let Some(why) = &state.landscape.refusal {
        let before = if state.landscape.shown.is_some() { " The map is still the one before." } else { "" };
        return format!(" ▲ No slice here: {why}.{before}");
    }
    let Some(view) = &state.landscape.shown else { return String::new() };
    let sample = if view.is_sampled() {
        " ± is one standard error: two times in three the height over all images lies within."
    } else {
        ""
    };
    of_plane(state, view) + sample
}

fn of_plane(state: &State, view: &View) -> String {
    let rounded = |share: f64| format!("{:.0} %", 100.0 * share);
    match (view.kind, view.about) {
        (PlaneKind::Downhill(Across::Random { seed }) | PlaneKind::Random { seed }, _) => {
            format!(" Seed {seed}.")
        }
        (_, About::Path { explained, of_a_walk, points }) => format!(
            " It explains {} of how {} of the path differ; of a random walk as long it would explain {}.",
            rounded(explained),
            counted(points.into(), "point", "points"),
            rounded(of_a_walk)
        ),
        (_, About::Curvature { first, second, examples, settled }) => format!(
            " λ = {} and {}, over the first {}.{}",
            cost(first),
            cost(second),
            counted(examples.into(), "training image", "training images"),
            if settled { "" } else { " Not settled: others bend nearly as much, and these may be mixed with them." }
        ),
        (PlaneKind::Points, _) => {
            let steps: Vec<String> = state.landscape.points.iter().map(|(step, _)| grouped(*step)).collect();
            format!(" Saved at the steps {}.", steps.join(", "))
        }
        (PlaneKind::Parameters { first, second }, _) => {
            let architecture = &view.network.architecture;
            format!(" Across: {}. Up: {}.", parameter(architecture, first), parameter(architecture, second))
        }
        (PlaneKind::DownhillLine, About::Downhill { gradient_norm }) => {
            let eta = f64::from(state.choices.settings.learning_rate);
            let (length, promise) = (eta * gradient_norm, eta * gradient_norm * gradient_norm);
            if !state.landscape.stands_at_origin() {
                return " The network has moved on: re-slice to see its next step.".to_owned();
            }
            let here = state.true_height().filter(|_| view.is_of_training_cost());
            let comes = match state.landscape.landing_cost(length).zip(here).map(|(landing, here)| here - landing) {
                Some(fall) if !fall.is_finite() => "it ends in the overflow".to_owned(),
                Some(fall) if fall < 0.0 => format!("it rises by {}", cost(-fall)),
                Some(fall) => format!("it falls by {}", cost(fall)),
                None if !view.is_of_training_cost() => "of the training cost, and these heights are others".to_owned(),
                None => "working out what comes of it".to_owned(),
            };
            format!(
                " Over all images the step is η‖∇C‖ = {} long. The slope promises a fall of η‖∇C‖² = {}; {comes}.",
                cost(length),
                cost(promise)
            )
        }
        _ => String::new(),
    }
}

/// A parameter in words: "pixel (15, 14) → neuron 1, layer 1" for the weight between them.
fn parameter(architecture: &Architecture, index: u32) -> String {
    let index = index as usize;
    for layer in 0..architecture.layers() {
        let (weights, biases) = (architecture.weights(layer), architecture.biases(layer));
        if biases.contains(&index) {
            return format!("the bias of neuron {}, layer {}", index - biases.start + 1, layer + 1);
        }
        if weights.contains(&index) {
            let inputs = architecture.sizes()[layer];
            let (neuron, input) = ((index - weights.start) / inputs, (index - weights.start) % inputs);
            let from = match layer {
                0 => format!("pixel ({}, {})", input % SIDE + 1, input / SIDE + 1),
                _ => format!("neuron {}", input + 1),
            };
            return format!("{from} → neuron {}, layer {}", neuron + 1, layer + 1);
        }
    }
    String::new()
}

/// What the map is of, or why there is no newer one.
#[must_use]
pub fn note(state: &State) -> String {
    if let Some(why) = &state.pool.stopped {
        return format!("No new slices: {why}. “Re-slice here” tries again.");
    }
    if state.landscape.asked.is_some() && state.choices.plane == PlaneChoice::Curvature {
        return "Finding the directions that bend most; the run waits.".to_owned();
    }
    match &state.landscape.shown {
        Some(view) => format!("From step {}: {}", grouped(view.step), points(view, "×")),
        None => "Two directions out of all, through the network’s own place".to_owned(),
    }
}

/// "9 × 9 of 41 × 41 points so far", "41 × 41 points".
fn points(view: &View, by: &str) -> String {
    let grid = view.slice.grid();
    let line = grid.is_line();
    let (all, stride) = (grid.resolution(), view.slice.stage().map_or(1, |stage| stage.stride));
    let side = (all - 1) / stride + 1;
    if line {
        let so_far = if side == all { "" } else { " so far" };
        format!("{side} of {all} points along a line{so_far}")
    } else if side == all {
        format!("{all} {by} {all} points")
    } else {
        format!("{side} {by} {side} of {all} {by} {all} points so far")
    }
}

/// The map in words.
#[must_use]
pub fn in_words(state: &State) -> Option<String> {
    let map = &state.landscape;
    let view = map.shown.as_ref()?;
    let (side, values) = view.slice.picture()?;
    let grid = view.slice.grid();
    let finite = || values.iter().copied().enumerate().filter(|(_, value)| value.is_finite());
    let at = |a: f32, b: f32| match grid.is_line() {
        true => format!("a {}", coordinate(a)),
        false => format!("a {}, b {}", coordinate(a), coordinate(b)),
    };
    let mut text = format!(
        "{}, each the {} over {}{}, up to {} each way from {}. The plane was laid at step {}.",
        points(view, "by"),
        view.name_of_height(),
        state.images_of(view),
        error_at_most(state, view),
        short(grid.extent().half_range.into(), 3),
        at(grid.extent().centre.0, grid.extent().centre.1),
        grouped(view.step),
    );
    let stride = view.slice.stage().map_or(1, |stage| stage.stride);
    let place = |index: usize| {
        let (a, b) = grid.point((index / side * grid.resolution() + index % side) * stride);
        at(a, b)
    };
    let lowest = finite().min_by(|x, y| x.1.total_cmp(&y.1));
    let highest = finite().max_by(|x, y| x.1.total_cmp(&y.1));
    if let (Some((low_at, low)), Some((high_at, high))) = (lowest, highest) {
        text += &format!(
            " Lowest {} at {}; highest {} at {}.",
            height(state, low),
            place(low_at),
            height(state, high),
            place(high_at)
        );
    }
    let beyond = values.iter().filter(|value| !value.is_finite()).count();
    if beyond > 0 {
        text += &format!(" At {} it is beyond all numbers.", counted(beyond as u64, "place", "places"));
    }
    if let Some(ball) = &map.ball {
        let Extent { centre: (a, b), half_range } = grid.extent();
        let away = (ball.a - a).abs().max((ball.b - b).abs());
        let where_ = if away > half_range { "beside the map" } else { "on the map" };
        text += &format!(" The network is {where_} at {}, {:.3} off the plane.", at(ball.a, ball.b), ball.off);
    }
    Some(text)
}

/// The colour scale's ends and middle.
pub(super) fn scale(page: &Page, levels: Option<&Levels>) {
    let Some(levels) = levels else {
        set_data(&page.colour_scale_low, "low", "");
        set_data(&page.colour_scale_middle, "", "");
        set_data(&page.colour_scale_high, "high", "");
        return;
    };
    let heights = levels.heights();
    let (middle, last) = (levels.middle(), heights.len() - 1);
    let flat = levels.is_flat();
    for (element, index) in
        [(&page.colour_scale_low, 0), (&page.colour_scale_middle, middle), (&page.colour_scale_high, last)]
    {
        let label = levels.label(index);
        let text = match index {
            0 if flat => format!("flat: {label}"),
            _ if flat => String::new(),
            // No room between two long ones.
            _ if index == middle && label.len() > 6 => String::new(),
            _ if index == last && levels.is_open() => label + " and more",
            _ => label,
        };
        set_data(element, &text, &exact(heights[index]));
    }
    set_style(&page.colour_scale_middle, "--at", &format!("{:.4}", levels.place(heights[middle]).unwrap_or(0.5)));
}

/// " drawn at random, with a standard error of 0.0042 at most", where the heights are over a sample.
#[must_use]
pub fn error_at_most(state: &State, view: &View) -> String {
    if !view.is_sampled() {
        return String::new();
    }
    let most = view.slice.largest_error();
    let most =
        most.map_or_else(String::new, |most| format!(", with a standard error of {} at most", height(state, most)));
    format!(" drawn at random{most}")
}
