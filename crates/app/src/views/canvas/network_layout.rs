//! Where the neurons of a network stand in its picture, and what is at a place of it.

use costscape_core::network::Architecture;

use super::palette::Palette;

/// Where the neurons of a layer stand: in as many columns as they need.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Layer {
    /// Of the neurons' middles, in CSS pixels.
    pub(super) places: Vec<(f64, f64)>,
    /// Of each of them.
    pub(super) radius: f64,
}

impl Layer {
    /// `count` neurons around `centre`, at most `height` high, `width` wide.
    fn new(count: usize, centre: f64, (top, bottom): (f64, f64), width: f64, largest: f64) -> Self {
        let height = bottom - top;
        let columns = (1..=count.max(1))
            .find(|&columns| {
                let pitch = (height / count.div_ceil(columns) as f64).min(2.6 * largest);
                // Rather another column than neurons too small to see, as long as there is room.
                pitch >= 11.0 || (columns + 1) as f64 * pitch > width
            })
            .unwrap_or(1);
        let rows = count.div_ceil(columns);
        let pitch = (height / rows.max(1) as f64).min(2.6 * largest);
        let across = pitch.min(width / columns as f64);
        let places = (0..count).map(|i| {
            let (column, row) = (i / rows, i % rows);
            let in_column = rows.min(count - column * rows);
            let x = centre + (column as f64 - 0.5 * (columns - 1) as f64) * across;
            let y = 0.5 * (top + bottom) + (row as f64 - 0.5 * (in_column - 1) as f64) * pitch;
            (x, y)
        });
        Self { places: places.collect(), radius: (0.38 * across.min(pitch)).min(largest).max(0.8) }
    }
}

/// All layers but the image, from `left` to the right edge, where the outputs' names have `room`.
pub(super) fn lay_out(
    sizes: &[usize],
    (width, height): (f64, f64),
    (left, room): (f64, f64),
    palette: &Palette,
) -> Vec<Layer> {
    let layers = sizes.len() - 1;
    let margin = palette.px(10.0);
    let right = width - room - palette.px(22.0);
    let pitch = (right - left) / layers.max(1) as f64;
    let largest = palette.px(9.0);
    (1..=layers)
        .map(|i| {
            let centre = left + pitch * i as f64;
            Layer::new(sizes[i], centre, (margin, height - margin), 0.5 * pitch, largest)
        })
        .collect()
}

/// The parameter, counted from 0, at a place: the bias of the neuron that is there, or the weight of a line between two, at most
/// `near` CSS pixels away.
pub(super) fn parameter_at(
    layers: &[Layer],
    architecture: &Architecture,
    (x, y): (f64, f64),
    near: f64,
) -> Option<u32> {
    if !layers.iter().map(|layer| layer.places.len()).eq(architecture.sizes()[1..].iter().copied()) {
        return None;
    }
    for (index, layer) in layers.iter().enumerate() {
        let on = |&(to_x, to_y): &(f64, f64)| (to_x - x).hypot(to_y - y) <= layer.radius + 0.4 * near;
        if let Some(neuron) = layer.places.iter().position(on) {
            return Some((architecture.biases(index).start + neuron) as u32);
        }
    }
    let mut nearest = (near, None);
    for (index, pair) in layers.windows(2).enumerate() {
        let inputs = pair[0].places.len();
        for (from, &start) in pair[0].places.iter().enumerate() {
            for (to, &end) in pair[1].places.iter().enumerate() {
                let across = (x - start.0) / (end.0 - start.0);
                if !(0.0..=1.0).contains(&across) {
                    continue;
                }
                // The curve that is drawn: a cubic whose middle is half way between both ends, x nearly even along it.
                let rise = across * across * (3.0 - 2.0 * across);
                let off = (start.1 + rise * (end.1 - start.1) - y).abs();
                if off < nearest.0 {
                    nearest = (off, Some(architecture.weights(index + 1).start + to * inputs + from));
                }
            }
        }
    }
    nearest.1.map(|parameter| parameter as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neurons_are_their_biases_and_lines_between_them_their_weights() {
        let architecture = Architecture::new(&[16, 16]).unwrap();
        let palette = Palette::new(crate::views::canvas::Theme::Light, 1.0);
        let layers = lay_out(architecture.sizes(), (760.0, 380.0), (240.0, 18.0), &palette);
        let at = |place| parameter_at(&layers, &architecture, place, 5.0).map(|parameter| parameter as usize);
        assert_eq!(at(layers[0].places[3]), Some(architecture.biases(0).start + 3));
        assert_eq!(at(layers[2].places[9]), Some(architecture.biases(2).start + 9));
        let (start, end) = (layers[1].places[0], layers[2].places[0]);
        let middle = (0.5 * (start.0 + end.0), 0.5 * (start.1 + end.1));
        assert_eq!(at(middle), Some(architecture.weights(2).start));
        assert_eq!(at((1.0, 1.0)), None);
        assert_eq!(parameter_at(&layers, &Architecture::new(&[16]).unwrap(), middle, 5.0), None, "another network");
    }

    #[test]
    fn layers_of_any_size_fit() {
        for count in [1, 10, 16, 64, 256] {
            let layer = Layer::new(count, 100.0, (10.0, 250.0), 120.0, 9.0);
            assert_eq!(layer.places.len(), count);
            let (r, all) = (layer.radius, &layer.places);
            assert!(
                all.iter().all(|&(x, y)| x - r > 30.0 && x + r < 170.0 && y - r >= 9.0 && y + r <= 251.0),
                "{count}"
            );
            for (i, a) in all.iter().enumerate() {
                assert!(all[..i].iter().all(|b| (a.0 - b.0).hypot(a.1 - b.1) > 1.9 * r), "{count}");
            }
        }
        let sixteen = Layer::new(16, 100.0, (10.0, 250.0), 120.0, 9.0);
        assert!(sixteen.places.iter().all(|place| place.0 == 100.0), "one column");
    }
}
