//! One animation frame at a time.

use std::cell::Cell;
use std::rc::{Rc, Weak};

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::Window;

use crate::app::App;
use crate::page::complain;

/// Asks the browser for a frame, unless one is on its way.
#[derive(Debug)]
pub struct FrameRequest {
    requested: Rc<Cell<bool>>,
    closure: Closure<dyn FnMut()>,
}

impl FrameRequest {
    /// For this app.
    #[must_use]
    pub fn new(app: Weak<App>) -> Self {
        let requested = Rc::new(Cell::new(false));
        let flag = Rc::clone(&requested);
        let closure = Closure::<dyn FnMut()>::new(move || {
            flag.set(false);
            if let Some(app) = app.upgrade() {
                app.draw();
            }
        });
        Self { requested, closure }
    }

    /// Has a frame drawn soon.
    pub fn request(&self, window: &Window) {
        if self.requested.replace(true) {
            return;
        }
        if let Err(error) = window.request_animation_frame(self.closure.as_ref().unchecked_ref()) {
            self.requested.set(false);
            complain(&error);
        }
    }
}
