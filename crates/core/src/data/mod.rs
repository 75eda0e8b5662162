//! The examples a network learns from.

mod examples;
mod idx;

pub use examples::{Examples, ExamplesError};
pub use idx::{IdxError, read_examples, read_images, read_labels};

pub mod mnist;
pub mod pen;

/// Examples in one block of a fixed-order sum.
pub const BLOCK: usize = 1000;
/// Pixels along one side of an image.
pub const SIDE: usize = 28;
/// Pixels of one image.
pub const PIXELS: usize = SIDE * SIDE;
/// Classes, and so outputs: the digits 0 to 9.
pub const CLASSES: usize = 10;
