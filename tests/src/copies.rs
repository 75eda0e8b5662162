//! Copies of the built site, with other data in them.

use crate::reference::mnist_of_site;
use anyhow::{Context, Result};
use costscape_core::data::{
    Examples, idx_files,
    mnist::{FILES, GZIPPED},
};
use costscape_xtask::workspace;
use serde_json::json;
use std::{fs, path::Path};
use tempfile::TempDir;

/// So many images a light site has to learn from: two blocks, so that there is work for two slice workers.
const LIGHT: usize = 2_000;
/// And to test on.
const LIGHT_TEST: usize = 500;

/// The unpacked IDX files of a data set, in the order of [`FILES`].
pub type IdxFiles = [Vec<u8>; 4];

/// A copy of the built site with `data` in place of its own.
///
/// # Errors
/// If there is no built site, or no room for a copy.
pub fn site_with(data: &IdxFiles) -> Result<TempDir> {
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
pub fn put_data(site: &Path, data: &IdxFiles) -> Result<()> {
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
    let [images, labels] = first_images(train, LIGHT);
    let [test_images, test_labels] = first_images(test, LIGHT_TEST);
    site_with(&[images, labels, test_images, test_labels]).map(Some)
}

/// The first of the images in `set`, and their labels.
fn first_images(set: &Examples, count: usize) -> [Vec<u8>; 2] {
    let pixels: Vec<u8> = (0..count).flat_map(|index| set.image(index)).collect();
    let labels: Vec<u8> = (0..count).map(|index| set.label(index)).collect();
    idx_files(&pixels, &labels)
}
