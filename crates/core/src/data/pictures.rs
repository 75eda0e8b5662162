//! Pictures named by what they show: "3/anything.png", or "3_anything.png".

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use png::{ColorType, Decoder, Limits, Transformations};

use super::packing::{is_packed, unpacked};
use super::{CLASSES, Examples, ExamplesError, File, FileProgress, MOST_EXAMPLES, PIXELS, SIDE};
use crate::greys::{Greys, grey};
use crate::random::Random;

/// Pixels along a side at most.
const MOST_SIDE: u32 = 2048;
/// What a picture may take unpacked.
const MOST_BYTES: usize = 32 << 20;
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

/// Reads PNG pictures to learn from, and those to test on, if any. What each shows is the name of its folder, or what its own
/// name begins with where they all lie in one folder: ten digits, or up to ten other names, counted in their order.
pub(super) fn read<'a>(
    mut train: Vec<File<'a>>,
    mut test: Vec<File<'a>>,
    tell: &mut dyn FnMut(FileProgress),
) -> Result<Album, PictureError> {
    for files in [&mut train, &mut test] {
        files.sort_unstable_by_key(|file| file.0);
        Random::new(ORDER, 0).shuffle(files);
    }
    let both = [&train[..], &test[..]].concat();
    let all = both.len();
    if all > MOST_EXAMPLES {
        return Err(PictureError::Count { found: all });
    }
    // By their headers: nobody waits for what is too much. A single one that is too large is named when its turn comes.
    let sizes = both.iter().filter_map(|(_, bytes)| size(bytes));
    let claimed = sizes.fold(0, |sum: u64, (width, height)| sum.saturating_add(u64::from(width) * u64::from(height)));
    if claimed > MOST_PIXELS && !both.iter().any(|(_, bytes)| is_too_large(bytes)) {
        return Err(PictureError::Pixels { pictures: all, millions: claimed / 1_000_000 });
    }
    // Of both sets, so that a class has the same number in each.
    let classes = classes(&both)?;
    let (mut scaled, mut turned, mut done, mut left) = (0, 0, 0, MOST_PIXELS);
    let mut read = |files: &[File]| -> Result<Examples, PictureError> {
        let (mut pixels, mut labels) = (Vec::with_capacity(files.len() * PIXELS), Vec::with_capacity(files.len()));
        for (file, bytes) in files {
            let picture = decoded(file, bytes, &mut left)?;
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

/// What pictures show, and how it is found out.
struct Classes {
    by_folder: bool,
    /// In the order of their labels; empty where they are digits themselves.
    names: Vec<String>,
}

fn classes(files: &[File]) -> Result<Classes, PictureError> {
    // The pictures of each class, by its name.
    let album = |by_folder: bool| {
        let mut album: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        files.iter().for_each(|(file, _)| album.entry(class(file, by_folder)).or_default().push(file));
        album
    };
    // Where all lie in one folder that is no digit, their own names have to tell them apart.
    let folders = album(true);
    let by_folder = folders.len() > 1 || folders.keys().all(|name| digit(name).is_some());
    let album = if by_folder { folders } else { album(false) };
    if album.keys().all(|name| digit(name).is_some()) {
        return Ok(Classes { by_folder, names: Vec::new() });
    }
    if !by_folder && album.len() > 2 && album.values().all(|pictures| pictures.len() == 1) {
        let some: Vec<&str> = album.into_values().flatten().take(2).collect();
        return Err(PictureError::Nameless { found: files.len(), some: some.join(", ") });
    }
    if album.len() > CLASSES {
        let rarest = album.iter().min_by_key(|(_, pictures)| pictures.len());
        let (rarest, file) = rarest.map_or(("", ""), |(name, pictures)| (*name, pictures[0]));
        return Err(PictureError::Classes { found: album.len(), rarest: rarest.to_owned(), file: file.to_owned() });
    }
    Ok(Classes { by_folder, names: album.into_keys().map(str::to_owned).collect() })
}

impl Classes {
    fn label(&self, file: &str) -> u8 {
        let name = class(file, self.by_folder);
        let place = || self.names.iter().position(|known| known == name).unwrap_or_default() as u8;
        digit(name).filter(|_| self.names.is_empty()).unwrap_or_else(place)
    }
}

/// "3" of "train/3/a.png", or of "3_a.png" and "3-a.png".
fn class(file: &str, by_folder: bool) -> &str {
    let (folders, name) = file.rsplit_once('/').unwrap_or(("", file));
    if by_folder {
        return folders.rsplit('/').next().unwrap_or_default();
    }
    name.split(['_', '-', ' ', '.']).next().unwrap_or_default()
}

fn digit(name: &str) -> Option<u8> {
    name.parse().ok().filter(|&digit: &u8| usize::from(digit) < CLASSES)
}

/// Width and height, as its header has them.
fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let &[a, b, c, d, e, f, g, h] = bytes.get(16..24)?.as_array()?;
    Some((u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h])))
}

/// Whether a side is longer than any picture's that is read.
fn is_too_large(bytes: &[u8]) -> bool {
    size(bytes).is_some_and(|(width, height)| width > MOST_SIDE || height > MOST_SIDE)
}

/// A picture, as long as no more than `left` pixels have to be unpacked.
fn decoded(file: &str, bytes: &[u8], left: &mut u64) -> Result<Greys, PictureError> {
    let damaged = |why: &dyn ToString| {
        // Where in the decoder it was noticed is nothing to a visitor.
        let why = why.to_string();
        let why = why.split(" while decoding").next().unwrap_or_default().trim_end_matches('.').to_owned();
        PictureError::Damaged { file: file.to_owned(), why }
    };
    let mut plain = Vec::new();
    let bytes = if is_packed(bytes) {
        // Beside the pixels, or thousands of pictures with nothing behind them would take hours.
        let most = (MOST_BYTES as u64).min(*left);
        unpacked(bytes).take(most).read_to_end(&mut plain).map_err(|error| damaged(&error))?;
        *left -= plain.len() as u64;
        &plain
    } else {
        bytes
    };
    // Before the decoder, which says no more of a huge one than that it is none.
    if let Some((width, height)) = size(bytes).filter(|_| is_too_large(bytes)) {
        return Err(PictureError::Size { file: file.to_owned(), width, height });
    }
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MOST_BYTES });
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|error| damaged(&error))?;
    let (width, height) = (reader.info().width, reader.info().height);
    let pixels = u64::from(width) * u64::from(height);
    *left = left.checked_sub(pixels).ok_or_else(|| damaged(&"too much with all others"))?;
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
mod tests {
    use super::*;

    /// A picture of this size whose pixels are all of one kind.
    fn png(width: u32, height: u32, color: ColorType, pixel: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(color);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&pixel.repeat((width * height) as usize)).unwrap();
        writer.finish().unwrap();
        bytes
    }

    fn said(files: &[(&str, &[u8])]) -> String {
        read(files.to_vec(), Vec::new(), &mut |_| ()).map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn folders_say_what_pictures_show_and_else_their_names() {
        let dark = png(28, 28, ColorType::Grayscale, &[40]);
        for files in [["s/7/a.png", "s/7/b.png", "s/0/c.png"], ["s/7_a.png", "s/7-b.png", "s/0 c.png"]] {
            let album = read(files.iter().map(|&file| (file, &dark[..])).collect(), Vec::new(), &mut |_| ()).unwrap();
            let mut counts = [0; CLASSES];
            (counts[7], counts[0]) = (2, 1);
            assert_eq!((album.train.counts(), album.train.image(0), album.notes), (counts, [40; PIXELS], vec![]));
        }
        let names = ["x/dog/1.png", "x/cat/1.png", "x/eel/2.png"].map(|file| (file, &dark[..]));
        let album = read(names.to_vec(), Vec::new(), &mut |_| ()).unwrap();
        assert_eq!(album.train.counts()[..4], [1, 1, 1, 0]);
        assert_eq!(album.classes, ["cat", "dog", "eel"]);
        // A class that the test set lacks has its number there all the same.
        let album = read(names.to_vec(), vec![("x/eel/3.png", &dark)], &mut |_| ()).unwrap();
        assert_eq!(album.test.unwrap().label(0), 2);
        let many: Vec<String> = (0..11).map(|i| format!("x/class {i}/1.png")).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|file| (&**file, &dark[..])).collect();
        assert!(said(&many).ends_with("found 11; the rarest is class 0 (x/class 0/1.png)"), "{}", said(&many));
    }

    #[test]
    fn any_colours_and_sizes_become_ink_on_nothing() {
        for (color, pixel, turned, level) in [
            (ColorType::Grayscale, &[200][..], true, 55),
            (ColorType::GrayscaleAlpha, &[0, 0], true, 0),
            (ColorType::Rgb, &[0, 0, 255], false, 18),
            (ColorType::Rgba, &[255, 255, 255, 255], true, 0),
        ] {
            let bytes = png(56, 56, color, pixel);
            let album = read(vec![("1/a.png", &bytes)], Vec::new(), &mut |_| ()).unwrap();
            assert_eq!(album.train.image(0), [level; PIXELS], "{color:?}");
            assert_eq!(album.notes.len(), 1 + usize::from(turned));
            assert_eq!(album.notes[0], "1 of 1 pictures were not 28 x 28 pixels and were scaled.");
        }
        // Twice as wide as high: in the middle of nothing.
        let wide = png(20, 10, ColorType::Grayscale, &[100]);
        let image = read(vec![("1/a.png", &wide)], Vec::new(), &mut |_| ()).unwrap().train.image(0);
        assert_eq!([image[3 * SIDE], image[14 * SIDE], image[24 * SIDE]], [0, 100, 0]);
    }

    #[test]
    fn pictures_that_share_no_class_and_too_many_pixels_are_refused_at_once() {
        let bytes = png(28, 28, ColorType::Grayscale, &[9]);
        let names = ["me/IMGa.png", "me/IMGb.png", "me/IMGc.png"].map(|file| (file, &bytes[..]));
        let words = said(&names);
        assert!(words.ends_with("found 3 pictures that share no class (me/IMGa.png, me/IMGb.png, …)"), "{words}");
        let large = png(2000, 2000, ColorType::Grayscale, &[9]);
        let names: Vec<String> = (0..80).map(|i| format!("{}_{i}.png", i % 10)).collect();
        let words = said(&names.iter().map(|name| (&**name, &large[..])).collect::<Vec<_>>());
        assert!(words.contains("found 80 of 320 million or more"), "{words}");
    }

    #[test]
    fn damage_and_size_are_said_with_the_file() {
        let bytes = png(28, 28, ColorType::Grayscale, &[9]);
        for end in [0, 8, 20, 40, bytes.len() - 14] {
            assert!(said(&[("1/a.png", &bytes[..end])]).starts_with("1/a.png: expected a whole PNG picture"), "{end}");
        }
        let large = png(3000, 2, ColorType::Grayscale, &[9]);
        assert_eq!(
            said(&[("1/a.png", &large)]),
            "1/a.png: expected a picture of at most 2048 x 2048 pixels, found 3000 x 2"
        );
        // A header that claims four billion pixels a side: nothing is made room for.
        let mut bomb = bytes.clone();
        bomb[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
        assert!(said(&[("1/a.png", &bomb)]).starts_with("1/a.png: expected"));
    }
}
