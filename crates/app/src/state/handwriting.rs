//! Digits of the visitor's own hand, labelled and kept.

use costscape_core::data::PIXELS;

/// A digit that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// 28 x 28 bytes, row-major from the top left.
    pub pixels: Box<[u8; PIXELS]>,
    /// What it is.
    pub label: u8,
    /// Whether the network learns from it: then it is no test any more.
    pub learnt: bool,
}

/// How many of them the network reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// Right answers among those never learnt from, and how many those are.
    pub unseen: (usize, usize),
    /// The same of those learnt from.
    pub learnt: (usize, usize),
}

/// The visitor's own hand.
#[derive(Debug, Default)]
pub struct Handwriting {
    written: Vec<Written>,
    taught: Vec<Written>,
    /// How many are read, and which wrongly, as of the last time that was found out.
    pub reads: Reads,
    /// Places in [`Self::written`] of those read wrongly.
    pub mistakes: Vec<usize>,
    /// Whether that has to be found out again.
    pub stale: bool,
    /// When it was, in milliseconds.
    pub at_ms: f64,
}

impl Handwriting {
    /// More than anyone draws, and few enough to be judged in an instant.
    pub const MOST: usize = 300;

    /// All that were kept, oldest first.
    #[must_use]
    pub fn written(&self) -> &[Written] {
        &self.written
    }

    /// Keeps one, unless it is there already; whether there was room.
    pub(crate) fn keep(&mut self, pixels: [u8; PIXELS], label: u8) -> bool {
        let is_it = |written: &Written| *written.pixels == pixels && written.label == label;
        if self.written.iter().any(is_it) {
            return true;
        }
        if self.written.len() >= Self::MOST {
            return false;
        }
        // One that was forgotten and comes back may have been learnt from.
        let learnt = self.taught.iter().any(is_it);
        self.written.push(Written { pixels: Box::new(pixels), label, learnt });
        self.stale = true;
        true
    }

    /// Forgets the one kept last; what the network learns from stays what it is.
    pub(crate) fn forget_last(&mut self) {
        self.stale |= self.written.pop().is_some();
        self.mistakes.retain(|&index| index < self.written.len());
    }

    /// All are learnt from, or none.
    pub(crate) fn learn(&mut self, learnt: bool) {
        self.written.iter_mut().for_each(|written| written.learnt = learnt);
        self.taught = if learnt { self.written.clone() } else { Vec::new() };
        self.stale = true;
    }

    /// Those that the network was given to learn from.
    #[must_use]
    pub fn taught(&self) -> &[Written] {
        &self.taught
    }

    /// How many of those are kept no longer.
    #[must_use]
    pub fn forgotten(&self) -> usize {
        let kept =
            |taught: &&Written| self.written.iter().any(|w| w.pixels == taught.pixels && w.label == taught.label);
        self.taught.len() - self.taught.iter().filter(kept).count()
    }

    /// Whether there are any that it does not learn from yet.
    #[must_use]
    pub fn has_unseen(&self) -> bool {
        self.written.iter().any(|written| !written.learnt)
    }
}

/// The pixels of some, one image after the other, and their labels.
pub(crate) fn pixels_and_labels(written: &[Written]) -> (Vec<u8>, Vec<u8>) {
    (written.iter().flat_map(|w| w.pixels.iter().copied()).collect(), written.iter().map(|w| w.label).collect())
}
