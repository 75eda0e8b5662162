//! The files as the page finds them: gzipped, with a manifest, so that it never asks for one that is not there.

use super::{FILES, File, Source, idx};
use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use serde::Serialize;
use std::{fs, io, path::Path};

/// `mnist/manifest.json`.
#[derive(Serialize)]
struct Manifest {
    /// All four, or none.
    files: Vec<Entry>,
    /// Why there are none, for people; empty when there are.
    note: String,
}

#[derive(Serialize)]
struct Entry {
    /// The published name.
    name: &'static str,
    /// The file's address beside the manifest.
    file: String,
    /// Its length as it is sent.
    bytes: u64,
    /// Its length unpacked; 0 if it cannot be unpacked.
    unpacked_bytes: u64,
}

/// Writes the files of `source` and the manifest into `folder`.
///
/// # Errors
/// If a file cannot be read or written.
pub fn publish(source: &Source, folder: &Path) -> Result<()> {
    publish_files(source, folder, &FILES)
}

fn publish_files(source: &Source, folder: &Path, files: &[File]) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| cannot_write(folder))?;
    let manifest = match source {
        Source::Folder(from) => {
            let entries = files.iter().map(|file| publish_file(file, from, folder));
            Manifest { files: entries.collect::<Result<_>>()?, note: String::new() }
        }
        // The details are for whoever built the site, not for whoever reads it.
        Source::None(_) => Manifest { files: Vec::new(), note: "it was not there when this page was built".into() },
    };
    let path = folder.join("manifest.json");
    fs::write(&path, serde_json::to_vec_pretty(&manifest)?).with_context(|| cannot_write(&path))
}

fn publish_file(file: &File, from: &Path, folder: &Path) -> Result<Entry> {
    let source = file.find_in(from).with_context(|| format!("{} has vanished from {}", file.name, from.display()))?;
    let name = file.packed_name();
    let target = folder.join(&name);
    let mut original = fs::File::open(&source).with_context(|| format!("cannot read {}", source.display()))?;
    let mut copy = fs::File::create(&target).with_context(|| cannot_write(&target))?;
    // Contents alone, since a read-only original would make a copy that the next build cannot replace.
    let copied = if idx::is_packed(&source)? {
        io::copy(&mut original, &mut copy)
    } else {
        let mut encoder = GzEncoder::new(copy, Compression::default());
        io::copy(&mut original, &mut encoder).and_then(|length| encoder.finish().map(|_| length))
    };
    copied.with_context(|| format!("cannot copy {} to {}", source.display(), target.display()))?;
    let bytes = fs::metadata(&target).with_context(|| cannot_write(&target))?.len();
    // A file that was given by hand may be broken; the page then says so, with the position.
    let unpacked_bytes = idx::contents(&target, u64::MAX).map_or(0, |contents| contents.bytes);
    Ok(Entry { name: file.name, file: name, bytes, unpacked_bytes })
}

fn cannot_write(path: &Path) -> String {
    format!("cannot write {}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mnist::idx::tests::small_files;
    use serde_json::{Value, json};

    fn manifest(folder: &Path) -> Value {
        serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap()
    }

    #[test]
    fn files_are_packed_and_listed() {
        let (from, files) = small_files();
        let site = tempfile::tempdir().unwrap();
        publish_files(&Source::Folder(from.path().to_owned()), site.path(), &files).unwrap();
        let manifest = manifest(site.path());
        assert_eq!(manifest["note"], "");
        for (file, unpacked) in files.iter().zip([12, 5000]) {
            let target = file.find_in(site.path()).unwrap();
            assert!(idx::is_packed(&target).unwrap());
            file.check(&target).unwrap();
            let bytes = fs::metadata(&target).unwrap().len();
            let entry = json!({"name": file.name, "file": format!("{}.gz", file.name), "bytes": bytes,
                "unpacked_bytes": unpacked});
            assert!(manifest["files"].as_array().unwrap().contains(&entry), "{manifest}");
        }
    }

    #[test]
    fn no_data_is_an_empty_list_with_a_reason() {
        let site = tempfile::tempdir().unwrap();
        publish_files(&Source::None("cable is out".into()), site.path(), &FILES).unwrap();
        let manifest = manifest(site.path());
        assert_eq!(manifest["files"], json!([]));
        assert!(manifest["note"].as_str().unwrap().contains("not there"));
    }

    #[test]
    fn a_broken_file_is_listed_with_unknown_length() {
        let (from, files) = small_files();
        fs::write(from.path().join("packed.gz"), [0x1f, 0x8b, 8, 0]).unwrap();
        let site = tempfile::tempdir().unwrap();
        publish_files(&Source::Folder(from.path().to_owned()), site.path(), &files).unwrap();
        assert_eq!(manifest(site.path())["files"][1]["unpacked_bytes"], 0);
    }
}
