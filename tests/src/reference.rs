//! The run that the page makes, made natively from the same files, and the plain network's word on it.

use anyhow::{Context, Result};
use costscape_core::{
    data::{Examples, PIXELS, pen, read_examples},
    gradient,
    landscape::{DownhillPlane, Plane},
    measurement::Measurement,
    settings::{Settings, Start},
    training::Trainer,
};
use costscape_xtask::workspace;
use serde_json::Value;
use std::{fs, path::Path};

/// The seed of the built-in digits.
const PEN_SEED: u64 = 1;

/// Whether the built site carries MNIST.
pub fn has_mnist() -> bool {
    let manifest = fs::read(workspace::dist().join("mnist/manifest.json")).ok();
    let manifest = manifest.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    manifest.is_some_and(|manifest| manifest["files"].as_array().is_some_and(|files| files.len() == 4))
}

/// As [`has_mnist`]; if it does not, says in one line that this journey is left out.
#[allow(clippy::print_stderr, reason = "a journey left out in silence would look like one that passed")]
pub fn has_mnist_for(journey: &str) -> bool {
    let has = has_mnist();
    if !has {
        eprintln!("{journey}: left out, since the built site carries no MNIST");
    }
    has
}

/// What the page trains on when it opens, and the run it begins with.
pub struct Reference {
    train: Examples,
    /// All training images, as the plain network takes them.
    dense: Vec<([u8; PIXELS], u8)>,
}

impl Reference {
    /// MNIST from the built site, or the built-in digits if it carries none.
    ///
    /// # Errors
    /// If a file of the site is damaged.
    pub fn of_site() -> Result<Reference> {
        let train = if has_mnist() { mnist(&workspace::dist().join("mnist"))? } else { pen_digits()? };
        let dense = train.iter().collect();
        Ok(Reference { train, dense })
    }

    /// A run with the settings and seed of the first opening.
    pub fn run(&self) -> Run<'_> {
        Run { of: self, trainer: Trainer::new(Start::default(), Settings::default(), self.train.len()) }
    }
}

/// The run the page begins with, natively.
pub struct Run<'a> {
    of: &'a Reference,
    trainer: Trainer,
}

impl Run<'_> {
    /// Trains on to `step`.
    ///
    /// # Errors
    /// If the run is past it, or overflows.
    pub fn train_to(&mut self, step: u64) -> Result<()> {
        anyhow::ensure!(self.trainer.step() <= step, "the run is at step {} already", self.trainer.step());
        while self.trainer.step() < step {
            self.trainer.whole_step(&self.of.train)?;
        }
        Ok(())
    }

    /// The cost where it stands, over all training images in double precision by the plain forward pass.
    pub fn cost(&self) -> f64 {
        self.cost_at(&self.trainer.theta())
    }

    /// The same at another place.
    pub fn cost_at(&self, theta: &[f32]) -> f64 {
        let examples = self.of.dense.iter().map(|(image, label)| (&image[..], *label));
        gradient::cost(&self.trainer.network(), theta, examples)
    }

    /// The plane of the map where it stands.
    ///
    /// # Errors
    /// If the ground is flat there.
    pub fn plane(&self) -> Result<Plane> {
        let (network, theta, train) = (self.trainer.network(), self.trainer.theta(), &self.of.train);
        let gradient = Measurement::new(&network, &theta, true).whole(train).gradient(train.len());
        let gradient = gradient.context("no gradient")?;
        let mut making = DownhillPlane::new(&network, theta, &gradient, self.trainer.start().seed)?;
        loop {
            if let Some(plane) = making.advance(train)? {
                return Ok(plane);
            }
        }
    }
}

fn mnist(folder: &Path) -> Result<Examples> {
    let read = |name: &str| fs::read(folder.join(name)).with_context(|| format!("cannot read {name}"));
    let (images, labels) = ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz");
    Ok(read_examples((images, &read(images)?), (labels, &read(labels)?))?)
}

fn pen_digits() -> Result<Examples> {
    let (images, labels) = pen::generate(PEN_SEED, pen::TRAIN, pen::Set::Train);
    Ok(Examples::new(&images, labels)?)
}
