//! The page stays responsive and in motion. Other programs of the machine disturb some rounds; a page that is itself too slow
//! is so in most of them.
//!
//! What is limited is the work of a task: on two cores, page, run and slice wait for each other, and for the driver. How long
//! tasks took with that is printed, and `cargo xtask bench` has a row of it.

#![allow(clippy::print_stdout, reason = "what was measured, for who reads the log")]

use anyhow::{Context, Result, ensure};
use costscape_tests::{ENOUGH, MOST, Page, Window, attempts, journey, journeys};

journeys! {
    side_by_side: [],
    alone: [
        training_and_slicing_leave_the_page_responsive,
        the_ball_moves_in_nine_frames_out_of_ten,
    ],
}

/// Frames in a round: a second and a half, where none is late.
const FRAMES: u32 = 90;
/// The longest task allowed, in milliseconds of work.
const LONGEST_MS: f64 = 50.0;
/// What no task may take, waiting included, in most rounds: then it waits for something else than a core.
const WAITING_MS: f64 = 200.0;
/// The share of frames that may pass without anything new on the map.
const STILL: f64 = 0.1;

async fn check_calm(page: &Page, what: &str) -> Result<()> {
    let mut took = Vec::new();
    let what = format!("the work of the longest task {what}, in ms");
    let worked = attempts(&what, LONGEST_MS, MOST, async || {
        let round = page.busy_round(FRAMES).await?;
        took.push(round.longest_task_ms);
        round.longest_work_ms.context("there is no record")
    })
    .await?;
    let waited = took.iter().filter(|&&took| took > WAITING_MS).count();
    ensure!(2 * waited < took.len(), "{what}: {worked:.0?}, but with waiting {took:.0?}");
    println!("{what}, by round: {:.0?}; it took (0 is less than 50) {took:.0?}", worked);
    Ok(())
}

fn training_and_slicing_leave_the_page_responsive() -> Result<()> {
    journey("calm", &Window::default().recorded(), async |page| {
        page.wait_for_state("ready").await?;
        page.wait_for_map("a first picture", |map| map.known >= 9).await?;
        page.train().await?;
        check_calm(page, "while training and slicing").await?;
        page.select("speed", "max").await?;
        check_calm(page, "at full speed").await?;
        for (id, what) in
            [("cost-chart", "with the charts in sight"), ("weights", "with the network's pictures in sight")]
        {
            page.element(id).await?.scroll_into_view().await?;
            check_calm(page, what).await?;
        }
        // On a tall screen all of them are in sight, and the map.
        page.show_in(&Window { height: 2600, ..Window::default() }).await?;
        page.element("landscape").await?.scroll_into_view().await?;
        check_calm(page, "with everything in sight").await
    })
}

fn the_ball_moves_in_nine_frames_out_of_ten() -> Result<()> {
    journey("calm-frames", &Window::default(), async |page| {
        // Without a map that fades in or follows: what moves is the ball.
        page.wait_for_state("ready").await?;
        page.click("follow").await?;
        page.select("resolution", "21").await?;
        page.wait_for_map("the slice to fill", |map| map.complete && map.known == 441).await?;
        let still = attempts("the share of frames in which the ball stood still", STILL, ENOUGH, async || {
            // Sixty steps and sixty frames a second keep their phase, and in an unlucky one a step falls on either side of its
            // frame: each attempt is a run of its own.
            if page.state().await? == "running" {
                page.pause().await?;
            }
            page.train().await?;
            let round = page.round(FRAMES).await?;
            ensure!(round.steps > 0.0 && !round.sliced, "not the ball alone moved: {round:?}");
            Ok(1.0 - round.share_drawn())
        });
        println!("share of frames in which the ball stood still: {:.3?}", still.await?);
        Ok(())
    })
}
