//! For everyone: without a mouse, in the dark, on a phone, with a screen reader, without motion.

#![allow(clippy::print_stdout, reason = "what was measured, for who reads the log")]

use anyhow::{Result, ensure};
use costscape_tests::{Key, Page, Window, grouped, journey, journeys, light_journey};
use std::collections::BTreeSet;

journeys! {
    side_by_side: [
        no_faults_are_found_and_nothing_is_cut_off_in_any_window,
        tab_reaches_every_control_and_leaves_it_again,
        a_run_is_made_without_a_mouse,
        arrow_keys_on_the_charts_give_exact_values,
        who_wants_less_motion_gets_less,
        the_chosen_theme_stays,
        the_first_tab_shows_the_way_to_the_map_and_escape_closes_its_panel,
    ],
}

/// Waits until the page is ready and its map, a coarse one, is whole.
async fn with_a_whole_map(page: &Page) -> Result<()> {
    page.wait_for_state("ready").await?;
    page.select("resolution", "21").await?;
    page.wait_for_map("a whole map", |map| map.complete && map.known == 441).await?;
    Ok(())
}

fn no_faults_are_found_and_nothing_is_cut_off_in_any_window() -> Result<()> {
    let laptop = [Window::default(), Window::default().dark(), Window::projector()];
    let phone = [Window::phone(), Window::phone().dark()];
    let widest = Window { width: 2560, height: 1440, ..Window::default() };
    let narrowest = Window { width: 320, height: 640, ..Window::phone() };
    let tablet = Window { width: 768, height: 1024, ..Window::phone() };
    for (name, windows, others) in
        [("laptop", &laptop[..], &[widest][..]), ("phone", &phone[..], &[narrowest, tablet][..])]
    {
        journey(&format!("access-{name}"), &windows[0], async |page| {
            with_a_whole_map(page).await?;
            page.exact("cost").await?;
            for window in others {
                page.show_in(window).await?;
                page.check_width().await?;
            }
            for window in windows {
                page.show_in(window).await?;
                page.check_width().await?;
                page.check_accessible().await?;
            }
            // While it is measured, the slice can be stopped and has a bar of its own.
            page.train().await?;
            page.select("resolution", "101").await?;
            page.wait_until("!document.getElementById('cancel-slice').hidden").await?;
            for window in windows {
                page.show_in(window).await?;
                page.check_accessible().await?;
                let over: bool = page.read("return document.getElementById('cancel-slice').hidden").await?;
                ensure!(!over, "the slice was measured before it was looked at");
            }
            page.pause().await?;
            page.select("resolution", "21").await?;
            // With an error in a field, and an empty pad.
            page.click("clear").await?;
            page.fill("seed", "one").await?;
            page.wait_until("document.getElementById('seed').getAttribute('aria-invalid') === 'true'").await?;
            for window in windows {
                page.show_in(window).await?;
                page.check_accessible().await?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// The ids of everything that can be worked now, in the page's order.
async fn controls(page: &Page) -> Result<Vec<String>> {
    page.read(
        "return [...document.querySelectorAll('a[href], summary, button, input, select, textarea, [tabindex]')]
            .filter((element) => !element.disabled && element.tabIndex >= 0 && element.checkVisibility())
            // Of a choice of one, the arrow keys go on from the one chosen.
            .filter((element) => element.type !== 'radio' || element.checked)
            .map((element) => element.id || element.className);",
    )
    .await
}

fn tab_reaches_every_control_and_leaves_it_again() -> Result<()> {
    light_journey("access-tab", &Window::default(), async |page| {
        with_a_whole_map(page).await?;
        page.exact("cost").await?;
        // At rest: the slice can be stopped no more, and the first example is on the pad, which can then be cleared.
        page.wait_until("document.getElementById('cancel-slice').hidden && !document.getElementById('clear').disabled")
            .await?;
        let controls = controls(page).await?;
        ensure!(controls.len() > 25, "there are hardly any controls: {controls:?}");
        // From the page itself once round all controls; all presses in one go, for asking after each would take half a minute.
        page.script(
            "self.visited = [];
            // What was clicked last would be where Tab goes on from.
            document.body.tabIndex = -1;
            document.body.focus();
            document.body.removeAttribute('tabindex');
            document.addEventListener('focusin', ({ target }) => {
                self.visited.push([target.id || target.className, target.matches(':focus-visible')]);
            });",
            &[],
        )
        .await?;
        page.press_here(Key::Tab, controls.len() + 5).await?;
        let visited: Vec<(String, bool)> = page.read("return self.visited").await?;
        for (control, seen) in &visited {
            ensure!(seen, "one cannot see that {control} has the focus");
        }
        let mut forwards: Vec<String> = visited.into_iter().map(|(control, _)| control).collect();
        let again = forwards.iter().skip(1).position(|control| *control == forwards[0]);
        ensure!(again.is_some(), "Tab does not leave the last of {forwards:?}");
        forwards.truncate(again.map_or(0, |after| after + 1));
        println!("{} controls by Tab: {}", forwards.len(), forwards.join(" "));
        let missed: BTreeSet<_> = controls.iter().filter(|control| !forwards.contains(control)).collect();
        ensure!(missed.is_empty(), "not reached by Tab: {missed:?}");
        ensure!(forwards == controls, "Tab goes {forwards:?}, the page {controls:?}");
        Ok(())
    })
}

fn a_run_is_made_without_a_mouse() -> Result<()> {
    light_journey("access-keyboard", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        page.press("train", Key::Space, 1).await?;
        page.wait_for_state("running").await?;
        page.press("learning-rate", Key::Left, 3).await?;
        page.wait_until(
            "((rate) => rate < 3 && rate > 2.5)(Number(document.getElementById('learning-rate-value').textContent))",
        )
        .await?;
        page.press("speed", Key::Down, 1).await?;
        page.wait_until("document.getElementById('speed').value === '600'").await?;
        page.press("follow", Key::Space, 1).await?;
        page.wait_until("!document.getElementById('follow').checked").await?;
        page.press("train", Key::Enter, 1).await?;
        page.wait_for_state("ready").await?;
        // It is measured at rest only: the worker has stopped, not just been told to.
        let step = page.exact("gradient-norm").await?.step;
        page.press("step", Key::Enter, 1).await?;
        page.wait_for_readout("step-count", |now| now == (step + 1) as f64).await?;
        page.press("reset", Key::Enter, 1).await?;
        page.wait_for_readout("step-count", |now| now == 0.0).await?;
        Ok(())
    })
}

fn arrow_keys_on_the_charts_give_exact_values() -> Result<()> {
    light_journey("access-charts", &Window::default(), async |page| {
        page.ready_with_the_map_at_rest().await?;
        let first = page.exact("cost").await?.value;
        let norm = page.exact("gradient-norm").await?.value;
        page.train().await?;
        page.wait_for_readout("step-count", |step| step >= 20.0).await?;
        let last = page.pause().await?;
        let cost = page.exact("cost").await?.value;

        // The mouse is where it is over no chart, however the page is scrolled.
        page.hover("status", (0.5, 0.5)).await?;
        let at = "document.getElementById('chart-values').dataset.step";
        page.press("cost-chart", Key::End, 1).await?;
        page.wait_until(&format!("{at} === '{last}'")).await?;
        let words = page.text("chart-values").await?;
        ensure!(words.starts_with(&format!("Step {}: training set {cost:.4}", grouped(last))), "{words}, cost {cost}");
        page.press("cost-chart", Key::Left, 1).await?;
        page.wait_until(&format!("Number({at}) < {last}")).await?;
        page.press("cost-chart", Key::Right, 1).await?;
        page.wait_until(&format!("{at} === '{last}'")).await?;
        page.press("gradient-chart", Key::Home, 1).await?;
        page.wait_until(&format!("{at} === '0'")).await?;
        let words = page.text("chart-values").await?;
        println!("{words}");
        ensure!(words.starts_with(&format!("Step 0: training set {first:.4}")), "{words}, cost {first}");
        ensure!(words.contains(&format!("gradient norm {norm:.4}")), "{words}, gradient norm {norm}");
        // The charts in words, for who cannot see them.
        page.wait_until(&format!(
            "document.getElementById('cost-chart-text').textContent.includes('from {first:.4} at step 0 to')"
        ))
        .await?;
        // And by mouse.
        page.press("cost-chart", Key::Escape, 1).await?;
        page.wait_until(&format!("{at} === undefined")).await?;
        page.hover("cost-chart", (0.6, 0.5)).await?;
        page.wait_until(&format!("Number({at}) > 0")).await
    })
}

fn who_wants_less_motion_gets_less() -> Result<()> {
    light_journey("access-motion", &Window::default().reduced_motion(), async |page| {
        page.wait_for_state("ready").await?;
        page.train().await?;
        let moving: Vec<String> = page
            .read(
                "return [...document.querySelectorAll('*')].filter((element) => {
                    const { transitionDuration, animationName } = getComputedStyle(element);
                    return animationName !== 'none' || transitionDuration.split(', ').some((d) => parseFloat(d) > 0.01);
                }).map((element) => element.id || element.nodeName);",
            )
            .await?;
        ensure!(moving.is_empty(), "still animated: {moving:?}");
        // The numbers and the ball go on nevertheless: that is what was asked for.
        let map = page.map().await?;
        page.wait_for_map("the ball to move", |now| now.ball != map.ball).await?;
        page.pause().await?;
        // A new map is there at once, not faded in: nothing changes any more once it is complete.
        page.select("resolution", "21").await?;
        let before = page.map().await?.slice;
        page.click("reslice").await?;
        page.wait_for_map("the slice to fill", |now| now.complete && now.slice > before).await?;
        Ok(())
    })
}

fn the_chosen_theme_stays() -> Result<()> {
    light_journey("access-theme", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        let paper = "return getComputedStyle(document.documentElement).backgroundColor";
        let light: String = page.read(paper).await?;
        page.select("theme", "dark").await?;
        page.wait_until("document.documentElement.dataset.theme === 'dark'").await?;
        let dark: String = page.read(paper).await?;
        ensure!(light != dark, "dark is {dark}, like light");
        page.open("").await?;
        page.wait_for_state("ready").await?;
        page.wait_until("document.documentElement.dataset.theme === 'dark'").await?;
        ensure!(page.read::<String>(paper).await? == dark, "the theme was not remembered");
        Ok(())
    })
}

fn the_first_tab_shows_the_way_to_the_map_and_escape_closes_its_panel() -> Result<()> {
    light_journey("access-escape", &Window::default(), async |page| {
        page.wait_for_state("ready").await?;
        page.press_here(Key::Tab, 1).await?;
        // On top of everything, and not just somewhere.
        page.wait_until(
            "((link) => { const box = link.getBoundingClientRect();
                return link.matches('.skip:focus') && document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2) === link;
            })(document.activeElement)",
        )
        .await?;
        page.press_here(Key::Enter, 1).await?;
        page.wait_until("document.activeElement.id === 'landscape'").await?;
        // Before the first picture there is nothing to ride, and that control is passed over.
        page.wait_until("!document.getElementById('ride').disabled").await?;
        page.press("more", Key::Enter, 1).await?;
        let open = "document.querySelector('details.more').open";
        page.wait_until(open).await?;
        let next = page.press_here(Key::Tab, 1).await?;
        ensure!(next == "ride", "the panel's first control comes next, not #{next}");
        page.press_here(Key::Escape, 1).await?;
        page.wait_until(&format!("!{open} && document.activeElement.id === 'more'")).await
    })
}
