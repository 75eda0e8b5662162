//! The gallery: opened and closed, scrolled, pointed at, and worked by keys.

use std::rc::Weak;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{KeyboardEvent, PointerEvent};

use super::pointer::{place, rests};
use super::{Listener, key, say};
use crate::app::App;
use crate::message::{Key, Msg};
use crate::page::Page;

pub(super) fn listen(app: &Weak<App>, page: &Page) -> Result<Vec<Listener>, JsValue> {
    let details = page.gallery.clone();
    let toggled =
        say(app, &page.gallery, "toggle", move |_| Some(Msg::Gallery { open: details.has_attribute("open") }))?;
    let weak = app.clone();
    let scrolled = say(app, &page.gallery_scroll, "scroll", move |_| Some(seen(&weak.upgrade()?.page)))?;
    let canvas = page.gallery_images.clone();
    let moved = say(app, &page.gallery_images, "pointermove", move |event| {
        let event: &PointerEvent = event.dyn_ref()?;
        // A finger scrolls.
        if event.pointer_type() == "touch" || rests(event) {
            return None;
        }
        let (x, y) = place(event, &canvas);
        Some(Msg::GalleryAt { x, y })
    })?;
    let canvas = page.gallery_images.clone();
    let clicked = say(app, &page.gallery_images, "click", move |event| {
        let (x, y) = place(event.dyn_ref()?, &canvas);
        Some(Msg::GalleryClicked { x, y })
    })?;
    let pressed = say(app, &page.gallery_scroll, "keydown", |event| {
        let key = meant(event.dyn_ref()?)?;
        event.prevent_default();
        Some(Msg::GalleryKey(key))
    })?;
    Ok(vec![toggled, scrolled, moved, clicked, pressed])
}

/// The keys that the gallery takes; Space and the others are the browser's.
fn meant(event: &KeyboardEvent) -> Option<Key> {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return None;
    }
    match event.key().as_str() {
        "PageUp" => Some(Key::PageUp),
        "PageDown" => Some(Key::PageDown),
        _ => key(event).filter(|key| {
            matches!(key, Key::Left | Key::Right | Key::Up | Key::Down | Key::Home | Key::End | Key::Enter)
        }),
    }
}

/// What is seen of the gallery's images now.
#[must_use]
pub fn seen(page: &Page) -> Msg {
    let region = &page.gallery_scroll;
    Msg::GallerySeen {
        top: f64::from(region.scroll_top()),
        width: f64::from(region.client_width()),
        height: f64::from(region.client_height()),
    }
}
