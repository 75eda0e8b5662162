//! Draws the built-in digits, some at a time.

use costscape_core::data::{Examples, PIXELS, pen};
use costscape_protocol::FromTrainer;

/// Digits drawn in one go: some milliseconds.
const PIECE: usize = 500;
/// The built-in set is always the same one; a run's seed chooses its start and order, not its digits.
const SEED: u64 = 1;

/// The built-in digits to learn from, whole, or why they could not be made.
pub(super) fn pen_digits() -> Result<Examples, String> {
    let (images, labels) = pen::slice(SEED, pen::Set::Train, 0..pen::TRAIN);
    Examples::new(&images, labels).map_err(|error| error.to_string())
}

/// Both sets, or why they could not be made.
type Sets = Result<(Examples, Examples), String>;

/// Training and test set being drawn.
#[derive(Default)]
pub(super) struct PenLoader {
    images: Vec<u8>,
    labels: Vec<u8>,
}

impl PenLoader {
    /// Draws some more; how far that is, and both sets once they are whole, or why they could not be.
    pub(super) fn advance(&mut self) -> (FromTrainer, Option<Sets>) {
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
        let (images, labels) = (std::mem::take(&mut self.images), std::mem::take(&mut self.labels));
        let (train_images, test_images) = images.split_at(pen::TRAIN * PIXELS);
        let (train_labels, test_labels) = labels.split_at(pen::TRAIN);
        let train = Examples::new(train_images, train_labels.to_vec());
        let test = Examples::new(test_images, test_labels.to_vec());
        let sets = train.and_then(|train| test.map(|test| (train, test)));
        (progress, Some(sets.map_err(|error| error.to_string())))
    }
}
