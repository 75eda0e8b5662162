//! What the network makes of the image: its answer and its ten outputs.

use crate::numbers::exact;
use crate::page::{Page, complain, set_attribute, set_data};
use crate::state::State;
use costscape_protocol::Part;

pub(super) fn draw(page: &Page, state: &State) {
    let prediction = state.prediction();
    match prediction {
        Some((digit, confidence)) => {
            set_data(&page.prediction, &digit.to_string(), &digit.to_string());
            set_data(&page.confidence, &format!("{confidence:.2}"), &exact(confidence));
        }
        None => {
            set_data(&page.prediction, "–", "");
            set_data(&page.confidence, "–", "");
        }
    }
    let outputs = state.activations.as_ref().and_then(|layers| layers.last());
    for (digit, (bar, text)) in page.output_bars.iter().zip(&page.outputs).enumerate() {
        let output = outputs.and_then(|outputs| outputs.get(digit).copied());
        match output {
            Some(output) => set_data(text, &format!("{output:.2}"), &exact(output)),
            None => set_data(text, "–", ""),
        }
        // Through the CSSOM: the page's policy allows no style attributes.
        let height = format!("{:.4}", output.unwrap_or(0.0));
        let style = bar.style();
        if style.get_property_value("--value").ok().as_deref() != Some(&height)
            && let Err(error) = style.set_property("--value", &height)
        {
            complain(&error);
        }
        let predicted = prediction.is_some_and(|(answer, _)| answer == digit);
        set_attribute(bar, "data-predicted", predicted.then_some(""));
    }
    let label = label(state);
    page.truth.set_hidden(label.is_none());
    let digit = state.drawing.content().example().map(|shown| shown.example.label.to_string());
    set_data(&page.label, label.as_deref().unwrap_or("–"), digit.as_deref().unwrap_or(""));
}

/// "a 7, from the test set".
#[must_use]
pub fn label(state: &State) -> Option<String> {
    let example = &state.drawing.content().example()?.example;
    let part = match example.part {
        Part::Train => "training",
        Part::Test => "test",
    };
    Some(format!("{}, {part} image {}", example.label, crate::numbers::grouped(example.index.into())))
}
