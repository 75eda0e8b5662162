//! A visitor's own files: read, offered, and taken or not.

use costscape_core::data::{CLASSES, Collection, Examples, PIXELS, read_files};
use costscape_protocol::{FileHead, FromTrainer, Offer};

use super::Answer;

/// So many images are shown before they replace anything.
const SHOWN: usize = 30;

/// Reads files whose bytes follow each other in `buffer`. What was read, if it can be used, and what the page is told.
pub(super) fn read(files: &[FileHead], buffer: &[u8]) -> (Option<(String, Collection)>, Answer) {
    let mut rest = buffer;
    let mut parts = Vec::with_capacity(files.len());
    for file in files {
        let Some((bytes, after)) = rest.split_at_checked(file.bytes as usize) else {
            return (None, unreadable(format!("{} did not arrive whole", file.name)));
        };
        parts.push((&*file.name, bytes));
        rest = after;
    }
    match read_files(&parts) {
        Ok(collection) => {
            let name = name(files);
            let answer = offer(&name, &collection);
            (Some((name, collection)), answer)
        }
        Err(error) => (None, unreadable(error.to_string())),
    }
}

fn unreadable(why: String) -> Answer {
    (FromTrainer::Unreadable { why }, Vec::new())
}

fn offer(name: &str, collection: &Collection) -> Answer {
    let counts = |examples: &Examples| examples.counts().map(|count| count as u32);
    // Some of each class, as far as there are.
    let mut left = [SHOWN.div_ceil(CLASSES); CLASSES];
    let mut chosen: Vec<usize> = Vec::new();
    for index in 0..collection.train.len() {
        let room = &mut left[usize::from(collection.train.label(index))];
        if *room > 0 {
            *room -= 1;
            chosen.push(index);
        }
        if chosen.len() == SHOWN {
            break;
        }
    }
    chosen.sort_by_key(|&index| collection.train.label(index));
    let labels = chosen.iter().map(|&index| collection.train.label(index)).collect();
    let mut pixels = Vec::with_capacity(chosen.len() * PIXELS);
    chosen.iter().for_each(|&index| pixels.extend_from_slice(&collection.train.image(index)));
    let (train, test) = (counts(&collection.train), counts(&collection.test));
    let offer = Offer { name: name.to_owned(), train, test, notes: collection.notes.clone(), labels };
    (FromTrainer::Offered(offer), pixels)
}

/// What the files' names have in common, or the first one's name.
fn name(files: &[FileHead]) -> String {
    let first = files.first().map_or("", |file| file.name.as_str());
    let common = files.iter().fold(first.len(), |common, file| {
        first.bytes().zip(file.name.bytes()).take(common).take_while(|(x, y)| x == y).count()
    });
    let common = first.get(..common).unwrap_or_default().trim_end_matches(|c: char| !c.is_alphanumeric());
    let name = if common.len() >= 3 { common } else { first };
    name.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(names: &[&str]) -> Vec<FileHead> {
        names.iter().map(|name| FileHead { name: (*name).to_owned(), bytes: 0 }).collect()
    }

    #[test]
    fn a_set_is_called_by_what_its_files_have_in_common() {
        assert_eq!(name(&heads(&["fashion-train-images.gz", "fashion-t10k-labels.gz"])), "fashion-t");
        assert_eq!(name(&heads(&["train-images", "t10k-labels"])), "train-images");
        assert_eq!(name(&heads(&["mine.csv"])), "mine.csv");
        assert_eq!(name(&heads(&["äöü-1", "äöü-2"])), "äöü");
    }

    #[test]
    fn a_buffer_that_is_too_short_is_no_file() {
        let files = [FileHead { name: "a".to_owned(), bytes: 10 }];
        let (found, (answer, _)) = read(&files, &[1, 2, 3]);
        assert!(found.is_none());
        assert_eq!(answer, FromTrainer::Unreadable { why: "a did not arrive whole".to_owned() });
    }
}
