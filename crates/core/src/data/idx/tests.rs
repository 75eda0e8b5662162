use super::*;
#[cfg(not(target_arch = "wasm32"))]
use proptest::prelude::*;
use std::io::Write;

fn images(count: u32, rows: u32, columns: u32, pixels: usize) -> Vec<u8> {
    let mut bytes: Vec<u8> = [IMAGES_MAGIC, count, rows, columns].iter().flat_map(|v| v.to_be_bytes()).collect();
    bytes.extend((0..pixels).map(|i| (i % 256) as u8));
    bytes
}

#[test]
fn qmnists_labels_are_the_first_of_eight_numbers() {
    let rows = |classes: &[u32], columns: u32| -> Vec<u8> {
        let numbers = classes.iter().flat_map(|&class| (0..columns).map(move |i| if i == 0 { class } else { 77 }));
        [ROWS_MAGIC, classes.len() as u32, columns].into_iter().chain(numbers).flat_map(u32::to_be_bytes).collect()
    };
    assert_eq!(read_labels("q", &rows(&[3, 0, 9], 8)), Ok(vec![3, 0, 9]));
    let said = |bytes: &[u8]| read_labels("q", bytes).unwrap_err().to_string();
    assert_eq!(said(&rows(&[3, 70_000], 8)), "q, byte 44: expected a label from 0 to 9, found 255");
    assert_eq!(said(&rows(&[3], 0)), "q, byte 8: expected rows of 1 to 64 numbers, found 0");
    assert_eq!(said(&rows(&[3, 1], 8)[..40]), "q ends at byte 40: expected 76 bytes");
}

fn labels(count: u32, values: &[u8]) -> Vec<u8> {
    let mut bytes: Vec<u8> = [LABELS_MAGIC, count].iter().flat_map(|v| v.to_be_bytes()).collect();
    bytes.extend(values);
    bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn plain_and_gzipped_files_read_alike() {
    let (i, l) = (images(2, 28, 28, 1568), labels(2, &[3, 9]));
    let plain = read_examples(("i", &i), ("l", &l)).unwrap();
    assert_eq!(plain.len(), 2);
    assert_eq!(plain.label(1), 9);
    assert_eq!(plain.image(1)[..], i[16 + 784..]);
    assert_eq!(read_examples(("i", &gzip(&i)), ("l", &gzip(&l))).unwrap(), plain);
}

#[test]
fn every_fault_is_named_with_file_place_expected_and_found() {
    let text = |result: Result<Vec<u8>, IdxError>| result.unwrap_err().to_string();
    assert_eq!(
        text(read_images("train", &labels(1, &[1]))),
        "train, byte 0: expected the magic number 2051 of an IDX image file, found 2049"
    );
    assert_eq!(
        text(read_labels("labels", &images(1, 28, 28, 784))),
        "labels, byte 0: expected the magic number 2049 of an IDX label file, found 2051"
    );
    assert_eq!(text(read_images("t", &images(2, 28, 28, 1000))), "t ends at byte 1016: expected 1584 bytes");
    assert_eq!(text(read_images("t", &images(2, 28, 28, 1000)[..10])), "t ends at byte 10: expected 16 bytes");
    assert_eq!(text(read_images("t", &[])), "t ends at byte 0: expected 16 bytes");
    assert_eq!(
        text(read_images("t", &images(1, 28, 28, 785))),
        "t goes on after byte 800, where its header says it ends"
    );
    assert_eq!(
        text(read_images("t", &images(1, 32, 32, 1024))),
        "t, byte 8: expected images of 28 x 28 pixels, found 32 x 32"
    );
    assert_eq!(
        text(read_images("t", &images(4_000_000_000, 28, 28, 784))),
        "t, byte 4: expected at most 400000 examples, found 4000000000"
    );
    assert_eq!(text(read_labels("t", &labels(0, &[]))), "t, byte 4: expected at least one example, found none");
    assert_eq!(text(read_labels("t", &labels(3, &[1, 2, 11]))), "t, byte 10: expected a label from 0 to 9, found 11");
}

#[test]
fn files_that_do_not_belong_together_are_refused() {
    let (i, l) = (images(2, 28, 28, 1568), labels(3, &[1, 2, 3]));
    let error = read_examples(("train-images", &i), ("t10k-labels", &l)).unwrap_err().to_string();
    assert_eq!(error, "train-images has 2 images but t10k-labels has 3 labels: expected as many");
    assert!(matches!(read_examples(("l", &l), ("i", &i)), Err(IdxError::Magic { .. })));
}

#[test]
fn damaged_gzip_is_told_apart_from_a_short_one() {
    let packed = gzip(&images(40, 28, 28, 40 * 784));
    let cut = read_images("t", &packed[..packed.len() / 2]).unwrap_err();
    assert!(matches!(cut, IdxError::Truncated { expected: 31376, .. }), "{cut}");
    let mut wrong_sum = packed.clone();
    let crc = wrong_sum.len() - 8;
    wrong_sum[crc] ^= 1;
    let error = read_images("t", &wrong_sum).unwrap_err();
    assert!(matches!(error, IdxError::Gzip { position: 31376, .. }), "{error}");
    let mut damaged = packed;
    let middle = damaged.len() / 2;
    damaged[middle..middle + 40].fill(0xff);
    assert!(read_images("t", &damaged).is_err());
}

#[test]
fn a_gzip_bomb_is_not_unpacked() {
    // 100 MB of zeros after an honest header for one image, packed into 100 kB.
    let mut bytes = images(1, 28, 28, 784);
    bytes.resize(100_000_000, 0);
    assert!(matches!(read_images("bomb", &gzip(&bytes)), Err(IdxError::TooLong { expected: 800, .. })));
}

#[cfg(not(target_arch = "wasm32"))]
proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..2000), magic in 0..4u8) {
        // Most random bytes fail at the magic number; get further half of the time.
        if magic < 2 && bytes.len() >= 16 {
            bytes[..4].copy_from_slice(&[0, 0, 8, 3 - 2 * magic]);
            bytes[4..8].copy_from_slice(&[0, 0, 0, 1]);
        } else if magic == 2 && bytes.len() >= 2 {
            bytes[..2].copy_from_slice(&[0x1f, 0x8b]);
        }
        let _ = read_images("fuzz", &bytes);
        let _ = read_labels("fuzz", &bytes);
    }
}
