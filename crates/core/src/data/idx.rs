//! Reads MNIST's IDX files, gzipped or not.
//!
//! The format is described on the MNIST page of LeCun, Cortes and Burges: big-endian; a magic number (2051 for images,
//! 2049 for labels), the count, for images rows and columns, then one byte per pixel or label.

use std::io::Read;

use super::packing::unpacked;
use super::{CLASSES, Examples, ExamplesError, MOST_EXAMPLES, SIDE};

const IMAGES_MAGIC: u32 = 2051;
const LABELS_MAGIC: u32 = 2049;

/// What is wrong with an IDX file, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdxError {
    /// The file does not begin as its kind does.
    #[error("{file}, byte 0: expected the magic number {expected} of {}, found {found}", kind(*expected))]
    Magic {
        /// The file's name.
        file: String,
        /// 2051 or 2049.
        expected: u32,
        /// What stands there.
        found: u32,
    },
    /// The images have another size.
    #[error("{file}, byte 8: expected images of 28 x 28 pixels, found {rows} x {columns}")]
    Size {
        /// The file's name.
        file: String,
        /// Rows found.
        rows: u32,
        /// Columns found.
        columns: u32,
    },
    /// The header claims more examples than this reader takes.
    #[error("{file}, byte 4: expected at most {MOST_EXAMPLES} examples, found {found}")]
    TooMany {
        /// The file's name.
        file: String,
        /// What the header says.
        found: u32,
    },
    /// The file has no examples.
    #[error("{file}, byte 4: expected at least one example, found none")]
    Empty {
        /// The file's name.
        file: String,
    },
    /// The file ends too early.
    #[error("{file} ends at byte {found}: expected {expected} bytes")]
    Truncated {
        /// The file's name.
        file: String,
        /// The unpacked length that the header asks for.
        expected: u64,
        /// The unpacked length found.
        found: u64,
    },
    /// The file goes on after the last example.
    #[error("{file} goes on after byte {expected}, where its header says it ends")]
    TooLong {
        /// The file's name.
        file: String,
        /// The unpacked length that the header asks for.
        expected: u64,
    },
    /// The gzip packing is damaged.
    #[error("{file}: damaged gzip data after {position} unpacked bytes: {why}")]
    Gzip {
        /// The file's name.
        file: String,
        /// Bytes unpacked before the damage.
        position: u64,
        /// What the unpacker says.
        why: String,
    },
    /// A label is no digit.
    #[error("{file}, byte {position}: expected a label from 0 to 9, found {found}")]
    Label {
        /// The file's name.
        file: String,
        /// Where in the unpacked file.
        position: u64,
        /// What stands there.
        found: u8,
    },
    /// The two files do not belong together.
    #[error("{images_file} has {images} images but {labels_file} has {labels} labels: expected as many")]
    Mismatch {
        /// The images' file.
        images_file: String,
        /// Images in it.
        images: usize,
        /// The labels' file.
        labels_file: String,
        /// Labels in it.
        labels: usize,
    },
}

fn kind(magic: u32) -> &'static str {
    if magic == IMAGES_MAGIC { "an IDX image file" } else { "an IDX label file" }
}

/// The pixels of an image file, 784 bytes per image, row-major.
///
/// # Errors
/// When the file is not a whole IDX file of 28 x 28 images; nothing beyond what the header honestly needs is unpacked.
pub fn read_images(file: &str, bytes: &[u8]) -> Result<Vec<u8>, IdxError> {
    let mut source = Source::open(file, bytes);
    let count = source.header(IMAGES_MAGIC, 16)?;
    let (rows, columns) = (source.u32(8, 16)?, source.u32(12, 16)?);
    if (rows as usize, columns as usize) != (SIDE, SIDE) {
        return Err(IdxError::Size { file: file.into(), rows, columns });
    }
    source.body(16, u64::from(count) * (SIDE * SIDE) as u64)
}

/// The labels of a label file.
///
/// # Errors
/// When the file is not a whole IDX label file, or a label is over 9.
pub fn read_labels(file: &str, bytes: &[u8]) -> Result<Vec<u8>, IdxError> {
    let mut source = Source::open(file, bytes);
    let count = source.header(LABELS_MAGIC, 8)?;
    let labels = source.body(8, u64::from(count))?;
    match labels.iter().position(|&label| usize::from(label) >= CLASSES) {
        None => Ok(labels),
        Some(i) => Err(IdxError::Label { file: file.into(), position: 8 + i as u64, found: labels[i] }),
    }
}

/// A pair of files: (name, bytes) of the images and of the labels.
///
/// # Errors
/// When either file is damaged, or they do not have the same number of examples.
pub fn read_examples(images: (&str, &[u8]), labels: (&str, &[u8])) -> Result<Examples, IdxError> {
    let read_labels = read_labels(labels.0, labels.1)?;
    let pixels = read_images(images.0, images.1)?;
    let (image_count, label_count) = (pixels.len() / (SIDE * SIDE), read_labels.len());
    Examples::new(&pixels, read_labels).map_err(|error| match error {
        ExamplesError::Label { index, found } => {
            IdxError::Label { file: labels.0.into(), position: 8 + index as u64, found }
        }
        _ => IdxError::Mismatch {
            images_file: images.0.into(),
            images: image_count,
            labels_file: labels.0.into(),
            labels: label_count,
        },
    })
}

/// Reads on in a file that may be gzipped.
struct Source<'a> {
    file: &'a str,
    reader: Box<dyn Read + 'a>,
    position: u64,
}

impl<'a> Source<'a> {
    fn open(file: &'a str, bytes: &'a [u8]) -> Self {
        Self { file, reader: unpacked(bytes), position: 0 }
    }

    /// Fills `buffer` as far as the file goes and says how far that was.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, IdxError> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.reader.read(&mut buffer[filled..]) {
                Ok(0) => break,
                Ok(n) => {
                    filled += n;
                    self.position += n as u64;
                }
                // A gzip stream that stops in the middle is a truncated file like any other.
                Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => break,
                Err(error) => {
                    return Err(IdxError::Gzip {
                        file: self.file.into(),
                        position: self.position,
                        why: error.to_string(),
                    });
                }
            }
        }
        Ok(filled)
    }

    /// The number at `position`, in a header of `expected` bytes.
    fn u32(&mut self, position: u64, expected: u64) -> Result<u32, IdxError> {
        let mut bytes = [0; 4];
        let filled = self.fill(&mut bytes)?;
        if filled < 4 {
            let found = position + filled as u64;
            return Err(IdxError::Truncated { file: self.file.into(), expected, found });
        }
        Ok(u32::from_be_bytes(bytes))
    }

    /// Checks the magic number and gives the count.
    fn header(&mut self, magic: u32, header: u64) -> Result<u32, IdxError> {
        let file_name = self.file.to_owned();
        let found = self.u32(0, header)?;
        if found != magic {
            return Err(IdxError::Magic { file: file_name, expected: magic, found });
        }
        let count = self.u32(4, header)?;
        match count {
            0 => Err(IdxError::Empty { file: file_name }),
            found if found as usize > MOST_EXAMPLES => Err(IdxError::TooMany { file: file_name, found }),
            count => Ok(count),
        }
    }

    /// The `length` bytes after the header, which must be the last ones.
    fn body(&mut self, header: u64, length: u64) -> Result<Vec<u8>, IdxError> {
        // Grown as the bytes arrive: a header that claims much must bring much before memory is taken for it.
        const PIECE: u64 = 1 << 22;
        let mut body = Vec::new();
        while (body.len() as u64) < length {
            let start = body.len();
            let piece = PIECE.min(length - start as u64) as usize;
            body.resize(start + piece, 0);
            let filled = self.fill(&mut body[start..])?;
            if filled < piece {
                return Err(IdxError::Truncated {
                    file: self.file.into(),
                    expected: header + length,
                    found: header + (start + filled) as u64,
                });
            }
        }
        if self.fill(&mut [0])? > 0 {
            return Err(IdxError::TooLong { file: self.file.into(), expected: header + length });
        }
        Ok(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(not(target_arch = "wasm32"))]
    use proptest::prelude::*;
    use std::io::Write;

    fn images(count: u32, rows: u32, columns: u32, pixels: usize) -> Vec<u8> {
        let mut bytes: Vec<u8> = [IMAGES_MAGIC, count, rows, columns].iter().flat_map(|v| v.to_be_bytes()).collect();
        bytes.extend((0..pixels).map(|i| (i % 256) as u8));
        bytes
    }

    fn labels(count: u32, values: &[u8]) -> Vec<u8> {
        let mut bytes: Vec<u8> = [LABELS_MAGIC, count].iter().flat_map(|v| v.to_be_bytes()).collect();
        bytes.extend(values);
        bytes
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn plain_and_gzipped_files_read_alike() {
        let (i, l) = (images(2, 28, 28, 1568), labels(2, &[3, 9]));
        let plain = read_examples(("i", &i), ("l", &l)).unwrap();
        assert_eq!(plain.len(), 2);
        assert_eq!(plain.label(1), 9);
        assert_eq!(plain.image(1)[..], i[16 + 784..]);
        assert_eq!(read_examples(("i", &gzip(&i)), ("l", &gzip(&l))).unwrap(), plain);
    }

    #[test]
    fn every_fault_is_named_with_file_place_expected_and_found() {
        let text = |result: Result<Vec<u8>, IdxError>| result.unwrap_err().to_string();
        assert_eq!(
            text(read_images("train", &labels(1, &[1]))),
            "train, byte 0: expected the magic number 2051 of an IDX image file, found 2049"
        );
        assert_eq!(
            text(read_labels("labels", &images(1, 28, 28, 784))),
            "labels, byte 0: expected the magic number 2049 of an IDX label file, found 2051"
        );
        assert_eq!(text(read_images("t", &images(2, 28, 28, 1000))), "t ends at byte 1016: expected 1584 bytes");
        assert_eq!(text(read_images("t", &images(2, 28, 28, 1000)[..10])), "t ends at byte 10: expected 16 bytes");
        assert_eq!(text(read_images("t", &[])), "t ends at byte 0: expected 16 bytes");
        assert_eq!(
            text(read_images("t", &images(1, 28, 28, 785))),
            "t goes on after byte 800, where its header says it ends"
        );
        assert_eq!(
            text(read_images("t", &images(1, 32, 32, 1024))),
            "t, byte 8: expected images of 28 x 28 pixels, found 32 x 32"
        );
        assert_eq!(
            text(read_images("t", &images(4_000_000_000, 28, 28, 784))),
            "t, byte 4: expected at most 400000 examples, found 4000000000"
        );
        assert_eq!(text(read_labels("t", &labels(0, &[]))), "t, byte 4: expected at least one example, found none");
        assert_eq!(
            text(read_labels("t", &labels(3, &[1, 2, 11]))),
            "t, byte 10: expected a label from 0 to 9, found 11"
        );
    }

    #[test]
    fn files_that_do_not_belong_together_are_refused() {
        let (i, l) = (images(2, 28, 28, 1568), labels(3, &[1, 2, 3]));
        let error = read_examples(("train-images", &i), ("t10k-labels", &l)).unwrap_err().to_string();
        assert_eq!(error, "train-images has 2 images but t10k-labels has 3 labels: expected as many");
        assert!(matches!(read_examples(("l", &l), ("i", &i)), Err(IdxError::Magic { .. })));
    }

    #[test]
    fn damaged_gzip_is_told_apart_from_a_short_one() {
        let packed = gzip(&images(40, 28, 28, 40 * 784));
        let cut = read_images("t", &packed[..packed.len() / 2]).unwrap_err();
        assert!(matches!(cut, IdxError::Truncated { expected: 31376, .. }), "{cut}");
        let mut wrong_sum = packed.clone();
        let crc = wrong_sum.len() - 8;
        wrong_sum[crc] ^= 1;
        let error = read_images("t", &wrong_sum).unwrap_err();
        assert!(matches!(error, IdxError::Gzip { position: 31376, .. }), "{error}");
        let mut damaged = packed;
        let middle = damaged.len() / 2;
        damaged[middle..middle + 40].fill(0xff);
        assert!(read_images("t", &damaged).is_err());
    }

    #[test]
    fn a_gzip_bomb_is_not_unpacked() {
        // 100 MB of zeros after an honest header for one image, packed into 100 kB.
        let mut bytes = images(1, 28, 28, 784);
        bytes.resize(100_000_000, 0);
        assert!(matches!(read_images("bomb", &gzip(&bytes)), Err(IdxError::TooLong { expected: 800, .. })));
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..2000), magic in 0..4u8) {
            // Most random bytes fail at the magic number; get further half of the time.
            if magic < 2 && bytes.len() >= 16 {
                bytes[..4].copy_from_slice(&[0, 0, 8, 3 - 2 * magic]);
                bytes[4..8].copy_from_slice(&[0, 0, 0, 1]);
            } else if magic == 2 && bytes.len() >= 2 {
                bytes[..2].copy_from_slice(&[0x1f, 0x8b]);
            }
            let _ = read_images("fuzz", &bytes);
            let _ = read_labels("fuzz", &bytes);
        }
    }
}
