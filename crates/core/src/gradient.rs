//! Backpropagation, plain and dense: the reference that the fast kernel is tested against.

use crate::network::{Network, greys};

/// Cost and gradient of some examples, averaged over them.
#[derive(Clone, Debug)]
pub struct CostAndGradient {
    /// C, averaged over the examples.
    pub cost: f64,
    /// dC/dtheta, laid out as theta.
    pub gradient: Vec<f64>,
}

/// The average cost of examples (`images`: 784 bytes each) at theta. Zero for no examples.
#[must_use]
pub fn cost<'a>(network: &Network, theta: &[f32], examples: impl IntoIterator<Item = (&'a [u8], u8)>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for (image, label) in examples {
        let layers = network.forward_to_logits(theta, greys(image));
        sum += network.cost.of_logits(&layers[layers.len() - 1], label);
        count += 1.0;
    }
    if count > 0.0 { sum / count } else { 0.0 }
}

/// The average cost and its gradient, by the chain rule from the outputs back to the pixels.
///
/// The four equations are those of Nielsen, "Neural Networks and Deep Learning", chapter 2 (BP1 to BP4).
#[must_use]
pub fn cost_and_gradient<'a>(
    network: &Network,
    theta: &[f32],
    examples: impl IntoIterator<Item = (&'a [u8], u8)>,
) -> CostAndGradient {
    let shape = &network.architecture;
    let mut gradient = vec![0.0; shape.parameter_count()];
    let (mut sum, mut count) = (0.0, 0.0);
    for (image, label) in examples {
        let mut a = network.forward_to_logits(theta, greys(image));
        sum += network.cost.of_logits(&a[shape.layers()], label);
        count += 1.0;
        network.cost.apply_output_function(&mut a[shape.layers()]);
        // BP1: delta of the outputs.
        let mut delta: Vec<f64> = a[shape.layers()]
            .iter()
            .enumerate()
            .map(|(digit, &output)| network.cost.delta(output, f64::from(digit == usize::from(label))))
            .collect();
        for layer in (0..shape.layers()).rev() {
            let input = &a[layer];
            // BP3 and BP4: dC/db = delta, dC/dW = delta x input.
            for (g, d) in gradient[shape.biases(layer)].iter_mut().zip(&delta) {
                *g += d;
            }
            for (row, d) in gradient[shape.weights(layer)].chunks_exact_mut(input.len()).zip(&delta) {
                for (g, x) in row.iter_mut().zip(input) {
                    *g += d * x;
                }
            }
            if layer > 0 {
                delta = before(network, theta, layer, &delta, input);
            }
        }
    }
    let scale = if count > 0.0 { 1.0 / count } else { 0.0 };
    gradient.iter_mut().for_each(|g| *g *= scale);
    CostAndGradient { cost: sum * scale, gradient }
}

/// BP2: delta of the layer before, through the weights of `layer` and the slope of the activations that were its `input`.
fn before(network: &Network, theta: &[f32], layer: usize, delta: &[f64], input: &[f64]) -> Vec<f64> {
    let mut before = through_weights(network, theta, layer, delta);
    for (sum, &x) in before.iter_mut().zip(input) {
        *sum *= network.activation.slope(x);
    }
    before
}

/// The transposed weights of `layer` times delta: slopes by the layer's inputs.
fn through_weights(network: &Network, theta: &[f32], layer: usize, delta: &[f64]) -> Vec<f64> {
    let inputs = network.architecture.sizes()[layer];
    let mut slopes = vec![0.0; inputs];
    for (row, d) in theta[network.architecture.weights(layer)].chunks_exact(inputs).zip(delta) {
        for (sum, &w) in slopes.iter_mut().zip(row) {
            *sum += f64::from(w) * d;
        }
    }
    slopes
}

/// The slopes by the 784 greys of whatever has the slopes `delta` by the last layer's weighted sums, from the activations of
/// a forward pass: the same chain, followed to its end.
#[must_use]
pub fn by_greys(network: &Network, theta: &[f32], activations: &[Vec<f64>], delta: &[f64]) -> Vec<f64> {
    let mut delta = delta.to_vec();
    for layer in (1..network.architecture.layers()).rev() {
        delta = before(network, theta, layer, &delta, &activations[layer]);
    }
    through_weights(network, theta, 0, &delta)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cost::Cost;
    use crate::data::PIXELS;
    use crate::initialisation::Initialisation;
    use crate::network::{Activation, Architecture};
    use crate::random::Random;

    /// Central differences have an error of order h^2 times the third derivative; with theta in f32 the step itself is
    /// rounded, so the step really taken is used as the divisor.
    fn check(activation: Activation, cost_function: Cost) {
        let network = Network { architecture: Architecture::new(&[7, 5]).unwrap(), activation, cost: cost_function };
        let mut random = Random::new(11, 0);
        let images: Vec<Vec<u8>> = (0..3)
            .map(|_| (0..PIXELS).map(|_| (random.below(4) == 0) as u8 * random.below(256) as u8).collect())
            .collect();
        let examples = || images.iter().enumerate().map(|(i, image)| (&image[..], i as u8 * 3));
        let theta = Initialisation::Scaled.parameters(&network, 5);
        let analytic = cost_and_gradient(&network, &theta, examples());
        assert!((analytic.cost - cost(&network, &theta, examples())).abs() < 1e-12);
        let mut checked = 0;
        for i in (0..theta.len()).step_by(61).chain(theta.len() - 22..theta.len()) {
            let h = 1e-3;
            let (mut up, mut down) = (theta.clone(), theta.clone());
            up[i] += h;
            down[i] -= h;
            let step = f64::from(up[i]) - f64::from(down[i]);
            let numeric = (cost(&network, &up, examples()) - cost(&network, &down, examples())) / step;
            let error = (numeric - analytic.gradient[i]).abs();
            assert!(error < 1e-5, "{activation:?} {cost_function:?} theta[{i}]: {numeric} {}", analytic.gradient[i]);
            checked += usize::from(analytic.gradient[i].abs() > 1e-4);
        }
        assert!(checked > 20, "most slopes were zero: {checked}");
    }

    #[test]
    fn the_gradient_agrees_with_central_differences() {
        for activation in [Activation::Sigmoid, Activation::Relu] {
            for cost_function in [Cost::Quadratic, Cost::CrossEntropy] {
                check(activation, cost_function);
            }
        }
    }

    #[test]
    fn a_label_whose_probability_rounds_to_0_has_a_finite_cost() {
        let network =
            Network { architecture: Architecture::new(&[]).unwrap(), cost: Cost::CrossEntropy, ..Network::lesson() };
        let mut theta = vec![0.0; 7_850];
        theta[7_840 + 3] = 2000.0;
        let example = || [(&[0; PIXELS][..], 5)];
        assert_eq!(cost(&network, &theta, example()), 2000.0);
        assert_eq!(cost_and_gradient(&network, &theta, example()).cost, 2000.0);
    }

    #[test]
    fn no_examples_cost_nothing_and_push_nowhere() {
        let network = Network::lesson();
        let theta = vec![0.1; 13_002];
        let none = cost_and_gradient(&network, &theta, std::iter::empty());
        assert_eq!(none.cost, 0.0);
        assert!(none.gradient.iter().all(|&g| g == 0.0));
    }

    #[test]
    fn slopes_by_greys_agree_with_central_differences() {
        let network = Network { architecture: Architecture::new(&[7, 5]).unwrap(), ..Network::lesson() };
        let theta = Initialisation::Scaled.parameters(&network, 5);
        let greys: Vec<f64> = (0..PIXELS).map(|i| (i % 11) as f64 / 11.0).collect();
        let layers = network.forward_greys(&theta, greys.clone());
        // Of the output of 4 itself: its slope by its own weighted sum.
        let output = layers[3][4];
        let mut delta = [0.0; 10];
        delta[4] = output * (1.0 - output);
        let slopes = by_greys(&network, &theta, &layers, &delta);
        for pixel in (0..PIXELS).step_by(37) {
            let at = |by: f64| {
                let mut greys = greys.clone();
                greys[pixel] += by;
                network.forward_greys(&theta, greys)[3][4]
            };
            let numeric = (at(1e-4) - at(-1e-4)) / 2e-4;
            assert!((numeric - slopes[pixel]).abs() < 1e-9, "{pixel}: {numeric} {}", slopes[pixel]);
        }
    }
}
