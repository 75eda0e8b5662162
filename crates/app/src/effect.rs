//! What the page asks of its surroundings.

use std::rc::Rc;

use costscape_protocol::{ToSlicer, ToTrainer};

use crate::message::Who;

/// Something to be done outside: what [`crate::update::update`] returns.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Say this to the training worker; held back until it is ready.
    Trainer(ToTrainer, Payload),
    /// Say this to slice worker `0`; held back until it is ready.
    Slicer(usize, ToSlicer, Payload),
    /// Start a worker, in the place of the one before, if any.
    Spawn(Who),
    /// End all workers.
    StopWorkers,
    /// Read what the site says about its MNIST files; answered by [`crate::message::Msg::Manifest`].
    FetchManifest,
    /// Draw a seed from the browser's entropy; answered by [`crate::message::Msg::SeedDrawn`].
    DrawSeed,
    /// Keep a choice for the next visit.
    Remember {
        /// Under this name.
        key: &'static str,
        /// This value.
        value: &'static str,
    },
    /// Read the files that were chosen.
    ReadFiles,
    /// Hand a file to the visitor.
    Save {
        /// Its name.
        name: String,
        /// What it is.
        mime: &'static str,
        /// All of it.
        bytes: Vec<u8>,
    },
    /// Hand the map's canvas to the visitor, as a PNG file with words above it and the colour scale below.
    SavePicture {
        /// Its name.
        name: String,
        /// What it shows.
        title: String,
        /// The small print.
        about: String,
    },
}

/// What goes along as a transferred `ArrayBuffer`.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Payload {
    /// Nothing.
    #[default]
    None,
    /// `f32`s: parameters, or a plane.
    Floats(Rc<[f32]>),
    /// The share that the trainer handed out last under this index.
    Parked(u32),
    /// The bytes of the files that were read last.
    Files,
}

impl Effect {
    /// A message to the trainer without a buffer.
    #[must_use]
    pub fn trainer(message: ToTrainer) -> Self {
        Self::Trainer(message, Payload::None)
    }
}
