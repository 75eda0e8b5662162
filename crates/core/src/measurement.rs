//! The exact cost, accuracy and gradient of one point, over all examples.

use crate::data::Examples;
use crate::kernel::{Kernel, Sums};
use crate::network::Network;

/// Measures one parameter vector, block by block, so that a worker can look up in between.
#[derive(Clone, Debug)]
pub struct Measurement {
    kernel: Kernel,
    parameters: Vec<f32>,
    /// The gradient of a block and of all blocks so far, if it is wanted.
    gradient: Option<(Vec<f32>, Vec<f64>)>,
    block: usize,
    sums: Sums,
}

impl Measurement {
    /// Of `theta`; with its gradient if wanted.
    #[must_use]
    pub fn new(network: &Network, theta: &[f32], with_gradient: bool) -> Self {
        let kernel = Kernel::new(network);
        let parameters = kernel.layout().pack(theta);
        let n = parameters.len();
        Self {
            kernel,
            parameters,
            gradient: with_gradient.then(|| (vec![0.0; n], vec![0.0; n])),
            block: 0,
            sums: Sums::default(),
        }
    }

    /// Works on the next block; false once all are done.
    pub fn advance(&mut self, examples: &Examples) -> bool {
        if self.block >= examples.blocks() {
            return false;
        }
        let range = examples.block(self.block);
        let indices = range.start as u32..range.end as u32;
        self.sums += match &mut self.gradient {
            None => self.kernel.score(&self.parameters, examples, indices),
            Some((block, total)) => {
                let sums = self.kernel.gradient(&self.parameters, examples, indices, block);
                total.iter_mut().zip(block).for_each(|(t, g)| *t += f64::from(*g));
                sums
            }
        };
        self.block += 1;
        self.block < examples.blocks()
    }

    /// Works until all blocks are done.
    #[must_use]
    pub fn whole(mut self, examples: &Examples) -> Self {
        while self.advance(examples) {}
        self
    }

    /// The sums over the examples so far.
    #[must_use]
    pub fn sums(&self) -> Sums {
        self.sums
    }

    /// dC/dtheta over `examples` examples, laid out as theta; none if it was not wanted.
    #[must_use]
    pub fn gradient(&self, examples: usize) -> Option<Vec<f32>> {
        let (_, total) = self.gradient.as_ref()?;
        let mean: Vec<f32> = total.iter().map(|g| (g / examples as f64) as f32).collect();
        Some(self.kernel.layout().unpack(&mean))
    }

    /// Whether the gradient is wanted.
    #[must_use]
    pub fn has_gradient(&self) -> bool {
        self.gradient.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::PIXELS;
    use crate::gradient::cost_and_gradient;
    use crate::initialisation::Initialisation;

    #[test]
    fn a_measurement_over_several_blocks_is_the_references() {
        let n = 2100;
        let images: Vec<u8> = (0..n * PIXELS).map(|i| if i % 6 == 0 { (i % 255) as u8 } else { 0 }).collect();
        let set = Examples::new(&images, (0..n).map(|i| (i * i % 10) as u8).collect()).unwrap();
        let network = Network::lesson();
        let theta = Initialisation::Scaled.parameters(&network, 4);
        let measured = Measurement::new(&network, &theta, true).whole(&set);
        let dense: Vec<_> = set.iter().collect();
        let reference = cost_and_gradient(&network, &theta, dense.iter().map(|(image, label)| (&image[..], *label)));
        assert!((measured.sums().cost / n as f64 - reference.cost).abs() < 1e-6 * reference.cost);
        let largest = reference.gradient.iter().fold(0.0f64, |m, g| m.max(g.abs()));
        for (g, e) in measured.gradient(n).unwrap().iter().zip(&reference.gradient) {
            assert!((f64::from(*g) - e).abs() < 1e-5 * largest);
        }
        let plain = Measurement::new(&network, &theta, false).whole(&set);
        assert_eq!(plain.sums(), measured.sums());
        assert!(plain.gradient(n).is_none());
    }
}
