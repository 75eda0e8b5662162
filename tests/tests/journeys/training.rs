//! Open the page, press Train, watch the numbers: they are the true ones.

#![allow(clippy::print_stdout, reason = "what was measured, for who reads the log")]

use anyhow::{Result, ensure};
use costscape_tests::{
    ENOUGH, Key, ONE, Page, Reference, Window, attempts, has_mnist, has_mnist_for, journey, journeys, light_journey,
};
use std::time::Instant;

journeys! {
    side_by_side: [
        costs_agree_with_the_reference_at_step_0_and_after_200_steps,
        each_press_of_step_is_one_step,
    ],
    alone: [
        all_digits_are_there_within_three_seconds,
        training_reads_ninety_percent_in_twenty_seconds_and_ninety_five_in_the_end,
    ],
}

/// Makes sure that two costs agree to `tolerance`, relative.
fn agree(what: &str, page: f64, native: f64, tolerance: f64) -> Result<()> {
    let error = (page - native).abs() / native;
    println!("{what}: {page} on the page, {native} natively, relative difference {error:.1e}");
    ensure!(error <= tolerance, "{what}: {page} on the page, {native} natively: {error:.1e} apart");
    Ok(())
}

fn all_digits_are_there_within_three_seconds() -> Result<()> {
    journey("training-ready", &Window::default(), async |page| {
        // The first time is that of an empty cache; the others are there for busy machines.
        let mut first = true;
        let times = attempts("from opening to ready, in ms", 3000.0, ENOUGH, async || {
            if !std::mem::take(&mut first) {
                page.open("").await?;
            }
            page.ready_ms().await
        });
        println!("ready after {:.0?} ms", times.await?);

        let status = page.text("status").await?;
        let (train, test) = if has_mnist()? { ("60,000 MNIST", "10,000") } else { ("12,000 pen", "2,000") };
        // That MNIST is not there is said first.
        let (before, _) = status.split_once("Ready: ").unwrap_or_default();
        ensure!(before.is_empty() == has_mnist()?, "{status}");
        let ready = page.ready_sentence().await?;
        ensure!(ready == format!("Ready: {train} digits to learn from, {test} to test on."), "{status}");
        let expected = if has_mnist()? { "mnist" } else { "pen" };
        page.wait_until(&format!("document.getElementById('dataset').value === '{expected}'")).await?;
        page.wait_until("document.getElementById('load-progress').hidden").await
    })
}

fn training_reads_ninety_percent_in_twenty_seconds_and_ninety_five_in_the_end() -> Result<()> {
    if !has_mnist_for("training to 90 and 95 %")? {
        return Ok(());
    }
    journey("training-accuracy", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        page.wait_until("document.getElementById('seed').value === '1'").await?;
        let first = page.exact("cost").await?.value;
        let map = page.wait_for_map("a first picture", |map| map.ball == Some((0.0, 0.0))).await?;

        // Or the map might follow before this has looked.
        page.click("follow").await?;
        page.train().await?;
        let moved = page.wait_for_map("the ball to move", |map| map.ball.is_some_and(|ball| ball != (0.0, 0.0)));
        let moved = moved.await?;
        ensure!(moved.slice == map.slice, "the ball moves on another map: {map:?}, {moved:?}");
        page.click("follow").await?;
        let lower = page.wait_for_readout("cost-on-plane", |cost| cost < 0.95 * first).await?;
        println!("cost {first:.4}, on the plane soon {lower:.4}");

        // By the clock, so many steps a second: no run is quick by luck. More than one is there for busy machines.
        let took = attempts("from Train to 90 % of the test digits, in s", 20.0, ONE, async || {
            page.pause().await?;
            page.reset().await?;
            // Or the test digits read before would count.
            page.exact("cost").await?;
            let start = Instant::now();
            page.train().await?;
            page.wait_for_readout("test-accuracy", |share| share >= 0.90).await?;
            Ok(start.elapsed().as_secs_f64())
        });
        println!("90 % after {:.1?} s, step {}", took.await?, page.readout("step-count").await?);

        page.select("speed", "max").await?;
        let start = Instant::now();
        let read = page.wait_for_readout("test-accuracy", |share| share >= 0.95).await?;
        let (took, step) = (start.elapsed().as_secs_f64(), page.readout("step-count").await?);
        println!("{read} of the test digits after {took:.1} s more at full speed, step {step}");

        let stands_at = page.pause().await?;
        page.click("reslice").await?;
        page.wait_for_map("a map of here", |map| map.plane_step == Some(stands_at)).await?;
        let cost = page.exact("cost").await?.value;
        page.wait_for_readout("cost-on-plane", |on_plane| (on_plane - cost).abs() <= 1e-5).await?;
        println!("in the end, at step {stands_at}, the cost is {cost:.4}");
        ensure!(cost < lower, "the ball went up: {lower} soon, {cost} in the end");
        Ok(())
    })
}

/// Presses Step by keyboard until the run stands at `goal`.
async fn step_to(page: &Page, goal: u64) -> Result<()> {
    let now = page.readout("step-count").await? as u64;
    ensure!(now <= goal, "the run stands at {now} already, beyond {goal}");
    page.press("step", Key::Enter, goal.saturating_sub(now) as usize).await?;
    page.wait_for_readout("step-count", |step| step == goal as f64).await?;
    Ok(())
}

/// Trains by the clock and pauses before step `limit`. On a busy machine the press of Pause may come late: then once more,
/// from step 0, and pausing earlier.
async fn pause_before(page: &Page, limit: u64) -> Result<()> {
    let mut wait_for = limit as f64 * 0.75;
    loop {
        page.train().await?;
        page.wait_for_readout("step-count", |step| step >= wait_for).await?;
        let step = page.pause().await?;
        if step < limit {
            return Ok(());
        }
        ensure!(wait_for > 1.0, "told to pause at its first step, the run paused at step {step}");
        wait_for /= 4.0;
        page.reset().await?;
    }
}

fn costs_agree_with_the_reference_at_step_0_and_after_200_steps() -> Result<()> {
    let reference = Reference::of_site()?;
    let mut native = reference.run();
    journey("training-cost", &Window::default(), async |page| {
        page.ready_with_the_map_at_rest().await?;
        let first = page.exact("cost").await?;
        ensure!(first.step == 0, "{first:?}");
        agree("cost at step 0", first.value, native.cost(), 1e-6)?;

        pause_before(page, 200).await?;
        let paused = page.exact("cost").await?;
        native.train_to(paused.step)?;
        agree(&format!("cost where it was paused, at step {}", paused.step), paused.value, native.cost(), 1e-6)?;

        step_to(page, 200).await?;
        native.train_to(200)?;
        let last = page.exact("cost").await?;
        ensure!(last.step == 200, "{last:?}");
        agree("cost after 200 steps", last.value, native.cost(), 1e-6)?;

        page.reset().await?;
        let again = page.exact("cost").await?;
        ensure!(again == first, "after Reset {again:?} instead of {first:?}");
        Ok(())
    })
}

fn each_press_of_step_is_one_step() -> Result<()> {
    light_journey("training-step", &Window::default(), async |page| {
        page.ready_with_the_map_at_rest().await?;
        // As quickly as a driver can: faster than any hand, as fast as a held key.
        page.press("step", Key::Enter, 10).await?;
        page.wait_for_readout("step-count", |step| step == 10.0).await?;
        Ok(())
    })
}
