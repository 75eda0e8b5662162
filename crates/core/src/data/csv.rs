//! Reads tables of images: one line each, its label and 784 levels from 0 to 255.
//!
//! The form is the one in which MNIST and its relatives are passed around: values separated by commas, semicolons or
//! tabs, the label first, or last where a heading says so; a line of headings or none.

use std::io::{BufRead, BufReader};

use super::packing::unpacked;
use super::{CLASSES, MOST_EXAMPLES, PIXELS};

/// Values in a line: the label and the pixels.
const COLUMNS: usize = PIXELS + 1;
/// No line is longer: 785 values with all the blanks and decimals that anyone writes.
const LONGEST_LINE: u64 = 32 * 1024;

/// What is wrong with a table, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CsvError {
    /// A line has another number of values.
    #[error("{file}, line {line}: expected {COLUMNS} values, a label and 784 levels, found {found}")]
    Columns {
        /// The file's name.
        file: String,
        /// From 1.
        line: u64,
        /// How many stand there.
        found: usize,
    },
    /// A level is no whole number from 0 to 255.
    #[error("{file}, line {line}, value {column}: expected a level from 0 to 255, found “{found}”")]
    Level {
        /// The file's name.
        file: String,
        /// From 1.
        line: u64,
        /// From 1.
        column: usize,
        /// What stands there, the beginning of it.
        found: String,
    },
    /// A label is no digit.
    #[error("{file}, line {line}, value {column}: expected a label from 0 to 9, found “{found}”")]
    Label {
        /// The file's name.
        file: String,
        /// From 1.
        line: u64,
        /// From 1.
        column: usize,
        /// What stands there, the beginning of it.
        found: String,
    },
    /// A line that never ends.
    #[error("{file}, line {line}: expected at most {LONGEST_LINE} bytes in a line, found more")]
    Line {
        /// The file's name.
        file: String,
        /// From 1.
        line: u64,
    },
    /// No line with an image.
    #[error("{file}: expected at least one line with a label and 784 levels, found none")]
    Empty {
        /// The file's name.
        file: String,
    },
    /// More lines than this reader takes.
    #[error("{file}, line {line}: expected at most {MOST_EXAMPLES} images, found more")]
    TooMany {
        /// The file's name.
        file: String,
        /// From 1.
        line: u64,
    },
    /// The gzip packing is damaged.
    #[error("{file}, line {line}: damaged gzip data: {why}")]
    Packing {
        /// The file's name.
        file: String,
        /// From 1.
        line: u64,
        /// What the unpacker says.
        why: String,
    },
}

/// The images, 784 bytes each, row-major, and their labels.
///
/// # Errors
/// When a line is not a label and 784 levels; nothing is read beyond the first such line.
pub fn read_table(file: &str, bytes: &[u8]) -> Result<(Vec<u8>, Vec<u8>), CsvError> {
    let mut reader = BufReader::new(unpacked(bytes));
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    let (mut text, mut line, mut label_at) = (Vec::new(), 0, 0);
    loop {
        text.clear();
        line += 1;
        let mut limited = std::io::Read::take(&mut reader, LONGEST_LINE);
        let read = limited.read_until(b'\n', &mut text).map_err(|error| CsvError::Packing {
            file: file.into(),
            line,
            why: error.to_string(),
        })?;
        if read == 0 {
            break;
        }
        if read as u64 == LONGEST_LINE && !text.ends_with(b"\n") {
            return Err(CsvError::Line { file: file.into(), line });
        }
        // A mark that some spreadsheets put before the first value.
        let content = text.strip_prefix(b"\xef\xbb\xbf").filter(|_| line == 1).unwrap_or(&text).trim_ascii();
        if content.is_empty() {
            continue;
        }
        let values: Vec<&[u8]> = content.split(|byte| b",;\t".contains(byte)).map(<[u8]>::trim_ascii).collect();
        if line == 1
            && let Some(place) = heading(&values)
        {
            label_at = place;
            continue;
        }
        if values.len() != COLUMNS {
            return Err(CsvError::Columns { file: file.into(), line, found: values.len() });
        }
        if labels.len() == MOST_EXAMPLES {
            return Err(CsvError::TooMany { file: file.into(), line });
        }
        for (column, value) in (1..).zip(&values) {
            let number = whole_number(value);
            if column == label_at + 1 {
                let label = number.filter(|&label| usize::from(label) < CLASSES);
                labels.push(label.ok_or_else(|| CsvError::Label {
                    file: file.into(),
                    line,
                    column,
                    found: shown(value),
                })?);
            } else {
                pixels.push(number.ok_or_else(|| CsvError::Level {
                    file: file.into(),
                    line,
                    column,
                    found: shown(value),
                })?);
            }
        }
    }
    if labels.is_empty() {
        return Err(CsvError::Empty { file: file.into() });
    }
    Ok((pixels, labels))
}

/// Where the label stands by a line of headings, from 0; `None` if the line is none.
fn heading(values: &[&[u8]]) -> Option<usize> {
    let is_label = |value: &&[u8]| {
        let name = value.trim_ascii_start().strip_prefix(b"\"").unwrap_or(value);
        [&b"label"[..], b"class", b"digit", b"target", b"y"]
            .iter()
            .any(|known| name.len() >= known.len() && name[..known.len()].eq_ignore_ascii_case(known))
    };
    let named = [0, values.len() - 1].into_iter().find(|&place| is_label(&values[place]));
    let is_word = |value: &&&[u8]| !str::from_utf8(value).is_ok_and(|text| text.parse::<f64>().is_ok());
    let words = values.iter().filter(is_word).count();
    named.or_else(|| (2 * words > values.len()).then_some(0))
}

/// A whole number from 0 to 255, also written as 12.0.
fn whole_number(value: &[u8]) -> Option<u8> {
    let text = str::from_utf8(value).ok()?;
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    if rest.bytes().all(|byte| byte == b'0') { whole.parse().ok() } else { None }
}

/// The beginning of a value, for a message.
fn shown(value: &[u8]) -> String {
    String::from_utf8_lossy(&value[..value.len().min(20)]).into_owned()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn row(label: &str, level: &str) -> String {
        format!("{label},{}\n", vec![level; PIXELS].join(","))
    }

    #[test]
    fn lines_are_read_with_headings_or_without() {
        let text = row("3", "7") + &row("9", "255");
        let (pixels, labels) = read_table("t.csv", text.as_bytes()).unwrap();
        assert_eq!((labels, pixels.len()), (vec![3, 9], 2 * PIXELS));
        assert_eq!((pixels[0], pixels[PIXELS]), (7, 255));
        let headed = format!("label,{}\n{text}", vec!["px"; PIXELS].join(","));
        assert_eq!(read_table("t.csv", headed.as_bytes()).unwrap().1, [3, 9]);
        let last = format!("{},class\r\n{};4\r\n\r\n", vec!["px"; PIXELS].join(";"), vec!["1.0"; PIXELS].join(";"));
        let (pixels, labels) = read_table("t.csv", last.as_bytes()).unwrap();
        assert_eq!((labels, pixels[0], pixels.len()), (vec![4], 1, PIXELS));
    }

    #[test]
    fn a_gzipped_table_is_unpacked() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(row("5", "1").as_bytes()).unwrap();
        let mut bytes = packed.finish().unwrap();
        assert_eq!(read_table("t.csv.gz", &bytes).unwrap().1, [5]);
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0xff;
        assert!(read_table("t.csv.gz", &bytes).is_err());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let said = |text: &str| read_table("t.csv", text.as_bytes()).unwrap_err().to_string();
        assert_eq!(said(""), "t.csv: expected at least one line with a label and 784 levels, found none");
        assert_eq!(
            said(&(row("1", "0") + "1,2,3\n")),
            "t.csv, line 2: expected 785 values, a label and 784 levels, found 3"
        );
        assert_eq!(
            said(&row("1", "0").replacen(",0", ",256", 1)),
            "t.csv, line 1, value 2: expected a level from 0 to 255, found “256”"
        );
        assert_eq!(said(&row("12", "0")), "t.csv, line 1, value 1: expected a label from 0 to 9, found “12”");
        assert_eq!(said(&row("1", "0.5")), "t.csv, line 1, value 2: expected a level from 0 to 255, found “0.5”");
        let endless = "1,".repeat(40_000);
        assert_eq!(said(&endless), "t.csv, line 1: expected at most 32768 bytes in a line, found more");
    }
}
