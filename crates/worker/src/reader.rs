//! The reader: a visitor's own files, read, offered, and delivered or not.

use costscape_core::data::{CLASSES, Collection, Examples, FileProgress, PIXELS, read_files};
use costscape_protocol::{FileHead, FromReader, Offer};

/// So many images are shown before they replace anything.
const SHOWN: usize = 30;

/// A message to the page, and its buffer (empty for none).
pub type Answer = (FromReader, Vec<u8>);

/// What the reader holds: what it read last.
#[derive(Default)]
pub struct Reader {
    read: Option<Collection>,
}

impl Reader {
    /// Reads files; `tell` is told now and then how far it has come.
    pub fn read(&mut self, files: &[(FileHead, Vec<u8>)], tell: &mut dyn FnMut(FileProgress)) -> Answer {
        // What was read before is not to be had any more, whatever comes of this.
        self.read = None;
        let parts: Vec<(&str, &[u8])> = files.iter().map(|(head, bytes)| (&*head.name, &**bytes)).collect();
        match read_files(&parts, tell) {
            Ok(collection) => {
                let name = name(files.iter().map(|(head, _)| &*head.name));
                let answer = offer(&name, &collection);
                self.read = Some(collection);
                answer
            }
            Err(error) => unreadable(error.to_string()),
        }
    }

    /// Both sets, for the trainer; they are kept here no longer.
    pub fn deliver(&mut self) -> Answer {
        let Some(collection) = self.read.take() else { return unreadable("there are none".to_owned()) };
        let mut bytes = collection.train.to_bytes();
        let train_bytes = bytes.len() as u32;
        bytes.extend(collection.test.to_bytes());
        (FromReader::Delivered { train_bytes }, bytes)
    }

    /// All images, for the page; they are kept here no longer.
    pub fn hand_over(&mut self) -> Answer {
        let Some(collection) = self.read.take() else { return unreadable("there are none".to_owned()) };
        let all = || [&collection.train, &collection.test].into_iter().flat_map(Examples::iter);
        let labels = all().map(|(_, label)| label).collect();
        (FromReader::HandedOver { labels }, all().flat_map(|(image, _)| image).collect())
    }
}

/// Files that cannot be used, and why.
pub(crate) fn unreadable(why: String) -> Answer {
    (FromReader::Unreadable { why }, Vec::new())
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
    let offer = Offer {
        name: name.to_owned(),
        train,
        test,
        notes: collection.notes.clone(),
        classes: collection.classes.clone(),
        labels,
    };
    (FromReader::Offered(offer), pixels)
}

/// What the files' names have in common, or how many they are; of one or two the first one's name.
fn name<'a>(mut names: impl Iterator<Item = &'a str>) -> String {
    let first = names.next().unwrap_or_default();
    let (common, files) = names.fold((first.len(), 1), |(common, files), name| {
        (first.bytes().zip(name.bytes()).take(common).take_while(|(x, y)| x == y).count(), files + 1)
    });
    let common = first.get(..common).unwrap_or_default().trim_end_matches(|c: char| !c.is_alphanumeric());
    match (common.len(), files) {
        (0..3, 3..) => format!("{files} files"),
        (0..3, _) => first.chars().take(40).collect(),
        _ => common.chars().take(40).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_called_by_what_its_files_have_in_common() {
        let name = |names: &[&'static str]| name(names.iter().copied());
        assert_eq!(name(&["fashion-train-images.gz", "fashion-t10k-labels.gz"]), "fashion-t");
        assert_eq!(name(&["train-images", "t10k-labels"]), "train-images");
        assert_eq!(name(&["mine.csv"]), "mine.csv");
        assert_eq!(name(&["äöü-1", "äöü-2"]), "äöü");
        assert_eq!(name(&["0_a.png", "1_b.png", "1_c.png"]), "3 files");
    }

    /// A table of `count` images, each of one grey and class.
    fn table(count: usize) -> Vec<(FileHead, Vec<u8>)> {
        let line = |i: usize| format!("{}{}\n", i % 10, format!(",{}", i % 200).repeat(PIXELS));
        let bytes = (0..count).map(line).collect::<String>().into_bytes();
        vec![(FileHead { name: "mine.csv".to_owned(), bytes: bytes.len() as u32 }, bytes)]
    }

    #[test]
    fn what_is_read_is_offered_and_delivered_once() {
        let mut reader = Reader::default();
        assert!(matches!(reader.deliver().0, FromReader::Unreadable { .. }), "nothing is read yet");
        let (FromReader::Offered(offer), pixels) = reader.read(&table(60), &mut |_| ()) else { panic!() };
        // Every sixth is to be tested on, class by class.
        let (train, test) = ([5; 10], [1; 10]);
        assert_eq!((offer.name.as_str(), offer.train, offer.test, offer.labels.len()), ("mine.csv", train, test, 30));
        assert_eq!(pixels.len(), 30 * PIXELS);
        let (FromReader::Delivered { train_bytes }, bytes) = reader.deliver() else { panic!() };
        let sets = bytes.split_at(train_bytes as usize);
        let counts = |bytes| Examples::from_bytes(bytes).unwrap().counts().map(|count| count as u32);
        assert_eq!((counts(sets.0), counts(sets.1)), (train, test));
        assert!(matches!(reader.deliver().0, FromReader::Unreadable { .. }), "it is gone");
    }

    #[test]
    fn what_is_read_is_handed_over_image_by_image() {
        let mut reader = Reader::default();
        reader.read(&table(12), &mut |_| ());
        let (FromReader::HandedOver { labels }, pixels) = reader.hand_over() else { panic!() };
        // Counted class by class, the sixth and the twelfth were to be tested on.
        assert_eq!(labels, [0, 1, 2, 4, 5, 6, 7, 8, 0, 1, 3, 9]);
        assert_eq!((pixels[0], pixels[10 * PIXELS], pixels.len()), (0, 3, 12 * PIXELS));
    }

    #[test]
    fn a_fault_leaves_nothing_to_be_used() {
        let mut reader = Reader::default();
        reader.read(&table(12), &mut |_| ());
        let files = [(FileHead { name: "a".to_owned(), bytes: 0 }, Vec::new())];
        let (FromReader::Unreadable { why }, _) = reader.read(&files, &mut |_| ()) else { panic!() };
        assert!(why.starts_with("a, byte 0: expected IDX images"), "{why}");
        assert!(matches!(reader.deliver().0, FromReader::Unreadable { .. }), "what was read before is gone");
    }
}
