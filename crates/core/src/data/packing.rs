//! Files as they come: gzipped or not.

use std::io::Read;

/// Reads a file, unpacked if it is gzipped, as far as is asked: what is not asked for takes no memory.
pub(super) fn unpacked<'a>(bytes: &'a [u8]) -> Box<dyn Read + 'a> {
    if bytes.starts_with(&[0x1f, 0x8b]) { Box::new(flate2::read::MultiGzDecoder::new(bytes)) } else { Box::new(bytes) }
}
