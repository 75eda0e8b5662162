//! Where a run starts: random knobs by seed.

use serde::{Deserialize, Serialize};

use crate::network::{Activation, Network};
use crate::random::Random;

/// How the first weights and biases are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Initialisation {
    /// Every weight and bias normal with mean 0 and variance 1, as in the lesson. Many neurons start saturated.
    Lesson,
    /// Weights normal, scaled to the layer, biases zero: variance 2 / (inputs + outputs) for sigmoid (Glorot and Bengio
    /// 2010), 2 / inputs for ReLU's hidden layers (He et al. 2015). The output layer always takes the former.
    Scaled,
}

/// The stream of a seed's random numbers that draws parameters.
const STREAM: u64 = 1;

impl Initialisation {
    /// Theta for `seed`.
    #[must_use]
    pub fn parameters(self, network: &Network, seed: u64) -> Vec<f32> {
        let shape = &network.architecture;
        let mut random = Random::new(seed, STREAM);
        let mut theta = vec![0.0; shape.parameter_count()];
        for layer in 0..shape.layers() {
            let (inputs, outputs) = (shape.sizes()[layer] as f64, shape.sizes()[layer + 1] as f64);
            let hidden = layer + 1 < shape.layers();
            let deviation = match (self, network.activation) {
                (Self::Lesson, _) => 1.0,
                (Self::Scaled, Activation::Relu) if hidden => (2.0 / inputs).sqrt(),
                (Self::Scaled, _) => (2.0 / (inputs + outputs)).sqrt(),
            };
            for weight in &mut theta[shape.weights(layer)] {
                *weight = (random.normal() * deviation) as f32;
            }
        }
        if self == Self::Lesson {
            for layer in 0..shape.layers() {
                for bias in &mut theta[shape.biases(layer)] {
                    *bias = random.normal() as f32;
                }
            }
        }
        theta
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deviation(values: &[f32]) -> f64 {
        let n = values.len() as f64;
        let mean = values.iter().map(|&v| f64::from(v)).sum::<f64>() / n;
        (values.iter().map(|&v| (f64::from(v) - mean) * (f64::from(v) - mean)).sum::<f64>() / n).sqrt()
    }

    #[test]
    fn a_seed_gives_the_same_start_and_another_gives_another() {
        let network = Network::lesson();
        let start = Initialisation::Scaled.parameters(&network, 1);
        assert_eq!(start, Initialisation::Scaled.parameters(&network, 1));
        assert_ne!(start, Initialisation::Scaled.parameters(&network, 2));
    }

    #[test]
    fn spreads_are_those_of_the_sources() {
        let mut network = Network::lesson();
        let first = network.architecture.weights(0);
        let spread = |network: &Network, init: Initialisation| deviation(&init.parameters(network, 9)[first.clone()]);
        assert!((spread(&network, Initialisation::Lesson) - 1.0).abs() < 0.03);
        assert!((spread(&network, Initialisation::Scaled) - (2.0f64 / 800.0).sqrt()).abs() < 0.0015);
        network.activation = Activation::Relu;
        assert!((spread(&network, Initialisation::Scaled) - (2.0f64 / 784.0).sqrt()).abs() < 0.0015);
        let biases = network.architecture.biases(0);
        assert!(Initialisation::Scaled.parameters(&network, 9)[biases.clone()].iter().all(|&b| b == 0.0));
        assert!(Initialisation::Lesson.parameters(&network, 9)[biases].iter().all(|&b| b != 0.0));
    }
}
