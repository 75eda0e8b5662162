//! The browser's part of `cargo xtask bench`: `bench FOLDER` prints the rows of the benchmark page in FOLDER on one line, and
//! those of the built page on the next.

use std::{io::Write, path::Path, time::Duration};

use anyhow::{Context, Error, Result, ensure};
use costscape_bench::{Budget, Row, Unit};
use costscape_tests::{Page, Window, journey, journey_in};

/// How often each row of the page is measured.
const ROUNDS: usize = 5;
/// Frames in a round: five seconds, where none is late.
const FRAMES: u32 = 300;

fn main() -> Result<()> {
    let folder = std::env::args().nth(1).context("bench FOLDER: the folder with the benchmark page")?;
    journey_in(Path::new(&folder), "bench-numerics", &Window::default(), async |page| {
        let patience = Duration::from_secs(900);
        page.wait_until_within(patience, "document.getElementById('rows').textContent").await?;
        let said = page.text("rows").await?;
        ensure!(!said.starts_with("failed"), "the benchmark page has {said}");
        Ok(writeln!(std::io::stdout(), "{said}")?)
    })?;
    let mut rows = Vec::new();
    journey("bench-page", &Window::default(), async |page| {
        rows = measure(page).await?;
        Ok(())
    })?;
    // To keep the record takes time, too: it is kept for this row alone.
    journey("bench-work", &Window::default().recorded(), async |page| {
        rows.push(work(page).await?);
        Ok(())
    })?;
    Ok(writeln!(std::io::stdout(), "{}", serde_json::to_string(&rows)?)?)
}

/// Measures a row so many times.
async fn row(
    name: &str,
    unit: Unit,
    budget: impl Into<Option<Budget>>,
    mut measure: impl AsyncFnMut() -> Result<f64>,
) -> Result<Row> {
    let mut runs = Vec::new();
    for _ in 0..ROUNDS {
        runs.push(measure().await.with_context(|| format!("measuring {name:?}"))?);
    }
    Row::of_runs(name, unit, runs, budget.into()).map_err(Error::msg)
}

async fn measure(page: &Page) -> Result<Vec<Row>> {
    let opened = row("from opening to 70,000 images ready", Unit::Milliseconds, Budget::AtMost(3000.0), async || {
        page.open("").await?;
        page.ready_ms().await
    });
    let mut rows = vec![opened.await?];

    page.exact("cost").await?;
    page.click("follow").await?;
    page.select("resolution", "21").await?;
    let first = row("first picture of a slice, at rest", Unit::Milliseconds, Budget::AtMost(150.0), async || {
        page.wait_for_map("the slice to fill", |map| map.complete && map.known == 441).await?;
        page.first_picture_ms().await
    });
    rows.push(first.await?);
    let refining = "first picture of a slice, while another is refined";
    page.wait_for_map("the slice to fill", |map| map.complete).await?;
    page.select("resolution", "41").await?;
    page.wait_for_map("a finer slice", |map| map.known >= 9 && !map.complete).await?;
    let first = row(refining, Unit::Milliseconds, Budget::AtMost(150.0), async || page.first_picture_ms().await);
    rows.push(first.await?);

    rows.extend(planes(page).await?);

    page.select("resolution", "21").await?;
    page.wait_for_map("the slice to fill", |map| map.complete && map.known == 441).await?;
    page.element("draw-pad").await?.scroll_into_view().await?;
    let frames = row("from pointer to prediction", Unit::Frames, Budget::AtMost(1.0), async || prediction(page).await);
    rows.push(frames.await?);

    page.element("landscape").await?.scroll_into_view().await?;
    page.train().await?;
    let mut frame_ms = Vec::new();
    let drawn = row("frames in which the ball moved, training", Unit::Percent, Budget::AtLeast(80.0), async || {
        let round = page.round(FRAMES).await?;
        frame_ms.push(round.took_ms / f64::from(round.frames));
        Ok(100.0 * round.share_drawn())
    });
    rows.push(drawn.await?);
    rows.push(Row::of_runs("a frame meanwhile", Unit::Milliseconds, frame_ms, None).map_err(Error::msg)?);

    page.click("follow").await?;
    page.select("resolution", "41").await?;
    let calm = row(
        "longest task in 300 frames of training and slicing, waiting for a core included (0: < 50)",
        Unit::Milliseconds,
        None,
        async || Ok(page.busy_round(FRAMES).await?.longest_task_ms),
    );
    rows.push(calm.await?);
    Ok(rows)
}

/// How long the longest task works while the page trains and slices.
async fn work(page: &Page) -> Result<Row> {
    page.wait_for_state("ready").await?;
    page.wait_for_map("a first picture", |map| map.known >= 9).await?;
    page.train().await?;
    let name = "work of the longest task in 300 frames of training and slicing";
    row(name, Unit::Milliseconds, Budget::AtMost(50.0), async || {
        page.busy_round(FRAMES).await?.longest_work_ms.context("there is no record")
    })
    .await
}

/// The first pictures of other planes, at rest, and how long a slice of 41 x 41 points takes, whole.
async fn planes(page: &Page) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    page.select("resolution", "21").await?;
    for (plane, name, at_most) in [
        ("random", "first picture, random directions", 150.0),
        ("parameters", "first picture, two parameters", 150.0),
        ("gradient-line", "first picture, the step ahead", 150.0),
        ("curvature", "first picture, sharpest two (Hessian)", 2000.0),
        ("gradient", "first picture, downhill", 150.0),
    ] {
        let before = page.map().await?.slice;
        page.select("plane", plane).await?;
        page.wait_for_map(plane, |map| map.slice > before).await?;
        let first = row(name, Unit::Milliseconds, Budget::AtMost(at_most), async || {
            page.wait_for_map("the slice to fill", |map| map.complete).await?;
            page.first_picture_ms().await
        });
        rows.push(first.await?);
    }
    page.select("resolution", "41").await?;
    let whole = row("a slice of 41 x 41 points, whole", Unit::Milliseconds, Budget::AtMost(7000.0), async || {
        page.wait_for_map("the slice to fill", |map| map.complete && map.known == 1681).await?;
        page.whole_picture_ms().await
    });
    rows.push(whole.await?);
    let mut frame_ms = Vec::new();
    for _ in 0..ROUNDS {
        page.click("reslice").await?;
        let round = page.round(FRAMES / 2).await?;
        frame_ms.push(round.took_ms / f64::from(round.frames));
        page.wait_for_map("the slice to fill", |map| map.complete).await?;
    }
    let frames = Budget::AtMost(1000.0 / 58.0);
    rows.push(
        Row::of_runs("a frame while it is measured", Unit::Milliseconds, frame_ms, Some(frames)).map_err(Error::msg)?,
    );
    page.click("relief").await?;
    let at_most = Budget::AtMost(1000.0 / 30.0);
    let turning =
        row("a frame while 41 x 41 turn in space", Unit::Milliseconds, at_most, async || page.turning_frame_ms().await);
    rows.push(turning.await?);
    page.click("relief").await?;
    Ok(rows)
}

/// Frames from a stroke on the empty pad to the network's outputs: 1 if they stand in the next frame to be shown.
async fn prediction(page: &Page) -> Result<f64> {
    page.click("clear").await?;
    page.wait_until("document.getElementById('output-0').value === ''").await?;
    let body = "const done = arguments[arguments.length - 1];
        const pad = document.getElementById('draw-pad'), box = pad.getBoundingClientRect();
        const at = (type, x, y, buttons) => pad.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerId: 1,
            isPrimary: true, buttons, clientX: box.left + x * box.width, clientY: box.top + y * box.height }));
        at('pointerdown', 0.5, 0.2, 1);
        at('pointermove', 0.5, 0.8, 1);
        let frames = 0;
        const look = () => {
            frames += 1;
            if (document.getElementById('output-0').value === '') return requestAnimationFrame(look);
            at('pointerup', 0.5, 0.8, 0);
            done(frames);
        };
        requestAnimationFrame(look);";
    page.script_with_callback(body, &[]).await?.as_f64().context("no number of frames")
}
