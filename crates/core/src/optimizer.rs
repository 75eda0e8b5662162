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
