//! Examples: where they come from, which they are, and what was found in them.

use costscape_core::data::CLASSES;
use costscape_core::settings::Objective;
use serde::{Deserialize, Serialize};

/// Where examples come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// The built-in pen digits.
    Pen,
    /// A visitor's own files. They are read again only if they are chosen again.
    Own {
        /// What to call them.
        name: String,
    },
    /// MNIST's four files, gzipped, below this address: `costscape_core::data::mnist` has their names.
    Mnist {
        /// The address of the folder, ending in a slash.
        folder: String,
        /// Whether the built-in pen digits are learnt from as well. What is tested on is MNIST's alone.
        with_pen: bool,
    },
}

/// Training or test examples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// What the network learns from.
    Train,
    /// What it never learns from.
    Test,
}

/// A data set in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Where it came from.
    pub source: Source,
    /// Training examples.
    pub train: u32,
    /// How many of them are the visitor's own hand, the last ones, as often as they are learnt from.
    pub handwritten: u32,
    /// Test examples.
    pub test: u32,
    /// Of both sets: the training set's `costscape_core::data::Examples::fingerprint`, exclusive-or the test set's turned by
    /// 32 bits.
    pub hash: u64,
}

/// One example to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// Training or test.
    pub part: Part,
    /// Which.
    pub index: u32,
    /// What it is.
    pub label: u8,
}

/// What the network makes of every example of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Browsed {
    /// Training or test.
    pub part: Part,
    /// The step at which the parameters stood.
    pub step: u64,
    /// What the costs are of.
    pub objective: Objective,
    /// How many examples.
    pub count: u32,
}

/// A file that a visitor chose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileHead {
    /// Its name.
    pub name: String,
    /// Its length.
    pub bytes: u32,
}

/// What was read from a visitor's files, before it replaces anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// What to call it: the files' common name.
    pub name: String,
    /// Training examples of each class.
    pub train: [u32; CLASSES],
    /// Test examples of each class.
    pub test: [u32; CLASSES],
    /// What one should know, in sentences.
    pub notes: Vec<String>,
    /// What the classes are called, from 0; empty where they are digits or nobody knows.
    pub classes: Vec<String>,
    /// What the first images are, in the order of their pixels in the buffer.
    pub labels: Vec<u8>,
}
