//! The charts' exact values, and the charts in words.

use crate::numbers::{cost, grouped};
use crate::page::{Page, set_attribute, set_text};
use crate::state::{Series, State};

pub(super) fn draw(page: &Page, state: &State) {
    set_text(&page.chart_values, &values(state));
    set_attribute(&page.chart_values, "data-step", state.chart_cursor.map(|step| step.to_string()).as_deref());
}

/// The exact values at the cursor. A line that has none at that very step says at which it has.
#[must_use]
pub fn values(state: &State) -> String {
    let Some(step) = state.chart_cursor else {
        return "Point at a chart, or press the arrow keys on it, for exact values.".to_owned();
    };
    let history = &state.history;
    let named = [
        ("training set", &history.train),
        ("test set", &history.test),
        ("mini-batch", &history.batch),
        ("gradient norm", &history.gradient),
        ("mini-batch’s gradient norm", &history.batch_gradient),
    ];
    let parts = named.into_iter().filter_map(|(name, series)| {
        let (at, value) = series.nearest(step)?;
        let when = if at == step { String::new() } else { format!(" (step {})", grouped(at)) };
        Some(format!("{name} {}{when}", cost(value)))
    });
    format!("Step {}: {}", grouped(step), parts.collect::<Vec<_>>().join(", "))
}

/// The chart of the cost, in words.
#[must_use]
pub fn cost_in_words(state: &State) -> Option<String> {
    let history = &state.history;
    let parts = [
        course("Over the training set the cost", &history.train),
        course("Over the test set it", &history.test),
        course("In the mini-batches it", &history.batch),
    ];
    join(parts)
}

/// The chart of the gradient's norm, in words.
#[must_use]
pub fn gradient_in_words(state: &State) -> Option<String> {
    let (whole, batch) = (&state.history.gradient, &state.history.batch_gradient);
    join([course("The gradient’s norm", whole), course("The mini-batches’ gradient norm", batch), None])
}

fn join(parts: [Option<String>; 3]) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// "The cost went from 1.0000 at step 0 to 0.0500 at step 200; lowest 0.0490 at step 190."
fn course(what: &str, series: &Series) -> Option<String> {
    let (&(first_at, first), &(last_at, last)) = (series.points().first()?, series.points().last()?);
    if first_at == last_at {
        return Some(format!("{what} is {} at step {}.", cost(last), grouped(last_at)));
    }
    let &(low_at, low) = series.points().iter().min_by(|x, y| x.1.total_cmp(&y.1))?;
    let &(high_at, high) = series.points().iter().max_by(|x, y| x.1.total_cmp(&y.1))?;
    let mut text = format!(
        "{what} went from {} at step {} to {} at step {}",
        cost(first),
        grouped(first_at),
        cost(last),
        grouped(last_at)
    );
    if low < last.min(first) {
        text += &format!("; lowest {} at step {}", cost(low), grouped(low_at));
    }
    if high > last.max(first) {
        text += &format!("; highest {} at step {}", cost(high), grouped(high_at));
    }
    text.push('.');
    Some(text)
}
