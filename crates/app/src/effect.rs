//! What the page asks of its surroundings.

use std::rc::Rc;

use costscape_protocol::{ToReader, ToSlicer, ToTrainer};

use crate::message::Who;

/// Something to be done outside: what [`crate::update::update`] returns.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Say this to the training worker; held back until it is ready.
    Trainer(ToTrainer, Payload),
    /// Say this to slice worker `0`; held back until it is ready.
    Slicer(usize, ToSlicer, Payload),
    /// Say this to the reader; held back until it is ready.
    Reader(ToReader, Payload),
    /// Start a worker, in the place of the one before, if any.
    Spawn(Who),
    /// End the reader, whatever it is at.
    EndReader,
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
    /// Scroll the gallery's images so far down, in CSS pixels.
    ScrollGallery {
        /// How far.
        top: f64,
        /// Whether the page is scrolled, too, so that they are seen.
        into_view: bool,
    },
    /// Scroll the page so that the pad is seen.
    ShowPad,
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
    /// Pixels.
    Bytes(Rc<[u8]>),
    /// The files that were chosen last, themselves.
    Files,
    /// The sets that the reader delivered last.
    Delivered,
}

impl Effect {
    /// A message to the trainer without a buffer.
    #[must_use]
    pub fn trainer(message: ToTrainer) -> Self {
        Self::Trainer(message, Payload::None)
    }
}
