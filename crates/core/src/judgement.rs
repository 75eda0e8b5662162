//! What the network makes of every single example: its cost and its answer.

use crate::data::Examples;
use crate::kernel::Kernel;
use crate::network::Network;

/// Judges all examples by one parameter vector, block by block, so that a worker can look up in between.
#[derive(Clone, Debug)]
pub struct Judgement {
    kernel: Kernel,
    parameters: Vec<f32>,
    block: usize,
    costs: Vec<f32>,
    answers: Vec<u8>,
}

impl Judgement {
    /// By `theta`.
    #[must_use]
    pub fn new(network: &Network, theta: &[f32]) -> Self {
        let kernel = Kernel::new(network);
        let parameters = kernel.layout().pack(theta);
        Self { kernel, parameters, block: 0, costs: Vec::new(), answers: Vec::new() }
    }

    /// Works on the next block; false once all are done.
    pub fn advance(&mut self, examples: &Examples) -> bool {
        if self.block >= examples.blocks() {
            return false;
        }
        let range = examples.block(self.block);
        let indices = range.start as u32..range.end as u32;
        let (costs, answers) = (&mut self.costs, &mut self.answers);
        self.kernel.judge(&self.parameters, examples, indices, |cost, answer| {
            costs.push(cost);
            answers.push(answer);
        });
        self.block += 1;
        self.block < examples.blocks()
    }

    /// Works until all blocks are done.
    #[must_use]
    pub fn whole(mut self, examples: &Examples) -> Self {
        while self.advance(examples) {}
        self
    }

    /// The cost of each example so far, in their order. One that overflowed is not finite.
    #[must_use]
    pub fn costs(&self) -> &[f32] {
        &self.costs
    }

    /// The brightest output (the first of equals) for each example so far, 0 to 9.
    #[must_use]
    pub fn answers(&self) -> &[u8] {
        &self.answers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cost::Cost;
    use crate::data::PIXELS;
    use crate::initialisation::Initialisation;
    use crate::measurement::Measurement;
    use crate::network::{Activation, Architecture, brightest};
    use crate::random::Random;

    fn examples(n: usize) -> Examples {
        let mut random = Random::new(9, 0);
        let images: Vec<u8> =
            (0..n * PIXELS).map(|_| if random.below(5) == 0 { random.below(256) as u8 } else { 0 }).collect();
        Examples::new(&images, (0..n).map(|_| random.below(10) as u8).collect()).unwrap()
    }

    #[test]
    fn every_cost_and_answer_is_the_plain_networks() {
        // Neither whole blocks nor whole tiles.
        let set = examples(1037);
        for (activation, cost, initialisation) in [
            (Activation::Sigmoid, Cost::Quadratic, Initialisation::Lesson),
            (Activation::Relu, Cost::CrossEntropy, Initialisation::Scaled),
        ] {
            let network = Network { architecture: Architecture::lesson(), activation, cost };
            let theta = initialisation.parameters(&network, 3);
            let judged = Judgement::new(&network, &theta).whole(&set);
            assert_eq!((judged.costs().len(), judged.answers().len()), (1037, 1037));
            for (i, (image, label)) in set.iter().enumerate() {
                let layers = network.forward(&theta, &image);
                let outputs = &layers[layers.len() - 1];
                let expected = network.cost.of_example(outputs, label);
                let error = (f64::from(judged.costs()[i]) - expected).abs();
                assert!(error < 2e-5 * expected.max(1.0), "{cost:?} {i}: {} {expected}", judged.costs()[i]);
                // Two outputs that differ by less than f32 can tell are as good an answer as each other.
                let answer = usize::from(judged.answers()[i]);
                assert!(outputs[brightest(outputs)] - outputs[answer] < 1e-6, "{cost:?} {i}: {answer}, {outputs:?}");
            }
        }
    }

    #[test]
    fn all_judgements_together_are_the_measurement() {
        let set = examples(2100);
        let network = Network::lesson();
        let theta = Initialisation::Scaled.parameters(&network, 4);
        let judged = Judgement::new(&network, &theta).whole(&set);
        let sums = Measurement::new(&network, &theta, false).whole(&set).sums();
        let right = (0..set.len()).filter(|&i| judged.answers()[i] == set.label(i)).count();
        assert_eq!(right as u32, sums.right);
        let cost: f64 = judged.costs().iter().map(|&cost| f64::from(cost)).sum();
        assert!((cost - sums.cost).abs() < 1e-9 * sums.cost);
    }

    #[test]
    fn no_examples_are_judged_at_once() {
        let judged = Judgement::new(&Network::lesson(), &[0.1; 13_002]).whole(&examples(0));
        assert!(judged.costs().is_empty() && judged.answers().is_empty());
    }

    #[test]
    fn an_overflow_is_seen_in_the_cost() {
        let network =
            Network { architecture: Architecture::lesson(), activation: Activation::Relu, cost: Cost::CrossEntropy };
        let mut theta = vec![1e38; 13_002];
        theta[12_600] = -1e38;
        let judged = Judgement::new(&network, &theta).whole(&examples(8));
        assert!(judged.costs().iter().all(|cost| !cost.is_finite()));
        assert!(judged.answers().iter().all(|&answer| answer < 10));
    }
}
