//! One worker.

use std::rc::Weak;

use js_sys::{Array, ArrayBuffer};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::hear;
use crate::app::App;
use crate::listeners::{Listener, Timer};
use crate::message::{Msg, Who};

/// What goes along with a message.
#[derive(Clone, Debug)]
pub(super) enum Bulk {
    /// Transferred.
    Buffer(ArrayBuffer),
    /// `File`s, whose bytes the worker reads.
    Files(Array),
}

/// A worker; ended on drop.
#[derive(Debug)]
pub(super) struct Handle {
    worker: Worker,
    /// What it will be told once it listens; none when it does.
    held_back: Option<Vec<(Array, Option<Bulk>)>>,
    /// Runs until it listens.
    due: Option<Timer>,
    _listeners: [Listener; 3],
}

impl Handle {
    /// How long a worker may take to say that it listens, its download included, in milliseconds.
    const LONGEST_START_MS: f64 = 30_000.0;

    pub(super) fn new(app: &Weak<App>, address: &str, name: &str, who: Who) -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(name);
        let worker = Worker::new_with_options(address, &options)?;
        let weak = app.clone();
        let message = Listener::new(&worker, "message", move |event| {
            if let (Some(app), Some(event)) = (weak.upgrade(), event.dyn_ref::<MessageEvent>()) {
                hear(&app, who, &event.data());
            }
        })?;
        let died = |event: &'static str| {
            let weak = app.clone();
            Listener::new(&worker, event, move |event| {
                if let Some(app) = weak.upgrade() {
                    app.say(Msg::WorkerDied { who, why: reason(&event) });
                }
            })
        };
        let listeners = [message, died("error")?, died("messageerror")?];
        let weak = app.clone();
        let due = Timer::after(Self::LONGEST_START_MS, move || {
            if let Some(app) = weak.upgrade() {
                app.say(Msg::WorkerSilent { who });
            }
        })?;
        Ok(Self { worker, held_back: Some(Vec::new()), due: Some(due), _listeners: listeners })
    }

    /// It listens.
    pub(super) fn ready(&mut self) -> Result<(), JsValue> {
        self.due = None;
        for (parts, bulk) in self.held_back.take().unwrap_or_default() {
            self.send(&parts, bulk.as_ref())?;
        }
        Ok(())
    }

    /// Says something to it, at once or when it listens.
    pub(super) fn post(&mut self, message: &impl Serialize, bulk: Option<Bulk>) -> Result<(), JsValue> {
        // Steps and seeds are u64: more than a JavaScript number holds.
        let serializer = Serializer::new().serialize_large_number_types_as_bigints(true);
        let parts = Array::of1(&message.serialize(&serializer)?);
        match &bulk {
            Some(Bulk::Buffer(buffer)) => drop(parts.push(buffer)),
            Some(Bulk::Files(files)) => drop(parts.push(files)),
            None => {}
        }
        match &mut self.held_back {
            Some(held_back) => held_back.push((parts, bulk)),
            None => self.send(&parts, bulk.as_ref())?,
        }
        Ok(())
    }

    fn send(&self, parts: &Array, bulk: Option<&Bulk>) -> Result<(), JsValue> {
        match bulk {
            Some(Bulk::Buffer(buffer)) => self.worker.post_message_with_transfer(parts, &Array::of1(buffer)),
            Some(Bulk::Files(_)) | None => self.worker.post_message(parts),
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// What the browser says about a worker's end.
fn reason(event: &Event) -> String {
    let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
    message.filter(|message| !message.is_empty()).unwrap_or_else(|| "the browser does not say why".to_owned())
}
