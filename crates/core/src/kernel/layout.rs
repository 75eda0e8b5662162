//! How the fast path stores theta.

use std::ops::Range;

use crate::data::PIXELS;
use crate::network::Architecture;

/// First-layer neurons that stand side by side: one pixel's weights to them are one cache line.
pub const GROUP: usize = 16;

/// A pixel's weights to [`GROUP`] first-layer neurons.
pub type Row = [f32; GROUP];

/// Where each knob lies in the packed vector.
///
/// The first layer is stored pixel-major, `[group][pixel][neuron of the group]`, filled up with zeros to whole groups:
/// a pixel that is not zero then needs one contiguous row of weights, and the multiply-adds run over the row. All other
/// weights follow row-major by neuron, then the biases; b1 is filled up to whole groups too. An optimiser works on the
/// packed vector directly, element by element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    architecture: Architecture,
    groups: usize,
    weights: Vec<Range<usize>>,
    biases: Vec<Range<usize>>,
    len: usize,
}

impl Layout {
    /// For this architecture.
    #[must_use]
    pub fn new(architecture: &Architecture) -> Self {
        let sizes = architecture.sizes();
        let groups = sizes[1].div_ceil(GROUP);
        let mut len = 0;
        let mut take = |n: usize| {
            len += n;
            len - n..len
        };
        let padded = groups * GROUP;
        let weights: Vec<_> = (0..architecture.layers())
            .map(|l| take(if l == 0 { PIXELS * padded } else { sizes[l] * sizes[l + 1] }))
            .collect();
        let biases: Vec<_> =
            (0..architecture.layers()).map(|l| take(if l == 0 { padded } else { sizes[l + 1] })).collect();
        Self { architecture: architecture.clone(), groups, weights, biases, len }
    }

    /// Groups of first-layer neurons.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// The length of the packed vector.
    #[must_use]
    pub fn packed_len(&self) -> usize {
        self.len
    }

    /// The rows of group `group` in the packed vector.
    #[must_use]
    pub fn group_rows(&self, group: usize) -> Range<usize> {
        group * PIXELS * GROUP..(group + 1) * PIXELS * GROUP
    }

    /// The weights of `layer`; those of layer 0 group by group.
    #[must_use]
    pub fn weights(&self, layer: usize) -> Range<usize> {
        self.weights[layer].clone()
    }

    /// The biases of `layer`.
    #[must_use]
    pub fn biases(&self, layer: usize) -> Range<usize> {
        self.biases[layer].clone()
    }

    /// All knobs but the first layer's weights: they start at this index of the packed vector and go to its end.
    #[must_use]
    pub fn small_start(&self) -> usize {
        self.weights[0].end
    }

    /// Packs theta.
    #[must_use]
    pub fn pack(&self, theta: &[f32]) -> Vec<f32> {
        let mut packed = vec![0.0; self.len];
        self.each_first_weight(|canonical, at| packed[at] = theta[canonical]);
        self.each_other_range(|canonical, at| packed[at].copy_from_slice(&theta[canonical]));
        packed
    }

    /// The inverse of [`Self::pack`].
    #[must_use]
    pub fn unpack(&self, packed: &[f32]) -> Vec<f32> {
        let mut theta = vec![0.0; self.architecture.parameter_count()];
        self.each_first_weight(|canonical, at| theta[canonical] = packed[at]);
        self.each_other_range(|canonical, at| theta[canonical].copy_from_slice(&packed[at]));
        theta
    }

    fn each_first_weight(&self, mut pair: impl FnMut(usize, usize)) {
        for neuron in 0..self.architecture.sizes()[1] {
            let start = self.group_rows(neuron / GROUP).start + neuron % GROUP;
            for pixel in 0..PIXELS {
                pair(neuron * PIXELS + pixel, start + pixel * GROUP);
            }
        }
    }

    fn each_other_range(&self, mut pair: impl FnMut(Range<usize>, Range<usize>)) {
        for layer in 0..self.architecture.layers() {
            let (biases, start) = (self.architecture.biases(layer), self.biases[layer].start);
            pair(biases.clone(), start..start + biases.len());
            if layer > 0 {
                pair(self.architecture.weights(layer), self.weights[layer].clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_loses_nothing() {
        for hidden in [&[16, 16][..], &[], &[5], &[17, 3, 40]] {
            let architecture = Architecture::new(hidden).unwrap();
            let layout = Layout::new(&architecture);
            let theta: Vec<f32> = (1..=architecture.parameter_count()).map(|i| i as f32).collect();
            let packed = layout.pack(&theta);
            assert_eq!(layout.unpack(&packed), theta, "{hidden:?}");
            assert_eq!(packed.iter().filter(|&&v| v != 0.0).count(), theta.len());
        }
    }

    #[test]
    fn the_lessons_network_packs_without_padding() {
        assert_eq!(Layout::new(&Architecture::lesson()).packed_len(), 13_002);
    }
}
