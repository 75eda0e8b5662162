//! The image that makes an output brightest.

use super::within_limits;
use crate::cost::Cost;
use crate::data::PIXELS;
use crate::gradient::by_greys;
use crate::network::Network;

/// Gradient ascent on the pixels for one output: activation maximisation (Erhan, Bengio, Courville and Vincent, "Visualizing
/// Higher-Layer Features of a Deep Network", 2009), with nothing that would make the image look like a digit.
///
/// It climbs the logarithm of the output, whose slope does not vanish while the output is dark, from an even grey (of an
/// empty image rectified neurons may have no slope at all), and keeps all greys between 0 and 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Favourite {
    digit: usize,
    greys: Vec<f64>,
    output: f64,
}

impl Favourite {
    /// How far one step goes at most, as a distance between images.
    const STEP: f64 = 0.25;

    /// For the output of `digit`, 0 to 9: an even grey so far.
    #[must_use]
    pub fn new(digit: usize) -> Self {
        Self { digit, greys: vec![0.5; PIXELS], output: 0.0 }
    }

    /// The image so far: 784 greys from 0 to 1, row-major from the top left.
    #[must_use]
    pub fn greys(&self) -> &[f64] {
        &self.greys
    }

    /// How bright the output was for it, before the last step.
    #[must_use]
    pub fn output(&self) -> f64 {
        self.output
    }

    /// One step uphill. theta may be another one each time.
    pub fn climb(&mut self, network: &Network, theta: &[f32]) {
        let layers = network.forward_greys(theta, self.greys.clone());
        let outputs = &layers[layers.len() - 1];
        self.output = outputs[self.digit];
        let delta: Vec<f64> = outputs
            .iter()
            .enumerate()
            .map(|(digit, &output)| match (network.cost, digit == self.digit) {
                // The slope of log sigmoid(z), and of a softmax's logarithm, by the weighted sums z.
                (_, true) => 1.0 - output,
                (Cost::Quadratic, false) => 0.0,
                (Cost::CrossEntropy, false) => -output,
            })
            .collect();
        let mut slope = by_greys(network, theta, &layers, &delta);
        within_limits(&mut slope, &self.greys);
        let length = slope.iter().map(|slope| slope * slope).sum::<f64>().sqrt();
        if !(length.is_finite() && length > 0.0) {
            return;
        }
        for (grey, slope) in self.greys.iter_mut().zip(slope) {
            *grey = (*grey + Self::STEP * slope / length).clamp(0.0, 1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::initialisation::Initialisation;
    use crate::network::Activation;
    use crate::random::Random;

    #[test]
    fn no_image_of_noise_makes_an_output_as_bright() {
        for (activation, cost) in [(Activation::Sigmoid, Cost::Quadratic), (Activation::Relu, Cost::CrossEntropy)] {
            let network = Network { activation, cost, ..Network::lesson() };
            let theta = Initialisation::Scaled.parameters(&network, 3);
            let mut random = Random::new(9, 0);
            let mut noise = || (0..PIXELS).map(|_| random.uniform()).collect();
            let noises: Vec<Vec<f64>> = (0..50).map(|_| network.forward_greys(&theta, noise()).remove(3)).collect();
            for digit in 0..10 {
                let mut favourite = Favourite::new(digit);
                (0..100).for_each(|_| favourite.climb(&network, &theta));
                let noise = noises.iter().map(|outputs| outputs[digit]).fold(0.0, f64::max);
                assert!(favourite.output() > noise, "{digit}: {} and {noise}", favourite.output());
                assert!(favourite.greys().iter().all(|grey| (0.0..=1.0).contains(grey)));
            }
        }
    }

    #[test]
    fn without_a_slope_the_image_stays() {
        let network = Network::lesson();
        let mut favourite = Favourite::new(3);
        favourite.climb(&network, &vec![0.0; 13_002]);
        assert_eq!((favourite.output(), favourite.greys()), (0.5, &[0.5; PIXELS][..]));
        favourite.climb(&network, &vec![f32::NAN; 13_002]);
        assert_eq!(favourite.greys(), [0.5; PIXELS]);
    }
}
