//! The examples a network learns from.

mod archive;
mod collection;
mod csv;
mod examples;
mod idx;
mod packing;
mod paths;
mod pictures;

pub use archive::ArchiveError;
pub use collection::{Collection, CollectionError, File, FileProgress, read_files};
pub use csv::{CsvError, Table, read_table};
pub use examples::{Examples, ExamplesError};
pub use idx::{IdxError, idx_files, read_examples, read_images, read_labels};
pub use pictures::PictureError;

pub mod mnist;
pub mod pen;

/// Examples in one block of a fixed-order sum.
pub const BLOCK: usize = 1000;
/// The most examples that one set may hold: more than any known set of ten classes (EMNIST's digits are 280,000), and what fits
/// in a browser's memory whatever is in them.
pub const MOST_EXAMPLES: usize = 400_000;
/// Pixels along one side of an image.
pub const SIDE: usize = 28;
/// Pixels of one image.
pub const PIXELS: usize = SIDE * SIDE;
/// Classes, and so outputs: the digits 0 to 9.
pub const CLASSES: usize = 10;
