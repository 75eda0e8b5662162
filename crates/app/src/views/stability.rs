//! The stability needle: 2 / lambda_max on the ruler of the learning rate, and in words.

use costscape_core::optimizer::Optimizer;

use crate::numbers::{cost, counted, exact, grouped, rate};
use crate::page::{Page, set_attribute, set_data, set_style, set_text};
use crate::state::State;

/// The ruler's ends: decimal logarithms of eta.
const RULER: (f64, f64) = (-3.0, 2.0);

pub(super) fn draw(page: &Page, state: &State) {
    let threshold = state.run.stability_threshold();
    match threshold {
        Some(threshold) => set_data(&page.stability_threshold, &limit(threshold), &exact(threshold)),
        None => set_data(&page.stability_threshold, "–", ""),
    }
    set_text(&page.stability_over, &over(state));
    set_attribute(&page.stability_note, "data-unknown", threshold.is_none().then_some(""));
    let at = threshold.map(|threshold| (threshold.log10() - RULER.0) / (RULER.1 - RULER.0));
    let at = at.filter(|at| (0.0..=1.0).contains(at));
    set_attribute(&page.stability_needle, "hidden", if at.is_some() { None } else { Some("") });
    set_attribute(&page.stability_needle, "data-old", state.run.is_sharpness_old().then_some(""));
    if let Some(at) = at {
        set_style(&page.stability_needle, "--at", &format!("{at:.4}"));
    }
}

/// The threshold in words. On flat ground it is beyond all that the ruler has, and how far says nothing.
fn limit(threshold: f64) -> String {
    let last = 10f64.powf(RULER.1);
    if threshold > last { format!("{} and beyond", rate(last as f32)) } else { rate(threshold as f32) }
}

/// Which step and which examples it is of.
fn over(state: &State) -> String {
    state.run.sharpness.map_or(String::new(), |sharpness| {
        let images = counted(sharpness.examples.into(), "training image", "training images");
        format!(" (step {}, from the first {images})", grouped(sharpness.step))
    })
}

/// The chart of the sharpness, in words.
#[must_use]
pub fn in_words(state: &State) -> Option<String> {
    let (&(step, value), edge) = (state.history.sharpness.points().last()?, state.history.edge.points().last()?.1);
    let verdict = match state.choices.settings.optimizer {
        Optimizer::Sgd if value > edge => "above the edge: steps of plain descent over the whole set swing",
        Optimizer::Sgd => "below the edge",
        Optimizer::Momentum | Optimizer::Adam => "the edge is that of plain descent, and this optimiser has another",
    };
    Some(format!(
        "At step {} the sharpness is {}, and 2 / η is now {}: {verdict}.",
        grouped(step),
        cost(value),
        rate(edge as f32)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_beyond_the_ruler_is_not_numbered() {
        assert_eq!(limit(2.345), "2.35");
        assert_eq!(limit(1.8e19), "100 and beyond");
        assert_eq!(limit(f64::INFINITY), "100 and beyond");
    }
}
