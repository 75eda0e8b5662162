//! Files as they come: gzipped or not.

use std::io::Read;

/// Whether it is gzipped.
pub(super) fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

/// Reads a file, unpacked if it is gzipped, as far as is asked: what is not asked for takes no memory.
pub(super) fn unpacked<'a>(bytes: &'a [u8]) -> Box<dyn Read + 'a> {
    if is_packed(bytes) { Box::new(flate2::read::MultiGzDecoder::new(bytes)) } else { Box::new(bytes) }
}
