//! What the browser calls back, for as long as someone keeps it.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};
use web_sys::{Element, Event, EventTarget, ResizeObserver};

use crate::page::complain;

/// A listener; removed on drop.
#[derive(Debug)]
pub struct Listener {
    target: EventTarget,
    event: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `heard` for every such event.
    ///
    /// # Errors
    /// When the browser refuses it.
    pub fn new(
        target: &EventTarget,
        event: &'static str,
        heard: impl FnMut(Event) + 'static,
    ) -> Result<Self, JsValue> {
        let closure = Closure::<dyn FnMut(Event)>::new(heard);
        target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref())?;
        Ok(Self { target: target.clone(), event, closure })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        if let Err(error) = self.target.remove_event_listener_with_callback(self.event, callback) {
            complain(&error);
        }
    }
}

/// Something to be done once, later; never when dropped before.
#[derive(Debug)]
pub struct Timer {
    id: i32,
    _closure: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls `due` after so many milliseconds.
    ///
    /// # Errors
    /// When the browser refuses it.
    pub fn after(wait_ms: f64, due: impl FnMut() + 'static) -> Result<Self, JsValue> {
        let window = web_sys::window().ok_or("no window")?;
        let closure = Closure::<dyn FnMut()>::new(due);
        let callback = closure.as_ref().unchecked_ref();
        let id = window.set_timeout_with_callback_and_timeout_and_arguments_0(callback, wait_ms.ceil() as i32)?;
        Ok(Self { id, _closure: closure })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_timeout_with_handle(self.id);
        }
    }
}

/// Watches the sizes of elements; stops on drop.
#[derive(Debug)]
pub struct Resizes {
    observer: ResizeObserver,
    _closure: Closure<dyn FnMut()>,
}

impl Resizes {
    /// Calls `resized` whenever one of `elements` has another size.
    ///
    /// # Errors
    /// When the browser refuses it.
    pub fn new<'a>(
        elements: impl IntoIterator<Item = &'a Element>,
        resized: impl FnMut() + 'static,
    ) -> Result<Self, JsValue> {
        let closure = Closure::<dyn FnMut()>::new(resized);
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref())?;
        elements.into_iter().for_each(|element| observer.observe(element));
        Ok(Self { observer, _closure: closure })
    }
}

impl Drop for Resizes {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
