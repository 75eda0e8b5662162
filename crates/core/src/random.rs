//! Repeatable random numbers: the same seed gives the same numbers on every machine.

use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// A stream of random numbers from a seed.
///
/// The generator is PCG XSL 128/64 (MCG) by O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good
/// Algorithms for Random Number Generation", 2014. Distributions are written out here because the value streams of
/// general libraries change between their versions, and a seed on a slide should still give the same run in ten years.
#[derive(Clone, Debug)]
pub struct Random {
    generator: Pcg64Mcg,
    spare_normal: Option<f64>,
}

impl Random {
    /// A stream for `seed`. Streams with other `stream` numbers are independent of it, so that (say) the order of the
    /// examples does not change when the initialisation draws one number more.
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Self {
        // Two rounds of SplitMix64 (Steele, Lea and Flood 2014) spread neighbouring seeds and streams apart.
        let mixed = mix(seed ^ mix(stream.wrapping_add(0x9E37_79B9_7F4A_7C15)));
        Self { generator: Pcg64Mcg::seed_from_u64(mixed), spare_normal: None }
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.generator.next_u64()
    }

    /// Uniform in [0, 1), all 53 bits of the fraction random.
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Uniform in [low, high).
    pub fn uniform_in(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// Normal with mean 0 and standard deviation 1, by Marsaglia's polar method (1964).
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare_normal.take() {
            return spare;
        }
        loop {
            let x = self.uniform_in(-1.0, 1.0);
            let y = self.uniform_in(-1.0, 1.0);
            let s = x * x + y * y;
            if s > 0.0 && s < 1.0 {
                let factor = (-2.0 * libm::log(s) / s).sqrt();
                self.spare_normal = Some(y * factor);
                return x * factor;
            }
        }
    }

    /// Uniform in 0..bound without bias, by Lemire's method ("Fast Random Integer Generation in an Interval", 2019).
    /// Zero for a bound of zero.
    pub fn below(&mut self, bound: u32) -> u32 {
        if bound == 0 {
            return 0;
        }
        let threshold = bound.wrapping_neg() % bound;
        loop {
            let product = (self.bits() >> 32) * u64::from(bound);
            if product as u32 >= threshold {
                return (product >> 32) as u32;
            }
        }
    }

    /// Brings `items` into a random order (Fisher and Yates, Durstenfeld's version).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last as u32 + 1) as usize;
            items.swap(last, other);
        }
    }
}

fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_numbers_of_seed_1_stay_what_they_are() {
        // Written down from this generator on x86-64; the browser tests compare the same numbers.
        let mut random = Random::new(1, 0);
        let bits: Vec<u64> = (0..3).map(|_| random.bits()).collect();
        assert_eq!(bits, [10_889_764_128_846_202_391, 15_326_822_751_756_432_253, 10_154_179_979_792_740_878]);
    }

    #[test]
    fn streams_of_one_seed_differ() {
        assert_ne!(Random::new(1, 0).bits(), Random::new(1, 1).bits());
        assert_ne!(Random::new(1, 0).bits(), Random::new(2, 0).bits());
    }

    #[test]
    fn normal_has_mean_0_and_variance_1() {
        let mut random = Random::new(3, 0);
        let n = 100_000;
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..n {
            let x = random.normal();
            sum += x;
            squares += x * x;
        }
        let mean = sum / f64::from(n);
        let variance = squares / f64::from(n) - mean * mean;
        // Standard errors: 1/sqrt(n) = 0.0032 and sqrt(2/n) = 0.0045; four of each.
        assert!(mean.abs() < 0.013, "{mean}");
        assert!((variance - 1.0).abs() < 0.018, "{variance}");
    }

    #[test]
    fn below_reaches_every_value_and_no_other() {
        let mut random = Random::new(4, 0);
        let mut seen = [0u32; 7];
        for _ in 0..7000 {
            seen[random.below(7) as usize] += 1;
        }
        assert!(seen.iter().all(|&n| (850..1150).contains(&n)), "{seen:?}");
        assert_eq!(random.below(0), 0);
        assert_eq!(random.below(1), 0);
    }

    #[test]
    fn shuffle_keeps_every_item() {
        let mut items: Vec<u32> = (0..100).collect();
        Random::new(5, 0).shuffle(&mut items);
        assert_ne!(items, (0..100).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }
}
