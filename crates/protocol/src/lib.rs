//! What the page and its workers say to each other.
//!
//! Two kinds of worker run the same wasm: one **trainer** (data, network, optimiser) and several **slicers** (each a share
//! of the training examples). A third, the **reader** of a visitor's files, has a wasm of its own, loaded when files are
//! chosen. The page's message is an array `[head, buffer]`: the head is one of the enums below, made by serde, the buffer an
//! `ArrayBuffer` that is transferred, never copied (for the reader, `File`s); each variant says what its buffer holds.
//! Numbers in buffers are little-endian, as wasm's memory is.
//!
//! A worker says `Ready` with its [`VERSION`] before anything else; the page holds back what it has to say until then.

mod examples;
mod plane;
mod reader;
mod slicer;
mod trainer;

pub use examples::{Browsed, Example, FileHead, Offer, Part, Source, Summary};
pub use plane::{About, Across, KeptPath, PlaneKind};
pub use reader::{FromReader, ToReader};
pub use slicer::{FromSlicer, ToSlicer};
pub use trainer::{FromTrainer, Measured, Pace, PathPoint, Progress, Score, Sharpness, Steps, ToTrainer, Trouble};

/// Changes whenever a message changes, so that a page never talks to a worker from an older visit's cache.
pub const VERSION: u32 = 9;
/// The most runs kept for comparison: more lines than that nobody can tell apart, and each takes 13 MB of the worker's memory.
pub const MOST_KEPT: usize = 5;

/// The name of the training worker.
pub const TRAINER: &str = "trainer";
/// The name of a slice worker.
pub const SLICER: &str = "slicer";
/// The name of the reader.
pub const READER: &str = "reader";
