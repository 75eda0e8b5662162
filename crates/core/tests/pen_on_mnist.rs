//! What a network that has only seen the built-in digits reads of MNIST's test set.
//!
//! With COSTSCAPE_MNIST set to the folder of MNIST's files; `--example pen_accuracy` says more, over several seeds.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::print_stdout, reason = "what was measured, for who reads the log")]

use std::path::PathBuf;

use costscape_core::data::pen::{self, Set};
use costscape_core::data::{Examples, PIXELS, read_images, read_labels};
use costscape_core::network::brightest;
use costscape_core::settings::{Settings, Start};
use costscape_core::training::Trainer;

/// Passes over the built-in digits.
const EPOCHS: usize = 30;
/// What is reached, and how much of it another order of the same sums may change: a digit in a hundred.
const REACHED: f64 = 0.883;
const TOLERANCE: f64 = 0.01;

#[test]
fn a_network_that_learnt_from_the_pen_digits_alone_reads_mnist() {
    let Some(folder) = std::env::var_os("COSTSCAPE_MNIST").map(PathBuf::from) else {
        println!("skipped: COSTSCAPE_MNIST is not set to the folder of MNIST's files");
        return;
    };
    let file = |kind: &str| {
        let path = folder.join(format!("t10k-{kind}-ubyte"));
        std::fs::read(&path).or_else(|_| std::fs::read(path.with_extension("gz"))).expect("MNIST's test set")
    };
    let images = read_images("images", &file("images-idx3")).unwrap();
    let labels = read_labels("labels", &file("labels-idx1")).unwrap();

    let (pixels, classes) = pen::generate(1, pen::TRAIN, Set::Train);
    let set = Examples::new(&pixels, classes).unwrap();
    let mut settings = Settings { learning_rate: 3.0, ..Settings::default() };
    let mut trainer = Trainer::new(Start::default(), settings.clone(), set.len());
    let steps = EPOCHS * set.len() / settings.batch_size as usize;
    for step in 0..steps {
        if step == steps / 2 || step == steps * 4 / 5 {
            settings.learning_rate *= 0.33;
            trainer.apply(settings.clone());
        }
        trainer.whole_step(&set).unwrap();
    }

    let (network, theta) = (trainer.network(), trainer.theta());
    let right = images
        .chunks_exact(PIXELS)
        .zip(&labels)
        .filter(|(image, label)| brightest(network.forward(&theta, image).last().unwrap()) == usize::from(**label))
        .count();
    let share = right as f64 / labels.len() as f64;
    println!("{:.2} % of MNIST's test set read", 100.0 * share);
    assert!((share - REACHED).abs() < TOLERANCE, "{share} of MNIST's test set, expected {REACHED} to {TOLERANCE}");
}
