//! How sharply the landscape bends: the Hessian of the cost, its largest eigenvalues and their directions.
//!
//! The Hessian has 13,002 x 13,002 entries and is never written down. [`HessianProduct`] gives its product with a vector,
//! exactly; [`Lanczos`] finds the largest eigenvalues from some tens of such products; [`Curvature`] does both over a fixed
//! subset of the examples, a block at a time.

mod lanczos;
mod product;
mod symmetric;

pub use lanczos::{Found, Lanczos};
pub use product::HessianProduct;
pub use symmetric::{Eigen, eigen};

use crate::data::{BLOCK, Examples};
use crate::network::Network;
use crate::random::Random;

/// The Hessian is taken over so many blocks of examples, the first of the training set.
const BLOCKS: usize = 6;
/// The number of examples that is.
pub const EXAMPLES: usize = BLOCKS * BLOCK;
/// How much of a random direction is mixed into one to begin with, relative to its length.
const NOISE: f64 = 0.3;
/// The stream of random numbers for the first direction.
const STREAM: u64 = 4;

/// The largest eigenvalues of the Hessian at one point, being found.
#[derive(Clone, Debug)]
pub struct Curvature {
    product: HessianProduct,
    lanczos: Lanczos,
    /// H times the present direction, summed over the blocks so far.
    sum: Vec<f64>,
    block: usize,
    examples: usize,
}

/// The largest eigenvalues of a Hessian.
#[derive(Clone, Debug, PartialEq)]
pub struct Spectrum {
    /// Largest first.
    pub values: Vec<f64>,
    /// Their directions, laid out as theta, of length 1; signs mean nothing.
    pub vectors: Vec<Vec<f32>>,
    /// The examples that the Hessian is over.
    pub examples: usize,
    /// Whether they have settled; see [`Found::settled`].
    pub settled: bool,
}

impl Curvature {
    /// At `theta`, for the `wanted` largest eigenvalues, from `begin` on (theta's layout: an eigenvector of a point
    /// nearby saves most of the work) or else from a direction by `seed`.
    #[must_use]
    pub fn new(network: &Network, theta: &[f32], wanted: usize, begin: Option<&[f32]>, seed: u64) -> Self {
        let product = HessianProduct::new(network, theta);
        let mut random = Random::new(seed, STREAM);
        let first = match begin {
            Some(begin) => {
                // With something of every direction in it: were it the vector of another eigenvalue than the largest, nothing
                // would lead away from it.
                let noise: Vec<f64> = begin.iter().map(|_| random.normal()).collect();
                let scale = NOISE / noise.iter().map(|x| x * x).sum::<f64>().sqrt();
                let mixed: Vec<f32> =
                    begin.iter().zip(&noise).map(|(b, n)| (f64::from(*b) + scale * n) as f32).collect();
                product.layout().pack(&mixed).iter().map(|&x| f64::from(x)).collect()
            }
            None => {
                let theta: Vec<f32> = theta.iter().map(|_| random.normal() as f32).collect();
                product.layout().pack(&theta).iter().map(|&x| f64::from(x)).collect()
            }
        };
        let sum = vec![0.0; product.layout().packed_len()];
        Self { product, lanczos: Lanczos::new(first, wanted), sum, block: 0, examples: 0 }
    }

    /// Works on one more block of examples; the spectrum once it is found, or none of it where it is no number.
    pub fn advance(&mut self, examples: &Examples) -> Option<Option<Spectrum>> {
        let blocks = examples.blocks().min(BLOCKS);
        if self.block < blocks {
            let range = examples.block(self.block);
            self.examples += range.len();
            let direction: Vec<f32> = self.lanczos.direction().iter().map(|&x| x as f32).collect();
            self.product.add(examples, range, &direction, &mut self.sum);
            self.block += 1;
        }
        if self.block < blocks {
            return None;
        }
        let scale = 1.0 / self.examples.max(1) as f64;
        let product: Vec<f64> = self.sum.iter().map(|sum| sum * scale).collect();
        let over = self.examples;
        self.sum.fill(0.0);
        (self.block, self.examples) = (0, 0);
        let found = self.lanczos.push(&product)?;
        Some(found.map(|found| {
            Spectrum {
                settled: found.settled,
                values: found.pairs.iter().map(|(value, _)| *value).collect(),
                vectors: found
                    .pairs
                    .iter()
                    .map(|(_, vector)| {
                        let packed: Vec<f32> = vector.iter().map(|&x| x as f32).collect();
                        self.product.layout().unpack(&packed)
                    })
                    .collect(),
                examples: over,
            }
        }))
    }
}

#[cfg(test)]
mod tests;
