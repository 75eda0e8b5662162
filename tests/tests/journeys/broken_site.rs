//! Files of the site that are broken or missing: the page names them, and goes on if it can.

#![allow(clippy::print_stdout, reason = "what was measured, for who reads the log")]

use anyhow::{Result, ensure};
use costscape_core::data::{PIXELS, idx_files};
use costscape_tests::{IdxFiles, Window, journey_in, journeys, put_data, site_with};
use std::fs;

journeys! {
    side_by_side: [
        whole_files_are_taken,
        broken_files_are_named_and_the_pen_digits_take_over,
        a_site_without_mnist_says_so_and_uses_the_pen_digits,
        a_worker_that_does_not_arrive_is_said_so,
    ],
}

/// Images and labels of MNIST's form.
fn images_and_labels(count: usize) -> [Vec<u8>; 2] {
    let pixels: Vec<u8> = (0..count * PIXELS).map(|i| if i % 5 == 0 { (i % 256) as u8 } else { 0 }).collect();
    let labels: Vec<u8> = (0..count).map(|i| (i % 10) as u8).collect();
    idx_files(&pixels, &labels)
}

/// A small set of MNIST's form.
fn small_set() -> IdxFiles {
    let ([images, labels], [test_images, test_labels]) = (images_and_labels(60), images_and_labels(20));
    [images, labels, test_images, test_labels]
}

/// Data that are not as they should be.
struct Spoilt {
    name: &'static str,
    /// The file of the data that is not as it should be; empty for all of them.
    file: &'static str,
    /// What is in it; none where it is gone.
    bytes: Option<Vec<u8>>,
    /// What the console may complain of, if anything.
    complaint: Option<&'static str>,
    /// What the page says of it.
    words: Vec<&'static str>,
}

/// Opens the same copy of the site with each of these, and makes sure that the status says their words and training goes on
/// with `dataset`.
fn with_data(name: &str, dataset: &str, cases: &[Spoilt]) -> Result<()> {
    let folder = site_with(&small_set())?;
    journey_in(folder.path(), name, &Window::default(), async |page| {
        // The sound files are read whole before others take their place.
        page.wait_for_state("ready").await?;
        for Spoilt { name, file, bytes, complaint, words } in cases {
            put_data(folder.path(), &small_set())?;
            let path = folder.path().join("mnist").join(file);
            match bytes {
                Some(bytes) => fs::write(path, bytes)?,
                None if file.is_empty() => fs::remove_dir_all(path)?,
                None => fs::remove_file(path)?,
            }
            if let Some(complaint) = complaint {
                page.expect_complaint(complaint);
            }
            page.open("").await?;
            page.wait_for_state("ready").await?;
            let status = page.text("status").await?;
            println!("{name}: {status}");
            for words in words {
                ensure!(status.contains(words), "{name}: {words:?} is not in {status:?}");
            }
            page.wait_until(&format!("document.getElementById('dataset').value === '{dataset}'")).await?;
            page.train().await?;
            page.pause().await?;
        }
        Ok(())
    })
}

fn whole_files_are_taken() -> Result<()> {
    // Otherwise what follows could fail for another reason than it should.
    let words = vec!["Ready: 60 MNIST digits to learn from, 20 to test on."];
    with_data(
        "trouble-data-whole",
        "mnist",
        &[Spoilt { name: "whole", file: "another", bytes: Some(Vec::new()), complaint: None, words }],
    )
}

fn broken_files_are_named_and_the_pen_digits_take_over() -> Result<()> {
    const INSTEAD: &str = "The built-in pen digits are used instead.";
    const LABELS: &str = "train-labels-idx1-ubyte.gz";
    const IMAGES: &str = "train-images-idx3-ubyte.gz";
    let written = |name, file, bytes: Vec<u8>, words| Spoilt {
        name,
        file,
        bytes: Some(bytes),
        complaint: None,
        words: vec![words, INSTEAD],
    };
    let [images, labels] = images_and_labels(60);
    let [_, fewer_labels] = images_and_labels(50);
    // 2049 in place of 2051.
    let wrong_magic = [&[0, 0, 8, 1], &images[4..]].concat();
    let gzip = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3][..], &[0xff; 20]].concat();
    with_data(
        "trouble-data-broken",
        "pen",
        &[
            written(
                "cut labels",
                LABELS,
                labels[..48].to_vec(),
                "train-labels-idx1-ubyte.gz ends at byte 48: expected 68 bytes",
            ),
            written(
                "wrong magic",
                IMAGES,
                wrong_magic,
                "train-images-idx3-ubyte.gz, byte 0: expected the magic number 2051 of an IDX image file, found 2049",
            ),
            written(
                "fewer labels",
                LABELS,
                fewer_labels,
                "train-images-idx3-ubyte.gz has 60 images but train-labels-idx1-ubyte.gz has 50 labels",
            ),
            written(
                "damaged gzip",
                LABELS,
                gzip,
                "train-labels-idx1-ubyte.gz: damaged gzip data after 0 unpacked bytes",
            ),
            Spoilt {
                name: "gone",
                file: IMAGES,
                bytes: None,
                complaint: Some(IMAGES),
                words: vec!["train-images-idx3-ubyte.gz: the server answered 404", INSTEAD],
            },
        ],
    )
}

fn a_site_without_mnist_says_so_and_uses_the_pen_digits() -> Result<()> {
    let with =
        |words| vec!["MNIST is not here (", ", so the built-in pen digits are used.", "12,000 pen digits", words];
    let manifest = |name, text: &str, words| Spoilt {
        name,
        file: "manifest.json",
        bytes: Some(text.into()),
        complaint: None,
        words: with(words),
    };
    with_data(
        "trouble-data-none",
        "pen",
        &[
            manifest(
                "empty manifest",
                r#"{ "files": [], "note": "MNIST was not there when this page was built." }"#,
                "MNIST was not there when this page was built",
            ),
            manifest("garbled manifest", "{ no json", "mnist/manifest.json is not what it should be"),
            Spoilt {
                name: "no manifest",
                file: "",
                bytes: None,
                complaint: Some("mnist/manifest.json"),
                words: with("carries no MNIST files"),
            },
        ],
    )
}

fn a_worker_that_does_not_arrive_is_said_so() -> Result<()> {
    for missing in ["_bg", "_loader"] {
        let folder = site_with(&small_set())?;
        let mut removed = 0;
        for entry in fs::read_dir(folder.path())? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.contains("worker") && name.contains(missing) {
                fs::remove_file(path)?;
                removed += 1;
            }
        }
        ensure!(removed == 1, "{removed} files of the worker have {missing} in their name");
        journey_in(folder.path(), &format!("trouble-worker{missing}"), &Window::default(), async |page| {
            // The console tells the details, as it should; what the journey is about is the page.
            page.expect_complaint("");
            page.wait_for_state("failed").await?;
            let status = page.text("status").await?;
            println!("without the worker's {missing}: {status}");
            ensure!(status.starts_with("The training worker"), "{status}");
            ensure!(status.contains("Reload the page"), "{status}");
            Ok(())
        })?;
    }
    Ok(())
}
