//! Every plane of the menu, the ball put by hand, riding, zooming, 3-D, runs beside each other, and files.

#![allow(clippy::print_stdout, reason = "what was measured, for who reads the log")]

use anyhow::{Context, Result, ensure};
use costscape_tests::{ENOUGH, Key, PATIENCE, Page, Pointer, Window, attempts, journey, journeys, light_journey};

journeys! {
    side_by_side: [
        every_plane_goes_through_the_network_and_is_as_high_there_as_its_cost,
        what_a_plane_lacks_is_said_and_three_saved_points_make_one,
        the_ball_is_dragged_and_put_with_enter_and_the_run_goes_on_from_there,
        a_ride_stays_on_the_surface_and_a_long_step_leaps_across_the_valley,
        the_map_is_zoomed_moved_and_turned,
        two_runs_stand_on_one_map_in_lines_of_their_own,
        the_slice_is_saved_in_every_form,
    ],
    alone: [in_space_the_map_turns_at_thirty_frames_a_second_and_more],
}

/// Trains some steps and stands still.
async fn some_steps(page: &Page, least: f64) -> Result<()> {
    page.train().await?;
    page.wait_for_readout("step-count", |step| step >= least).await?;
    page.pause().await?;
    Ok(())
}

/// Waits until ball and surface agree, and returns the cost: the network stands on the plane, and the plane is as high there as its
/// cost over the whole training set. The two are written in frames of their own, so they are read together.
async fn wait_for_agreement(page: &Page) -> Result<f64> {
    let body = "const [cost, step, on_plane] =
            ['cost', 'step-count', 'cost-on-plane'].map((id) => document.getElementById(id));
        const exact = cost.dataset.whole === 'true' && cost.dataset.step === step.value;
        return [exact, cost.value, on_plane.value];";
    let (cost, on_plane) = page
        .wait_for(PATIENCE, "the plane to be as high as the cost", async || {
            let seen: (bool, String, String) = page.read(body).await?;
            Ok(match (seen.0, seen.1.parse::<f64>(), seen.2.parse::<f64>()) {
                (true, Ok(cost), Ok(on_plane)) if (on_plane - cost).abs() <= 1e-5 * cost => Ok((cost, on_plane)),
                _ => Err(format!("exact, cost, on the plane: {seen:?}")),
            })
        })
        .await?;
    println!("cost {cost}, on the plane {on_plane}");
    Ok(cost)
}

fn every_plane_goes_through_the_network_and_is_as_high_there_as_its_cost() -> Result<()> {
    journey("planes-all", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        page.select("resolution", "21").await?;
        page.select("optimizer", "momentum").await?;
        page.slide("learning-rate", -0.7).await?;
        // Or a new slice of the plane before could be taken for one of the next.
        page.click("follow").await?;
        some_steps(page, 30.0).await?;
        for plane in [
            "momentum",
            "gradient-random",
            "random",
            "curvature",
            "parameters",
            "path",
            "gradient-line",
            "start-line",
            "gradient",
        ] {
            let before = page.map().await?.slice;
            page.select("plane", plane).await?;
            page.wait_for_map(plane, |map| map.slice > before && map.known >= 3).await?;
            wait_for_agreement(page).await.with_context(|| plane.to_owned())?;
            let off = page.readout("off-plane-distance").await?;
            ensure!(off < 1e-2, "{plane}: {off} off the plane");
            println!("{plane}: {}", page.text("plane-facts").await?);
        }
        Ok(())
    })
}

fn what_a_plane_lacks_is_said_and_three_saved_points_make_one() -> Result<()> {
    light_journey("planes-missing", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        page.wait_for_map("a first picture", |map| map.known >= 9).await?;
        for (plane, why) in [
            ("momentum", "there is no momentum"),
            ("path", "the path is too short"),
            ("start-line", "the run still stands where it began"),
            ("points", "three saved points"),
        ] {
            page.select("plane", plane).await?;
            page.wait_until(&format!("document.getElementById('plane-facts').textContent.includes('{why}')")).await?;
        }
        let before = page.map().await?.slice;
        page.click("save-point").await?;
        for least in [20.0, 60.0] {
            some_steps(page, least).await?;
            page.click("save-point").await?;
        }
        page.wait_for_map("the plane through them", |map| map.slice > before && map.known >= 9).await?;
        wait_for_agreement(page).await?;
        Ok(())
    })
}

fn the_ball_is_dragged_and_put_with_enter_and_the_run_goes_on_from_there() -> Result<()> {
    light_journey("planes-ball", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        page.wait_for_map("the ball in the middle", |map| map.known >= 9 && map.ball == Some((0.0, 0.0))).await?;
        let first = page.exact("cost").await?.value;
        let place = page.ball_on_the_canvas().await?;
        page.draw("landscape", Pointer::Mouse, &[&[place, (place.0 + 0.1, place.1), (place.0 + 0.2, place.1 - 0.1)]])
            .await?;
        let map =
            page.wait_for_map("the ball dragged", |map| map.ball.is_some_and(|(a, b)| a > 1.0 && b > 0.5)).await?;
        println!("dragged to {:?}", map.ball);
        let dragged = wait_for_agreement(page).await?;
        ensure!((dragged - first).abs() > 1e-3, "the cost is the same over there");
        let status = page.text("status").await?;
        ensure!(status.contains("put here by hand"), "{status}");
        page.press("put-back", Key::Enter, 1).await?;
        page.wait_for_readout("cost", |cost| cost == first).await?;
        page.press("put-back", Key::Enter, 1).await?;
        page.wait_for_readout("cost", |cost| cost == dragged).await?;

        // The probe goes from one known point to the next: two of these steps do not leave the map, which would follow.
        page.wait_for_map("points close enough", |map| map.known >= 81).await?;
        page.press("landscape", Key::Home, 1).await?;
        page.press("landscape", Key::Left, 2).await?;
        page.wait_until("Number(document.getElementById('probe').dataset.a) < 0").await?;
        page.press("landscape", Key::Enter, 1).await?;
        // Both read anew each time, for the probe's place may still be that of an earlier frame.
        page.wait_for(PATIENCE, "the ball where the probe is", async || {
            let (ball, probed) = (page.map().await?.ball.context("there is no ball")?, page.probed().await?);
            let near = |ball: f64, probe: f32| (ball - f64::from(probe)).abs() < 1e-4;
            let there = near(ball.0, probed.a) && near(ball.1, probed.b);
            Ok(if there { Ok(()) } else { Err(format!("{ball:?}, {probed:?}")) })
        })
        .await?;
        let there = wait_for_agreement(page).await?;
        some_steps(page, 20.0).await?;
        ensure!(page.exact("cost").await?.value < there, "it did not go down from there");
        Ok(())
    })
}

fn a_ride_stays_on_the_surface_and_a_long_step_leaps_across_the_valley() -> Result<()> {
    light_journey("planes-ride", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        page.select("resolution", "21").await?;
        page.wait_for_map("a slice", |map| map.complete && map.known == 441).await?;
        page.click("follow").await?;
        let slice = page.map().await?.slice;
        page.click("more").await?;
        page.click("ride").await?;
        // Down into the valley first, by steps that are short enough.
        page.slide("learning-rate", 0.0).await?;
        for _ in 0..12 {
            page.click("step").await?;
        }
        page.wait_for_readout("step-count", |done| done >= 12.0).await?;
        wait_for_agreement(page).await?;
        page.slide("learning-rate", 1.6).await?;
        let mut places = Vec::new();
        for step in 13..=24 {
            page.click("step").await?;
            page.wait_for_readout("step-count", |done| done >= f64::from(step)).await?;
            wait_for_agreement(page).await?;
            let off = page.readout("off-plane-distance").await?;
            ensure!(off < 1e-3, "step {step}: {off} off the plane");
            places.push(page.map().await?.ball.context("there is no ball")?);
        }
        println!("the ride: {places:?}");
        ensure!(page.map().await?.slice == slice, "the map followed a ride");
        // Back and forth along at least one direction.
        let turns = |along: fn(&(f64, f64)) -> f64| {
            let steps: Vec<f64> = places.windows(2).map(|pair| along(&pair[1]) - along(&pair[0])).collect();
            steps.windows(2).filter(|pair| pair[0] * pair[1] < 0.0).count()
        };
        let most = turns(|place| place.0).max(turns(|place| place.1));
        ensure!(most >= 3, "{most} turns: no overshoot at a rate of 39.8");
        page.screenshot("planes-ride").await?;
        page.click("ride").await?;
        page.click("step").await?;
        page.wait_for_readout("off-plane-distance", |off| off > 1e-3).await?;
        Ok(())
    })
}

fn the_map_is_zoomed_moved_and_turned() -> Result<()> {
    light_journey("planes-zoom", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        page.select("resolution", "21").await?;
        let whole = page.wait_for_map("a slice", |map| map.complete && map.known == 441).await?;
        page.click("zoom-in").await?;
        let closer = page.wait_for_map("a closer slice", |map| map.slice > whole.slice && map.complete).await?;
        // Words follow the map within some frames.
        page.wait_until("document.getElementById('landscape-text').textContent.includes('up to 4.2 each way')").await?;
        page.press("landscape", Key::Home, 1).await?;
        page.wait_until("document.getElementById('probe').dataset.cost").await?;
        let (probed, cost) = (page.probed().await?, page.exact("cost").await?.value);
        ensure!((probed.cost - cost).abs() <= 1e-5, "{probed:?} in the middle, cost {cost}");
        page.click("fit").await?;
        page.wait_for_map("the whole again", |map| map.slice > closer.slice && map.complete).await?;
        for heights in ["test-cost", "train-accuracy", "test-accuracy", "train-cost"] {
            let before = page.map().await?.slice;
            page.select("heights", heights).await?;
            page.wait_for_map(heights, |map| map.slice > before && map.known >= 9).await?;
        }
        page.click("map-log").await?;
        // Drawn aside by hand, the map shows its neighbourhood; the wheel looks closer, at what is under the pointer.
        let before = page.map().await?.slice;
        page.draw("landscape", Pointer::Mouse, &[&[(0.3, 0.3), (0.4, 0.3), (0.5, 0.3)]]).await?;
        let moved = page.wait_for_map("what lies beside it", |map| map.slice > before && map.known >= 9).await?;
        page.press("landscape", Key::Home, 1).await?;
        page.wait_until("Number(document.getElementById('probe').dataset.a) < -1").await?;
        page.script(
            "const map = document.getElementById('landscape'), box = map.getBoundingClientRect();
            map.dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true, ctrlKey: true, deltaY: -300,
                clientX: box.left + 0.5 * box.width, clientY: box.top + 0.5 * box.height }));",
            &[],
        )
        .await?;
        page.wait_for_map("a closer look", |map| map.slice > moved.slice && map.known >= 9).await?;
        Ok(())
    })
}

fn in_space_the_map_turns_at_thirty_frames_a_second_and_more() -> Result<()> {
    journey("planes-relief", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        some_steps(page, 60.0).await?;
        page.wait_for_map("a slice of 41 x 41", |map| map.complete && map.known == 1681).await?;
        page.click("relief").await?;
        let frames =
            attempts("a frame while it turns, in ms", 1000.0 / 30.0, ENOUGH, async || page.turning_frame_ms().await);
        println!("a frame while the map in space turns: {:.1?} ms", frames.await?);
        // By hand, and closer.
        page.draw("landscape", Pointer::Mouse, &[&[(0.5, 0.5), (0.6, 0.55), (0.7, 0.6)]]).await?;
        page.screenshot("planes-relief").await?;
        let before = page.map().await?.slice;
        page.click("zoom-in").await?;
        page.wait_for_map("a closer slice", |map| map.slice > before && map.known >= 9).await?;
        page.click("relief").await?;
        Ok(())
    })
}

fn two_runs_stand_on_one_map_in_lines_of_their_own() -> Result<()> {
    light_journey("planes-runs", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        page.wait_for_map("a first picture", |map| map.known >= 9).await?;
        page.click("follow").await?;
        some_steps(page, 60.0).await?;
        let slice = page.map().await?.slice;
        page.click("more").await?;
        page.click("keep-run").await?;
        page.wait_for_readout("step-count", |step| step == 0.0).await?;
        page.slide("learning-rate", 0.0).await?;
        some_steps(page, 60.0).await?;
        let legend = page.text("runs").await?;
        ensure!(legend.contains("η 3.00, batch 256, plain descent: "), "{legend}");
        ensure!(page.map().await?.slice == slice, "another map");
        page.screenshot("planes-runs").await?;
        page.select("plane", "path").await?;
        page.wait_for_map("the path's plane", |map| map.slice > slice && map.known >= 9).await?;
        page.click("forget-run-1").await?;
        page.wait_until("document.getElementById('runs').children.length === 0").await
    })
}

fn the_slice_is_saved_in_every_form() -> Result<()> {
    light_journey("planes-files", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        page.select("resolution", "21").await?;
        page.wait_for_map("a slice", |map| map.complete && map.known == 441).await?;
        page.click("more").await?;
        // What is saved is read where the browser takes it.
        page.script(
            "self.saved = [];
            const plain = URL.createObjectURL;
            URL.createObjectURL = (blob) => {
                blob.arrayBuffer().then((bytes) => self.saved.push([blob.type, bytes.byteLength, new TextDecoder().decode(bytes.slice(0, 4000))]));
                return plain.call(URL, blob);
            };",
            &[],
        )
        .await?;
        for (count, (id, begins)) in
            [("save-csv", "#"), ("save-svg", "<svg"), ("save-npz", "PK"), ("save-png", "\u{fffd}PNG")]
                .into_iter()
                .enumerate()
        {
            page.click(id).await?;
            page.wait_until(&format!("self.saved.length === {}", count + 1)).await?;
            let (kind, bytes, text): (String, usize, String) =
                page.read("return self.saved[self.saved.length - 1]").await?;
            println!("{id}: {kind}, {bytes} bytes");
            ensure!(text.starts_with(begins) && bytes > 3000, "{id}: {kind}, {bytes} bytes, {text:.60}");
        }
        Ok(())
    })
}
