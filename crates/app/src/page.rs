//! Every element of the page that the app reads or writes, found once, by id.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Document, Element, HtmlButtonElement, HtmlCanvasElement, HtmlElement, HtmlInputElement, HtmlProgressElement,
    HtmlSelectElement, Node,
};

use costscape_core::data::CLASSES;

/// The page is not the one this app was built for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// There is no such element.
    #[error("the page has no element with the id “{id}”")]
    Missing {
        /// The id.
        id: String,
    },
    /// There is one, but of another kind.
    #[error("the page’s element “{id}” is not of the expected kind")]
    Kind {
        /// The id.
        id: String,
    },
}

fn find<T: JsCast>(document: &Document, id: &str) -> Result<T, PageError> {
    let element = document.get_element_by_id(id).ok_or_else(|| PageError::Missing { id: id.to_owned() })?;
    element.dyn_into().map_err(|_| PageError::Kind { id: id.to_owned() })
}

macro_rules! page {
    ($($field:ident: $kind:ty = $id:literal,)*) => {
        /// The elements, named as their ids.
        #[derive(Clone, Debug)]
        #[allow(missing_docs, reason = "each is named as its id")]
        pub struct Page {
            /// The page itself, which carries the state and the theme.
            pub root: HtmlElement,
            $(pub $field: $kind,)*
            /// `output-bar-0` to `output-bar-9`.
            pub output_bars: Vec<HtmlElement>,
            /// `output-0` to `output-9`.
            pub outputs: Vec<Element>,
        }

        impl Page {
            /// The ids of all elements, but the ten outputs and their bars.
            pub const IDS: &'static [&'static str] = &[$($id),*];

            /// Finds all elements.
            ///
            /// # Errors
            /// When one is missing or of another kind.
            pub fn find(document: &Document) -> Result<Self, PageError> {
                let root = document.document_element().and_then(|root| root.dyn_into().ok());
                Ok(Self {
                    root: root.ok_or_else(|| PageError::Missing { id: "html".to_owned() })?,
                    $($field: find(document, $id)?,)*
                    output_bars: (0..CLASSES).map(|i| find(document, &format!("output-bar-{i}"))).collect::<Result<_, _>>()?,
                    outputs: (0..CLASSES).map(|i| find(document, &format!("output-{i}"))).collect::<Result<_, _>>()?,
                })
            }
        }
    };
}

page! {
    status: Element = "status",
    announcer: Element = "announcer",
    load_progress: HtmlProgressElement = "load-progress",
    draw_pad: HtmlCanvasElement = "draw-pad",
    undo: HtmlButtonElement = "undo",
    clear: HtmlButtonElement = "clear",
    random_digit: HtmlButtonElement = "random-digit",
    redo: HtmlButtonElement = "redo",
    tool_pen: HtmlInputElement = "tool-pen",
    tool_rubber: HtmlInputElement = "tool-rubber",
    tool_pixel: HtmlInputElement = "tool-pixel",
    pen_width: HtmlSelectElement = "pen-width",
    stages: HtmlCanvasElement = "stages",
    own_files: HtmlInputElement = "own-files",
    class_names: HtmlInputElement = "class-names",
    class_names_field: HtmlElement = "class-names-field",
    own_folder: HtmlInputElement = "own-folder",
    own_fault: HtmlElement = "own-fault",
    own_progress: HtmlElement = "own-progress",
    own_progress_text: Element = "own-progress-text",
    own_progress_bar: HtmlProgressElement = "own-progress-bar",
    offer: HtmlElement = "offer",
    offer_text: Element = "offer-text",
    offer_images: HtmlCanvasElement = "offer-images",
    offer_counts: Element = "offer-counts",
    offer_notes: Element = "offer-notes",
    digit_label: HtmlSelectElement = "digit-label",
    alone: HtmlElement = "alone",
    own_landscape: HtmlCanvasElement = "own-landscape",
    own_landscape_text: Element = "own-landscape-text",
    push: HtmlCanvasElement = "push",
    push_text: Element = "push-text",
    flip: HtmlCanvasElement = "flip",
    flip_text: Element = "flip-text",
    favourites: HtmlCanvasElement = "favourites",
    favourites_text: Element = "favourites-text",
    output_bars_list: Element = "output-bars",
    handwriting_text: Element = "handwriting-text",
    handwriting_images: HtmlCanvasElement = "handwriting-images",
    photo: HtmlInputElement = "photo",
    keep_digit: HtmlButtonElement = "keep-digit",
    forget_digit: HtmlButtonElement = "forget-digit",
    save_handwriting: HtmlButtonElement = "save-handwriting",
    learn_handwriting: HtmlButtonElement = "learn-handwriting",
    hand_over: HtmlButtonElement = "hand-over",
    network_input: HtmlCanvasElement = "network-input",
    prediction: Element = "prediction",
    confidence: Element = "confidence",
    truth: HtmlElement = "truth",
    label: Element = "label",
    landscape: HtmlCanvasElement = "landscape",
    landscape_text: Element = "landscape-text",
    slice_note: Element = "slice-note",
    slice_progress: HtmlProgressElement = "slice-progress",
    cancel_slice: HtmlButtonElement = "cancel-slice",
    colour_scale: HtmlCanvasElement = "colour-scale",
    colour_scale_title: Element = "colour-scale-title",
    colour_scale_low: Element = "colour-scale-low",
    colour_scale_middle: Element = "colour-scale-middle",
    colour_scale_high: Element = "colour-scale-high",
    cost_on_plane: Element = "cost-on-plane",
    cost_on_plane_title: Element = "cost-on-plane-title",
    cost_here_title: Element = "cost-here-title",
    off_plane_distance: Element = "off-plane-distance",
    probe: HtmlElement = "probe",
    cost_here: Element = "cost-here",
    plane: HtmlSelectElement = "plane",
    plane_seed: HtmlInputElement = "plane-seed",
    first_parameter: HtmlInputElement = "first-parameter",
    second_parameter: HtmlInputElement = "second-parameter",
    plane_facts: Element = "plane-facts",
    save_point: HtmlButtonElement = "save-point",
    heights: HtmlSelectElement = "heights",
    sampling: HtmlSelectElement = "sampling",
    relief: HtmlInputElement = "relief",
    map_log: HtmlInputElement = "map-log",
    ride: HtmlInputElement = "ride",
    place: HtmlButtonElement = "place",
    keep_run: HtmlButtonElement = "keep-run",
    runs: Element = "runs",
    step_count_over: Element = "step-count-over",
    stability_note: Element = "stability-note",
    stability_needle: HtmlElement = "stability-needle",
    stability_threshold: Element = "stability-threshold",
    stability_over: Element = "stability-over",
    sharpness_chart: HtmlCanvasElement = "sharpness-chart",
    sharpness_chart_text: Element = "sharpness-chart-text",
    resolution: HtmlSelectElement = "resolution",
    reslice: HtmlButtonElement = "reslice",
    put_back: HtmlButtonElement = "put-back",
    follow: HtmlInputElement = "follow",
    train: HtmlButtonElement = "train",
    step: HtmlButtonElement = "step",
    reset: HtmlButtonElement = "reset",
    speed: HtmlSelectElement = "speed",
    learning_rate: HtmlInputElement = "learning-rate",
    learning_rate_value: Element = "learning-rate-value",
    step_count: Element = "step-count",
    cost: HtmlElement = "cost",
    cost_over: Element = "cost-over",
    gradient_norm: HtmlElement = "gradient-norm",
    gradient_norm_over: Element = "gradient-norm-over",
    test_accuracy: HtmlElement = "test-accuracy",
    test_accuracy_over: Element = "test-accuracy-over",
    epoch_count: Element = "epoch-count",
    train_accuracy: HtmlElement = "train-accuracy",
    settings: HtmlElement = "settings",
    dataset: HtmlSelectElement = "dataset",
    dataset_note: Element = "dataset-note",
    batch_size: HtmlSelectElement = "batch-size",
    optimizer: HtmlSelectElement = "optimizer",
    cost_function: HtmlSelectElement = "cost-function",
    activation: HtmlSelectElement = "activation",
    initialisation: HtmlSelectElement = "initialisation",
    hidden_layers: HtmlInputElement = "hidden-layers",
    seed: HtmlInputElement = "seed",
    new_seed: HtmlButtonElement = "new-seed",
    settings_note: Element = "settings-note",
    chart_values: Element = "chart-values",
    chart_log: HtmlInputElement = "chart-log",
    cost_chart: HtmlCanvasElement = "cost-chart",
    cost_chart_text: Element = "cost-chart-text",
    gradient_chart: HtmlCanvasElement = "gradient-chart",
    gradient_chart_text: Element = "gradient-chart-text",
    network_image: HtmlCanvasElement = "network-image",
    network_image_text: Element = "network-image-text",
    weights: HtmlCanvasElement = "weights",
    weights_text: Element = "weights-text",
    gallery: HtmlElement = "gallery",
    gallery_part: HtmlSelectElement = "gallery-part",
    gallery_class: HtmlSelectElement = "gallery-class",
    gallery_which: HtmlSelectElement = "gallery-which",
    gallery_order: HtmlSelectElement = "gallery-order",
    gallery_count: Element = "gallery-count",
    judge_again: HtmlButtonElement = "judge-again",
    gallery_scroll: HtmlElement = "gallery-scroll",
    gallery_length: HtmlElement = "gallery-length",
    gallery_images: HtmlCanvasElement = "gallery-images",
    gallery_text: Element = "gallery-text",
    theme: HtmlSelectElement = "theme",
    presenter: HtmlInputElement = "presenter",
}

/// Writes text where it is another, of an element that holds nothing else.
///
/// The text stays the node it is: another in its place makes Chromium lay out the whole page (6 ms instead of 0.2), and
/// readouts change in every frame.
pub fn set_text(element: &Element, text: &str) {
    match element.first_child() {
        Some(only) if only.node_type() == Node::TEXT_NODE && only.next_sibling().is_none() => {
            if only.node_value().as_deref() != Some(text) {
                only.set_node_value(Some(text));
            }
        }
        None if text.is_empty() => {}
        _ => element.set_text_content(Some(text)),
    }
}

/// Hides or shows an element. Nothing is written where nothing changes: each write costs the browser a look at the styles.
pub fn set_hidden(element: &Element, hidden: bool) {
    set_attribute(element, "hidden", hidden.then_some(""));
}

/// Disables or enables a control; see [`set_hidden`].
pub fn set_disabled(control: &Element, disabled: bool) {
    set_attribute(control, "disabled", disabled.then_some(""));
}

/// Moves a bar, from 0 to 1; see [`set_hidden`].
pub fn set_progress(bar: &HtmlProgressElement, share: f64) {
    if !bar.has_attribute("value") || bar.value() != share {
        bar.set_value(share);
    }
}

/// Writes an attribute where it is another; `None` takes it away.
pub fn set_attribute(element: &Element, name: &str, value: Option<&str>) {
    if element.get_attribute(name).as_deref() == value {
        return;
    }
    let done = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
    if let Err(error) = done {
        complain(&error);
    }
}

/// Writes a property of an element's own style where it is another: through the CSSOM, for the page's policy allows no style
/// attributes.
pub fn set_style(element: &Element, name: &str, value: &str) {
    let Some(element) = element.dyn_ref::<HtmlElement>() else { return };
    let style = element.style();
    if style.get_property_value(name).ok().as_deref() != Some(value)
        && let Err(error) = style.set_property(name, value)
    {
        complain(&error);
    }
}

/// Writes a readout: what people read, and the number to the last bit.
pub fn set_data(element: &Element, text: &str, value: &str) {
    set_text(element, text);
    set_attribute(element, "value", Some(value));
}

/// Before `part` goes out of reach: if the focus is in it, it moves on, so that whoever works by keyboard is not lost.
pub fn pass_focus(part: &HtmlElement, to: &HtmlElement) {
    let focused = part.owner_document().and_then(|document| document.active_element());
    if part.contains(focused.as_deref()) {
        // A browser that refuses leaves the focus to the page.
        let _ = to.focus();
    }
}

/// Disables or enables a button that its own press may disable: the focus moves on from it then.
pub fn disable(button: &HtmlButtonElement, disabled: bool, to: &HtmlElement) {
    if button.disabled() == disabled {
        return;
    }
    if disabled {
        pass_focus(button, to);
    }
    set_disabled(button, disabled);
}

/// Says in the browser's console what should not have happened and changes nothing for the visitor.
pub fn complain(error: &JsValue) {
    web_sys::console::error_1(error);
}

/// Says that the app does not start, on whatever there is of the page.
pub fn say_failure(why: &str) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    if let Some(root) = document.document_element() {
        set_attribute(&root, "data-state", Some("failed"));
    }
    let words = format!("The app could not start: {why}. Reload the page, or try another browser.");
    for element in ["status", "announcer"].into_iter().filter_map(|id| document.get_element_by_id(id)) {
        set_text(&element, &words);
    }
}

/// Puts another element, with this text, at the end of `parent`.
pub fn append(parent: &Element, tag: &str, text: &str) -> Option<Element> {
    let child = parent.owner_document()?.create_element(tag).ok()?;
    child.set_text_content(Some(text));
    parent.append_child(&child).ok()?;
    Some(child)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Control;

    const HTML: &str = include_str!("../../../www/index.html");

    fn count(attribute: &str, value: &str) -> usize {
        HTML.matches(&format!(" {attribute}=\"{value}\"")).count()
    }

    /// A readout's value changes in every frame, and a rule that asked for it would have the page laid out anew each time.
    #[test]
    fn no_rule_of_style_asks_for_values() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/style");
        let sheets: Vec<_> = std::fs::read_dir(folder).unwrap().map(|sheet| sheet.unwrap().path()).collect();
        assert!(sheets.len() > 5, "{sheets:?}");
        for sheet in sheets {
            let rules = std::fs::read_to_string(&sheet).unwrap();
            assert!(!rules.contains("[value"), "{}", sheet.display());
        }
    }

    #[test]
    fn every_id_stands_once_in_the_page() {
        let outputs = (0..CLASSES).flat_map(|i| [format!("output-{i}"), format!("output-bar-{i}")]);
        for id in Page::IDS.iter().map(ToString::to_string).chain(outputs) {
            assert_eq!(count("id", &id), 1, "{id}");
        }
    }

    #[test]
    fn every_control_of_the_app_stands_in_the_page_and_the_other_way_round() {
        for control in Control::ALL {
            // A choice of one out of several has the name on each.
            let most = if control == Control::Tool { 3 } else { 1 };
            assert_eq!(count("name", control.name()), most, "{control:?}");
        }
        let named = HTML.split("<select ").chain(HTML.split("<input ")).filter_map(|part| {
            let (_, name) = part.split_once('>')?.0.split_once(" name=\"")?;
            name.split('"').next()
        });
        for name in named.filter(|name| *name != "viewport") {
            assert!(
                Control::from_name(name).is_some() || ["description", "color-scheme", "theme-color"].contains(&name),
                "{name}"
            );
        }
    }
}
