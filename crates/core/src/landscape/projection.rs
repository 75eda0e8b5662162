//! The cost at points of a plane, over all examples or a sample of them, without approximation and fast.

use serde::{Deserialize, Serialize};

use super::Sampling;
use super::plane::Plane;
use crate::data::Examples;
use crate::elementary::SIGMOID_REACH;
use crate::kernel::{LANES, Lanes, Layout, Reach, Tile, first_layer};
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
    /// Of each block, the largest amount of a weighted sum: at the origin, along u and along v. NaN is left out, for the sigmoid may
    /// have that.
    largest: Vec<[f32; 3]>,
    /// Of each block, how many of its examples are in it. Each block begins a new tile.
    blocks: Vec<usize>,
    sampling: Sampling,
}

impl Projection {
    /// Prepares all of `examples` for points of `plane`.
    #[must_use]
    pub fn new(network: &Network, plane: &Plane, examples: &Examples) -> Self {
        Self::of_sample(network, plane, examples, Sampling::All, 0)
    }

    /// Prepares a sample of `examples`, which are a set from its block number `first_block` on.
    #[must_use]
    pub fn of_sample(
        network: &Network,
        plane: &Plane,
        examples: &Examples,
        sampling: Sampling,
        first_block: usize,
    ) -> Self {
        let layout = Layout::new(&network.architecture);
        let neurons = network.architecture.sizes()[1];
        let packed = [plane.origin(), plane.u(), plane.v()].map(|vector| layout.pack(vector));
        let blocks: Vec<usize> =
            (0..examples.blocks()).map(|block| sampling.of_block(examples.block(block).len())).collect();
        let tiles = blocks.iter().map(|examples| examples.div_ceil(LANES)).sum();
        let mut sums = vec![[0.0; LANES]; tiles * 3 * neurons];
        let mut labels = vec![[0.0; LANES]; tiles];
        let mut largest = Vec::with_capacity(blocks.len());
        let mut first_tile = 0;
        for (block, count) in blocks.iter().enumerate() {
            let all = examples.block(block);
            for (at, offset) in sampling.chosen(first_block + block, all.len()).into_iter().enumerate() {
                let (index, tile, lane) = (all.start + offset, first_tile + at / LANES, at % LANES);
                labels[tile][lane] = f32::from(examples.label(index));
                let ink = examples.ink(index);
                let mut rest = &mut sums[tile * 3 * neurons..(tile + 1) * 3 * neurons];
                let sums = [(); 3].map(|()| rest.split_off_mut(..neurons).unwrap_or_default());
                first_layer(&layout, packed.each_ref().map(Vec::as_slice), ink, sums, lane);
            }
            let tiles = count.div_ceil(LANES);
            let sums = &sums[first_tile * 3 * neurons..][..tiles * 3 * neurons];
            largest.push([0, 1, 2].map(|part| {
                let mut most = [0.0; LANES];
                for sum in sums.chunks_exact(neurons).skip(part).step_by(3).flatten() {
                    for l in 0..LANES {
                        most[l] = if sum[l].abs() > most[l] { sum[l].abs() } else { most[l] };
                    }
                }
                most.into_iter().fold(0.0, f32::max)
            }));
            first_tile += tiles;
        }
        let small = packed.map(|packed| packed[layout.small_start()..].to_vec());
        Self { tile: Tile::new(network), layout, neurons, sums, small, labels, largest, blocks, sampling }
    }

    /// The sums of `quantity` at `points` (a, b) over each block: `[point][block]`; of a sample, each with the sum of the
    /// squares behind it.
    pub fn sums(&mut self, points: &[(f32, f32)], quantity: Quantity) -> Vec<f64> {
        let smalls: Vec<Vec<f32>> = points
            .iter()
            .map(|&(a, b)| {
                let [origin, u, v] = &self.small;
                origin.iter().zip(u.iter().zip(v)).map(|(o, (u, v))| (o + b * v) + a * u).collect()
            })
            .collect();
        let later_in_reach: Vec<bool> =
            smalls.iter().map(|small| self.tile.later_layers_in_reach(&self.layout, small)).collect();
        let (blocks, moments) = (self.blocks.len(), self.sampling.moments());
        let mut sums = vec![0.0; points.len() * blocks * moments];
        let mut first_tile = 0;
        // All points on one block before the next: the block's sums then stay in the processor's cache.
        for block in 0..blocks {
            for (i, (&point, small)) in points.iter().zip(&smalls).enumerate() {
                let at = (i * blocks + block) * moments;
                let in_reach = later_in_reach[i] && self.first_layer_in_reach(block, point);
                let reach = if in_reach { Reach::Known } else { Reach::Any };
                let found = self.block(first_tile, self.blocks[block], point, small, quantity, reach);
                sums[at..at + moments].copy_from_slice(&found[..moments]);
            }
            first_tile += self.blocks[block].div_ceil(LANES);
        }
        sums
    }

    /// Whether it is known that no weighted sum of the first layer is out of the sigmoid's reach for any example of the block.
    fn first_layer_in_reach(&self, block: usize, (a, b): (f32, f32)) -> bool {
        let [origin, u, v] = self.largest[block];
        origin + a.abs() * u + b.abs() * v < SIGMOID_REACH
    }

    /// The sum over `examples` from a tile on, and of a sample that of the squares.
    fn block(
        &mut self,
        first_tile: usize,
        examples: usize,
        (a, b): (f32, f32),
        small: &[f32],
        quantity: Quantity,
        reach: Reach,
    ) -> [f64; 2] {
        let n = self.neurons;
        let (mut sum, mut squares) = (0.0, 0.0);
        for tile in first_tile..first_tile + examples.div_ceil(LANES) {
            let sums = &self.sums[tile * 3 * n..(tile + 1) * 3 * n];
            let (origin, directions) = sums.split_at(n);
            let (u, v) = directions.split_at(n);
            for (out, ((o, u), v)) in self.tile.first().iter_mut().zip(origin.iter().zip(u).zip(v)) {
                for l in 0..LANES {
                    out[l] = (o[l] + b * v[l]) + a * u[l];
                }
            }
            self.tile.forward(&self.layout, small, reach);
            let (labels, count) = (&self.labels[tile], (examples - (tile - first_tile) * LANES).min(LANES));
            match quantity {
                Quantity::Cost => {
                    let costs = self.tile.cost(labels);
                    let costs = costs[..count].iter().map(|&c| f64::from(c));
                    sum += costs.clone().sum::<f64>();
                    if self.sampling != Sampling::All {
                        squares += costs.map(|cost| cost * cost).sum::<f64>();
                    }
                }
                Quantity::Right => {
                    // Of zeros and ones the squares are the same.
                    sum += f64::from(self.tile.right(labels, count));
                    squares = sum;
                }
            }
        }
        [sum, squares]
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
                let points = [(0.0, 0.0), (1.5, -2.0), (-6.0, 6.0), (0.25, 4.0), (900.0, -700.0)];
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
    fn limits_are_left_out_only_where_none_can_be_passed() {
        let (set, network) = (examples(1005), Network::lesson());
        let theta = Initialisation::Scaled.parameters(&network, 1);
        let along = |index: usize| {
            let mut direction = vec![0.0; theta.len()];
            direction[index] = 1.0;
            direction
        };
        let shape = &network.architecture;
        // A pixel's weight and another's; a weight and a bias of the outputs: then the first layer's sums stay what they are.
        for [u, v] in [[300, 1400], [shape.weights(2).start, shape.biases(2).start]] {
            let plane = Plane::new(&theta, &along(u), &along(v), 1).unwrap();
            let mut projection = Projection::new(&network, &plane, &set);
            assert!((0..2).all(|block| projection.first_layer_in_reach(block, (0.0, 0.0))));
            assert_eq!(projection.first_layer_in_reach(0, (1e4, 0.0)), u != 300);
            assert_eq!(projection.first_layer_in_reach(0, (0.0, 1e4)), u != 300);
            let points = [(0.0, 0.0), (1e4, 0.0), (-1e4, 0.0), (0.0, 1e4), (0.0, -1e4)];
            let sums = projection.sums(&points, Quantity::Cost);
            for (i, &(a, b)) in points.iter().enumerate() {
                let found = sums[i * 2..i * 2 + 2].iter().sum::<f64>() / 1005.0;
                let dense: Vec<_> = set.iter().collect();
                let images = dense.iter().map(|(image, label)| (&image[..], *label));
                let exact = crate::gradient::cost(&network, &plane.at(a, b), images);
                assert!((found - exact).abs() < 5e-6 * exact.max(0.1), "{u} ({a}, {b}): {found} {exact}");
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

    #[test]
    fn a_sample_sums_up_the_examples_it_took_and_their_squares() {
        let set = examples(2_300);
        let sampling = Sampling::OneIn(10);
        for network in [Network::lesson(), Network { cost: Cost::CrossEntropy, ..Network::lesson() }] {
            let plane = plane(&network);
            for quantity in [Quantity::Cost, Quantity::Right] {
                let sums = Projection::of_sample(&network, &plane, &set, sampling, 0).sums(&[(1.0, -0.5)], quantity);
                assert_eq!(sums.len(), 3 * 2);
                for block in 0..3 {
                    let mut expected = [0.0; 2];
                    for index in sampling.examples(2_300).filter(|index| index / crate::data::BLOCK == block) {
                        // One example by itself.
                        let one = Examples::new(&set.image(index), vec![set.label(index)]).unwrap();
                        let height = Projection::new(&network, &plane, &one).sums(&[(1.0, -0.5)], quantity)[0];
                        expected[0] += height;
                        expected[1] += height * height;
                    }
                    for (found, expected) in sums[block * 2..][..2].iter().zip(expected) {
                        assert!(
                            (found - expected).abs() < 1e-9 * expected.max(1.0),
                            "{quantity:?}: {found} {expected}"
                        );
                    }
                }
                // The second and third block, by another worker.
                let mut rest = Projection::of_sample(&network, &plane, &set.share(1..3), sampling, 1);
                assert_eq!(rest.sums(&[(1.0, -0.5)], quantity), sums[2..]);
            }
        }
    }
}
