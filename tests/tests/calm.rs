//! The page stays responsive: nothing keeps its thread busy for long.

#![allow(clippy::print_stdout, reason = "what was measured, for who reads the log")]

use anyhow::{Result, ensure};
use costscape_tests::{Page, Window, journey};
use serde_json::json;
use std::time::Duration;

/// How long one round lasts, by the page's clock.
const ROUND_MS: f64 = 5000.0;
/// The longest task allowed, in milliseconds.
const LONGEST_MS: f64 = 50.0;

async fn round(page: &Page) -> Result<f64> {
    page.forget_tasks().await?;
    let start: f64 = page.read("return performance.now()").await?;
    page.wait_until_within(Duration::from_secs(30), &format!("performance.now() >= {}", start + ROUND_MS)).await?;
    page.longest_task_ms().await
}

/// The best of three rounds, since other programs of the machine disturb some.
async fn check_calm(page: &Page, what: &str) -> Result<()> {
    let mut rounds = Vec::new();
    while rounds.len() < 3 && rounds.iter().all(|&longest| longest > LONGEST_MS) {
        rounds.push(round(page).await?);
    }
    println!("longest task {what}, by round (0 is less than 50 ms): {rounds:.0?} ms");
    ensure!(rounds.iter().any(|&longest| longest <= LONGEST_MS), "longest tasks {what}: {rounds:.0?} ms");
    Ok(())
}

#[test]
fn training_and_slicing_leave_the_page_responsive() -> Result<()> {
    journey("calm", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        page.wait_for_map("a first picture", |map| map.known >= 9).await?;
        page.train().await?;
        page.click("reslice").await?;
        check_calm(page, "while training and slicing").await?;
        page.select("speed", "max").await?;
        check_calm(page, "at full speed").await?;
        page.script("document.getElementById('cost-chart').scrollIntoView()", &[]).await?;
        check_calm(page, "with the charts in sight").await?;
        page.script("document.getElementById('weights').scrollIntoView()", &[]).await?;
        check_calm(page, "with the network's pictures in sight").await
    })
}

/// Notes that something was drawn on the map.
const NOTE_DRAWING: &str = "for (const name of ['drawImage', 'clearRect', 'fillRect', 'fill', 'stroke']) {
    const draw = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...values) {
        if (this.canvas.id === 'landscape') self.mapDrawn = true;
        return draw.apply(this, values);
    };
}";

#[test]
fn training_shows_motion_in_every_frame() -> Result<()> {
    journey("calm-frames", &Window::default(), async |page| {
        let first = json!({ "source": NOTE_DRAWING });
        page.session().cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", first).await?;
        page.open("").await?;
        page.wait_for_state("ready").await?;
        // Without a map that fades in or follows: what moves is the ball.
        page.click("follow").await?;
        page.select("resolution", "21").await?;
        page.wait_for_map("the slice to fill", |map| map.complete).await?;
        page.train().await?;
        let body = "const done = arguments[arguments.length - 1];
            const start = performance.now();
            let [frames, moves] = [0, 0];
            const frame = () => {
                if (performance.now() - start >= 2000) return done([frames, moves]);
                frames += 1;
                moves += self.mapDrawn ? 1 : 0;
                self.mapDrawn = false;
                requestAnimationFrame(frame);
            };
            requestAnimationFrame(frame);";
        let mut rounds: Vec<(f64, f64)> = Vec::new();
        let in_most = |&(frames, moves): &(f64, f64)| moves >= 0.8 * frames;
        while rounds.len() < 3 && !rounds.iter().any(in_most) {
            rounds.push(serde_json::from_value(page.script_with_callback(body, &[]).await?)?);
        }
        println!("frames, and those in which the map was drawn, in two seconds: {rounds:?}");
        ensure!(rounds.iter().any(in_most), "of two seconds' frames the map was drawn in few: {rounds:?}");
        Ok(())
    })
}
