//! What the page weighs on its way to a visitor: what is loaded when it is opened, and what only a visitor with files loads.

use crate::{say, workspace};
use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// What the page without data may weigh, gzipped as static hosts do, in bytes.
pub const BUDGET: u64 = 350_000;

/// What it may weigh today. The landscape in full took the page over its budget (see ARCHITECTURE.md); this keeps it from
/// growing unnoticed.
const LIMIT: u64 = 540_000;

/// Files whose names begin so are loaded when files are to be read.
const LATER: &str = "costscape-reader";

/// The folder in the site that holds data.
const DATA: &str = "mnist";

/// One file's weight, in bytes.
struct Weight {
    path: PathBuf,
    plain: u64,
    gzipped: u64,
}

impl Weight {
    fn is_later(&self) -> bool {
        self.path.to_string_lossy().starts_with(LATER)
    }
}

/// Prints the weight of every file of the built site, and fails if all together are too heavy.
///
/// # Errors
/// If the budget is exceeded, or there is no site.
pub fn check() -> Result<()> {
    let mut weights = weigh_site()?;
    weights.sort_by_key(|weight| std::cmp::Reverse(weight.gzipped));
    let row = |name: &str, plain: u64, gzipped: u64| {
        say::result(&format!("    {name:<48} {:>8.1} {:>8.1}", plain as f64 / 1e3, gzipped as f64 / 1e3));
    };
    say::result(&format!("    {:<48} {:>8} {:>8}", "file", "kB", "gzipped"));
    for weight in &weights {
        row(&weight.path.to_string_lossy(), weight.plain, weight.gzipped);
    }
    let sum = |later: bool| {
        let weights = weights.iter().filter(|weight| weight.is_later() == later);
        weights.fold((0, 0), |sum, weight| (sum.0 + weight.plain, sum.1 + weight.gzipped))
    };
    let (plain, gzipped) = sum(true);
    row("when files are read", plain, gzipped);
    let (plain, gzipped) = sum(false);
    row("at opening, without data", plain, gzipped);
    if gzipped > LIMIT {
        bail!("the page weighs {:.1} kB gzipped; at most {:.0} are allowed", gzipped as f64 / 1e3, LIMIT as f64 / 1e3);
    }
    if gzipped > BUDGET {
        say::result(&format!(
            "    over the budget of {:.0} kB by {:.1} kB",
            BUDGET as f64 / 1e3,
            (gzipped - BUDGET) as f64 / 1e3
        ));
    }
    Ok(())
}

/// The page as it is opened, without data, gzipped as static hosts do, in bytes.
///
/// # Errors
/// If there is no site.
pub fn gzipped() -> Result<u64> {
    Ok(weigh_site()?.iter().filter(|weight| !weight.is_later()).map(|weight| weight.gzipped).sum())
}

fn weigh_site() -> Result<Vec<Weight>> {
    let dist = workspace::dist();
    weigh(&dist, &dist).context("weighing the site")
}

/// The files in `folder` and below, named relative to `root`.
fn weigh(root: &Path, folder: &Path) -> Result<Vec<Weight>> {
    let mut weights = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            if path != root.join(DATA) {
                weights.extend(weigh(root, &path)?);
            }
            continue;
        }
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&bytes)?;
        let plain = bytes.len() as u64;
        // What does not shrink, such as an image, is sent as it is.
        let gzipped = plain.min(encoder.finish()?.len() as u64);
        weights.push(Weight { path: path.strip_prefix(root)?.to_owned(), plain, gzipped });
    }
    Ok(weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_does_not_count_and_folders_do() {
        let dist = tempfile::tempdir().unwrap();
        for folder in ["mnist", "lessons"] {
            fs::create_dir(dist.path().join(folder)).unwrap();
            fs::write(dist.path().join(folder).join("file"), [b'a'; 10_000]).unwrap();
        }
        fs::write(dist.path().join("tiny"), b"x").unwrap();
        let mut weights = weigh(dist.path(), dist.path()).unwrap();
        weights.sort_by(|a, b| a.path.cmp(&b.path));
        assert_eq!(weights.iter().map(|weight| weight.plain).collect::<Vec<_>>(), [10_000, 1]);
        assert!(weights[0].gzipped < 100);
        assert_eq!(weights[1].gzipped, 1);
    }
}
