//! A number for wrong: the cost of one example.

use serde::{Deserialize, Serialize};

use crate::network::sigmoid;

/// How wrong ten outputs are for one label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cost {
    /// The sum of the ten squared differences from the one-hot target. Outputs are sigmoids.
    Quadratic,
    /// Minus the natural logarithm of the probability of the label. Outputs are softmax probabilities.
    CrossEntropy,
}

impl Cost {
    /// The cost of one example from the ten outputs (not the weighted sums).
    #[must_use]
    pub fn of_example(self, outputs: &[f64], label: u8) -> f64 {
        match self {
            Self::Quadratic => outputs
                .iter()
                .enumerate()
                .map(|(digit, &output)| {
                    let difference = output - f64::from(digit == usize::from(label));
                    difference * difference
                })
                .sum(),
            Self::CrossEntropy => -libm::log(outputs[usize::from(label)]),
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
    fn softmax_of_huge_sums_is_finite_and_sums_to_1() {
        let mut sums = [1e30, -1e30, 1e30, 0.0];
        Cost::CrossEntropy.apply_output_function(&mut sums);
        assert_eq!(sums, [0.5, 0.0, 0.5, 0.0]);
    }
}
