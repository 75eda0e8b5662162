//! Files that are chosen, or dropped anywhere on the page.

use std::cell::Cell;
use std::rc::Weak;

use js_sys::futures::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, DragEvent, HtmlInputElement};

use super::dropped::{self, Named};
use super::{Listener, say};
use crate::app::App;
use crate::fetch::words;
use crate::message::Msg;
use crate::page::Page;

pub(super) fn listen(app: &Weak<App>, document: &Document, page: &Page) -> Result<Vec<Listener>, JsValue> {
    let chosen = |input: &HtmlInputElement| {
        let (weak, own) = (app.clone(), input.clone());
        say(app, input, "change", move |_| {
            let msg = keep(&*weak.upgrade()?, dropped::listed(&own.files()?));
            // The same files can be chosen again.
            own.set_value("");
            msg
        })
    };
    let (own_files, folder) = (chosen(&page.own_files)?, chosen(&page.own_folder)?);
    let (weak, input) = (app.clone(), page.photo.clone());
    let photo = say(app, &page.photo, "change", move |_| {
        let app = weak.upgrade()?;
        let file = input.files()?.get(0)?;
        app.take_photo(file);
        // The same picture can be chosen again.
        input.set_value("");
        None
    })?;
    // Without this the browser would open what is dropped in the page's place.
    let over = say(app, document, "dragover", |event| {
        event.prevent_default();
        let types = event.dyn_ref::<DragEvent>()?.data_transfer()?.types();
        types.includes(&"Files".into(), 0).then_some(Msg::Dragging(true))
    })?;
    let left = say(app, document, "dragleave", |event| {
        // From one element to another it stays over the page.
        event.dyn_ref::<DragEvent>()?.related_target().is_none().then_some(Msg::Dragging(false))
    })?;
    let (weak, drops) = (app.clone(), Cell::new(0));
    let dropped = say(app, document, "drop", move |event| {
        event.prevent_default();
        let event: &DragEvent = event.dyn_ref()?;
        let data = event.data_transfer()?;
        // Folders among what is dropped are looked into, which takes a while; what they are is told now or never.
        let entries = dropped::entries(&data.items());
        if entries.is_empty() {
            return Some(keep(&*weak.upgrade()?, dropped::listed(&data.files()?)).unwrap_or(Msg::Dragging(false)));
        }
        let (weak, number) = (weak.clone(), drops.get() + 1);
        drops.set(number);
        spawn_local(async move {
            let found = dropped::walk(entries).await;
            let Some(app) = weak.upgrade() else { return };
            let files = found.map(|found| app.crew().borrow_mut().choose(found)).map_err(|error| words(&error));
            app.say(Msg::DroppedFound { number, files });
        });
        Some(Msg::Dropped { number })
    })?;
    Ok(vec![own_files, folder, photo, over, left, dropped])
}

/// Leaves the files with the workers' client, and says what they are.
fn keep(app: &App, files: Vec<Named>) -> Option<Msg> {
    let heads = app.crew().borrow_mut().choose(files);
    (!heads.is_empty()).then_some(Msg::FilesChosen(heads))
}
