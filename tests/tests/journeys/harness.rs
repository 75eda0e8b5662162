//! The harness tested on a tiny page: a fault that it does not see here would pass unseen in every journey.

use anyhow::Result;
use costscape_tests::{ENOUGH, Key, PATIENCE, Page, Point, Pointer, Window, attempts, journey_in, journeys};
use std::{fs, panic::resume_unwind, time::Duration};
use tempfile::TempDir;

journeys! {
    side_by_side: [
        a_sound_page_passes,
        faults_in_the_page_are_seen,
        faults_in_a_worker_are_seen,
        an_expected_fault_passes_and_none_other,
        inaccessible_elements_are_found,
        controls_are_worked_and_readouts_read,
        a_button_is_pressed_once_it_is_enabled,
        files_are_chosen,
        waiting_in_vain_says_what_was_seen,
        strokes_are_drawn_by_mouse_finger_and_pen,
        windows_are_as_described,
        a_panic_in_a_step_still_closes_the_browser,
    ],
    alone: [long_tasks_are_measured],
}

const PAGE: &str = r#"<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Fixture</title><link rel="icon" href="icon.svg"><script type="module" src="page.js"></script></head>
<body><main><h1>Fixture</h1><p id="status" role="status">ready</p>
<button id="count" type="button">Count</button> <data id="counted" value="0">0</data>
<button id="fail" type="button">Fail</button>
<label for="rate">Rate</label> <input id="rate" type="range" min="-3" max="3" step="0.01" value="0">
<data id="rate-seen" value=""></data>
<label for="kind">Kind</label> <select id="kind"><option value="a">A</option><option value="b">B</option></select>
<label for="seed">Seed</label> <input id="seed" type="text" value="1">
<canvas id="pad" width="200" height="200" role="img" aria-label="Pad"></canvas>
</main></body></html>"#;

const SCRIPT: &str = r#"
const at = (id) => document.getElementById(id);
const show = (id, value) => { at(id).value = value; at(id).textContent = value; };
at('count').onclick = () => setTimeout(() => show('counted', Number(at('counted').value) + 0.5), 50);
at('rate').oninput = () => show('rate-seen', at('rate').value);
window.strokes = [];
for (const name of ['pointerdown', 'pointermove', 'pointerup', 'pointercancel']) {
  at('pad').addEventListener(name, (event) => {
    const box = at('pad').getBoundingClientRect();
    window.strokes.push([name, event.pointerType, event.clientX - box.left, event.clientY - box.top]);
  });
}
at('pad').style.touchAction = 'none';
const faults = {
  console: () => console.error('a planted error'),
  throw: () => setTimeout(() => { throw new Error('a planted throw'); }),
  reject: () => { Promise.reject(new Error('a planted rejection')); },
  policy: () => { fetch('http://127.0.0.1:9/elsewhere').catch(() => {}); },
  inline: () => { document.body.insertAdjacentHTML('beforeend', '<p style="color: red">inline</p>'); },
  missing: () => { fetch('not-there.json'); },
  worker: () => { new Worker('worker.js', { type: 'module' }); },
  slow: () => { const end = performance.now() + 120; while (performance.now() < end); },
};
at('fail').onclick = () => faults[window.fault]();
"#;

const WORKER: &str = "console.error('a planted error'); setTimeout(() => { throw new Error('a planted throw'); });";

/// Opens the fixture and takes the steps.
fn on_fixture(name: &str, window: &Window, steps: impl AsyncFnOnce(&Page) -> Result<()>) -> Result<()> {
    let folder: TempDir = tempfile::tempdir()?;
    let icon = r#"<svg xmlns="http://www.w3.org/2000/svg"/>"#;
    for (file, text) in [("index.html", PAGE), ("page.js", SCRIPT), ("worker.js", WORKER), ("icon.svg", icon)] {
        fs::write(folder.path().join(file), text)?;
    }
    journey_in(folder.path(), name, window, steps)
}

/// What the harness says about a planted fault.
fn verdict_on(fault: &str) -> String {
    let name = format!("harness-{fault}");
    let outcome = on_fixture(&name, &Window::default(), async |page| {
        page.script("window.fault = arguments[0]", &[fault.into()]).await?;
        page.click("fail").await?;
        // Some faults show only after a while; each does within its patience, or the journey passes and the test fails.
        let shown = page.wait_for(PATIENCE, "a fault", async || {
            let healthy = page.check_clean().await.is_ok();
            Ok(if healthy { Err("none".to_owned()) } else { Ok(()) })
        });
        shown.await
    });
    let _ = fs::remove_file(costscape_tests::screenshots().join(format!("{name}-failed.png")));
    let Err(error) = outcome else { panic!("the fault {fault} was not seen") };
    format!("{error:#}")
}

fn a_sound_page_passes() -> Result<()> {
    on_fixture("harness-sound", &Window::default(), async |page| {
        assert!(page.violations().await?.is_empty());
        page.check_clean().await
    })
}

fn faults_in_the_page_are_seen() -> Result<()> {
    for (fault, words) in [
        ("console", "console.error: a planted error"),
        ("throw", "a planted throw"),
        ("reject", "a planted rejection"),
        ("policy", "connect-src"),
        ("inline", "style-src"),
        ("missing", "/not-there.json got 404"),
    ] {
        let verdict = verdict_on(fault);
        assert!(verdict.contains(words), "{fault}: {verdict}");
    }
    Ok(())
}

fn faults_in_a_worker_are_seen() -> Result<()> {
    let verdict = verdict_on("worker");
    assert!(verdict.contains("worker's console.error: a planted error"), "{verdict}");
    Ok(())
}

fn an_expected_fault_passes_and_none_other() -> Result<()> {
    on_fixture("harness-expected", &Window::default(), async |page| {
        page.expect_complaint("a planted error");
        page.script("console.error('a planted error')", &[]).await?;
        page.check_clean().await?;
        page.script("console.error('another')", &[]).await?;
        // Complaints outlive the page they were made on.
        page.open("").await?;
        let error = page.check_clean().await.expect_err("the other was not seen").to_string();
        assert!(error.contains("another") && !error.contains("planted"), "{error}");
        page.expect_complaint("another");
        Ok(())
    })
}

fn long_tasks_are_measured() -> Result<()> {
    on_fixture("harness-slow", &Window::default().recorded(), async |page| {
        page.forget_tasks().await?;
        page.script("window.fault = 'slow'", &[]).await?;
        page.click("fail").await?;
        page.wait_for(PATIENCE, "a long task", async || {
            let longest = page.longest_task_ms().await?;
            Ok(if longest >= 115.0 { Ok(()) } else { Err(format!("{longest} ms")) })
        })
        .await?;
        // Waiting for a core is no work, so that may be less than the time it took.
        let worked = page.longest_work_ms().await?;
        assert!(worked >= 60.0, "the long task worked for {worked} ms");
        page.forget_tasks().await?;
        page.settle().await?;
        assert!(page.longest_work_ms().await? < worked, "what was forgotten is remembered");
        // Whatever else the machine does, a page at rest is seen to have no long tasks sooner or later.
        let calm = async || {
            page.forget_tasks().await?;
            page.longest_task_ms().await
        };
        attempts("a page at rest", 0.0, ENOUGH, calm).await?;
        Ok(())
    })
}

fn inaccessible_elements_are_found() -> Result<()> {
    on_fixture("harness-axe", &Window::default(), async |page| {
        page.script("document.getElementById('pad').removeAttribute('aria-label')", &[]).await?;
        page.script("document.querySelector('label[for=seed]').remove()", &[]).await?;
        let violations = page.violations().await?;
        let rules: Vec<&str> = violations.iter().map(|violation| violation.id.as_str()).collect();
        assert_eq!(rules, ["label", "role-img-alt"]);
        assert_eq!(violations[0].targets, ["#seed"]);
        let error = page.check_accessible().await.expect_err("they were not seen").to_string();
        assert!(error.contains("#pad"), "{error}");
        Ok(())
    })
}

fn controls_are_worked_and_readouts_read() -> Result<()> {
    on_fixture("harness-controls", &Window::default(), async |page| {
        page.click("count").await?;
        page.click("count").await?;
        assert_eq!(page.wait_for_readout("counted", |count| count >= 1.0).await?, 1.0);
        assert_eq!(page.text("counted").await?, "1");

        page.slide("rate", 1.25).await?;
        assert_eq!(page.readout("rate-seen").await?, 1.25);
        page.press("rate", Key::Left, 3).await?;
        assert_eq!(page.wait_for_readout("rate-seen", |rate| rate < 1.225).await?, 1.22);
        assert!(page.slide("rate", 99.0).await.is_err());

        page.select("kind", "b").await?;
        page.fill("seed", "42").await?;
        page.wait_until("document.getElementById('kind').value === 'b'").await?;
        page.wait_until("document.getElementById('seed').value === '42'").await?;
        assert_eq!(page.attribute("status", "role").await?, "status");
        assert_eq!(page.press_here(Key::Tab, 1).await?, "count");
        Ok(())
    })
}

fn a_button_is_pressed_once_it_is_enabled() -> Result<()> {
    on_fixture("harness-enabled", &Window::default(), async |page| {
        for press in [false, true] {
            let body = "const button = document.getElementById('count');
                button.disabled = true;
                setTimeout(() => { button.disabled = false; }, 200);";
            page.script(body, &[]).await?;
            if press {
                page.press("count", Key::Enter, 1).await?;
            } else {
                page.click("count").await?;
            }
        }
        assert_eq!(page.wait_for_readout("counted", |count| count >= 1.0).await?, 1.0);
        Ok(())
    })
}

fn files_are_chosen() -> Result<()> {
    on_fixture("harness-files", &Window::default(), async |page| {
        page.script(
            "const input = Object.assign(document.createElement('input'), { type: 'file', id: 'files', multiple: true });
            input.onchange = () => { window.names = [...input.files].map((file) => file.name); };
            document.body.append(input);",
            &[],
        )
        .await?;
        for (files, names) in [
            ("[new File(['1'], 'one'), new File(['2'], 'two')]", &["one", "two"][..]),
            ("(async () => [new File(['3'], 'three')])()", &["three"]),
        ] {
            page.choose_files("files", files).await?;
            assert_eq!(page.read::<Vec<String>>("return window.names").await?, names);
        }
        let error = page.choose_files("files", "Promise.reject(new Error('no ink'))").await.unwrap_err();
        assert_eq!(error.to_string(), "cannot choose files in #files: Error: no ink");
        Ok(())
    })
}

fn waiting_in_vain_says_what_was_seen() -> Result<()> {
    on_fixture("harness-waiting", &Window::default(), async |page| {
        let patience = Duration::from_millis(100);
        let error = page.wait_for_readout_within(patience, "counted", |count| count > 0.0).await.unwrap_err();
        assert_eq!(error.to_string(), r#"waited 0.1 s for #counted to fit: it reads "0"; the status is "ready""#);
        let error = page.readout("rate-seen").await.unwrap_err();
        assert_eq!(error.to_string(), r##"#rate-seen reads "", which is no finite number"##);
        Ok(())
    })
}

fn strokes_are_drawn_by_mouse_finger_and_pen() -> Result<()> {
    const STROKES: [&[Point]; 2] = [&[(0.25, 0.5), (0.5, 0.5), (0.75, 0.75)], &[(0.5, 0.1)]];
    let touch = Window { touch: true, ..Window::default() };
    for (pointer, name, window) in [
        (Pointer::Mouse, "mouse", Window::default()),
        (Pointer::Pen, "pen", Window::default()),
        (Pointer::Touch, "touch", touch),
    ] {
        on_fixture(&format!("harness-{name}"), &window, async |page| {
            page.draw("pad", pointer, &STROKES).await?;
            let seen: Vec<(String, String, f64, f64)> =
                serde_json::from_value(page.script("return window.strokes", &[]).await?)?;
            assert!(seen.iter().all(|event| event.1 == name), "{seen:?}");
            let count = |kind: &str| seen.iter().filter(|event| event.0 == kind).count();
            assert_eq!((count("pointerdown"), count("pointerup"), count("pointercancel")), (2, 2, 0), "{seen:?}");
            let (_, _, x, y) = &seen.iter().find(|event| event.0 == "pointerdown").expect("a stroke");
            assert!((x - 50.0).abs() <= 1.0 && (y - 100.0).abs() <= 1.0, "{seen:?}");
            Ok(())
        })?;
    }
    Ok(())
}

fn windows_are_as_described() -> Result<()> {
    const SEEN: &str = "const media = (query) => matchMedia(query).matches;
        return [innerWidth, innerHeight, devicePixelRatio, media('(prefers-color-scheme: dark)'),
            media('(prefers-reduced-motion: reduce)'), media('(pointer: coarse)')];";
    for (name, window) in [
        ("phone", Window::phone().dark()),
        ("projector", Window::projector().reduced_motion()),
        ("laptop", Window::default()),
    ] {
        on_fixture(&format!("harness-{name}"), &window, async |page| {
            // Opened once more: what was set up must outlive a page.
            page.open("").await?;
            let seen: (u32, u32, f64, bool, bool, bool) = serde_json::from_value(page.script(SEEN, &[]).await?)?;
            let Window { width, height, scale, dark, reduced_motion, touch, recorded: _ } = window;
            assert_eq!(seen, (width, height, scale, dark, reduced_motion, touch));
            for path in [page.screenshot("harness-seen").await?, page.screenshot_of_all("harness-all").await?] {
                assert!(fs::read(&path)?.starts_with(b"\x89PNG"));
                fs::remove_file(path)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn a_panic_in_a_step_still_closes_the_browser() -> Result<()> {
    let outcome = std::panic::catch_unwind(|| {
        // Without the words of the panic hook, which would stand in every log.
        on_fixture("harness-panic", &Window::default(), async |_| resume_unwind(Box::new("a planted panic")))
    });
    let picture = costscape_tests::screenshots().join("harness-panic-failed.png");
    assert!(outcome.is_err() && picture.is_file());
    Ok(fs::remove_file(picture)?)
}
