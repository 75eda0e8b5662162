//! Draws the built-in digits, some at a time.

use costscape_core::data::{Examples, PIXELS, pen};
use costscape_protocol::{FromTrainer, Source};

/// Digits drawn in one go: some milliseconds.
const PIECE: usize = 500;
/// The built-in set is always the same one; a run's seed chooses its start and order, not its digits.
const SEED: u64 = 1;

/// What was loaded: training and test set, or why there are none.
pub(super) type Sets = Result<(Examples, Examples), String>;

/// Built-in digits being drawn: sets of their own, or more to learn from beside MNIST.
pub(super) struct PenLoader {
    source: Source,
    /// What they stand beside: its training and test set.
    beside: Option<(Examples, Examples)>,
    images: Vec<u8>,
    labels: Vec<u8>,
}

impl PenLoader {
    /// For sets that consist of them.
    pub(super) fn alone() -> Self {
        Self { source: Source::Pen, beside: None, images: Vec::new(), labels: Vec::new() }
    }

    /// For the training set `train` of `source`, to which they are added; `test` stays as it is.
    pub(super) fn beside(source: Source, train: Examples, test: Examples) -> Self {
        Self { source, beside: Some((train, test)), images: Vec::new(), labels: Vec::new() }
    }

    /// What is being loaded.
    pub(super) fn source(&self) -> &Source {
        &self.source
    }

    /// Draws some more; how far that is, and both sets once they are whole, or why they could not be.
    pub(super) fn advance(&mut self) -> (FromTrainer, Option<Sets>) {
        let (learnt, train, test) = match self.beside {
            Some(_) => (pen::Set::BesideMnist, pen::BESIDE_MNIST, 0),
            None => (pen::Set::Train, pen::TRAIN, pen::TEST),
        };
        let done = self.labels.len();
        let (set, from, until) =
            if done < train { (learnt, done, train) } else { (pen::Set::Test, done - train, test) };
        let (images, labels) = pen::slice(SEED, set, from..(from + PIECE).min(until));
        self.images.extend(images);
        self.labels.extend(labels);
        let (done, total) = (self.labels.len() as u64, (train + test) as u64);
        let progress = FromTrainer::Loading { what: "pen digits".to_owned(), done, total };
        (progress, (done == total).then(|| self.sets(train)))
    }

    /// The sets, of which the first `train` images are to learn from.
    fn sets(&mut self, train: usize) -> Sets {
        let (images, labels) = (std::mem::take(&mut self.images), std::mem::take(&mut self.labels));
        let (train_images, test_images) = images.split_at(train * PIXELS);
        let (train_labels, test_labels) = labels.split_at(train);
        let set =
            |images: &[u8], labels: &[u8]| Examples::new(images, labels.to_vec()).map_err(|error| error.to_string());
        let drawn = set(train_images, train_labels)?;
        match self.beside.take() {
            Some((train, test)) => Ok((train.and(&drawn), test)),
            None => Ok((drawn, set(test_images, test_labels)?)),
        }
    }
}
