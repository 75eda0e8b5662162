//! Eight examples at a time through all layers after the first.

use super::layout::Layout;
use crate::cost::Cost;
use crate::elementary::{SIGMOID_REACH, exp, sigmoid, sigmoid_in_reach};
use crate::network::{Activation, Network};

/// Examples in one tile.
pub const LANES: usize = 8;

/// One number for each example of a tile.
pub type Lanes = [f32; LANES];

const ZERO: Lanes = [0.0; LANES];

/// How far from 0 the weighted sums of a tile's examples may be, in all layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Nobody knows.
    Any,
    /// None is out of the sigmoid's reach: it is quicker then, with the same result.
    Known,
}

/// The activations and deltas of eight examples, `[layer][neuron][example]`; layer 0 is the first hidden layer.
#[derive(Clone, Debug)]
pub struct Tile {
    activation: Activation,
    cost: Cost,
    activations: Vec<Vec<Lanes>>,
    deltas: Vec<Vec<Lanes>>,
}

impl Tile {
    pub fn new(network: &Network) -> Self {
        let layers: Vec<Vec<Lanes>> = network.architecture.sizes()[1..].iter().map(|&n| vec![ZERO; n]).collect();
        Self { activation: network.activation, cost: network.cost, activations: layers.clone(), deltas: layers }
    }

    /// Where the weighted sums of the first layer go before [`Self::forward`].
    pub fn first(&mut self) -> &mut [Lanes] {
        &mut self.activations[0]
    }

    /// The deltas of the first layer, after [`Self::backward`].
    pub fn first_deltas(&self) -> &[Lanes] {
        &self.deltas[0]
    }

    /// Whether it is known that with these parameters no weighted sum after the first layer's is out of the sigmoid's reach, whatever the
    /// example.
    pub fn later_layers_in_reach(&self, layout: &Layout, small: &[f32]) -> bool {
        let base = layout.small_start();
        self.activation == Activation::Sigmoid
            && (1..self.activations.len()).all(|layer| {
                let (w, b) = (layout.weights(layer), layout.biases(layer));
                let rows = small[w.start - base..w.end - base].chunks_exact(self.activations[layer - 1].len());
                rows.zip(&small[b.start - base..b.end - base]).all(|(row, &bias)| {
                    // The neurons before answer with 0 to 1 each.
                    let least = row.iter().fold(bias, |sum, &w| if w > 0.0 { sum } else { sum + w });
                    let most = row.iter().fold(bias, |sum, &w| if w > 0.0 { sum + w } else { sum });
                    -SIGMOID_REACH < least && most < SIGMOID_REACH
                })
            })
    }

    /// From the first layer's weighted sums to the outputs. `small` is the packed vector from
    /// [`Layout::small_start`] on.
    pub fn forward(&mut self, layout: &Layout, small: &[f32], reach: Reach) {
        let base = layout.small_start();
        let last = self.activations.len() - 1;
        for layer in 0..=last {
            let (before, from) = self.activations.split_at_mut(layer);
            let output = &mut from[0];
            if layer > 0 {
                let (w, b) = (layout.weights(layer), layout.biases(layer));
                dense(
                    &small[w.start - base..w.end - base],
                    &small[b.start - base..b.end - base],
                    &before[layer - 1],
                    output,
                );
            }
            let squashed =
                if layer < last { self.activation == Activation::Sigmoid } else { self.cost == Cost::Quadratic };
            if squashed && reach == Reach::Known {
                squash_each(output.as_flattened_mut(), sigmoid_in_reach);
            } else if squashed {
                squash_each(output.as_flattened_mut(), sigmoid);
            } else if layer < last {
                relus(output.as_flattened_mut());
            }
        }
    }

    /// The cost of each example. For cross-entropy the outputs turn from weighted sums into probabilities here.
    ///
    /// A NaN among the weighted sums makes the cost NaN, never a small number.
    pub fn cost(&mut self, labels: &Lanes) -> Lanes {
        let last = self.activations.len() - 1;
        let outputs = &mut self.activations[last];
        let mut cost = ZERO;
        match self.cost {
            Cost::Quadratic => {
                for (digit, output) in outputs.iter().enumerate() {
                    let target = one_hot(labels, digit);
                    for l in 0..LANES {
                        let difference = output[l] - target[l];
                        cost[l] += difference * difference;
                    }
                }
            }
            Cost::CrossEntropy => {
                let mut largest = outputs[0];
                for output in &outputs[1..] {
                    for l in 0..LANES {
                        largest[l] = if output[l] > largest[l] { output[l] } else { largest[l] };
                    }
                }
                let mut labelled = ZERO;
                let mut total = ZERO;
                for (digit, output) in outputs.iter_mut().enumerate() {
                    let target = one_hot(labels, digit);
                    for l in 0..LANES {
                        let shifted = output[l] - largest[l];
                        labelled[l] += if target[l] == 0.0 { 0.0 } else { shifted };
                        output[l] = exp(shifted);
                        total[l] += output[l];
                    }
                }
                for output in outputs.iter_mut() {
                    for l in 0..LANES {
                        output[l] /= total[l];
                    }
                }
                for l in 0..LANES {
                    cost[l] = libm::logf(total[l]) - labelled[l];
                }
            }
        }
        cost
    }

    /// Examples whose brightest output (the first of equals) is their label.
    #[inline(always)]
    pub fn right(&self, labels: &Lanes, count: usize) -> u32 {
        let best = self.answers();
        (0..count).map(|l| u32::from(best[l] == labels[l])).sum()
    }

    /// The brightest output of each example, the first of equals: 0 to 9. Kept as floats, as labels are.
    #[inline(always)]
    pub fn answers(&self) -> Lanes {
        let outputs = &self.activations[self.activations.len() - 1];
        let mut best = ZERO;
        let mut largest = outputs[0];
        for (digit, output) in outputs.iter().enumerate() {
            for l in 0..LANES {
                let brighter = output[l] > largest[l];
                best[l] = if brighter { digit as f32 } else { best[l] };
                largest[l] = if brighter { output[l] } else { largest[l] };
            }
        }
        best
    }

    /// Deltas of all layers, from the outputs back; adds the gradient of everything but the first layer's weights to
    /// `gradient`, laid out as `small` with one number for each example. Only the first `count` examples push.
    pub fn backward(&mut self, layout: &Layout, small: &[f32], labels: &Lanes, count: usize, gradient: &mut [Lanes]) {
        let base = layout.small_start();
        let last = self.activations.len() - 1;
        let present: Lanes = std::array::from_fn(|l| if l < count { 1.0 } else { 0.0 });
        for (digit, (delta, output)) in self.deltas[last].iter_mut().zip(&self.activations[last]).enumerate() {
            let target = one_hot(labels, digit);
            for l in 0..LANES {
                let difference = output[l] - target[l];
                delta[l] = present[l]
                    * match self.cost {
                        Cost::Quadratic => 2.0 * difference * output[l] * (1.0 - output[l]),
                        Cost::CrossEntropy => difference,
                    };
            }
        }
        for layer in (0..=last).rev() {
            let bias_gradient = &mut gradient[layout.biases(layer).start - base..][..self.deltas[layer].len()];
            for (g, d) in bias_gradient.iter_mut().zip(&self.deltas[layer]) {
                add(g, d);
            }
            if layer == 0 {
                break;
            }
            let input = &self.activations[layer - 1];
            let weights = layout.weights(layer);
            let range = weights.start - base..weights.end - base;
            let (before, from) = self.deltas.split_at_mut(layer);
            let (before, deltas) = (&mut before[layer - 1], &from[0]);
            before.fill(ZERO);
            let rows =
                gradient[range.clone()].chunks_exact_mut(input.len()).zip(small[range].chunks_exact(input.len()));
            for ((gradient_row, weight_row), delta) in rows.zip(deltas) {
                for (((g, &w), x), sum) in gradient_row.iter_mut().zip(weight_row).zip(input).zip(before.iter_mut()) {
                    for l in 0..LANES {
                        g[l] += delta[l] * x[l];
                        sum[l] += w * delta[l];
                    }
                }
            }
            for (d, a) in before.iter_mut().zip(input) {
                for l in 0..LANES {
                    d[l] *= match self.activation {
                        Activation::Sigmoid => a[l] * (1.0 - a[l]),
                        Activation::Relu => {
                            if a[l] > 0.0 {
                                1.0
                            } else {
                                0.0
                            }
                        }
                    };
                }
            }
        }
    }
}

/// One flat loop over all neurons' lanes, because that is what the compiler makes the best SIMD code of; by thirty-two, because
/// V8 loads the sigmoid's constants anew in every round of a loop, which then cost more than the arithmetic (a slice point takes
/// 0.73 of the time that it takes one vector at a time, and 0.77 by sixteen, in Chromium 148, measured in pairs).
#[inline(always)]
fn squash_each(flat: &mut [f32], squash: impl Fn(f32) -> f32) {
    let (chunks, rest) = flat.as_chunks_mut::<32>();
    for chunk in chunks {
        for z in chunk {
            *z = squash(*z);
        }
    }
    for z in rest {
        *z = squash(*z);
    }
}

/// max(0, z), but NaN stays NaN, so that an overflow is seen in the cost.
#[inline(always)]
fn relus(flat: &mut [f32]) {
    for z in flat {
        *z = if *z > 0.0 { *z } else { *z * 0.0 };
    }
}

#[inline(always)]
fn add(sum: &mut Lanes, term: &Lanes) {
    for l in 0..LANES {
        sum[l] += term[l];
    }
}

/// 1 where the label is this digit. Labels are kept as floats so that this is one comparison for several lanes.
#[inline(always)]
fn one_hot(labels: &Lanes, digit: usize) -> Lanes {
    let mut target = ZERO;
    for l in 0..LANES {
        target[l] = if labels[l] == digit as f32 { 1.0 } else { 0.0 };
    }
    target
}

/// output = weights x input + biases, for eight examples. Several neurons at a time, because one alone would wait for
/// its own additions; each neuron's terms are still added in the order of its inputs.
#[inline(always)]
fn dense(weights: &[f32], biases: &[f32], input: &[Lanes], output: &mut [Lanes]) {
    let n = input.len();
    let whole = output.len() / 4 * 4;
    let (quads, rest) = output.split_at_mut(whole);
    let (quad_weights, rest_weights) = weights.split_at(whole * n);
    let quad_rows = quad_weights.chunks_exact(4 * n).zip(biases.as_chunks::<4>().0);
    for ((rows, bias), out) in quad_rows.zip(quads.as_chunks_mut::<4>().0) {
        *out = neurons::<4>(rows, bias, input);
    }
    for ((row, bias), out) in rest_weights.chunks_exact(n).zip(&biases[whole..]).zip(rest) {
        *out = neurons::<1>(row, &[*bias], input)[0];
    }
}

#[inline(always)]
fn neurons<const N: usize>(rows: &[f32], biases: &[f32; N], input: &[Lanes]) -> [Lanes; N] {
    let n = input.len();
    let mut sums: [Lanes; N] = biases.map(|bias| [bias; LANES]);
    let mut rest = rows;
    // Split off one by one, so that the compiler sees that each row is as long as the input.
    let rows: [&[f32]; N] = std::array::from_fn(|_| {
        let (row, after) = rest.split_at(n);
        rest = after;
        row
    });
    for (j, x) in input.iter().enumerate() {
        for k in 0..N {
            let w = rows[k][j];
            for l in 0..LANES {
                sums[k][l] += w * x[l];
            }
        }
    }
    sums
}
