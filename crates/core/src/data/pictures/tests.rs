use std::io::Write;

use super::*;
use crate::data::CLASSES;

/// A picture of this size whose pixels are all of one kind.
fn png(width: u32, height: u32, color: ColorType, pixel: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(color);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixel.repeat((width * height) as usize)).unwrap();
    writer.finish().unwrap();
    bytes
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn said(files: &[(&str, &[u8])]) -> String {
    read(files.to_vec(), &mut |_| ()).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn folders_say_what_pictures_show_and_else_their_names() {
    let dark = png(28, 28, ColorType::Grayscale, &[40]);
    for files in [["s/7/a.png", "s/7/b.png", "s/0/c.png"], ["s/7_a.png", "s/7-b.png", "s/0 c.png"]] {
        let album = read(files.iter().map(|&file| (file, &dark[..])).collect(), &mut |_| ()).unwrap();
        let mut counts = [0; CLASSES];
        (counts[7], counts[0]) = (2, 1);
        assert_eq!((album.train.counts(), album.train.image(0), album.notes), (counts, [40; PIXELS], vec![]));
    }
    let names = ["x/dog/1.png", "x/cat/1.png", "x/eel/2.png"].map(|file| (file, &dark[..]));
    let album = read(names.to_vec(), &mut |_| ()).unwrap();
    assert_eq!(album.train.counts()[..4], [1, 1, 1, 0]);
    assert_eq!(album.classes, ["cat", "dog", "eel"]);
    // A class that the test set lacks has its number there all the same.
    let album = read([&names[..], &[("x/test/eel/3.png", &dark)]].concat(), &mut |_| ()).unwrap();
    assert_eq!(album.test.unwrap().label(0), 2);
    let many: Vec<String> = (0..11).map(|i| format!("x/class {i}/1.png")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|file| (&**file, &dark[..])).collect();
    assert!(said(&many).ends_with("found 11; the rarest is class 0 (x/class 0/1.png)"), "{}", said(&many));
}

/// How many of each class there are to learn from and to test on, of dark pictures at these paths.
fn counted(paths: &[&str]) -> (Vec<String>, [usize; 4], Option<[usize; 4]>) {
    let dark = png(28, 28, ColorType::Grayscale, &[40]);
    let album = read(paths.iter().map(|&path| (path, &dark[..])).collect(), &mut |_| ()).unwrap();
    let counts = |set: &Examples| std::array::from_fn(|class| set.counts()[class]);
    (album.classes, counts(&album.train), album.test.as_ref().map(counts))
}

#[test]
fn folders_for_the_parts_of_a_set_are_no_classes() {
    let digits = (vec![], [0, 1, 0, 2], Some([0, 1, 0, 1]));
    for root in ["", "set/", "my-test.zip/", "latest/"] {
        let paths = ["train/3_a.png", "train/3_b.png", "train/1_a.png", "test/1_b.png", "test/3_c.png"]
            .map(|path| format!("{root}{path}"));
        assert_eq!(counted(&paths.each_ref().map(|path| &**path)), digits, "{root}");
        let paths = ["train/3/a.png", "train/3/b.png", "train/1/a.png", "validation/1/b.png", "validation/3/c.png"]
            .map(|path| format!("{root}{path}"));
        assert_eq!(counted(&paths.each_ref().map(|path| &**path)), digits, "{root}");
        // Those to learn from may lie around the others' folder.
        let paths = ["3_a.png", "3_b.png", "1_a.png", "Test set/1_b.png", "Test set/3_c.png"]
            .map(|path| format!("{root}{path}"));
        assert_eq!(counted(&paths.each_ref().map(|path| &**path)), digits, "{root}");
    }
    let names = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    let whole = counted(&["test/cat_1.png", "test/cat_2.png", "test/dog_1.png"]);
    assert_eq!(whole, (names(["cat", "dog"]), [2, 1, 0, 0], None), "one part alone is the whole set");
}

#[test]
fn a_class_whose_name_is_or_has_a_word_for_a_part_is_a_class() {
    for classes in [["march", "protest"], ["invalid", "valid"], ["control", "test"], ["car", "train"]] {
        let paths = [0, 0, 1].map(|class| classes[class]).map(|class| format!("set/{class}/a.png"));
        let (names, counts, test) = counted(&paths.each_ref().map(|path| &**path));
        assert_eq!((names, counts, test), (classes.map(str::to_owned).to_vec(), [2, 1, 0, 0], None));
        let paths = ["train", "testing"].map(|part| classes.map(|class| format!("set/{part}/{class}/a.png"))).concat();
        let (names, counts, test) = counted(&paths.iter().map(|path| &**path).collect::<Vec<_>>());
        assert_eq!((counts, test), ([1, 1, 0, 0], Some([1, 1, 0, 0])), "{names:?}");
    }
}

#[test]
fn pictures_beside_the_folders_of_classes_have_none() {
    let dark = png(28, 28, ColorType::Grayscale, &[40]);
    let paths = ["d/train/cat/1.png", "d/train/dog/1.png", "d/test/1.png", "d/test/2.png"];
    assert_eq!(
        said(&paths.map(|path| (path, &dark[..]))),
        "d/test/1.png: expected it in a folder for its class, as other pictures are, found it in none (one of 2)"
    );
}

#[test]
fn any_colours_and_sizes_become_ink_on_nothing() {
    for (color, pixel, turned, level) in [
        (ColorType::Grayscale, &[200][..], true, 55),
        (ColorType::GrayscaleAlpha, &[0, 0], true, 0),
        (ColorType::Rgb, &[0, 0, 255], false, 18),
        (ColorType::Rgba, &[255, 255, 255, 255], true, 0),
    ] {
        let bytes = png(56, 56, color, pixel);
        let album = read(vec![("1/a.png", &bytes)], &mut |_| ()).unwrap();
        assert_eq!(album.train.image(0), [level; PIXELS], "{color:?}");
        assert_eq!(album.notes.len(), 1 + usize::from(turned));
        assert_eq!(album.notes[0], "1 of 1 pictures were not 28 x 28 pixels and were scaled.");
    }
    // Twice as wide as high: in the middle of nothing.
    let wide = png(20, 10, ColorType::Grayscale, &[100]);
    let image = read(vec![("1/a.png", &wide)], &mut |_| ()).unwrap().train.image(0);
    assert_eq!([image[3 * SIDE], image[14 * SIDE], image[24 * SIDE]], [0, 100, 0]);
}

#[test]
fn pictures_that_share_no_class_and_too_many_pixels_are_refused_at_once() {
    let bytes = png(28, 28, ColorType::Grayscale, &[9]);
    let names = ["me/IMGa.png", "me/IMGb.png", "me/IMGc.png"].map(|file| (file, &bytes[..]));
    let words = said(&names);
    assert!(words.ends_with("found 3 pictures that share no class (me/IMGa.png, me/IMGb.png, …)"), "{words}");
    let large = png(2000, 2000, ColorType::Grayscale, &[9]);
    let names: Vec<String> = (0..80).map(|i| format!("{}_{i}.png", i % 10)).collect();
    let words = said(&names.iter().map(|name| (&**name, &large[..])).collect::<Vec<_>>());
    assert!(words.contains("found 80 of 320 million or more"), "{words}");
    // Of packed ones the header says it, too, not the first packed bytes.
    let packed = packed(&large);
    let words = said(&names.iter().map(|name| (&**name, &packed[..])).collect::<Vec<_>>());
    assert!(words.contains("found 80 of 320 million or more"), "{words}");
}

#[test]
fn what_is_left_to_unpack_is_said_to_have_run_out() {
    let plain = png(28, 28, ColorType::Grayscale, &[9]);
    let mut bomb = plain.clone();
    bomb.resize(1_000_000, 0);
    for (bytes, needed) in
        [(plain.clone(), 784), (packed(&plain), 784 + plain.len() as u64), (packed(&bomb), 1_000_784)]
    {
        let decoded = |left: u64| decoded("1/a.png", &bytes, &mut Budget { pictures: 7, left }).map(|_| ());
        assert_eq!(decoded(needed), Ok(()));
        for left in [needed - 1, 100, 0] {
            assert_eq!(decoded(left), Err(PictureError::Pixels { pictures: 7, millions: 300 }), "{left}");
        }
    }
}

#[test]
fn profiles_and_texts_are_passed_over() {
    // More than the decoder takes where it reads them, to unpack them: it has to pass over what they hold.
    for kind in [png::chunk::iCCP, png::chunk::tEXt, png::chunk::zTXt, png::chunk::iTXt] {
        let data = [b"name\0\0", &vec![b'x'; MOST_BYTES as usize][..]].concat();
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 28, 28);
        encoder.set_color(ColorType::Grayscale);
        let mut writer = encoder.write_header().unwrap();
        writer.write_chunk(kind, &data).unwrap();
        writer.write_image_data(&[40; PIXELS]).unwrap();
        writer.finish().unwrap();
        let album = read(vec![("1/a.png", &bytes)], &mut |_| ()).unwrap();
        assert_eq!(album.train.image(0), [40; PIXELS], "{kind:?}");
    }
}

#[test]
fn damage_and_size_are_said_with_the_file() {
    let bytes = png(28, 28, ColorType::Grayscale, &[9]);
    for end in [0, 8, 20, 40, bytes.len() - 14] {
        assert!(said(&[("1/a.png", &bytes[..end])]).starts_with("1/a.png: expected a whole PNG picture"), "{end}");
    }
    let large = png(3000, 2, ColorType::Grayscale, &[9]);
    assert_eq!(
        said(&[("1/a.png", &large)]),
        "1/a.png: expected a picture of at most 2048 x 2048 pixels, found 3000 x 2"
    );
    // A header that claims four billion pixels a side: nothing is made room for.
    let mut bomb = bytes.clone();
    bomb[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
    assert!(said(&[("1/a.png", &bomb)]).starts_with("1/a.png: expected"));
}
