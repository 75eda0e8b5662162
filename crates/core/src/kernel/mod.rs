//! The fast path: costs and gradients over sparse images, in plain Rust that compiles to SIMD.
//!
//! Tested equal to [`crate::gradient`], the plain reference. Two ideas carry it: the first layer touches only pixels that
//! are not zero (see [`Layout`]), and everything after it works on eight examples side by side (`tile`). Sums run in a
//! fixed order, so the same calls give the same bits natively and in every browser.

mod layout;
mod tile;

pub use layout::{GROUP, Layout, Row};
pub(crate) use tile::{LANES, Lanes, Reach, Tile};

use crate::data::Examples;
use crate::network::Network;

/// Sums over some examples.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// Of the cost.
    pub cost: f64,
    /// Of right answers.
    pub right: u32,
}

impl std::ops::AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        self.cost += other.cost;
        self.right += other.right;
    }
}

/// byte / 255 for every byte.
pub(crate) const LEVELS: [f32; 256] = {
    let mut levels = [0.0; 256];
    let mut byte = 0;
    while byte < 256 {
        levels[byte] = byte as f32 / 255.0;
        byte += 1;
    }
    levels
};

/// Room for computing costs and gradients of one network.
#[derive(Clone, Debug)]
pub struct Kernel {
    layout: Layout,
    tile: Tile,
    small_gradient: Vec<Lanes>,
}

impl Kernel {
    /// For this network.
    #[must_use]
    pub fn new(network: &Network) -> Self {
        let layout = Layout::new(&network.architecture);
        let small = layout.packed_len() - layout.small_start();
        Self { tile: Tile::new(network), small_gradient: vec![[0.0; LANES]; small], layout }
    }

    /// How packed vectors are laid out.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The sum of costs and of right answers over examples.
    pub fn score(&mut self, packed: &[f32], examples: &Examples, indices: impl Iterator<Item = u32>) -> Sums {
        self.run(packed, examples, indices, None)
    }

    /// As [`Self::score`], and overwrites `gradient` (packed) with the sum of the examples' gradients.
    pub fn gradient(
        &mut self,
        packed: &[f32],
        examples: &Examples,
        indices: impl Iterator<Item = u32>,
        gradient: &mut [f32],
    ) -> Sums {
        gradient.fill(0.0);
        self.small_gradient.fill([0.0; LANES]);
        let sums = self.run(packed, examples, indices, Some(gradient));
        for (g, lanes) in gradient[self.layout.small_start()..].iter_mut().zip(&self.small_gradient) {
            *g = lanes.iter().sum();
        }
        sums
    }

    /// The cost of each example and the network's answer, the first of its brightest outputs, to `take` in turn.
    pub fn judge(
        &mut self,
        packed: &[f32],
        examples: &Examples,
        mut indices: impl Iterator<Item = u32>,
        mut take: impl FnMut(f32, u8),
    ) {
        while let Some(Lot { labels, count, .. }) = self.outputs(packed, examples, &mut indices) {
            let (costs, answers) = (self.tile.cost(&labels), self.tile.answers());
            (0..count).for_each(|l| take(costs[l], answers[l] as u8));
        }
    }

    /// Takes the next examples into the tile, up to their outputs; none where there are no more.
    #[inline(always)]
    fn outputs(&mut self, packed: &[f32], examples: &Examples, indices: &mut impl Iterator<Item = u32>) -> Option<Lot> {
        let mut lot = Lot { tile_examples: [0; LANES], labels: [0.0; LANES], count: 0 };
        for index in indices.take(LANES) {
            lot.tile_examples[lot.count] = index;
            lot.labels[lot.count] = f32::from(examples.label(index as usize));
            lot.count += 1;
        }
        if lot.count == 0 {
            return None;
        }
        for (l, &index) in lot.tile_examples[..lot.count].iter().enumerate() {
            first_layer(&self.layout, [packed], examples.ink(index as usize), [self.tile.first()], l);
        }
        self.tile.forward(&self.layout, &packed[self.layout.small_start()..], Reach::Any);
        Some(lot)
    }

    fn run(
        &mut self,
        packed: &[f32],
        examples: &Examples,
        mut indices: impl Iterator<Item = u32>,
        mut gradient: Option<&mut [f32]>,
    ) -> Sums {
        let small = &packed[self.layout.small_start()..];
        let mut sums = Sums::default();
        loop {
            let Some(Lot { tile_examples, labels, count }) = self.outputs(packed, examples, &mut indices) else {
                return sums;
            };
            let costs = self.tile.cost(&labels);
            sums.cost += costs[..count].iter().map(|&c| f64::from(c)).sum::<f64>();
            sums.right += self.tile.right(&labels, count);
            if let Some(gradient) = gradient.as_deref_mut() {
                self.tile.backward(&self.layout, small, &labels, count, &mut self.small_gradient);
                for (l, &index) in tile_examples[..count].iter().enumerate() {
                    let ink = examples.ink(index as usize);
                    first_layer_gradient(&self.layout, ink, self.tile.first_deltas(), l, gradient);
                }
            }
        }
    }
}

/// The examples in the tile.
struct Lot {
    tile_examples: [u32; LANES],
    labels: Lanes,
    /// How many there are: the other lanes hold nothing that counts.
    count: usize,
}

/// The first layer's weighted sums of one example with each of several packed vectors, into lane `lane` of `sums`. The pixels
/// are looked up once for all of them.
#[inline(always)]
pub(crate) fn first_layer<const N: usize>(
    layout: &Layout,
    packed: [&[f32]; N],
    ink: (&[u16], &[u8]),
    sums: [&mut [Lanes]; N],
    lane: usize,
) {
    for group in 0..layout.groups() {
        let range = layout.group_rows(group);
        let rows = packed.map(|packed| packed[range.clone()].as_chunks::<GROUP>().0);
        let biases = packed.map(|packed| &packed[layout.biases(0)].as_chunks::<GROUP>().0[group]);
        let found = weighted_sums(rows, biases, ink);
        for k in 0..N {
            for (lanes, value) in sums[k][group * GROUP..].iter_mut().zip(found[k]) {
                lanes[lane] = value;
            }
        }
    }
}

/// bias + rows x pixels: the weighted sums of one group of first-layer neurons, in each of several vectors.
///
/// Not inlined: only where its results are written to memory in one piece does the compiler make SIMD code of it.
#[inline(never)]
pub(crate) fn weighted_sums<const N: usize>(
    rows: [&[Row]; N],
    biases: [&Row; N],
    (positions, levels): (&[u16], &[u8]),
) -> [Row; N] {
    let mut sums = biases.map(|bias| *bias);
    for (&position, &level) in positions.iter().zip(levels) {
        let x = LEVELS[usize::from(level)];
        for (sum, rows) in sums.iter_mut().zip(rows) {
            let row = &rows[usize::from(position)];
            for j in 0..GROUP {
                sum[j] += row[j] * x;
            }
        }
    }
    sums
}

/// Adds one example's gradient of the first layer's weights: delta x pixel, for the pixels that are not zero.
#[inline(always)]
fn first_layer_gradient(
    layout: &Layout,
    (positions, levels): (&[u16], &[u8]),
    deltas: &[Lanes],
    lane: usize,
    gradient: &mut [f32],
) {
    for (group, deltas) in deltas.chunks(GROUP).enumerate() {
        let mut delta = [0.0; GROUP];
        for (d, lanes) in delta.iter_mut().zip(deltas) {
            *d = lanes[lane];
        }
        let rows = gradient[layout.group_rows(group)].as_chunks_mut::<GROUP>().0;
        for (&position, &level) in positions.iter().zip(levels) {
            let x = LEVELS[usize::from(level)];
            let row = &mut rows[usize::from(position)];
            for j in 0..GROUP {
                row[j] += delta[j] * x;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cost::Cost;
    use crate::data::PIXELS;
    use crate::gradient::cost_and_gradient;
    use crate::initialisation::Initialisation;
    use crate::network::{Activation, Architecture, brightest};
    use crate::random::Random;

    fn examples(n: usize, seed: u64) -> Examples {
        let mut random = Random::new(seed, 0);
        let images: Vec<u8> =
            (0..n * PIXELS).map(|_| if random.below(5) == 0 { random.below(256) as u8 } else { 0 }).collect();
        Examples::new(&images, (0..n).map(|_| random.below(10) as u8).collect()).unwrap()
    }

    /// f32 sums of some hundred terms of order 1 carry a relative error of about 1e-6; the gradient's entries are
    /// compared relative to the largest of its layer.
    fn compare(hidden: &[usize], activation: Activation, cost: Cost, initialisation: Initialisation) {
        let network = Network { architecture: Architecture::new(hidden).unwrap(), activation, cost };
        let set = examples(43, 5);
        let theta = initialisation.parameters(&network, 3);
        let mut kernel = Kernel::new(&network);
        let packed = kernel.layout().pack(&theta);
        let mut gradient = vec![1.0; kernel.layout().packed_len()];
        let n = set.len() as u32;
        let sums = kernel.gradient(&packed, &set, 0..n, &mut gradient);
        assert_eq!(kernel.score(&packed, &set, 0..n), sums);

        let dense: Vec<([u8; PIXELS], u8)> = set.iter().collect();
        let reference = cost_and_gradient(&network, &theta, dense.iter().map(|(image, label)| (&image[..], *label)));
        let what = format!("{hidden:?} {activation:?} {cost:?} {initialisation:?}");
        let cost_error = (sums.cost / f64::from(n) - reference.cost).abs() / reference.cost;
        assert!(cost_error < 2e-6, "{what}: cost off by {cost_error}");
        let answers = dense.iter().map(|(image, label)| {
            let outputs = network.forward(&theta, image).pop().unwrap();
            u32::from(brightest(&outputs) == usize::from(*label))
        });
        assert_eq!(sums.right, answers.sum::<u32>(), "{what}");
        let gradient = kernel.layout().unpack(&gradient);
        let shape = &network.architecture;
        for range in (0..shape.layers()).flat_map(|l| [shape.weights(l), shape.biases(l)]) {
            let expected = &reference.gradient[range.clone()];
            let largest = expected.iter().fold(0.0f64, |m, g| m.max(g.abs()));
            for (g, e) in gradient[range.clone()].iter().zip(expected) {
                let error = (f64::from(*g) / f64::from(n) - e).abs() / largest;
                assert!(error < 1e-5, "{what} {range:?}: {g} {e}");
            }
        }
    }

    #[test]
    fn the_fast_kernel_equals_the_reference() {
        for hidden in [&[16, 16][..], &[], &[5], &[20, 7, 33]] {
            for activation in [Activation::Sigmoid, Activation::Relu] {
                for cost in [Cost::Quadratic, Cost::CrossEntropy] {
                    compare(hidden, activation, cost, Initialisation::Scaled);
                }
            }
        }
        compare(&[16, 16], Activation::Sigmoid, Cost::Quadratic, Initialisation::Lesson);
    }

    #[test]
    fn infinite_knobs_give_a_cost_that_is_not_finite() {
        for (activation, cost) in [(Activation::Relu, Cost::Quadratic), (Activation::Relu, Cost::CrossEntropy)] {
            let network = Network { architecture: Architecture::lesson(), activation, cost };
            let mut kernel = Kernel::new(&network);
            let mut theta = vec![1e38; 13_002];
            theta[12_600] = -1e38;
            let packed = kernel.layout().pack(&theta);
            assert!(!kernel.score(&packed, &examples(8, 1), 0..8).cost.is_finite(), "{cost:?}");
        }
    }

    #[test]
    fn what_a_layer_can_reach_is_known_from_its_weights() {
        let network = Network { architecture: Architecture::new(&[3]).unwrap(), ..Network::lesson() };
        let (layout, tile) = (Layout::new(&network.architecture), Tile::new(&network));
        let known = |tile: &Tile, change: &[(usize, f32)]| {
            let mut theta = vec![0.0; network.architecture.parameter_count()];
            for &(offset, value) in change {
                theta[offset] = value;
            }
            tile.later_layers_in_reach(&layout, &layout.pack(&theta)[layout.small_start()..])
        };
        // Three weights of the fourth output, and its bias.
        let (w, b) = (network.architecture.weights(1).start + 9, network.architecture.biases(1).start + 3);
        assert!(known(&tile, &[]));
        assert!(known(&tile, &[(w, 60.0), (w + 1, -60.0), (w + 2, -20.0), (b, 20.0)]));
        assert!(!known(&tile, &[(w, 60.0), (w + 1, -60.0), (b, 30.0)]), "60 + 30");
        assert!(!known(&tile, &[(w, -60.0), (w + 2, -30.0)]), "-60 - 30");
        assert!(!known(&tile, &[(b, f32::NAN)]));
        // The neurons before can be anything.
        assert!(!known(&Tile::new(&Network { activation: Activation::Relu, ..network.clone() }), &[]));
    }
}
