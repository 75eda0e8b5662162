//! Which examples there are.

use costscape_protocol::{Source, Summary};

use super::Files;

/// What is known about the examples.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Data {
    /// Those in use.
    pub summary: Option<Summary>,
    /// How far reading has come, while something is read.
    pub loading: Option<Loading>,
    /// A visitor's own files.
    pub files: Files,
    /// Whether files are held over the page.
    pub dragging: bool,
    /// What was wrong with those chosen last.
    pub files_fault: Option<String>,
    /// What the classes are called, as typed, separated by commas; empty where they are digits.
    pub class_names: String,
    /// What they will be called once the set that is on its way is in use.
    pub coming_names: Option<String>,
    /// Whether MNIST can be had.
    pub mnist: Mnist,
}

impl Data {
    /// Whether the classes in use are the ten digits, as far as anybody has said.
    #[must_use]
    pub fn has_digits(&self) -> bool {
        self.class_names.is_empty()
    }

    /// What class `class` is called: its number, unless it has a name.
    #[must_use]
    pub fn class_name(&self, class: usize) -> String {
        let name = self.class_names.split(',').nth(class).map(str::trim).filter(|name| !name.is_empty());
        name.map_or_else(|| class.to_string(), shortened)
    }
}

/// The longest name of a class, in letters: there is room for no more beside its output.
const LONGEST: usize = 12;

/// The beginning of a name that is too long, and of its end what tells it from others.
fn shortened(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() <= LONGEST {
        return name.to_owned();
    }
    let (first, last) = (&letters[..LONGEST - 4], &letters[letters.len() - 3..]);
    first.iter().chain(&['…']).chain(last).collect()
}

/// How far reading has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Loading {
    /// What was asked for.
    pub source: Source,
    /// What is being read, in words; empty before the first word from the worker.
    pub what: String,
    /// How much of it is done, 0 to 1.
    pub share: f64,
}

/// Whether MNIST can be had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Mnist {
    /// Not known yet.
    #[default]
    Unknown,
    /// Below this address.
    There {
        /// The folder, ending in a slash.
        folder: String,
    },
    /// Not with this site; why, in words.
    Missing {
        /// For the status.
        why: String,
    },
}
