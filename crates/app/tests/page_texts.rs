//! How texts are written into a real page.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by panicking")]

use costscape_app::page::set_text;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::Element;

wasm_bindgen_test_configure!(run_in_browser);

/// An element with this inside.
fn element(html: &str) -> Element {
    let element = web_sys::window().unwrap().document().unwrap().create_element("output").unwrap();
    element.set_inner_html(html);
    element
}

#[wasm_bindgen_test]
fn a_text_that_changes_stays_the_node_it_is() {
    let readout = element("–");
    let node = readout.first_child().unwrap();
    for text in ["12,345", "", "0.0129"] {
        set_text(&readout, text);
        assert_eq!(readout.text_content().as_deref(), Some(text));
        assert!(readout.first_child().unwrap().is_same_node(Some(&node)), "another node for “{text}”");
        assert!(readout.last_child().unwrap().is_same_node(Some(&node)));
    }
}

#[wasm_bindgen_test]
fn what_stood_there_before_is_gone() {
    for html in ["", "<b>loading</b>", "<b>loading</b> now", "now <b>loading</b>", "<!-- nothing -->"] {
        let readout = element(html);
        set_text(&readout, "a < b");
        assert_eq!(readout.inner_html(), "a &lt; b");
        set_text(&readout, "c");
        assert_eq!(readout.inner_html(), "c");
    }
    let empty = element("<i></i>");
    set_text(&empty, "");
    assert_eq!(empty.inner_html(), "");
}
