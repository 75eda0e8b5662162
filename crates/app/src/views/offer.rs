//! What was read from a visitor's files, before it replaces anything.

use costscape_core::data::CLASSES;
use web_sys::{Element, HtmlElement};

use crate::numbers::{counted, grouped};
use crate::page::{Page, append, pass_focus, set_attribute, set_hidden, set_progress, set_text};
use crate::state::{FileProgress, Offering, State};

/// Shows how far reading has come, and what is offered, or nothing.
pub(super) fn draw(page: &Page, state: &State) {
    progress(page, state.data.files.progress().as_ref());
    set_attribute(&page.root, "data-dragging", state.data.dragging.then_some(""));
    hide(page, &page.own_fault, state.data.files_fault.is_none());
    set_text(&page.own_fault, state.data.files_fault.as_deref().unwrap_or_default());
    let offering = state.data.files.offering();
    hide(page, &page.offer, offering.is_none());
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
    let key = format!("{:?} {:?} {:?}", offer.train, offer.test, offer.classes);
    if page.offer_counts.get_attribute("data-counts").unwrap_or_default() == key {
        return;
    }
    set_attribute(&page.offer_counts, "data-counts", Some(&key));
    page.offer_counts.set_text_content(None);
    if offer.classes.is_empty() {
        let classes: Vec<String> = (0..CLASSES).map(|class| class.to_string()).collect();
        row(&page.offer_counts, "class", &classes, "th");
        for (name, counts) in [("learn", &offer.train), ("test", &offer.test)] {
            let counts: Vec<String> = counts.iter().map(|&count| grouped(count.into())).collect();
            row(&page.offer_counts, name, &counts, "td");
        }
        return;
    }
    // Names need room: a row for each class that there is.
    row(&page.offer_counts, "class", &["learn", "test"].map(str::to_owned), "th");
    for (class, name) in offer.classes.iter().enumerate().take(CLASSES) {
        let counts = [offer.train[class], offer.test[class]].map(|count| grouped(count.into()));
        row(&page.offer_counts, &format!("{class}: {name}"), &counts, "td");
    }
}

fn progress(page: &Page, progress: Option<&FileProgress>) {
    hide(page, &page.own_progress, progress.is_none());
    let Some(FileProgress { what, done, total }) = progress else { return };
    if what.is_empty() {
        set_text(&page.own_progress_text, "Reading your files.");
        // Nobody knows how far it is: the bar says so.
        set_attribute(&page.own_progress_bar, "value", None);
    } else {
        let (done, total) = (*done, (*total).max(*done));
        let words = format!("Reading your files: {} of {} {what}.", grouped(done), grouped(total));
        set_text(&page.own_progress_text, &words);
        set_progress(&page.own_progress_bar, done as f64 / total.max(1) as f64);
    }
}

/// Hides or shows a part about files. If the focus was in it, it goes back to where files are chosen.
fn hide(page: &Page, part: &HtmlElement, hidden: bool) {
    if hidden && !part.hidden() {
        pass_focus(part, &page.own_files);
    }
    set_hidden(part, hidden);
}

fn row(table: &Element, name: &str, values: &[String], tag: &str) -> Option<()> {
    let row = append(table, "tr", "")?;
    append(&row, "th", name)?;
    values.iter().try_for_each(|value| append(&row, tag, value).map(drop))
}
