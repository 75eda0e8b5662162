//! What the browser calls back, for as long as someone keeps it.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};
use web_sys::{
    Element, Event, EventTarget, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit,
    ResizeObserver,
};

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
    pub fn new(target: &EventTarget, event: &'static str, heard: impl FnMut(Event) + 'static) -> Result<Self, JsValue> {
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

/// Knows which elements can be seen, or soon can; stops on drop.
#[derive(Debug)]
pub struct Sight {
    observer: IntersectionObserver,
    /// Their ids.
    seen: Rc<RefCell<HashSet<String>>>,
    _closure: Closure<dyn FnMut(js_sys::Array)>,
}

impl Sight {
    /// What comes so near is drawn, so that it is there when it comes into sight.
    const MARGIN: &'static str = "25%";

    /// Calls `changed` whenever one of `elements` comes into sight or goes out of it.
    ///
    /// # Errors
    /// When the browser refuses it.
    pub fn new<'a>(
        elements: impl IntoIterator<Item = &'a Element>,
        mut changed: impl FnMut() + 'static,
    ) -> Result<Self, JsValue> {
        let seen: Rc<RefCell<HashSet<String>>> = Rc::default();
        let noted = Rc::clone(&seen);
        let closure = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            for entry in entries.iter().filter_map(|entry| entry.dyn_into::<IntersectionObserverEntry>().ok()) {
                let (id, mut noted) = (entry.target().id(), noted.borrow_mut());
                if entry.is_intersecting() {
                    noted.insert(id);
                } else {
                    noted.remove(&id);
                }
            }
            changed();
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(Self::MARGIN);
        let observer = IntersectionObserver::new_with_options(closure.as_ref().unchecked_ref(), &options)?;
        elements.into_iter().for_each(|element| observer.observe(element));
        Ok(Self { observer, seen, _closure: closure })
    }

    /// Whether the element with this id can be seen.
    #[must_use]
    pub fn sees(&self, id: &str) -> bool {
        self.seen.borrow().contains(id)
    }
}

impl Drop for Sight {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
