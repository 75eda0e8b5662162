//! Whatever a file holds, reading it ends with examples or with a sentence that names the file: no panic, no endless loop, no
//! memory for what a header only claims.

#![cfg(not(target_arch = "wasm32"))]

use std::io::Write;

use costscape_core::data::{CLASSES, Collection, CollectionError, PIXELS, read_files};
use proptest::collection::vec;
use proptest::prelude::*;

const NAMES: [&str; 3] = ["one-images", "one-labels", "table.csv"];

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

fn is_whole_or_said(read: Result<Collection, CollectionError>) -> Result<(), TestCaseError> {
    match read {
        Ok(found) => {
            prop_assert!(!found.train.is_empty() && !found.test.is_empty());
            prop_assert_eq!(found.train.counts().iter().sum::<usize>(), found.train.len());
            prop_assert!((0..found.train.len()).all(|index| usize::from(found.train.label(index)) < CLASSES));
        }
        Err(error) => {
            let said = error.to_string();
            let names_a_file = NAMES.iter().any(|name| said.contains(name));
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
        is_whole_or_said(read_files(&files))?;
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
        is_whole_or_said(read_files(&chosen))?;
    }
}

#[test]
fn the_sound_ones_are_read() {
    let [images, labels, table] = sound(12);
    let read = |files: &[(&str, &[u8])]| read_files(files).map(|found| (found.train.len(), found.test.len()));
    assert_eq!(read(&[(NAMES[0], &images), (NAMES[1], &labels)]), Ok((10, 2)));
    assert_eq!(read(&[(NAMES[2], &packed(&table))]), Ok((10, 2)));
}
