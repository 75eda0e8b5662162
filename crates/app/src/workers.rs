//! The page's end of the workers: starts them, holds messages back until they listen, moves buffers.

mod decode;
mod files;
mod handle;

use std::collections::HashMap;
use std::rc::Weak;

use costscape_protocol::{SLICER, TRAINER, ToSlicer, ToTrainer};
use js_sys::futures::spawn_local;
use js_sys::{ArrayBuffer, Float32Array};
use wasm_bindgen::JsValue;
use web_sys::File;

use crate::app::App;
use crate::effect::Payload;
use crate::fetch::words;
use crate::message::{Msg, Who};
use crate::page::complain;
use handle::Handle;

/// The workers.
#[derive(Debug)]
pub struct Crew {
    app: Weak<App>,
    /// Of the worker's script.
    address: String,
    trainer: Option<Handle>,
    slicers: Vec<Option<Handle>>,
    /// Shares on their way from the trainer to slicers, by index.
    parked: HashMap<u32, ArrayBuffer>,
    /// Files that a visitor chose, until they are read.
    chosen: Vec<File>,
    /// Their bytes, until the trainer gets them.
    read: Option<ArrayBuffer>,
}

impl Crew {
    /// Nobody yet.
    #[must_use]
    pub fn new(app: Weak<App>, address: String, slicers: usize) -> Self {
        Self {
            app,
            address,
            trainer: None,
            slicers: std::iter::repeat_with(|| None).take(slicers).collect(),
            parked: HashMap::new(),
            chosen: Vec::new(),
            read: None,
        }
    }

    /// Keeps files that a visitor chose.
    pub fn choose(&mut self, files: Vec<File>) {
        self.chosen = files;
    }

    /// Reads them, and says what became of it.
    pub fn read_files(&mut self) {
        let (app, files) = (self.app.clone(), std::mem::take(&mut self.chosen));
        spawn_local(async move {
            let read = files::read(&files).await.map_err(|error| words(&error));
            let Some(app) = app.upgrade() else { return };
            let heads = read.map(|(heads, bytes)| {
                app.crew().borrow_mut().read = Some(bytes);
                heads
            });
            app.say(Msg::FilesRead(heads));
        });
    }

    /// The app they work for.
    #[must_use]
    pub fn app(&self) -> &Weak<App> {
        &self.app
    }

    /// Starts a worker, in the place of the one before.
    pub fn spawn(&mut self, who: Who) {
        let name = match who {
            Who::Trainer => TRAINER,
            Who::Slicer(_) => SLICER,
        };
        let handle = Handle::new(&self.app, &self.address, name, who);
        let handle = match handle {
            Ok(handle) => Some(handle),
            Err(error) => {
                complain(&error);
                if let Some(app) = self.app.upgrade() {
                    app.say(Msg::WorkerDied { who, why: words(&error) });
                }
                None
            }
        };
        if let Some(place) = self.place(who) {
            *place = handle;
        }
    }

    /// Ends all workers.
    pub fn stop(&mut self) {
        self.trainer = None;
        self.slicers.iter_mut().for_each(|slicer| *slicer = None);
        self.parked.clear();
    }

    /// The worker listens: it gets what was held back.
    pub fn ready(&mut self, who: Who) {
        if let Some(handle) = self.place(who).as_mut().and_then(|place| place.as_mut())
            && let Err(error) = handle.ready()
        {
            complain(&error);
        }
    }

    /// Keeps a share until it is passed on or let go.
    pub fn park(&mut self, index: u32, share: ArrayBuffer) {
        self.parked.insert(index, share);
    }

    /// Lets a share go that nobody wanted.
    pub fn let_go(&mut self, index: u32) {
        self.parked.remove(&index);
    }

    /// Says something to the trainer.
    pub fn tell_trainer(&mut self, message: &ToTrainer, payload: &Payload) {
        let buffer = self.buffer(payload);
        if let Some(trainer) = &mut self.trainer
            && let Err(error) = trainer.post(message, buffer)
        {
            complain(&error);
        }
    }

    /// Says something to slicer `index`.
    pub fn tell_slicer(&mut self, index: usize, message: &ToSlicer, payload: &Payload) {
        let buffer = self.buffer(payload);
        if let Some(Some(slicer)) = self.slicers.get_mut(index)
            && let Err(error) = slicer.post(message, buffer)
        {
            complain(&error);
        }
    }

    fn place(&mut self, who: Who) -> Option<&mut Option<Handle>> {
        match who {
            Who::Trainer => Some(&mut self.trainer),
            Who::Slicer(index) => self.slicers.get_mut(index),
        }
    }

    fn buffer(&mut self, payload: &Payload) -> Option<ArrayBuffer> {
        match payload {
            Payload::None => None,
            Payload::Floats(numbers) => Some(Float32Array::from(&numbers[..]).buffer()),
            Payload::Parked(index) => self.parked.remove(index),
            Payload::Files => self.read.take(),
        }
    }
}

/// Hands the app what a worker said.
pub(crate) fn hear(app: &App, who: Who, data: &JsValue) {
    let decoded = match decode::message(who, data) {
        Ok(decoded) => decoded,
        Err(error) => return complain(&error),
    };
    let parked = decoded.parked.map(|(index, share)| {
        app.crew().borrow_mut().park(index, share);
        index
    });
    app.say(decoded.msg);
    if let Some(index) = parked {
        app.crew().borrow_mut().let_go(index);
    }
    if decoded.ready {
        app.crew().borrow_mut().ready(who);
    }
}
