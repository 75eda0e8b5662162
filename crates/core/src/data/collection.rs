//! Files that a visitor brings: what they are, which belong together, and what is in them.

use std::borrow::Cow;
use std::io::Read;
use std::path::Path;

use super::packing::unpacked;
use super::paths::{Part, folders_and_name, is_hidden, part};
use super::{
    ArchiveError, CLASSES, CsvError, Examples, ExamplesError, IdxError, PIXELS, PictureError, SIDE, archive, pictures,
    read_examples, read_table,
};

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
    /// What the classes are called, from 0; empty where they are digits or nobody knows.
    pub classes: Vec<String>,
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
    /// An archive is damaged.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// A picture is damaged, or pictures make no set.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// The sets do not go together.
    #[error(transparent)]
    Examples(#[from] ExamplesError),
    /// Nothing was given.
    #[error("expected files, found none")]
    None,
    /// A file of an unknown kind.
    #[error(
        "{file}, byte 0: expected IDX images or labels, a table of numbers, PNG pictures or a ZIP archive, found {found}"
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
    #[error("expected at least two images, found {found}")]
    TooFew {
        /// How many.
        found: usize,
    },
}

/// How far reading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileProgress {
    /// Of what, in the plural.
    pub what: &'static str,
    /// So many.
    pub done: usize,
    /// Of so many; fewer than `done` where an archive said so.
    pub total: usize,
}

/// A file: its name and its bytes.
pub type File<'a> = (&'a str, &'a [u8]);

enum Kind {
    Images,
    Labels,
    Table,
    Picture,
}

/// Reads a training set and a test set, or one set of which every sixth example is kept to test on. What a file is is seen
/// from its first bytes, which belong together from their names. What is hidden is passed over, and where there are PNG
/// pictures, whatever else lies beside them. An archive stands for the files in it. `tell` is told now and then how far it
/// has come.
///
/// # Errors
/// When a file is of no known kind or damaged, or files do not belong together.
pub fn read_files(files: &[File], tell: &mut dyn FnMut(FileProgress)) -> Result<Collection, CollectionError> {
    let mut opened: Vec<(Cow<str>, Cow<[u8]>)> = Vec::new();
    let mut left = archive::MOST_BYTES;
    for &(name, bytes) in files {
        if is_hidden(name) {
            continue;
        }
        if archive::is_archive(bytes) {
            let inside = archive::unpacked(name, bytes, &mut left, tell)?;
            opened.extend(inside.into_iter().map(|(name, bytes)| (name.into(), bytes.into())));
        } else {
            opened.push((name.into(), bytes.into()));
        }
    }
    let files: Vec<File> = opened.iter().map(|(name, bytes)| (&**name, &**bytes)).collect();
    let album: Vec<File> = files.iter().copied().filter(|file| matches!(kind(*file), Ok(Kind::Picture))).collect();
    if album.is_empty() { read_sets(&files) } else { read_album(album, files.len(), tell) }
}

/// Pictures, of `files` files in all.
fn read_album(
    album: Vec<File>,
    files: usize,
    tell: &mut dyn FnMut(FileProgress),
) -> Result<Collection, CollectionError> {
    let beside = files - album.len();
    let pictures::Album { train, test, mut notes, classes } = pictures::read(album, tell)?;
    let (train, test) = match test {
        Some(test) => (train, test),
        None => {
            let (train, test) = split(&train)?;
            notes.insert(0, note_of_split(&train, &test));
            (train, test)
        }
    };
    if beside > 0 {
        let what = if beside == 1 { "1 file" } else { &format!("{beside} files") };
        notes.push(format!("{what} beside the pictures passed over."));
    }
    notes.extend(balance(&train.counts(), &classes));
    Ok(Collection { train, test, notes, classes })
}

fn note_of_split(train: &Examples, test: &Examples) -> String {
    if train.len() + test.len() < TEST_EVERY {
        return "There is one set: one image of it is kept to test on and not learnt from.".to_owned();
    }
    let count = test.len();
    format!(
        "There is one set: every sixth image of it, class by class, {count} in all, is kept to test on and not learnt from."
    )
}

/// IDX files and tables.
fn read_sets(files: &[File]) -> Result<Collection, CollectionError> {
    let (mut images, mut labels, mut tables) = (Vec::new(), Vec::new(), Vec::new());
    for &file in files {
        match kind(file)? {
            Kind::Images => images.push(file),
            Kind::Labels => labels.push(file),
            // There is none among them.
            Kind::Picture => {}
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
    let turned = images.iter().chain(&tables).any(|(name, _)| is_emnist(name));
    for (images, labels) in images.into_iter().zip(labels) {
        sets.push((images.0, upright(images.0, read_examples(images, labels)?)?));
    }
    let mut of_shares = false;
    for table in tables {
        let read = read_table(table.0, table.1)?;
        of_shares |= read.of_shares;
        sets.push((table.0, upright(table.0, Examples::new(&read.pixels, read.labels)?)?));
    }
    let (train, test, mut notes) = match (sets.pop(), sets.pop()) {
        (None, _) => return Err(CollectionError::None),
        (Some((_, whole)), None) => {
            let (train, test) = split(&whole)?;
            let note = note_of_split(&train, &test);
            (train, test, vec![note])
        }
        (Some(one), Some(other)) => {
            // Where names say nothing the larger set is learnt from.
            let swap = match (part(one.0), part(other.0)) {
                (said, also_said) if said == also_said => one.1.len() < other.1.len(),
                (Some(Part::Test), _) | (_, Some(Part::Train)) => true,
                _ => false,
            };
            let (train, test) = if swap { (other, one) } else { (one, other) };
            let note = format!("Learnt from: {}; tested on: {}.", train.0, test.0);
            (train.1, test.1, vec![note])
        }
    };
    if turned {
        notes.push("EMNIST's files hold their images with rows and columns swapped: they were set upright.".to_owned());
    }
    if of_shares {
        notes.push("Levels from 0 to 1 were taken as shares of full ink.".to_owned());
    }
    notes.extend(balance(&train.counts(), &[]));
    Ok(Collection { train, test, notes, classes: Vec::new() })
}

/// Whether the file is one of EMNIST's, by its own name, whose images lie on their side (Cohen, Afshar, Tapson and van Schaik, "EMNIST: an
/// extension of MNIST to handwritten letters", 2017), in IDX files and in the tables made of them.
fn is_emnist(path: &str) -> bool {
    folders_and_name(path).1.to_lowercase().starts_with("emnist")
}

/// The same images, with rows and columns swapped where the file they come from is one of EMNIST's.
fn upright(path: &str, set: Examples) -> Result<Examples, ExamplesError> {
    if !is_emnist(path) {
        return Ok(set);
    }
    let (mut pixels, mut labels) = (Vec::with_capacity(set.len() * PIXELS), Vec::with_capacity(set.len()));
    for (image, label) in set.iter() {
        pixels.extend((0..PIXELS).map(|at| image[at % SIDE * SIDE + at / SIDE]));
        labels.push(label);
    }
    Examples::new(&pixels, labels)
}

fn kind(file: File) -> Result<Kind, CollectionError> {
    let mut first = Vec::new();
    // Damage is found and told by whoever reads the file.
    let _ = unpacked(file.1).take(4).read_to_end(&mut first);
    match first[..] {
        [0, 0, 8, 3] => Ok(Kind::Images),
        [0, 0, 8, 1] | [0, 0, 12, 2] => Ok(Kind::Labels),
        [0x89, b'P', b'N', b'G'] => Ok(Kind::Picture),
        _ if !first.is_empty()
            && first.iter().all(|&byte| byte == b'\t' || (b' '..0x7f).contains(&byte) || byte >= 0x80)
            && ![&b"\xff\xd8"[..], b"PK", b"%PDF", b"GIF8", b"RIFF"].iter().any(|other| first.starts_with(other))
            && !has_picture_name(file.0) =>
        {
            Ok(Kind::Table)
        }
        _ => {
            let bytes: Vec<String> = first.iter().map(|byte| format!("{byte:02x}")).collect();
            let found = match &first[..] {
                [] => "nothing: it is empty".to_owned(),
                [b'P', b'K', 3, 4] | [b'P', b'K', 5, 6] => {
                    "an archive in another archive: unpack the inner one first".to_owned()
                }
                [b'P', b'K', ..] => "a ZIP archive whose beginning is damaged".to_owned(),
                [0xff, 0xd8, ..] => "a JPEG picture: save it as PNG".to_owned(),
                [b'G', b'I', b'F', b'8'] => "a GIF picture: save it as PNG".to_owned(),
                [b'R', b'I', b'F', b'F'] => "a WebP picture, or sound: save it as PNG if it is one".to_owned(),
                [b'%', b'P', ..] => "a PDF document".to_owned(),
                [0x1f, 0x8b, ..] => "a gzip file in another gzip file".to_owned(),
                [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "text in UTF-16; UTF-8 is read".to_owned(),
                _ if has_picture_name(file.0) => format!("{}, no picture for all its name", bytes.join(" ")),
                _ => bytes.join(" "),
            };
            Err(CollectionError::Unknown { file: file.0.to_owned(), found })
        }
    }
}

/// Whether the name says that this is a picture: what is in it is no table then, even if it begins like one.
fn has_picture_name(path: &str) -> bool {
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    ["png", "jpg", "jpeg", "gif", "webp", "bmp"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// Every sixth example to test on, counted class by class so that each class has its share; the others to learn from. Both in
/// their order. Of fewer than six the last one counted.
fn split(whole: &Examples) -> Result<(Examples, Examples), CollectionError> {
    if whole.len() < 2 {
        return Err(CollectionError::TooFew { found: whole.len() });
    }
    let mut by_class: Vec<usize> = (0..whole.len()).collect();
    by_class.sort_by_key(|&index| whole.label(index));
    let every = TEST_EVERY.min(whole.len());
    let mut is_test = vec![false; whole.len()];
    by_class.iter().skip(every - 1).step_by(every).for_each(|&index| is_test[index] = true);
    let set = |wanted: bool| {
        let (mut pixels, mut labels) = (Vec::new(), Vec::new());
        for index in (0..whole.len()).filter(|&index| is_test[index] == wanted) {
            pixels.extend_from_slice(&whole.image(index));
            labels.push(whole.label(index));
        }
        debug_assert_eq!(pixels.len(), labels.len() * PIXELS);
        Examples::new(&pixels, labels)
    };
    Ok((set(false)?, set(true)?))
}

/// What is uneven about the classes, called by these names; ten digits where there are none.
fn balance(counts: &[usize; CLASSES], names: &[String]) -> Option<String> {
    let known = if names.is_empty() { CLASSES } else { names.len().min(CLASSES) };
    let name = |class: usize| names.get(class).cloned().unwrap_or_else(|| class.to_string());
    let there: Vec<usize> = (0..known).filter(|&class| counts[class] > 0).collect();
    let most = there.iter().copied().max_by_key(|&class| counts[class])?;
    let least = there.iter().copied().min_by_key(|&class| counts[class])?;
    if let [only] = there[..] {
        return Some(format!("All images to learn from are of class {}: there is nothing to tell apart.", name(only)));
    }
    if there.len() < known {
        let missing: Vec<String> = (0..known).filter(|class| !there.contains(class)).map(name).collect();
        return Some(format!("There are no images of class {}.", missing.join(", ")));
    }
    (counts[most] > UNBALANCED * counts[least]).then(|| {
        let (frequent, rare) = (name(most), name(least));
        format!("Classes are uneven: {} images of {frequent}, {} of {rare}.", counts[most], counts[least])
    })
}

#[cfg(test)]
mod tests;
