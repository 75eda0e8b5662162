//! Several files in one.

/// A ZIP archive of these files, not compressed (PKWARE, APPNOTE.TXT 4.3). It is far below 4 GB.
pub(super) fn zip(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
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
