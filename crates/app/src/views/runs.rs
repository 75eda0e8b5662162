//! The runs kept for comparison: their lines and what they were.

use web_sys::Element;

use crate::page::{Page, append, set_attribute};
use crate::state::State;

/// Writes the list anew when other runs are in it.
pub(super) fn draw(page: &Page, state: &State) {
    let runs = &state.landscape.runs;
    let key: Vec<String> = runs.iter().map(|kept| kept.run.to_string()).collect();
    let key = key.join(" ");
    if page.runs.get_attribute("data-runs").unwrap_or_default() == key {
        return;
    }
    set_attribute(&page.runs, "data-runs", Some(&key));
    page.runs.set_text_content(None);
    for kept in runs {
        let number = kept.style + 1;
        // A run's name is made of numbers and words of the page, but it is set as text all the same.
        let Some(item) = append(&page.runs, "li", &number.to_string()) else { return };
        set_attribute(&item, "data-style", Some(&number.to_string()));
        append_line(&item);
        append(&item, "span", &kept.name);
        if let Some(button) = append(&item, "button", "Forget") {
            set_attribute(&button, "type", Some("button"));
            set_attribute(&button, "id", Some(&format!("forget-run-{}", kept.run)));
            set_attribute(&button, "aria-label", Some(&format!("Forget run {number}")));
        }
    }
}

/// A piece of the run's line, as it is on the map: CSS knows its colour and dashes by its place in the list.
fn append_line(parent: &Element) -> Option<()> {
    const SVG: &str = "http://www.w3.org/2000/svg";
    let document = parent.owner_document()?;
    let line = document.create_element_ns(Some(SVG), "svg").ok()?;
    set_attribute(&line, "viewBox", Some("0 0 40 8"));
    set_attribute(&line, "aria-hidden", Some("true"));
    let path = document.create_element_ns(Some(SVG), "path").ok()?;
    set_attribute(&path, "d", Some("M0 4h40"));
    line.append_child(&path).ok()?;
    parent.append_child(&line).ok()?;
    Some(())
}
