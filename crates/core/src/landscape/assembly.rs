//! Puts the partial sums of several workers together, the same way however many there are.

use std::collections::VecDeque;

/// Collects each worker's block sums and gives out the cost of every point once all workers have answered.
///
/// The workers hold the training set's blocks in order, worker 0 the first ones. A point's cost is the sum over all
/// blocks, taken in block order, divided by the number of examples; who computed a block never shows in the result.
#[derive(Clone, Debug)]
pub struct Assembly {
    examples: f64,
    /// Blocks of each worker, and its sums waiting for the others, `[point][block]`.
    shares: Vec<(usize, VecDeque<f64>)>,
}

impl Assembly {
    /// For workers with these numbers of blocks, over `examples` in all.
    #[must_use]
    pub fn new(blocks: &[usize], examples: usize) -> Self {
        let shares = blocks.iter().map(|&blocks| (blocks, VecDeque::new())).collect();
        Self { examples: examples as f64, shares }
    }

    /// Takes sums of `worker`, `[point][block]`, and returns the costs of the points now complete, in order.
    /// Sums of an unknown worker are dropped.
    pub fn add(&mut self, worker: usize, sums: &[f64]) -> Vec<f64> {
        if let Some((_, waiting)) = self.shares.get_mut(worker) {
            waiting.extend(sums);
        }
        let mut costs = Vec::new();
        while !self.shares.is_empty() && self.shares.iter().all(|(blocks, waiting)| waiting.len() >= *blocks) {
            let mut sum = 0.0;
            for (blocks, waiting) in &mut self.shares {
                for block in waiting.drain(..*blocks) {
                    sum += block;
                }
            }
            costs.push(sum / self.examples);
            if self.shares.iter().all(|(blocks, _)| *blocks == 0) {
                break;
            }
        }
        costs
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
            let mut assembly = Assembly::new(shares, 12_000);
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
        let mut assembly = Assembly::new(&[1, 1], 2);
        assert!(assembly.add(1, &[3.0, 5.0]).is_empty());
        assert_eq!(assembly.add(0, &[1.0]), [2.0]);
        assert!(assembly.add(7, &[1.0]).is_empty());
        assert_eq!(assembly.add(0, &[1.0]), [3.0]);
    }
}
