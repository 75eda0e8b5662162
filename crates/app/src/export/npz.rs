//! Heights and plane as NumPy reads them: arrays as `.npy` files (version 1.0), stored in one ZIP archive.

use costscape_core::landscape::Estimate;

use super::facts;
use super::zip::zip;
use crate::state::{State, View};

/// `cost.npy`, f8, `[b][a]`, b rising, not a number where it is not known; `a.npy` and `b.npy`, f4; `theta0.npy`,
/// `u.npy`, `v.npy`, f4; `about.json`. Of a sample also `standard_error.npy`, as the cost, and `images.npy`, u4: which
/// images it took, counted from 0.
#[must_use]
pub fn npz(state: &State, view: &View) -> Vec<u8> {
    let grid = view.slice.grid();
    let (columns, rows) = (grid.resolution(), grid.len() / grid.resolution());
    let on_grid = |value: fn(Estimate) -> f64| -> Vec<u8> {
        let values = (0..grid.len()).map(|index| view.slice.estimate(index).map_or(f64::NAN, value));
        npy("<f8", &format!("({rows}, {columns})"), &values.flat_map(f64::to_le_bytes).collect::<Vec<u8>>())
    };
    let along_a: Vec<f32> = (0..columns).map(|column| grid.point(column).0).collect();
    let along_b: Vec<f32> = (0..rows).map(|row| grid.point(row * columns).1).collect();
    let plane = view.frame.plane();
    let mut files = vec![("cost.npy", on_grid(|estimate| estimate.mean))];
    if view.is_sampled() {
        files.push(("standard_error.npy", on_grid(|estimate| estimate.standard_error)));
        let images: Vec<usize> = view.sampling.examples(state.examples_of(view) as usize).collect();
        let bytes: Vec<u8> = images.iter().flat_map(|&image| (image as u32).to_le_bytes()).collect();
        files.push(("images.npy", npy("<u4", &format!("({},)", images.len()), &bytes)));
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_arrays_are_whole_lines_of_64_bytes() {
        let bytes = npy("<f4", "(3,)", &[0; 12]);
        assert_eq!((bytes.len(), bytes[127]), (140, b'\n'));
        assert_eq!(bytes[..10], *b"\x93NUMPY\x01\x00\x76\x00");
        assert!(bytes[10..].starts_with(b"{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }  "));
    }
}
