//! What someone has to know who finds the file in a year.

use costscape_core::cost::Cost;
use costscape_core::initialisation::Initialisation;
use costscape_core::landscape::{Extent, Quantity, Sampling};
use costscape_core::network::Activation;
use costscape_core::optimizer::Optimizer;
use costscape_protocol::{About, Source};

use super::in_words;
use crate::numbers::grouped;
use crate::state::{BATCH_ALL, State, View};

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Its name: small letters and underscores.
    pub name: &'static str,
    /// What it is.
    pub value: String,
    /// Whether that is a number, to be written without quotes.
    pub is_number: bool,
}

/// All there is to say about a view.
#[must_use]
pub fn facts(state: &State, view: &View) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut say = |name, value: String| facts.push(Fact { name, value, is_number: false });
    say("what", "a slice of a neural network's cost landscape, computed by Costscape".into());
    say("heights", heights(state, view));
    say("plane", in_words(view.kind).1);
    say("network", network(view));
    say("initialisation", initialisation(state.run.start.initialisation).into());
    // More than a JSON number holds in many readers.
    say("seed", state.run.start.seed.to_string());
    let settings = &state.choices.settings;
    let optimizer = match settings.optimizer {
        Optimizer::Sgd => "gradient descent",
        Optimizer::Momentum => "momentum 0.9",
        Optimizer::Adam => "Adam",
    };
    say("optimiser", optimizer.into());
    let batch = settings.batch_size;
    say("batch", if batch == BATCH_ALL { "all training images".into() } else { batch.to_string() });
    if let Some(summary) = &state.data.summary {
        let name: &str = match &summary.source {
            Source::Pen => "built-in pen digits",
            Source::Mnist { with_pen: true, .. } => "MNIST and the built-in pen digits",
            Source::Mnist { .. } => "MNIST",
            Source::Own { name } => name,
        };
        say("data", name.into());
        say("data_fingerprint", format!("{:016x}", summary.hash));
    }
    say(
        "note",
        "run and settings are those at the moment of saving, and may have been changed since theta0, which is exact"
            .into(),
    );
    say("recompute", recompute(view));

    let mut count = |name, value: f64| {
        // JSON has no other numbers.
        if value.is_finite() {
            facts.push(Fact { name, value: value.to_string(), is_number: true });
        }
    };
    let grid = view.slice.grid();
    let Extent { centre: (a, b), half_range } = grid.extent();
    count("step", view.step as f64);
    count("columns", grid.resolution() as f64);
    count("rows", (grid.len() / grid.resolution()) as f64);
    count("known_points", view.slice.known() as f64);
    count("centre_a", shortest(a));
    count("centre_b", shortest(b));
    count("half_range", shortest(half_range));
    if let Some(error) = view.slice.largest_error().filter(|_| view.is_sampled()) {
        count("largest_standard_error", error);
    }
    count("eta", shortest(settings.learning_rate));
    if let Some(summary) = &state.data.summary {
        count("training_images", summary.train.into());
        count("test_images", summary.test.into());
    }
    match view.about {
        About::Nothing => {}
        About::Downhill { gradient_norm } => count("gradient_norm_at_theta0", gradient_norm),
        About::Path { explained, of_a_walk, points } => {
            count("variance_explained", explained);
            count("variance_explained_of_a_random_walk", of_a_walk);
            count("path_points", points.into());
        }
        About::Curvature { first, second, examples, .. } => {
            count("largest_eigenvalue", first);
            count("second_eigenvalue", second);
            count("eigenvalues_over_images", examples.into());
        }
    }
    facts
}

/// The `f64` that is written with the digits of this `f32`.
fn shortest(value: f32) -> f64 {
    value.to_string().parse().unwrap_or(f64::from(value))
}

/// "cost over all 60,000 training images".
pub(super) fn heights(state: &State, view: &View) -> String {
    format!("{} over {}", view.name_of_height(), state.images_of(view))
}

/// "41 by 41 points", and how many of them are known if not all.
pub(super) fn points(view: &View) -> String {
    let grid = view.slice.grid();
    let mut text = format!("{} by {} points", grid.resolution(), grid.len() / grid.resolution());
    if !view.slice.is_complete() {
        text += &format!(", {} known so far", grouped(view.slice.known() as u64));
    }
    text
}

/// "784-16-16-10, hidden layers sigmoid, outputs sigmoid, quadratic cost".
fn network(view: &View) -> String {
    let network = &view.network;
    let sizes: Vec<String> = network.architecture.sizes().iter().map(ToString::to_string).collect();
    let hidden = match network.activation {
        Activation::Sigmoid => "sigmoid",
        Activation::Relu => "ReLU",
    };
    let (outputs, cost) = match network.cost {
        Cost::Quadratic => ("sigmoid", "quadratic"),
        Cost::CrossEntropy => ("softmax", "cross-entropy"),
    };
    format!("{}, hidden layers {hidden}, outputs {outputs}, {cost} cost", sizes.join("-"))
}

fn initialisation(initialisation: Initialisation) -> &'static str {
    match initialisation {
        Initialisation::Lesson => "every weight and bias normal with variance 1",
        Initialisation::Scaled => "weights normal, scaled to the layer (Glorot, He); biases zero",
    }
}

fn recompute(view: &View) -> String {
    let of = match (view.heights.quantity, view.network.cost) {
        (Quantity::Right, _) => "1 where the brightest output is the label, else 0",
        (_, Cost::Quadratic) => "the sum of the ten squared differences between outputs and one-hot label",
        (_, Cost::CrossEntropy) => "minus the natural logarithm of the label's output",
    };
    let over = match view.sampling {
        Sampling::All => "the mean over the images",
        Sampling::OneIn(_) => {
            "of every 1,000 consecutive images the mean over those in images.npy (in the npz file, counted from 0), and the \
             mean of these means by how many images they stand for; the standard error is that of stratified sampling \
             without replacement"
        }
    };
    format!(
        "parameters theta0 + a u + b v in 32-bit floats: weights layer by layer, row-major by neuron, then biases layer by \
         layer; pixels divided by 255, row-major; per image {of}; then {over}. theta0, u and v are in the \
         npz file"
    )
}
