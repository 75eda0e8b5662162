//! The numbers: what people read, and in the `value` attribute the same to the last bit.

use costscape_protocol::Steps;

use crate::numbers::{cost as cost_text, counted, exact, grouped, percent};
use crate::page::{Page, set_attribute, set_data, set_text};
use crate::state::State;

/// A number, and what it is over.
#[derive(Clone, Debug, PartialEq)]
pub struct Readout {
    /// The number; none when it is not known.
    pub value: Option<f64>,
    /// What it is over, in words.
    pub over: String,
    /// The step it was taken at.
    pub step: Option<u64>,
    /// Whether it is over the whole training set.
    pub whole: bool,
}

pub(super) fn draw(page: &Page, state: &State) {
    let run = &state.run;
    set_data(&page.step_count, &grouped(run.step), &run.step.to_string());
    set_text(&page.step_count_over, if run.by_hand { "updates made; put by hand" } else { "updates made" });
    let examples = state.data.summary.as_ref().map_or(0, |summary| summary.train);
    let epochs = if examples == 0 { 0.0 } else { run.examples_seen as f64 / f64::from(examples) };
    set_data(&page.epoch_count, &format!("{epochs:.2}"), &exact(epochs));
    write(&page.cost, &page.cost_over, &cost(state));
    write(&page.gradient_norm, &page.gradient_norm_over, &gradient_norm(state));
    let measured = run.measured.as_ref();
    for (element, score) in
        [(&page.train_accuracy, measured.map(|m| m.train)), (&page.test_accuracy, measured.map(|m| m.test))]
    {
        match score {
            Some(score) => set_data(element, &percent(score.accuracy()), &exact(score.accuracy())),
            None => set_data(element, "–", ""),
        }
        set_attribute(element, "data-step", measured.map(|m| m.step.to_string()).as_deref());
    }
    let over = measured.map_or_else(
        || "of the test images".to_owned(),
        |measured| {
            format!(
                "of all {}, step {}",
                counted(measured.test.of.into(), "test image", "test images"),
                grouped(measured.step)
            )
        },
    );
    set_text(&page.test_accuracy_over, &over);
}

fn write(element: &web_sys::HtmlElement, over: &web_sys::Element, readout: &Readout) {
    match readout.value {
        Some(value) => set_data(element, &cost_text(value), &exact(value)),
        None => set_data(element, "–", ""),
    }
    set_attribute(element, "data-step", readout.step.map(|step| step.to_string()).as_deref());
    set_attribute(element, "data-whole", readout.value.map(|_| if readout.whole { "true" } else { "false" }));
    set_text(over, &readout.over);
}

/// The cost: the true one over the training set where it is known of a moment ago, else the mini-batches'.
#[must_use]
pub fn cost(state: &State) -> Readout {
    let measured = state.run.fresh(state.now_ms).map(|measured| (measured.train.cost, measured.step));
    let readout = readout(state, measured, |steps| steps.cost);
    readout.unwrap_or_else(|| unknown("over the training images"))
}

/// The gradient's norm, likewise.
#[must_use]
pub fn gradient_norm(state: &State) -> Readout {
    let measured = state.run.fresh(state.now_ms);
    let measured = measured.and_then(|measured| Some((measured.gradient_norm?, measured.step)));
    let readout = readout(state, measured, |steps| steps.gradient_norm);
    readout.unwrap_or_else(|| unknown("steepness where it stands"))
}

fn unknown(over: &str) -> Readout {
    Readout { value: None, over: over.to_owned(), step: None, whole: false }
}

fn readout(state: &State, measured: Option<(f64, u64)>, of: impl Fn(&Steps) -> f64) -> Option<Readout> {
    let steps = state.run.steps.as_ref();
    // A step over the whole set brings the true value of the place it left.
    let whole = steps.filter(|steps| steps.whole && steps.count == 1);
    let left = whole.map(|steps| (of(steps), state.run.step.saturating_sub(1)));
    let newest = measured.into_iter().chain(left).max_by_key(|&(_, step)| step);
    if let Some((value, step)) = newest {
        let examples = state.data.summary.as_ref().map_or(0, |summary| summary.train);
        let images = counted(examples.into(), "training image", "training images");
        let over = format!("all {images}, step {}", grouped(step));
        return Some(Readout { value: Some(value), over, step: Some(step), whole: true });
    }
    let steps = steps?;
    let size = grouped(steps.batch.into());
    // Short, so that the line beside the number never grows and nothing below it moves.
    let over = match (steps.whole, steps.count) {
        (true, count) => format!("whole set, mean of {}", counted(count.into(), "step", "steps")),
        (false, 1) => format!("last mini-batch of {size}"),
        (false, count) => format!("mean of {} mini-batches of {size}", grouped(count.into())),
    };
    Some(Readout { value: Some(of(steps)), over, step: Some(state.run.step), whole: false })
}
