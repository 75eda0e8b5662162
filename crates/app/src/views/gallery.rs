//! The gallery: its words, and how long its images are in all.

use costscape_core::data::CLASSES;
use costscape_protocol::Part;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::canvas::{Exhibit, GalleryInput};
use crate::numbers::{cost, counted, grouped};
use crate::page::{Page, disable, set_attribute, set_style, set_text};
use crate::state::{Judged, State, Which};

/// Writes the words beside the images, and the length of their region.
pub(super) fn draw(page: &Page, state: &State) {
    let gallery = &state.gallery;
    set_text(&page.gallery_count, &count_in_words(state));
    set_text(&page.gallery_text, &cell_in_words(state));
    for class in 0..CLASSES {
        if let Some(option) = page.gallery_class.options().get_with_index(class as u32 + 1) {
            set_text(&option, &state.data.class_name(class));
        }
    }
    let up_to_date = gallery.waiting || !gallery.behind || gallery.judged.is_none();
    disable(&page.judge_again, up_to_date, &page.gallery_scroll);
    stretch(page, state);
    // For tests, and whoever looks: what the picture shows.
    let example = gallery.cursor.and_then(|place| gallery.example(place));
    set_attribute(&page.gallery_images, "data-example", example.map(|index| index.to_string()).as_deref());
    let seen = gallery.seen();
    let come = seen.clone().filter_map(|place| gallery.images.get(gallery.example(place)?)).count();
    set_attribute(&page.gallery_images, "data-whole", (!seen.is_empty() && come == seen.len()).then_some(""));
}

/// The region is as long as all rows.
fn stretch(page: &Page, state: &State) {
    let length = format!("{:.2}px", state.gallery.grid.length(state.gallery.listed.len()));
    set_style(&page.gallery_length, "height", &length);
}

/// Scrolls the images so far down, and the page to them if wanted.
pub(super) fn scroll(page: &Page, state: &State, top: f64, into_view: bool) {
    // There may be more rows than a moment ago.
    stretch(page, state);
    page.gallery_scroll.set_scroll_top(top.round() as i32);
    if into_view {
        let nearest = ScrollIntoViewOptions::new();
        nearest.set_block(ScrollLogicalPosition::Nearest);
        page.gallery_scroll.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
}

/// Scrolls the page so that the pad is seen.
pub(super) fn show_pad(page: &Page) {
    let nearest = ScrollIntoViewOptions::new();
    nearest.set_block(ScrollLogicalPosition::Nearest);
    page.draw_pad.scroll_into_view_with_scroll_into_view_options(&nearest);
}

/// What is seen of the images.
pub(super) fn picture(state: &State) -> GalleryInput<'_> {
    let gallery = &state.gallery;
    let grid = gallery.grid;
    let exhibit = |judged: &Judged, place: usize| {
        let index = gallery.example(place)?;
        let record = judged.record(index)?;
        Some(Exhibit {
            cell: grid.cell(place),
            pixels: gallery.images.get(index),
            label: record.label,
            answer: record.answer,
            cost: record.cost,
            pointed_at: gallery.cursor == Some(place),
        })
    };
    let judged = gallery.judged.as_ref();
    let exhibits = judged.map(|judged| gallery.seen().filter_map(|place| exhibit(judged, place)).collect());
    GalleryInput {
        pitch: grid.pitch(),
        row: grid.row(),
        margin: grid.margin(),
        side: grid.side(),
        mark_mistakes: state.choices.gallery.which == Which::All,
        names: names(state),
        exhibits: exhibits.unwrap_or_default(),
    }
}

/// What the classes are called; none where they are digits.
fn names(state: &State) -> Vec<String> {
    if state.data.class_names.is_empty() {
        return Vec::new();
    }
    (0..CLASSES).map(|class| state.data.class_name(class)).collect()
}

/// "412 mistakes among 10,000 test images, as of step 450."
#[must_use]
pub fn count_in_words(state: &State) -> String {
    let choice = &state.choices.gallery;
    let (one, many) = match choice.part {
        Part::Train => ("training image", "training images"),
        Part::Test => ("test image", "test images"),
    };
    let Some(judged) = &state.gallery.judged else {
        let all = state.data.summary.as_ref().map(|summary| match choice.part {
            Part::Train => summary.train,
            Part::Test => summary.test,
        });
        return all.map_or_else(
            || "The images are not here yet.".to_owned(),
            |all| {
                let all = counted(all.into(), one, many);
                let reads = state.gallery.waiting && state.failure.is_none();
                if reads { format!("The network is reading {all}.") } else { format!("{all}, not read yet.") }
            },
        );
    };
    let class =
        choice.class.map(|class| format!(" labelled {}", state.data.class_name(class.into()))).unwrap_or_default();
    let among = format!("{}{class}", counted(state.gallery.among as u64, one, many));
    let listed = state.gallery.listed.len() as u64;
    let what = match choice.which {
        Which::All => among,
        Which::Mistakes => format!("{} among {among}", counted(listed, "mistake", "mistakes")),
        Which::Right => format!("{} read rightly among {among}", grouped(listed)),
    };
    format!("{what}, as of step {}.", grouped(judged.browsed.step))
}

/// "Test image 1,255: a 9, read as a 4, cost 1.2300."
#[must_use]
pub fn cell_in_words(state: &State) -> String {
    let gallery = &state.gallery;
    let found = gallery.cursor.and_then(|place| gallery.example(place));
    let found = found.and_then(|index| Some((index, gallery.judged.as_ref()?.record(index)?)));
    let Some((index, record)) = found else {
        return "Point at an image, or press the arrow keys, to see which it is.".to_owned();
    };
    let part = match state.choices.gallery.part {
        Part::Train => "Training",
        Part::Test => "Test",
    };
    let read = if record.is_mistake() {
        format!("read as {}", class(state, record.answer))
    } else {
        "read rightly".to_owned()
    };
    let (label, cost) = (class(state, record.label), cost(record.cost.into()));
    format!("{part} image {}: {label}, {read}, cost {cost}.", grouped(index.into()))
}

/// "a 7", "an 8"; "trousers", where the classes have names.
fn class(state: &State, class: u8) -> String {
    let class = usize::from(class).min(CLASSES - 1);
    let name = state.data.class_name(class);
    match class {
        _ if name != class.to_string() => name,
        8 => format!("an {name}"),
        _ => format!("a {name}"),
    }
}
