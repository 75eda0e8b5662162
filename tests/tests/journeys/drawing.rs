//! Draw a digit by mouse, finger, pen or keyboard, and see what the network makes of it.

#![allow(clippy::print_stdout, reason = "what was measured, for who reads the log")]

use anyhow::{Result, ensure};
use costscape_tests::{Key, PATIENCE, Page, Point, Pointer, Window, has_mnist_for, journey, journeys, light_journey};
use std::f64::consts::TAU;

journeys! {
    side_by_side: [
        mouse_finger_and_pen_draw,
        the_keyboard_draws,
        strokes_are_undone_and_all_is_cleared,
        what_is_read_changes_while_it_learns_and_ends_right,
        tools_rub_out_take_back_and_change_single_pixels,
    ],
}

const ONE: &[Point] = &[(0.54, 0.2), (0.52, 0.4), (0.5, 0.6), (0.48, 0.8)];

/// An upright oval.
fn zero() -> Vec<Point> {
    (0..=24).map(|i| TAU * f64::from(i) / 24.0).map(|turn| (0.5 - 0.22 * turn.sin(), 0.5 - 0.3 * turn.cos())).collect()
}

/// The picture of what the network sees.
async fn input(page: &Page) -> Result<String> {
    page.read("return document.getElementById('network-input').toDataURL()").await
}

/// The ten outputs; none where there are none.
async fn outputs(page: &Page) -> Result<Vec<Option<f64>>> {
    page.read(
        "return Array.from({ length: 10 }, (_, digit) => document.getElementById(`output-${digit}`).value)
            .map((value) => (value === '' ? null : Number(value)));",
    )
    .await
}

/// Makes sure that the pad holds something, the network sees it and says something consistent about it.
async fn check_reading(page: &Page, blank: &str) -> Result<usize> {
    page.wait_until("!('empty' in document.getElementById('draw-pad').dataset)").await?;
    page.wait_for_readout("prediction", |digit| (0.0..=9.0).contains(&digit)).await?;
    page.wait_for(PATIENCE, "ink in the 28 x 28 pixels", async || {
        Ok(if input(page).await? == blank { Err("blank".to_owned()) } else { Ok(()) })
    })
    .await?;
    // All in one go, since they may change at any time.
    let body = "const value = (id) => Number(document.getElementById(id).value);
        return [value('prediction'), value('confidence'), Array.from({ length: 10 }, (_, i) => value(`output-${i}`))];";
    let (digit, confidence, outputs): (usize, f64, Vec<f64>) = page.read(body).await?;
    let best = outputs.iter().copied().fold(f64::MIN, f64::max);
    ensure!(outputs[digit] == best && confidence == best, "{digit} with {confidence} is predicted of {outputs:?}");
    Ok(digit)
}

/// Empties the pad and returns the picture of nothing. It can be emptied once something is on it: then the first example, which
/// comes by itself, comes no more.
async fn clear(page: &Page) -> Result<String> {
    page.click("clear").await?;
    check_empty(page).await?;
    input(page).await
}

async fn check_empty(page: &Page) -> Result<()> {
    page.wait_until("'empty' in document.getElementById('draw-pad').dataset").await?;
    page.wait_until("document.getElementById('prediction').value === ''").await?;
    let outputs = outputs(page).await?;
    ensure!(outputs.iter().all(Option::is_none), "an empty pad gives {outputs:?}");
    Ok(())
}

fn mouse_finger_and_pen_draw() -> Result<()> {
    let touch = Window { touch: true, ..Window::default() };
    for (name, pointer, window) in [
        ("mouse", Pointer::Mouse, Window::default()),
        ("pen", Pointer::Pen, Window::default()),
        ("touch", Pointer::Touch, touch),
        ("touch on a phone", Pointer::Touch, Window::phone()),
    ] {
        light_journey(&format!("drawing-{}", name.replace(' ', "-")), &window, async |page| {
            page.ready_with_the_map_at_rest().await?;
            let blank = clear(page).await?;
            page.draw("draw-pad", pointer, &[ONE]).await?;
            let digit = check_reading(page, &blank).await?;
            println!("by {name}: an untrained network takes a 1 for a {digit}");
            Ok(())
        })?;
    }
    Ok(())
}

fn the_keyboard_draws() -> Result<()> {
    light_journey("drawing-keyboard", &Window::default(), async |page| {
        page.ready_with_the_map_at_rest().await?;
        let blank = clear(page).await?;
        // The first key shows where the pen is; without Space it draws nothing.
        page.press("draw-pad", Key::Up, 8).await?;
        check_empty(page).await?;
        page.press("draw-pad", Key::Space, 1).await?;
        page.press("draw-pad", Key::Down, 14).await?;
        page.press("draw-pad", Key::Space, 1).await?;
        check_reading(page, &blank).await?;
        let drawn = input(page).await?;
        // Lifted, the pen draws no more.
        page.press("draw-pad", Key::Right, 5).await?;
        ensure!(input(page).await? == drawn, "a lifted pen draws");
        page.press("draw-pad", Key::Space, 1).await?;
        page.press("draw-pad", Key::Up, 10).await?;
        page.press("draw-pad", Key::Escape, 1).await?;
        page.wait_for(PATIENCE, "the second stroke", async || {
            Ok(if input(page).await? == drawn { Err("only the first".to_owned()) } else { Ok(()) })
        })
        .await?;
        check_reading(page, &blank).await?;
        Ok(())
    })
}

fn strokes_are_undone_and_all_is_cleared() -> Result<()> {
    light_journey("drawing-undo", &Window::default(), async |page| {
        page.ready_with_the_map_at_rest().await?;
        let blank = clear(page).await?;
        page.draw("draw-pad", Pointer::Mouse, &[ONE]).await?;
        check_reading(page, &blank).await?;
        let one = input(page).await?;
        page.draw("draw-pad", Pointer::Mouse, &[&zero()]).await?;
        let is_one = async || Ok(if input(page).await? == one { Ok(()) } else { Err("something else".to_owned()) });
        let is_other = async || Ok(if input(page).await? == one { Err("the 1".to_owned()) } else { Ok(()) });
        page.wait_for(PATIENCE, "both strokes", is_other).await?;
        page.click("undo").await?;
        page.wait_for(PATIENCE, "the first stroke alone", is_one).await?;
        page.click("undo").await?;
        check_empty(page).await?;
        ensure!(input(page).await? == blank, "undone, the input is not blank");
        page.draw("draw-pad", Pointer::Mouse, &[ONE]).await?;
        check_reading(page, &blank).await?;
        ensure!(clear(page).await? == blank, "cleared, the input is not blank");
        // Even that can be undone.
        page.click("undo").await?;
        page.wait_for(PATIENCE, "the cleared stroke", is_one).await?;

        page.click("random-digit").await?;
        page.wait_for(PATIENCE, "an example", is_other).await?;
        check_reading(page, &blank).await?;
        Ok(())
    })
}

fn what_is_read_changes_while_it_learns_and_ends_right() -> Result<()> {
    if !has_mnist_for("drawn digits read right")? {
        return Ok(());
    }
    journey("drawing-learning", &Window::default(), async |page| {
        page.ready_with_the_map_at_rest().await?;
        let blank = clear(page).await?;
        page.draw("draw-pad", Pointer::Mouse, &[ONE]).await?;
        check_reading(page, &blank).await?;
        let mut last = outputs(page).await?;
        let untrained = last.clone();
        page.train().await?;
        for change in 1..=5 {
            last = page
                .wait_for(PATIENCE, &format!("change {change} of the outputs"), async || {
                    let now = outputs(page).await?;
                    Ok(if now == last { Err(format!("{now:?}")) } else { Ok(now) })
                })
                .await?;
        }
        page.select("speed", "600").await?;
        page.wait_for_readout("test-accuracy", |share| share >= 0.90).await?;
        page.wait_for_readout("prediction", |digit| digit == 1.0).await?;
        println!("a drawn 1 from {:?} to {:?}", untrained[1], outputs(page).await?[1]);
        clear(page).await?;
        // While it goes on learning.
        page.draw("draw-pad", Pointer::Mouse, &[&zero()]).await?;
        check_reading(page, &blank).await?;
        page.wait_for_readout("prediction", |digit| digit == 0.0).await?;
        println!("a drawn 0: {:?}", outputs(page).await?[0]);
        page.pause().await?;
        page.wait_for_readout("prediction", |digit| digit == 0.0).await?;
        Ok(())
    })
}

/// The image the network sees, as a share of ink.
async fn ink(page: &Page) -> Result<f64> {
    page.read(
        "const shown = document.getElementById('network-input'), canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [shown.width, shown.height];
        const context = canvas.getContext('2d', { willReadFrequently: true });
        context.drawImage(shown, 0, 0);
        const data = context.getImageData(0, 0, canvas.width, canvas.height).data;
        let sum = 0;
        for (let i = 0; i < data.length; i += 4) sum += 255 - data[i];
        return sum / (255 * canvas.width * canvas.height);",
    )
    .await
}

fn tools_rub_out_take_back_and_change_single_pixels() -> Result<()> {
    light_journey("drawing-tools", &Window::default(), async |page| {
        page.ready_with_the_map_at_rest().await?;
        clear(page).await?;
        page.draw("draw-pad", Pointer::Mouse, &[ONE]).await?;
        page.wait_for_readout("prediction", |digit| (0.0..=9.0).contains(&digit)).await?;
        let drawn = input(page).await?;
        let look = async |what: &str, other: bool| {
            page.wait_for(PATIENCE, what, async || {
                Ok(if (input(page).await? != drawn) == other { Ok(()) } else { Err("it does not".to_owned()) })
            })
            .await
        };
        page.script("document.getElementById('tool-rubber').click()", &[]).await?;
        page.draw("draw-pad", Pointer::Mouse, &[&[(0.3, 0.35), (0.7, 0.35)]]).await?;
        look("the rubber to cut the stroke", true).await?;
        page.click("undo").await?;
        look("the stroke whole again", false).await?;
        page.click("redo").await?;
        look("the cut again", true).await?;
        page.click("undo").await?;
        look("the stroke whole again", false).await?;

        page.script("document.getElementById('tool-pixel').click()", &[]).await?;
        let before = ink(page).await?;
        // The first key shows the cursor, in the middle; far to the left nothing is drawn.
        page.press("draw-pad", Key::Left, 10).await?;
        page.press("draw-pad", Key::Space, 1).await?;
        look("another pixel", true).await?;
        let after = ink(page).await?;
        ensure!((after - before) * 784.0 > 0.5, "ink from {before} to {after}: not a whole pixel more");
        page.press("draw-pad", Key::Space, 1).await?;
        look("the pixel white again", false).await?;
        page.screenshot("drawing-pixels").await?;
        Ok(())
    })
}
