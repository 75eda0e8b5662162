//! Labelled images, kept sparse.

use std::ops::Range;

use super::{BLOCK, CLASSES, PIXELS};

/// Labelled images of 28 x 28 pixels.
///
/// Only pixels that are not zero are kept (19 % of MNIST's): for each image its pixels' positions in rising order and their
/// levels 1 to 255, three bytes a pixel. The kernels want exactly this, and all of MNIST fits in 32 MB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examples {
    /// Where each image's pixels start; one more at the end.
    starts: Vec<u32>,
    positions: Vec<u16>,
    levels: Vec<u8>,
    labels: Vec<u8>,
}

/// Why examples were refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExamplesError {
    /// Not 784 bytes per label.
    #[error("{labels} labels want {} bytes of images, found {found}", labels * PIXELS)]
    Length {
        /// Labels given.
        labels: usize,
        /// Bytes of images given.
        found: usize,
    },
    /// A label that is no digit.
    #[error("label {index} is {found}: labels are 0 to 9")]
    Label {
        /// Which label, from 0.
        index: usize,
        /// What it is.
        found: u8,
    },
    /// Bytes that [`Examples::to_bytes`] did not write.
    #[error("not a set of examples: {what} at byte {position}")]
    Bytes {
        /// What is wrong.
        what: &'static str,
        /// Where.
        position: usize,
    },
}

impl Examples {
    /// From dense images, 784 bytes each, row-major, and one label per image.
    ///
    /// # Errors
    /// When the lengths do not match or a label is over 9.
    pub fn new(images: &[u8], labels: Vec<u8>) -> Result<Self, ExamplesError> {
        if images.len() != labels.len() * PIXELS {
            return Err(ExamplesError::Length { labels: labels.len(), found: images.len() });
        }
        if let Some(index) = labels.iter().position(|&label| usize::from(label) >= CLASSES) {
            return Err(ExamplesError::Label { index, found: labels[index] });
        }
        let ink = images.iter().filter(|&&level| level != 0).count();
        let mut examples = Self {
            starts: Vec::with_capacity(labels.len() + 1),
            positions: Vec::with_capacity(ink),
            levels: Vec::with_capacity(ink),
            labels,
        };
        examples.starts.push(0);
        for image in images.chunks_exact(PIXELS) {
            for (position, &level) in image.iter().enumerate() {
                if level != 0 {
                    examples.positions.push(position as u16);
                    examples.levels.push(level);
                }
            }
            examples.starts.push(examples.positions.len() as u32);
        }
        Ok(examples)
    }

    /// How many examples.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// How many there are of each class.
    #[must_use]
    pub fn counts(&self) -> [usize; CLASSES] {
        let mut counts = [0; CLASSES];
        self.labels.iter().for_each(|&label| counts[usize::from(label)] += 1);
        counts
    }

    /// These examples and `others` after them.
    #[must_use]
    pub fn and(mut self, others: &Self) -> Self {
        let shift = self.positions.len() as u32;
        self.starts.extend(others.starts[1..].iter().map(|start| start + shift));
        self.positions.extend_from_slice(&others.positions);
        self.levels.extend_from_slice(&others.levels);
        self.labels.extend_from_slice(&others.labels);
        self
    }

    /// The first `count` of them; all where there are no more.
    #[must_use]
    pub fn first(mut self, count: usize) -> Self {
        let count = count.min(self.len());
        let ink = self.starts[count] as usize;
        self.starts.truncate(count + 1);
        self.positions.truncate(ink);
        self.levels.truncate(ink);
        self.labels.truncate(count);
        self
    }

    /// How many blocks the examples fall into.
    #[must_use]
    pub fn blocks(&self) -> usize {
        self.len().div_ceil(BLOCK)
    }

    /// The examples of block `block`.
    #[must_use]
    pub fn block(&self, block: usize) -> Range<usize> {
        block * BLOCK..((block + 1) * BLOCK).min(self.len())
    }

    /// The label of example `index`.
    #[must_use]
    pub fn label(&self, index: usize) -> u8 {
        self.labels[index]
    }

    /// The pixels of example `index` that are not zero: positions 0 to 783, rising, and levels 1 to 255.
    #[must_use]
    pub fn ink(&self, index: usize) -> (&[u16], &[u8]) {
        let range = self.starts[index] as usize..self.starts[index + 1] as usize;
        (&self.positions[range.clone()], &self.levels[range])
    }

    /// The dense image of example `index`.
    #[must_use]
    pub fn image(&self, index: usize) -> [u8; PIXELS] {
        let mut image = [0; PIXELS];
        let (positions, levels) = self.ink(index);
        for (&position, &level) in positions.iter().zip(levels) {
            image[usize::from(position)] = level;
        }
        image
    }

    /// Dense images and labels, one after the other.
    pub fn iter(&self) -> impl Iterator<Item = ([u8; PIXELS], u8)> + '_ {
        (0..self.len()).map(|index| (self.image(index), self.label(index)))
    }

    /// The blocks in `blocks`, as a set of their own.
    #[must_use]
    pub fn share(&self, blocks: Range<usize>) -> Self {
        let examples = (blocks.start * BLOCK).min(self.len())..(blocks.end * BLOCK).min(self.len());
        let ink = self.starts[examples.start] as usize..self.starts[examples.end] as usize;
        Self {
            starts: self.starts[examples.start..=examples.end].iter().map(|&start| start - ink.start as u32).collect(),
            positions: self.positions[ink.clone()].to_vec(),
            levels: self.levels[ink].to_vec(),
            labels: self.labels[examples].to_vec(),
        }
    }

    /// A number that another set of examples almost never has: of two sets that differ in one pixel, one label or their
    /// order, and of the same set on every machine, always.
    ///
    /// Starting from the number of examples, `hash = (rotate_left(hash, 5) ^ word) * 0x9E37_79B9_7F4A_7C15` for every
    /// word of 64 bits, little-endian, of the starts (u32), the positions (u16), the levels and the labels, each filled up
    /// with zeros to whole words. Made for speed, not against forgery.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        let mut hash = self.len() as u64;
        let mut take = |word: u64| hash = (hash.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let (pairs, rest) = self.starts.as_chunks::<2>();
        pairs.iter().for_each(|&[low, high]| take(u64::from(low) | u64::from(high) << 32));
        rest.iter().for_each(|&start| take(start.into()));
        let word = |p: &[u16]| p.iter().rev().fold(0, |word, &position| word << 16 | u64::from(position));
        let (fours, rest) = self.positions.as_chunks::<4>();
        fours.iter().for_each(|four| take(word(four)));
        rest.chunks(4).for_each(|rest| take(word(rest)));
        for bytes in [&self.levels, &self.labels] {
            let (words, rest) = bytes.as_chunks::<8>();
            words.iter().for_each(|&word| take(u64::from_le_bytes(word)));
            rest.chunks(8).for_each(|rest| take(rest.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte))));
        }
        hash
    }

    /// Everything in one buffer, little-endian: the number of examples (u32) and of pixels (u32), the starts (u32),
    /// the positions (u16), the levels, the labels.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(8 + self.starts.len() * 4 + self.positions.len() * 3 + self.len());
        bytes.extend((self.len() as u32).to_le_bytes());
        bytes.extend((self.positions.len() as u32).to_le_bytes());
        bytes.extend(self.starts.iter().flat_map(|v| v.to_le_bytes()));
        bytes.extend(self.positions.iter().flat_map(|v| v.to_le_bytes()));
        bytes.extend(&self.levels);
        bytes.extend(&self.labels);
        bytes
    }

    /// From [`Self::to_bytes`].
    ///
    /// # Errors
    /// When the bytes are not what it wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ExamplesError> {
        let wrong = |what, position| ExamplesError::Bytes { what, position };
        let (Some(n), Some(ink)) = (u32_at(bytes, 0), u32_at(bytes, 4)) else { return Err(wrong("no header", 0)) };
        // In u64, because a hostile header must not overflow a 32-bit usize.
        let length = 8 + (u64::from(n) + 1) * 4 + u64::from(ink) * 3 + u64::from(n);
        if bytes.len() as u64 != length {
            return Err(wrong("the length does not fit the header", bytes.len()));
        }
        let (n, ink) = (n as usize, ink as usize);
        let starts_end = 8 + (n + 1) * 4;
        let positions_end = starts_end + ink * 2;
        let levels_end = positions_end + ink;
        let starts: Vec<u32> = bytes[8..starts_end].as_chunks::<4>().0.iter().map(|b| u32::from_le_bytes(*b)).collect();
        if starts[0] != 0 || starts[n] as usize != ink || starts.windows(2).any(|w| w[0] > w[1]) {
            return Err(wrong("starts out of order", 8));
        }
        let positions: Vec<u16> =
            bytes[starts_end..positions_end].as_chunks::<2>().0.iter().map(|b| u16::from_le_bytes(*b)).collect();
        if let Some(i) = positions.iter().position(|&p| usize::from(p) >= PIXELS) {
            return Err(wrong("a pixel outside the image", starts_end + 2 * i));
        }
        let labels = bytes[levels_end..].to_vec();
        if let Some(i) = labels.iter().position(|&label| usize::from(label) >= CLASSES) {
            return Err(wrong("a label over 9", levels_end + i));
        }
        Ok(Self { starts, positions, levels: bytes[positions_end..levels_end].to_vec(), labels })
    }
}

fn u32_at(bytes: &[u8], position: usize) -> Option<u32> {
    bytes.get(position..position + 4)?.try_into().ok().map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(n: usize) -> Examples {
        let images: Vec<u8> = (0..n * PIXELS).map(|i| if i % 7 == 0 { (i % 251) as u8 } else { 0 }).collect();
        Examples::new(&images, (0..n).map(|i| (i % 10) as u8).collect()).unwrap()
    }

    #[test]
    fn images_come_back_as_they_went_in() {
        let mut image = [0; PIXELS];
        image[0] = 1;
        image[783] = 255;
        let examples = Examples::new(&image, vec![4]).unwrap();
        assert_eq!(examples.image(0), image);
        assert_eq!(examples.ink(0), (&[0, 783][..], &[1, 255][..]));
        assert_eq!(examples.label(0), 4);
    }

    #[test]
    fn wrong_lengths_and_labels_are_refused() {
        assert_eq!(Examples::new(&[0; 5], vec![1]), Err(ExamplesError::Length { labels: 1, found: 5 }));
        assert_eq!(Examples::new(&[0; PIXELS], vec![10]), Err(ExamplesError::Label { index: 0, found: 10 }));
    }

    #[test]
    fn what_was_put_at_the_end_is_taken_off_again() {
        let all = some(1200);
        assert_eq!(all.clone().and(&some(7)).first(1200), all);
        assert_eq!((all.clone().first(0).len(), all.clone().first(9999)), (0, all));
    }

    #[test]
    fn shares_put_together_are_the_whole() {
        let all = some(2500);
        assert_eq!(all.blocks(), 3);
        assert_eq!(all.block(2), 2000..2500);
        let (first, second) = (all.share(0..1), all.share(1..3));
        assert_eq!((first.len(), second.len()), (1000, 1500));
        for i in 0..1000 {
            assert_eq!(first.image(i), all.image(i));
        }
        for i in 0..1500 {
            assert_eq!((second.image(i), second.label(i)), (all.image(1000 + i), all.label(1000 + i)));
        }
        assert!(all.share(3..9).is_empty());
    }

    #[test]
    fn one_pixel_one_label_or_another_order_is_another_fingerprint() {
        let mut image = [0; 3 * PIXELS];
        (image[3], image[PIXELS + 7], image[2 * PIXELS + 8]) = (1, 200, 30);
        let of = |image: &[u8], labels: [u8; 3]| Examples::new(image, labels.to_vec()).unwrap().fingerprint();
        let hash = of(&image, [1, 2, 3]);
        // Computed by a few lines of Python after the description.
        assert_eq!(hash, 0x8595_4E19_9020_AFD4);
        assert_eq!(hash, of(&image, [1, 2, 3]));
        assert_ne!(hash, of(&image, [1, 3, 2]));
        for (pixel, level) in [(3, 2), (3, 0), (4, 1), (3 * PIXELS - 1, 1), (PIXELS + 7, 0)] {
            let mut other = image;
            other[pixel] = level;
            assert_ne!(hash, of(&other, [1, 2, 3]), "pixel {pixel}");
        }
        // The same ink, but one pixel of it in the image before.
        let mut other = image;
        (other[PIXELS + 7], other[7]) = (0, 200);
        assert_ne!(hash, of(&other, [1, 2, 3]));
        assert_ne!(some(16).fingerprint(), some(17).fingerprint());
    }

    #[test]
    fn bytes_round_trip_and_broken_bytes_are_refused() {
        let examples = some(12);
        let bytes = examples.to_bytes();
        assert_eq!(Examples::from_bytes(&bytes).unwrap(), examples);
        assert_eq!(Examples::from_bytes(&examples.share(1..1).to_bytes()).map(|e| e.len()), Ok(0));
        for cut in [0, 7, 8, 100, bytes.len() - 1] {
            assert!(Examples::from_bytes(&bytes[..cut]).is_err(), "{cut}");
        }
        let mut hostile = bytes.clone();
        hostile[..4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(Examples::from_bytes(&hostile).is_err());
        let mut outside = bytes;
        let position = 8 + 13 * 4;
        outside[position..position + 2].copy_from_slice(&900u16.to_le_bytes());
        assert!(Examples::from_bytes(&outside).is_err());
    }
}
