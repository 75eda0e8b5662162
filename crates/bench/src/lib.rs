//! Times the rows of the budget table that are numerics: the same code natively and in a browser.
//!
//! Each row gives the least and the median time of several runs, because machines are noisy, and beside it the plain reference
//! path's time for the same work. The reference is slow, so it is timed on some of the examples and scaled up; the row says so.

use std::hint::black_box;

use costscape_core::data::{pen, read_examples};
use costscape_core::gradient;
use costscape_core::landscape::{Plane, Projection};
use costscape_core::measurement::Measurement;
use costscape_core::network::Network;
use costscape_core::settings::{Settings, Start};
use costscape_core::training::Trainer;
use serde::{Deserialize, Serialize};

/// How often each row is timed, after one run that is not counted.
const RUNS: usize = 7;
/// Examples that the reference path is timed on.
const REFERENCE_EXAMPLES: usize = 600;

/// A row of the table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// What was timed.
    pub name: String,
    /// The least time, in milliseconds.
    pub least_ms: f64,
    /// The median time, in milliseconds.
    pub median_ms: f64,
    /// The plain reference path's time for the same work, in milliseconds, scaled up from some of the examples.
    pub reference_ms: Option<f64>,
    /// The budget, in milliseconds.
    pub budget_ms: Option<f64>,
}

/// The four files of MNIST, as they are fetched: training images and labels, test images and labels.
pub struct Files {
    /// Their bytes.
    pub bytes: [Vec<u8>; 4],
}

/// Times every row. `now` is a clock in milliseconds.
///
/// # Errors
/// When the files are not MNIST's.
pub fn run(files: &Files, now: &mut dyn FnMut() -> f64) -> Result<Vec<Row>, String> {
    let [images, labels, test_images, test_labels] = &files.bytes;
    let read = |images: &[u8], labels: &[u8]| {
        read_examples(("images", images), ("labels", labels)).map_err(|error| error.to_string())
    };
    let train = read(images, labels)?;
    let mut rows = Vec::new();
    let mut row = |name: &str, budget_ms: Option<f64>, reference_ms: Option<f64>, work: &mut dyn FnMut()| {
        let mut times: Vec<f64> = (0..=RUNS)
            .map(|_| {
                let start = now();
                work();
                now() - start
            })
            .skip(1)
            .collect();
        times.sort_by(f64::total_cmp);
        rows.push(Row {
            name: name.to_owned(),
            least_ms: times[0],
            median_ms: times[RUNS / 2],
            reference_ms,
            budget_ms,
        });
        times[RUNS / 2]
    };

    let network = Network::lesson();
    let theta = Start::default().initialisation.parameters(&network, 1);
    let few: Vec<_> = train.share(0..1).iter().take(REFERENCE_EXAMPLES).collect();
    let few = || few.iter().map(|(image, label)| (&image[..], *label));
    let scale = train.len() as f64 / REFERENCE_EXAMPLES as f64;
    let forward = scale
        * row("reference: cost of 600 examples", None, None, &mut || {
            black_box(gradient::cost(&network, &theta, few()));
        });
    let backward = scale
        * row("reference: gradient of 600 examples", None, None, &mut || {
            black_box(gradient::cost_and_gradient(&network, &theta, few()));
        });

    // 104 ms is 0.6 x 173 ms, what JAX's compiled epoch took on the machine the budget was set on.
    for (name, batch_size, budget) in [
        ("epoch, batch 32", 32, Some(104.0)),
        ("epoch, batch 256", 256, None),
        ("full-batch gradient step", u32::MAX, Some(80.0)),
    ] {
        let settings = Settings { batch_size, learning_rate: 1.0, ..Settings::default() };
        let mut trainer = Trainer::new(Start::default(), settings, train.len());
        row(name, budget, Some(backward), &mut || {
            let end = trainer.examples_seen() + train.len() as u64;
            while trainer.examples_seen() < end && trainer.advance(&train).is_ok() {}
        });
    }
    row("exact cost over 60,000", None, Some(forward), &mut || {
        black_box(Measurement::new(&network, &theta, false).whole(&train));
    });

    let random = |seed| costscape_core::initialisation::Initialisation::Lesson.parameters(&network, seed);
    let plane = Plane::new(&theta, &random(2), &random(3), 1).map_err(|error| error.to_string())?;
    row("slice: preparing 60,000", None, None, &mut || {
        black_box(Projection::new(&network, &plane, &train));
    });
    let mut projection = Projection::new(&network, &plane, &train);
    row("slice: one point over 60,000", Some(6.0), Some(forward), &mut || {
        black_box(projection.sums(&[(0.5, -1.0)]));
    });
    let points: Vec<(f32, f32)> = (0..9).map(|i| (i as f32 * 0.25, 0.5)).collect();
    row("slice: first picture, nine points", None, Some(9.0 * forward), &mut || {
        black_box(projection.sums(&points));
    });
    drop(projection);

    row("reading 70,000 images from gzip", Some(1000.0), None, &mut || {
        let _ = black_box((read(images, labels), read(test_images, test_labels)));
    });
    row("drawing 14,000 built-in digits", Some(600.0), None, &mut || {
        black_box(pen::generate(1, pen::TRAIN, pen::Set::Train));
        black_box(pen::generate(1, pen::TEST, pen::Set::Test));
    });
    Ok(rows)
}
