//! The cost at points of a plane, exactly and fast.

use serde::{Deserialize, Serialize};

use super::plane::Plane;
use crate::data::{BLOCK, Examples};
use crate::kernel::{LANES, Lanes, Layout, Tile, first_layer};
use crate::network::Network;

/// What is summed up over the examples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quantity {
    /// The cost.
    Cost,
    /// 1 for an answer that is right: its mean is the accuracy.
    Right,
}

/// Some examples, seen from a plane.
///
/// The first layer's weighted sums are affine in (a, b): X W(theta0 + a u + b v) = X W(theta0) + a X U + b X V. The three
/// products are computed once; then a point costs only the small layers after them, and no approximation is made.
#[derive(Clone, Debug)]
pub struct Projection {
    layout: Layout,
    tile: Tile,
    /// Neurons of the first layer.
    neurons: usize,
    /// The first layer's weighted sums: `[tile][origin, u, v][neuron][example]`.
    sums: Vec<Lanes>,
    /// All other knobs, at the origin and along u and v, as the kernel lays them out.
    small: [Vec<f32>; 3],
    labels: Vec<Lanes>,
    examples: usize,
}

/// Tiles in one block: blocks are a whole number of tiles, so a tile never spans two.
const TILES: usize = BLOCK / LANES;
const _: () = assert!(BLOCK.is_multiple_of(LANES));

impl Projection {
    /// Prepares `examples` for points of `plane`.
    #[must_use]
    pub fn new(network: &Network, plane: &Plane, examples: &Examples) -> Self {
        let layout = Layout::new(&network.architecture);
        let neurons = network.architecture.sizes()[1];
        let packed = [plane.origin(), plane.u(), plane.v()].map(|vector| layout.pack(vector));
        let tiles = examples.len().div_ceil(LANES);
        let mut sums = vec![[0.0; LANES]; tiles * 3 * neurons];
        let mut labels = vec![[0.0; LANES]; tiles];
        for index in 0..examples.len() {
            let (tile, lane) = (index / LANES, index % LANES);
            labels[tile][lane] = f32::from(examples.label(index));
            let ink = examples.ink(index);
            for (which, packed) in packed.iter().enumerate() {
                let start = (tile * 3 + which) * neurons;
                first_layer(&layout, packed, ink, &mut sums[start..start + neurons], lane);
            }
        }
        let small = packed.map(|packed| packed[layout.small_start()..].to_vec());
        Self { tile: Tile::new(network), layout, neurons, sums, small, labels, examples: examples.len() }
    }

    /// How many blocks the examples fall into.
    #[must_use]
    pub fn blocks(&self) -> usize {
        self.examples.div_ceil(BLOCK)
    }

    /// The sums of `quantity` at `points` (a, b) over each block: `[point][block]`.
    pub fn sums(&mut self, points: &[(f32, f32)], quantity: Quantity) -> Vec<f64> {
        let blocks = self.blocks();
        let smalls: Vec<Vec<f32>> = points
            .iter()
            .map(|&(a, b)| {
                let [origin, u, v] = &self.small;
                origin.iter().zip(u.iter().zip(v)).map(|(o, (u, v))| (o + b * v) + a * u).collect()
            })
            .collect();
        let mut sums = vec![0.0; points.len() * blocks];
        // All points on one block before the next: the block's sums then stay in the processor's cache.
        for block in 0..blocks {
            for (i, (&point, small)) in points.iter().zip(&smalls).enumerate() {
                sums[i * blocks + block] = self.block(block, point, small, quantity);
            }
        }
        sums
    }

    fn block(&mut self, block: usize, (a, b): (f32, f32), small: &[f32], quantity: Quantity) -> f64 {
        let n = self.neurons;
        let mut sum = 0.0;
        for tile in block * TILES..((block + 1) * TILES).min(self.labels.len()) {
            let sums = &self.sums[tile * 3 * n..(tile + 1) * 3 * n];
            let (origin, directions) = sums.split_at(n);
            let (u, v) = directions.split_at(n);
            for (out, ((o, u), v)) in self.tile.first().iter_mut().zip(origin.iter().zip(u).zip(v)) {
                for l in 0..LANES {
                    out[l] = (o[l] + b * v[l]) + a * u[l];
                }
            }
            self.tile.forward(&self.layout, small);
            let (labels, count) = (&self.labels[tile], (self.examples - tile * LANES).min(LANES));
            sum += match quantity {
                Quantity::Cost => self.tile.cost(labels)[..count].iter().map(|&c| f64::from(c)).sum::<f64>(),
                Quantity::Right => f64::from(self.tile.right(labels, count)),
            };
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cost::Cost;
    use crate::data::PIXELS;
    use crate::initialisation::Initialisation;
    use crate::network::{Activation, Architecture};
    use crate::random::Random;

    fn examples(n: usize) -> Examples {
        let mut random = Random::new(8, 0);
        let images: Vec<u8> =
            (0..n * PIXELS).map(|_| if random.below(5) == 0 { random.below(256) as u8 } else { 0 }).collect();
        Examples::new(&images, (0..n).map(|_| random.below(10) as u8).collect()).unwrap()
    }

    fn plane(network: &Network) -> Plane {
        let theta = Initialisation::Scaled.parameters(network, 1);
        let [first, second] = [2, 3].map(|seed| Initialisation::Lesson.parameters(network, seed));
        Plane::new(&theta, &first, &second, 1).unwrap()
    }

    #[test]
    fn points_of_the_slice_equal_full_forward_passes() {
        let set = examples(1205);
        let dense: Vec<_> = set.iter().collect();
        for (activation, cost) in [(Activation::Sigmoid, Cost::Quadratic), (Activation::Relu, Cost::CrossEntropy)] {
            for hidden in [&[16, 16][..], &[], &[20, 5]] {
                let network = Network { architecture: Architecture::new(hidden).unwrap(), activation, cost };
                let plane = plane(&network);
                let mut projection = Projection::new(&network, &plane, &set);
                let points = [(0.0, 0.0), (1.5, -2.0), (-6.0, 6.0), (0.25, 4.0), (3.0, 0.0)];
                let sums = projection.sums(&points, Quantity::Cost);
                for (i, &(a, b)) in points.iter().enumerate() {
                    let found = sums[i * 2..i * 2 + 2].iter().sum::<f64>() / 1205.0;
                    let exact = crate::gradient::cost(
                        &network,
                        &plane.at(a, b),
                        dense.iter().map(|(image, label)| (&image[..], *label)),
                    );
                    assert!((found - exact).abs() < 5e-6 * exact.max(0.1), "{hidden:?} ({a}, {b}): {found} {exact}");
                }
            }
        }
    }

    #[test]
    fn right_answers_are_those_of_the_plain_network() {
        let set = examples(300);
        let network = Network::lesson();
        let plane = plane(&network);
        let found = Projection::new(&network, &plane, &set).sums(&[(2.0, -1.0)], Quantity::Right);
        let theta = plane.at(2.0, -1.0);
        let right = set.iter().filter(|(image, label)| {
            let layers = network.forward(&theta, image);
            crate::network::brightest(&layers[layers.len() - 1]) == usize::from(*label)
        });
        assert_eq!(found, [right.count() as f64]);
    }

    #[test]
    fn shares_give_the_same_bits_as_the_whole() {
        let set = examples(3500);
        let network = Network::lesson();
        let plane = plane(&network);
        let points = [(0.5, 0.5), (-1.0, 2.0)];
        let whole = Projection::new(&network, &plane, &set).sums(&points, Quantity::Cost);
        let (mut first, mut second) =
            (Projection::new(&network, &plane, &set.share(0..3)), Projection::new(&network, &plane, &set.share(3..4)));
        let (first, second) = (first.sums(&points, Quantity::Cost), second.sums(&points, Quantity::Cost));
        assert_eq!([&first[..3], &second[..1], &first[3..], &second[1..]].concat(), whole);
        // One point at a time or many at once: no difference either.
        let mut one = Projection::new(&network, &plane, &set);
        assert_eq!([one.sums(&points[..1], Quantity::Cost), one.sums(&points[1..], Quantity::Cost)].concat(), whole);
    }
}
