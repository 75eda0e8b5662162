//! A visitor's own files.

use anyhow::{Result, ensure};
use costscape_tests::{Key, Page, Window, has_mnist, has_mnist_for, journey, journeys, light_journey};
use serde_json::json;

journeys! {
    side_by_side: [
        own_files_are_shown_then_learnt_from,
        reading_many_pictures_disturbs_no_run_and_is_cancelled,
        a_folder_dropped_on_the_page_is_looked_into,
        files_that_cannot_be_used_are_named_and_leave_everything_as_it_is,
        mnist_and_the_pen_digits_are_learnt_from_together,
        pictures_named_by_class_are_read,
    ],
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

fn own_files_are_shown_then_learnt_from() -> Result<()> {
    journey("own-files", &Window::default(), async |page| {
        page.ready_with_the_map_at_rest().await?;
        page.choose_files("own-files", PAIR).await?;
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
        let (dataset, words) = if has_mnist()? { ("mnist", "60,000 MNIST") } else { ("pen", "12,000 pen") };
        page.select("dataset", dataset).await?;
        page.wait_until(&format!("document.getElementById('status').textContent.includes('{words}')")).await
    })
}

/// So many pictures of a million pixels each, classes being digits.
const LARGE_PICTURES: &str = "async (count) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1000, height: 1000 });
    canvas.getContext('2d').fillRect(300, 300, 400, 400);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve));
    return Array.from({ length: count }, (_, i) => new File([blob], `${i % 10}_${i}.png`));
}";

/// Has so many large pictures read, and waits until some are.
async fn choose_large_pictures(page: &Page, count: u32) -> Result<()> {
    page.choose_files("own-files", &format!("({LARGE_PICTURES})({count})")).await?;
    // Hidden, the bar stands where it stood last.
    page.wait_until(
        "!document.getElementById('own-progress').hidden && document.getElementById('own-progress-bar').value > 0",
    )
    .await
}

fn reading_many_pictures_disturbs_no_run_and_is_cancelled() -> Result<()> {
    light_journey("own-cancelled", &Window::default(), async |page| {
        page.ready_with_the_map_at_rest().await?;
        let loaded = async || Ok::<_, anyhow::Error>(page.answered().iter().any(|(path, _)| path.contains("reader")));
        ensure!(!loaded().await?, "the reader was loaded before there was anything to read");
        page.train().await?;
        // So many that there is time to press something.
        choose_large_pictures(page, 280).await?;
        ensure!(loaded().await?, "the reader was never loaded");
        let words = page.text("own-progress-text").await?;
        ensure!(words.contains(" of 280 "), "{words}");
        let step = page.readout("step-count").await?;
        page.wait_for_readout("step-count", |now| now >= step + 10.0).await?;
        page.press("cancel-reading", Key::Enter, 1).await?;
        page.wait_until("document.getElementById('own-progress').hidden").await?;
        // The status is written some frames later.
        page.wait_until("document.getElementById('status').textContent.startsWith('Reading was cancelled.')").await?;
        let status = page.text("status").await?;
        ensure!(status.contains("stay in use."), "{status}");
        ensure!(page.state().await? == "running", "{status}");
        page.wait_until("document.activeElement.id === 'own-files'").await?;
        page.pause().await?;

        // Others are read after that.
        choose_large_pictures(page, 100).await?;
        page.screenshot("own-reading").await?;
        page.wait_until("!document.getElementById('offer').hidden").await?;
        page.check_accessible().await?;
        page.press("leave-offer", Key::Enter, 1).await?;
        page.wait_until("document.getElementById('offer').hidden").await?;
        page.wait_until("document.activeElement.id === 'own-files'").await
    })
}

fn a_folder_dropped_on_the_page_is_looked_into() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let inside = folder.path().join("drawn/by/me");
    std::fs::create_dir_all(&inside)?;
    let line = |label: usize| format!("{label}{}\n", ",9".repeat(784));
    std::fs::write(inside.join("mine.csv"), (0..12).map(|i| line(i % 10)).collect::<String>())?;
    light_journey("own-dropped", &Window::default(), async |page| {
        page.ready_with_the_map_at_rest().await?;
        for kind in ["dragEnter", "dragOver", "drop"] {
            let files = [folder.path().join("drawn").display().to_string()];
            let data = json!({ "items": [], "files": files, "dragOperationsMask": 1 });
            let event = json!({ "type": kind, "x": 300, "y": 300, "data": data });
            page.session().cdp().send_raw("Input.dispatchDragEvent", event).await?;
            let held = kind == "dragOver";
            let attribute = "'dragging' in document.documentElement.dataset";
            if kind != "dragEnter" {
                page.wait_until(&format!("({attribute}) === {held}")).await?;
            }
            if held {
                page.screenshot("own-dragging").await?;
            }
        }
        page.wait_until("!document.getElementById('offer').hidden").await?;
        let text = page.text("offer-text").await?;
        ensure!(text == "drawn/by/me/mine.csv: 10 images to learn from, 2 to test on.", "{text}");
        Ok(())
    })
}

fn files_that_cannot_be_used_are_named_and_leave_everything_as_it_is() -> Result<()> {
    light_journey("own-bad-files", &Window::default(), async |page| {
        page.ready_with_the_map_at_rest().await?;
        let before = page.ready_sentence().await?;
        let said = async |files: &str, words: &str| {
            page.choose_files("own-files", files).await?;
            page.wait_until(&format!("document.getElementById('status').textContent.includes({words:?})")).await
        };
        said("[new File(['Dear reader,'], 'letter.txt')]", "letter.txt: expected at least one line").await?;
        said("[new File(['1,2,3\\n4,5,6'], 'short.csv')]", "short.csv, line 1: expected 785 values").await?;
        said("[new File([new Uint8Array([0, 0, 8, 3, 0, 0, 0, 9])], 'cut')]", "expected one file of labels").await?;
        said("[new File([new Uint8Array([80, 75, 3, 4])], 'all.zip')]", "all.zip: expected a whole ZIP archive")
            .await?;
        said("[new File([new Uint8Array([137, 80, 78, 71, 13, 10])], '3_a.png')]", "3_a.png: expected a whole PNG")
            .await?;
        said("Array.from({ length: 10001 }, (_, i) => new File(['1'], `${i}`))", "at most 10,000 files, found more")
            .await?;
        let status = page.text("status").await?;
        ensure!(status.ends_with(&before), "{status}, before: {before}");
        Ok(())
    })
}

fn mnist_and_the_pen_digits_are_learnt_from_together() -> Result<()> {
    if !has_mnist_for("learning from MNIST and the pen digits")? {
        return Ok(());
    }
    journey("own-mixed", &Window::default(), async |page| {
        page.ready_with_the_map_at_rest().await?;
        page.select("dataset", "mixed").await?;
        page.wait_until("document.getElementById('status').textContent.includes('120,000 MNIST and pen digits')")
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

fn pictures_named_by_class_are_read() -> Result<()> {
    light_journey("own-pictures", &Window::default(), async |page| {
        page.ready_with_the_map_at_rest().await?;
        // Dark bars on light paper, twice the size; a bar's place is its class.
        let pictures = "(async () => {
            const canvas = Object.assign(document.createElement('canvas'), { width: 56, height: 56 });
            const context = canvas.getContext('2d'), files = [];
            for (let i = 0; i < 20; i++) {
                context.fillStyle = '#fff';
                context.fillRect(0, 0, 56, 56);
                context.fillStyle = '#000';
                context.fillRect(4 + 5 * (i % 10), 8, 4, 40);
                const blob = await new Promise((resolve) => canvas.toBlob(resolve));
                files.push(new File([blob], `${i % 10}_${i}.png`));
            }
            return files;
        })()";
        page.choose_files("own-folder", pictures).await?;
        page.wait_until("!document.getElementById('offer').hidden").await?;
        let notes = page.text("offer-notes").await?;
        ensure!(notes.contains("20 of 20 pictures were dark on light"), "{notes}");
        page.click("take-offer").await?;
        page.wait_until("document.getElementById('status').textContent.includes('17 images of your own')").await?;
        page.wait_for_state("ready").await
    })
}
