//! Heights as comma-separated values.

use std::fmt::Write;

use costscape_core::landscape::Estimate;

use super::facts;
use crate::state::{State, View};

/// What the file is, in lines that begin with `#`; then one row for each point known: a, b and the height, all digits, and of
/// a sample its standard error.
#[must_use]
pub fn csv(state: &State, view: &View) -> String {
    let mut text = String::new();
    for fact in facts(state, view) {
        text.extend(["# ", fact.name, ": ", &fact.value, "\n"]);
    }
    let sampled = view.is_sampled();
    text.extend(["a,b,", view.name_of_height(), if sampled { ",standard_error" } else { "" }, "\n"]);
    let grid = view.slice.grid();
    for index in 0..grid.len() {
        let Some(Estimate { mean, standard_error }) = view.slice.estimate(index) else { continue };
        let (a, b) = grid.point(index);
        // Writing to a string cannot fail.
        let _ = write!(text, "{a},{b},{}", Number(mean));
        let _ = if sampled { writeln!(text, ",{}", Number(standard_error)) } else { writeln!(text) };
    }
    text
}

/// With all its digits, and `nan` as other programs write it.
struct Number(f64);

impl std::fmt::Display for Number {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_nan() { formatter.write_str("nan") } else { self.0.fmt(formatter) }
    }
}
