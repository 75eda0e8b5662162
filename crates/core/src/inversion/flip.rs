//! The smallest change to an image that makes the network answer otherwise.

use super::within_limits;
use crate::data::PIXELS;
use crate::gradient::by_greys;
use crate::network::{Network, brightest, greys};

/// A change that turns the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Flip {
    /// The changed image: 784 greys from 0 to 1, row-major from the top left.
    pub greys: Vec<f64>,
    /// The answer before.
    pub before: usize,
    /// The answer for the changed image.
    pub after: usize,
    /// How far the two images lie apart: the root of the summed squares of all changes.
    pub distance: f64,
    /// The largest change of a single grey.
    pub largest: f64,
}

/// So many steps are tried.
const MOST_STEPS: usize = 25;
/// Each goes so much farther than the straightened boundary lies.
const OVERSHOOT: f64 = 1.02;
/// So often the last bit of the way is halved.
const HALVINGS: usize = 20;

/// Searches for the smallest change of `image`, 784 bytes, that makes the network answer otherwise.
///
/// DeepFool (Moosavi-Dezfooli, Fawzi and Frossard, "DeepFool: a simple and accurate method to fool deep neural networks",
/// 2016): to the nearest of the nine boundaries, as if they were straight, again and again; greys are kept between 0 and 1.
/// Then back along the straight line to where the answer turns. It finds a small change, not provably the smallest. `None`
/// when it finds none. The answer is that of the largest weighted sum: outputs that round to the same number are told apart.
#[must_use]
pub fn smallest_flip(network: &Network, theta: &[f32], image: &[u8; PIXELS]) -> Option<Flip> {
    let original = greys(image);
    let answer = |greys: &[f64]| {
        let layers = network.forward_to_logits(theta, greys.to_vec());
        brightest(&layers[layers.len() - 1])
    };
    let before = answer(&original);
    let mut greys = original.clone();
    for _ in 0..MOST_STEPS {
        step(network, theta, before, &mut greys)?;
        if answer(&greys) != before {
            break;
        }
    }
    if answer(&greys) == before {
        return None;
    }
    // The way back: 0 is the image itself, 1 the one found.
    let between =
        |share: f64| -> Vec<f64> { original.iter().zip(&greys).map(|(from, to)| from + share * (to - from)).collect() };
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if answer(&between(middle)) == before { low = middle } else { high = middle }
    }
    let greys = between(high);
    let changes = || original.iter().zip(&greys).map(|(from, to)| to - from);
    let distance = changes().map(|change| change * change).sum::<f64>().sqrt();
    let largest = changes().fold(0.0, |most: f64, change| most.max(change.abs()));
    Some(Flip { after: answer(&greys), greys, before, distance, largest })
}

/// One step to the nearest boundary, along what can still change; `None` when there is none to go to.
fn step(network: &Network, theta: &[f32], before: usize, greys: &mut [f64]) -> Option<()> {
    let layers = network.forward_to_logits(theta, greys.to_vec());
    let logits = &layers[layers.len() - 1];
    let mut nearest: Option<(f64, f64, Vec<f64>)> = None;
    for digit in (0..logits.len()).filter(|&digit| digit != before) {
        let mut delta = vec![0.0; logits.len()];
        (delta[digit], delta[before]) = (1.0, -1.0);
        let mut slope = by_greys(network, theta, &layers, &delta);
        within_limits(&mut slope, greys);
        let squares = slope.iter().map(|slope| slope * slope).sum::<f64>();
        let gap = logits[before] - logits[digit];
        // A little farther, even where the boundary lies at no distance. Not finite where hardly anything slopes: no way to go,
        // and what is multiplied by it might be zero.
        let (distance, length) = (gap / squares.sqrt(), OVERSHOOT * (gap / squares + 1e-9));
        let can_go = distance.is_finite() && length.is_finite();
        if can_go && nearest.as_ref().is_none_or(|(other, ..)| distance < *other) {
            nearest = Some((distance, length, slope));
        }
    }
    let (_, length, slope) = nearest?;
    for (grey, slope) in greys.iter_mut().zip(slope) {
        *grey = (*grey + length * slope).clamp(0.0, 1.0);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cost::Cost;
    use crate::data::{Examples, pen};
    use crate::initialisation::Initialisation;
    use crate::network::{Activation, Architecture};
    use crate::settings::{Settings, Start};
    use crate::training::Trainer;

    #[test]
    fn the_answer_turns_and_a_hair_less_leaves_it() {
        for (activation, cost) in [(Activation::Sigmoid, Cost::Quadratic), (Activation::Relu, Cost::CrossEntropy)] {
            let network = Network { activation, cost, ..Network::lesson() };
            // Networks that have learnt something: before that hardly anything turns the answer.
            let (images, labels) = pen::generate(1, 1000, pen::Set::Train);
            let set = Examples::new(&images, labels).unwrap();
            let settings = Settings { activation, cost, learning_rate: 0.5, ..Settings::default() };
            let mut trainer = Trainer::new(Start::default(), settings, set.len());
            (0..200).for_each(|_| while trainer.advance(&set).unwrap().is_none() {});
            let theta = trainer.theta();
            for index in [0, 1, 2, 3, 4] {
                let image = set.image(index);
                let flip = smallest_flip(&network, &theta, &image).unwrap();
                let answer = |greys: Vec<f64>| {
                    let layers = network.forward_greys(&theta, greys);
                    brightest(&layers[layers.len() - 1])
                };
                assert_eq!((answer(flip.greys.clone()), flip.before == flip.after), (flip.after, false));
                assert!(flip.greys.iter().all(|grey| (0.0..=1.0).contains(grey)));
                let original = image.map(|byte| f64::from(byte) / 255.0);
                let less = original.iter().zip(&flip.greys).map(|(from, to)| from + 0.999 * (to - from)).collect();
                assert_eq!(answer(less), flip.before);
                assert!(flip.distance > 0.0 && flip.largest <= flip.distance);
            }
        }
    }

    #[test]
    fn of_a_network_without_hidden_layers_it_is_the_distance_to_the_nearest_boundary() {
        // All boundaries are planes there. Greys in the middle of their range, so that nothing is clipped.
        let network =
            Network { architecture: Architecture::new(&[]).unwrap(), cost: Cost::CrossEntropy, ..Network::lesson() };
        let theta: Vec<f32> = Initialisation::Scaled.parameters(&network, 7).iter().map(|t| 0.1 * t).collect();
        let image = [128; PIXELS];
        let flip = smallest_flip(&network, &theta, &image).unwrap();
        let weights = |digit: usize| &theta[digit * PIXELS..(digit + 1) * PIXELS];
        let sum = |digit: usize| weights(digit).iter().map(|&w| f64::from(w) * 128.0 / 255.0).sum::<f64>();
        let exact = (0..10)
            .filter(|&digit| digit != flip.before)
            .map(|digit| {
                let pairs = weights(flip.before).iter().zip(weights(digit));
                let length = pairs.map(|(a, b)| f64::from(a - b) * f64::from(a - b)).sum::<f64>().sqrt();
                (sum(flip.before) - sum(digit)) / length
            })
            .fold(f64::INFINITY, f64::min);
        assert!((flip.distance - exact).abs() < 1e-4 * exact, "{} {exact}", flip.distance);
    }

    #[test]
    fn an_output_that_rounds_to_1_has_a_boundary_too() {
        let network = Network { architecture: Architecture::new(&[]).unwrap(), ..Network::lesson() };
        let mut theta = vec![0.0; 7_850];
        theta[5 * PIXELS..6 * PIXELS].fill(0.25);
        theta[7_840 + 3] = 60.0;
        assert_eq!(network.forward(&theta, &[0; PIXELS])[1][3], 1.0);
        let flip = smallest_flip(&network, &theta, &[0; PIXELS]).unwrap();
        assert_eq!((flip.before, flip.after), (3, 5));
        // The sum of all greys has to be 60 / 0.25.
        assert!((flip.distance - 60.0 / 0.25 / 28.0).abs() < 1e-4, "{}", flip.distance);
        // Two outputs round to 1: the larger sum is the answer.
        theta[7_840 + 7] = 61.0;
        assert_eq!(smallest_flip(&network, &theta, &[0; PIXELS]).unwrap().before, 7);
    }

    #[test]
    fn slopes_too_small_to_divide_by_lead_nowhere() {
        // One hidden neuron so far down that the squares of slopes through it are no ordinary numbers.
        let network = Network { architecture: Architecture::new(&[1]).unwrap(), ..Network::lesson() };
        let shape = &network.architecture;
        for (depth, gap) in [(361.0, 30.0), (361.0, 1e-4), (358.0, 30.0), (354.0, 30.0), (350.0, 30.0)] {
            let mut theta = vec![0.0; shape.parameter_count()];
            theta[shape.weights(0)].fill(1.0);
            theta[shape.weights(1)][5] = -1.0;
            theta[shape.biases(0)].fill(-depth);
            theta[shape.biases(1)][3] = gap;
            let mut image = [0; PIXELS];
            image[400] = 255;
            let flip = smallest_flip(&network, &theta, &image);
            assert!(flip.is_none_or(|flip| flip.distance.is_finite() && flip.greys.iter().all(|grey| !grey.is_nan())));
        }
    }

    #[test]
    fn where_nothing_tells_digits_apart_there_is_none() {
        for nothing in [0.0, f32::NAN] {
            assert_eq!(smallest_flip(&Network::lesson(), &vec![nothing; 13_002], &[90; PIXELS]), None);
        }
    }
}
