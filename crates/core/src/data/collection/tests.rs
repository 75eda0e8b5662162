use std::io::Write;

use super::*;

fn read_all(files: &[File]) -> Result<Collection, CollectionError> {
    read_files(files, &mut |_| ())
}

fn idx(images: usize, dark: u8) -> (Vec<u8>, Vec<u8>) {
    let header = |magic: u32, rest: &[u32]| -> Vec<u8> {
        [magic, images as u32].iter().chain(rest).flat_map(|n| n.to_be_bytes()).collect()
    };
    let mut pixels = header(2051, &[28, 28]);
    pixels.extend(vec![dark; images * PIXELS]);
    let mut labels = header(2049, &[]);
    labels.extend((0..images).map(|i| (i % 10) as u8));
    (pixels, labels)
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn table(labels: &str) -> Vec<u8> {
    let row = |label: char| format!("{label}{}\n", ",9".repeat(PIXELS));
    labels.chars().map(row).collect::<String>().into_bytes()
}

#[test]
fn emnists_images_are_set_upright() {
    let (mut images, labels) = idx(12, 0);
    // In the first image a pixel far to the right of the top row.
    images[16 + 25] = 200;
    let found =
        read_all(&[("emnist-digits-train-images-idx3-ubyte", &images), ("emnist-digits-labels", &labels)]).unwrap();
    assert_eq!((found.train.image(0)[25], found.train.image(0)[25 * SIDE]), (0, 200));
    assert!(found.notes.iter().any(|note| note.contains("rows and columns swapped")), "{:?}", found.notes);
    let found = read_all(&[("mnist-images", &images), ("mnist-labels", &labels)]).unwrap();
    assert_eq!(found.train.image(0)[25], 200);
    assert!(!found.notes.iter().any(|note| note.contains("swapped")));
    // The tables made of those files hold the same.
    let line = format!("3{}\n", ",0".repeat(PIXELS)).repeat(12).replacen(
        &",0".repeat(26),
        &format!("{},200", ",0".repeat(25)),
        1,
    );
    let found = read_all(&[("d.zip/emnist-digits-train.csv", line.as_bytes())]).unwrap();
    assert_eq!((found.train.image(0)[25], found.train.image(0)[25 * SIDE]), (0, 200));
    assert!(found.notes.iter().any(|note| note.contains("rows and columns swapped")), "{:?}", found.notes);
}

#[test]
fn pictures_of_other_formats_and_text_that_is_called_a_picture_are_said_to_be_that() {
    let said = |name: &str, bytes: &[u8]| read_all(&[(name, bytes)]).unwrap_err().to_string();
    let text = table("0123456789");
    assert!(read_all(&[("digits.txt", &text)]).is_ok());
    let why = said("3_a.PNG", &text);
    assert!(
        why.starts_with("3_a.PNG, byte 0: ") && why.ends_with("found 30 2c 39 2c, no picture for all its name"),
        "{why}"
    );
    assert!(said("3_a.gif", b"GIF89a").ends_with("a GIF picture: save it as PNG"));
    assert!(said("3_a", b"RIFF....WEBP").contains("a WebP picture"));
}

#[test]
fn whole_words_in_names_say_which_table_is_tested_on() {
    let (large, small) = (table("0123456789012345"), table("01234567"));
    let tested_on = |names: [&str; 2]| {
        let found = read_all(&[(names[0], &large), (names[1], &small)]).unwrap();
        if found.test.len() == 8 { names[1].to_owned() } else { names[0].to_owned() }
    };
    for (names, tested) in [
        (["x_test.csv", "x_train.csv"], 0),
        (["mnistTest.csv", "digits.csv"], 0),
        (["digits.csv", "training.csv"], 0),
        (["my-test.zip/validation.csv", "my-test.zip/train.csv"], 0),
        // Where nothing is said, the smaller one.
        (["latest.csv", "newer.csv"], 1),
        (["protest.csv", "march.csv"], 1),
        (["invalid.csv", "mended.csv"], 1),
        (["contest/train-1.csv", "contest/train-2.csv"], 1),
    ] {
        assert_eq!(tested_on(names), names[tested]);
    }
}

#[test]
fn what_is_hidden_in_a_folder_is_passed_over() {
    let one = table("012345");
    let files: [File; 6] = [
        ("d/train.csv", &one),
        ("d/test.csv", &one),
        ("d/.ipynb_checkpoints/train-checkpoint.csv", &one),
        ("__MACOSX/d/._train.csv", b"hidden"),
        ("d/Thumbs.db", b"\xd0\xcf\x11\xe0"),
        ("d/desktop.ini", b"[.ShellClassInfo]"),
    ];
    let found = read_all(&files).unwrap();
    assert_eq!(found.notes[0], "Learnt from: d/train.csv; tested on: d/test.csv.");
}

#[test]
fn pairs_are_found_by_name_in_any_order_gzipped_or_not() {
    let ((train, train_labels), (test, test_labels)) = (idx(60, 7), idx(20, 9));
    let train = packed(&train);
    let files = [
        ("t10k-labels-idx1-ubyte", &test_labels[..]),
        ("train-images-idx3-ubyte.gz", &train),
        ("t10k-images-idx3-ubyte", &test),
        ("train-labels-idx1-ubyte", &train_labels),
    ];
    let found = read_all(&files).unwrap();
    assert_eq!((found.train.len(), found.test.len()), (60, 20));
    assert_eq!((found.train.image(0)[0], found.test.image(0)[0]), (7, 9));
    assert!(found.notes[0].contains("tested on: t10k-images-idx3-ubyte"), "{:?}", found.notes);
}

/// An archive of these files, deflated.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    for (name, content) in files {
        let method = rawzip::CompressionMethod::DEFLATE;
        let (mut entry, config) = archive.new_file(name).compression_method(method).start().unwrap();
        let encoder = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::fast());
        let mut writer = config.wrap(encoder);
        writer.write_all(content).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    bytes
}

#[test]
fn an_archive_stands_for_the_files_in_it() {
    let ((images, labels), table) = (idx(12, 7), table("0123456789"));
    let archive = zipped(&[
        ("a/.DS_Store", b"hidden"),
        ("__MACOSX/a/._x", b"hidden"),
        ("a/train-images", &images),
        ("a/train-labels", &packed(&labels)),
    ]);
    let found = read_all(&[("mine.zip", &archive), ("test.csv", &table)]).unwrap();
    assert_eq!((found.train.len(), found.test.len()), (12, 10));
    // Wherever it is cut or changed: a sentence with its name, or the same images.
    for at in 0..archive.len() {
        let mut changed = archive.clone();
        changed[at] ^= 0x55;
        for bytes in [&archive[..at], &changed] {
            match read_all(&[("mine.zip", bytes), ("test.csv", &table)]) {
                Ok(found) => assert!(found.test.len() + found.train.len() <= 22),
                Err(error) => assert!(error.to_string().contains("mine.zip") || !error.to_string().is_empty()),
            }
        }
    }
    let nested = zipped(&[("inner.zip", &archive)]);
    let said = read_all(&[("outer.zip", &nested)]).unwrap_err().to_string();
    assert!(
        said.starts_with("outer.zip/inner.zip, byte 0")
            && said.ends_with("an archive in another archive: unpack the inner one first"),
        "{said}"
    );
    let said = read_all(&[("cut.zip", b"PK is how it begins")]).unwrap_err().to_string();
    assert!(said.ends_with("found a ZIP archive whose beginning is damaged"), "{said}");
    // Half a gigabyte of nothing in a file of half a megabyte.
    let zeros = vec![0; 300 << 20];
    let bomb = zipped(&[("zeros", &zeros)]);
    assert!(bomb.len() < 3_000_000);
    let said = read_all(&[("bomb.zip", &bomb)]).unwrap_err().to_string();
    assert_eq!(said, "bomb.zip: expected at most 256 megabytes unpacked, found more");
}

#[test]
fn pictures_in_an_archive_or_a_folder_are_a_set() {
    let png = |level: u8| {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 28, 28);
        encoder.set_color(png::ColorType::Grayscale);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&[level; PIXELS]).unwrap();
        writer.finish().unwrap();
        bytes
    };
    let (dark, darker) = (png(90), png(30));
    let archive = zipped(&[
        ("d/train/3/a.png", &dark),
        ("d/train/4/a.png", &darker),
        ("d/test/3/b.png", &dark),
        ("d/test/4/b.png", &darker),
        ("d/README.txt", b"Digits."),
    ]);
    let found = read_all(&[("d.zip", &archive)]).unwrap();
    let labels = |set: &Examples| -> Vec<(u8, u8)> { set.iter().map(|(image, label)| (label, image[0])).collect() };
    for set in [&found.train, &found.test] {
        let mut labels = labels(set);
        labels.sort_unstable();
        assert_eq!(labels, [(3, 90), (4, 30)]);
    }
    assert_eq!(found.notes[0], "1 file beside the pictures passed over.");
    let names: Vec<String> = (0..12).map(|i| format!("mine/{}_{i}.png", i % 2)).collect();
    let files: Vec<File> = names.iter().map(|name| (&**name, &dark[..])).collect();
    let found = read_all(&files).unwrap();
    assert_eq!((found.train.len(), found.test.len()), (10, 2));
    assert!(found.notes[0].starts_with("There is one set: every sixth image of it, class by class, 2 in all"));
}

#[test]
fn of_one_set_every_sixth_is_tested_on() {
    let found = read_all(&[("mine.csv", &table("0123456789012"))]).unwrap();
    assert_eq!((found.train.len(), found.test.len()), (11, 2));
    // Counted as 0011223456789: the second 2 and the 8, which stands before it.
    assert_eq!([found.test.label(0), found.test.label(1)], [8, 2]);
    let found = read_all(&[("mine.csv", &table(&"0123".repeat(12)))]).unwrap();
    assert_eq!(found.test.counts()[..4], [2; 4], "each class has its share");
    assert!(found.notes[0].starts_with("There is one set"));
    let few = read_all(&[("mine.csv", &table("012"))]).unwrap();
    assert_eq!((few.train.len(), few.test.label(0)), (2, 2));
    let one = read_all(&[("mine.csv", &table("7"))]).unwrap_err().to_string();
    assert_eq!(one, "expected at least two images, found 1");
}

#[test]
fn what_is_uneven_is_said() {
    let notes = |labels: &str| read_all(&[("a.csv", &table(labels))]).unwrap().notes.pop().unwrap();
    assert_eq!(notes("3333333"), "All images to learn from are of class 3: there is nothing to tell apart.");
    assert_eq!(notes("01234567801234567"), "There are no images of class 9.");
    let uneven = "0".repeat(60) + &"123456789".repeat(2);
    assert_eq!(notes(&uneven), "Classes are uneven: 50 images of 0, 1 of 3.");
    // By their names, where they have some.
    let names = ["cat", "dog", "eel"].map(str::to_owned);
    let said = |counts: &[usize], names: &[String]| {
        let mut all = [0; CLASSES];
        all[..counts.len()].copy_from_slice(counts);
        balance(&all, names)
    };
    assert_eq!(said(&[5, 5, 5], &names), None);
    assert_eq!(said(&[50, 9, 4], &names).unwrap(), "Classes are uneven: 50 images of cat, 4 of eel.");
    assert_eq!(said(&[5, 0, 4], &names).unwrap(), "There are no images of class dog.");
    assert_eq!(
        said(&[5], &names[..1]).unwrap(),
        "All images to learn from are of class cat: there is nothing to tell apart."
    );
}

#[test]
fn files_that_are_no_sets_are_refused_with_what_was_expected_and_found() {
    let (images, labels) = idx(10, 1);
    let said = |files: &[File]| read_all(files).unwrap_err().to_string();
    assert_eq!(said(&[]), "expected files, found none");
    assert_eq!(
        said(&[("a", &images)]),
        "expected one file of labels for each of images, found 1 of images and 0 of labels"
    );
    assert!(said(&[("a", &images), ("b", &labels[..12])]).starts_with("b ends at byte 12"));
    let (_, more) = idx(11, 1);
    assert!(said(&[("a", &images), ("b", &more)]).contains("10 images but b has 11 labels"));
    assert!(said(&[("x.zip", b"PK\x03\x04..")]).starts_with("x.zip: expected a whole ZIP archive, found it damaged"));
    assert!(said(&[("x.png", b"\x89PNG\r\n")]).starts_with("x.png: expected a whole PNG picture"));
    assert!(said(&[("x.jpg", b"\xff\xd8\xff\xe0")]).ends_with("found a JPEG picture: save it as PNG"));
    assert!(said(&[("x", b"")]).ends_with("found nothing: it is empty"));
    assert!(said(&[("x", &[0, 0, 8, 2, 9])]).ends_with("found 00 00 08 02"));
    let one = table("012345");
    assert_eq!(
        said(&[("a", &one), ("b", &one), ("c", &one)]),
        "expected at most a training and a test set, found 3 sets"
    );
    assert!(said(&[("letter.txt", b"Dear reader,\n1,2\n")]).starts_with("letter.txt, line 2: expected 785 values"));
}

#[test]
fn a_file_that_unpacks_to_gigabytes_is_read_no_further_than_its_first_fault() {
    // A megabyte of zeros packs a thousandfold; read as a table its first line never ends.
    let bomb = packed(&vec![b'1'; 50_000_000]);
    assert!(bomb.len() < 500_000);
    let said = read_all(&[("bomb.csv.gz", &bomb)]).unwrap_err().to_string();
    assert!(said.starts_with("bomb.csv.gz, line 1: expected at most"), "{said}");
    // A header that claims four billion images.
    let mut header = vec![0, 0, 8, 3, 255, 255, 255, 255, 0, 0, 0, 28, 0, 0, 0, 28];
    header.extend([0; 784]);
    let (_, labels) = idx(1, 0);
    let said = read_all(&[("i", &header), ("l", &labels)]).unwrap_err().to_string();
    assert!(said.contains("byte 4: expected at most"), "{said}");
}
