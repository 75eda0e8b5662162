//! Golden runs: the same bits natively and in the browser.
//!
//! Each case is an ordinary test natively and a wasm test in Chromium; both compare with the same constants, so a compiler,
//! a platform or a change to a kernel that alters a single bit anywhere in a run shows here. The constants were
//! printed by this file's own failing assertions on x86-64.

#![allow(clippy::unwrap_used, reason = "a test that fails by panicking")]

use costscape_core::cost::Cost;
use costscape_core::curvature::Curvature;
use costscape_core::data::{Examples, PIXELS, pen};
use costscape_core::digit::from_photo;
use costscape_core::inversion::{Favourite, smallest_flip};
use costscape_core::landscape::{
    DownhillPlane, PrincipalPlane, Projection, Quantity, Sampling, Trajectory, filter_normalised,
};
use costscape_core::measurement::Measurement;
use costscape_core::network::{Activation, Architecture};
use costscape_core::optimizer::Optimizer;
use costscape_core::random::Random;
use costscape_core::settings::{Settings, Start};
use costscape_core::training::Trainer;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;
#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// FNV-1a, 64 bits, by Fowler, Noll and Vo.
fn hash(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Ten blurred patterns in noisy copies, about a fifth of the pixels inked, as in handwriting.
fn examples() -> Examples {
    let mut random = Random::new(2026, 0);
    let patterns: Vec<Vec<u32>> =
        (0..10).map(|_| (0..PIXELS).map(|_| if random.below(5) == 0 { 200 } else { 0 }).collect()).collect();
    let n = 2400;
    let images: Vec<u8> = (0..n)
        .flat_map(|i| &patterns[i % 10])
        .map(|&level| if level == 0 { 0 } else { (level + random.below(56)) as u8 * u8::from(random.below(8) > 0) })
        .collect();
    Examples::new(&images, (0..n).map(|i| (i % 10) as u8).collect()).unwrap()
}

fn run(settings: Settings, hidden: &[usize]) -> Trainer {
    let set = examples();
    let start = Start { architecture: Architecture::new(hidden).unwrap(), ..Start::default() };
    let mut trainer = Trainer::new(start, settings, set.len());
    for _ in 0..200 {
        trainer.whole_step(&set).unwrap();
    }
    trainer
}

fn parameters(trainer: &Trainer) -> u64 {
    hash(trainer.theta().iter().flat_map(|p| p.to_le_bytes()))
}

#[test]
fn two_hundred_default_steps() {
    assert_eq!(parameters(&run(Settings::default(), &[16, 16])), 7_885_553_765_347_922_040);
}

#[test]
fn two_hundred_steps_of_adam_with_relu_and_cross_entropy() {
    let settings = Settings {
        optimizer: Optimizer::Adam,
        activation: Activation::Relu,
        cost: Cost::CrossEntropy,
        learning_rate: 0.003,
        batch_size: 37,
    };
    assert_eq!(parameters(&run(settings, &[20, 9, 12])), 13_284_876_591_787_338_881);
}

#[test]
fn two_hundred_whole_steps_with_momentum() {
    let settings =
        Settings { optimizer: Optimizer::Momentum, batch_size: u32::MAX, learning_rate: 0.2, ..Settings::default() };
    assert_eq!(parameters(&run(settings, &[16, 16])), 414_599_247_700_225_301);
}

#[test]
fn a_slice_and_a_measurement() {
    let set = examples();
    let trainer = run(Settings::default(), &[16, 16]);
    let measured = Measurement::new(&trainer.network(), &trainer.theta(), true).whole(&set);
    let gradient = measured.gradient(set.len()).unwrap();
    let mut making = DownhillPlane::new(&trainer.network(), trainer.theta(), &gradient, 1).unwrap();
    while !making.is_known() {
        making.advance(&set);
    }
    let plane = making.plane().unwrap().unwrap();
    let points = [(0.0, 0.0), (1.5, -0.5), (-6.0, 6.0)];
    let sums = Projection::new(&trainer.network(), &plane, &set).sums(&points, Quantity::Cost);
    let bits = sums.into_iter().chain([measured.sums().cost]).flat_map(f64::to_le_bytes);
    assert_eq!(hash(bits), 2_757_887_457_021_329_469);
}

#[test]
fn a_sample_of_the_examples() {
    let chosen = Sampling::OneIn(10).examples(2_500).flat_map(|index| (index as u32).to_le_bytes());
    assert_eq!(hash(chosen), 13_598_189_915_609_945_843);
}

#[test]
fn a_thousand_built_in_digits() {
    let (images, labels) = pen::generate(1, 1000, pen::Set::Train);
    assert_eq!((hash(images), hash(labels)), (0xF991_F135_01ED_4F16, 0xF2E3_9DB9_7F9B_1081));
    let (images, labels) = pen::generate(1, 1000, pen::Set::BesideMnist);
    assert_eq!((hash(images), hash(labels)), (0xF2A1_74D8_9ED8_46AF, 0xAAAA_9112_CFE7_F9F3));
}

#[test]
fn the_planes_of_the_landscape() {
    let set = examples();
    let mut trainer = Trainer::new(Start::default(), Settings::default(), set.len());
    let mut path = Trajectory::new(0, trainer.theta());
    for step in 1..=20 {
        trainer.whole_step(&set).unwrap();
        path.push(step, trainer.theta());
    }
    let (network, theta) = (trainer.network(), trainer.theta());
    let random = filter_normalised(&network, &theta, 5).unwrap();
    let principal = PrincipalPlane::new(&path, &theta).unwrap();
    let mut curvature = Curvature::new(&network, &theta, 2, None, 1);
    let spectrum = loop {
        if let Some(found) = curvature.advance(&set) {
            break found.unwrap();
        }
    };
    let directions = [random.to_vectors(), principal.plane.to_vectors(), spectrum.vectors.concat()].concat();
    let numbers = spectrum.values.into_iter().chain([principal.explained, principal.explained_of_a_walk]);
    let bits = directions.into_iter().flat_map(f32::to_le_bytes).chain(numbers.flat_map(f64::to_le_bytes));
    assert_eq!(hash(bits), 17_490_898_427_851_467_189);
}

#[test]
fn a_photograph_a_flip_and_an_image_an_output_likes() {
    // A slanted stroke on paper in the shade.
    let (width, height) = (90_usize, 120);
    let pixels: Vec<u8> = (0..width * height)
        .flat_map(|i| {
            let (x, y) = (i % width, i / width);
            let paper = 230 - x as u8;
            let grey = if (20..95).contains(&y) && (x + y / 4).abs_diff(60) < 5 { paper / 3 } else { paper };
            [grey, grey, grey, 255]
        })
        .collect();
    let photo = from_photo(&pixels, width).unwrap();
    assert_eq!(hash(photo), 14_654_130_853_550_696_405);

    let trainer = run(Settings::default(), &[16, 16]);
    let (network, theta) = (trainer.network(), trainer.theta());
    let bits = |greys: &[f64]| hash(greys.iter().flat_map(|grey| grey.to_le_bytes()));
    let flip = smallest_flip(&network, &theta, &photo).unwrap();
    assert_eq!((flip.before, flip.after, bits(&flip.greys)), (6, 0, 544_664_519_524_799_537));
    let mut favourite = Favourite::new(3);
    for _ in 0..20 {
        favourite.climb(&network, &theta);
    }
    assert_eq!(bits(favourite.greys()), 11_761_950_140_661_827_898);
}
