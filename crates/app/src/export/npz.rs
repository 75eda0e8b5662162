//! Heights and plane as NumPy reads them: arrays as `.npy` files (version 1.0), stored in one ZIP archive.

use super::facts;
use crate::state::{State, View};

/// `cost.npy`, f8, `[b][a]`, b rising, not a number where it is not known; `a.npy` and `b.npy`, f4; `theta0.npy`,
/// `u.npy`, `v.npy`, f4; `about.json`.
#[must_use]
pub fn npz(state: &State, view: &View) -> Vec<u8> {
    let grid = view.slice.grid();
    let (columns, rows) = (grid.resolution(), grid.len() / grid.resolution());
    let heights = (0..grid.len()).flat_map(|index| view.slice.value(index).unwrap_or(f64::NAN).to_le_bytes());
    let along_a: Vec<f32> = (0..columns).map(|column| grid.point(column).0).collect();
    let along_b: Vec<f32> = (0..rows).map(|row| grid.point(row * columns).1).collect();
    let plane = view.frame.plane();
    let mut files = vec![("cost.npy", npy("<f8", &format!("({rows}, {columns})"), &heights.collect::<Vec<u8>>()))];
    for (name, values) in [
        ("a.npy", &along_a[..]),
        ("b.npy", &along_b),
        ("theta0.npy", plane.origin()),
        ("u.npy", plane.u()),
        ("v.npy", plane.v()),
    ] {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        files.push((name, npy("<f4", &format!("({},)", values.len()), &bytes)));
    }
    files.push(("about.json", json(state, view).into_bytes()));
    zip(&files)
}

/// The facts as one JSON object.
fn json(state: &State, view: &View) -> String {
    let mut text = String::from("{");
    for fact in facts(state, view) {
        text.extend([if text.len() > 1 { ",\n \"" } else { "\n \"" }, fact.name, "\": "]);
        if fact.is_number {
            text += &fact.value;
        } else {
            // The facts are sentences of this program's own, in which nothing else has to be escaped.
            text.extend(["\"", &fact.value.replace('\\', "\\\\").replace('"', "\\\""), "\""]);
        }
    }
    text + "\n}\n"
}

/// An array: a magic string, a header that says what it is, padded to a multiple of 64 bytes, and the numbers.
fn npy(kind: &str, shape: &str, numbers: &[u8]) -> Vec<u8> {
    let mut header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}");
    let whole = (10 + header.len() + 1).next_multiple_of(64);
    header.extend(std::iter::repeat_n(' ', whole - 11 - header.len()));
    header.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(numbers);
    bytes
}

/// A ZIP archive of these files, not compressed (PKWARE, APPNOTE.TXT 4.3). It is far below 4 GB.
fn zip(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in files {
        let at = bytes.len() as u32;
        // Version 2.0, no flags, stored, midnight of the first of January 1980.
        let mut about: Vec<u8> = [20u16, 0, 0, 0, 0x21].iter().flat_map(|v| v.to_le_bytes()).collect();
        let size = content.len() as u32;
        about.extend([crc32(content), size, size, name.len() as u32].iter().flat_map(|v| v.to_le_bytes()));
        // The name's length takes two bytes, that of the extra field the next two: zero.
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&about);
        bytes.extend(name.as_bytes());
        bytes.extend(content);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&about);
        // Comment, disk, attributes: none of them.
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (count, at, size) = (files.len() as u16, bytes.len() as u32, directory.len() as u32);
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\x00\x00\x00\x00");
    bytes.extend([count, count].iter().flat_map(|v| v.to_le_bytes()));
    bytes.extend([size, at].iter().flat_map(|v| v.to_le_bytes()));
    bytes.extend([0; 2]);
    bytes
}

/// The check sum of ZIP and PNG: CRC-32, reflected, polynomial 0x04C11DB7.
fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for &byte in bytes {
        sum ^= u32::from(byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg());
        }
    }
    !sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_sum_is_the_usual_one() {
        assert_eq!((crc32(b"123456789"), crc32(b"")), (0xCBF4_3926, 0));
    }

    #[test]
    fn headers_of_arrays_are_whole_lines_of_64_bytes() {
        let bytes = npy("<f4", "(3,)", &[0; 12]);
        assert_eq!((bytes.len(), bytes[127]), (140, b'\n'));
        assert_eq!(bytes[..10], *b"\x93NUMPY\x01\x00\x76\x00");
        assert!(bytes[10..].starts_with(b"{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }  "));
    }

    #[test]
    fn an_archive_is_as_appnote_draws_it() {
        let bytes = zip(&[("a", b"hello".to_vec()), ("bc", Vec::new())]);
        assert_eq!(bytes[..4], *b"PK\x03\x04");
        assert_eq!(bytes[30..36], *b"ahello");
        let end = bytes.len() - 22;
        assert_eq!(bytes[end..end + 4], *b"PK\x05\x06");
        let u32_at = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        let (size, start) = (u32_at(end + 12), u32_at(end + 16));
        assert_eq!((start + size, size), (end, 2 * 46 + 3));
        assert_eq!(bytes[start..start + 4], *b"PK\x01\x02");
        // The second file's local header is where the directory says.
        let second = u32_at(start + 46 + 1 + 42);
        assert_eq!((second, &bytes[second..second + 4]), (36, &b"PK\x03\x04"[..]));
    }
}
