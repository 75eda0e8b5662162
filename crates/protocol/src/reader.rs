//! To and from the reader: the worker that reads a visitor's files, and lives only as long as they are looked at.

use serde::{Deserialize, Serialize};

use crate::examples::{FileHead, Offer};

/// What the page asks of the reader. To have it stop, the page ends it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToReader {
    /// Read these files. Answered by [`FromReader::Progress`], now and then, and by [`FromReader::Offered`] or
    /// [`FromReader::Unreadable`]. In the buffer's place: an array of the `File`s themselves.
    Read {
        /// What they are called, and how long they are.
        files: Vec<FileHead>,
    },
    /// Deliver what was offered, for the trainer. Answered by [`FromReader::Delivered`].
    Deliver,
    /// Hand what was offered over to the page, to be kept as the visitor's own hand. Answered by
    /// [`FromReader::HandedOver`].
    HandOver,
}

/// What the reader tells the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromReader {
    /// It listens.
    Ready {
        /// Its [`crate::VERSION`].
        version: u32,
    },
    /// How far reading has come.
    Progress {
        /// Of what, in the plural: "pictures".
        what: String,
        /// So many.
        done: u64,
        /// Of so many.
        total: u64,
    },
    /// The files are read and could be used. Buffer: the first images, 784 bytes each.
    Offered(Offer),
    /// They could not be read: why, with file, place, expected and found.
    Unreadable {
        /// In words.
        why: String,
    },
    /// What was offered. Buffer: training and test set, one after the other, each as
    /// `costscape_core::data::Examples::to_bytes` writes it.
    Delivered {
        /// Bytes of the training set.
        train_bytes: u32,
    },
    /// What was offered, training and test images in this order. Buffer: 784 bytes each.
    HandedOver {
        /// What they are.
        labels: Vec<u8>,
    },
}
