use super::*;
use crate::cost::Cost;
use crate::data::PIXELS;
use crate::gradient::cost_and_gradient;
use crate::initialisation::Initialisation;
use crate::network::{Activation, Architecture};

fn examples(n: usize, inked: usize) -> Examples {
    let mut random = Random::new(8, 0);
    let images: Vec<u8> = (0..n * PIXELS)
        .map(|i| if i % PIXELS < inked && random.below(3) > 0 { random.below(256) as u8 } else { 0 })
        .collect();
    Examples::new(&images, (0..n).map(|_| random.below(10) as u8).collect()).unwrap()
}

fn network(hidden: &[usize], activation: Activation, cost: Cost) -> Network {
    Network { architecture: Architecture::new(hidden).unwrap(), activation, cost }
}

fn gradient(network: &Network, theta: &[f32], set: &Examples) -> Vec<f64> {
    let dense: Vec<_> = set.iter().collect();
    cost_and_gradient(network, theta, dense.iter().map(|(image, label)| (&image[..], *label))).gradient
}

/// H v by the product, laid out as theta.
fn product(network: &Network, theta: &[f32], set: &Examples, vector: &[f32]) -> Vec<f32> {
    let mut product = HessianProduct::new(network, theta);
    let packed = product.layout().pack(vector);
    let mut sum = vec![0.0; packed.len()];
    product.add(set, 0..set.len(), &packed, &mut sum);
    let mean: Vec<f32> = sum.iter().map(|s| (s / set.len() as f64) as f32).collect();
    product.layout().unpack(&mean)
}

#[test]
fn the_product_is_the_gradients_difference() {
    let set = examples(40, PIXELS);
    for (activation, cost) in [
        (Activation::Sigmoid, Cost::Quadratic),
        (Activation::Sigmoid, Cost::CrossEntropy),
        (Activation::Relu, Cost::CrossEntropy),
    ] {
        for hidden in [&[16, 16][..], &[20], &[]] {
            let network = network(hidden, activation, cost);
            let theta = Initialisation::Scaled.parameters(&network, 3);
            let mut random = Random::new(5, 0);
            let vector: Vec<f32> = theta.iter().map(|_| random.normal() as f32).collect();
            let found = product(&network, &theta, &set, &vector);
            // Central differences err by h^2; a step of 1e-3 along a vector of length 114 keeps ReLU's kinks rare.
            let h = if activation == Activation::Relu { 1e-5 } else { 1e-3 };
            let moved = |sign: f32| -> Vec<f32> { theta.iter().zip(&vector).map(|(t, v)| t + sign * h * v).collect() };
            let (ahead, behind) = (moved(1.0), moved(-1.0));
            let (plus, minus) = (gradient(&network, &ahead, &set), gradient(&network, &behind, &set));
            let expected: Vec<f64> = plus.iter().zip(&minus).map(|(p, m)| (p - m) / (2.0 * f64::from(h))).collect();
            let size = expected.iter().map(|x| x * x).sum::<f64>().sqrt();
            let differences = found.iter().zip(&expected).map(|(f, e)| f64::from(*f) - e);
            let error = differences.map(|d| d * d).sum::<f64>().sqrt();
            let tolerance = if activation == Activation::Relu { 2e-2 } else { 2e-3 };
            assert!(size > 1e-3 && error < tolerance * size, "{activation:?} {cost:?} {hidden:?}: {error} of {size}");
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn lanczos_finds_the_top_of_the_whole_hessian_of_a_small_network() {
    // Sixteen pixels carry ink, so that only few of the first layer's rows and columns are not zero.
    let set = examples(60, 16);
    let network = network(&[4], Activation::Sigmoid, Cost::Quadratic);
    let theta = Initialisation::Lesson.parameters(&network, 2);
    let n = theta.len();
    let live: Vec<usize> = (0..n).filter(|&i| i >= 4 * PIXELS || i % PIXELS < 16).collect();
    let mut matrix = vec![0.0; live.len() * live.len()];
    for (column, &j) in live.iter().enumerate() {
        let mut unit = vec![0.0; n];
        unit[j] = 1.0;
        let found = product(&network, &theta, &set, &unit);
        for (row, &i) in live.iter().enumerate() {
            matrix[row * live.len() + column] = f64::from(found[i]);
        }
    }
    for i in 0..live.len() {
        for j in 0..i {
            let (x, y) = (matrix[i * live.len() + j], matrix[j * live.len() + i]);
            assert!((x - y).abs() < 1e-6, "a Hessian is symmetric");
        }
    }
    // The independent computation.
    let whole = nalgebra::DMatrix::from_row_slice(live.len(), live.len(), &matrix);
    let known = nalgebra::SymmetricEigen::new((&whole + whole.transpose()) * 0.5);
    let mut order: Vec<usize> = (0..live.len()).collect();
    order.sort_by(|&i, &j| known.eigenvalues[j].total_cmp(&known.eigenvalues[i]));
    let mut curvature = Curvature::new(&network, &theta, 2, None, 1);
    let spectrum = loop {
        if let Some(found) = curvature.advance(&set) {
            break found.unwrap();
        }
    };
    assert_eq!(spectrum.examples, 60);
    for k in 0..2 {
        let value = known.eigenvalues[order[k]];
        assert!((spectrum.values[k] - value).abs() < 1e-4 * known.eigenvalues[order[0]], "{value}");
        let along: f64 = live
            .iter()
            .enumerate()
            .map(|(row, &i)| known.eigenvectors[(row, order[k])] * f64::from(spectrum.vectors[k][i]))
            .sum();
        assert!(along.abs() > 0.999, "{k}: {along}");
    }
}

#[test]
fn a_start_nearby_saves_products_and_finds_the_same() {
    let set = examples(1500, PIXELS);
    let network = Network::lesson();
    let theta = Initialisation::Scaled.parameters(&network, 1);
    let run = |begin: Option<&[f32]>| {
        let mut curvature = Curvature::new(&network, &theta, 1, begin, 1);
        let mut calls = 0;
        loop {
            calls += 1;
            if let Some(found) = curvature.advance(&set) {
                return (found.unwrap(), calls);
            }
        }
    };
    let (cold, slow) = run(None);
    let (warm, quick) = run(Some(&cold.vectors[0]));
    assert!(quick < slow, "{quick} {slow}");
    assert!((warm.values[0] - cold.values[0]).abs() < 1e-3 * cold.values[0]);
    assert_eq!(cold.examples, 1500);
}

#[test]
fn a_start_at_the_second_eigenvector_does_not_take_it_for_the_first() {
    let set = examples(1000, PIXELS);
    let network = Network::lesson();
    let theta = Initialisation::Scaled.parameters(&network, 1);
    let run = |wanted: usize, begin: Option<&[f32]>| {
        let mut curvature = Curvature::new(&network, &theta, wanted, begin, 1);
        loop {
            if let Some(found) = curvature.advance(&set) {
                return found.unwrap();
            }
        }
    };
    let both = run(2, None);
    let found = run(1, Some(&both.vectors[1]));
    assert!((found.values[0] - both.values[0]).abs() < 5e-3 * both.values[0], "{:?} {:?}", found.values, both.values);
}

#[test]
fn beyond_the_numbers_there_is_no_spectrum() {
    let set = examples(20, PIXELS);
    let network = network(&[8], Activation::Relu, Cost::CrossEntropy);
    let theta = vec![f32::MAX; network.architecture.parameter_count()];
    let mut curvature = Curvature::new(&network, &theta, 1, None, 1);
    assert_eq!(curvature.advance(&set), Some(None));
}
