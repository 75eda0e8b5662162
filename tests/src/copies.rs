//! Copies of the built site, with other data in them.

use crate::reference::mnist_of_site;
use anyhow::{Context, Result};
use costscape_core::data::{
    Examples,
    mnist::{FILES, GZIPPED},
};
use costscape_xtask::workspace;
use serde_json::json;
use std::{fs, path::Path};
use tempfile::TempDir;

/// Which share of MNIST's images a light site has: 2,000 to learn from, two blocks, so that there is work for two slice workers.
const LIGHTER: usize = 30;

/// The unpacked IDX files of a data set, in the order of [`FILES`].
pub type Data = [Vec<u8>; 4];

/// A copy of the built site with `data` in place of its own.
///
/// # Errors
/// If there is no built site, or no room for a copy.
pub fn site_with(data: &Data) -> Result<TempDir> {
    let folder = tempfile::tempdir()?;
    for entry in fs::read_dir(workspace::dist()).context("`cargo xtask build` makes the site")? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), folder.path().join(entry.file_name()))?;
        }
    }
    put_data(folder.path(), data)?;
    Ok(folder)
}

/// Puts `data` into a copy of the site, in place of what is there.
///
/// # Errors
/// If a file cannot be written.
pub fn put_data(site: &Path, data: &Data) -> Result<()> {
    let folder = site.join("mnist");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir(&folder)?;
    let mut files = Vec::new();
    for (name, bytes) in FILES.into_iter().zip(data) {
        let file = format!("{name}{GZIPPED}");
        files.push(json!({ "name": name, "file": file, "bytes": bytes.len(), "unpacked_bytes": bytes.len() }));
        // Unpacked in spite of its name, which the page can read as well.
        fs::write(folder.join(file), bytes)?;
    }
    fs::write(folder.join("manifest.json"), json!({ "files": files, "note": "" }).to_string())?;
    Ok(())
}

/// The built site with the first images of its MNIST only, if it carries that.
pub(crate) fn light_site() -> Result<Option<TempDir>> {
    let Some((train, test)) = mnist_of_site()? else { return Ok(None) };
    let [(images, labels), (test_images, test_labels)] = [train, test].map(first_images);
    site_with(&[images, labels, test_images, test_labels]).map(Some)
}

/// The images and the labels.
fn first_images(set: &Examples) -> (Vec<u8>, Vec<u8>) {
    let count = set.len() / LIGHTER;
    let header =
        |numbers: &[usize]| numbers.iter().flat_map(|&number| (number as u32).to_be_bytes()).collect::<Vec<u8>>();
    let (mut images, mut labels) = (header(&[2051, count, 28, 28]), header(&[2049, count]));
    images.extend((0..count).flat_map(|index| set.image(index)));
    labels.extend((0..count).map(|index| set.label(index)));
    (images, labels)
}
