//! What pictures show, and which of them are a test: by their paths.

use std::collections::BTreeMap;

use super::PictureError;
use crate::data::paths::{Part, folders_and_name, part, part_of_name};
use crate::data::{CLASSES, File};

/// The classes of pictures, and how they are found.
pub(super) struct Classes {
    by_folder: bool,
    /// How long the path of the folder around all pictures is: it tells none from the others.
    around: usize,
    /// In the order of their labels; empty where they are digits themselves.
    pub(super) names: Vec<String>,
}

impl Classes {
    /// Those of these pictures: by the folders they lie in, or by what their own names begin with where folders tell none.
    pub(super) fn of(files: &[File]) -> Result<Self, PictureError> {
        // The pictures of each class, by its name.
        let album = |by_folder: bool| {
            let mut album: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            files.iter().for_each(|(file, _)| album.entry(class(file, by_folder)).or_default().push(file));
            album
        };
        let folders = album(true);
        let all_digits = |album: &BTreeMap<&str, Vec<&str>>| album.keys().all(|name| digit(name).is_some());
        // One folder of all, or folders that are only the parts of a set, tell nothing of what is in them.
        let around = folder_around(files);
        let tells = |(file, _): &File| {
            let folder = folders_and_name(file).0;
            folder != around && part_of_name(folders_and_name(folder).1).is_none()
        };
        let by_folder = all_digits(&folders) || (folders.len() > 1 && files.iter().any(tells));
        if by_folder {
            refuse_loose(files, around.len())?;
        }
        let album = if by_folder { folders } else { album(false) };
        let around = around.len();
        if all_digits(&album) {
            return Ok(Self { by_folder, around, names: Vec::new() });
        }
        if !by_folder && album.len() > 2 && album.values().all(|pictures| pictures.len() == 1) {
            let some: Vec<&str> = album.into_values().flatten().take(2).collect();
            return Err(PictureError::Nameless { found: files.len(), some: some.join(", ") });
        }
        if album.len() > CLASSES {
            let rarest = album.iter().min_by_key(|(_, pictures)| pictures.len());
            let (rarest, file) = rarest.map_or(("", ""), |(name, pictures)| (*name, pictures[0]));
            let (rarest, file) = (rarest.to_owned(), file.to_owned());
            return Err(PictureError::Classes { found: album.len(), rarest, file });
        }
        Ok(Self { by_folder, around, names: album.into_keys().map(str::to_owned).collect() })
    }

    /// What a picture shows: 0 to 9.
    pub(super) fn label(&self, file: &str) -> u8 {
        let name = class(file, self.by_folder);
        let place = || self.names.iter().position(|known| known == name).unwrap_or_default() as u8;
        digit(name).filter(|_| self.names.is_empty()).unwrap_or_else(place)
    }

    /// Whether a picture lies in a folder for those to test on. A class's own folder says nothing of that.
    pub(super) fn is_of_test(&self, file: &str) -> bool {
        let folders = folders_and_name(file).0;
        part_inside(if self.by_folder { folders_and_name(folders).0 } else { folders }, self.around) == Some(Part::Test)
    }
}

/// The part that folders say, but for those around all pictures, whose path is so long.
fn part_inside(folders: &str, around: usize) -> Option<Part> {
    folders.get(around..).and_then(part)
}

/// Refuses pictures beside classes in folders: where some have a folder for their class inside one for their part, those that
/// lie in a part itself have no class.
fn refuse_loose(files: &[File], around: usize) -> Result<(), PictureError> {
    let part_of_class = |file: &str| part_inside(folders_and_name(folders_and_name(file).0).0, around);
    let lies_in_part = |file: &str| part_of_name(folders_and_name(folders_and_name(file).0).1).is_some();
    let is_loose = |file: &&str| part_of_class(file).is_none() && lies_in_part(file);
    let loose: Vec<&str> = files.iter().map(|file| file.0).filter(is_loose).collect();
    match loose.first() {
        Some(&file) if files.iter().any(|(file, _)| part_of_class(file).is_some()) => {
            Err(PictureError::Loose { found: loose.len(), file: file.to_owned() })
        }
        _ => Ok(()),
    }
}

/// The innermost folder that all files lie in, or in folders of it.
fn folder_around<'a>(files: &[File<'a>]) -> &'a str {
    let mut folders = files.iter().map(|file| folders_and_name(file.0).0);
    let mut around = folders.next().unwrap_or_default();
    for folder in folders {
        while !(around.is_empty()
            || folder.strip_prefix(around).is_some_and(|in_it| in_it.is_empty() || in_it.starts_with('/')))
        {
            around = folders_and_name(around).0;
        }
    }
    around
}

/// "3" of "train/3/a.png", or of "3_a.png" and "3-a.png".
fn class(file: &str, by_folder: bool) -> &str {
    let (folders, name) = folders_and_name(file);
    if by_folder {
        return folders_and_name(folders).1;
    }
    name.split(['_', '-', ' ', '.']).next().unwrap_or_default()
}

fn digit(name: &str) -> Option<u8> {
    name.parse().ok().filter(|&digit: &u8| usize::from(digit) < CLASSES)
}
