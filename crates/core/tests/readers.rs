//! Whatever a file holds, reading it ends with examples or with a sentence that names the file: no panic, no endless loop, no
//! memory for what a header only claims.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::expect_used, reason = "a corpus that cannot be read fails the test")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use costscape_core::data::{CLASSES, Collection, CollectionError, File, PIXELS, read_files};
use proptest::collection::vec;
use proptest::prelude::*;

const NAMES: [&str; 3] = ["one-images", "one-labels", "table.csv"];

fn read_all(files: &[File]) -> Result<Collection, CollectionError> {
    read_files(files, &mut |_| ())
}

fn big_endian(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// A sound pair of IDX files and a sound table, of `count` images.
fn sound(count: u32) -> [Vec<u8>; 3] {
    let mut images = big_endian(&[2051, count, 28, 28]);
    images.extend((0..count as usize * PIXELS).map(|i| (i % 251) as u8));
    let mut labels = big_endian(&[2049, count]);
    labels.extend((0..count).map(|i| (i % 10) as u8));
    let line = |i: u32| format!("{}{}\n", i % 10, ",7".repeat(PIXELS));
    [images, labels, (0..count).map(line).collect::<String>().into_bytes()]
}

#[allow(clippy::unwrap_used, reason = "writing to a vector cannot fail")]
fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// A picture of this size.
#[allow(clippy::unwrap_used, reason = "writing to a vector cannot fail")]
fn picture(side: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&(0..side * side).map(|i| (i % 200) as u8).collect::<Vec<_>>()).unwrap();
    writer.finish().unwrap();
    bytes
}

/// An archive of files, not compressed, so that harm reaches what is in them.
#[allow(clippy::unwrap_used, reason = "writing to a vector cannot fail")]
fn archive(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    for (name, content) in files {
        let (mut entry, config) = archive.new_file(name).start().unwrap();
        let mut writer = config.wrap(&mut entry);
        writer.write_all(content).unwrap();
        let (_, descriptor) = writer.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    bytes
}

/// What becomes of a file on a bad day.
#[derive(Clone, Debug)]
enum Harm {
    /// A byte becomes another.
    Change(prop::sample::Index, u8),
    /// The end is missing.
    Cut(prop::sample::Index),
    /// Something stands in between.
    Insert(prop::sample::Index, Vec<u8>),
}

impl Harm {
    fn any() -> impl Strategy<Value = Self> {
        prop_oneof![
            (any::<prop::sample::Index>(), any::<u8>()).prop_map(|(at, byte)| Self::Change(at, byte)),
            any::<prop::sample::Index>().prop_map(Self::Cut),
            (any::<prop::sample::Index>(), vec(any::<u8>(), 1..40)).prop_map(|(at, bytes)| Self::Insert(at, bytes)),
        ]
    }

    /// Headers are hit as often as all the rest.
    fn place(at: &prop::sample::Index, length: usize) -> usize {
        let place = at.index(2 * length.max(1));
        if place < length { place.min(20) } else { place - length }
    }

    fn apply(&self, file: &mut Vec<u8>) {
        let length = file.len();
        match self {
            Self::Change(at, byte) if length > 0 => file[Self::place(at, length).min(length - 1)] = *byte,
            Self::Change(..) => {}
            Self::Cut(at) => file.truncate(Self::place(at, length)),
            Self::Insert(at, bytes) => {
                let at = Self::place(at, length).min(length);
                drop(file.splice(at..at, bytes.iter().copied()));
            }
        }
    }
}

/// A file's path in its case, and its bytes.
type Case = Vec<(String, Vec<u8>)>;

/// Files that a visitor might bring, sound and not, kept in a folder for each case.
static CORPUS: LazyLock<BTreeMap<String, Case>> = LazyLock::new(|| {
    let mut cases = BTreeMap::new();
    for path in files_below(&corpus()) {
        let inside = path.strip_prefix(corpus()).expect("a path in the corpus").to_string_lossy().replace('\\', "/");
        if let Some((case, name)) = inside.split_once('/') {
            let file = (name.to_owned(), fs::read(&path).expect("a file of the corpus"));
            cases.entry(case.to_owned()).or_insert_with(Vec::new).push(file);
        }
    }
    cases
});

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// In the order of their names.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("the corpus").map(|entry| entry.expect("an entry of the corpus").path()).collect();
    entries.sort();
    entries.into_iter().flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

fn parts(files: &[(String, Vec<u8>)]) -> Vec<File<'_>> {
    files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect()
}

fn is_whole_or_said(names: &[&str], read: Result<Collection, CollectionError>) -> Result<(), TestCaseError> {
    match read {
        Ok(found) => {
            prop_assert!(!found.train.is_empty() && !found.test.is_empty());
            prop_assert_eq!(found.train.counts().iter().sum::<usize>(), found.train.len());
            prop_assert!((0..found.train.len()).all(|index| usize::from(found.train.label(index)) < CLASSES));
        }
        Err(error) => {
            let said = error.to_string();
            let names_a_file = names.iter().any(|name| said.contains(name));
            prop_assert!(names_a_file || said.starts_with("expected "), "{}", said);
            prop_assert!(said.len() < 400, "{}", said);
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_bytes_at_all(files in vec(vec(any::<u8>(), 0..200), 0..4)) {
        let files: Vec<(&str, &[u8])> = NAMES.into_iter().zip(files.iter().map(Vec::as_slice)).collect();
        is_whole_or_said(&NAMES, read_all(&files))?;
    }

    #[test]
    fn pictures_and_archives_harmed(harms in vec((0usize..3, Harm::any()), 0..4), harmed_archive in Harm::any(), zip: bool) {
        let mut files = [picture(28), picture(28), picture(40)];
        harms.iter().for_each(|(file, harm)| harm.apply(&mut files[*file]));
        if zip {
            let files: Vec<(String, Vec<u8>)> =
                files.into_iter().enumerate().map(|(i, file)| (format!("a/{i}/x.png"), file)).collect();
            let mut archive = archive(&files);
            harmed_archive.apply(&mut archive);
            is_whole_or_said(&NAMES, read_all(&[(NAMES[0], &archive)]))?;
        } else {
            let files: Vec<(&str, &[u8])> = NAMES.into_iter().zip(files.iter().map(Vec::as_slice)).collect();
            is_whole_or_said(&NAMES, read_all(&files))?;
        }
    }

    #[test]
    fn sound_files_harmed(
        harms in vec((0usize..3, Harm::any()), 0..4),
        gzipped in any::<[bool; 3]>(),
        harmed_packed in any::<bool>(),
        which in 1u8..8,
    ) {
        let mut files = sound(12);
        let pack = |files: &mut [Vec<u8>; 3]| {
            files.iter_mut().zip(gzipped).filter(|(_, gzipped)| *gzipped).for_each(|(file, _)| *file = packed(file));
        };
        if harmed_packed {
            pack(&mut files);
        }
        harms.iter().for_each(|(file, harm)| harm.apply(&mut files[*file]));
        if !harmed_packed {
            pack(&mut files);
        }
        let chosen = (0..3).filter(|i| which & (1 << i) != 0);
        let chosen: Vec<(&str, &[u8])> = chosen.map(|i| (NAMES[i], files[i].as_slice())).collect();
        is_whole_or_said(&NAMES, read_all(&chosen))?;
    }

    #[test]
    fn cases_of_the_corpus_harmed_further(
        case in any::<prop::sample::Index>(),
        harms in vec((any::<prop::sample::Index>(), Harm::any()), 1..4),
    ) {
        let mut files = case.get(&CORPUS.values().collect::<Vec<_>>()).to_vec();
        for (file, harm) in &harms {
            let file = file.index(files.len());
            harm.apply(&mut files[file].1);
        }
        let names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
        is_whole_or_said(&names.iter().map(String::as_str).collect::<Vec<_>>(), read_all(&parts(&files)))?;
    }
}

#[test]
fn every_case_of_the_corpus_ends_as_it_is_written_down() {
    let outcome = |files: &[(String, Vec<u8>)]| match read_all(&parts(files)) {
        Ok(found) => format!("{} and {} images. {}", found.train.len(), found.test.len(), found.notes.join(" ")),
        Err(error) => error.to_string(),
    };
    let seen: String = CORPUS.iter().map(|(case, files)| format!("{case}: {}\n", outcome(files))).collect();
    let expected = fs::read_to_string(corpus().join("expected.txt")).expect("what is expected of the corpus");
    for (seen, expected) in seen.lines().zip(expected.lines()) {
        assert_eq!(seen, expected);
    }
    assert_eq!(seen.lines().count(), expected.lines().count(), "as many cases as lines:\n{seen}");
}

#[test]
fn the_sound_ones_are_read() {
    let [images, labels, table] = sound(12);
    let read = |files: &[(&str, &[u8])]| read_all(files).map(|found| (found.train.len(), found.test.len()));
    assert_eq!(read(&[(NAMES[0], &images), (NAMES[1], &labels)]), Ok((10, 2)));
    assert_eq!(read(&[(NAMES[2], &packed(&table))]), Ok((10, 2)));
}
