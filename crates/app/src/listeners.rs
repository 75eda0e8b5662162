//! Listeners that are removed when they are dropped, and what the page's events mean.

mod dropped;
mod files;
mod gallery;
mod input;
mod map;
mod owned;
mod panel;
mod pointer;

use std::rc::Weak;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Event, KeyboardEvent, Window};

use crate::app::App;
use crate::export::Format;
use crate::message::{Key, Msg};
use crate::page::Page;

pub(crate) use dropped::Named;
pub use gallery::seen as gallery_seen;
pub use owned::{Listener, Resizes, Sight, Timer};

/// Listens to everything on the page.
///
/// # Errors
/// When the browser refuses a listener.
pub fn listen(app: &Weak<App>, window: &Window, document: &Document, page: &Page) -> Result<Vec<Listener>, JsValue> {
    let mut listeners = input::listen(app, document, page)?;
    listeners.extend(pointer::listen(app, page)?);
    listeners.extend(map::listen(app, page)?);
    listeners.extend(files::listen(app, document, page)?);
    listeners.extend(gallery::listen(app, page)?);
    listeners.push(panel::listen(document)?);
    listeners.push(say(app, document, "click", |event| {
        let target: Element = event.target()?.dyn_into().ok()?;
        clicked(&target.closest("button[id]").ok()??.id())
    })?);
    for (element, message) in [
        (&page.draw_pad, Msg::PadKey as fn(Key) -> Msg),
        (&page.cost_chart, Msg::ChartKey),
        (&page.gradient_chart, Msg::ChartKey),
        (&page.sharpness_chart, Msg::ChartKey),
    ] {
        listeners.push(say(app, element, "keydown", move |event| {
            let key = key(event.dyn_ref()?)?;
            event.prevent_default();
            Some(message(key))
        })?);
    }
    listeners.push(say(app, &page.landscape, "keydown", |event| {
        let event: &KeyboardEvent = event.dyn_ref()?;
        let key = key(event)?;
        event.prevent_default();
        Some(Msg::MapKey { key, shift: event.shift_key() })
    })?);
    let alone = page.alone.clone();
    listeners.push(say(app, &page.alone, "toggle", move |_| Some(Msg::Alone { open: alone.has_attribute("open") }))?);
    if let Some(dark) = prefers_dark(window) {
        let media = dark.clone();
        listeners.push(say(app, &dark, "change", move |_| Some(Msg::Redraw { dark: media.matches() }))?);
    }
    Ok(listeners)
}

/// Whether the system prefers dark, live.
#[must_use]
pub fn prefers_dark(window: &Window) -> Option<web_sys::MediaQueryList> {
    window.match_media("(prefers-color-scheme: dark)").ok().flatten()
}

/// A listener that turns an event into a message, or into none.
fn say(
    app: &Weak<App>,
    target: &web_sys::EventTarget,
    event: &'static str,
    meaning: impl Fn(&Event) -> Option<Msg> + 'static,
) -> Result<Listener, JsValue> {
    let app = app.clone();
    Listener::new(target, event, move |event| {
        if let (Some(msg), Some(app)) = (meaning(&event), app.upgrade()) {
            app.say(msg);
        }
    })
}

/// What a button means.
fn clicked(id: &str) -> Option<Msg> {
    Some(match id {
        "train" => Msg::Train,
        "step" => Msg::Step,
        "reset" => Msg::Reset,
        "new-seed" => Msg::NewSeed,
        "reslice" => Msg::Reslice,
        "put-back" => Msg::PutBack,
        "save-png" => Msg::Save(Format::Png),
        "save-svg" => Msg::Save(Format::Svg),
        "save-csv" => Msg::Save(Format::Csv),
        "save-npz" => Msg::Save(Format::Npz),
        "cancel-reading" => Msg::CancelReading,
        "take-offer" => Msg::TakeOffer,
        "leave-offer" => Msg::LeaveOffer,
        "hand-over" => Msg::HandOver,
        "keep-digit" => Msg::KeepDigit,
        "forget-digit" => Msg::ForgetDigit,
        "save-handwriting" => Msg::SaveHandwriting,
        "learn-handwriting" => Msg::LearnHandwriting,
        "undo" => Msg::Undo,
        "redo" => Msg::Redo,
        "clear" => Msg::Clear,
        "random-digit" => Msg::RandomDigit,
        "zoom-in" => Msg::Zoom { at: None, factor: 0.7 },
        "zoom-out" => Msg::Zoom { at: None, factor: 1.0 / 0.7 },
        "fit" => Msg::Fit,
        "cancel-slice" => Msg::CancelSlice,
        "place" => Msg::PlaceAtProbe,
        "save-point" => Msg::SavePoint,
        "judge-again" => Msg::JudgeAgain,
        "keep-run" => Msg::KeepRun,
        _ => Msg::ForgetRun { run: id.strip_prefix("forget-run-")?.parse().ok()? },
    })
}

/// The key, unless it belongs to the browser.
fn key(event: &KeyboardEvent) -> Option<Key> {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return None;
    }
    Some(match event.key().as_str() {
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        "ArrowUp" => Key::Up,
        "ArrowDown" => Key::Down,
        "Home" => Key::Home,
        "End" => Key::End,
        " " => Key::Space,
        "Enter" => Key::Enter,
        "+" | "=" => Key::Plus,
        "-" => Key::Minus,
        "0" => Key::Zero,
        "Escape" => Key::Escape,
        _ => return None,
    })
}
