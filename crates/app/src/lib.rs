//! The page of Costscape: what it knows, what it does, and how it shows it.
//!
//! * [`state`] is everything the page knows. [`update`] alone changes it and holds all behaviour: pure, tested natively.
//! * [`message`] is what can happen; [`effect`] is what is asked of the surroundings.
//! * [`slicing`] shares a slice of the cost out to the slice workers and puts their answers together.
//! * [`export`] makes files of the slice shown.
//! * [`views`] show the state; they alone write to the page, and read only.
//! * [`app`] holds it together with the browser: [`page`] (elements by id), [`listeners`], [`workers`], [`frame`].
//!
//! # Conventions
//!
//! * Points on the pad are in the pad's unit, 0 to 1 across and down. Places on a canvas are CSS pixels from its padding
//!   edge. (a, b) are coordinates on the map's plane, in units of theta's length, or of the directions' where these are not of length 1.
//! * Times are milliseconds since the page was opened.
//! * Everything the browser calls back is owned by someone and ends when that is dropped.

pub mod app;
pub mod camera;
pub mod effect;
pub mod export;
mod fetch;
pub mod frame;
pub mod listeners;
pub mod manifest;
pub mod message;
pub mod numbers;
pub mod page;
mod photo;
mod save;
pub mod slicing;
pub mod state;
pub mod update;
pub mod views;
pub mod workers;

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;

use crate::app::App;

thread_local! {
    /// The one owner of the app, for as long as the page is open.
    static APP: RefCell<Option<Rc<App>>> = const { RefCell::new(None) };
}

/// Starts the app on the page, or says on the page why it does not start.
pub fn start() {
    console_error_panic_hook::set_once();
    match open() {
        Ok(app) => APP.set(Some(app)),
        Err(error) => {
            page::complain(&error);
            page::say_failure(&fetch::words(&error));
        }
    }
}

fn open() -> Result<Rc<App>, JsValue> {
    let window = web_sys::window().ok_or("there is no window")?;
    let document = window.document().ok_or("there is no document")?;
    App::open(window, &document)
}
