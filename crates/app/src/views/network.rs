//! The pictures of the network, in words.

use costscape_core::network::brightest;

use crate::state::State;

/// What the picture is of, while there is no image in it: also after one was cleared.
const WHAT_FLOWS: &str = "784 greys enter on the left, pass through the hidden layers, and leave as ten outputs; the brightest \
                          is the answer. Blue lines are negative weights, orange ones positive.";

/// The digit flowing through.
#[must_use]
pub fn flow_in_words(state: &State) -> Option<String> {
    let Some(layers) = &state.activations else { return Some(WHAT_FLOWS.to_owned()) };
    let sizes: Vec<String> = layers.iter().map(|layer| layer.len().to_string()).collect();
    let ink = layers.first()?.iter().filter(|&&grey| grey > 0.0).count();
    let outputs = layers.last()?;
    let answer = brightest(outputs);
    let hidden = layers.get(1..layers.len() - 1)?.iter().enumerate().map(|(i, layer)| {
        let bright = layer.iter().filter(|&&a| a > 0.5).count();
        format!(" In hidden layer {}, {bright} of {} neurons are above one half.", i + 1, layer.len())
    });
    Some(format!(
        "Layers of {}. {ink} of the pixels hold ink.{} The brightest output is that of {}, {:.2}.",
        sizes.join(", "),
        hidden.collect::<String>(),
        state.data.class_name(answer),
        outputs.get(answer)?
    ))
}

/// What the first layer looks for.
#[must_use]
pub fn weights_in_words(state: &State) -> Option<String> {
    let shape = &state.run.start.architecture;
    let weights = state.run.theta.get(shape.weights(0))?;
    let largest = weights.iter().fold(0.0f32, |most, w| most.max(w.abs()));
    let neurons = shape.sizes().get(1)?;
    Some(format!(
        "One picture for each of the {neurons} first-layer neurons: the 784 weights it multiplies the image with. \
         Orange counts for, blue against; the largest is {largest:.2}."
    ))
}
