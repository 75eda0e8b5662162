//! MNIST's IDX files: read, gzipped or not, and written.
//!
//! The format is described on the MNIST page of LeCun, Cortes and Burges: big-endian; a magic number (2051 for images,
//! 2049 for labels), the count, for images rows and columns, then one byte per pixel or label. QMNIST (Yadav and Bottou,
//! "Cold case: the lost MNIST digits", 2019) has labels in a table of 32-bit numbers (3074), the class first in each row.

use std::io::Read;

use super::packing::unpacked;
use super::{CLASSES, Examples, ExamplesError, MOST_EXAMPLES, SIDE};

const IMAGES_MAGIC: u32 = 2051;
const LABELS_MAGIC: u32 = 2049;
const ROWS_MAGIC: u32 = 3074;
/// The most numbers in a row of labels: QMNIST has eight.
const MOST_COLUMNS: u32 = 64;

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
    /// The rows of labels are of another length.
    #[error("{file}, byte 8: expected rows of 1 to {MOST_COLUMNS} numbers, found {columns}")]
    Columns {
        /// The file's name.
        file: String,
        /// Numbers in a row.
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

/// The labels of a label file, MNIST's or QMNIST's.
///
/// # Errors
/// When the file is not a whole IDX label file, or a label is over 9.
pub fn read_labels(file: &str, bytes: &[u8]) -> Result<Vec<u8>, IdxError> {
    let mut source = Source::open(file, bytes);
    if Source::open(file, bytes).u32(0, 8) == Ok(ROWS_MAGIC) {
        return read_rows(source);
    }
    let count = source.header(LABELS_MAGIC, 8)?;
    let labels = source.body(8, u64::from(count))?;
    match labels.iter().position(|&label| usize::from(label) >= CLASSES) {
        None => Ok(labels),
        Some(i) => Err(IdxError::Label { file: file.into(), position: 8 + i as u64, found: labels[i] }),
    }
}

/// The first number of each row.
fn read_rows(mut source: Source) -> Result<Vec<u8>, IdxError> {
    let count = source.header(ROWS_MAGIC, 12)?;
    let columns = source.u32(8, 12)?;
    let file = source.file.to_owned();
    if !(1..=MOST_COLUMNS).contains(&columns) {
        return Err(IdxError::Columns { file, columns });
    }
    let row = 4 * columns as usize;
    let body = source.body(12, u64::from(count) * row as u64)?;
    let label = |(i, row_of): (usize, &[u8])| {
        let class = u32::from_be_bytes([row_of[0], row_of[1], row_of[2], row_of[3]]);
        let found = class.min(255) as u8;
        let position = 12 + (i * row) as u64;
        if usize::from(found) < CLASSES {
            Ok(found)
        } else {
            Err(IdxError::Label { file: file.clone(), position, found })
        }
    };
    body.chunks_exact(row).enumerate().map(label).collect()
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

/// The image and the label file of these images, 28 x 28 bytes each, row-major, and their labels.
#[must_use]
pub fn idx_files(pixels: &[u8], labels: &[u8]) -> [Vec<u8>; 2] {
    let file = |header: &[u32], content: &[u8]| -> Vec<u8> {
        header.iter().flat_map(|number| number.to_be_bytes()).chain(content.iter().copied()).collect()
    };
    let (count, side) = (labels.len() as u32, SIDE as u32);
    [file(&[IMAGES_MAGIC, count, side, side], pixels), file(&[LABELS_MAGIC, count], labels)]
}

#[cfg(test)]
mod tests;
