//! What is in a ZIP archive.

use std::io::Read;

use flate2::read::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive};

use super::FileProgress;
use super::paths::is_hidden;

/// More files than any set that fits has images.
const MOST_FILES: u64 = 100_000;
/// All of them unpacked: MNIST's own files twice over, and still little enough for a phone.
pub(super) const MOST_BYTES: u64 = 256 << 20;

/// Why an archive cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// It is damaged.
    #[error("{file}: expected a whole ZIP archive, found it damaged ({why})")]
    Damaged {
        /// The archive, and the file in it.
        file: String,
        /// What the reader says.
        why: String,
    },
    /// It is locked.
    #[error("{file}: expected it without a password, found it encrypted")]
    Encrypted {
        /// The archive and the file in it.
        file: String,
    },
    /// A way of packing that is not read.
    #[error("{file}: expected it stored or deflated, as archives usually are, found packing method {method}")]
    Method {
        /// The archive and the file in it.
        file: String,
        /// Its number in the format.
        method: u16,
    },
    /// Too many files.
    #[error("{file}: expected at most {MOST_FILES} files, found {found}")]
    Files {
        /// The archive.
        file: String,
        /// How many it claims.
        found: u64,
    },
    /// Too much in all.
    #[error("{file}: expected at most {} megabytes unpacked, found more", MOST_BYTES >> 20)]
    Bytes {
        /// The archive.
        file: String,
    },
}

/// Whether it is an archive.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// The files in the archive `name`, each as "archive/path/file", but for those that systems hide in it. No more is unpacked
/// than `left` bytes, whatever is claimed.
pub(super) fn unpacked(
    name: &str,
    bytes: &[u8],
    left: &mut u64,
    tell: &mut dyn FnMut(FileProgress),
) -> Result<Vec<(String, Vec<u8>)>, ArchiveError> {
    let damaged =
        |file: &str, why: &dyn ToString| ArchiveError::Damaged { file: file.to_owned(), why: why.to_string() };
    let archive = ZipArchive::from_slice(bytes).map_err(|error| damaged(name, &error))?;
    let found = archive.entries_hint();
    if found > MOST_FILES {
        return Err(ArchiveError::Files { file: name.to_owned(), found });
    }
    let (mut files, mut looked_at, mut unread) = (Vec::new(), 0, bytes.len() as u64);
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry().map_err(|error| damaged(name, &error))? {
        looked_at += 1;
        tell(FileProgress { what: "entries of the archive", done: looked_at, total: found as usize });
        // Some programs on Windows part folders as Windows does.
        let path = String::from_utf8_lossy(entry.file_path().as_ref()).replace('\\', "/");
        if path.ends_with('/') || is_hidden(&path) {
            continue;
        }
        if files.len() as u64 == MOST_FILES {
            return Err(ArchiveError::Files { file: name.to_owned(), found: MOST_FILES + 1 });
        }
        let file = format!("{name}/{path}");
        if entry.flags().is_encrypted() {
            return Err(ArchiveError::Encrypted { file });
        }
        let local = archive.get_entry(entry.wayfinder()).map_err(|error| damaged(&file, &error))?;
        let packed: Box<dyn Read> = match entry.compression_method() {
            CompressionMethod::STORE => Box::new(local.data()),
            CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(local.data())),
            other => return Err(ArchiveError::Method { file, method: other.as_u16() }),
        };
        // Or a hundred thousand entries could have the same bytes unpacked over and over.
        let packed_bytes = entry.compressed_size_hint();
        unread = unread.checked_sub(packed_bytes).ok_or_else(|| damaged(&file, &"it lies over others"))?;
        let mut content = Vec::new();
        let read = local.verifying_reader(packed).take(*left + 1).read_to_end(&mut content);
        read.map_err(|error| damaged(&file, &error))?;
        *left = left.checked_sub(content.len() as u64).ok_or_else(|| ArchiveError::Bytes { file: name.to_owned() })?;
        files.push((file, content));
    }
    Ok(files)
}
