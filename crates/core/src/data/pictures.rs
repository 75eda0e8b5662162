//! Pictures named by what they show: "3/anything.png", or "3_anything.png".

mod classes;

use std::io::{Cursor, Read};

use png::{ColorType, Decoder, Limits, Transformations};

use self::classes::Classes;
use super::packing::{is_packed, unpacked};
use super::{Examples, ExamplesError, File, FileProgress, MOST_EXAMPLES, PIXELS, SIDE};
use crate::greys::{Greys, grey};
use crate::random::Random;

/// Pixels along a side at most.
const MOST_SIDE: u32 = 2048;
/// What a picture may take unpacked.
const MOST_BYTES: u64 = 32 << 20;
/// Pixels in all: 60,000 pictures of 70 x 70, some seconds of work.
const MOST_PIXELS: u64 = 300_000_000;
/// The order in which pictures come is a random one, always the same: sorted by class their first ones would be all alike.
const ORDER: u64 = 0x0DD5;

/// Why pictures cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// It is damaged.
    #[error("{file}: expected a whole PNG picture, found it damaged ({why})")]
    Damaged {
        /// The file.
        file: String,
        /// What the reader says.
        why: String,
    },
    /// It is too large.
    #[error("{file}: expected a picture of at most {MOST_SIDE} x {MOST_SIDE} pixels, found {width} x {height}")]
    Size {
        /// The file.
        file: String,
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// All pictures together are too large.
    #[error(
        "expected pictures of at most {} million pixels in all, found {pictures} of {millions} million or more: make them \
         smaller, or choose fewer",
        MOST_PIXELS / 1_000_000
    )]
    Pixels {
        /// How many pictures.
        pictures: usize,
        /// Million pixels in them.
        millions: u64,
    },
    /// Names that tell no classes.
    #[error(
        "expected pictures in a folder for each class, or named like 3_a.png, found {found} pictures that share no class \
         ({some}, …)"
    )]
    Nameless {
        /// How many.
        found: usize,
        /// The first two.
        some: String,
    },
    /// Pictures beside the folders of the classes.
    #[error("{file}: expected it in a folder for its class, as other pictures are, found it in none (one of {found})")]
    Loose {
        /// The first of them.
        file: String,
        /// How many.
        found: usize,
    },
    /// Too many.
    #[error("expected at most {MOST_EXAMPLES} pictures, found {found}")]
    Count {
        /// How many.
        found: usize,
    },
    /// More classes than outputs.
    #[error(
        "expected pictures of at most ten classes, in a folder each or their names beginning with it, found {found}; the \
         rarest is {rarest} ({file})"
    )]
    Classes {
        /// How many.
        found: usize,
        /// The one with the fewest pictures.
        rarest: String,
        /// One of them.
        file: String,
    },
    /// The images do not make a set.
    #[error(transparent)]
    Examples(#[from] ExamplesError),
}

/// Pictures as examples.
pub(super) struct Album {
    pub(super) train: Examples,
    /// None where no pictures were said to be a test.
    pub(super) test: Option<Examples>,
    /// What one should know, in sentences.
    pub(super) notes: Vec<String>,
    /// What the classes are called; empty where they are digits.
    pub(super) classes: Vec<String>,
}

/// Reads PNG pictures to learn from, and those to test on, if any: those in a folder that says so. What each shows is the name
/// of its folder, or what its own name begins with where folders do not tell: ten digits, or up to ten other names, counted
/// in their order.
pub(super) fn read(mut files: Vec<File>, tell: &mut dyn FnMut(FileProgress)) -> Result<Album, PictureError> {
    let all = files.len();
    if all > MOST_EXAMPLES {
        return Err(PictureError::Count { found: all });
    }
    files.sort_by_key(|file| file.0);
    check_sizes(&files)?;
    // Of both sets, so that a class has the same number in each.
    let classes = Classes::of(&files)?;
    let (mut test, mut train): (Vec<File>, Vec<File>) =
        files.into_iter().partition(|(file, _)| classes.is_of_test(file));
    if train.is_empty() {
        // One part alone, whatever it is called, is the whole set.
        std::mem::swap(&mut train, &mut test);
    }
    [&mut train, &mut test].into_iter().for_each(|set| Random::new(ORDER, 0).shuffle(set));
    let (mut scaled, mut turned, mut done) = (0, 0, 0);
    let mut budget = Budget { pictures: all, left: MOST_PIXELS };
    let mut read = |files: &[File]| -> Result<Examples, PictureError> {
        let (mut pixels, mut labels) = (Vec::with_capacity(files.len() * PIXELS), Vec::with_capacity(files.len()));
        for (file, bytes) in files {
            let picture = decoded(file, bytes, &mut budget)?;
            scaled += usize::from((picture.width, picture.height()) != (SIDE, SIDE));
            let (image, was_dark_on_light) = image(&picture);
            turned += usize::from(was_dark_on_light);
            pixels.extend(image);
            labels.push(classes.label(file));
            done += 1;
            tell(FileProgress { what: "pictures", done, total: all });
        }
        Ok(Examples::new(&pixels, labels)?)
    };
    let (examples, tests) = (read(&train)?, if test.is_empty() { None } else { Some(read(&test)?) });
    let mut notes = Vec::new();
    let some = |count: usize, what: &str| (count > 0).then(|| format!("{count} of {all} pictures {what}."));
    notes.extend(some(scaled, "were not 28 x 28 pixels and were scaled"));
    notes.extend(some(turned, "were dark on light and were turned round"));
    Ok(Album { train: examples, test: tests, notes, classes: classes.names })
}

/// Refuses pictures by their headers, one that is too large or all together: nobody waits for what is too much.
fn check_sizes(files: &[File]) -> Result<(), PictureError> {
    let mut claimed: u64 = 0;
    for (file, bytes) in files {
        let Some((width, height)) = size(bytes) else { continue };
        if width > MOST_SIDE || height > MOST_SIDE {
            return Err(PictureError::Size { file: (*file).to_owned(), width, height });
        }
        claimed += u64::from(width) * u64::from(height);
    }
    if claimed > MOST_PIXELS {
        return Err(PictureError::Pixels { pictures: files.len(), millions: claimed / 1_000_000 });
    }
    Ok(())
}

/// Width and height, as its header has them; `None` where there is no such header.
fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut header = [0; 24];
    unpacked(bytes).read_exact(&mut header).ok()?;
    let [.., b'I', b'H', b'D', b'R', a, b, c, d, e, f, g, h] = header else { return None };
    Some((u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h])))
}

/// What may still be unpacked.
struct Budget {
    /// Of so many pictures.
    pictures: usize,
    /// Pixels, or bytes of gzip.
    left: u64,
}

impl Budget {
    fn take(&mut self, pixels: u64) -> Result<(), PictureError> {
        let too_much = PictureError::Pixels { pictures: self.pictures, millions: MOST_PIXELS / 1_000_000 };
        self.left = self.left.checked_sub(pixels).ok_or(too_much)?;
        Ok(())
    }
}

/// A picture, as long as what has to be unpacked for it is left.
fn decoded(file: &str, bytes: &[u8], budget: &mut Budget) -> Result<Greys, PictureError> {
    let damaged = |why: &dyn ToString| {
        // Where in the decoder it was noticed is nothing to a visitor.
        let why = why.to_string();
        let why = why.split(" while decoding").next().unwrap_or_default().trim_end_matches('.').to_owned();
        PictureError::Damaged { file: file.to_owned(), why }
    };
    let mut plain = Vec::new();
    let bytes = if is_packed(bytes) {
        // Beside the pixels, or thousands of pictures with nothing behind them would take hours.
        let most = MOST_BYTES.min(budget.left + 1);
        unpacked(bytes).take(most).read_to_end(&mut plain).map_err(|error| damaged(&error))?;
        budget.take(plain.len() as u64)?;
        &plain
    } else {
        bytes
    };
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MOST_BYTES as usize });
    // Neither is used, and a small colour profile may unpack to all that is allowed, in every one of thousands of pictures.
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_ignore_text_chunk(true);
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|error| damaged(&error))?;
    let (width, height) = (reader.info().width, reader.info().height);
    budget.take(u64::from(width) * u64::from(height))?;
    let mut buffer = vec![0; reader.output_buffer_size().ok_or_else(|| damaged(&"no size"))?];
    let frame = reader.next_frame(&mut buffer).map_err(|error| damaged(&error))?;
    let values = match frame.color_type {
        ColorType::Grayscale => buffer.iter().map(|&level| f32::from(level)).collect(),
        ColorType::GrayscaleAlpha => {
            buffer.as_chunks::<2>().0.iter().map(|&[level, opacity]| grey([level, level, level, opacity])).collect()
        }
        ColorType::Rgb => buffer.as_chunks::<3>().0.iter().map(|&[r, g, b]| grey([r, g, b, 255])).collect(),
        ColorType::Rgba => buffer.as_chunks::<4>().0.iter().map(|&pixel| grey(pixel)).collect(),
        ColorType::Indexed => return Err(damaged(&"colours without a palette")),
    };
    Ok(Greys { width: width as usize, values })
}

/// As the network sees it, ink 255; and whether it was dark on light.
fn image(picture: &Greys) -> (Vec<u8>, bool) {
    let (width, height) = (picture.width, picture.height());
    let at_edge = |i: usize| {
        let (column, row) = (i % width, i / width);
        column == 0 || column + 1 == width || row == 0 || row + 1 == height
    };
    let (sum, count) = (0..picture.values.len())
        .filter(|&i| at_edge(i))
        .fold((0.0, 0.0), |(sum, count), i| (sum + picture.values[i], count + 1.0f32));
    let dark_on_light = sum > 127.5 * count;
    let values =
        if dark_on_light { picture.values.iter().map(|value| 255.0 - value).collect() } else { picture.values.clone() };
    let ink = Greys { width, values }.squared(0..width, 0..height, SIDE);
    (ink.into_iter().map(|level| level.round() as u8).collect(), dark_on_light)
}

#[cfg(test)]
mod tests;
