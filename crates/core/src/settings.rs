//! What can be chosen for a run: what starts it, and what may change while it goes on.

use serde::{Deserialize, Serialize};

use crate::cost::Cost;
use crate::initialisation::Initialisation;
use crate::network::{Activation, Architecture, Network};
use crate::optimizer::Optimizer;

/// What a run starts from. A change takes a reset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// The layers.
    pub architecture: Architecture,
    /// How the first parameters are drawn.
    pub initialisation: Initialisation,
    /// The seed of the first parameters and of the order of the examples.
    pub seed: u64,
}

/// What may change in the middle of a run, without a reset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// eta.
    pub learning_rate: f32,
    /// Examples per step, from 1; more than there are means all of them.
    pub batch_size: u32,
    /// How a gradient becomes a step.
    pub optimizer: Optimizer,
    /// The hidden layers' function.
    pub activation: Activation,
    /// What is minimised.
    pub cost: Cost,
}

/// What a run minimises, as a function of theta: a cost of one objective says nothing about another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objective {
    /// The hidden layers' function.
    pub activation: Activation,
    /// The cost.
    pub cost: Cost,
}

impl Settings {
    /// What these settings minimise.
    #[must_use]
    pub fn objective(&self) -> Objective {
        Objective { activation: self.activation, cost: self.cost }
    }

    /// The network these settings make of an architecture.
    #[must_use]
    pub fn network(&self, architecture: &Architecture) -> Network {
        Network { architecture: architecture.clone(), activation: self.activation, cost: self.cost }
    }
}

impl Default for Start {
    fn default() -> Self {
        Self { architecture: Architecture::lesson(), initialisation: Initialisation::Scaled, seed: 1 }
    }
}

impl Default for Settings {
    /// The settings on first opening; README says why they were chosen.
    fn default() -> Self {
        Self {
            learning_rate: 3.0,
            batch_size: 256,
            optimizer: Optimizer::Sgd,
            activation: Activation::Sigmoid,
            cost: Cost::Quadratic,
        }
    }
}
