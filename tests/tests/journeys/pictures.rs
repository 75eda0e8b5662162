//! Pictures of the page for people to look at, in `tests/screenshots`.

use anyhow::Result;
use costscape_tests::{Page, Point, Pointer, Window, has_mnist, journey, journeys};

journeys! {
    side_by_side: [pictures_are_taken],
}

const SEVEN: &[Point] = &[(0.28, 0.25), (0.5, 0.24), (0.72, 0.25), (0.6, 0.5), (0.46, 0.82)];

/// Trains until many digits are read, with a drawn digit on the pad and a whole map.
async fn train_a_while(page: &Page, pointer: Pointer) -> Result<()> {
    page.click("clear").await?;
    page.draw("draw-pad", pointer, &[SEVEN]).await?;
    page.select("resolution", "21").await?;
    page.train().await?;
    let share = if has_mnist()? { 0.7 } else { 0.4 };
    page.wait_for_readout("test-accuracy", |read| read >= share).await?;
    page.wait_for_map("a whole map", |map| map.complete || map.known >= 121).await?;
    page.script("scrollTo({ top: 0, behavior: 'instant' })", &[]).await?;
    Ok(())
}

fn pictures_are_taken() -> Result<()> {
    let laptop = Window { width: 1366, height: 900, ..Window::default() };
    journey("picture-laptop", &laptop, async |page| {
        page.wait_for_state("ready").await?;
        page.exact("cost").await?;
        page.wait_for_map("a good part of the map", |map| map.known >= 121).await?;
        page.screenshot("ready").await?;
        train_a_while(page, Pointer::Mouse).await?;
        page.screenshot("training").await?;
        for (name, window) in [("dark", laptop.dark()), ("projector", Window::projector())] {
            page.show_in(&window).await?;
            page.screenshot(name).await?;
        }
        page.show_in(&laptop).await?;
        page.pause().await?;
        page.wait_for_map("a whole map", |map| map.complete).await?;
        page.screenshot("drawn").await?;
        page.screenshot_of_all("whole-page").await?;
        Ok(())
    })?;
    journey("picture-phone", &Window::phone(), async |page| {
        page.wait_for_state("ready").await?;
        train_a_while(page, Pointer::Touch).await?;
        page.screenshot("phone").await?;
        page.screenshot_of_all("phone-whole-page").await?;
        Ok(())
    })
}
