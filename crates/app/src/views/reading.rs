//! What the network makes of the image: its answer and its ten outputs.

use std::cell::OnceCell;

use costscape_protocol::Part;
use wasm_bindgen::JsValue;
use web_sys::Element;

use crate::numbers::exact;
use crate::page::{Page, complain, set_attribute, set_data, set_text};
use crate::state::State;

/// The place for an example's true label, which the page has no element for before there is one.
#[derive(Debug, Default)]
pub(super) struct Truth {
    place: OnceCell<Element>,
}

pub(super) fn draw(page: &Page, state: &State, truth: &Truth) {
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
    if let Err(error) = truth.draw(page, state) {
        complain(&error);
    }
}

/// "a 7, from the test set".
#[must_use]
pub fn label(state: &State) -> Option<String> {
    let example = &state.drawing.content().example.as_ref()?.example;
    let part = match example.part {
        Part::Train => "training",
        Part::Test => "test",
    };
    Some(format!("{}, {part} image {}", example.label, crate::numbers::grouped(example.index.into())))
}

impl Truth {
    /// Writes the label into the list beside the prediction.
    fn draw(&self, page: &Page, state: &State) -> Result<(), JsValue> {
        let Some(place) = self.place(page)? else { return Ok(()) };
        let label = label(state);
        set_attribute(place, "hidden", if label.is_some() { None } else { Some("") });
        if let Some(data) = place.query_selector("data")? {
            let digit = state.drawing.content().example.as_ref().map(|shown| shown.example.label.to_string());
            set_data(&data, label.as_deref().unwrap_or("–"), digit.as_deref().unwrap_or(""));
        }
        Ok(())
    }

    fn place(&self, page: &Page) -> Result<Option<&Element>, JsValue> {
        if let Some(place) = self.place.get() {
            return Ok(Some(place));
        }
        let Some(list) = page.prediction.closest("dl")? else { return Ok(None) };
        let Some(document) = page.prediction.owner_document() else { return Ok(None) };
        let (place, term, description) =
            (document.create_element("div")?, document.create_element("dt")?, document.create_element("dd")?);
        let data = document.create_element("data")?;
        set_attribute(&data, "id", Some("label"));
        set_text(&term, "it is really");
        description.append_child(&data)?;
        place.append_child(&term)?;
        place.append_child(&description)?;
        list.append_child(&place)?;
        Ok(Some(self.place.get_or_init(|| place)))
    }
}
