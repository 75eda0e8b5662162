//! The page's end of the workers: starts them, holds messages back until they listen, moves buffers.

mod decode;
mod handle;

use std::collections::HashMap;
use std::rc::Weak;

use costscape_protocol::{FileHead, READER, SLICER, TRAINER, ToReader, ToSlicer, ToTrainer};
use js_sys::{Array, ArrayBuffer, Float32Array, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::File;

use crate::app::App;
use crate::effect::Payload;
use crate::fetch::words;
use crate::listeners::Named;
use crate::message::{Msg, Who};
use crate::page::complain;
use handle::{Bulk, Handle};

/// The workers.
#[derive(Debug)]
pub struct Crew {
    app: Weak<App>,
    /// Of the worker's script, and of the reader's.
    addresses: [String; 2],
    trainer: Option<Handle>,
    slicers: Vec<Option<Handle>>,
    /// While there are files to be read, or looked at.
    reader: Option<Handle>,
    /// Shares on their way from the trainer to slicers, by index.
    parked: HashMap<u32, ArrayBuffer>,
    /// Files that a visitor chose, until the reader gets them.
    chosen: Vec<File>,
    /// Sets on their way from the reader to the trainer.
    delivered: Option<ArrayBuffer>,
}

impl Crew {
    /// Nobody yet.
    #[must_use]
    pub fn new(app: Weak<App>, addresses: [String; 2], slicers: usize) -> Self {
        Self {
            app,
            addresses,
            trainer: None,
            slicers: std::iter::repeat_with(|| None).take(slicers).collect(),
            reader: None,
            parked: HashMap::new(),
            chosen: Vec::new(),
            delivered: None,
        }
    }

    /// Keeps files that a visitor chose; what they are.
    pub(crate) fn choose(&mut self, files: Vec<Named>) -> Vec<FileHead> {
        let head =
            |(name, file): &Named| FileHead { name: name.clone(), bytes: file.size().min(f64::from(u32::MAX)) as u32 };
        let heads = files.iter().map(head).collect();
        self.chosen = files.into_iter().map(|(_, file)| file).collect();
        heads
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
            Who::Reader => READER,
        };
        let [worker, reader] = &self.addresses;
        let address = if who == Who::Reader { reader } else { worker };
        let handle = Handle::new(&self.app, address, name, who);
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
        self.end_reader();
        self.chosen.clear();
        self.parked.clear();
    }

    /// Ends the reader.
    pub fn end_reader(&mut self) {
        self.reader = None;
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

    /// Keeps what the reader delivered until it is passed on, or lets it go.
    fn take_delivery(&mut self, delivered: Option<ArrayBuffer>) {
        self.delivered = delivered;
    }

    /// Says something to the reader.
    pub fn tell_reader(&mut self, message: &ToReader, payload: &Payload) {
        let bulk = self.bulk(payload);
        if let Some(reader) = &mut self.reader
            && let Err(error) = reader.post(message, bulk)
        {
            complain(&error);
        }
    }

    /// Says something to the trainer.
    pub fn tell_trainer(&mut self, message: &ToTrainer, payload: &Payload) {
        let bulk = self.bulk(payload);
        if let Some(trainer) = &mut self.trainer
            && let Err(error) = trainer.post(message, bulk)
        {
            complain(&error);
        }
    }

    /// Says something to slicer `index`.
    pub fn tell_slicer(&mut self, index: usize, message: &ToSlicer, payload: &Payload) {
        let bulk = self.bulk(payload);
        if let Some(Some(slicer)) = self.slicers.get_mut(index)
            && let Err(error) = slicer.post(message, bulk)
        {
            complain(&error);
        }
    }

    fn place(&mut self, who: Who) -> Option<&mut Option<Handle>> {
        match who {
            Who::Trainer => Some(&mut self.trainer),
            Who::Slicer(index) => self.slicers.get_mut(index),
            Who::Reader => Some(&mut self.reader),
        }
    }

    fn bulk(&mut self, payload: &Payload) -> Option<Bulk> {
        match payload {
            Payload::None => None,
            Payload::Floats(numbers) => Some(Bulk::Buffer(Float32Array::from(&numbers[..]).buffer())),
            Payload::Bytes(bytes) => Some(Bulk::Buffer(Uint8Array::from(&bytes[..]).buffer())),
            Payload::Parked(index) => self.parked.remove(index).map(Bulk::Buffer),
            Payload::Delivered => self.delivered.take().map(Bulk::Buffer),
            Payload::Files => Some(Bulk::Files(self.chosen.drain(..).collect::<Array>())),
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
    let delivers = decoded.delivered.is_some();
    if delivers {
        app.crew().borrow_mut().take_delivery(decoded.delivered);
    }
    app.say(decoded.msg);
    if let Some(index) = parked {
        app.crew().borrow_mut().let_go(index);
    }
    if delivers {
        app.crew().borrow_mut().take_delivery(None);
    }
    if decoded.ready {
        app.crew().borrow_mut().ready(who);
    }
}
