//! One digit on its way through the network: the image, the neurons of each layer, the ten outputs.

use costscape_core::network::{Architecture, brightest};
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

use super::hidpi::{Bitmap, Screen};
use super::network_input::in_ink;
use super::palette::Palette;
use super::ranking::ranked;
use super::signed_colours::SignedColours;

/// Pixels along one side of an image.
const SIDE: usize = 28;

/// What the picture shows.
#[derive(Clone, Copy, Debug)]
pub struct NetworkImageInput<'a> {
    /// The layers.
    pub architecture: &'a Architecture,
    /// All knobs.
    pub theta: &'a [f32],
    /// As [`costscape_core::network::Network::forward`] gives them: the pixels first, the outputs last. Empty when there
    /// is no image.
    pub activations: &'a [Vec<f64>],
}

/// See the module.
pub struct NetworkImageView {
    screen: Screen,
    bitmap: Bitmap,
    /// The layers as they were drawn last.
    layers: Vec<Layer>,
}

/// Where the neurons of a layer stand: in as many columns as they need.
#[derive(Clone, PartialEq, Debug)]
struct Layer {
    places: Vec<(f64, f64)>,
    radius: f64,
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

/// A connection and how much goes through it.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Connection {
    from: usize,
    to: usize,
    /// Weight times activation.
    flow: f64,
}

impl NetworkImageView {
    /// So many connections are drawn between two layers, the strongest.
    const MOST: usize = 220;
    /// A place this near to a neuron or a line is on it, CSS pixels.
    const NEAR: f64 = 5.0;

    /// # Errors
    /// When the browser has no 2-D context for the canvas.
    pub fn new(canvas: HtmlCanvasElement) -> Result<Self, JsValue> {
        Ok(Self { screen: Screen::new(canvas)?, bitmap: Bitmap::new()?, layers: Vec::new() })
    }

    /// Draws the network.
    ///
    /// # Errors
    /// When the browser refuses a drawing call.
    pub fn draw(&mut self, input: &NetworkImageInput, palette: &Palette) -> Result<(), JsValue> {
        if !self.screen.prepare() {
            return Ok(());
        }
        let sizes = input.architecture.sizes();
        let (width, height) = self.screen.size();
        let margin = palette.px(10.0);
        let image_side = (0.3 * width).min(0.62 * height);
        let image = (margin, 0.5 * (height - image_side), image_side);
        let layers = lay_out(sizes, (width, height), margin + image_side, palette);
        let alive = input.activations.iter().map(Vec::len).eq(sizes.iter().copied())
            && input.theta.len() == input.architecture.parameter_count();
        let colours = SignedColours::new(palette);
        if alive {
            self.draw_connections(input, &layers, image, &colours, palette);
        }
        self.draw_image(input, alive, image, palette)?;
        for (index, layer) in layers.iter().enumerate() {
            let values = if alive { input.activations[index + 1].as_slice() } else { &[] };
            self.draw_neurons(layer, values, palette)?;
        }
        let drawn = match layers.last() {
            Some(outputs) if alive => self.draw_answers(outputs, &input.activations[sizes.len() - 1], palette),
            Some(outputs) => self.draw_answers(outputs, &[], palette),
            None => Ok(()),
        };
        self.layers = layers;
        drawn
    }

    /// The parameter, counted from 0, at a place on the canvas, in CSS pixels: a neuron's bias, or the weight of the line
    /// between two neurons. Lines from the image are too many to be told apart.
    #[must_use]
    pub fn parameter_at(&self, architecture: &Architecture, place: (f64, f64)) -> Option<u32> {
        parameter_at(&self.layers, architecture, place, Self::NEAR)
    }

    fn draw_image(
        &self,
        input: &NetworkImageInput,
        alive: bool,
        (left, top, side): (f64, f64, f64),
        palette: &Palette,
    ) -> Result<(), JsValue> {
        let grey = |value: &f64| (value * 255.0).round().clamp(0.0, 255.0) as u8;
        let pixels: Vec<u8> =
            if alive { input.activations[0].iter().map(grey).collect() } else { vec![0; SIDE * SIDE] };
        let context = self.screen.context();
        if pixels.len() == SIDE * SIDE {
            self.bitmap.set(&in_ink(&pixels, palette), SIDE)?;
            self.bitmap.draw(context, (left, top, side, side), false)?;
        }
        context.set_line_width(palette.px(1.0));
        context.set_stroke_style_str(&palette.edge.to_string());
        context.stroke_rect(left, top, side, side);
        Ok(())
    }

    fn draw_connections(
        &self,
        input: &NetworkImageInput,
        layers: &[Layer],
        (left, top, side): (f64, f64, f64),
        colours: &SignedColours,
        palette: &Palette,
    ) {
        let context = self.screen.context();
        context.set_line_cap("butt");
        let pixel = side / SIDE as f64;
        for (index, layer) in layers.iter().enumerate() {
            let weights = &input.theta[input.architecture.weights(index)];
            let connections = strongest(weights, &input.activations[index], Self::MOST);
            let most = connections.last().map_or(0.0, |connection| connection.flow.abs());
            for connection in connections {
                let share = connection.flow.abs() / most;
                let start = if index == 0 {
                    let (column, row) = (connection.from % SIDE, connection.from / SIDE);
                    (left + (column as f64 + 0.5) * pixel, top + (row as f64 + 0.5) * pixel)
                } else {
                    layers[index - 1].places[connection.from]
                };
                let end = layer.places[connection.to];
                let colour = colours.colour(connection.flow.signum());
                context.set_stroke_style_str(&colour.alpha(0.1 + 0.75 * share));
                context.set_line_width(palette.px(0.5 + 1.8 * share));
                let middle = 0.5 * (start.0 + end.0);
                context.begin_path();
                context.move_to(start.0, start.1);
                context.bezier_curve_to(middle, start.1, middle, end.1, end.0, end.1);
                context.stroke();
            }
        }
    }

    /// Circles from paper to ink: the brightest of the layer is ink.
    fn draw_neurons(&self, layer: &Layer, values: &[f64], palette: &Palette) -> Result<(), JsValue> {
        let context = self.screen.context();
        // A sigmoid's 1 is full; what ReLU makes of larger sums is shown relative to the layer's largest.
        let full = values.iter().copied().filter(|value| value.is_finite()).fold(1.0, f64::max);
        context.set_line_width(palette.px(1.0));
        for (i, &place) in layer.places.iter().enumerate() {
            let value = values.get(i).copied().filter(|value| value.is_finite()).unwrap_or(0.0);
            self.screen.circle(place, layer.radius)?;
            let fill = palette.paper.towards(palette.ink, (value / full).clamp(0.0, 1.0));
            context.set_fill_style_str(&fill.to_string());
            context.fill();
            context.set_stroke_style_str(&palette.edge.to_string());
            context.stroke();
        }
        Ok(())
    }

    /// The digits beside the outputs; the answer in a ring and in ink.
    fn draw_answers(&self, layer: &Layer, outputs: &[f64], palette: &Palette) -> Result<(), JsValue> {
        let context = self.screen.context();
        let answer = (!outputs.is_empty()).then(|| brightest(outputs));
        let text = (2.2 * layer.radius).clamp(palette.px(11.0), palette.px(15.0));
        context.set_text_align("left");
        context.set_text_baseline("middle");
        for (digit, &(x, y)) in layer.places.iter().enumerate() {
            let won = answer == Some(digit);
            self.screen.set_font(if won { "700" } else { "400" }, if won { 1.25 * text } else { text });
            context.set_fill_style_str(&if won { palette.ink } else { palette.ink_quiet }.to_string());
            context.fill_text(&digit.to_string(), x + layer.radius + palette.px(9.0), y + palette.px(0.5))?;
            if won {
                self.screen.circle((x, y), layer.radius + palette.px(3.5))?;
                context.set_line_width(palette.px(1.75));
                context.set_stroke_style_str(&palette.ink.to_string());
                context.stroke();
            }
        }
        Ok(())
    }
}

/// See [`NetworkImageView::parameter_at`].
fn parameter_at(layers: &[Layer], architecture: &Architecture, (x, y): (f64, f64), near: f64) -> Option<u32> {
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

/// All layers but the image, from `left` to the right edge.
fn lay_out(sizes: &[usize], (width, height): (f64, f64), left: f64, palette: &Palette) -> Vec<Layer> {
    let layers = sizes.len() - 1;
    let margin = palette.px(10.0);
    let right = width - palette.px(40.0);
    let pitch = (right - left) / layers.max(1) as f64;
    let largest = palette.px(9.0);
    (1..=layers)
        .map(|i| {
            let centre = left + pitch * i as f64;
            Layer::new(sizes[i], centre, (margin, height - margin), 0.5 * pitch, largest)
        })
        .collect()
}

/// The connections with the largest flow, the smallest of them first, so that the largest is drawn on top. `weights` is
/// `[to][from]`.
fn strongest(weights: &[f32], activations: &[f64], most: usize) -> Vec<Connection> {
    let inputs = activations.len().max(1);
    let all: Vec<Connection> = weights
        .iter()
        .enumerate()
        .map(|(i, &weight)| Connection {
            from: i % inputs,
            to: i / inputs,
            flow: f64::from(weight) * activations[i % inputs],
        })
        .filter(|connection| connection.flow.is_finite() && connection.flow != 0.0)
        .collect();
    let flows: Vec<f64> = all.iter().map(|connection| connection.flow.abs()).collect();
    ranked(&flows).into_iter().skip(all.len().saturating_sub(most)).map(|place| all[place]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neurons_are_their_biases_and_lines_between_them_their_weights() {
        let architecture = Architecture::new(&[16, 16]).unwrap();
        let palette = Palette::new(crate::views::canvas::Theme::Light, 1.0);
        let layers = lay_out(architecture.sizes(), (760.0, 380.0), 240.0, &palette);
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
    fn the_strongest_connections_are_found_and_sorted() {
        // Two outputs, three inputs: [to][from].
        let weights = [1.0, -4.0, 2.0, 0.5, 3.0, f32::NAN];
        let found = strongest(&weights, &[1.0, 1.0, 0.0], 2);
        assert_eq!(found, [Connection { from: 1, to: 1, flow: 3.0 }, Connection { from: 1, to: 0, flow: -4.0 }]);
        assert_eq!(strongest(&weights, &[0.0; 3], 10), []);
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
