//! How a gradient becomes a step.

use serde::{Deserialize, Serialize};

/// The rule that turns a gradient into a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Optimizer {
    /// theta - eta g: gradient descent, stochastic when the gradient is a mini-batch's.
    Sgd,
    /// Velocity 0.9 v + g, then theta - eta v (Polyak 1964, in the form of Sutskever et al. 2013).
    Momentum,
    /// Adam (Kingma and Ba 2015), beta1 0.9, beta2 0.999, epsilon 1e-8.
    Adam,
}

const MOMENTUM: f32 = 0.9;
const BETA1: f32 = 0.9;
const BETA2: f32 = 0.999;
const EPSILON: f32 = 1e-8;

/// What an optimiser remembers from step to step, element by element of the parameter vector (in any layout).
#[derive(Clone, Debug)]
pub struct Memory {
    optimizer: Optimizer,
    /// Momentum's velocity, or Adam's first moment.
    first: Vec<f32>,
    /// Adam's second moment.
    second: Vec<f32>,
    /// beta1^t and beta2^t.
    powers: (f32, f32),
}

impl Memory {
    /// Nothing remembered yet.
    #[must_use]
    pub fn new(optimizer: Optimizer, parameters: usize) -> Self {
        let len = |wanted: bool| if wanted { parameters } else { 0 };
        Self {
            optimizer,
            first: vec![0.0; len(optimizer != Optimizer::Sgd)],
            second: vec![0.0; len(optimizer == Optimizer::Adam)],
            powers: (1.0, 1.0),
        }
    }

    /// Where the steps so far carry it: minus the velocity, or minus the mean gradient; none without such a memory.
    #[must_use]
    pub fn momentum(&self) -> Option<Vec<f32>> {
        self.first.iter().any(|v| *v != 0.0).then(|| self.first.iter().map(|v| -v).collect())
    }

    /// One step: `parameters` move by the gradient `scale` x `gradient` (the scale turns a sum over a batch into its mean).
    pub fn step(&mut self, learning_rate: f32, parameters: &mut [f32], gradient: &[f32], scale: f32) {
        match self.optimizer {
            Optimizer::Sgd => {
                for (p, &g) in parameters.iter_mut().zip(gradient) {
                    *p -= learning_rate * (g * scale);
                }
            }
            Optimizer::Momentum => {
                for ((p, &g), v) in parameters.iter_mut().zip(gradient).zip(&mut self.first) {
                    *v = MOMENTUM * *v + g * scale;
                    *p -= learning_rate * *v;
                }
            }
            Optimizer::Adam => {
                self.powers = (self.powers.0 * BETA1, self.powers.1 * BETA2);
                let (correct1, correct2) = (1.0 / (1.0 - self.powers.0), 1.0 / (1.0 - self.powers.1));
                let moments = self.first.iter_mut().zip(&mut self.second);
                for ((p, &g), (m, v)) in parameters.iter_mut().zip(gradient).zip(moments) {
                    let g = g * scale;
                    *m = BETA1 * *m + (1.0 - BETA1) * g;
                    *v = BETA2 * *v + (1.0 - BETA2) * (g * g);
                    *p -= learning_rate * (*m * correct1) / ((*v * correct2).sqrt() + EPSILON);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_steps(optimizer: Optimizer) -> Vec<f32> {
        let mut memory = Memory::new(optimizer, 2);
        let mut p = vec![1.0, -1.0];
        memory.step(0.1, &mut p, &[8.0, -2.0], 0.5);
        memory.step(0.1, &mut p, &[4.0, 0.0], 0.5);
        p
    }

    fn close(found: &[f32], expected: [f32; 2]) {
        assert!(found.iter().zip(expected).all(|(f, e)| (f - e).abs() < 1e-6), "{found:?} {expected:?}");
    }

    #[test]
    fn plain_descent_subtracts_eta_times_the_gradient() {
        close(&two_steps(Optimizer::Sgd), [1.0 - 0.4 - 0.2, -1.0 + 0.1]);
    }

    #[test]
    fn momentum_goes_on_by_nine_tenths() {
        close(&two_steps(Optimizer::Momentum), [1.0 - 0.4 - (0.36 + 0.2), -1.0 + 0.1 + 0.09]);
    }

    #[test]
    fn adams_first_step_is_eta_whatever_the_slope() {
        let mut memory = Memory::new(Optimizer::Adam, 2);
        let mut p = vec![1.0, -1.0];
        memory.step(0.1, &mut p, &[8.0, -0.002], 1.0);
        close(&p, [0.9, -0.9]);
        // By hand from Kingma and Ba's algorithm 1: m = 0.36 + 0.2, corrected by 0.19; v = 0.015984 + 0.004, by 0.001999.
        let expected = 0.9 - 0.1 * (0.56 / 0.19) / (0.019_984_f32 / 0.001_999).sqrt();
        let first = two_steps(Optimizer::Adam)[0];
        assert!((first - expected).abs() < 1e-5, "{first} {expected}");
    }
}
