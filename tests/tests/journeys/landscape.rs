//! The map: quick to come, exact at every point, following the ball.

#![allow(clippy::print_stdout, reason = "what was measured, for who reads the log")]

use anyhow::{Context, Result, ensure};
use costscape_core::landscape::Sampling;
use costscape_tests::{
    ENOUGH, Key, Reference, Window, attempts, cost_in, count_in, grouped, journey, journeys, light_journey,
};

journeys! {
    side_by_side: [
        every_point_of_the_map_is_the_cost_there,
        a_sample_says_how_far_it_may_be_off_and_is_no_farther,
        under_the_ball_the_plane_is_as_high_as_the_true_cost_until_it_leaves,
        the_map_follows_the_ball_only_when_told_to,
        a_slice_fills_up_and_a_newer_one_takes_its_place,
        a_map_measured_out_of_sight_is_there_when_one_comes_back,
    ],
    alone: [the_first_picture_comes_within_150_ms],
}

/// The longest wait for the first picture of a slice, in milliseconds.
const FIRST_PICTURE_MS: f64 = 150.0;

fn the_first_picture_comes_within_150_ms() -> Result<()> {
    journey("landscape-first-picture", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        page.exact("cost").await?;
        page.click("follow").await?;
        page.select("resolution", "21").await?;
        let times = attempts("the first picture at rest, in ms", FIRST_PICTURE_MS, ENOUGH, async || {
            page.wait_for_map("the slice to fill", |map| map.complete && map.known == 441).await?;
            page.first_picture_ms().await
        });
        println!("first picture at rest after {:.0?} ms", times.await?);
        Ok(())
    })
}

fn every_point_of_the_map_is_the_cost_there() -> Result<()> {
    let reference = Reference::of_site()?;
    let native = reference.run();
    journey("landscape-exact", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        let cost = page.exact("cost").await?;
        page.wait_for_map("some points at step 0", |map| map.known >= 81 && map.plane_step == Some(0)).await?;
        page.press("landscape", Key::Home, 1).await?;
        page.wait_until("document.getElementById('probe').dataset.cost").await?;
        let centre = page.probed().await?;
        println!("centre {}, cost {}", centre.cost, cost.value);
        ensure!((centre.a, centre.b) == (0.0, 0.0), "Home put the probe at {centre:?}");
        ensure!((centre.cost - cost.value).abs() <= 1e-5, "centre {}, cost {}", centre.cost, cost.value);

        // One way out in each quarter; arrows go from one known point to the next.
        let plane = native.plane()?;
        for (across, up, a_side, b_side, presses) in [
            (Key::Right, Key::Up, 1, 1, 1),
            (Key::Left, Key::Up, -1, 1, 2),
            (Key::Left, Key::Down, -1, -1, 1),
            (Key::Right, Key::Down, 1, -1, 3),
        ] {
            page.press("landscape", Key::Home, 1).await?;
            page.press("landscape", across, presses).await?;
            page.press("landscape", up, presses).await?;
            page.wait_until(&format!(
                "((p) => p.a * {a_side} > 0 && p.b * {b_side} > 0)(document.getElementById('probe').dataset)"
            ))
            .await?;
            let probed = page.probed().await?;
            let forward = native.cost_at(&plane.at(probed.a, probed.b));
            println!("a {}, b {}: {} on the map, {forward} by forward passes", probed.a, probed.b, probed.cost);
            ensure!((probed.cost - forward).abs() <= 1e-5, "{probed:?} on the map, {forward} by forward passes");
        }
        let words = page.text("probe").await?;
        ensure!(words.contains(": cost "), "the probe says {words:?}");
        page.press("landscape", Key::Escape, 1).await?;
        page.wait_until("document.getElementById('probe').dataset.cost === undefined").await
    })
}

fn a_sample_says_how_far_it_may_be_off_and_is_no_farther() -> Result<()> {
    journey("landscape-sample", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        let cost = page.exact("cost").await?.value;
        let over = page.text("cost-over").await?;
        let all = count_in(&over).with_context(|| over.clone())?;
        page.select("resolution", "21").await?;
        for one_in in [10, 100] {
            let sample = grouped(Sampling::OneIn(one_in).count(all as usize) as u64);
            page.select("sampling", &one_in.to_string()).await?;
            // Words follow the map within some frames; these are of the whole map.
            let words =
                format!("21 by 21 points, each the cost over {sample} of {} training images drawn", grouped(all));
            page.wait_until(&format!("document.getElementById('landscape-text').textContent.startsWith({words:?})"))
                .await?;
            let title = page.text("colour-scale-title").await?;
            ensure!(title.contains(&format!("{sample} of {} training images", grouped(all))), "{title}");
            let (_, most) = title.split_once("standard error of ").with_context(|| title.clone())?;
            let most = most.split(' ').next().and_then(cost_in).with_context(|| title.clone())?;
            let (on_plane, text) = (page.readout("cost-on-plane").await?, page.text("cost-on-plane").await?);
            println!("cost {cost}, of a sample {on_plane}, as {text}; standard error at most {most}");
            ensure!(text.contains(" ± "), "{text}");
            let off = (on_plane - cost).abs();
            ensure!(off > 0.0 && off < 4.0 * most, "{off} off, {title}");
        }
        page.select("sampling", "all").await?;
        page.wait_until("!document.getElementById('colour-scale-title').textContent.includes('error')").await?;
        page.wait_for_readout("cost-on-plane", |on_plane| (on_plane - cost).abs() <= 1e-5).await?;
        Ok(())
    })
}

fn under_the_ball_the_plane_is_as_high_as_the_true_cost_until_it_leaves() -> Result<()> {
    light_journey("landscape-ball", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        let cost = page.exact("cost").await?.value;
        let on_plane = page.wait_for_readout("cost-on-plane", |_| true).await?;
        ensure!((on_plane - cost).abs() <= 1e-5, "cost on the plane {on_plane}, cost {cost}");
        ensure!(page.readout("off-plane-distance").await? == 0.0, "the ball is off the plane at step 0");
        page.train().await?;
        page.wait_for_readout("off-plane-distance", |off| off > 0.0).await?;
        page.pause().await?;
        page.click("reslice").await?;
        page.wait_for_readout("off-plane-distance", |off| off == 0.0).await?;
        let cost = page.exact("cost").await?.value;
        page.wait_for_readout("cost-on-plane", |on_plane| (on_plane - cost).abs() <= 1e-5).await?;
        Ok(())
    })
}

fn the_map_follows_the_ball_only_when_told_to() -> Result<()> {
    light_journey("landscape-follow", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        let first = page.wait_for_map("a first picture", |map| map.known >= 9).await?;
        page.click("follow").await?;
        page.select("speed", "max").await?;
        page.train().await?;
        page.wait_for_map("the ball to leave the map", |map| map.ball.is_some_and(|(a, b)| a.abs().max(b.abs()) > 6.0))
            .await?;
        let map = page.map().await?;
        ensure!(map.slice == first.slice, "the map followed untold: {first:?}, {map:?}");
        page.click("follow").await?;
        let map = page.wait_for_map("the map to follow", |map| map.plane_step > first.plane_step).await?;
        println!("followed to step {:?}", map.plane_step);
        Ok(())
    })
}

fn a_slice_fills_up_and_a_newer_one_takes_its_place() -> Result<()> {
    journey("landscape-complete", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        let old = page.wait_for_map("a first picture", |map| map.known >= 9).await?;
        ensure!(!old.complete, "a 41 x 41 slice was complete at once: {old:?}");
        page.select("resolution", "21").await?;
        let map = page.wait_for_map("the coarser slice to fill", |map| map.slice > old.slice && map.complete).await?;
        ensure!(map.known == 441 && map.plane_step == Some(0), "{map:?}");
        page.wait_until("document.getElementById('slice-progress').hidden").await?;
        page.wait_until("document.getElementById('landscape-text').textContent.startsWith('21 by 21 points, each the cost over all ')")
            .await?;
        // Asked for again and again: the last one is shown, and fills.
        for _ in 0..3 {
            page.click("reslice").await?;
        }
        let last = page.wait_for_map("the last slice to fill", |now| now.slice > map.slice && now.complete).await?;
        ensure!(last.known == 441, "{last:?}");
        Ok(())
    })
}

fn a_map_measured_out_of_sight_is_there_when_one_comes_back() -> Result<()> {
    light_journey("map-out-of-sight", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        page.select("resolution", "21").await?;
        page.wait_for_map("the slice to fill", |map| map.complete && map.known == 441).await?;
        page.click("follow").await?;
        page.train().await?;
        page.wait_for_readout("step-count", |step| step >= 300.0).await?;
        page.pause().await?;
        // The scale belongs to the map: its numbers are those of the ground that is shown.
        let shown = "return [document.getElementById('landscape').toDataURL(),
            ...['low', 'middle', 'high'].map((end) => document.getElementById(`colour-scale-${end}`).value)];";
        let before: Vec<String> = page.read(shown).await?;
        let slice = page.map().await?.slice;
        page.element("weights").await?.scroll_into_view().await?;
        // Not as a person would: that scrolls back.
        page.script("document.getElementById('reslice').click()", &[]).await?;
        page.wait_for_map("the new slice", |map| map.slice > slice && map.complete).await?;
        page.element("landscape").await?.scroll_into_view().await?;
        let high = serde_json::to_string(&before[3])?;
        page.wait_until(&format!("document.getElementById('colour-scale-high').value !== {high}")).await?;
        page.settle().await?;
        let seen: Vec<String> = page.read(shown).await?;
        // Everything is drawn anew in other colours, and then in these.
        for theme in ["dark", "light"] {
            page.select("theme", theme).await?;
            page.wait_until(&format!("document.documentElement.dataset.theme === '{theme}'")).await?;
            page.settle().await?;
        }
        let anew: Vec<String> = page.read(shown).await?;
        ensure!(seen[1..] == anew[1..], "the scale said {:?} beside a map of {:?}", &seen[1..], &anew[1..]);
        ensure!(seen[0] == anew[0] && seen[0] != before[0], "the map was not what is known");
        Ok(())
    })
}
