//! The gallery: has every example judged, chooses among them, and fetches the images that are looked at.

use costscape_core::data::PIXELS;
use costscape_protocol::{Browsed, Part, ToTrainer};

use crate::effect::Effect;
use crate::message::{Control, Key};
use crate::state::{GalleryChoice, Grid, Judged, Order, State, WantedBy, Which};

/// It was opened, or closed. What was judged before is shown again only if it is still true.
pub(super) fn toggle(state: &mut State, open: bool) -> Vec<Effect> {
    let gallery = &mut state.gallery;
    if gallery.open == open {
        return Vec::new();
    }
    gallery.open = open;
    state.dirty.gallery = true;
    if open && (gallery.judged.is_none() || gallery.behind) { ask(state) } else { fetch(state) }
}

/// Whether the training worker has the examples and the network that the page knows.
fn can_ask(state: &State) -> bool {
    state.failure.is_none()
        && state.data.summary.is_some()
        && state.run.recovery.is_none()
        && !state.run.theta.is_empty()
}

/// Has the set judged; as soon as there is one.
fn ask(state: &mut State) -> Vec<Effect> {
    state.gallery.waiting = true;
    state.dirty.gallery = true;
    if !can_ask(state) {
        return Vec::new();
    }
    vec![Effect::trainer(ToTrainer::Browse { part: state.choices.gallery.part })]
}

pub(super) fn judge_again(state: &mut State) -> Vec<Effect> {
    if state.gallery.open && !state.gallery.waiting { ask(state) } else { Vec::new() }
}

/// Fetches the images that are seen and not there, unless others are on their way.
fn fetch(state: &mut State) -> Vec<Effect> {
    if !state.gallery.open || state.gallery.images.asked || !can_ask(state) {
        return Vec::new();
    }
    let indices = state.gallery.missing();
    if indices.is_empty() {
        return Vec::new();
    }
    state.gallery.images.asked = true;
    vec![Effect::trainer(ToTrainer::Images { part: state.choices.gallery.part, indices })]
}

/// A control of the gallery.
pub(super) fn set(state: &mut State, control: Control, value: &str) -> Vec<Effect> {
    let before = state.choices.gallery;
    let choice = &mut state.choices.gallery;
    match control {
        Control::GalleryPart => choose(&mut choice.part, &GalleryChoice::PARTS, value),
        Control::GalleryWhich => choose(&mut choice.which, &Which::ALL, value),
        Control::GalleryOrder => choose(&mut choice.order, &Order::ALL, value),
        Control::GalleryClass if value == GalleryChoice::EVERY_CLASS => choice.class = None,
        Control::GalleryClass => choice.class = value.parse().ok().filter(|class| *class < 10).or(choice.class),
        _ => {}
    }
    let choice = *choice;
    if choice == before {
        return Vec::new();
    }
    let mut effects = Vec::new();
    if choice.part == before.part {
        let gallery = &mut state.gallery;
        gallery.list(&choice);
        (gallery.cursor, gallery.grid.top) = (None, 0.0);
    } else {
        state.gallery.empty();
        if state.gallery.open {
            effects.extend(ask(state));
        }
    }
    state.dirty.gallery = true;
    effects.push(Effect::ScrollGallery { top: 0.0, into_view: false });
    effects.extend(fetch(state));
    effects
}

fn choose<T: Copy>(chosen: &mut T, all: &[(&str, T)], name: &str) {
    if let Some((_, value)) = all.iter().find(|(known, _)| *known == name) {
        *chosen = *value;
    }
}

/// The set was judged.
pub(super) fn browsed(state: &mut State, browsed: Browsed, bytes: &[u8]) -> Vec<Effect> {
    // An answer to an earlier question; the one to the last is on its way.
    if state.run.recovery.is_some()
        || browsed.part != state.choices.gallery.part
        || browsed.objective != state.choices.settings.objective()
    {
        return Vec::new();
    }
    let Some(judged) = Judged::read(browsed, bytes) else { return Vec::new() };
    let gallery = &mut state.gallery;
    let pointed_at = gallery.cursor.and_then(|place| gallery.example(place));
    gallery.judged = Some(judged);
    (gallery.waiting, gallery.behind) = (false, browsed.step < state.run.step);
    gallery.list(&state.choices.gallery);
    // The cursor stays on its example, if that is still listed.
    gallery.cursor = pointed_at.and_then(|index| gallery.listed.iter().position(|listed| *listed == index));
    state.dirty.gallery = true;
    fetch(state)
}

/// Images came.
pub(super) fn images(state: &mut State, part: Part, indices: &[u32], bytes: &[u8]) -> Vec<Effect> {
    state.gallery.images.asked = false;
    if part != state.choices.gallery.part {
        return fetch(state);
    }
    let mut news = false;
    for (&index, pixels) in indices.iter().zip(bytes.as_chunks::<PIXELS>().0) {
        news |= state.gallery.images.keep(index, *pixels);
    }
    state.dirty.gallery |= news;
    // An answer without news would be followed by the same question, and so on.
    if news { fetch(state) } else { Vec::new() }
}

/// The run stands elsewhere, by steps or by hand.
pub(super) fn moved(state: &mut State, by_hand: bool) {
    let gallery = &mut state.gallery;
    let Some(judged) = &gallery.judged else { return };
    if !gallery.behind && (by_hand || judged.browsed.step < state.run.step) {
        gallery.behind = true;
        state.dirty.gallery = true;
    }
}

/// The last step was taken back: what was judged may be of a point where the run has never been.
pub(super) fn taken_back(state: &mut State) {
    state.gallery.behind = true;
    state.dirty.gallery = true;
}

/// Another run began, or its cost is another: what was judged is true of nothing there is.
pub(super) fn begin_anew(state: &mut State) -> Vec<Effect> {
    state.gallery.behind = true;
    if state.gallery.open { ask(state) } else { Vec::new() }
}

/// The examples are others.
pub(super) fn other_examples(state: &mut State) -> Vec<Effect> {
    let scrolled = state.gallery.grid.top > 0.0;
    state.gallery.empty();
    state.dirty.gallery = true;
    if scrolled { vec![Effect::ScrollGallery { top: 0.0, into_view: false }] } else { Vec::new() }
}

/// The training worker is gone, and with it what it was asked.
pub(super) fn worker_died(state: &mut State) {
    state.gallery.images.asked = false;
}

/// There is one again.
pub(super) fn go_on(state: &mut State) -> Vec<Effect> {
    let mut effects = if state.gallery.open && state.gallery.waiting { ask(state) } else { Vec::new() };
    effects.extend(fetch(state));
    effects
}

/// The region was scrolled, or is of another size.
pub(super) fn seen(state: &mut State, (top, width, height): (f64, f64, f64)) -> Vec<Effect> {
    // Closed, it has no size, and keeps its place.
    if width <= 0.0 || height <= 0.0 {
        return Vec::new();
    }
    let scale = if state.choices.presenter { 1.5 } else { 1.0 };
    let (before, seen) = (state.gallery.grid, Grid { width, height, top: top.max(0.0), scale });
    if seen == before {
        return Vec::new();
    }
    let gallery = &mut state.gallery;
    gallery.grid = seen;
    state.dirty.gallery = true;
    let mut effects = Vec::new();
    let first = before.seen(gallery.listed.len()).start;
    if (before.width, before.scale) != (width, scale) && first > 0 {
        // Rows of another length: what was at the top stays there.
        gallery.grid.top = (first / seen.columns()) as f64 * seen.row();
        effects.push(Effect::ScrollGallery { top: gallery.grid.top, into_view: false });
    }
    effects.extend(fetch(state));
    effects
}

/// The pointer is over this place of the region.
pub(super) fn point_at(state: &mut State, at: (f64, f64)) -> Vec<Effect> {
    let gallery = &mut state.gallery;
    let place = gallery.grid.place_at(at, gallery.listed.len());
    if place.is_some() && gallery.cursor != place {
        gallery.cursor = place;
        state.dirty.gallery = true;
    }
    Vec::new()
}

/// It was clicked.
pub(super) fn click(state: &mut State, at: (f64, f64)) -> Vec<Effect> {
    let Some(place) = state.gallery.grid.place_at(at, state.gallery.listed.len()) else { return Vec::new() };
    state.gallery.cursor = Some(place);
    state.dirty.gallery = true;
    open(state, place)
}

/// The arrows go from image to image, Page Up and Page Down by screenfuls, Home and End to the ends; Enter opens one.
pub(super) fn key(state: &mut State, key: Key) -> Vec<Effect> {
    let gallery = &mut state.gallery;
    let Some(last) = gallery.listed.len().checked_sub(1) else { return Vec::new() };
    let (columns, page) = (gallery.grid.columns(), gallery.grid.columns() * gallery.grid.whole_rows());
    let place = match (gallery.cursor, key) {
        (Some(place), Key::Enter) => return open(state, place),
        (_, Key::Home) => 0,
        (_, Key::End) => last,
        // The first key only shows where the cursor is.
        (None, _) => gallery.seen().start,
        (Some(place), Key::Left) => place.saturating_sub(1),
        (Some(place), Key::Right) => place + 1,
        // At the top and at the bottom the cursor stays in its column.
        (Some(place), Key::Up) => place.checked_sub(columns).unwrap_or(place),
        (Some(place), Key::Down) if place / columns == last / columns => place,
        (Some(place), Key::Down) => place + columns,
        (Some(place), Key::PageUp) => place.checked_sub(page).unwrap_or(place % columns),
        (Some(place), Key::PageDown) => place + page,
        (Some(place), _) => place,
    };
    let place = place.min(last);
    gallery.cursor = Some(place);
    gallery.grid.show(place);
    let top = gallery.grid.top;
    state.dirty.gallery = true;
    let mut effects = vec![Effect::ScrollGallery { top, into_view: true }];
    effects.extend(fetch(state));
    effects
}

/// Shows an example on the pad.
fn open(state: &mut State, place: usize) -> Vec<Effect> {
    let Some(index) = state.gallery.example(place).filter(|_| can_ask(state)) else { return Vec::new() };
    state.drawing.wanted = WantedBy::Visitor;
    let show = ToTrainer::Show { part: state.choices.gallery.part, index };
    vec![Effect::trainer(show), Effect::ShowPad]
}
