//! Files that are chosen, or dropped anywhere on the page.

use std::rc::Weak;

use costscape_protocol::FileHead;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, DragEvent, File, FileList};

use super::{Listener, say};
use crate::app::App;
use crate::message::Msg;
use crate::page::Page;

pub(super) fn listen(app: &Weak<App>, document: &Document, page: &Page) -> Result<Vec<Listener>, JsValue> {
    let (weak, input) = (app.clone(), page.own_files.clone());
    let chosen = say(app, &page.own_files, "change", move |_| {
        let msg = keep(&*weak.upgrade()?, &input.files()?);
        // The same files can be chosen again.
        input.set_value("");
        msg
    })?;
    // Without this the browser would open what is dropped in the page's place.
    let over = say(app, document, "dragover", |event| {
        event.prevent_default();
        None
    })?;
    let weak = app.clone();
    let dropped = say(app, document, "drop", move |event| {
        event.prevent_default();
        let event: &DragEvent = event.dyn_ref()?;
        keep(&*weak.upgrade()?, &event.data_transfer()?.files()?)
    })?;
    Ok(vec![chosen, over, dropped])
}

/// Leaves the files with the workers' client, and says what they are.
fn keep(app: &App, list: &FileList) -> Option<Msg> {
    let files: Vec<File> = (0..list.length()).filter_map(|index| list.get(index)).collect();
    let heads: Vec<FileHead> = files
        .iter()
        .map(|file| FileHead { name: file.name(), bytes: file.size().min(f64::from(u32::MAX)) as u32 })
        .collect();
    app.crew().borrow_mut().choose(files);
    (!heads.is_empty()).then_some(Msg::FilesChosen(heads))
}
