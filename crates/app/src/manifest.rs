//! What the site says about the MNIST files it carries: `mnist/manifest.json`, written by `cargo xtask build`.

use costscape_core::data::mnist::FILES;
use serde::Deserialize;

/// Where the manifest is, from the page.
pub const ADDRESS: &str = "mnist/manifest.json";

/// The files, and a word about them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Manifest {
    /// What there is.
    #[serde(default)]
    pub files: Vec<File>,
    /// Why something is missing, in words for the page.
    #[serde(default)]
    pub note: String,
    /// The absolute address of the folder, ending in a slash; filled in by the page.
    #[serde(skip)]
    pub folder: String,
}

/// One file. What else stands there is for people.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct File {
    /// Its original name.
    pub name: String,
}

impl Manifest {
    /// The names of the files that are missing.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        FILES.into_iter().filter(|name| !self.files.iter().any(|file| file.name == *name)).collect()
    }
}

#[cfg(test)]
pub(crate) fn whole(folder: &str) -> Manifest {
    let files = FILES.iter().map(|name| File { name: (*name).to_owned() }).collect();
    Manifest { files, note: String::new(), folder: folder.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_whole_with_all_four_files() {
        let mut manifest = whole("");
        assert!(manifest.missing().is_empty());
        manifest.files.remove(2);
        assert_eq!(manifest.missing(), ["t10k-images-idx3-ubyte"]);
        assert_eq!(Manifest::default().missing().len(), 4);
    }
}
