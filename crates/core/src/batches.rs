//! Which examples each step learns from.

use std::ops::Range;

use crate::random::Random;

/// The order of the examples: a new random one each epoch, from the run's seed.
///
/// The order depends on the seed and the epoch alone, so a run can go on from any step, and changing the batch size in the
/// middle changes nothing but the size of the next batch. A batch never spans two epochs.
#[derive(Clone, Debug)]
pub struct Batches {
    seed: u64,
    /// The epoch that `order` is of.
    epoch: Option<u64>,
    order: Vec<u32>,
}

/// The streams of a seed's random numbers that order the examples: this one plus the epoch.
const STREAM: u64 = 1 << 32;

/// One step's examples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Batch {
    /// All of them, in the order of the set: the order does not matter, and the fixed one is shared with slices.
    Whole(usize),
    /// This part of the epoch's order.
    Part(Range<usize>),
}

impl Batch {
    /// How many examples.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Whole(n) => *n,
            Self::Part(range) => range.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Batches {
    /// For a run with this seed over `examples` examples.
    #[must_use]
    pub fn new(seed: u64, examples: usize) -> Self {
        Self { seed, epoch: None, order: (0..examples as u32).collect() }
    }

    /// The batch of at most `size` examples that follows when `seen` have been seen since the start of the run.
    pub fn next(&mut self, seen: u64, size: usize) -> Batch {
        let n = self.order.len();
        if size >= n {
            return Batch::Whole(n);
        }
        let epoch = seen / n as u64;
        if self.epoch != Some(epoch) {
            // From the plain order each time, so that no epoch depends on the ones before it.
            self.order.iter_mut().zip(0..).for_each(|(index, i)| *index = i);
            Random::new(self.seed, STREAM + epoch).shuffle(&mut self.order);
            self.epoch = Some(epoch);
        }
        let start = (seen % n as u64) as usize;
        Batch::Part(start..(start + size.max(1)).min(n))
    }

    /// The examples of a part of [`Self::next`]'s batch: `range` counts within the batch.
    pub fn indices(&self, batch: &Batch, range: Range<usize>) -> impl Iterator<Item = u32> + '_ {
        let (whole, part) = match batch {
            Batch::Whole(_) => (range.start as u32..range.end as u32, 0..0),
            Batch::Part(part) => (0..0, part.start + range.start..part.start + range.end),
        };
        whole.chain(self.order[part].iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn epoch(batches: &mut Batches, epoch: u64, size: usize) -> Vec<u32> {
        let (mut seen, mut all) = (epoch * 100, Vec::new());
        while seen < (epoch + 1) * 100 {
            let batch = batches.next(seen, size);
            all.extend(batches.indices(&batch, 0..batch.len()));
            seen += batch.len() as u64;
        }
        all
    }

    #[test]
    fn an_epoch_shows_every_example_once() {
        let mut batches = Batches::new(7, 100);
        for size in [1, 7, 32, 99] {
            let mut all = epoch(&mut batches, 3, size);
            assert_ne!(all, (0..100).collect::<Vec<_>>());
            all.sort_unstable();
            assert_eq!(all, (0..100).collect::<Vec<_>>(), "{size}");
        }
    }

    #[test]
    fn the_order_depends_on_seed_and_epoch_alone() {
        let first = epoch(&mut Batches::new(7, 100), 0, 10);
        let mut used = Batches::new(7, 100);
        let later = epoch(&mut used, 5, 10);
        assert_ne!(first, later);
        assert_eq!(epoch(&mut used, 0, 33), first);
        assert_ne!(epoch(&mut Batches::new(8, 100), 0, 10), first);
    }

    #[test]
    fn a_batch_as_large_as_the_set_is_the_set_in_order() {
        let mut batches = Batches::new(7, 100);
        let batch = batches.next(50, 1000);
        assert_eq!(batch, Batch::Whole(100));
        assert_eq!(batches.indices(&batch, 20..23).collect::<Vec<_>>(), [20, 21, 22]);
        assert_eq!(batches.next(90, 32), Batch::Part(90..100));
        assert_eq!(batches.next(0, 0).len(), 1);
    }
}
