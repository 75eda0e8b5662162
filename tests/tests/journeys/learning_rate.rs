//! Drag the learning rate over the edge and back, in the middle of a run.

#![allow(clippy::print_stdout, reason = "what was measured, for who reads the log")]

use anyhow::{Result, ensure};
use costscape_tests::{PATIENCE, Page, Window, has_mnist_for, journey, journeys, light_journey};

journeys! {
    side_by_side: [
        over_the_edge_the_cost_oscillates_and_below_it_recovers_without_a_reset,
        everything_that_keeps_the_shape_changes_in_the_middle_of_a_run,
    ],
}

/// Moves the slider and waits until the page shows that rate.
async fn slide_to(page: &Page, position: f64, rate: &str) -> Result<()> {
    page.slide("learning-rate", position).await?;
    page.wait_until(&format!("document.getElementById('learning-rate-value').textContent === '{rate}'")).await
}

/// Costs of so many measurements in a row, and their steps, which must rise: nothing was reset.
async fn watch(page: &Page, count: usize, mut last_step: f64) -> Result<Vec<(f64, f64)>> {
    let mut seen: Vec<(f64, f64)> = Vec::new();
    let steps_made = page.readout("step-count").await?;
    while seen.len() < count {
        let body = "const [data, steps] = [document.getElementById('cost'), document.getElementById('step-count')];
            return [data.dataset.step, data.value, data.dataset.whole, Number(steps.value)];";
        let next = page.wait_for(PATIENCE, "another step over the whole set", async || {
            let row: (Option<String>, String, Option<String>, f64) = page.read(body).await?;
            let (step, cost) = (row.0.as_deref().and_then(|step| step.parse::<f64>().ok()), row.1.parse::<f64>().ok());
            ensure!(row.3 >= steps_made, "the step count fell from {steps_made} to {}", row.3);
            Ok(match (step, cost) {
                (Some(step), Some(cost)) if step > last_step && row.2.as_deref() == Some("true") => Ok((step, cost)),
                _ => Err(format!("{row:?}")),
            })
        });
        let next = next.await?;
        last_step = next.0;
        seen.push(next);
    }
    Ok(seen)
}

/// The largest rise from one of these costs to the next, relative.
fn largest_rise(seen: &[(f64, f64)]) -> f64 {
    seen.windows(2).map(|pair| pair[1].1 / pair[0].1 - 1.0).fold(0.0, f64::max)
}

fn costs(seen: &[(f64, f64)]) -> String {
    seen.iter().map(|(_, cost)| format!("{cost:.4}")).collect::<Vec<_>>().join(" ")
}

fn over_the_edge_the_cost_oscillates_and_below_it_recovers_without_a_reset() -> Result<()> {
    if !has_mnist_for("dragging the learning rate over the edge")? {
        return Ok(());
    }
    journey("learning-rate", &Window::default(), async |page| {
        page.ready_with_the_map_at_rest().await?;
        page.train().await?;
        page.wait_for_readout("test-accuracy", |share| share >= 0.85).await?;

        page.select("batch-size", "all").await?;
        page.select("speed", "max").await?;
        slide_to(page, 2f64.log10(), "2.00").await?;
        // What is shown lags behind the run, and the first ones may still be of the run before.
        page.settle().await?;
        let step = page.readout("step-count").await?;
        let steady = watch(page, 15, step + 2.0).await?;
        println!("at 2: {}", costs(&steady));
        ensure!(largest_rise(&steady) < 0.01, "at 2 the cost does not fall steadily: {}", costs(&steady));
        let raised_at = steady[14];
        ensure!(raised_at.1 < steady[0].1, "at 2 the cost does not fall: {}", costs(&steady));

        // Natively, a run of 320 to 500 steps swings at 6 within twenty steps and recovers at 1 within five. At 12 the first
        // leap may end where every neuron is at its limit, from where no rate recovers soon.
        slide_to(page, 0.78, "6.00").await?;
        let wild = watch(page, 40, raised_at.0).await?;
        println!("at 6: {}", costs(&wild));
        println!("largest rise {:.0} %", 100.0 * largest_rise(&wild));
        let rises = wild.windows(2).filter(|pair| pair[1].1 > 1.05 * pair[0].1).count();
        let falls = wild.windows(2).filter(|pair| pair[1].1 < 0.95 * pair[0].1).count();
        ensure!(rises >= 1 && falls >= 1, "at 6 the cost rose {rises} times and fell {falls} times: {}", costs(&wild));
        ensure!(page.state().await? == "running", "the run stopped: {}", page.text("status").await?);

        slide_to(page, 0.0, "1.00").await?;
        // A low cost that is still of the wild run says nothing.
        page.settle().await?;
        page.wait_for_readout("cost", |cost| cost < raised_at.1).await?;
        let calm = watch(page, 15, wild[39].0).await?;
        println!("back at 1: {}", costs(&calm));
        ensure!(largest_rise(&calm) < 0.01, "back at 1 the cost is not calm: {}", costs(&calm));
        ensure!(calm[14].0 > wild[39].0, "the step count fell");
        Ok(())
    })
}

fn everything_that_keeps_the_shape_changes_in_the_middle_of_a_run() -> Result<()> {
    light_journey("learning-rate-others", &Window::default(), async |page| {
        page.ready_with_the_map_at_rest().await?;
        page.train().await?;
        for (control, value) in [
            ("batch-size", "32"),
            ("optimizer", "momentum"),
            ("optimizer", "adam"),
            ("activation", "relu"),
            ("cost-function", "cross-entropy"),
            ("speed", "600"),
            ("batch-size", "1"),
            ("optimizer", "sgd"),
        ] {
            // Momentum and Adam want other rates than plain descent.
            page.slide("learning-rate", -2.0).await?;
            let before = page.readout("step-count").await?;
            page.select(control, value).await?;
            page.wait_for_readout("step-count", |step| step > before).await?;
            page.wait_until(&format!("document.getElementById('{control}').value === '{value}'")).await?;
            ensure!(page.state().await? == "running", "{control} {value}: {}", page.text("status").await?);
        }
        Ok(())
    })
}
