//! The four files, packed or not, and what they must unpack to.

use anyhow::{Context, Result, bail};
use costscape_core::data::mnist::{FILES as NAMES, GZIPPED};
use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};
use std::{
    fs,
    io::{self, BufReader, Read, Write},
    path::{Path, PathBuf},
};

/// One of MNIST's files.
#[derive(Clone, Debug)]
pub struct File {
    /// Its published name, unpacked.
    pub name: &'static str,
    /// Its length, unpacked.
    pub unpacked_bytes: u64,
    /// SHA-256 of the unpacked bytes: mirrors may pack them as they like.
    pub sha256: [u8; 32],
}

/// Y. LeCun, C. Cortes and C. Burges' MNIST database of handwritten digits. The checksums were made by `sha256sum` of
/// files whose MD5, unpacked, are those in common use (`6bbc9ace…`, `a25bea73…`, `2646ac64…`, `27ae3e4e…`).
pub const FILES: [File; 4] = [
    File {
        name: NAMES[0],
        unpacked_bytes: 47_040_016,
        sha256: bytes_from_hex("ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
    },
    File {
        name: NAMES[1],
        unpacked_bytes: 60_008,
        sha256: bytes_from_hex("65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
    },
    File {
        name: NAMES[2],
        unpacked_bytes: 7_840_016,
        sha256: bytes_from_hex("0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
    },
    File {
        name: NAMES[3],
        unpacked_bytes: 10_008,
        sha256: bytes_from_hex("ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    },
];

/// What a file holds, unpacked.
pub(super) struct Contents {
    pub(super) bytes: u64,
    pub(super) sha256: [u8; 32],
}

impl File {
    /// Its name when it is gzipped.
    pub fn packed_name(&self) -> String {
        format!("{}{GZIPPED}", self.name)
    }

    /// Where the file is in `folder`, packed or not.
    pub fn find_in(&self, folder: &Path) -> Option<PathBuf> {
        let packed = folder.join(self.packed_name());
        [packed, folder.join(self.name)].into_iter().find(|path| path.is_file())
    }

    /// Whether the file at `path` is the published one.
    ///
    /// # Errors
    /// If not, saying what was expected and found.
    pub fn check(&self, path: &Path) -> Result<()> {
        // A file that unpacks to more than it should is never read to its end.
        let found = contents(path, self.unpacked_bytes + 1)?;
        if found.bytes != self.unpacked_bytes {
            let more = if found.bytes > self.unpacked_bytes { "more" } else { "less" };
            bail!(
                "{}: expected {} bytes unpacked, found {more} ({})",
                path.display(),
                self.unpacked_bytes,
                found.bytes
            );
        }
        if found.sha256 != self.sha256 {
            let (expected, found) = (hex(&self.sha256), hex(&found.sha256));
            bail!("{}: expected SHA-256 {expected} of the unpacked bytes, found {found}", path.display());
        }
        Ok(())
    }
}

/// Whether `path` starts as gzip does.
pub(super) fn is_packed(path: &Path) -> Result<bool> {
    let mut start = Vec::new();
    open(path)?.take(2).read_to_end(&mut start).with_context(|| cannot_read(path))?;
    Ok(start == [0x1f, 0x8b])
}

/// Reads what is at `path`, unpacked, up to `limit` bytes.
pub(super) fn contents(path: &Path, limit: u64) -> Result<Contents> {
    let source: Box<dyn Read> = if is_packed(path)? {
        Box::new(MultiGzDecoder::new(BufReader::new(open(path)?)))
    } else {
        Box::new(open(path)?)
    };
    let mut sink = Hash(Sha256::new());
    let bytes =
        io::copy(&mut source.take(limit), &mut sink).with_context(|| format!("{}: broken gzip", path.display()))?;
    Ok(Contents { bytes, sha256: sink.0.finalize().into() })
}

fn open(path: &Path) -> Result<fs::File> {
    fs::File::open(path).with_context(|| cannot_read(path))
}

fn cannot_read(path: &Path) -> String {
    format!("cannot read {}", path.display())
}

/// Hashes what is written to it.
struct Hash(Sha256);

impl Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Lower-case hexadecimal digits of `bytes`.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

const fn bytes_from_hex(digits: &str) -> [u8; 32] {
    const fn value(digit: u8) -> u8 {
        match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => panic!("not a hexadecimal digit"),
        }
    }
    let digits = digits.as_bytes();
    assert!(digits.len() == 64, "a SHA-256 has 64 digits");
    let mut bytes = [0; 32];
    let mut i = 0;
    while i < 32 {
        bytes[i] = value(digits[2 * i]) << 4 | value(digits[2 * i + 1]);
        i += 1;
    }
    bytes
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use tempfile::TempDir;

    /// `bytes`, gzipped.
    pub(crate) fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// The description of a file that unpacks to `bytes`.
    pub(crate) fn file_of(name: &'static str, bytes: &[u8]) -> File {
        File { name, unpacked_bytes: bytes.len() as u64, sha256: Sha256::digest(bytes).into() }
    }

    /// A folder with one plain and one gzipped file, and their descriptions.
    pub(crate) fn small_files() -> (TempDir, [File; 2]) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("plain"), b"twelve bytes").unwrap();
        fs::write(folder.path().join("packed.gz"), packed(&[7; 5000])).unwrap();
        (folder, [file_of("plain", b"twelve bytes"), file_of("packed", &[7; 5000])])
    }

    #[test]
    fn packed_and_plain_files_are_checked_alike() {
        let (folder, files) = small_files();
        for file in &files {
            file.check(&file.find_in(folder.path()).unwrap()).unwrap();
        }
    }

    #[test]
    fn a_wrong_file_says_what_was_expected_and_found() {
        let (folder, [plain, packed_file]) = small_files();
        let message = |file: &File, bytes: &[u8]| {
            let path = folder.path().join("wrong");
            fs::write(&path, bytes).unwrap();
            format!("{:#}", file.check(&path).unwrap_err())
        };
        assert!(message(&plain, b"twelve bites").contains("expected SHA-256"));
        assert!(message(&plain, b"short").contains("expected 12 bytes unpacked, found less (5)"));
        assert!(message(&plain, &[0; 100]).contains("expected 12 bytes unpacked, found more"));
        let whole = packed(&[7; 5000]);
        assert!(message(&packed_file, &whole[..whole.len() / 2]).contains("broken gzip"));
    }

    #[test]
    fn hexadecimal_digits_round_trip() {
        assert!(hex(&FILES[0].sha256).starts_with("ba891046e6505d7a"));
    }
}
