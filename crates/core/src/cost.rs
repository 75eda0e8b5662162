//! A number for wrong: the cost of one example.

use serde::{Deserialize, Serialize};

use crate::network::{brightest, sigmoid};

/// How wrong ten outputs are for one label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cost {
    /// The sum of the ten squared differences from the one-hot target. Outputs are sigmoids.
    Quadratic,
    /// Minus the natural logarithm of the probability of the label. Outputs are softmax probabilities.
    CrossEntropy,
}

impl Cost {
    /// The cost of one example from the ten outputs (not the weighted sums). Infinite where the label's probability is 0:
    /// [`Self::of_logits`] tells those apart that only round to it.
    #[must_use]
    pub fn of_example(self, outputs: &[f64], label: u8) -> f64 {
        match self {
            Self::Quadratic => squares(outputs.iter().copied(), label),
            // Subtracted, because minus the logarithm of 1 is -0.
            Self::CrossEntropy => 0.0 - libm::log(outputs[usize::from(label)]),
        }
    }

    /// As [`Self::of_example`], from the last layer's ten weighted sums, the logits z.
    ///
    /// Cross-entropy is the log-sum-exp of z minus the label's z, taken from the largest z on, so that nothing overflows and a
    /// probability that would round to 0 or 1 still has its cost.
    #[must_use]
    pub fn of_logits(self, logits: &[f64], label: u8) -> f64 {
        match self {
            Self::Quadratic => squares(logits.iter().map(|&z| sigmoid(z)), label),
            Self::CrossEntropy => {
                let first = brightest(logits);
                let largest = logits[first];
                let others = logits.iter().enumerate().filter(|(digit, _)| *digit != first);
                let sum: f64 = others.map(|(_, z)| libm::exp(z - largest)).sum();
                (largest - logits[usize::from(label)]) + libm::log1p(sum)
            }
        }
    }

    /// The cost of a network that gives every digit the same output, one tenth: what a blind guess costs.
    #[must_use]
    pub fn of_a_guess(self) -> f64 {
        self.of_example(&[0.1; 10], 0)
    }

    /// Turns the last layer's weighted sums into outputs, in place.
    pub(crate) fn apply_output_function(self, sums: &mut [f64]) {
        match self {
            Self::Quadratic => sums.iter_mut().for_each(|z| *z = sigmoid(*z)),
            Self::CrossEntropy => {
                // Subtracting the largest sum changes nothing but keeps exp from overflowing.
                let largest = sums.iter().fold(f64::NEG_INFINITY, |m, &z| if z > m { z } else { m });
                sums.iter_mut().for_each(|z| *z = libm::exp(*z - largest));
                let total: f64 = sums.iter().sum();
                sums.iter_mut().for_each(|z| *z /= total);
            }
        }
    }

    /// The derivative of the cost by the last layer's weighted sum of output `digit`, from the output itself.
    pub(crate) fn delta(self, output: f64, target: f64) -> f64 {
        match self {
            Self::Quadratic => 2.0 * (output - target) * output * (1.0 - output),
            Self::CrossEntropy => output - target,
        }
    }
}

/// The sum of the squared differences from the one-hot target.
fn squares(outputs: impl Iterator<Item = f64>, label: u8) -> f64 {
    outputs
        .enumerate()
        .map(|(digit, output)| {
            let difference = output - f64::from(digit == usize::from(label));
            difference * difference
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_answer_for_a_3_costs_0_0129() {
        let outputs = [0.02, 0.01, 0.05, 0.92, 0.03, 0.04, 0.01, 0.02, 0.01, 0.02];
        assert!((Cost::Quadratic.of_example(&outputs, 3) - 0.0129).abs() < 1e-12);
    }

    #[test]
    fn ten_times_one_tenth_costs_0_90_of_which_0_81_by_one_output() {
        let outputs = [0.1; 10];
        assert!((Cost::Quadratic.of_example(&outputs, 3) - 0.90).abs() < 1e-12);
        let others = Cost::Quadratic.of_example(&[0.1; 9], 9);
        assert!((others - 0.09).abs() < 1e-12);
    }

    #[test]
    fn cross_entropy_is_minus_the_logarithm_of_the_right_answer() {
        let mut outputs = [0.05 / 9.0; 10];
        outputs[4] = 0.95;
        assert!((Cost::CrossEntropy.of_example(&outputs, 4) - 0.051_293_294_387_550_58).abs() < 1e-12);
        outputs = [0.95 / 9.0; 10];
        outputs[4] = 0.05;
        assert!((Cost::CrossEntropy.of_example(&outputs, 4) - 2.995_732_273_553_991).abs() < 1e-12);
    }

    #[test]
    fn from_logits_the_cost_is_that_of_the_outputs() {
        let logits = [0.3, -1.2, 2.5, 0.0, -0.7, 1.1, 2.5, -3.0, 0.4, 0.9];
        for cost in [Cost::Quadratic, Cost::CrossEntropy] {
            let mut outputs = logits;
            cost.apply_output_function(&mut outputs);
            for label in 0..10 {
                let (expected, found) = (cost.of_example(&outputs, label), cost.of_logits(&logits, label));
                assert!((found - expected).abs() < 1e-14, "{cost:?} {label}: {found} {expected}");
            }
        }
    }

    #[test]
    fn probabilities_that_round_to_0_or_1_still_have_their_cost() {
        // exp(-800) is 0 in f64.
        let mut logits = [0.0; 10];
        (logits[3], logits[5]) = (800.0, -200.0);
        assert_eq!(Cost::CrossEntropy.of_logits(&logits, 5), 1000.0);
        assert_eq!(Cost::CrossEntropy.of_logits(&logits, 3).to_bits(), 0.0f64.to_bits(), "not -0");
        logits = [0.0; 10];
        logits[3] = 50.0;
        let sure = Cost::CrossEntropy.of_logits(&logits, 3);
        assert!((sure / (9.0 * libm::exp(-50.0)) - 1.0).abs() < 1e-12, "{sure}");
        Cost::CrossEntropy.apply_output_function(&mut logits);
        assert_eq!(Cost::CrossEntropy.of_example(&logits, 3).to_bits(), 0.0f64.to_bits(), "not -0");
        for place in [0, 4] {
            logits[place] = f64::NAN;
            assert!(Cost::CrossEntropy.of_logits(&logits, 3).is_nan());
        }
    }

    #[test]
    fn softmax_of_huge_sums_is_finite_and_sums_to_1() {
        let mut sums = [1e30, -1e30, 1e30, 0.0];
        Cost::CrossEntropy.apply_output_function(&mut sums);
        assert_eq!(sums, [0.5, 0.0, 0.5, 0.0]);
    }
}
