//! The network: its shape, where each knob lies in theta, and the plain forward pass.

use serde::{Deserialize, Serialize};
use std::ops::Range;

use crate::cost::Cost;
use crate::data::{CLASSES, PIXELS};

/// How many neurons stand in each layer, from the pixels to the outputs.
///
/// Layers of weights are counted from 0: layer 0 leads from the pixels to the first hidden layer (W1, b1 of the lesson).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Architecture {
    sizes: Vec<usize>,
}

/// Why a list of hidden layers was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchitectureError {
    /// More hidden layers than [`Architecture::MOST_HIDDEN_LAYERS`].
    #[error("{found} hidden layers: at most {} are supported", Architecture::MOST_HIDDEN_LAYERS)]
    TooManyLayers {
        /// How many were asked for.
        found: usize,
    },
    /// A layer with no neuron, or more than [`Architecture::MOST_NEURONS`].
    #[error("hidden layer {layer} has {found} neurons: 1 to {} are supported", Architecture::MOST_NEURONS)]
    LayerSize {
        /// Which hidden layer, counted from 1.
        layer: usize,
        /// How many neurons were asked for.
        found: usize,
    },
}

impl Architecture {
    /// The most hidden layers.
    pub const MOST_HIDDEN_LAYERS: usize = 4;
    /// The most neurons in one hidden layer: a worker that has begun with a block of a thousand examples should be through
    /// with it before anyone notices.
    pub const MOST_NEURONS: usize = 64;

    /// 784 pixels, the hidden layers given (none is allowed), ten outputs.
    ///
    /// # Errors
    /// When there are too many layers, or a layer is empty or too large.
    pub fn new(hidden: &[usize]) -> Result<Self, ArchitectureError> {
        if hidden.len() > Self::MOST_HIDDEN_LAYERS {
            return Err(ArchitectureError::TooManyLayers { found: hidden.len() });
        }
        for (i, &size) in hidden.iter().enumerate() {
            if size == 0 || size > Self::MOST_NEURONS {
                return Err(ArchitectureError::LayerSize { layer: i + 1, found: size });
            }
        }
        let mut sizes = vec![PIXELS];
        sizes.extend_from_slice(hidden);
        sizes.push(CLASSES);
        Ok(Self { sizes })
    }

    /// The lesson's 784-16-16-10.
    #[must_use]
    pub fn lesson() -> Self {
        Self { sizes: vec![PIXELS, 16, 16, CLASSES] }
    }

    /// Neurons per layer, the pixels first, the outputs last.
    #[must_use]
    pub fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    /// The hidden layers' sizes.
    #[must_use]
    pub fn hidden(&self) -> &[usize] {
        &self.sizes[1..self.sizes.len() - 1]
    }

    /// How many layers of weights there are.
    #[must_use]
    pub fn layers(&self) -> usize {
        self.sizes.len() - 1
    }

    /// All weights and biases: the length of theta.
    #[must_use]
    pub fn parameter_count(&self) -> usize {
        self.sizes.windows(2).map(|w| w[0] * w[1] + w[1]).sum()
    }

    /// Where the weights of `layer` lie in theta, row-major `[neuron][input]`.
    #[must_use]
    pub fn weights(&self, layer: usize) -> Range<usize> {
        let start: usize = self.sizes.windows(2).take(layer).map(|w| w[0] * w[1]).sum();
        start..start + self.sizes[layer] * self.sizes[layer + 1]
    }

    /// Where the biases of `layer` lie in theta.
    #[must_use]
    pub fn biases(&self, layer: usize) -> Range<usize> {
        let weights: usize = self.sizes.windows(2).map(|w| w[0] * w[1]).sum();
        let start = weights + self.sizes[1..=layer].iter().sum::<usize>();
        start..start + self.sizes[layer + 1]
    }
}

/// What a hidden neuron does with its weighted sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Activation {
    /// 1 / (1 + exp(-z)), the lesson's squishing function.
    Sigmoid,
    /// max(0, z).
    Relu,
}

impl Activation {
    pub(crate) fn apply(self, z: f64) -> f64 {
        match self {
            Self::Sigmoid => sigmoid(z),
            Self::Relu => {
                // What is not a number stays that, as in the kernel, so that it is seen in the cost.
                if z <= 0.0 { 0.0 } else { z }
            }
        }
    }

    /// The derivative, from the activation itself.
    pub(crate) fn slope(self, activation: f64) -> f64 {
        match self {
            Self::Sigmoid => activation * (1.0 - activation),
            Self::Relu => f64::from(activation > 0.0),
        }
    }
}

/// Everything that turns theta into outputs and a cost, but theta itself.
///
/// The hidden layers use [`Activation`]. The outputs follow the cost: sigmoid for the quadratic cost, as in the lesson
/// (with ReLU too, because ten squares against 0 and 1 want outputs between 0 and 1), softmax for cross-entropy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// The layers.
    pub architecture: Architecture,
    /// The hidden layers' function.
    pub activation: Activation,
    /// The cost, and with it the outputs' function.
    pub cost: Cost,
}

impl Network {
    /// The lesson's network: 784-16-16-10, sigmoid, quadratic cost.
    #[must_use]
    pub fn lesson() -> Self {
        Self { architecture: Architecture::lesson(), activation: Activation::Sigmoid, cost: Cost::Quadratic }
    }

    /// The activations of every layer for one image, the pixels first, the outputs last: the plain forward pass.
    ///
    /// `image` is 784 bytes, `theta` as in the crate's conventions. All sums are taken in f64, so that this serves as
    /// the reference for the fast kernel; it costs about 20 microseconds.
    #[must_use]
    pub fn forward(&self, theta: &[f32], image: &[u8]) -> Vec<Vec<f64>> {
        self.forward_greys(theta, greys(image))
    }

    /// As [`Self::forward`], from 784 greys of 0 to 1 that need not be whole bytes.
    #[must_use]
    pub fn forward_greys(&self, theta: &[f32], greys: Vec<f64>) -> Vec<Vec<f64>> {
        let mut layers = self.forward_to_logits(theta, greys);
        if let Some(outputs) = layers.last_mut() {
            self.cost.apply_output_function(outputs);
        }
        layers
    }

    /// As [`Self::forward_greys`], but with the last layer's weighted sums, the logits, in place of the outputs: those round
    /// to 0 and 1 where logits still tell how far apart two answers are.
    #[must_use]
    pub fn forward_to_logits(&self, theta: &[f32], greys: Vec<f64>) -> Vec<Vec<f64>> {
        let shape = &self.architecture;
        let mut activations = vec![greys];
        for layer in 0..shape.layers() {
            let input = &activations[layer];
            let weights = &theta[shape.weights(layer)];
            let biases = &theta[shape.biases(layer)];
            let mut output: Vec<f64> = weights
                .chunks_exact(input.len())
                .zip(biases)
                .map(|(row, &bias)| {
                    f64::from(bias) + row.iter().zip(input).map(|(&w, &a)| f64::from(w) * a).sum::<f64>()
                })
                .collect();
            if layer + 1 < shape.layers() {
                output.iter_mut().for_each(|z| *z = self.activation.apply(*z));
            }
            activations.push(output);
        }
        activations
    }
}

/// The 784 bytes of an image as the network sees them.
pub(crate) fn greys(image: &[u8]) -> Vec<f64> {
    image.iter().map(|&byte| f64::from(byte) / 255.0).collect()
}

/// 1 / (1 + exp(-z)).
pub(crate) fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-z))
}

/// The index of the largest output: the network's answer. The first of equals; 0 for an empty slice.
#[must_use]
pub fn brightest(outputs: &[f64]) -> usize {
    let mut best = 0;
    for (i, &value) in outputs.iter().enumerate() {
        if value > outputs[best] {
            best = i;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lessons_network_has_13_002_knobs() {
        assert_eq!(Architecture::lesson().parameter_count(), 13_002);
        assert_eq!(Architecture::new(&[16, 16]), Ok(Architecture::lesson()));
    }

    #[test]
    fn weights_then_biases_cover_theta_without_gap_or_overlap() {
        let shape = Architecture::new(&[5, 3, 7]).unwrap();
        let mut next = 0;
        for range in (0..shape.layers()).map(|l| shape.weights(l)).chain((0..shape.layers()).map(|l| shape.biases(l))) {
            assert_eq!(range.start, next);
            next = range.end;
        }
        assert_eq!(next, shape.parameter_count());
        assert_eq!(Architecture::lesson().weights(1), 12_544..12_800);
        assert_eq!(Architecture::lesson().biases(2), 12_992..13_002);
    }

    #[test]
    fn impossible_layers_are_refused_by_name() {
        assert_eq!(Architecture::new(&[16, 0]), Err(ArchitectureError::LayerSize { layer: 2, found: 0 }));
        assert_eq!(Architecture::new(&[1; 5]), Err(ArchitectureError::TooManyLayers { found: 5 }));
        let text = Architecture::new(&[300]).unwrap_err().to_string();
        assert_eq!(text, "hidden layer 1 has 300 neurons: 1 to 64 are supported");
    }

    #[test]
    fn all_knobs_at_zero_give_one_half_everywhere() {
        let network = Network::lesson();
        let layers = network.forward(&vec![0.0; 13_002], &[255; PIXELS]);
        assert_eq!(layers.iter().map(Vec::len).collect::<Vec<_>>(), [784, 16, 16, 10]);
        assert!(layers[3].iter().all(|&a| a == 0.5));
    }

    #[test]
    fn what_is_not_a_number_is_seen_in_the_outputs() {
        for activation in [Activation::Sigmoid, Activation::Relu] {
            let network = Network { activation, ..Network::lesson() };
            let mut theta = vec![0.0; 13_002];
            theta[0] = f32::NAN;
            theta[12_544] = 1.0;
            theta[12_800..12_960].fill(1.0);
            let outputs = network.forward(&theta, &[255; PIXELS]).remove(3);
            assert!(outputs.iter().all(|output| output.is_nan()), "{activation:?}: {outputs:?}");
        }
    }

    #[test]
    fn the_brightest_output_is_the_answer() {
        assert_eq!(brightest(&[0.1, 0.9, 0.3]), 1);
        assert_eq!(brightest(&[]), 0);
    }
}
