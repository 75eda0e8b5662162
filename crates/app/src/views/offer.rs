//! What was read from a visitor's files, before it replaces anything.

use costscape_core::data::CLASSES;
use web_sys::Element;

use crate::numbers::{counted, grouped};
use crate::page::{Page, append, set_attribute, set_text};
use crate::state::{Offering, State};

/// Shows what is offered, or nothing.
pub(super) fn draw(page: &Page, state: &State) {
    let offering = state.data.offer.as_ref();
    page.offer.set_hidden(offering.is_none());
    let Some(Offering { offer, .. }) = offering else { return };
    let sum = |counts: &[u32; CLASSES]| counts.iter().map(|&count| u64::from(count)).sum::<u64>();
    set_text(
        &page.offer_text,
        &format!(
            "{}: {} to learn from, {} to test on.",
            offer.name,
            counted(sum(&offer.train), "image", "images"),
            grouped(sum(&offer.test))
        ),
    );
    set_text(&page.offer_notes, &offer.notes.join(" "));
    let key = format!("{:?} {:?}", offer.train, offer.test);
    if page.offer_counts.get_attribute("data-counts").unwrap_or_default() == key {
        return;
    }
    set_attribute(&page.offer_counts, "data-counts", Some(&key));
    page.offer_counts.set_text_content(None);
    let classes: Vec<String> = (0..CLASSES).map(|class| class.to_string()).collect();
    row(&page.offer_counts, "class", &classes, "th");
    for (name, counts) in [("learn", &offer.train), ("test", &offer.test)] {
        let counts: Vec<String> = counts.iter().map(|&count| grouped(count.into())).collect();
        row(&page.offer_counts, name, &counts, "td");
    }
}

fn row(table: &Element, name: &str, values: &[String], tag: &str) -> Option<()> {
    let row = append(table, "tr", "")?;
    append(&row, "th", name)?;
    values.iter().try_for_each(|value| append(&row, tag, value).map(drop))
}
