//! What a file's path tells: "folder/folder/name", as it was chosen or as it lies in an archive.

/// A part of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// To learn from.
    Train,
    /// To test on.
    Test,
}

/// Words for the part to learn from.
const TRAIN: [&str; 5] = ["train", "training", "trainset", "traindata", "trainimages"];
/// Words for the part to test on.
const TEST: [&str; 9] = ["test", "tests", "testing", "testset", "testdata", "testimages", "val", "valid", "validation"];
/// MNIST's own name for its ten thousand test images, in which a digit stands.
const MNIST_TEST: &str = "t10k";

/// Whether systems and programs hide it, or a folder that it lies in.
pub(super) fn is_hidden(path: &str) -> bool {
    path.split('/').any(|name| {
        let of_windows = ["Thumbs.db", "desktop.ini"].iter().any(|hidden| name.eq_ignore_ascii_case(hidden));
        (name.starts_with('.') && name != ".") || name == "__MACOSX" || of_windows
    })
}

/// The folders and the name behind them.
pub(super) fn folders_and_name(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// The part of a set that a path says: the innermost of its names that says one.
pub(super) fn part(path: &str) -> Option<Part> {
    path.rsplit('/').find_map(part_of_name)
}

/// The part of a set that a single name says: by a whole word in it, and neither where there are words for both.
pub(super) fn part_of_name(name: &str) -> Option<Part> {
    let mut spaced = String::with_capacity(name.len());
    let mut before = ' ';
    for letter in name.chars() {
        // "trainingSet" is two words.
        if letter.is_uppercase() && before.is_lowercase() {
            spaced.push(' ');
        }
        spaced.extend(letter.to_lowercase());
        before = letter;
    }
    let says = |words: &[&str]| spaced.split(|letter: char| !letter.is_alphabetic()).any(|word| words.contains(&word));
    let of_mnist = spaced.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == MNIST_TEST);
    match (says(&TRAIN), says(&TEST) || of_mnist) {
        (true, false) => Some(Part::Train),
        (false, true) => Some(Part::Test),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_say_a_part() {
        for (names, said) in [
            (
                &["train-images-idx3-ubyte", "x_train.csv", "mnist_train.csv", "trainingSet", "TRAIN", "train2"][..],
                Some(Part::Train),
            ),
            (
                &[
                    "t10k-images-idx3-ubyte.gz",
                    "emnist-digits-test-images-idx3-ubyte",
                    "x_test.csv",
                    "X_test",
                    "testSet",
                    "testing",
                    "validation",
                    "val2017",
                    "test images",
                ],
                Some(Part::Test),
            ),
            (
                &[
                    "latest",
                    "contest",
                    "invalid",
                    "protest",
                    "Testament",
                    "value",
                    "trainer",
                    "constraints",
                    "train-test-split",
                    "at10kg",
                    "",
                ],
                None,
            ),
        ] {
            for name in names {
                assert_eq!(part_of_name(name), said, "{name}");
            }
        }
        assert_eq!(part("my-test.zip/train/3/a.png"), Some(Part::Train), "the innermost one");
        assert_eq!(part("latest/mine.csv"), None);
    }

    #[test]
    fn what_is_hidden_anywhere_on_the_path_is_hidden() {
        for path in [".x", "a/.git/b", "a/__MACOSX/b", "../a", "a/Thumbs.db", ".ipynb_checkpoints/t-checkpoint.csv"] {
            assert!(is_hidden(path), "{path}");
        }
        for path in ["a.b", "./a", "a/b.c", "macosx/a"] {
            assert!(!is_hidden(path), "{path}");
        }
    }
}
