//! What the network makes of the image: its answer and its ten outputs.

use crate::numbers::{exact, grouped};
use crate::page::{Page, set_attribute, set_data, set_disabled, set_hidden, set_style, set_text};
use crate::state::State;
use costscape_protocol::Part;

/// Below this an output is shown as 0.00. Where even the brightest is, as in a network driven fully off, there is no answer.
const DARK: f64 = 0.005;

pub(super) fn draw(page: &Page, state: &State) {
    let brightest = state.prediction();
    let prediction = brightest.filter(|(_, confidence)| *confidence >= DARK);
    match prediction {
        Some((digit, _)) => set_data(&page.prediction, &state.data.class_name(digit), &digit.to_string()),
        None => set_data(&page.prediction, "–", ""),
    }
    match brightest {
        Some((_, confidence)) => set_data(&page.confidence, &format!("{confidence:.2}"), &exact(confidence)),
        None => set_data(&page.confidence, "–", ""),
    }
    let outputs = state.activations.as_ref().and_then(|layers| layers.last());
    let named = (!state.data.class_names.is_empty()).then_some("");
    set_attribute(&page.output_bars_list, "data-named", named);
    set_attribute(&page.prediction, "data-named", named);
    for (digit, (bar, text)) in page.output_bars.iter().zip(&page.outputs).enumerate() {
        let name = state.data.class_name(digit);
        if let Some(place) = bar.previous_element_sibling() {
            set_text(&place, &name);
        }
        if let Some(option) = page.digit_label.options().get_with_index(digit as u32 + 1) {
            set_text(&option, &name);
        }
        let output = outputs.and_then(|outputs| outputs.get(digit).copied());
        match output {
            Some(output) => set_data(text, &format!("{output:.2}"), &exact(output)),
            None => set_data(text, "–", ""),
        }
        set_style(bar, "--value", &format!("{:.4}", output.unwrap_or(0.0)));
        let predicted = prediction.is_some_and(|(answer, _)| answer == digit);
        set_attribute(bar, "data-predicted", predicted.then_some(""));
    }
    set_hidden(&page.truth, state.drawing.is_empty());
    let digit = state.drawing.label().map_or_else(String::new, |label| label.to_string());
    if page.digit_label.value() != digit {
        page.digit_label.set_value(&digit);
    }
    set_disabled(&page.digit_label, state.drawing.content().example().is_some());
    set_data(&page.label, &origin(state).unwrap_or_default(), &digit);
}

/// "test image 1,255": where an example comes from.
#[must_use]
pub fn origin(state: &State) -> Option<String> {
    let example = &state.drawing.content().example()?.example;
    let part = match example.part {
        Part::Train => "training",
        Part::Test => "test",
    };
    Some(format!("{part} image {}", grouped(example.index.into())))
}
