use super::*;
use std::collections::HashSet;

/// FNV-1a, 64 bits (Fowler, Noll and Vo).
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

#[test]
fn the_same_seed_gives_the_same_bytes_everywhere() {
    let (images, labels) = generate(1, 1000, Set::Train);
    // Written down from this generator on x86-64; the browser tests compare the same numbers.
    assert_eq!(
        (hash(&images), hash(&labels)),
        (0xF991_F135_01ED_4F16, 0xF2E3_9DB9_7F9B_1081),
        "{:#018X} {:#018X}",
        hash(&images),
        hash(&labels)
    );
}

#[test]
fn slices_in_any_order_are_the_whole() {
    let (images, labels) = generate(5, 60, Set::Test);
    let (late_images, late_labels) = slice(5, Set::Test, 37..60);
    assert_eq!((late_images.as_slice(), late_labels.as_slice()), (&images[37 * PIXELS..], &labels[37..]));
    assert_eq!(slice(5, Set::Test, 9..9), (vec![], vec![]));
}

#[test]
fn every_ten_images_are_the_ten_digits_in_an_order_of_their_own() {
    let (_, labels) = generate(3, 2000, Set::Train);
    let mut orders = HashSet::new();
    for ten in labels.chunks(CLASSES) {
        let mut sorted = ten.to_vec();
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        orders.insert(ten);
    }
    assert!(orders.len() > 190, "{}", orders.len());
    assert_eq!((0..2000).map(|i| label(3, Set::Train, i)).collect::<Vec<_>>(), labels);
}

#[test]
fn no_image_is_in_both_sets_nor_twice_in_one_nor_in_another_seeds() {
    let mut seen = HashSet::new();
    for (seed, set, count) in
        [(1, Set::Train, 3000), (1, Set::Test, 1000), (1, Set::BesideMnist, 3000), (2, Set::Train, 1000)]
    {
        let (images, _) = generate(seed, count, set);
        for (i, image) in images.chunks(PIXELS).enumerate() {
            assert!(seen.insert(image.to_vec()), "image {i} of {set:?}, seed {seed}, was there before");
        }
    }
}

#[test]
fn beside_mnist_its_rare_ways_of_writing_come_more_often() {
    let share = |set, digit, style| {
        let of: Vec<_> = (0..5000).map(|i| drawing(1, set, i)).filter(|written| written.digit == digit).collect();
        of.iter().filter(|written| written.style == style).count() as f64 / of.len() as f64
    };
    for (digit, style) in [(7, "hooked bar"), (9, "hooked"), (1, "printed"), (4, "short stem")] {
        let (beside, alone) = (share(Set::BesideMnist, digit, style), share(Set::Train, digit, style));
        assert!(beside > 1.15 * alone, "{digit} {style}: {beside} and {alone}");
    }
}

#[test]
fn ink_is_as_in_mnist() {
    let (images, _) = generate(1, 4000, Set::Train);
    let count = images.len() as f64;
    let mean = images.iter().map(|&level| f64::from(level) / 255.0).sum::<f64>() / count;
    let lit = images.iter().filter(|&&level| level != 0).count() as f64 / count * PIXELS as f64;
    // MNIST's training images: mean 0.1307, 149.9 pixels that are not zero.
    assert!((mean - 0.1307).abs() < 0.004, "{mean}");
    assert!((lit - 149.9).abs() < 5.0, "{lit}");
}

/// Whether there is ink in the outermost rows or columns.
fn lit_to_the_edge(image: &[u8]) -> bool {
    image
        .iter()
        .enumerate()
        .any(|(i, &level)| level > 0 && [0, 27].iter().any(|&edge| i % 28 == edge || i / 28 == edge))
}

#[test]
fn every_image_reaches_across_its_box_and_is_centred() {
    let (images, _) = generate(8, 1000, Set::Test);
    for image in images.chunks(PIXELS) {
        let lit = |along: usize, across: usize| {
            (0..28).filter(|i| (0..28).any(|j| image[i * along + j * across] != 0)).count()
        };
        // The round tip of a thin line may leave the outermost pixels blank.
        assert!((19..=20).contains(&lit(28, 1).max(lit(1, 28))));
        let mass: f64 = image.iter().map(|&level| f64::from(level)).sum();
        let centre = |at: fn(usize) -> usize| {
            image.iter().enumerate().map(|(i, &level)| f64::from(level) * at(i) as f64).sum::<f64>() / mass
        };
        let (x, y) = (centre(|i| i % 28), centre(|i| i / 28));
        let off = (x - 14.0).abs().max((y - 14.0).abs());
        // A very lopsided one would leave the image before it is centred.
        assert!(off < 0.53 || lit_to_the_edge(image), "{x} {y}");
    }
}

#[test]
fn drawings_are_what_the_images_show() {
    for index in 0..20 {
        let Written { digit, strokes, pen, .. } = drawing(4, Set::Train, index);
        assert_eq!(Raster::new(pen).image(&strokes).unwrap().to_vec(), slice(4, Set::Train, index..index + 1).0);
        assert_eq!(digit, label(4, Set::Train, index));
    }
}

#[test]
fn every_way_of_writing_occurs() {
    let styles: HashSet<_> = (0..4000).map(|i| drawing(1, Set::Train, i)).map(|w| (w.digit, w.style)).collect();
    let all: usize = skeletons::DIGITS.iter().map(|digit| digit.styles.len()).sum();
    assert_eq!(styles.len(), all);
}
