//! Prints how the run that the page opens with goes: `COSTSCAPE_MNIST=DIR cargo run --release --example default_run`.

#![allow(clippy::print_stdout, reason = "what it is for")]

use std::error::Error;
use std::path::Path;

use costscape_core::data::mnist::{FILES, GZIPPED};
use costscape_core::data::{Examples, read_examples};
use costscape_core::measurement::Measurement;
use costscape_core::settings::{Settings, Start};
use costscape_core::training::Trainer;

fn main() -> Result<(), Box<dyn Error>> {
    let folder =
        std::env::var("COSTSCAPE_MNIST").map_err(|_| "set COSTSCAPE_MNIST to the folder with MNIST's files")?;
    let train = set(Path::new(&folder), 0)?;
    let test = set(Path::new(&folder), 2)?;
    for seed in 1..=3 {
        let mut trainer = Trainer::new(Start { seed, ..Start::default() }, Settings::default(), train.len());
        println!("seed {seed}");
        for step in [0, 60, 300, 450, 600, 900, 1200, 2400, 3600, 4800, 7200, 14_400] {
            while trainer.step() < step {
                trainer.whole_step(&train)?;
            }
            let score = |examples| Measurement::new(&trainer.network(), &trainer.theta(), false).whole(examples).sums();
            let (cost, right) = (score(&train).cost / train.len() as f64, score(&test).right);
            let read = 100.0 * f64::from(right) / test.len() as f64;
            println!("  step {step:6}, {:4} s: cost {cost:.4}, unseen digits read {read:.2} %", step / 60);
        }
    }
    Ok(())
}

/// The set whose images are file `images` of [`FILES`], and its labels the next.
fn set(folder: &Path, images: usize) -> Result<Examples, Box<dyn Error>> {
    let read = |file: &str| {
        std::fs::read(folder.join(format!("{file}{GZIPPED}"))).or_else(|_| std::fs::read(folder.join(file)))
    };
    let (images, labels) = (FILES[images], FILES[images + 1]);
    Ok(read_examples((images, &read(images)?), (labels, &read(labels)?))?)
}
