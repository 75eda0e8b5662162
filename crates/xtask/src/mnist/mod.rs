//! MNIST: where the four files come from, and how they reach the site.
//!
//! A folder the user names, else the copy in `assets/mnist`, else a download into it, else none: the page then runs on
//! the digits it draws itself.

pub mod download;
mod idx;
mod publish;

pub(crate) use idx::hex;
pub use idx::{FILES, File};
pub use publish::publish;

use crate::{say, workspace};
use anyhow::{Result, bail};
use download::Download;
use std::path::{Path, PathBuf};

/// The environment variable that names a folder of the four files.
pub const VARIABLE: &str = "COSTSCAPE_MNIST";

/// A folder that holds the four files, or why there is none.
#[derive(Debug)]
pub enum Source {
    /// The files are here, each gzipped (`name.gz`) or not.
    Folder(PathBuf),
    /// There are none, for this reason.
    None(String),
}

/// Finds the data. A folder that was asked for must hold all four files; what is in them is taken as it is, with a
/// warning where it is not MNIST.
///
/// # Errors
/// If a file is missing from the folder that was asked for.
pub fn obtain(given: Option<&Path>) -> Result<Source> {
    match given {
        Some(folder) => in_folder(folder, &FILES),
        None => Ok(cached_or_fetched(&FILES, &Download::from_the_public_mirrors(cache()))),
    }
}

/// Where downloaded files are kept.
fn cache() -> PathBuf {
    workspace::root().join("assets/mnist")
}

fn in_folder(folder: &Path, files: &[File]) -> Result<Source> {
    for file in files {
        let Some(path) = file.find_in(folder) else {
            bail!(
                "{} is to hold MNIST's four files, but neither {} nor {} is there",
                folder.display(),
                file.name,
                file.packed_name()
            );
        };
        if let Err(error) = file.check(&path) {
            say::warn(&format!("{error}; taken as it is"));
        }
    }
    Ok(Source::Folder(folder.to_owned()))
}

/// The files in the download's folder, those that are missing or wrong being fetched first.
fn cached_or_fetched(files: &[File], download: &Download) -> Source {
    for file in files {
        let cached = file.find_in(&download.folder);
        match cached.map(|path| file.check(&path)) {
            Some(Ok(())) => continue,
            Some(Err(error)) => say::warn(&format!("{error}; fetching it again")),
            None => {}
        }
        if let Err(error) = download.fetch(file) {
            return Source::None(format!("{error:#}"));
        }
    }
    Source::Folder(download.folder.clone())
}

/// Reports where the data comes from, and that the page does without if there is none.
pub fn announce(source: &Source) {
    match source {
        Source::Folder(folder) => say::note(&format!("MNIST from {}", folder.display())),
        Source::None(reason) => say::warn(&format!("no MNIST, so the page offers its built-in digits alone: {reason}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use idx::tests::small_files;

    #[test]
    fn a_given_folder_must_be_complete() {
        let folder = tempfile::tempdir().unwrap();
        let error = in_folder(folder.path(), &FILES).unwrap_err().to_string();
        assert!(error.contains("neither train-images-idx3-ubyte nor train-images-idx3-ubyte.gz"), "{error}");
    }

    #[test]
    fn a_given_folder_may_hold_something_else() {
        let (folder, files) = small_files();
        std::fs::write(folder.path().join(files[0].name), b"Fashion").unwrap();
        assert!(matches!(in_folder(folder.path(), &files), Ok(Source::Folder(_))));
    }

    #[test]
    fn a_good_copy_is_used_without_any_network() {
        let (folder, files) = small_files();
        let download = Download::new(vec!["http://127.0.0.1:1/".into()], folder.path().to_owned());
        assert!(matches!(cached_or_fetched(&files, &download), Source::Folder(_)));
    }

    #[test]
    fn a_bad_copy_without_network_is_no_data() {
        let (folder, files) = small_files();
        std::fs::write(folder.path().join(files[1].name).with_extension("gz"), b"no gzip").unwrap();
        let download = Download::new(vec!["http://127.0.0.1:1/".into()], folder.path().to_owned());
        let Source::None(reason) = cached_or_fetched(&files, &download) else { panic!("took a bad copy") };
        assert!(reason.contains(files[1].name) && reason.contains("127.0.0.1:1"), "{reason}");
    }
}
