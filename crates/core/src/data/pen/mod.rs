//! The built-in digits: written by code, so that the page works with no data at all.
//!
//! Each image depends on its seed, set and index alone, so any part can be made at any time and in any order: in slices
//! with progress, or one image for the page. A [`Hand`] writes strokes along a skeleton of the digit, and the pad's own
//! [`Raster`] makes the image, so what is learned from these is what a drawn digit looks like.

mod curve;
mod hand;
#[rustfmt::skip] // One key to a line.
mod skeletons;

use std::ops::Range;

pub use hand::{Hand, Written};

use super::{CLASSES, PIXELS};
use crate::digit::Raster;
use crate::random::Random;

/// Images to train on, by default.
pub const TRAIN: usize = 12_000;
/// Images of [`Set::BesideMnist`] to train on beside MNIST: as many as it has, so that they are not outvoted. Of digits that
/// people wrote with a pen (`--example pen_recordings`) a network reads one in a hundred more than with 36,000.
pub const BESIDE_MNIST: usize = 60_000;
/// Images to test on, by default.
pub const TEST: usize = 2_000;

/// Endless rows of images that share none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Set {
    /// To learn from.
    Train,
    /// Never learned from.
    Test,
    /// To learn from beside MNIST: ways of writing that MNIST hardly has come more often.
    BesideMnist,
}

impl Set {
    /// The random stream of image `index`, or of the labels of block `index`: numbers no other part of the core uses.
    fn stream(self, index: usize, labels: bool) -> u64 {
        let set = match self {
            Self::Train => 0,
            Self::Test => 1,
            Self::BesideMnist => 2,
        };
        (0x0050_454E << 40) | (set << 33) | (u64::from(labels) << 32) | (index as u64 & 0xFFFF_FFFF)
    }
}

/// What image `index` shows, 0 to 9. Every ten images in a row, from a multiple of ten, are the ten digits in some order.
#[must_use]
pub fn label(seed: u64, set: Set, index: usize) -> u8 {
    let mut digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    Random::new(seed, set.stream(index / CLASSES, true)).shuffle(&mut digits);
    digits[index % CLASSES]
}

/// What image `index` is made from.
#[must_use]
pub fn drawing(seed: u64, set: Set, index: usize) -> Written {
    Hand::default().write(label(seed, set, index), set, &mut Random::new(seed, set.stream(index, false)))
}

/// Images `range` of a set and their labels: `range.len()` x 784 bytes, and `range.len()` bytes.
#[must_use]
pub fn slice(seed: u64, set: Set, range: Range<usize>) -> (Vec<u8>, Vec<u8>) {
    let mut images = Vec::with_capacity(range.len() * PIXELS);
    let mut labels = Vec::with_capacity(range.len());
    let mut raster = Raster::default();
    for index in range {
        let written = drawing(seed, set, index);
        raster.set_pen(written.pen);
        // The hand leaves at least one point on every stroke, so there is always an image.
        images.extend_from_slice(&raster.image(&written.strokes).unwrap_or([0; PIXELS]));
        labels.push(written.digit);
    }
    (images, labels)
}

/// The first `count` images of a set and their labels: `count` x 784 bytes, and `count` bytes.
#[must_use]
pub fn generate(seed: u64, count: usize, set: Set) -> (Vec<u8>, Vec<u8>) {
    slice(seed, set, 0..count)
}

#[cfg(test)]
mod tests;
