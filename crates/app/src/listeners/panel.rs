//! The panel that opens over the margin of the map: Escape closes it.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement, KeyboardEvent};

use super::Listener;

pub(super) fn listen(document: &Document) -> Result<Listener, JsValue> {
    let page = document.clone();
    Listener::new(document, "keydown", move |event| {
        let escape = event.dyn_ref::<KeyboardEvent>().is_some_and(|pressed| pressed.key() == "Escape");
        // The map, the charts and the pad have a use for it of their own.
        if !escape || event.default_prevented() {
            return;
        }
        if let Some(panel) = page.query_selector("details.more[open]").ok().flatten() {
            close(&panel, page.active_element().as_ref());
        }
    })
}

/// The focus goes back to what opened the panel where it would be lost with it, or is nowhere, as after a click on words.
fn close(panel: &Element, focused: Option<&Element>) {
    let back = focused.is_none_or(|focused| focused.tag_name() == "BODY" || panel.contains(Some(focused)));
    // An attribute that is gone is removed already.
    let _ = panel.remove_attribute("open");
    let summary = panel.query_selector("summary").ok().flatten();
    if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<HtmlElement>().ok()).filter(|_| back) {
        // A browser that refuses leaves the focus to the page.
        let _ = summary.focus();
    }
}
