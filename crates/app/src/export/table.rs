//! Heights as comma-separated values.

use std::fmt::Write;

use super::facts;
use crate::state::{State, View};

/// What the file is, in lines that begin with `#`; then one row for each point known: a, b and the height, all digits.
#[must_use]
pub fn csv(state: &State, view: &View) -> String {
    let mut text = String::new();
    for fact in facts(state, view) {
        text.extend(["# ", fact.name, ": ", &fact.value, "\n"]);
    }
    text.extend(["a,b,", view.name_of_height(), "\n"]);
    let grid = view.slice.grid();
    for index in 0..grid.len() {
        let Some(height) = view.slice.value(index) else { continue };
        let (a, b) = grid.point(index);
        // Writing to a string cannot fail.
        let _ = if height.is_nan() { writeln!(text, "{a},{b},nan") } else { writeln!(text, "{a},{b},{height}") };
    }
    text
}
