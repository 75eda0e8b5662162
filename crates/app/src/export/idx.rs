//! Images and labels as MNIST's own files.

use costscape_core::data::idx_files;

use super::zip::zip;

/// `NAME-images-idx3-ubyte` and `NAME-labels-idx1-ubyte` in one ZIP archive: 28 x 28 bytes an image, row-major, and a byte a
/// label.
#[must_use]
pub fn idx_archive(name: &str, pixels: &[u8], labels: &[u8]) -> Vec<u8> {
    let [images, labels] = idx_files(pixels, labels);
    zip(&[(&format!("{name}-images-idx3-ubyte"), images), (&format!("{name}-labels-idx1-ubyte"), labels)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use costscape_core::data::{PIXELS, read_examples};

    #[test]
    fn what_is_saved_is_read_again() {
        let pixels: Vec<u8> = (0..3 * PIXELS).map(|i| (i % 251) as u8).collect();
        let bytes = idx_archive("hand", &pixels, &[7, 0, 9]);
        // Not compressed, so the files lie in it as they are, each behind its name.
        let file = |name: &str, length: usize| {
            let at = bytes.windows(name.len()).position(|window| window == name.as_bytes()).unwrap() + name.len();
            &bytes[at..at + length]
        };
        let images = file("hand-images-idx3-ubyte", 16 + 3 * PIXELS);
        let read = read_examples(("images", images), ("labels", file("hand-labels-idx1-ubyte", 8 + 3))).unwrap();
        assert_eq!((read.len(), read.label(2), &read.image(1)[..]), (3, 9, &pixels[PIXELS..2 * PIXELS]));
    }
}
