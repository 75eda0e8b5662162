//! Heights over some of the examples only, and how far those may be off.

use serde::{Deserialize, Serialize};

use crate::data::BLOCK;
use crate::random::Random;

/// Over how many of the examples a height is.
///
/// A sample takes the same share of every block of [`BLOCK`] consecutive examples, chosen at random without replacement by
/// the block's number alone: it is the same for every slice and however the blocks are shared out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sampling {
    /// All of them: heights are exact.
    #[default]
    All,
    /// One in so many of each block, ten at least: fewer say too little of their own spread.
    OneIn(u32),
}

/// A height, and how far it may be off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean over all examples, or what a sample says of it. Not finite where the cost overflows.
    pub mean: f64,
    /// The standard error of that as an estimate of the mean over all examples: 0 when it is over all of them; of a sample
    /// not a number where the mean is not finite.
    pub standard_error: f64,
}

impl From<f64> for Estimate {
    /// An exact height.
    fn from(mean: f64) -> Self {
        Self { mean, standard_error: 0.0 }
    }
}

/// The seed of every sample; a block's number chooses the stream.
const SEED: u64 = 0x5A3D_1E00;
/// So many of a block are taken at least.
const LEAST: usize = 10;

impl Sampling {
    /// How many of a block's `len` examples it takes.
    #[must_use]
    pub fn of_block(self, len: usize) -> usize {
        match self {
            Self::All => len,
            Self::OneIn(n) => len.div_ceil(n.max(1) as usize).max(LEAST).min(len),
        }
    }

    /// How many of `examples` it takes.
    #[must_use]
    pub fn count(self, examples: usize) -> usize {
        examples / BLOCK * self.of_block(BLOCK) + self.of_block(examples % BLOCK)
    }

    /// Which examples of block number `block`, of `len`, it takes: counted from the block's first, rising.
    #[must_use]
    pub fn chosen(self, block: usize, len: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..len).collect();
        if self != Self::All {
            Random::new(SEED, block as u64).shuffle(&mut all);
            all.truncate(self.of_block(len));
            all.sort_unstable();
        }
        all
    }

    /// Which of `examples` it takes, rising.
    pub fn examples(self, examples: usize) -> impl Iterator<Item = usize> {
        (0..examples.div_ceil(BLOCK)).flat_map(move |block| {
            let first = block * BLOCK;
            self.chosen(block, (examples - first).min(BLOCK)).into_iter().map(move |offset| first + offset)
        })
    }

    /// How many sums are kept of each block: the sum, and of a sample that of the squares.
    #[must_use]
    pub fn moments(self) -> usize {
        if self == Self::All { 1 } else { 2 }
    }

    /// The height from the sums of all blocks of `examples`, `[block][moment]`, added up in block order.
    ///
    /// Of a sample, the estimates for stratified random sampling (Cochran, "Sampling Techniques", 1977, section 5.4): the
    /// mean of the blocks' means by their sizes N, and as its variance the sum of (N / total)^2 (1 - n / N) s^2 / n.
    #[must_use]
    pub fn estimate(self, examples: usize, sums: impl Iterator<Item = f64>) -> Estimate {
        let total = examples as f64;
        if self == Self::All {
            return Estimate::from(sums.sum::<f64>() / total);
        }
        let (mut sum, mut variance, mut left) = (0.0, 0.0, examples);
        let mut sums = sums;
        while let (Some(of_block), Some(squares)) = (sums.next(), sums.next()) {
            let size = left.min(BLOCK);
            left -= size;
            let (n, size) = (self.of_block(size) as f64, size as f64);
            let (mean, weight) = (of_block / n, size / total);
            sum += size * mean;
            // Of a block of one example everything is known. Rounding must not make a variance negative.
            let spread = if n > 1.0 { ((squares - of_block * mean) / (n - 1.0)).max(0.0) } else { 0.0 };
            variance += weight * weight * (1.0 - n / size) * spread / n;
        }
        let mean = sum / total;
        Estimate { mean, standard_error: if mean.is_finite() { variance.sqrt() } else { f64::NAN } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_takes_its_share_of_every_block_and_always_the_same() {
        let tenth = Sampling::OneIn(10);
        let chosen: Vec<usize> = tenth.examples(4_300).collect();
        assert_eq!((chosen.len(), tenth.count(4_300)), (430, 430));
        for block in 0..4 {
            let of_block = chosen.iter().filter(|&&index| index / BLOCK == block).count();
            assert_eq!(of_block, 100, "block {block}");
        }
        assert!(chosen.is_sorted_by(|a, b| a < b) && chosen[429] < 4_300);
        assert_eq!(tenth.chosen(2, BLOCK), tenth.chosen(2, BLOCK));
        assert_ne!(tenth.chosen(2, BLOCK), tenth.chosen(3, BLOCK), "every block its own");
        assert_eq!(Sampling::All.examples(1_003).collect::<Vec<_>>(), (0..1_003).collect::<Vec<_>>());
        // Of a little too little to take one in a hundred: ten, or all there are.
        for (len, count) in [(0, 0), (1, 1), (9, 9), (150, 10), (1_000, 10)] {
            assert_eq!(Sampling::OneIn(100).of_block(len), count);
        }
    }

    #[test]
    fn a_sample_of_everything_is_exact() {
        let heights: Vec<f64> = (0..1_500).map(|i| f64::from(i % 37)).collect();
        let exact = heights.iter().sum::<f64>() / 1_500.0;
        let estimate = of(Sampling::OneIn(1), &heights);
        assert!((estimate.mean - exact).abs() < 1e-12 && estimate.standard_error == 0.0, "{estimate:?}");
    }

    /// The estimate from these heights of all examples.
    fn of(sampling: Sampling, heights: &[f64]) -> Estimate {
        let sums = heights.chunks(BLOCK).enumerate().flat_map(|(block, heights)| {
            let chosen = sampling.chosen(block, heights.len());
            let chosen = || chosen.iter().map(|&index| heights[index]);
            [chosen().sum(), chosen().map(|height| height * height).sum::<f64>()]
        });
        sampling.estimate(heights.len(), sums)
    }

    #[test]
    fn the_standard_error_is_how_far_samples_really_lie_off() {
        // Two thousand sets, so that their samples lie off by chance: of 2,500 skewed heights each, the last block a half.
        let mut random = Random::new(1, 0);
        let (mut off, mut told, mut within) = (0.0, 0.0, 0);
        for _ in 0..2_000 {
            let heights: Vec<f64> = (0..2_500)
                .map(|_| {
                    let x = random.normal();
                    x * x
                })
                .collect();
            let exact = heights.iter().sum::<f64>() / 2_500.0;
            let Estimate { mean, standard_error } = of(Sampling::OneIn(10), &heights);
            off += (mean - exact) * (mean - exact) / 2_000.0;
            told += standard_error * standard_error / 2_000.0;
            within += i32::from((mean - exact).abs() < 2.0 * standard_error);
        }
        let ratio: f64 = told / off;
        assert!((0.9..1.1).contains(&ratio), "variance told {told}, seen {off}");
        assert!((1_860..1_960).contains(&within), "{within} of 2,000 within two standard errors");
    }

    #[test]
    fn blocks_count_by_their_size_and_by_how_much_of_them_was_taken() {
        // A whole block, and one of 500 whose heights are higher and differ more. By hand: 100 and 50 of them are taken.
        let sums = [100.0, 101.98, 500.0, 5_098.0];
        let estimate = Sampling::OneIn(10).estimate(1_500, sums.into_iter());
        // Means 1 and 10; variances (101.98 - 100) / 99 = 0.02 and (5,098 - 5,000) / 49 = 2.
        let variance: f64 = (4.0 / 9.0) * 0.9 * 0.02 / 100.0 + (1.0 / 9.0) * 0.9 * 2.0 / 50.0;
        assert!((estimate.mean - 4.0).abs() < 1e-12, "{estimate:?}");
        assert!((estimate.standard_error - variance.sqrt()).abs() < 1e-12, "{estimate:?} {variance}");
    }

    #[test]
    fn where_the_cost_overflows_nothing_is_said_of_the_error() {
        let estimate = Sampling::OneIn(10).estimate(1_000, [f64::INFINITY, f64::INFINITY].into_iter());
        assert!(estimate.mean.is_infinite() && estimate.standard_error.is_nan());
    }
}
