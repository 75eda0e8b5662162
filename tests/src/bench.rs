//! The browser's part of `cargo xtask bench`: `bench FOLDER` prints the rows of the benchmark page in FOLDER on one line, and
//! those of the built page on the next.

use std::{cell::RefCell, io::Write, path::Path, time::Duration};

use anyhow::{Context, Result};
use costscape_tests::{Page, Window, journey, journey_in};
use serde_json::{Value, json};

/// How often each row of the page is measured.
const ROUNDS: usize = 5;

fn main() -> Result<()> {
    let folder = std::env::args().nth(1).context("bench FOLDER: the folder with the benchmark page")?;
    let numerics = RefCell::new(String::new());
    journey_in(Path::new(&folder), "bench-numerics", &Window::default(), async |page| {
        let patience = Duration::from_secs(180);
        page.wait_until_within(patience, "document.getElementById('rows').textContent").await?;
        numerics.replace(page.text("rows").await?);
        Ok(())
    })?;
    let visits = RefCell::new(Vec::new());
    journey("bench-page", &Window::default(), async |page| {
        visits.replace(measure(page).await?);
        Ok(())
    })?;
    let mut out = std::io::stdout();
    writeln!(out, "{}", numerics.borrow())?;
    writeln!(out, "{}", Value::from(visits.into_inner()))?;
    Ok(())
}

fn row(name: &str, mut times: Vec<f64>, budget: Option<f64>) -> Value {
    times.sort_by(f64::total_cmp);
    json!({ "name": name, "least_ms": times[0], "median_ms": times[times.len() / 2], "reference_ms": null, "budget_ms": budget })
}

/// Milliseconds from an act to what follows from it, both inside the page: the body calls `begin()` when it acts; `done()` is
/// asked at every change of the page.
async fn timed(page: &Page, act: &str, done: &str) -> Result<f64> {
    let body = format!(
        "const answer = arguments[arguments.length - 1];
         const before = (() => {{ {done} }})();
         const start = performance.now();
         const look = () => {{
             if ((() => {{ {done} }})() === before) return;
             watch.disconnect();
             answer(performance.now() - start);
         }};
         const watch = new MutationObserver(look);
         watch.observe(document, {{ subtree: true, attributes: true, childList: true, characterData: true }});
         {act}"
    );
    page.script_with_callback(&body, &[]).await?.as_f64().context("no time was measured")
}

async fn measure(page: &Page) -> Result<Vec<Value>> {
    let ready = "document.documentElement.dataset.state === 'ready'";
    let mut opened = Vec::new();
    for _ in 0..ROUNDS {
        page.open("").await?;
        page.wait_until(ready).await?;
        opened.push(page.script("return performance.now()", &[]).await?.as_f64().context("no clock")?);
    }
    let mut rows = vec![row("opened and ready, 70,000 images", opened, Some(3000.0))];

    let slice = "return document.getElementById('landscape').dataset.slice";
    let mut first = Vec::new();
    for _ in 0..ROUNDS {
        page.wait_until_within(Duration::from_secs(60), "'complete' in document.getElementById('landscape').dataset")
            .await?;
        first.push(timed(page, "document.getElementById('reslice').click();", slice).await?);
    }
    rows.push(row("first picture of a slice", first, Some(150.0)));

    let complete = "return 'complete' in document.getElementById('landscape').dataset";
    let whole = timed(page, "", complete).await;
    if let Ok(whole) = whole {
        rows.push(row("the rest of a 41x41 slice", vec![whole], None));
    }

    let stroke = "const pad = document.getElementById('draw-pad'), box = pad.getBoundingClientRect();
        const at = (type, x, y, buttons) => pad.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerId: 1,
            isPrimary: true, buttons, clientX: box.left + x * box.width, clientY: box.top + y * box.height }));
        const x = 0.3 + 0.4 * Math.random();
        at('pointerdown', x, 0.2, 1); at('pointermove', x, 0.5, 1); at('pointermove', x, 0.8, 1); at('pointerup', x, 0.8, 0);";
    let outputs = "return [...document.querySelectorAll('#output-bars data')].map((output) => output.value).join()";
    let mut strokes = Vec::new();
    for _ in 0..ROUNDS {
        strokes.push(timed(page, stroke, outputs).await?);
    }
    rows.push(row("pointer to prediction", strokes, Some(17.0)));

    let mut tasks = Vec::new();
    let mut frames = Vec::new();
    page.click("train").await?;
    for _ in 0..ROUNDS {
        page.forget_tasks().await?;
        let count = "const answer = arguments[arguments.length - 1], start = performance.now(); let frames = 0;
            const frame = () => { frames += 1; const passed = performance.now() - start;
                if (passed < 3000) requestAnimationFrame(frame); else answer(passed / frames); };
            requestAnimationFrame(frame);";
        frames.push(page.script_with_callback(count, &[]).await?.as_f64().context("no frames")?);
        tasks.push(page.longest_task_ms().await?);
    }
    rows.push(row("longest task while training and slicing", tasks, Some(50.0)));
    rows.push(row("a frame while training and slicing", frames, None));
    Ok(rows)
}
