//! One sentence on how things stand.

use costscape_core::network::Activation;
use costscape_core::optimizer::Optimizer;
use costscape_protocol::{Pace, Source, Trouble};

use crate::numbers::{cost, counted, grouped, rate};
use crate::page::{Page, set_attribute, set_hidden, set_progress, set_text};
use crate::state::{Phase, State};

/// Writes the sentence, the state's word and how far loading has come.
pub(super) fn draw(page: &Page, state: &State) {
    let sentence = sentence(state);
    set_text(&page.status, &sentence);
    let said = page.announcer.text_content().unwrap_or_default();
    if is_news(state.phase(), &said, &sentence) {
        set_text(&page.announcer, &sentence);
    }
    set_attribute(&page.root, "data-state", Some(state.phase().name()));
    let loading = state.data.loading.as_ref();
    let waiting = state.phase() == Phase::Loading;
    set_hidden(&page.load_progress, !waiting);
    let share = loading.map_or(0.0, |loading| loading.share);
    set_progress(&page.load_progress, share);
}

/// Whether who listens has to be told this after that. While a run goes on, the numbers in the sentence change all the time, and
/// would be all that is heard.
fn is_news(phase: Phase, said: &str, sentence: &str) -> bool {
    let words = |text: &str| text.replace(|c: char| c.is_ascii_digit() || c == ',' || c == '.', "");
    phase != Phase::Running || words(said) != words(sentence)
}

/// What stands in the status.
#[must_use]
pub fn sentence(state: &State) -> String {
    if let Some(failure) = &state.failure {
        return failure.clone();
    }
    let now = match state.phase() {
        Phase::Loading | Phase::Failed => loading(state),
        Phase::Trouble => trouble(state),
        Phase::Running => running(state),
        Phase::Ready => ready(state),
    };
    match &state.notice {
        Some(notice) => format!("{notice} {now}"),
        None => now,
    }
}

fn loading(state: &State) -> String {
    let Some(loading) = &state.data.loading else {
        return if state.data.summary.is_some() { "Drawing the first weights." } else { "Starting." }.to_owned();
    };
    let name = match loading.source {
        Source::Pen => "the built-in pen digits",
        Source::Mnist { with_pen: true, .. } => "MNIST and the pen digits",
        Source::Mnist { .. } => "MNIST",
        Source::Own { .. } => "your own images",
    };
    let verb = if loading.source == Source::Pen { "Drawing" } else { "Loading" };
    match loading.what.as_str() {
        what if what.is_empty() || loading.source == Source::Pen => format!("{verb} {name}."),
        what => format!("{verb} {name}: {what}."),
    }
}

fn digits(state: &State) -> String {
    match &state.data.summary {
        Some(summary) => {
            let (one, many) = match summary.source {
                Source::Pen => ("pen digit", "pen digits"),
                Source::Mnist { with_pen: true, .. } => ("MNIST and pen digit", "MNIST and pen digits"),
                Source::Mnist { .. } => ("MNIST digit", "MNIST digits"),
                Source::Own { .. } => ("image of your own", "images of your own"),
            };
            let base = counted((summary.train - summary.handwritten).into(), one, many);
            match summary.handwritten {
                0 => base,
                own => {
                    let digits = state.handwriting.taught().len().max(1) as u64;
                    let times = counted(u64::from(own) / digits, "time", "times");
                    format!("{base} and {} of your own hand, {times} each", grouped(digits))
                }
            }
        }
        None => "digits".to_owned(),
    }
}

/// What a run says first after the ball was moved.
const PUT_BY_HAND: &str = "The ball was put here by hand: training goes on from here. “Put back” returns it.";

fn running(state: &State) -> String {
    let asked = match state.choices.pace {
        Pace::Fastest => "as fast as this machine can".to_owned(),
        Pace::StepsPerSecond(steps) => format!("{} a second", counted(steps as u64, "step", "steps")),
    };
    // What is asked for, unless it goes otherwise.
    let pace = match (state.choices.pace, state.run.pace.per_second().map(f64::round)) {
        (Pace::Fastest, Some(found)) => format!("{asked}: {} a second", counted(found as u64, "step", "steps")),
        (Pace::StepsPerSecond(wanted), Some(found)) if found < 0.9 * wanted => {
            format!("{} a second of the {} asked for", counted(found as u64, "step", "steps"), grouped(wanted as u64))
        }
        _ => asked,
    };
    if state.run.is_just_put(state.now_ms) {
        return PUT_BY_HAND.to_owned();
    }
    overshooting(state)
        .or_else(|| no_better_than_a_guess(state))
        .unwrap_or_else(|| format!("Training on {}, {pace}.", digits(state)))
}

/// Slopes below this move nothing that could be seen.
const FLAT: f64 = 1e-3;

/// What to say when the exact cost stands well above where this run has already been: by a half of it, and by more than
/// mini-batches make it tremble.
fn overshooting(state: &State) -> Option<String> {
    let measured = state.run.measured.as_ref()?;
    let now = measured.train.cost;
    // Where the ball was put by hand is nobody's overshooting.
    let path = || state.history.train.points().iter().rev().take_while(|(step, _)| *step >= state.run.began);
    let lowest = path().map(|&(_, cost)| cost).reduce(f64::min)?;
    // A cost that is coming down again is recovering; one that has come down and stays there is not.
    let &(_, before) = path().find(|(step, _)| *step < measured.step)?;
    if now <= 1.5 * lowest + 0.02 || now < 0.95 * before {
        return None;
    }
    let (now, lowest) = (cost(now), cost(lowest));
    let slope = state.run.steps.as_ref().map_or(0.0, |steps| steps.gradient_norm);
    Some(if slope < FLAT {
        format!(
            "On flat ground: the cost is {now} and has been as low as {lowest}. A step was too long, and here is hardly a \
             slope to follow. Reset starts again."
        )
    } else {
        format!(
            "Overshooting: the cost is {now} and has been as low as {lowest}. With learning rate {} steps leap across \
             the valley. Try a lower rate.",
            rate(state.choices.settings.learning_rate)
        )
    })
}

/// What to say when the exact cost stands above that of answering one tenth to everything, and does not come down: either there
/// is no slope to follow, or the steps leap about up there.
fn no_better_than_a_guess(state: &State) -> Option<String> {
    let (measured, settings) = (state.run.measured.as_ref()?, &state.choices.settings);
    let (now, guess) = (measured.train.cost, settings.cost.of_a_guess());
    // Close to a guess is where many a sound run begins, the slower the deeper it is.
    if now < 1.02 * guess || measured.step < state.run.began + PATIENCE_STEPS {
        return None;
    }
    let why = if state.run.steps.as_ref()?.gradient_norm < FLAT {
        "and here is hardly a slope to follow"
    } else {
        // One that is slow stands lower than ever before.
        let path = state.history.train.points().iter().rev().take_while(|(step, _)| *step >= state.run.began);
        let lowest = path.map(|&(_, cost)| cost).reduce(f64::min)?;
        if now < 1.005 * lowest {
            return None;
        }
        "and steps leap about instead of going down"
    };
    Some(format!(
        "No better than a guess: the cost is {}, that of answering 0.1 to everything is {}, {why}. Learning rate {} is \
         probably too high. Lower it and press Reset.",
        cost(now),
        cost(guess),
        rate(settings.learning_rate)
    ))
}

/// Steps before a run has to be better than a guess.
const PATIENCE_STEPS: u64 = 100;

fn ready(state: &State) -> String {
    let test = state.data.summary.as_ref().map_or(0, |summary| summary.test);
    match state.run.step {
        _ if state.run.stands_where_put() => PUT_BY_HAND.to_owned(),
        0 => format!("Ready: {} to learn from, {} to test on.", digits(state), grouped(test.into())),
        step => format!("Paused after {}.", counted(step, "step", "steps")),
    }
}

fn trouble(state: &State) -> String {
    match &state.run.trouble {
        Some(Trouble::Overflow { step, learning_rate }) => format!(
            "Diverged: step {} with learning rate {} made the numbers overflow and was taken back. Lower the rate to go \
             on, or press Reset.",
            grouped(*step),
            rate(*learning_rate)
        ),
        Some(Trouble::Saturated { step, learning_rate, .. }) => {
            let why = match state.choices.settings.activation {
                Activation::Sigmoid => "every neuron was driven fully on or off",
                Activation::Relu => "no neuron responds to small changes any more",
            };
            let usual = match state.choices.settings.optimizer {
                Optimizer::Adam => " With Adam it is usually below 0.01.",
                Optimizer::Momentum => " With momentum it is usually below 0.5.",
                Optimizer::Sgd => "",
            };
            format!(
                "Stuck at step {}: with learning rate {} {why}, so all slopes are zero. Lower the rate and press Reset.\
                 {usual}",
                grouped(*step),
                rate(*learning_rate)
            )
        }
        Some(Trouble::Refused { why }) => format!("The training worker refused: {why}."),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_run_only_other_words_are_news() {
        let [before, after] = ["The cost is 1.03 at step 999.", "The cost is 0.5 at step 1,000."];
        assert!(!is_news(Phase::Running, before, after) && is_news(Phase::Running, before, "The cost falls."));
        assert!(is_news(Phase::Ready, "Paused after 1 step.", "Paused after 2 step."));
    }
}
