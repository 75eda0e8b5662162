//! Reads tables of images: one line each, its label and 784 levels from 0 to 255, or all of them from 0 to 1.
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
/// Bytes of blank lines in all: some after each image, and what unpacks in a moment.
const MOST_BLANK: usize = 16 << 20;

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
    /// A level is no whole number from 0 to 255, or, in a table of shares, none from 0 to 1.
    #[error("{file}, line {line}, value {column}: expected a level from 0 to {highest}{like}, found “{found}”",
        like = if *highest == 1 { ", as those before it" } else { "" })]
    Level {
        /// The file's name.
        file: String,
        /// From 1.
        line: u64,
        /// From 1.
        column: usize,
        /// 255, or 1 in a table of shares.
        highest: u8,
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
    /// Blank lines without end.
    #[error("{file}, line {line}: expected images, found more than {} megabytes of blank lines", MOST_BLANK >> 20)]
    Blank {
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

/// What a table holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// 784 bytes for each image, row-major.
    pub pixels: Vec<u8>,
    /// One for each image.
    pub labels: Vec<u8>,
    /// Whether the levels were from 0 to 1 and were taken as shares of 255.
    pub of_shares: bool,
}

/// What the levels seen so far tell of all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scale {
    /// Nothing but 0 and 1 so far.
    Unknown,
    /// Whole numbers from 0 to 255.
    Levels,
    /// Numbers from 0 to 1.
    Shares,
}

impl Scale {
    /// Reads a level; `None` for what is none on this scale.
    fn level(&mut self, value: &[u8]) -> Option<u8> {
        match (whole_number(value), *self) {
            (Some(whole @ 0..=1), Self::Shares) => Some(whole * u8::MAX),
            (Some(whole @ 0..=1), _) => Some(whole),
            (Some(whole), Self::Unknown | Self::Levels) => {
                *self = Self::Levels;
                Some(whole)
            }
            (None, Self::Unknown | Self::Shares) => {
                let share = unquoted(value)?.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share))?;
                *self = Self::Shares;
                Some((share * f64::from(u8::MAX)).round() as u8)
            }
            _ => None,
        }
    }

    /// The highest level there may be, for a message.
    fn highest(self) -> u8 {
        if self == Self::Shares { 1 } else { u8::MAX }
    }
}

/// The images and their labels.
///
/// # Errors
/// When a line is not a label and 784 levels; nothing is read beyond the first such line.
pub fn read_table(file: &str, bytes: &[u8]) -> Result<Table, CsvError> {
    let mut reader = BufReader::new(unpacked(bytes));
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    let (mut text, mut line, mut label_at) = (Vec::new(), 0, 0);
    let (mut blank, mut begun) = (0, false);
    let mut scale = Scale::Unknown;
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
            blank += read;
            if blank > MOST_BLANK {
                return Err(CsvError::Blank { file: file.into(), line });
            }
            continue;
        }
        let values: Vec<&[u8]> = content.split(|byte| b",;\t".contains(byte)).map(<[u8]>::trim_ascii).collect();
        let heading = if std::mem::replace(&mut begun, true) { None } else { heading(&values) };
        // A title may have any number of words, but the last place is the label's only in a line as long as the others.
        if let Some(place) = heading.filter(|&place| place == 0 || values.len() == COLUMNS) {
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
            if column == label_at + 1 {
                let label = whole_number(value).filter(|&label| usize::from(label) < CLASSES);
                labels.push(label.ok_or_else(|| CsvError::Label {
                    file: file.into(),
                    line,
                    column,
                    found: shown(value),
                })?);
                continue;
            }
            let before = scale;
            let level = scale.level(value).ok_or_else(|| CsvError::Level {
                file: file.into(),
                line,
                column,
                highest: before.highest(),
                found: shown(value),
            })?;
            if before == Scale::Unknown && scale == Scale::Shares {
                spread(&mut pixels);
            }
            pixels.push(level);
        }
    }
    if labels.is_empty() {
        return Err(CsvError::Empty { file: file.into() });
    }
    if scale == Scale::Unknown && pixels.contains(&1) {
        // Paper and ink and nothing between.
        scale = Scale::Shares;
        spread(&mut pixels);
    }
    Ok(Table { pixels, labels, of_shares: scale == Scale::Shares })
}

/// Makes levels of shares that are 0 or 1.
fn spread(pixels: &mut [u8]) {
    pixels.iter_mut().for_each(|pixel| *pixel *= u8::MAX);
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
    let is_word = |value: &&&[u8]| unquoted(value).is_none_or(|text| text.parse::<f64>().is_err());
    let words = values.iter().filter(is_word).count();
    named.or_else(|| (2 * words > values.len()).then_some(0))
}

/// A whole number from 0 to 255, also written as 12.0 or, as NumPy does, 1.2e+01.
fn whole_number(value: &[u8]) -> Option<u8> {
    let text = unquoted(value)?;
    text.parse().ok().or_else(|| {
        let number: f64 = text.parse().ok()?;
        (number.fract() == 0.0 && (0.0..=f64::from(u8::MAX)).contains(&number)).then_some(number as u8)
    })
}

/// A value's text without quotation marks round it.
fn unquoted(value: &[u8]) -> Option<&str> {
    let text = str::from_utf8(value).ok()?;
    Some(text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text))
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
        let Table { pixels, labels, .. } = read_table("t.csv", text.as_bytes()).unwrap();
        assert_eq!((labels, pixels.len()), (vec![3, 9], 2 * PIXELS));
        assert_eq!((pixels[0], pixels[PIXELS]), (7, 255));
        let headed = format!("label,{}\n{text}", vec!["px"; PIXELS].join(","));
        assert_eq!(read_table("t.csv", headed.as_bytes()).unwrap().labels, [3, 9]);
        let last = format!("{},class\r\n{};4\r\n\r\n", vec!["px"; PIXELS].join(";"), vec!["2.0"; PIXELS].join(";"));
        let Table { pixels, labels, .. } = read_table("t.csv", last.as_bytes()).unwrap();
        assert_eq!((labels, pixels[0], pixels.len()), (vec![4], 2, PIXELS));
        let late = format!("  \n{headed}");
        assert_eq!(read_table("t.csv", late.as_bytes()).unwrap().labels, [3, 9], "a blank line is no heading");
    }

    #[test]
    fn numbers_in_quotation_marks_are_no_heading() {
        let text = row("\"3\"", "\"7\"") + &row("\"9\"", "\"8\"");
        let Table { pixels, labels, .. } = read_table("t.csv", text.as_bytes()).unwrap();
        assert_eq!((labels, pixels[0], pixels[PIXELS]), (vec![3, 9], 7, 8));
    }

    #[test]
    fn whole_numbers_are_read_as_numpy_writes_them() {
        let text = row("5.000000000000000000e+00", "2.550000000000000000e+02");
        let Table { pixels, labels, of_shares } = read_table("t.csv", text.as_bytes()).unwrap();
        assert_eq!((labels, pixels[0], of_shares), (vec![5], 255, false));
        for (text, number) in
            [("12.0", Some(12)), ("1.2e1", Some(12)), ("-0.0", Some(0)), ("25.5e-1", None), ("2.56e2", None)]
        {
            assert_eq!(whole_number(text.as_bytes()), number, "{text}");
        }
    }

    #[test]
    fn levels_from_0_to_1_are_shares() {
        // The first line could be either; the second says what it is.
        let text = row("3", "1") + &row("9", "0.5").replacen("0.5", "2e-1", 1) + &row("1", "0");
        let Table { pixels, labels, of_shares } = read_table("t.csv", text.as_bytes()).unwrap();
        assert_eq!((labels, of_shares), (vec![3, 9, 1], true));
        assert_eq!((pixels[0], pixels[PIXELS], pixels[PIXELS + 1], pixels[2 * PIXELS]), (255, 51, 128, 0));
        let two_valued = read_table("t.csv", row("3", "1").replacen(",1", ",0", 1).as_bytes()).unwrap();
        assert_eq!((two_valued.of_shares, two_valued.pixels[0], two_valued.pixels[1]), (true, 0, 255));
        let blank = read_table("t.csv", row("3", "0").as_bytes()).unwrap();
        assert!(!blank.of_shares && blank.pixels == [0; PIXELS]);
    }

    #[test]
    fn a_gzipped_table_is_unpacked() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(row("5", "1").as_bytes()).unwrap();
        let mut bytes = packed.finish().unwrap();
        assert_eq!(read_table("t.csv.gz", &bytes).unwrap().labels, [5]);
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
        assert_eq!(
            said(&(row("1", "7") + &row("1", "0.5"))),
            "t.csv, line 2, value 2: expected a level from 0 to 255, found “0.5”"
        );
        assert_eq!(said(&row("1", "1.5")), "t.csv, line 1, value 2: expected a level from 0 to 255, found “1.5”");
        assert_eq!(said(&row("1", "nan")), "t.csv, line 1, value 2: expected a level from 0 to 255, found “nan”");
        assert_eq!(
            said(&(row("1", "0.5") + &row("1", "7"))),
            "t.csv, line 2, value 2: expected a level from 0 to 1, as those before it, found “7”"
        );
        // A label in the last place of a line that is shorter than those below says nothing of their places.
        let shorter = format!("{},class\n{}", vec!["px"; PIXELS - 1].join(","), row("3", "7"));
        assert_eq!(said(&shorter), "t.csv, line 1: expected 785 values, a label and 784 levels, found 784");
        let blank = row("3", "7") + &format!("{}\n", " ".repeat(30_000)).repeat(600);
        assert_eq!(said(&blank), "t.csv, line 561: expected images, found more than 16 megabytes of blank lines");
        let endless = "1,".repeat(40_000);
        assert_eq!(said(&endless), "t.csv, line 1: expected at most 32768 bytes in a line, found more");
    }
}
