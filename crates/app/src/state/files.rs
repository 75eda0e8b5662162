//! A visitor's own files, as far as they have come.

use costscape_protocol::Offer;

/// More pictures than a browser opens one by one in good time; an archive may hold more.
pub const MOST_FILES: usize = 10_000;

/// Where a visitor's files are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Files {
    /// There are none.
    #[default]
    None,
    /// What was dropped, the so many-th time something was, is looked into.
    Looking(u32),
    /// The reader reads them.
    Reading {
        /// Whether the reader has said that it listens.
        listens: bool,
        /// How far it has come.
        progress: FileProgress,
    },
    /// They are read and looked at.
    Offered(Offering),
    /// They were taken, and are on their way from the reader to the training worker.
    Delivering {
        /// What their classes will be called, as [`super::Data::class_names`].
        class_names: String,
    },
    /// They are on their way to the visitor's handwriting.
    HandingOver,
}

impl Files {
    /// What is offered, if anything.
    #[must_use]
    pub fn offering(&self) -> Option<&Offering> {
        if let Self::Offered(offering) = self { Some(offering) } else { None }
    }

    /// How far reading has come, while something is read or looked into.
    #[must_use]
    pub fn progress(&self) -> Option<FileProgress> {
        match self {
            Self::Looking(_) => Some(FileProgress::default()),
            Self::Reading { progress, .. } => Some(progress.clone()),
            _ => None,
        }
    }

    /// Whether the reader owes images that were asked of it.
    #[must_use]
    pub fn are_promised(&self) -> bool {
        matches!(self, Self::Delivering { .. } | Self::HandingOver)
    }
}

/// How far the reading of a visitor's files has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileProgress {
    /// Of what, in the plural; empty while nobody knows.
    pub what: String,
    /// So many.
    pub done: u64,
    /// Of so many.
    pub total: u64,
}

/// What was read from a visitor's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offering {
    /// In numbers and words.
    pub offer: Offer,
    /// The first images, 784 bytes each.
    pub pixels: Vec<u8>,
}
