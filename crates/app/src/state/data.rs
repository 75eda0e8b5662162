//! Which examples there are.

use costscape_protocol::{Offer, Source, Summary};

/// What is known about the examples.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Data {
    /// Those in use.
    pub summary: Option<Summary>,
    /// How far reading has come, while something is read.
    pub loading: Option<Loading>,
    /// What was read from a visitor's files and is not yet in use.
    pub offer: Option<Offering>,
    /// Whether MNIST can be had.
    pub mnist: Mnist,
}

/// What was read from a visitor's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offering {
    /// In numbers and words.
    pub offer: Offer,
    /// The first images, 784 bytes each.
    pub pixels: Vec<u8>,
}

/// How far reading has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Loading {
    /// What was asked for.
    pub source: Source,
    /// What is being read, in words; empty before the first word from the worker.
    pub what: String,
    /// How much of it is done, 0 to 1.
    pub share: f64,
}

/// Whether MNIST can be had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Mnist {
    /// Not known yet.
    #[default]
    Unknown,
    /// Below this address.
    There {
        /// The folder, ending in a slash.
        folder: String,
    },
    /// Not with this site; why, in words.
    Missing {
        /// For the status.
        why: String,
    },
}
