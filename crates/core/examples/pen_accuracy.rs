//! What a network that has only seen the built-in digits makes of MNIST.
//!
//! ```text
//! COSTSCAPE_MNIST=<folder> cargo run --release -p costscape-core --example pen_accuracy [-- IMAGES [EPOCHS [SEEDS]]]
//! ```
//!
//! Trains 784-16-16-10 (sigmoid, quadratic cost, plain SGD) on the built-in digits for each seed and measures it on
//! MNIST's 10,000 test images and on 20,000 of the training images, the ones the generator was tuned by. Then what is
//! taken for what, in percent, and the numbers of the ink side by side.

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use costscape_core::data::pen::{self, Set};
use costscape_core::data::{CLASSES, Examples, PIXELS, read_images, read_labels};
use costscape_core::network::{Network, brightest};
use costscape_core::settings::{Settings, Start};
use costscape_core::training::Trainer;

/// MNIST's training images that the generator was tuned by.
const TUNED_BY: usize = 20_000;

/// Row: the true digit; column: the answer.
type Confusion = [[u32; CLASSES]; CLASSES];

struct Images {
    pixels: Vec<u8>,
    labels: Vec<u8>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(folder) = std::env::var_os("COSTSCAPE_MNIST") else {
        println!("skipped: COSTSCAPE_MNIST is not set to the folder of MNIST's files");
        return Ok(());
    };
    let number = |i: usize, usual: usize| std::env::args().nth(i).map_or(Ok(usual), |text| text.parse());
    let (count, epochs, seeds) = (number(1, pen::TRAIN)?, number(2, 30)?, number(3, 4)? as u64);
    let test = mnist(Path::new(&folder), "t10k")?;
    let mut tuned_by = mnist(Path::new(&folder), "train")?;
    tuned_by.pixels.truncate(TUNED_BY * PIXELS);
    tuned_by.labels.truncate(TUNED_BY);

    let started = Instant::now();
    let (pixels, labels) = pen::generate(1, pen::TRAIN + pen::TEST, Set::Train);
    println!("{} images written in {:.0} ms", labels.len(), started.elapsed().as_secs_f64() * 1e3);
    println!("ink, built in: {}", ink(&pixels));
    println!("ink, MNIST:    {}", ink(&tuned_by.pixels));

    let mut total = Confusion::default();
    let mut sum = 0.0;
    for seed in 1..=seeds {
        let (network, theta) = train(seed, count, epochs)?;
        let (on_test, confusion) = accuracy(&network, &theta, &test);
        let (on_tuned_by, _) = accuracy(&network, &theta, &tuned_by);
        println!("seed {seed}: MNIST test {:.2} %, training {:.2} %", on_test * 100.0, on_tuned_by * 100.0);
        sum += on_test;
        total.iter_mut().flatten().zip(confusion.iter().flatten()).for_each(|(t, c)| *t += c);
    }
    println!("mean of {seeds} seeds on MNIST's test set: {:.2} %", sum / seeds as f64 * 100.0);
    for (digit, row) in total.iter().enumerate() {
        let of = f64::from(row.iter().sum::<u32>());
        let row: String = row.iter().map(|&n| format!("{:6.1}", f64::from(n) / of * 100.0)).collect();
        println!("{digit}: {row}");
    }
    Ok(())
}

fn mnist(folder: &Path, name: &str) -> Result<Images, Box<dyn Error>> {
    let file = |kind: &str| {
        let path = folder.join(format!("{name}-{kind}-ubyte"));
        let zipped = path.with_extension("gz");
        std::fs::read(&path).or_else(|_| std::fs::read(&zipped)).map_err(|e| format!("{}: {e}", zipped.display()))
    };
    let pixels = read_images("images", &file("images-idx3")?)?;
    Ok(Images { pixels, labels: read_labels("labels", &file("labels-idx1")?)? })
}

fn ink(pixels: &[u8]) -> String {
    let mean = pixels.iter().map(|&level| f64::from(level)).sum::<f64>() / 255.0 / pixels.len() as f64;
    let lit = pixels.iter().filter(|&&level| level != 0).count() as f64;
    let full = pixels.iter().filter(|&&level| level >= 250).count() as f64 / lit;
    let lit = lit / (pixels.len() / PIXELS) as f64;
    format!("mean pixel {mean:.4}, {lit:.1} pixels not zero, {:.0} % of those full", full * 100.0)
}

/// A network trained on `count` built-in digits, the rate lowered twice towards the end.
fn train(seed: u64, count: usize, epochs: usize) -> Result<(Network, Vec<f32>), Box<dyn Error>> {
    let (images, labels) = pen::generate(seed, count, Set::Train);
    let examples = Examples::new(&images, labels)?;
    let start = Start { seed, ..Start::default() };
    let mut settings = Settings { learning_rate: 3.0, ..Settings::default() };
    let mut trainer = Trainer::new(start, settings.clone(), examples.len());
    let steps = epochs * count / settings.batch_size as usize;
    for step in 0..steps {
        if step == steps / 2 || step == steps * 4 / 5 {
            settings.learning_rate *= 0.33;
            trainer.apply(settings.clone());
        }
        trainer.whole_step(&examples)?;
    }
    Ok((trainer.network(), trainer.theta()))
}

fn accuracy(network: &Network, theta: &[f32], images: &Images) -> (f64, Confusion) {
    let mut confusion = Confusion::default();
    let mut right = 0;
    for (pixels, &label) in images.pixels.chunks_exact(PIXELS).zip(&images.labels) {
        let answer = network.forward(theta, pixels).last().map_or(0, |outputs| brightest(outputs));
        confusion[usize::from(label)][answer] += 1;
        right += u32::from(answer == usize::from(label));
    }
    (f64::from(right) / images.labels.len() as f64, confusion)
}
