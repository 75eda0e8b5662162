//! Too large a learning rate, dying workers: the page says so in words, and goes on.

#![allow(clippy::print_stdout, reason = "what was measured, for who reads the log")]

use anyhow::{Context, Result, ensure};
use costscape_tests::{Page, Reference, Window, journey, journeys, light_journey};
use serde_json::json;

journeys! {
    side_by_side: [
        no_learning_rate_is_too_large_to_go_on_from,
        a_training_worker_that_dies_is_brought_back_to_where_it_was,
        a_slice_worker_that_dies_is_replaced_and_the_slice_goes_on,
        a_worker_that_dies_again_and_again_is_given_up_with_a_sentence,
        a_reader_that_dies_leaves_everything_as_it_is,
    ],
}

/// From now on notes every text and attribute of the page that is no number where one should be.
async fn watch_for_nonsense(page: &Page) -> Result<()> {
    let body = r"self.nonsense = [];
        const look = (what, text) => {
            if (/\bNaN\b|Infinity|\binf\b|not a number|undefined/.test(text ?? '')) self.nonsense.push(`${what}: ${text}`);
        };
        const lookAt = (node) => look(node.parentElement?.id || node.id || node.nodeName, node.textContent);
        new MutationObserver((records) => {
            for (const { type, target, attributeName, addedNodes } of records) {
                if (type === 'attributes') look(`${target.id} ${attributeName}`, target.getAttribute(attributeName));
                else if (type === 'characterData') lookAt(target);
                else addedNodes.forEach(lookAt);
            }
        }).observe(document.body, { subtree: true, attributes: true, characterData: true, childList: true });";
    page.script(body, &[]).await?;
    Ok(())
}

async fn check_no_nonsense(page: &Page) -> Result<()> {
    let seen: Vec<String> = page.read("return self.nonsense").await?;
    ensure!(seen.is_empty(), "no numbers: {}", seen.join("; "));
    Ok(())
}

fn no_learning_rate_is_too_large_to_go_on_from() -> Result<()> {
    light_journey("trouble-rate", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        // The map follows, for it is to show no nonsense either.
        page.select("resolution", "21").await?;
        watch_for_nonsense(page).await?;
        page.select("speed", "max").await?;
        let mut seen = Vec::new();
        for (name, activation, cost, start, optimizer, layers) in [
            ("relu-cross-entropy-lesson", "relu", "cross-entropy", "lesson", "sgd", "16, 16"),
            ("relu-cross-entropy-momentum", "relu", "cross-entropy", "scaled", "momentum", "16, 16"),
            ("relu-quadratic", "relu", "quadratic", "lesson", "momentum", "16, 16"),
            ("sigmoid-lesson", "sigmoid", "quadratic", "lesson", "momentum", "16, 16"),
            // So deep that numbers grow beyond what f32 holds.
            ("relu-deep", "relu", "cross-entropy", "lesson", "momentum", "30, 30, 30, 30"),
        ] {
            for (control, value) in [
                ("activation", activation),
                ("cost-function", cost),
                ("initialisation", start),
                ("optimizer", optimizer),
            ] {
                page.select(control, value).await?;
            }
            page.fill("hidden-layers", layers).await?;
            page.slide("learning-rate", 2.0).await?;
            page.reset().await?;
            page.click("train").await?;
            let condition = "document.documentElement.dataset.state === 'trouble'
                || Number(document.getElementById('step-count').value) >= 1000";
            page.wait_until(condition).await?;
            let (state, status) = (page.state().await?, page.text("status").await?);
            println!("{name}: {state} at step {}: {status}", page.readout("step-count").await?);
            if state == "trouble" {
                ensure!(status.contains("learning rate 100"), "the status does not say why: {status}");
                ensure!(status.contains("Reset"), "the status does not say how to go on: {status}");
            }
            check_no_nonsense(page).await?;
            seen.push(status.clone());

            page.slide("learning-rate", -2.0).await?;
            if status.starts_with("Diverged") {
                // The run was to go on, and can.
                page.wait_for_state("running").await?;
            }
            page.reset().await?;
            let first = page.exact("cost").await?;
            page.train().await?;
            page.wait_for_readout("step-count", |step| step >= 100.0).await?;
            page.pause().await?;
            let cost = page.exact("cost").await?;
            println!("{name}: at 0.01 from {} to {} at step {}", first.value, cost.value, cost.step);
            ensure!(cost.value < first.value, "after Reset, at 0.01, the cost went from {first:?} to {cost:?}");
            check_no_nonsense(page).await.with_context(|| name)?;
        }
        for kind in ["Diverged", "Stuck"] {
            ensure!(seen.iter().any(|status| status.starts_with(kind)), "none of these runs was {kind:?}: {seen:?}");
        }
        Ok(())
    })
}

/// Keeps the page's workers where a journey finds them.
const KEEP_WORKERS: &str = "(() => {
    const Plain = Worker;
    self.crew = [];
    self.Worker = class extends Plain {
        constructor(...values) {
            super(...values);
            self.crew.push({ name: values[1]?.name, worker: this });
        }
    };
})();";

/// Opens the page anew such that [`kill`] can find its workers.
async fn open_with_mortal_workers(page: &Page) -> Result<()> {
    let first = json!({ "source": KEEP_WORKERS });
    page.session().cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", first).await?;
    page.expect_complaint("killed by the journey");
    page.open("").await?;
    page.wait_for_state("ready").await
}

/// Ends the newest worker of this name, as an uncaught error in it would; how many there have been.
async fn kill(page: &Page, name: &str) -> Result<u64> {
    let body = "const [name] = arguments;
        const ours = self.crew.filter((member) => member.name === name);
        const { worker } = ours[ours.length - 1];
        worker.terminate();
        worker.dispatchEvent(new ErrorEvent('error', { message: 'killed by the journey' }));
        return ours.length;";
    Ok(serde_json::from_value(page.script(body, &[json!(name)]).await?)?)
}

fn a_training_worker_that_dies_is_brought_back_to_where_it_was() -> Result<()> {
    let reference = Reference::of_site()?;
    let mut native = reference.run();
    journey("trouble-trainer-dies", &Window::default(), async |page| {
        open_with_mortal_workers(page).await?;
        page.ready_with_the_map_at_rest().await?;
        page.train().await?;
        page.wait_for_readout("step-count", |step| step >= 30.0).await?;
        kill(page, "trainer").await?;
        let died_at = page.readout("step-count").await?;
        page.wait_until("document.getElementById('status').textContent.includes('was started again from step')")
            .await?;
        println!("{}", page.text("status").await?);
        page.wait_for_readout("step-count", |step| step > died_at).await?;
        page.wait_for_state("running").await?;
        let step = page.pause().await?;
        ensure!(step as f64 > died_at, "died at step {died_at}, goes on at {step}");
        // As if nothing had happened.
        native.train_to(step)?;
        let (cost, expected) = (page.exact("cost").await?.value, native.cost());
        ensure!(
            (cost - expected).abs() <= 1e-6 * expected,
            "at step {step} the cost is {cost}, without a death {expected}"
        );
        Ok(())
    })
}

fn a_slice_worker_that_dies_is_replaced_and_the_slice_goes_on() -> Result<()> {
    journey("trouble-slicer-dies", &Window::default(), async |page| {
        open_with_mortal_workers(page).await?;
        // A slice that takes long enough to be caught on its way, on a quick machine as on one that has other things to do.
        let before = page.wait_for_map("a first picture", |map| map.known >= 9).await?.slice;
        page.click("reslice").await?;
        page.wait_for_map("that slice", |map| map.slice > before && map.known >= 9 && !map.complete).await?;
        kill(page, "slicer").await?;
        let map = page.wait_for_map("the slice to fill", |map| map.complete).await?;
        ensure!(map.known == 1681, "{map:?}");
        let cost = page.exact("cost").await?.value;
        page.wait_for_readout("cost-on-plane", |on_plane| (on_plane - cost).abs() <= 1e-5).await?;
        Ok(())
    })
}

fn a_worker_that_dies_again_and_again_is_given_up_with_a_sentence() -> Result<()> {
    light_journey("trouble-trainer-dies-thrice", &Window::default(), async |page| {
        open_with_mortal_workers(page).await?;
        for _ in 0..3 {
            kill(page, "trainer").await?;
        }
        page.wait_for_state("failed").await?;
        let status = page.text("status").await?;
        println!("{status}");
        ensure!(status.starts_with("The training worker stopped three times in a row: "), "{status}");
        ensure!(status.contains("Reload the page"), "{status}");
        Ok(())
    })
}

fn a_reader_that_dies_leaves_everything_as_it_is() -> Result<()> {
    light_journey("trouble-reader-dies", &Window::default(), async |page| {
        open_with_mortal_workers(page).await?;
        page.ready_with_the_map_at_rest().await?;
        let before = page.ready_sentence().await?;
        let table = "[new File(['1' + ',7'.repeat(784) + '\\n2' + ',9'.repeat(784)], 'two.csv')]";
        page.choose_files("own-files", table).await?;
        page.wait_until("!document.getElementById('offer').hidden").await?;
        kill(page, "reader").await?;
        page.wait_until("document.getElementById('offer').hidden").await?;
        // The status is written some frames later.
        let words = "These files cannot be used: the worker that reads them stopped";
        page.wait_until(&format!("document.getElementById('status').textContent.startsWith('{words}')")).await?;
        let status = page.text("status").await?;
        println!("{status}");
        ensure!(status.ends_with(&before), "{status}, before: {before}");
        page.train().await?;
        page.pause().await?;
        Ok(())
    })
}
