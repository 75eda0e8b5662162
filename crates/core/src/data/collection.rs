//! Files that a visitor brings: what they are, which belong together, and what is in them.

use std::io::Read;

use super::packing::unpacked;
use super::{CLASSES, CsvError, Examples, ExamplesError, IdxError, PIXELS, read_examples, read_table};

/// Of a single set every so many-th example is kept to test on.
const TEST_EVERY: usize = 6;
/// A class that is so many times as frequent as another is worth a word.
const UNBALANCED: usize = 10;

/// A training and a test set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// To learn from.
    pub train: Examples,
    /// To test on.
    pub test: Examples,
    /// What one should know of them, in sentences.
    pub notes: Vec<String>,
}

/// Why files were refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CollectionError {
    /// An IDX file is damaged.
    #[error(transparent)]
    Idx(#[from] IdxError),
    /// A table is damaged.
    #[error(transparent)]
    Csv(#[from] CsvError),
    /// The sets do not go together.
    #[error(transparent)]
    Examples(#[from] ExamplesError),
    /// Nothing was given.
    #[error("expected files, found none")]
    None,
    /// A file of an unknown kind.
    #[error(
        "{file}, byte 0: expected an IDX file of images (00 00 08 03) or labels (00 00 08 01), or a table of numbers, found \
         {found}"
    )]
    Unknown {
        /// The file's name.
        file: String,
        /// What stands there.
        found: String,
    },
    /// Image files without label files, or the other way round.
    #[error("expected one file of labels for each of images, found {images} of images and {labels} of labels")]
    Unpaired {
        /// How many of images.
        images: usize,
        /// How many of labels.
        labels: usize,
    },
    /// More than a training and a test set.
    #[error("expected at most a training and a test set, found {found} sets")]
    TooMany {
        /// How many sets.
        found: usize,
    },
    /// Too few examples for anything to be learnt and tested.
    #[error("expected at least {TEST_EVERY} images, found {found}")]
    TooFew {
        /// How many.
        found: usize,
    },
}

/// A file: its name and its bytes.
pub type File<'a> = (&'a str, &'a [u8]);

enum Kind {
    Images,
    Labels,
    Table,
}

/// Reads a training set and a test set, or one set of which every sixth example is kept to test on. What a file is is seen
/// from its first bytes, which belong together from their names.
///
/// # Errors
/// When a file is of no known kind or damaged, or files do not belong together.
pub fn read_files(files: &[File]) -> Result<Collection, CollectionError> {
    let (mut images, mut labels, mut tables) = (Vec::new(), Vec::new(), Vec::new());
    for &file in files {
        match kind(file)? {
            Kind::Images => images.push(file),
            Kind::Labels => labels.push(file),
            Kind::Table => tables.push(file),
        }
    }
    if images.len() != labels.len() {
        return Err(CollectionError::Unpaired { images: images.len(), labels: labels.len() });
    }
    if images.len() + tables.len() > 2 {
        return Err(CollectionError::TooMany { found: images.len() + tables.len() });
    }
    // By name: the files of a set begin alike.
    images.sort_by_key(|file| file.0);
    labels.sort_by_key(|file| file.0);
    let mut sets: Vec<(&str, Examples)> = Vec::new();
    for (images, labels) in images.into_iter().zip(labels) {
        sets.push((images.0, read_examples(images, labels)?));
    }
    for table in tables {
        let (pixels, labels) = read_table(table.0, table.1)?;
        sets.push((table.0, Examples::new(&pixels, labels)?));
    }
    let (train, test, mut notes) = match (sets.pop(), sets.pop()) {
        (None, _) => return Err(CollectionError::None),
        (Some((_, whole)), None) => {
            let (train, test) = split(&whole)?;
            let note = format!(
                "There is one set: every sixth image of it, {} in all, is kept to test on and not learnt from.",
                test.len()
            );
            (train, test, vec![note])
        }
        (Some(one), Some(other)) => {
            let is_test = |name: &str| ["test", "t10k", "valid"].iter().any(|word| name.to_lowercase().contains(word));
            // Where names say nothing the larger set is learnt from.
            let swap = match (is_test(one.0), is_test(other.0)) {
                (true, false) => true,
                (false, true) => false,
                _ => one.1.len() < other.1.len(),
            };
            let (train, test) = if swap { (other, one) } else { (one, other) };
            let note = format!("Learnt from: {}; tested on: {}.", train.0, test.0);
            (train.1, test.1, vec![note])
        }
    };
    notes.extend(balance(&train.counts()));
    Ok(Collection { train, test, notes })
}

fn kind(file: File) -> Result<Kind, CollectionError> {
    let mut first = Vec::new();
    // Damage is found and told by whoever reads the file.
    let _ = unpacked(file.1).take(4).read_to_end(&mut first);
    match first[..] {
        [0, 0, 8, 3] => Ok(Kind::Images),
        [0, 0, 8, 1] => Ok(Kind::Labels),
        _ if !first.is_empty()
            && first.iter().all(|&byte| byte == b'\t' || (b' '..0x7f).contains(&byte) || byte >= 0x80)
            && !first.starts_with(b"\x89PNG")
            && !first.starts_with(b"PK") =>
        {
            Ok(Kind::Table)
        }
        _ => {
            let bytes: Vec<String> = first.iter().map(|byte| format!("{byte:02x}")).collect();
            let found = match &first[..] {
                [] => "nothing".to_owned(),
                [b'P', b'K', ..] => "a zip file: unpack it first".to_owned(),
                first if first.starts_with(b"\x89PNG") => "a single PNG picture".to_owned(),
                _ => bytes.join(" "),
            };
            Err(CollectionError::Unknown { file: file.0.to_owned(), found })
        }
    }
}

/// Every sixth example to test on, the others to learn from, in their order.
fn split(whole: &Examples) -> Result<(Examples, Examples), CollectionError> {
    if whole.len() < TEST_EVERY {
        return Err(CollectionError::TooFew { found: whole.len() });
    }
    let set = |is_test: bool| {
        let chosen = (0..whole.len()).filter(|index| (index % TEST_EVERY == TEST_EVERY - 1) == is_test);
        let (mut pixels, mut labels) = (Vec::new(), Vec::new());
        for index in chosen {
            pixels.extend_from_slice(&whole.image(index));
            labels.push(whole.label(index));
        }
        debug_assert_eq!(pixels.len(), labels.len() * PIXELS);
        Examples::new(&pixels, labels)
    };
    Ok((set(false)?, set(true)?))
}

/// What is uneven about the classes.
fn balance(counts: &[usize; CLASSES]) -> Option<String> {
    let there: Vec<usize> = (0..CLASSES).filter(|&class| counts[class] > 0).collect();
    let most = there.iter().copied().max_by_key(|&class| counts[class])?;
    let least = there.iter().copied().min_by_key(|&class| counts[class])?;
    if let [only] = there[..] {
        return Some(format!("All images are of class {only}: there is nothing to tell apart."));
    }
    if there.len() < CLASSES {
        let missing: Vec<String> =
            (0..CLASSES).filter(|class| !there.contains(class)).map(|class| class.to_string()).collect();
        return Some(format!("There are no images of class {}.", missing.join(", ")));
    }
    (counts[most] > UNBALANCED * counts[least])
        .then(|| format!("Classes are uneven: {} images of {most}, {} of {least}.", counts[most], counts[least]))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn idx(images: usize, dark: u8) -> (Vec<u8>, Vec<u8>) {
        let header = |magic: u32, rest: &[u32]| -> Vec<u8> {
            [magic, images as u32].iter().chain(rest).flat_map(|n| n.to_be_bytes()).collect()
        };
        let mut pixels = header(2051, &[28, 28]);
        pixels.extend(vec![dark; images * PIXELS]);
        let mut labels = header(2049, &[]);
        labels.extend((0..images).map(|i| (i % 10) as u8));
        (pixels, labels)
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    fn table(labels: &str) -> Vec<u8> {
        let row = |label: char| format!("{label}{}\n", ",9".repeat(PIXELS));
        labels.chars().map(row).collect::<String>().into_bytes()
    }

    #[test]
    fn pairs_are_found_by_name_in_any_order_gzipped_or_not() {
        let ((train, train_labels), (test, test_labels)) = (idx(60, 7), idx(20, 9));
        let train = packed(&train);
        let files = [
            ("t10k-labels-idx1-ubyte", &test_labels[..]),
            ("train-images-idx3-ubyte.gz", &train),
            ("t10k-images-idx3-ubyte", &test),
            ("train-labels-idx1-ubyte", &train_labels),
        ];
        let found = read_files(&files).unwrap();
        assert_eq!((found.train.len(), found.test.len()), (60, 20));
        assert_eq!((found.train.image(0)[0], found.test.image(0)[0]), (7, 9));
        assert!(found.notes[0].contains("tested on: t10k-images-idx3-ubyte"), "{:?}", found.notes);
    }

    #[test]
    fn of_one_set_every_sixth_is_tested_on() {
        let found = read_files(&[("mine.csv", &table("0123456789012"))]).unwrap();
        assert_eq!((found.train.len(), found.test.len()), (11, 2));
        assert_eq!([found.test.label(0), found.test.label(1)], [5, 1]);
        assert!(found.notes[0].starts_with("There is one set"));
        let few = read_files(&[("mine.csv", &table("012"))]).unwrap_err().to_string();
        assert_eq!(few, "expected at least 6 images, found 3");
    }

    #[test]
    fn what_is_uneven_is_said() {
        let notes = |labels: &str| read_files(&[("a.csv", &table(labels))]).unwrap().notes.pop().unwrap();
        assert_eq!(notes("3333333"), "All images are of class 3: there is nothing to tell apart.");
        assert_eq!(notes("01234567801234567"), "There are no images of class 9.");
        let uneven = "0".repeat(60) + &"123456789".repeat(2);
        assert_eq!(notes(&uneven), "Classes are uneven: 50 images of 0, 1 of 3.");
    }

    #[test]
    fn files_that_are_no_sets_are_refused_with_what_was_expected_and_found() {
        let (images, labels) = idx(10, 1);
        let said = |files: &[File]| read_files(files).unwrap_err().to_string();
        assert_eq!(said(&[]), "expected files, found none");
        assert_eq!(
            said(&[("a", &images)]),
            "expected one file of labels for each of images, found 1 of images and 0 of labels"
        );
        assert!(said(&[("a", &images), ("b", &labels[..12])]).starts_with("b ends at byte 12"));
        let (_, more) = idx(11, 1);
        assert!(said(&[("a", &images), ("b", &more)]).contains("10 images but b has 11 labels"));
        assert!(said(&[("x.zip", b"PK\x03\x04..")]).ends_with("found a zip file: unpack it first"));
        assert!(said(&[("x.png", b"\x89PNG\r\n")]).ends_with("found a single PNG picture"));
        assert!(said(&[("x", b"")]).ends_with("found nothing"));
        assert!(said(&[("x", &[0, 0, 8, 2, 9])]).ends_with("found 00 00 08 02"));
        let one = table("012345");
        assert_eq!(
            said(&[("a", &one), ("b", &one), ("c", &one)]),
            "expected at most a training and a test set, found 3 sets"
        );
        assert!(said(&[("letter.txt", b"Dear reader,\n1,2\n")]).starts_with("letter.txt, line 2: expected 785 values"));
    }

    #[test]
    fn a_file_that_unpacks_to_gigabytes_is_read_no_further_than_its_first_fault() {
        // A megabyte of zeros packs a thousandfold; read as a table its first line never ends.
        let bomb = packed(&vec![b'1'; 50_000_000]);
        assert!(bomb.len() < 500_000);
        let said = read_files(&[("bomb.csv.gz", &bomb)]).unwrap_err().to_string();
        assert!(said.starts_with("bomb.csv.gz, line 1: expected at most"), "{said}");
        // A header that claims four billion images.
        let mut header = vec![0, 0, 8, 3, 255, 255, 255, 255, 0, 0, 0, 28, 0, 0, 0, 28];
        header.extend([0; 784]);
        let (_, labels) = idx(1, 0);
        let said = read_files(&[("i", &header), ("l", &labels)]).unwrap_err().to_string();
        assert!(said.contains("byte 4: expected at most"), "{said}");
    }
}
