//! The Hessian times a vector, exactly.

use std::ops::Range;

use crate::cost::Cost;
use crate::data::Examples;
use crate::kernel::{GROUP, LEVELS, Layout, Row, weighted_sums};
use crate::network::{Activation, Network};

/// Multiplies the Hessian of the cost at one point with vectors, by Pearlmutter's R-operator ("Fast Exact Multiplication by
/// the Hessian", 1994): the derivative of backpropagation along the vector, carried along with it. No differences are
/// taken, so nothing is lost; it costs about three gradients.
///
/// Vectors are packed (see [`Layout`]): the first layer touches only pixels that are not zero. ReLU's slope jumps at zero;
/// its second derivative counts as zero everywhere.
#[derive(Clone, Debug)]
pub struct HessianProduct {
    network: Network,
    layout: Layout,
    parameters: Vec<f32>,
    /// Of the first layer, group by group: weighted sums' derivatives along the vector, then the deltas'.
    rows: Vec<Row>,
}

/// What one layer holds for one example: activations a and deltas d, and their derivatives along the vector, ra and rd.
#[derive(Clone, Debug, Default)]
struct Layer {
    a: Vec<f64>,
    ra: Vec<f64>,
    d: Vec<f64>,
    rd: Vec<f64>,
}

impl HessianProduct {
    /// At `theta`.
    #[must_use]
    pub fn new(network: &Network, theta: &[f32]) -> Self {
        let layout = Layout::new(&network.architecture);
        let rows = vec![[0.0; GROUP]; layout.groups()];
        Self { network: network.clone(), parameters: layout.pack(theta), layout, rows }
    }

    /// How vectors are laid out.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Adds the sum over `examples[range]` of each one's Hessian times `vector` to `sum`, both packed.
    pub fn add(&mut self, examples: &Examples, range: Range<usize>, vector: &[f32], sum: &mut [f64]) {
        let mut block = vec![0.0; vector.len()];
        let sizes = self.network.architecture.sizes()[1..].to_vec();
        let mut layers: Vec<Layer> = sizes
            .iter()
            .map(|&n| Layer { a: vec![0.0; n], ra: vec![0.0; n], d: vec![0.0; n], rd: vec![0.0; n] })
            .collect();
        for index in range {
            self.example(examples.ink(index), examples.label(index), vector, &mut layers, &mut block);
        }
        sum.iter_mut().zip(&block).for_each(|(sum, block)| *sum += f64::from(*block));
    }

    fn example(&mut self, ink: (&[u16], &[u8]), label: u8, vector: &[f32], layers: &mut [Layer], product: &mut [f32]) {
        self.forward(ink, vector, layers);
        self.output_deltas(label, layers);
        self.backward(ink, vector, layers, product);
    }

    /// Weighted sums z and their derivatives rz = V x + W rx, then a = f(z) and ra = f'(z) rz.
    fn forward(&self, ink: (&[u16], &[u8]), vector: &[f32], layers: &mut [Layer]) {
        let last = layers.len() - 1;
        for l in 0..=last {
            let (before, from) = layers.split_at_mut(l);
            let layer = &mut from[0];
            if let Some(before) = before.last() {
                let n = before.a.len();
                let biases = self.layout.biases(l);
                let (w, v) = (&self.parameters[self.layout.weights(l)], &vector[self.layout.weights(l)]);
                let (b, vb) = (&self.parameters[biases.clone()], &vector[biases]);
                for (k, (w, v)) in w.chunks_exact(n).zip(v.chunks_exact(n)).enumerate() {
                    let (mut z, mut rz) = (f64::from(b[k]), f64::from(vb[k]));
                    for (((w, v), a), ra) in w.iter().zip(v).zip(&before.a).zip(&before.ra) {
                        z += f64::from(*w) * a;
                        rz += f64::from(*v) * a + f64::from(*w) * ra;
                    }
                    (layer.a[k], layer.ra[k]) = (z, rz);
                }
            } else {
                for group in 0..self.layout.groups() {
                    let both = [&self.parameters[..], vector];
                    let rows = both.map(|packed| packed[self.layout.group_rows(group)].as_chunks::<GROUP>().0);
                    let biases = both.map(|packed| &packed[self.layout.biases(0)].as_chunks::<GROUP>().0[group]);
                    let [z, rz] = weighted_sums(rows, biases, ink);
                    for (k, (a, ra)) in
                        layer.a.iter_mut().zip(&mut layer.ra).skip(group * GROUP).take(GROUP).enumerate()
                    {
                        (*a, *ra) = (f64::from(z[k]), f64::from(rz[k]));
                    }
                }
            }
            if l < last {
                for (a, ra) in layer.a.iter_mut().zip(&mut layer.ra) {
                    *a = self.network.activation.apply(*a);
                    *ra *= self.network.activation.slope(*a);
                }
            } else {
                self.network.cost.apply_output_function(&mut layer.a);
            }
        }
    }

    /// d = dC/dz of the outputs and its derivative along the vector.
    fn output_deltas(&self, label: u8, layers: &mut [Layer]) {
        let last = layers.len() - 1;
        let Layer { a, ra, d, rd } = &mut layers[last];
        // For softmax: the probabilities' mean of rz.
        let mean: f64 = a.iter().zip(ra.iter()).map(|(p, rz)| p * rz).sum();
        for (digit, (((&y, &rz), d), rd)) in a.iter().zip(ra.iter()).zip(d).zip(rd).enumerate() {
            let target = f64::from(digit == usize::from(label));
            *d = self.network.cost.delta(y, target);
            *rd = match self.network.cost {
                Cost::Quadratic => {
                    let slope = y * (1.0 - y);
                    (2.0 * slope + 2.0 * (y - target) * (1.0 - 2.0 * y)) * slope * rz
                }
                Cost::CrossEntropy => y * (rz - mean),
            };
        }
    }

    /// Products with the Hessian's rows of every layer, from the outputs back.
    fn backward(&mut self, ink: (&[u16], &[u8]), vector: &[f32], layers: &mut [Layer], product: &mut [f32]) {
        for l in (1..layers.len()).rev() {
            let (before, from) = layers.split_at_mut(l);
            let (before, layer) = (&mut before[l - 1], &from[0]);
            let n = before.a.len();
            let (range, biases) = (self.layout.weights(l), self.layout.biases(l));
            before.d.fill(0.0);
            before.rd.fill(0.0);
            let (w, v) = (&self.parameters[range.clone()], &vector[range.clone()]);
            let rows = product[range].chunks_exact_mut(n).zip(w.chunks_exact(n).zip(v.chunks_exact(n)));
            for ((out, (w, v)), (&d, &rd)) in rows.zip(layer.d.iter().zip(&layer.rd)) {
                for j in 0..n {
                    out[j] += (rd * before.a[j] + d * before.ra[j]) as f32;
                    before.d[j] += f64::from(w[j]) * d;
                    before.rd[j] += f64::from(v[j]) * d + f64::from(w[j]) * rd;
                }
            }
            product[biases].iter_mut().zip(&layer.rd).for_each(|(out, rd)| *out += *rd as f32);
            for j in 0..n {
                let (a, slope) = (before.a[j], self.network.activation.slope(before.a[j]));
                // f''(z) rz = (f''/f') ra, and f''/f' is 1 - 2a for the sigmoid.
                let bend = match self.network.activation {
                    Activation::Sigmoid => (1.0 - 2.0 * a) * before.ra[j],
                    Activation::Relu => 0.0,
                };
                before.rd[j] = slope * before.rd[j] + bend * before.d[j];
                before.d[j] *= slope;
            }
        }
        let first = &layers[0];
        for (k, rd) in first.rd.iter().enumerate() {
            self.rows[k / GROUP][k % GROUP] = *rd as f32;
        }
        let biases = self.layout.biases(0);
        product[biases].iter_mut().zip(self.rows.as_flattened()).for_each(|(out, rd)| *out += rd);
        for (group, rd) in self.rows.iter().enumerate() {
            let rows = product[self.layout.group_rows(group)].as_chunks_mut::<GROUP>().0;
            for (&position, &level) in ink.0.iter().zip(ink.1) {
                let x = LEVELS[usize::from(level)];
                let row = &mut rows[usize::from(position)];
                for j in 0..GROUP {
                    row[j] += rd[j] * x;
                }
            }
        }
    }
}
