//! How many digits that people really wrote with a pen the network reads.
//!
//! ```text
//! COSTSCAPE_MNIST=<folder> cargo run --release -p costscape-core --example pen_recordings -- FILE [SEEDS]
//! ```
//!
//! FILE holds recordings of pen strokes in the UNIPEN format (Guyon, Schomaker, Plamondon, Liberman and Janet, "UNIPEN
//! project of on-line data exchange and recognizer benchmarks", 1994). UCI's "Pen-Based Recognition of Handwritten
//! Digits" (Alpaydin and Alimoglu, 1998) has them as `pendigits-orig.tes`: 3,498 digits of 14 people. They are no part
//! of this project, and the network never learns from them. The built-in digits' styles were drawn with the other file of that
//! set in sight, `pendigits-orig.tra` (30 other people); how many of them are mixed in was chosen with both.
//!
//! Each recording takes the pad's own way ([`Raster`] with its usual pen). Two networks as the page opens with are
//! judged: one that learns from MNIST and one that learns from MNIST and the built-in digits.

#![allow(clippy::print_stdout, reason = "what it is for")]

use std::error::Error;
use std::path::Path;

use costscape_core::data::mnist::{FILES, GZIPPED};
use costscape_core::data::pen::{self, Set};
use costscape_core::data::{CLASSES, Examples, PIXELS, read_images, read_labels};
use costscape_core::digit::{Point, Raster, Stroke};
use costscape_core::network::brightest;
use costscape_core::settings::{Settings, Start};
use costscape_core::training::Trainer;

/// Steps after which the networks are judged: a minute, two and four at the page's usual pace.
const STEPS: [u64; 3] = [3_600, 7_200, 14_400];

/// Images, 28 x 28 bytes each, and what each is.
#[derive(Clone, Default)]
struct Images {
    pixels: Vec<u8>,
    labels: Vec<u8>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder =
        std::env::var("COSTSCAPE_MNIST").map_err(|_| "set COSTSCAPE_MNIST to the folder with MNIST's files")?;
    let file = std::env::args().nth(1).ok_or("name a file with recordings")?;
    let seeds = std::env::args().nth(2).map_or(Ok(3), |text| text.parse())?;
    let text = std::fs::read(&file).map_err(|e| format!("{file}: {e}"))?;
    let written = rastered(&recordings(&String::from_utf8_lossy(&text))?);
    println!("{} recordings in {file}", written.labels.len());

    let mnist = mnist(Path::new(&folder))?;
    let mut both = mnist.clone();
    // As many as the page mixes in, from the same seed.
    let (pixels, labels) = pen::generate(1, pen::BESIDE_MNIST, Set::BesideMnist);
    both.pixels.extend(pixels);
    both.labels.extend(labels);

    for (name, images) in [("MNIST", mnist), ("MNIST and the built-in digits", both)] {
        println!("\nlearning from {name}, {} images", images.labels.len());
        let set = Examples::new(&images.pixels, images.labels)?;
        let mut sums = [0.0; STEPS.len()];
        let mut wrong = [[0_u32; CLASSES]; CLASSES];
        for seed in 1..=seeds {
            let mut trainer = Trainer::new(Start { seed, ..Start::default() }, Settings::default(), set.len());
            for (sum, step) in sums.iter_mut().zip(STEPS) {
                while trainer.step() < step {
                    trainer.whole_step(&set)?;
                }
                let (network, theta) = (trainer.network(), trainer.theta());
                let answers = written
                    .pixels
                    .chunks_exact(PIXELS)
                    .map(|image| network.forward(&theta, image).last().map_or(0, |outputs| brightest(outputs)));
                let pairs: Vec<(u8, usize)> = written.labels.iter().copied().zip(answers).collect();
                let right = pairs.iter().filter(|(label, answer)| usize::from(*label) == *answer).count();
                let share = 100.0 * right as f64 / pairs.len() as f64;
                *sum += share;
                println!("  seed {seed}, step {step:6}: {share:.2} % of the recordings read");
                if step == STEPS[STEPS.len() - 1] {
                    pairs.iter().for_each(|&(label, answer)| wrong[usize::from(label)][answer] += 1);
                }
            }
        }
        for (sum, step) in sums.iter().zip(STEPS) {
            println!("  mean of {seeds} seeds, step {step:6}: {:.2} %", sum / seeds as f64);
        }
        println!("  what is taken for what, in percent; row: what it is");
        for (digit, row) in wrong.iter().enumerate() {
            let of = f64::from(row.iter().sum::<u32>().max(1));
            let row: String = row.iter().map(|&n| format!("{:6.1}", f64::from(n) / of * 100.0)).collect();
            println!("  {digit}: {row}");
        }
    }
    Ok(())
}

/// A digit and how it was written.
type Recording = (u8, Vec<Stroke>);

/// The digits in a file in the UNIPEN format: a segment each, y up, the pen's ups and downs between the points.
fn recordings(text: &str) -> Result<Vec<Recording>, Box<dyn Error>> {
    let mut digits: Vec<Recording> = Vec::new();
    let mut down = false;
    for (at, line) in text.lines().enumerate() {
        let expected = |what: &str| format!("line {}: expected {what}, found {line:?}", at + 1);
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            [".SEGMENT", "DIGIT", .., label] => {
                let label = label.trim_matches('"').parse::<u8>().ok().filter(|&label| usize::from(label) < CLASSES);
                digits.push((label.ok_or_else(|| expected("a digit in quotation marks"))?, Vec::new()));
                down = false;
            }
            [".PEN_DOWN", ..] => {
                digits.last_mut().ok_or_else(|| expected("a segment first"))?.1.push(Stroke::default());
                down = true;
            }
            [".PEN_UP", ..] => down = false,
            [x, y] if down && !line.starts_with('.') => {
                let number = |text: &str| text.parse::<f32>().map_err(|_| expected("two numbers"));
                if let Some(stroke) = digits.last_mut().and_then(|(_, strokes)| strokes.last_mut()) {
                    stroke.points.push(Point::new(number(x)?, -number(y)?));
                }
            }
            _ => {}
        }
    }
    Ok(digits)
}

/// What the network sees of each.
fn rastered(digits: &[Recording]) -> Images {
    let mut raster = Raster::default();
    let mut images = Images::default();
    for (label, strokes) in digits {
        if let Some(image) = raster.image(strokes) {
            images.pixels.extend(image);
            images.labels.push(*label);
        }
    }
    images
}

fn mnist(folder: &Path) -> Result<Images, Box<dyn Error>> {
    let read = |file: &str| {
        std::fs::read(folder.join(format!("{file}{GZIPPED}"))).or_else(|_| std::fs::read(folder.join(file)))
    };
    let pixels = read_images(FILES[0], &read(FILES[0])?)?;
    Ok(Images { pixels, labels: read_labels(FILES[1], &read(FILES[1])?)? })
}
