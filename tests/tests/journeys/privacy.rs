//! Nothing leaves the page, nothing comes from elsewhere. That no journey asks any other host is checked in all of them.

#![allow(clippy::print_stdout, reason = "what was measured, for who reads the log")]

use anyhow::{Result, ensure};
use costscape_tests::{Pointer, Window, journey, journeys, light_journey};
use costscape_xtask::policy;
use std::collections::BTreeSet;

journeys! {
    side_by_side: [
        every_answer_carries_the_strict_policy,
        the_policy_is_in_force,
        drawing_and_training_ask_nothing_of_anyone_and_leave_nothing_behind,
    ],
}

fn every_answer_carries_the_strict_policy() -> Result<()> {
    journey("privacy-policy", &Window::default(), async |page| {
        page.ready_with_the_map_at_rest().await?;
        let paths: BTreeSet<String> = page.answered().into_iter().map(|(path, _)| path).collect();
        ensure!(paths.len() > 10, "hardly anything was asked for: {paths:?}");
        for kind in [".wasm", ".js", ".css"] {
            ensure!(paths.iter().any(|path| path.ends_with(kind)), "no {kind} was asked for: {paths:?}");
        }
        let paths: Vec<String> = paths.into_iter().chain(["/nothing-here".to_owned()]).collect();
        page.expect_complaint("/nothing-here");
        let body = "const done = arguments[arguments.length - 1];
            Promise.all(arguments[0].map((path) => fetch(path, { method: 'HEAD' })
                .then((answer) => [path, answer.headers.get('content-security-policy') ?? '']))).then(done);";
        let headers = page.script_with_callback(body, &[serde_json::json!(paths)]).await?;
        let headers: Vec<(String, String)> = serde_json::from_value(headers)?;
        for (path, header) in &headers {
            ensure!(header == policy::HEADER, "{path} came with the policy {header:?}");
        }
        for word in ["'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"] {
            ensure!(!policy::HEADER.contains(word), "the policy allows {word}");
        }
        let meta: String =
            page.read("return document.querySelector('meta[http-equiv=Content-Security-Policy]').content").await?;
        ensure!(meta == policy::in_page(), "the page says {meta:?}");
        println!("{} answers with the policy", headers.len());
        Ok(())
    })
}

fn the_policy_is_in_force() -> Result<()> {
    journey("privacy-in-force", &Window::default(), async |page| {
        page.ready_with_the_map_at_rest().await?;
        for expected in
            ["connect-src", "img-src", "violates the following Content Security Policy directive", "127.0.0.1:9"]
        {
            page.expect_complaint(expected);
        }
        let body = "const done = arguments[arguments.length - 1];
            const image = new Image();
            const refused = new Promise((resolve) => { image.onerror = () => resolve('refused'); image.onload = () => resolve('let through'); });
            image.src = 'http://127.0.0.1:9/pixel.png';
            const fetched = fetch('http://127.0.0.1:9/').then(() => 'let through', () => 'refused');
            const violations = [];
            addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
            const both = () => ['connect-src', 'img-src'].every((directive) => violations.includes(directive));
            const tell = (what) => (both() ? done([what, violations]) : requestAnimationFrame(() => tell(what)));
            Promise.all([refused, fetched]).then(tell);";
        let seen: (Vec<String>, BTreeSet<String>) =
            serde_json::from_value(page.script_with_callback(body, &[]).await?)?;
        ensure!(seen.0 == ["refused", "refused"], "{seen:?}");
        ensure!(seen.1.contains("connect-src") && seen.1.contains("img-src"), "{seen:?}");
        Ok(())
    })
}

fn drawing_and_training_ask_nothing_of_anyone_and_leave_nothing_behind() -> Result<()> {
    light_journey("privacy-silent", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        page.exact("cost").await?;
        page.wait_for_map("a first picture", |map| map.known >= 9).await?;
        let before = page.answered();
        page.draw("draw-pad", Pointer::Mouse, &[&[(0.3, 0.3), (0.7, 0.7)]]).await?;
        page.train().await?;
        page.wait_for_readout("test-accuracy", |share| share > 0.0).await?;
        page.click("reslice").await?;
        page.click("random-digit").await?;
        page.click("new-seed").await?;
        page.pause().await?;
        page.reset().await?;
        page.exact("cost").await?;
        let after = page.answered();
        ensure!(after.len() == before.len(), "asked for meanwhile: {:?}", &after[before.len()..]);
        let kept: Vec<String> =
            page.read("return [document.cookie, ...Object.keys(localStorage), ...Object.keys(sessionStorage)]").await?;
        ensure!(kept == [""], "left behind: {kept:?}");
        Ok(())
    })
}
