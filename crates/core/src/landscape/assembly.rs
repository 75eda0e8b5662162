//! Puts the partial sums of several workers together, the same way however many there are.

use std::collections::VecDeque;

use super::{Estimate, Sampling};

/// Collects each worker's block sums and gives out the height of every point once all workers have answered.
///
/// The workers hold the set's blocks in order, worker 0 the first ones. A point's height comes from the sums of all blocks,
/// taken in block order; who computed a block never shows in the result.
#[derive(Clone, Debug)]
pub struct Assembly {
    examples: usize,
    sampling: Sampling,
    /// Sums of each worker for one point, and those waiting for the others, `[point][block][moment]`.
    shares: Vec<(usize, VecDeque<f64>)>,
}

impl Assembly {
    /// For workers with these numbers of blocks, of `examples` in all.
    #[must_use]
    pub fn new(blocks: &[usize], examples: usize, sampling: Sampling) -> Self {
        let shares = blocks.iter().map(|&blocks| (blocks * sampling.moments(), VecDeque::new())).collect();
        Self { examples, sampling, shares }
    }

    /// Takes sums of `worker`, `[point][block][moment]`, and returns the heights of the points now complete, in order.
    /// Sums of an unknown worker are dropped.
    pub fn add(&mut self, worker: usize, sums: &[f64]) -> Vec<Estimate> {
        if let Some((_, waiting)) = self.shares.get_mut(worker) {
            waiting.extend(sums);
        }
        let mut heights = Vec::new();
        while !self.shares.is_empty() && self.shares.iter().all(|(sums, waiting)| waiting.len() >= *sums) {
            let of_point = self.shares.iter_mut().flat_map(|(sums, waiting)| waiting.drain(..*sums));
            heights.push(self.sampling.estimate(self.examples, of_point));
            if self.shares.iter().all(|(sums, _)| *sums == 0) {
                break;
            }
        }
        heights
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_two_and_four_workers_give_the_same_bits() {
        // Twelve blocks, three points; sums that do not add up exactly in f64.
        let sums: Vec<f64> = (0..36).map(|i| 0.1 * f64::from(i * i) + 1e-9).collect();
        let run = |shares: &[usize]| {
            let mut assembly = Assembly::new(shares, 12_000, Sampling::All);
            let mut costs = Vec::new();
            let mut first = 0;
            for (worker, &blocks) in shares.iter().enumerate() {
                let part: Vec<f64> = (0..3).flat_map(|p| sums[p * 12 + first..][..blocks].to_vec()).collect();
                // One point at first, then the rest: answers arrive as they please.
                costs.extend(assembly.add(worker, &part[..blocks]));
                costs.extend(assembly.add(worker, &part[blocks..]));
                first += blocks;
            }
            costs
        };
        let one = run(&[12]);
        assert_eq!(one.len(), 3);
        assert_eq!(run(&[6, 6]), one);
        assert_eq!(run(&[3, 3, 3, 3]), one);
        assert_eq!(run(&[5, 7]), one);
    }

    #[test]
    fn nothing_comes_out_before_everyone_has_answered() {
        let mut assembly = Assembly::new(&[1, 1], 2, Sampling::All);
        assert!(assembly.add(1, &[3.0, 5.0]).is_empty());
        assert_eq!(assembly.add(0, &[1.0]), [2.0.into()]);
        assert!(assembly.add(7, &[1.0]).is_empty());
        assert_eq!(assembly.add(0, &[1.0]), [3.0.into()]);
    }
}
