//! The gallery: every image of the data set, by digit, by cost, by mistake.

#![allow(clippy::print_stdout, reason = "what was measured, for who reads the log")]

use anyhow::{Context, Result, ensure};
use costscape_tests::{
    Key, MOST, PATIENCE, Page, Pointer, Window, attempts, cost_in, count_in, grouped, has_mnist_for, journey, journeys,
    light_journey,
};

journeys! {
    side_by_side: [
        mistakes_are_browsed_and_opened_by_mouse,
        a_finger_scrolls_and_opens_while_the_run_goes_on,
    ],
    alone: [sixty_thousand_images_are_scrolled_by_keys_without_a_long_task],
}

/// Opens the gallery and waits until its images are there.
async fn open(page: &Page) -> Result<()> {
    page.wait_for_state("ready").await?;
    page.click("gallery-summary").await?;
    whole(page).await
}

/// Waits until all images that are seen have come. The frames before that are let pass, for the page may still say so of what was
/// seen before.
async fn whole(page: &Page) -> Result<()> {
    page.settle().await?;
    page.wait_until("'whole' in document.getElementById('gallery-images').dataset").await
}

/// Waits until the line above the images says this.
async fn says(page: &Page, words: &str) -> Result<()> {
    page.wait_until(&format!("document.getElementById('gallery-count').textContent.includes({words:?})")).await
}

/// The number that the line above the images begins with.
async fn count(page: &Page) -> Result<u64> {
    let text = page.text("gallery-count").await?;
    count_in(&text).with_context(|| format!("no number in {text:?}"))
}

/// The example under the cursor: its index.
async fn pointed_at(page: &Page) -> Result<u64> {
    let index = page.attribute("gallery-images", "data-example").await?;
    index.parse().with_context(|| format!("no example under the cursor: {index:?}"))
}

/// The cost of the example under the cursor, as the text says it.
async fn cost(page: &Page) -> Result<f64> {
    let words = page.text("gallery-text").await?;
    let (_, cost) = words.rsplit_once("cost ").with_context(|| words.clone())?;
    cost_in(cost.trim_end_matches('.')).with_context(|| words.clone())
}

/// Waits until the cursor is on another example than `before`, and returns that.
async fn elsewhere(page: &Page, before: u64) -> Result<u64> {
    page.wait_until(&format!("document.getElementById('gallery-images').dataset.example !== '{before}'")).await?;
    pointed_at(page).await
}

/// Waits until the pad shows a test image, and makes sure that it is the one the gallery has under its cursor.
async fn check_pad(page: &Page) -> Result<()> {
    // The gallery's cursor and the pad change in frames of their own, and at first there is no cursor.
    let index = page.wait_for(PATIENCE, "the pad to show what the cursor is on", async || {
        let (index, label) = (page.attribute("gallery-images", "data-example").await?, page.text("label").await?);
        let index = index.parse().map(grouped).unwrap_or_default();
        let there = !index.is_empty() && label.ends_with(&format!("test image {index}"));
        Ok(if there { Ok(index) } else { Err(format!("{index:?}: {label}")) })
    });
    let index = index.await?;
    let words = page.text("gallery-text").await?;
    let (is, reads): (String, String) =
        page.read("return ['label', 'prediction'].map((id) => document.getElementById(id).value);").await?;
    let (start, kind) = words.split_once(": ").with_context(|| words.clone())?;
    ensure!(start == format!("Test image {index}"), "{words}");
    ensure!(
        kind.contains(&format!(" {is}, read as ")) && kind.contains(&format!(" {reads}, cost")),
        "{words}: {is} {reads}"
    );
    // It is there to be seen.
    page.wait_until(
        "((box) => box.top >= 0 && box.bottom <= innerHeight)(document.getElementById('draw-pad').getBoundingClientRect())",
    )
    .await
}

fn mistakes_are_browsed_and_opened_by_mouse() -> Result<()> {
    light_journey("gallery-mouse", &Window::default(), async |page| {
        page.ready_with_the_map_at_rest().await?;
        page.train().await?;
        page.wait_for_readout("step-count", |step| step > 100.0).await?;
        let step = page.pause().await?;
        open(page).await?;
        says(page, &format!("as of step {}.", grouped(step))).await?;
        let mistakes = count(page).await?;
        let wrong = 1.0 - page.readout("test-accuracy").await?;
        let text = page.text("gallery-count").await?;
        let (_, among) = text.split_once(" among ").with_context(|| text.clone())?;
        let all = count_in(among).with_context(|| text.clone())?;
        ensure!((mistakes as f64 - wrong * all as f64).abs() < 0.5, "{text}, but {wrong} of them are wrong");
        page.screenshot("gallery").await?;
        page.check_accessible().await?;

        // The order is the costs'.
        page.press("gallery-scroll", Key::Home, 1).await?;
        let highest = cost(page).await?;
        page.press("gallery-scroll", Key::Right, 1).await?;
        let next = cost(page).await?;
        ensure!(highest >= next && next > 0.5, "{highest} {next}");

        // The keys have gone on from the first image; the mouse goes back to it.
        let before = pointed_at(page).await?;
        page.hover("gallery-images", (0.02, 0.05)).await?;
        elsewhere(page, before).await?;
        page.draw("gallery-images", Pointer::Mouse, &[&[(0.3, 0.3)]]).await?;
        check_pad(page).await?;
        page.screenshot("gallery-on-the-pad").await?;

        // Right and wrong are all.
        page.select("gallery-which", "right").await?;
        says(page, "read rightly").await?;
        let right = count(page).await?;
        ensure!(mistakes + right == all, "{mistakes} and {right} of {all}");
        page.select("gallery-class", "8").await?;
        says(page, "labelled 8").await?;
        page.select("gallery-which", "all").await?;
        whole(page).await?;
        page.press("gallery-scroll", Key::Home, 1).await?;
        page.wait_until("document.getElementById('gallery-text').textContent.includes(': an 8, ')").await?;

        // The run moves on, and the button with it.
        ensure!(!page.element("judge-again").await?.is_enabled().await?, "there is nothing to judge again");
        page.click("step").await?;
        page.wait_until("!document.getElementById('judge-again').disabled").await?;
        page.click("judge-again").await?;
        says(page, &format!("as of step {}.", grouped(step + 1))).await?;
        page.wait_until("document.getElementById('judge-again').disabled").await?;
        // Another cost is judged by itself, and the cursor stays on its image.
        let before = (pointed_at(page).await?, cost(page).await?);
        page.select("cost-function", "cross-entropy").await?;
        page.wait_for(PATIENCE, "another cost", async || {
            let now = cost(page).await?;
            Ok(if now == before.1 { Err(format!("{now}")) } else { Ok(()) })
        })
        .await?;
        ensure!(pointed_at(page).await? == before.0, "the cursor is elsewhere");
        Ok(())
    })
}

fn sixty_thousand_images_are_scrolled_by_keys_without_a_long_task() -> Result<()> {
    if !has_mnist_for("browsing 60,000 images")? {
        return Ok(());
    }
    journey("gallery-keyboard", &Window::default().recorded(), async |page| {
        open(page).await?;
        page.wait_for_map("a whole map", |map| map.complete).await?;
        page.select("gallery-which", "all").await?;
        let longest = attempts("the work of the longest task while browsing, in ms", 50.0, MOST, async || {
            page.select("gallery-part", "test").await?;
            whole(page).await?;
            page.forget_tasks().await?;
            page.select("gallery-part", "train").await?;
            says(page, "60,000 training images").await?;
            whole(page).await?;
            for order in ["lowest", "stored", "highest"] {
                page.select("gallery-order", order).await?;
                whole(page).await?;
            }
            page.press("gallery-scroll", Key::Down, 3).await?;
            page.press("gallery-scroll", Key::PageDown, 20).await?;
            whole(page).await?;
            page.longest_work_ms().await
        });
        println!("work of the longest task while browsing 60,000 images: {:.0?} ms", longest.await?);
        page.press("gallery-scroll", Key::End, 1).await?;
        whole(page).await?;
        let (top, room): (f64, f64) = page
            .read("const r = document.getElementById('gallery-scroll'); return [r.scrollTop, r.scrollHeight - r.clientHeight]")
            .await?;
        ensure!(top > 100_000.0 && room - top < 2.0, "at {top} of {room}");
        let last = pointed_at(page).await?;
        page.press("gallery-scroll", Key::Up, 1).await?;
        let above = elsewhere(page, last).await?;
        page.press("gallery-scroll", Key::Home, 1).await?;
        let first = elsewhere(page, above).await?;
        page.press("gallery-scroll", Key::Enter, 1).await?;
        let label = format!("training image {}", grouped(first));
        page.wait_until(&format!("document.getElementById('label').textContent.endsWith({label:?})")).await?;
        // Keys bring the gallery back.
        page.press_here(Key::Right, 1).await?;
        page.wait_until(
            "((box) => box.top >= 0 && box.bottom <= innerHeight)(document.getElementById('gallery-scroll').getBoundingClientRect())",
        )
        .await
    })
}

fn a_finger_scrolls_and_opens_while_the_run_goes_on() -> Result<()> {
    light_journey("gallery-touch", &Window::phone(), async |page| {
        page.ready_with_the_map_at_rest().await?;
        page.train().await?;
        page.wait_for_readout("step-count", |step| step > 30.0).await?;
        page.click("gallery-summary").await?;
        whole(page).await?;
        let before = page.readout("step-count").await?;
        page.select("gallery-which", "all").await?;
        whole(page).await?;
        page.script("document.getElementById('gallery-scroll').scrollTop = 700", &[]).await?;
        whole(page).await?;
        page.wait_until("document.getElementById('gallery-scroll').scrollTop > 600").await?;
        page.wait_for_readout("step-count", |step| step > before).await?;
        page.screenshot("gallery-phone").await?;
        let step = page.pause().await?;
        page.click("judge-again").await?;
        // It is disabled while it waits for the answer, too.
        says(page, &format!("as of step {}.", grouped(step))).await?;
        page.wait_until("document.getElementById('judge-again').disabled").await?;
        whole(page).await?;
        page.check_accessible().await?;
        page.draw("gallery-images", Pointer::Touch, &[&[(0.5, 0.3)]]).await?;
        check_pad(page).await?;
        page.check_width().await
    })
}
