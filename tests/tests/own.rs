//! A visitor's own files.

use anyhow::{Result, ensure};
use costscape_tests::{Page, Window, has_mnist_for, journey};

/// Chooses files as a person does in the browser's dialog: `files` is JavaScript for a list of File objects.
async fn choose(page: &Page, files: &str) -> Result<()> {
    page.script(
        &format!(
            "const input = document.getElementById('own-files'), data = new DataTransfer();
            ({files}).forEach((file) => data.items.add(file));
            input.files = data.files;
            input.dispatchEvent(new Event('change', {{ bubbles: true }}));"
        ),
        &[],
    )
    .await
    .map(drop)
}

/// An IDX pair of `count` images: a bar whose place is its label.
const PAIR: &str = "(() => {
    const count = 600, number = (n) => [n >>> 24, n >>> 16 & 255, n >>> 8 & 255, n & 255];
    const images = new Uint8Array(16 + count * 784), labels = new Uint8Array(8 + count);
    images.set([...number(2051), ...number(count), ...number(28), ...number(28)]);
    labels.set([...number(2049), ...number(count)]);
    for (let i = 0; i < count; i++) {
        labels[8 + i] = i % 10;
        for (let y = 4; y < 24; y++) images.fill(255, 16 + i * 784 + y * 28 + 2 * (i % 10) + 3, 16 + i * 784 + y * 28 + 2 * (i % 10) + 6);
    }
    return [new File([images], 'bars-images-idx3-ubyte'), new File([labels], 'bars-labels-idx1-ubyte')];
})()";

#[test]
fn own_files_are_shown_then_learnt_from() -> Result<()> {
    journey("own-files", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        choose(page, PAIR).await?;
        page.wait_until("!document.getElementById('offer').hidden").await?;
        let text = page.text("offer-text").await?;
        ensure!(text == "bars: 500 images to learn from, 100 to test on.", "{text}");
        let notes = page.text("offer-notes").await?;
        ensure!(notes.contains("every sixth image"), "{notes}");
        page.screenshot("own-offer").await?;
        page.click("take-offer").await?;
        page.wait_until("document.getElementById('status').textContent.includes('500 images of your own')").await?;
        page.wait_for_state("ready").await?;
        page.select("speed", "max").await?;
        page.train().await?;
        page.wait_for_readout("test-accuracy", |share| share > 0.95).await?;
        page.click("train").await?;
        page.wait_for_state("ready").await?;
        page.select("dataset", "mnist").await?;
        page.wait_until("document.getElementById('status').textContent.includes('60,000 MNIST')").await
    })
}

#[test]
fn files_that_cannot_be_used_are_named_and_leave_everything_as_it_is() -> Result<()> {
    journey("own-bad-files", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        let said = async |files: &str, words: &str| {
            choose(page, files).await?;
            page.wait_until(&format!("document.getElementById('status').textContent.includes({words:?})")).await
        };
        said("[new File(['Dear reader,'], 'letter.txt')]", "letter.txt: expected at least one line").await?;
        said("[new File(['1,2,3\\n4,5,6'], 'short.csv')]", "short.csv, line 1: expected 785 values").await?;
        said("[new File([new Uint8Array([0, 0, 8, 3, 0, 0, 0, 9])], 'cut')]", "expected one file of labels").await?;
        said("[new File([new Uint8Array([80, 75, 3, 4])], 'all.zip')]", "found a zip file").await?;
        said("Array.from({ length: 9 }, (_, i) => new File(['1'], `${i}`))", "Expected at most 8 files, found 9")
            .await?;
        let status = page.text("status").await?;
        ensure!(status.contains("60,000 MNIST digits"), "{status}");
        Ok(())
    })
}

#[test]
fn mnist_and_the_pen_digits_are_learnt_from_together() -> Result<()> {
    if !has_mnist_for("learning from MNIST and the pen digits")? {
        return Ok(());
    }
    journey("own-mixed", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        page.select("dataset", "mixed").await?;
        page.wait_until("document.getElementById('status').textContent.includes('72,000 MNIST and pen digits')")
            .await?;
        page.wait_for_state("ready").await?;
        page.select("speed", "max").await?;
        page.train().await?;
        page.wait_for_readout("test-accuracy", |share| share > 0.9).await?;
        let over = page.text("test-accuracy-over").await?;
        ensure!(over.contains("10,000 test images"), "{over}");
        Ok(())
    })
}
