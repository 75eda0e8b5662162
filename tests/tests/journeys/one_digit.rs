//! One digit by itself, and digits of the visitor's own hand.

#![allow(clippy::print_stdout, reason = "what was measured, for who reads the log")]

use anyhow::{Context, Result, ensure};
use costscape_tests::{Key, MOST, PATIENCE, Page, Point, Pointer, Window, attempts, journey, journeys, light_journey};

journeys! {
    side_by_side: [
        own_digits_are_kept_judged_learnt_from_saved_and_read_again,
        a_photo_of_a_digit_is_read,
    ],
    alone: [one_digit_has_a_landscape_pushes_weights_and_is_turned_by_little],
}

/// Draws a seven that ends at `foot` on the empty pad and says that it is one.
async fn draw_a_seven(page: &Page, pointer: Pointer, foot: f64) -> Result<()> {
    // Or what was read before would be taken for it.
    page.wait_until("document.getElementById('prediction').value === ''").await?;
    let seven: &[Point] = &[(0.28, 0.25), (0.5, 0.24), (0.72, 0.25), (0.6, 0.5), (foot, 0.82)];
    page.draw("draw-pad", pointer, &[seven]).await?;
    page.wait_for_readout("prediction", |digit| (0.0..=9.0).contains(&digit)).await?;
    page.select("digit-label", "7").await
}

/// Waits until the first example is on the pad: it comes by itself, some time after the page is ready, unless something is drawn.
async fn first_example(page: &Page) -> Result<()> {
    page.wait_until("document.getElementById('label').textContent !== ''").await
}

/// The pictures of the part of the page about one digit.
async fn pictures(page: &Page) -> Result<Vec<String>> {
    page.read(
        "return ['own-landscape', 'push', 'flip', 'favourites'].map((id) => document.getElementById(id).toDataURL());",
    )
    .await
}

fn one_digit_has_a_landscape_pushes_weights_and_is_turned_by_little() -> Result<()> {
    journey("one-digit", &Window::default().recorded(), async |page| {
        page.wait_for_state("ready").await?;
        page.select("resolution", "21").await?;
        page.train().await?;
        page.wait_for_readout("step-count", |step| step >= 120.0).await?;
        page.pause().await?;
        page.click("clear").await?;
        let closed = pictures(page).await?;
        page.script("document.querySelector('#alone summary').click()", &[]).await?;
        page.wait_until("document.getElementById('own-landscape-text').textContent.startsWith('Draw a digit')").await?;
        page.settle().await?;
        let mut blank = pictures(page).await?;
        // What each output likes best has to do with no digit, and may be there already.
        blank[3].clone_from(&closed[3]);
        draw_a_seven(page, Pointer::Mouse, 0.46).await?;
        page.wait_until("document.getElementById('own-landscape-text').textContent.includes('this one 7 alone')")
            .await?;
        page.wait_until("/from \\d to \\d/.test(document.getElementById('flip-text').textContent)").await?;
        // Out of sight they are not drawn.
        page.element("own-landscape").await?.scroll_into_view().await?;
        // Pictures follow their words within some frames, one in each.
        let drawn = page
            .wait_for(PATIENCE, "every picture to show something of the digit", async || {
                let drawn = pictures(page).await?;
                let same = |index: &usize| blank[*index] == drawn[*index];
                Ok(match (0..blank.len()).find(same) {
                    Some(index) => Err(format!("picture {index} is blank")),
                    None => Ok(drawn),
                })
            })
            .await?;
        for id in ["own-landscape-text", "push-text", "flip-text", "favourites-text"] {
            println!("{}", page.text(id).await?);
        }
        page.check_accessible().await?;
        // While it learns all of it moves, and the page stays quick.
        page.train().await?;
        page.element("own-landscape").await?.scroll_into_view().await?;
        let worked =
            attempts("the work of the longest task with one digit's pictures, in ms", 50.0, MOST, async || {
                page.round(60).await?.longest_work_ms.context("there is no record")
            });
        println!("work of the longest task, by round: {:.0?} ms", worked.await?);
        page.pause().await?;
        let learnt = pictures(page).await?;
        ensure!(learnt[1] != drawn[1] && learnt[3] != drawn[3], "the pictures stood still");
        Ok(())
    })
}

fn own_digits_are_kept_judged_learnt_from_saved_and_read_again() -> Result<()> {
    light_journey("own-hand", &Window::phone(), async |page| {
        page.ready_with_the_map_at_rest().await?;
        page.script("document.getElementById('handwriting').click()", &[]).await?;
        first_example(page).await?;
        page.script("document.getElementById('clear').click()", &[]).await?;
        for (pointer, foot) in [(Pointer::Touch, 0.46), (Pointer::Pen, 0.4), (Pointer::Touch, 0.5)] {
            draw_a_seven(page, pointer, foot).await?;
            page.click("keep-digit").await?;
            page.wait_until("'empty' in document.getElementById('draw-pad').dataset").await?;
        }
        page.wait_until("/reads \\d of 3 of yours/.test(document.getElementById('handwriting-text').textContent)")
            .await?;
        page.press("forget-digit", Key::Enter, 1).await?;
        page.wait_until("document.getElementById('handwriting-text').textContent.includes('of 2 of yours')").await?;
        page.screenshot("own-hand").await?;
        page.check_accessible().await?;

        // What is saved is taken where the browser takes it, and unpacked: nothing in it is compressed.
        page.script(
            "const make = URL.createObjectURL;
            URL.createObjectURL = (blob) => { blob.arrayBuffer().then((bytes) => { self.saved = new Uint8Array(bytes); }); return make(blob); };",
            &[],
        )
        .await?;
        page.click("save-handwriting").await?;
        page.wait_until("self.saved !== undefined").await?;

        page.click("learn-handwriting").await?;
        page.wait_until("document.getElementById('status').textContent.includes('of your own hand')").await?;
        page.wait_for_state("ready").await?;
        page.select("speed", "600").await?;
        page.train().await?;
        // Of what it does not learn from it would be "The network reads".
        page.wait_until("document.getElementById('handwriting-text').textContent.includes('It reads 2 of 2 of yours')")
            .await?;
        page.pause().await?;

        // Files with few images can be the visitor's hand again. They are learnt from, forgotten or not.
        page.press("forget-digit", Key::Enter, 1).await?;
        page.press("forget-digit", Key::Enter, 1).await?;
        page.wait_until("document.getElementById('handwriting-text').textContent.startsWith('The network still learns from 2 digits')").await?;
        let saved = "(() => {
            const text = new TextDecoder('latin1').decode(self.saved);
            const file = (name, length) => {
                const start = text.indexOf(name) + name.length;
                return new File([self.saved.slice(start, start + length)], name);
            };
            return [file('handwriting-images-idx3-ubyte', 16 + 2 * 784), file('handwriting-labels-idx1-ubyte', 8 + 2)];
        })()";
        page.choose_files("own-files", saved).await?;
        page.wait_until("!document.getElementById('offer').hidden").await?;
        page.click("hand-over").await?;
        page.wait_until(
            "document.getElementById('handwriting-text').textContent.includes('of 2 of yours, and learns from all')",
        )
        .await
    })
}

fn a_photo_of_a_digit_is_read() -> Result<()> {
    light_journey("photo", &Window::default(), async |page| {
        page.ready_with_the_map_at_rest().await?;
        page.script("document.getElementById('handwriting').click()", &[]).await?;
        first_example(page).await?;
        // Paper in the shade, a one in blue ink; then a sheet with nothing on it; then what is no picture.
        let paper = |path: &str| {
            format!(
                "(async () => {{
                    const canvas = Object.assign(document.createElement('canvas'), {{ width: 900, height: 1200 }});
                    const context = canvas.getContext('2d'), shade = context.createLinearGradient(0, 0, 900, 300);
                    shade.addColorStop(0, '#d9d2c0');
                    shade.addColorStop(1, '#8d887c');
                    context.fillStyle = shade;
                    context.fillRect(0, 0, 900, 1200);
                    context.strokeStyle = '#1b3a6b';
                    context.lineWidth = 12;
                    context.stroke(new Path2D('{path}'));
                    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.8));
                    return [new File([blob], 'paper.jpg')];
                }})()"
            )
        };
        page.choose_files("photo", &paper("M640 200 L600 520")).await?;
        page.wait_until("!('empty' in document.getElementById('draw-pad').dataset) && document.getElementById('label').textContent === ''").await?;
        page.wait_for_readout("prediction", |digit| (0.0..=9.0).contains(&digit)).await?;
        page.choose_files("photo", &paper("")).await?;
        page.wait_until("document.getElementById('status').textContent.includes('found nothing that stands out')")
            .await?;
        page.choose_files("photo", "[new File(['a letter'], 'letter.txt')]").await?;
        page.wait_until("document.getElementById('status').textContent.includes('letter.txt: expected a picture')")
            .await?;
        ensure!(page.attribute("draw-pad", "data-tool").await? == "pen", "the pad lost its tool");
        page.wait_until("!('empty' in document.getElementById('draw-pad').dataset)").await
    })
}
