//! `www/boot.js` started with a stand-in for the app: it starts, or the page says in a sentence why not.

use anyhow::{Result, ensure};
use costscape_tests::{Page, Window, journey_in, journeys};
use serde_json::json;
use std::{fs, path::Path};
use tempfile::TempDir;

const PAGE: &str = r#"<!doctype html>
<html lang="en" data-state="loading"><head><meta charset="utf-8"><title>Fixture</title><link rel="icon" href="icon.svg">
<script type="module" src="boot.js" data-js="app.js" data-wasm="app.wasm" data-worker="worker.js"></script></head>
<body><p id="status">Loading the app</p><p id="announcer" role="status"></p></body></html>"#;
/// As wasm-bindgen's: takes a compiled module. Its `main` says ready.
const APP: &str = "export default async ({ module_or_path }) => {
    await WebAssembly.instantiate(module_or_path);
    document.getElementById('status').textContent = 'ready';
    document.documentElement.dataset.state = 'ready';
};";

journeys! {
    side_by_side: [
        the_app_starts,
        missing_files_are_said_to_have_not_arrived,
        an_altered_file_is_refused,
        wasm_that_does_not_compile_is_said_to_need_another_browser,
        an_app_that_stops_at_once_is_said_to_have,
        a_browser_that_lacks_something_is_told_what,
    ],
}
/// The smallest module: nothing but the magic number and the version.
const WASM: &[u8] = b"\0asm\x01\0\0\0";

fn fixture() -> Result<TempDir> {
    let folder = tempfile::tempdir()?;
    let boot = costscape_xtask::workspace::root().join("www/boot.js");
    fs::copy(boot, folder.path().join("boot.js"))?;
    for (name, bytes) in [("index.html", PAGE.as_bytes()), ("app.js", APP.as_bytes()), ("app.wasm", WASM)] {
        fs::write(folder.path().join(name), bytes)?;
    }
    fs::write(folder.path().join("icon.svg"), r#"<svg xmlns="http://www.w3.org/2000/svg"/>"#)?;
    Ok(folder)
}

/// Opens the fixture after `spoil` has had its way with its folder, in a browser that runs `script` first, and returns
/// what the status says once it has failed.
fn failure(name: &str, spoil: impl Fn(&Path) -> Result<()>, script: &'static str) -> Result<String> {
    let folder = fixture()?;
    spoil(folder.path())?;
    let mut said = String::new();
    journey_in(folder.path(), &format!("boot-{name}"), &Window::default(), async |page: &Page| {
        let first = json!({ "source": script });
        page.session().cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", first).await?;
        page.open("").await?;
        page.wait_until("document.documentElement.dataset.state === 'failed'").await?;
        said = page.text("status").await?;
        ensure!(page.text("announcer").await? == said, "who listens is told something else");
        // The console tells the details, as it should; what the journey is about is the page.
        page.expect_complaint("");
        Ok(())
    })?;
    Ok(said)
}

fn the_app_starts() -> Result<()> {
    let folder = fixture()?;
    journey_in(folder.path(), "boot", &Window::default(), async |page| {
        page.wait_until("document.documentElement.dataset.state === 'ready'").await
    })
}

fn missing_files_are_said_to_have_not_arrived() -> Result<()> {
    for name in ["app.js", "app.wasm"] {
        let said = failure(name, |folder| Ok(fs::remove_file(folder.join(name))?), "")?;
        assert!(said.starts_with("A part of the app did not arrive. Check the connection"), "{said}");
        assert!(said.ends_with("the text on this page can still be read."), "{said}");
    }
    Ok(())
}

fn an_altered_file_is_refused() -> Result<()> {
    let integrity = r#"<link rel="preload" href="app.wasm" as="fetch" type="application/wasm" crossorigin="anonymous"
        data-integrity="sha384-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"></head>"#;
    let spoil = |folder: &Path| Ok(fs::write(folder.join("index.html"), PAGE.replace("</head>", integrity))?);
    let said = failure("altered", spoil, "")?;
    assert!(said.starts_with("A part of the app did not arrive."), "{said}");
    Ok(())
}

fn wasm_that_does_not_compile_is_said_to_need_another_browser() -> Result<()> {
    let said = failure("garbled", |folder| Ok(fs::write(folder.join("app.wasm"), b"\0asm\x01\0\0\0\xff")?), "")?;
    assert!(said.starts_with("This browser cannot compile the app. Use a current"), "{said}");
    Ok(())
}

fn an_app_that_stops_at_once_is_said_to_have() -> Result<()> {
    let app = "export default async () => { throw new WebAssembly.RuntimeError('unreachable'); };";
    let said = failure("trap", |folder| Ok(fs::write(folder.join("app.js"), app)?), "")?;
    assert!(said.starts_with("The app stopped while it was starting. Reload the page. (unreachable)"), "{said}");
    Ok(())
}

fn a_browser_that_lacks_something_is_told_what() -> Result<()> {
    let said = failure("no-wasm", |_| Ok(()), "delete self.WebAssembly")?;
    assert!(said.starts_with("This browser has no WebAssembly"), "{said}");
    let classic = "self.Worker = class { constructor() { throw new Error('no such address'); } }";
    let said = failure("no-modules", |_| Ok(()), classic)?;
    assert!(said.starts_with("This browser cannot run a module in a worker."), "{said}");
    Ok(())
}
