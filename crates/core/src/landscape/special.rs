//! Planes that are known as soon as their points or knobs are: no data, no iteration.

use super::grid::Extent;
use super::plane::{Plane, PlaneError};
use crate::network::Network;
use crate::random::Random;

/// The stream of random numbers for random directions.
const STREAM: u64 = 3;
/// Room left around three points or a path, as a share of their extent on each side.
pub(super) const MARGIN: f32 = 0.2;

/// Two Gaussian directions by seed, filter-normalised (Li et al., "Visualizing the Loss Landscape of Neural Nets", 2018):
/// each neuron's incoming weights, its filter, are scaled to the length of that neuron's weights in theta, and biases do
/// not move. Not made orthogonal: in so many dimensions two random directions very nearly are.
///
/// # Errors
/// When all weights are zero or not finite.
pub fn filter_normalised(network: &Network, theta: &[f32], seed: u64) -> Result<Plane, PlaneError> {
    let mut random = Random::new(seed, STREAM);
    let shape = &network.architecture;
    let mut direction = || {
        let mut direction = vec![0.0f32; theta.len()];
        for layer in 0..shape.layers() {
            let inputs = shape.sizes()[layer];
            let range = shape.weights(layer);
            for (filter, weights) in
                direction[range.clone()].chunks_exact_mut(inputs).zip(theta[range].chunks_exact(inputs))
            {
                let gaussian: Vec<f64> = filter.iter().map(|_| random.normal()).collect();
                let square = |values: &mut dyn Iterator<Item = f64>| values.map(|x| x * x).sum::<f64>();
                let length = square(&mut weights.iter().map(|&w| f64::from(w)));
                let scale = (length / square(&mut gaussian.iter().copied())).sqrt();
                filter.iter_mut().zip(gaussian).for_each(|(d, g)| *d = (scale * g) as f32);
            }
        }
        direction
    };
    let (u, v) = (direction(), direction());
    Plane::skew(theta, &u, &v).map_err(|_| PlaneError::NoWeights)
}

/// The plane through three points, its origin the first of them, u towards the second; and the part of it that holds all
/// three (Garipov et al. 2018).
///
/// # Errors
/// When two points are the same, all lie on one line, or lengths differ.
pub fn through_points(points: [&[f32]; 3]) -> Result<(Plane, Extent), PlaneError> {
    let [first, second, third] = points;
    if second.len() != first.len() || third.len() != first.len() {
        return Err(PlaneError::Length);
    }
    if first == second || second == third || first == third {
        return Err(PlaneError::SamePoint);
    }
    let towards = |to: &[f32]| -> Vec<f32> { to.iter().zip(first).map(|(t, f)| t - f).collect() };
    let (along, across) = (towards(second), towards(third));
    Plane::skew(first, &along, &across).map_err(|_| PlaneError::OneLine)?;
    let plane = Plane::new(first, &along, &across, 0)?;
    let places = points.map(|point| plane.project(point));
    Ok((plane, Extent::around(places.iter().map(|place| (place.a, place.b)), MARGIN)))
}

/// The plane along parameters `i` and `j` of theta.
///
/// # Errors
/// When they are the same, or theta has no such parameter.
pub fn two_parameters(theta: &[f32], i: usize, j: usize) -> Result<Plane, PlaneError> {
    if i == j || i.max(j) >= theta.len() {
        return Err(PlaneError::Parameters);
    }
    let axis = |at: usize| {
        let mut axis = vec![0.0; theta.len()];
        axis[at] = 1.0;
        axis
    };
    Plane::new(theta, &axis(i), &axis(j), 0)
}

/// The line from `start` (a = 0) to `here` (a = 1), as Goodfellow et al. (2014) draw it from -0.5 to 1.5.
///
/// # Errors
/// When both are the same point.
pub fn between(start: &[f32], here: &[f32], seed: u64) -> Result<(Plane, Extent), PlaneError> {
    if start == here {
        return Err(PlaneError::AtStart);
    }
    let along: Vec<f32> = here.iter().zip(start).map(|(h, s)| h - s).collect();
    let across = Plane::new(start, &along, &along, seed)?;
    let plane = Plane::skew(start, &along, across.v())?;
    Ok((plane, Extent { centre: (0.5, 0.0), half_range: 1.0 }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::initialisation::Initialisation;

    fn product(x: &[f32], y: &[f32]) -> f64 {
        x.iter().zip(y).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum()
    }

    #[test]
    fn every_filter_has_the_length_of_its_neurons_weights_and_biases_stay() {
        let network = Network::lesson();
        let theta = Initialisation::Lesson.parameters(&network, 1);
        let plane = filter_normalised(&network, &theta, 7).unwrap();
        assert_eq!(plane, filter_normalised(&network, &theta, 7).unwrap());
        assert_ne!(plane, filter_normalised(&network, &theta, 8).unwrap());
        for direction in [plane.u(), plane.v()] {
            for layer in 0..3 {
                let inputs = network.architecture.sizes()[layer];
                let range = network.architecture.weights(layer);
                for (filter, weights) in direction[range.clone()].chunks(inputs).zip(theta[range].chunks(inputs)) {
                    let (found, wanted) = (product(filter, filter).sqrt(), product(weights, weights).sqrt());
                    assert!((found - wanted).abs() < 1e-5 * wanted);
                }
                assert!(direction[network.architecture.biases(layer)].iter().all(|&b| b == 0.0));
            }
        }
        let zero = vec![0.0; theta.len()];
        assert_eq!(filter_normalised(&network, &zero, 1), Err(PlaneError::NoWeights));
        assert_eq!(filter_normalised(&network, &vec![f32::NAN; theta.len()], 1), Err(PlaneError::NoWeights));
    }

    #[test]
    fn gaussian_not_uniform() {
        // Of a filter of 784 Gaussians some are beyond 2.5 standard deviations; uniform ones never are.
        let network = Network::lesson();
        let theta = Initialisation::Lesson.parameters(&network, 1);
        let plane = filter_normalised(&network, &theta, 7).unwrap();
        let filter = &plane.u()[..784];
        let deviation = (product(filter, filter) / 784.0).sqrt();
        assert!(filter.iter().any(|&x| f64::from(x).abs() > 2.5 * deviation));
    }

    #[test]
    fn three_points_lie_on_their_plane_and_in_its_extent() {
        let network = Network::lesson();
        let [p, q, r] = [1, 2, 3].map(|seed| Initialisation::Lesson.parameters(&network, seed));
        let (plane, extent) = through_points([&p, &q, &r]).unwrap();
        for point in [&p, &q, &r] {
            let place = plane.project(point);
            assert!(place.off < 1e-2, "{place:?}");
            let (a, b) = extent.centre;
            assert!((place.a - a).abs().max((place.b - b).abs()) < 0.85 * extent.half_range);
        }
        assert!(product(plane.u(), plane.v()).abs() < 1e-5);
        assert_eq!(through_points([&p, &q, &p]), Err(PlaneError::SamePoint));
        let middle: Vec<f32> = p.iter().zip(&q).map(|(p, q)| (p + q) / 2.0).collect();
        assert_eq!(through_points([&p, &middle, &q]), Err(PlaneError::OneLine));
        assert_eq!(through_points([&p, &q, &[1.0]]), Err(PlaneError::Length));
    }

    #[test]
    fn two_parameters_move_and_no_other() {
        let plane = two_parameters(&[1.0, 2.0, 3.0], 2, 0).unwrap();
        assert_eq!(plane.at(0.5, -1.0), [0.0, 2.0, 3.5]);
        for (i, j) in [(1, 1), (0, 3), (9, 1)] {
            assert_eq!(two_parameters(&[1.0, 2.0, 3.0], i, j), Err(PlaneError::Parameters));
        }
    }

    #[test]
    fn the_line_from_start_to_here_goes_from_0_to_1() {
        let (plane, extent) = between(&[1.0, 1.0, 5.0], &[4.0, 5.0, 5.0], 1).unwrap();
        assert_eq!((plane.at(0.0, 0.0), plane.at(1.0, 0.0)), (vec![1.0, 1.0, 5.0], vec![4.0, 5.0, 5.0]));
        let here = plane.project(&[4.0, 5.0, 5.0]);
        assert!((here.a - 1.0).abs() < 1e-6 && here.b.abs() < 1e-6 && here.off < 1e-3);
        assert_eq!((extent.centre.0 - extent.half_range, extent.centre.0 + extent.half_range), (-0.5, 1.5));
        assert_eq!(between(&[1.0], &[1.0], 1), Err(PlaneError::AtStart));
    }
}
