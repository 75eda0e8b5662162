//! Prints how the sharpness of a full-batch run goes: `COSTSCAPE_MNIST=DIR cargo run --release --example sharpness`.

#![allow(clippy::print_stdout, reason = "what it is for")]

use std::error::Error;
use std::path::Path;

use costscape_core::curvature::Curvature;
use costscape_core::data::mnist::{FILES, GZIPPED};
use costscape_core::data::{Examples, read_examples};
use costscape_core::settings::{Settings, Start};
use costscape_core::training::Trainer;

fn main() -> Result<(), Box<dyn Error>> {
    let folder =
        std::env::var("COSTSCAPE_MNIST").map_err(|_| "set COSTSCAPE_MNIST to the folder with MNIST's files")?;
    let read = |file: &str| {
        let folder = Path::new(&folder);
        std::fs::read(folder.join(format!("{file}{GZIPPED}"))).or_else(|_| std::fs::read(folder.join(file)))
    };
    let set: Examples = read_examples((FILES[0], &read(FILES[0])?), (FILES[1], &read(FILES[1])?))?;
    let settings = Settings { batch_size: u32::MAX, learning_rate: 3.0, ..Settings::default() };
    let mut trainer = Trainer::new(Start::default(), settings, set.len());
    let mut begin: Option<Vec<f32>> = None;
    for _ in 0..12 {
        let clock = std::time::Instant::now();
        let mut curvature = Curvature::new(&trainer.network(), &trainer.theta(), 2, begin.as_deref(), 1);
        let mut blocks = 0;
        let found = loop {
            blocks += 1;
            if let Some(found) = curvature.advance(&set) {
                break found;
            }
        };
        let Some(found) = found else { break };
        let cost = trainer.whole_step(&set)?.cost;
        println!(
            "step {:4}, cost {cost:.4}: lambda {:?}, stable below eta {:.2} ({blocks} blocks, {:?})",
            trainer.step() - 1,
            found.values,
            2.0 / found.values[0],
            clock.elapsed()
        );
        begin = found.vectors.into_iter().next();
        for _ in 0..49 {
            trainer.whole_step(&set)?;
        }
    }
    Ok(())
}
