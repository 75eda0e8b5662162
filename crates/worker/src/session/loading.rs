//! Draws the built-in digits, some at a time.

use costscape_core::data::{Examples, pen};
use costscape_protocol::FromTrainer;

/// Digits drawn in one go: some milliseconds.
const PIECE: usize = 500;
/// The built-in set is always the same one; a run's seed chooses its start and order, not its digits.
const SEED: u64 = 1;

/// Training and test set being drawn.
#[derive(Default)]
pub(super) struct PenLoader {
    images: Vec<u8>,
    labels: Vec<u8>,
}

impl PenLoader {
    /// Draws some more; how far that is, and both sets once they are whole.
    pub(super) fn advance(&mut self) -> (FromTrainer, Option<(Examples, Examples)>) {
        let done = self.labels.len();
        let (set, from, until) = if done < pen::TRAIN {
            (pen::Set::Train, done, pen::TRAIN)
        } else {
            (pen::Set::Test, done - pen::TRAIN, pen::TEST)
        };
        let (images, labels) = pen::slice(SEED, set, from..(from + PIECE).min(until));
        self.images.extend(images);
        self.labels.extend(labels);
        let total = pen::TRAIN + pen::TEST;
        let progress =
            FromTrainer::Loading { what: "pen digits".to_owned(), done: self.labels.len() as u64, total: total as u64 };
        if self.labels.len() < total {
            return (progress, None);
        }
        let pixels = pen::TRAIN * self.images.len() / total;
        let test = Examples::new(&self.images[pixels..], self.labels.split_off(pen::TRAIN));
        let train = Examples::new(&self.images[..pixels], std::mem::take(&mut self.labels));
        // The generator gives 784 bytes per label and labels 0 to 9, so both are always whole.
        (progress, train.ok().zip(test.ok()))
    }
}
