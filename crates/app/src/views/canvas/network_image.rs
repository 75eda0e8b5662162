//! One digit on its way through the network: the image, the neurons of each layer, the ten outputs.

use costscape_core::network::{Architecture, brightest};
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

use super::hidpi::{Bitmap, Screen};
use super::network_input::in_ink;
use super::network_layout::{Layer, lay_out, parameter_at};
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
    /// What the outputs stand for; their numbers where there are none.
    pub names: &'a [String],
}

/// See the module.
pub struct NetworkImageView {
    screen: Screen,
    /// The lines between neurons, several hundred: drawn layer by layer, one a frame, and only then put on the screen.
    lines: Screen,
    begun: Option<Begun>,
    bitmap: Bitmap,
    /// The layers as they were drawn last.
    layers: Vec<Layer>,
}

/// What was drawn of a picture that comes in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The picture was begun with it: it shows what is known now.
    pub first: bool,
    /// The picture is seen now.
    pub last: bool,
}

/// A picture whose lines are being drawn: the network as it was when that began.
struct Begun {
    architecture: Architecture,
    palette: Palette,
    layers: Vec<Layer>,
    /// Of each layer.
    connections: Vec<Vec<Connection>>,
    /// Layers whose lines are drawn.
    drawn: usize,
    /// None when there is no image.
    activations: Option<Vec<Vec<f64>>>,
    /// Of the outputs, and the room that they have, in CSS pixels.
    names: Vec<String>,
    room: f64,
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
        let screen = Screen::new(canvas)?;
        Ok(Self { lines: screen.beside()?, screen, begun: None, bitmap: Bitmap::new()?, layers: Vec::new() })
    }

    /// Draws the next part of the network: of the picture that was begun, unless that was of another size, in other colours or
    /// of other layers.
    ///
    /// # Errors
    /// When the browser refuses a drawing call.
    pub fn draw_next(&mut self, input: &NetworkImageInput, palette: &Palette) -> Result<Part, JsValue> {
        let begun = self.begun.take();
        if !self.screen.measure() {
            return Ok(Part { first: true, last: true });
        }
        let resized = self.lines.match_size(&self.screen);
        let fits = |begun: &Begun| !resized && begun.palette == *palette && begun.architecture == *input.architecture;
        let begun = begun.filter(fits);
        let first = begun.is_none();
        let mut begun = begun.unwrap_or_else(|| self.begin(input, palette));
        if let Some(connections) = begun.connections.get(begun.drawn) {
            let before = begun.drawn.checked_sub(1).map(|before| &begun.layers[before]);
            self.draw_connections(connections, before, &begun.layers[begun.drawn], palette);
            begun.drawn += 1;
        }
        let last = begun.drawn == begun.connections.len();
        if last {
            self.finish(begun, palette)?;
        } else {
            self.begun = Some(begun);
        }
        Ok(Part { first, last })
    }

    fn begin(&self, input: &NetworkImageInput, palette: &Palette) -> Begun {
        let sizes = input.architecture.sizes();
        let (left, _, side) = self.image(palette);
        let alive = input.activations.iter().map(Vec::len).eq(sizes.iter().copied())
            && input.theta.len() == input.architecture.parameter_count();
        let connections = |layer: usize| {
            strongest(&input.theta[input.architecture.weights(layer)], &input.activations[layer], Self::MOST)
        };
        let names: Vec<String> =
            (0..sizes[sizes.len() - 1]).map(|i| input.names.get(i).cloned().unwrap_or_else(|| i.to_string())).collect();
        self.screen.set_font("700", palette.px(15.0));
        let widest = names.iter().map(|name| self.screen.text_width(name)).fold(0.0, f64::max);
        let room = (1.25 * widest + palette.px(6.0)).min(0.2 * self.screen.size().0).max(palette.px(18.0));
        self.lines.wipe();
        Begun {
            architecture: input.architecture.clone(),
            palette: *palette,
            layers: lay_out(sizes, self.screen.size(), (left + side, room), palette),
            names,
            room,
            connections: if alive { (0..sizes.len() - 1).map(connections).collect() } else { Vec::new() },
            drawn: 0,
            activations: alive.then(|| input.activations.to_vec()),
        }
    }

    /// Puts it on the screen.
    fn finish(&mut self, begun: Begun, palette: &Palette) -> Result<(), JsValue> {
        self.screen.wipe();
        self.screen.copy(&self.lines, 1.0)?;
        let values = |layer: usize| begun.activations.as_ref().map_or(&[][..], |activations| &activations[layer]);
        self.draw_image(values(0), palette)?;
        for (index, layer) in begun.layers.iter().enumerate() {
            self.draw_neurons(layer, values(index + 1), palette)?;
        }
        if let Some(outputs) = begun.layers.last() {
            self.draw_answers(outputs, values(begun.layers.len()), (&begun.names, begun.room), palette)?;
        }
        self.layers = begun.layers;
        Ok(())
    }

    /// The place of the image: left, top and side, in CSS pixels.
    fn image(&self, palette: &Palette) -> (f64, f64, f64) {
        let (width, height) = self.screen.size();
        let side = (0.3 * width).min(0.62 * height);
        (palette.px(10.0), 0.5 * (height - side), side)
    }

    /// The parameter, counted from 0, at a place on the canvas, in CSS pixels: a neuron's bias, or the weight of the line
    /// between two neurons. Lines from the image are too many to be told apart.
    #[must_use]
    pub fn parameter_at(&self, architecture: &Architecture, place: (f64, f64)) -> Option<u32> {
        parameter_at(&self.layers, architecture, place, Self::NEAR)
    }

    fn draw_image(&self, greys: &[f64], palette: &Palette) -> Result<(), JsValue> {
        let grey = |value: &f64| (value * 255.0).round().clamp(0.0, 255.0) as u8;
        let mut pixels: Vec<u8> = greys.iter().map(grey).collect();
        pixels.resize(SIDE * SIDE, 0);
        let (left, top, side) = self.image(palette);
        let context = self.screen.context();
        self.bitmap.set(&in_ink(&pixels, palette), SIDE)?;
        self.bitmap.draw(context, (left, top, side, side), false)?;
        context.set_line_width(palette.px(1.0));
        context.set_stroke_style_str(&palette.edge.to_string());
        context.stroke_rect(left, top, side, side);
        Ok(())
    }

    /// The lines into a layer: from the layer before, or from the image's pixels.
    fn draw_connections(&self, connections: &[Connection], before: Option<&Layer>, layer: &Layer, palette: &Palette) {
        let context = self.lines.context();
        context.set_line_cap("butt");
        let colours = SignedColours::new(palette);
        let (left, top, side) = self.image(palette);
        let pixel = side / SIDE as f64;
        let most = connections.last().map_or(0.0, |connection| connection.flow.abs());
        for connection in connections {
            let share = connection.flow.abs() / most;
            let start = before.map_or_else(
                || {
                    let (column, row) = (connection.from % SIDE, connection.from / SIDE);
                    (left + (column as f64 + 0.5) * pixel, top + (row as f64 + 0.5) * pixel)
                },
                |before| before.places[connection.from],
            );
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

    /// The names beside the outputs; the answer in a ring and in ink.
    fn draw_answers(
        &self,
        layer: &Layer,
        outputs: &[f64],
        (names, room): (&[String], f64),
        palette: &Palette,
    ) -> Result<(), JsValue> {
        let context = self.screen.context();
        let answer = (!outputs.is_empty()).then(|| brightest(outputs));
        let text = (2.2 * layer.radius).clamp(palette.px(11.0), palette.px(15.0));
        context.set_text_align("left");
        context.set_text_baseline("middle");
        for (output, (&(x, y), name)) in layer.places.iter().zip(names).enumerate() {
            let won = answer == Some(output);
            self.screen.set_font(if won { "700" } else { "400" }, if won { 1.25 * text } else { text });
            context.set_fill_style_str(&if won { palette.ink } else { palette.ink_quiet }.to_string());
            let left = x + layer.radius + palette.px(9.0);
            context.fill_text_with_max_width(name, left, y + palette.px(0.5), room)?;
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
    fn the_strongest_connections_are_found_and_sorted() {
        // Two outputs, three inputs: [to][from].
        let weights = [1.0, -4.0, 2.0, 0.5, 3.0, f32::NAN];
        let found = strongest(&weights, &[1.0, 1.0, 0.0], 2);
        assert_eq!(found, [Connection { from: 1, to: 1, flow: 3.0 }, Connection { from: 1, to: 0, flow: -4.0 }]);
        assert_eq!(strongest(&weights, &[0.0; 3], 10), []);
    }
}
