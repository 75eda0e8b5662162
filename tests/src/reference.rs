//! The run that the page makes, made natively from the same files, and the plain network's word on it.

use anyhow::{Context, Result, anyhow};
use costscape_core::{
    data::{
        Examples, PIXELS,
        mnist::{FILES, GZIPPED},
        pen, read_examples,
    },
    gradient,
    landscape::{DownhillPlane, Plane},
    measurement::Measurement,
    settings::{Settings, Start},
    training::Trainer,
};
use costscape_xtask::{mnist::VARIABLE, workspace};
use std::{
    borrow::Cow,
    ffi::{OsStr, OsString},
    fs,
    io::{self, Write},
    path::Path,
    sync::LazyLock,
};

/// The seed of the built-in digits.
const PEN_SEED: u64 = 1;

/// Whether the built site carries MNIST, whole and readable.
///
/// # Errors
/// If it does not although `COSTSCAPE_MNIST` names a folder of it: who names one wants the journeys through it.
pub fn has_mnist() -> Result<bool> {
    Ok(mnist_of_site()?.is_some())
}

/// The training and the test examples that the built site carries, if it carries any; read once for all journeys.
///
/// # Errors
/// As [`has_mnist`].
pub(crate) fn mnist_of_site() -> Result<Option<&'static (Examples, Examples)>> {
    static READ: LazyLock<Result<(Examples, Examples)>> = LazyLock::new(|| mnist(&workspace::dist().join("mnist")));
    judge(READ.as_ref().map_err(|error| anyhow!("{error:#}")), named_folder().as_deref())
}

/// As [`has_mnist`]; if it does not, says in one line that this journey is left out.
///
/// # Errors
/// As [`has_mnist`].
pub fn has_mnist_for(journey: &str) -> Result<bool> {
    let has = has_mnist()?;
    if !has {
        // Not by `eprintln`, which is kept from sight where a test passes: a journey left out would look like one that was made.
        writeln!(io::stderr(), "{journey}: left out, since the built site carries no MNIST")?;
    }
    Ok(has)
}

/// The folder that `COSTSCAPE_MNIST` names.
fn named_folder() -> Option<OsString> {
    std::env::var_os(VARIABLE).filter(|folder| !folder.is_empty())
}

fn judge<T>(usable: Result<T>, named: Option<&OsStr>) -> Result<Option<T>> {
    match (usable, named) {
        (Ok(usable), _) => Ok(Some(usable)),
        (Err(_), None) => Ok(None),
        (Err(error), Some(folder)) => {
            let folder = folder.display();
            Err(error.context(format!("{VARIABLE} names {folder}, but the built site carries no usable MNIST")))
        }
    }
}

/// What the page trains on when it opens, and the run it begins with.
pub struct Reference {
    train: Cow<'static, Examples>,
    /// All training images, as the plain network takes them.
    dense: Vec<([u8; PIXELS], u8)>,
}

impl Reference {
    /// MNIST from the built site, or the built-in digits if it carries none.
    ///
    /// # Errors
    /// If a file of the site is damaged.
    pub fn of_site() -> Result<Reference> {
        let train = match mnist_of_site()? {
            Some((train, _)) => Cow::Borrowed(train),
            None => Cow::Owned(pen_digits()?),
        };
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
        while !making.is_known() {
            making.advance(train);
        }
        making.plane()?.context("no plane")
    }
}

/// The training and the test examples in a site's folder.
fn mnist(folder: &Path) -> Result<(Examples, Examples)> {
    let [images, labels, test_images, test_labels] = FILES.map(|name| format!("{name}{GZIPPED}"));
    let read = |name: &str| fs::read(folder.join(name)).with_context(|| format!("cannot read {name}"));
    let pair = |images: &str, labels: &str| -> Result<Examples> {
        Ok(read_examples((images, &read(images)?), (labels, &read(labels)?))?)
    };
    Ok((pair(&images, &labels)?, pair(&test_images, &test_labels)?))
}

fn pen_digits() -> Result<Examples> {
    let (images, labels) = pen::generate(PEN_SEED, pen::TRAIN, pen::Set::Train);
    Ok(Examples::new(&images, labels)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mnist_that_was_named_must_be_there() {
        let missing = || Err::<u8, _>(anyhow!("cannot read train-images-idx3-ubyte.gz"));
        assert_eq!(judge(Ok(7), None).unwrap(), Some(7));
        assert_eq!(judge(Ok(7), Some("/data".as_ref())).unwrap(), Some(7));
        assert_eq!(judge(missing(), None).unwrap(), None);
        let error = format!("{:#}", judge(missing(), Some("/data".as_ref())).unwrap_err());
        assert!(error.contains("COSTSCAPE_MNIST names /data") && error.contains("cannot read train-images"), "{error}");
    }

    #[test]
    fn a_broken_file_is_no_mnist() {
        let folder = tempfile::tempdir().unwrap();
        for name in FILES {
            fs::write(folder.path().join(format!("{name}{GZIPPED}")), b"Fashion").unwrap();
        }
        let error = format!("{:#}", mnist(folder.path()).err().unwrap());
        assert!(error.contains("train-labels-idx1-ubyte.gz"), "{error}");
    }
}
