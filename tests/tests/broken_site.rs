//! Files of the site that are broken or missing: the page names them, and goes on if it can.

#![allow(clippy::print_stdout, reason = "what was measured, for who reads the log")]

use anyhow::{Context, Result, ensure};
use costscape_core::data::mnist::{FILES, GZIPPED};
use costscape_tests::{Window, journey_in};
use costscape_xtask::workspace;
use serde_json::json;
use std::{fs, path::Path};
use tempfile::TempDir;

/// A copy of the built site, with a small set of MNIST's form in place of its data.
fn copy_of_site() -> Result<TempDir> {
    let folder = tempfile::tempdir()?;
    for entry in fs::read_dir(workspace::dist()).context("`cargo xtask build` makes the site")? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), folder.path().join(entry.file_name()))?;
        }
    }
    let mnist = folder.path().join("mnist");
    fs::create_dir(&mnist)?;
    let mut files = Vec::new();
    for (name, bytes) in FILES.into_iter().zip([images(2051, 60), labels(60, 60), images(2051, 20), labels(20, 20)]) {
        let file = format!("{name}{GZIPPED}");
        files.push(json!({ "name": name, "file": file, "bytes": bytes.len(), "unpacked_bytes": bytes.len() }));
        // Unpacked in spite of its name, which the page can read as well.
        fs::write(mnist.join(file), bytes)?;
    }
    fs::write(mnist.join("manifest.json"), json!({ "files": files, "note": "" }).to_string())?;
    Ok(folder)
}

fn images(magic: u32, count: u32) -> Vec<u8> {
    let mut bytes: Vec<u8> = [magic, count, 28, 28].into_iter().flat_map(u32::to_be_bytes).collect();
    bytes.extend((0..count * 784).map(|i| if i % 5 == 0 { (i % 256) as u8 } else { 0 }));
    bytes
}

/// A label file that says it has `count` labels and has `there`.
fn labels(count: u32, there: u32) -> Vec<u8> {
    let mut bytes: Vec<u8> = [2049, count].into_iter().flat_map(u32::to_be_bytes).collect();
    bytes.extend((0..there).map(|i| (i % 10) as u8));
    bytes
}

/// Opens a copy of the site after `spoil` has had its way with its data, and makes sure that the status says `words` and
/// training goes on with `dataset`.
fn with_data(
    name: &str,
    spoil: impl Fn(&Path) -> Result<()>,
    expected: Option<&str>,
    dataset: &str,
    words: &[&str],
) -> Result<()> {
    let folder = copy_of_site()?;
    spoil(&folder.path().join("mnist"))?;
    journey_in(folder.path(), &format!("trouble-data-{name}"), &Window::default(), async |page| {
        if let Some(complaint) = expected {
            page.expect_complaint(complaint);
        }
        page.wait_for_state("ready").await?;
        let status = page.text("status").await?;
        println!("{name}: {status}");
        for words in words {
            ensure!(status.contains(words), "{words:?} is not in {status:?}");
        }
        page.wait_until(&format!("document.getElementById('dataset').value === '{dataset}'")).await?;
        page.train().await?;
        page.pause().await?;
        Ok(())
    })
}

#[test]
fn whole_files_are_taken() -> Result<()> {
    // Otherwise what follows could fail for another reason than it should.
    with_data("whole", |_| Ok(()), None, "mnist", &["Ready: 60 MNIST digits to learn from, 20 to test on."])
}

#[test]
fn broken_files_are_named_and_the_pen_digits_take_over() -> Result<()> {
    const INSTEAD: &str = "The built-in pen digits are used instead.";
    const LABELS: &str = "train-labels-idx1-ubyte.gz";
    const IMAGES: &str = "train-images-idx3-ubyte.gz";
    let write = |name: &'static str, bytes: Vec<u8>| move |folder: &Path| Ok(fs::write(folder.join(name), &bytes)?);
    with_data(
        "cut-labels",
        write(LABELS, labels(60, 40)),
        None,
        "pen",
        &["train-labels-idx1-ubyte.gz ends at byte 48: expected 68 bytes", INSTEAD],
    )?;
    with_data(
        "wrong-magic",
        write(IMAGES, images(2049, 60)),
        None,
        "pen",
        &[
            "train-images-idx3-ubyte.gz, byte 0: expected the magic number 2051 of an IDX image file, found 2049",
            INSTEAD,
        ],
    )?;
    with_data(
        "fewer-labels",
        write(LABELS, labels(50, 50)),
        None,
        "pen",
        &["train-images-idx3-ubyte.gz has 60 images but train-labels-idx1-ubyte.gz has 50 labels", INSTEAD],
    )?;
    with_data(
        "damaged-gzip",
        write(LABELS, [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3][..], &[0xff; 20]].concat()),
        None,
        "pen",
        &["train-labels-idx1-ubyte.gz: damaged gzip data after 0 unpacked bytes", INSTEAD],
    )?;
    with_data(
        "gone",
        |folder: &Path| Ok(fs::remove_file(folder.join(IMAGES))?),
        Some(IMAGES),
        "pen",
        &["train-images-idx3-ubyte.gz: the server answered 404", INSTEAD],
    )
}

#[test]
fn a_site_without_mnist_says_so_and_uses_the_pen_digits() -> Result<()> {
    let manifest = |text: &'static str| move |folder: &Path| Ok(fs::write(folder.join("manifest.json"), text)?);
    let pen = ["MNIST is not here (", ", so the built-in pen digits are used.", "12,000 pen digits"];
    let with = |words| [&pen[..], &[words]].concat();
    with_data(
        "empty-manifest",
        manifest(r#"{ "files": [], "note": "MNIST was not there when this page was built." }"#),
        None,
        "pen",
        &with("MNIST was not there when this page was built"),
    )?;
    with_data(
        "no-manifest",
        |folder: &Path| Ok(fs::remove_dir_all(folder)?),
        Some("mnist/manifest.json"),
        "pen",
        &with("carries no MNIST files"),
    )?;
    with_data(
        "garbled-manifest",
        manifest("{ no json"),
        None,
        "pen",
        &with("mnist/manifest.json is not what it should be"),
    )
}

#[test]
fn a_worker_that_does_not_arrive_is_said_so() -> Result<()> {
    for missing in ["_bg", "_loader"] {
        let folder = copy_of_site()?;
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
