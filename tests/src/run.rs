//! Costscape's page in particular: its states, its run, its map.

use crate::page::{PATIENCE, Page};
use anyhow::{Context, Result, bail};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;

/// A number over the whole training set, and the step it is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exact {
    /// The number.
    pub value: f64,
    /// The step.
    pub step: u64,
}

/// The grid point that the map's probe is on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probed {
    /// Along u.
    pub a: f32,
    /// Along v.
    pub b: f32,
    /// The cost there.
    pub cost: f64,
}

/// The map, read in one go.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Map {
    /// The number of the slice shown.
    pub slice: Option<u64>,
    /// The step at which its plane was laid.
    pub plane_step: Option<u64>,
    /// Points known.
    pub known: u64,
    /// Whether those are all.
    pub complete: bool,
    /// Where the ball is, (a, b).
    pub ball: Option<(f64, f64)>,
}

impl Page {
    /// Waits until the page is in this state: ready, running, trouble or failed.
    ///
    /// # Errors
    /// If it is not soon.
    pub async fn wait_for_state(&self, state: &str) -> Result<()> {
        self.wait_for(PATIENCE, &format!("the state {state:?}"), async || {
            let now = self.state().await?;
            if now == "failed" && state != "failed" {
                bail!("the page has failed: {:?}", self.text("status").await?);
            }
            Ok(if now == state { Ok(()) } else { Err(format!("it is {now:?}")) })
        })
        .await
    }

    /// Waits until the page is ready and shows a first picture of its map, stops that, and lets it stay where it is. Otherwise it
    /// keeps every core busy for many seconds, and again whenever the ball leaves it, while a journey is about something else. A new
    /// run, of other data say, measures its map anew, as coarsely as can be.
    ///
    /// # Errors
    /// If the page does not get ready, or one of these controls cannot be worked.
    pub async fn ready_with_the_map_at_rest(&self) -> Result<()> {
        self.wait_for_state("ready").await?;
        self.click("follow").await?;
        self.select("resolution", "21").await?;
        self.wait_for_map("a first picture", |map| map.known >= 9).await?;
        // Not as a person would: it is there only as long as there is something to stop.
        self.script("document.getElementById('cancel-slice').click()", &[]).await?;
        self.wait_until("document.getElementById('cancel-slice').hidden").await
    }

    /// The page's state.
    ///
    /// # Errors
    /// If the page cannot be asked.
    pub async fn state(&self) -> Result<String> {
        self.read("return document.documentElement.dataset.state").await
    }

    /// What the status says of a run at its beginning, without what has happened before: "Ready: 60,000 MNIST digits to learn from,
    /// 10,000 to test on."
    ///
    /// # Errors
    /// If it says no such thing.
    pub async fn ready_sentence(&self) -> Result<String> {
        let status = self.text("status").await?;
        let start = status.find("Ready: ").with_context(|| format!("not at the beginning of a run: {status}"))?;
        Ok(status[start..].to_owned())
    }

    /// Presses Train and waits until the first step is done.
    ///
    /// # Errors
    /// If it does not train.
    pub async fn train(&self) -> Result<()> {
        let before = self.readout("step-count").await?;
        self.click("train").await?;
        self.wait_for_state("running").await?;
        self.wait_for_readout("step-count", |step| step > before).await?;
        Ok(())
    }

    /// Presses Pause and returns the step at which the run stands.
    ///
    /// # Errors
    /// If it does not stand still.
    pub async fn pause(&self) -> Result<u64> {
        self.click("train").await?;
        self.wait_for_state("ready").await?;
        // Only standing still it is measured with its gradient: then its last word has come. The cost alone may be that of a
        // step on the way, just when the page shows that step.
        self.exact("gradient-norm").await?;
        Ok(self.exact("cost").await?.step)
    }

    /// Presses Step and waits until all is known of the point that the run then stands at.
    ///
    /// # Errors
    /// If it does not step.
    pub async fn step(&self) -> Result<()> {
        let before = self.readout("step-count").await?;
        self.click("step").await?;
        self.wait_for_readout("step-count", |step| step > before).await?;
        self.exact("gradient-norm").await?;
        Ok(())
    }

    /// Presses Reset and waits until the run stands at step 0.
    ///
    /// # Errors
    /// If it does not.
    pub async fn reset(&self) -> Result<()> {
        self.click("reset").await?;
        self.wait_for_readout("step-count", |step| step == 0.0).await?;
        self.wait_for_state("ready").await
    }

    /// Waits until the readout `id` is over the whole training set and of the present step, and returns it.
    ///
    /// # Errors
    /// If that is not so soon.
    pub async fn exact(&self, id: &str) -> Result<Exact> {
        let body =
            "const [data, step] = [document.getElementById(arguments[0]), document.getElementById('step-count')];
            return [data.value, data.dataset.step ?? '', data.dataset.whole ?? '', step.value];";
        self.wait_for(PATIENCE, &format!("#{id} over the whole training set"), async || {
            let seen: [String; 4] = serde_json::from_value(self.script(body, &[json!(id)]).await?)?;
            let [value, of, whole, step] = &seen;
            let number = value.parse::<f64>().ok().filter(|number| number.is_finite());
            Ok(match (number, step.parse::<u64>()) {
                (Some(value), Ok(step)) if whole == "true" && of == &step.to_string() => Ok(Exact { value, step }),
                _ => Err(format!("value, its step, whole, step: {seen:?}")),
            })
        })
        .await
    }

    /// The map as it is now.
    ///
    /// # Errors
    /// If the page cannot be asked.
    pub async fn map(&self) -> Result<Map> {
        self.read(
            "const { slice, planeStep, known, complete, ball } = document.getElementById('landscape').dataset;
            const number = (text) => (text === undefined ? null : Number(text));
            return { slice: number(slice), plane_step: number(planeStep), known: Number(known ?? 0),
                complete: complete !== undefined, ball: ball?.split(' ').map(Number) ?? null };",
        )
        .await
    }

    /// Waits until the map `fits`, and returns it.
    ///
    /// # Errors
    /// If it does not soon.
    pub async fn wait_for_map(&self, what: &str, fits: impl Fn(&Map) -> bool) -> Result<Map> {
        self.wait_for(PATIENCE, what, async || {
            let map = self.map().await?;
            Ok(if fits(&map) { Ok(map) } else { Err(format!("{map:?}")) })
        })
        .await
    }

    /// Where the ball is drawn, by its colour: shares of the canvas's width and height.
    ///
    /// # Errors
    /// If the page cannot be asked.
    pub async fn ball_on_the_canvas(&self) -> Result<(f64, f64)> {
        let found: [f64; 2] = self
            .read(
                "const map = document.getElementById('landscape');
                const marker = getComputedStyle(document.documentElement).getPropertyValue('--marker').trim();
                const sheet = document.createElement('canvas').getContext('2d');
                sheet.fillStyle = marker;
                sheet.fillRect(0, 0, 1, 1);
                const [red, green, blue] = sheet.getImageData(0, 0, 1, 1).data;
                const { width, height } = map;
                const { data } = map.getContext('2d').getImageData(0, 0, width, height);
                let [count, x, y] = [0, 0, 0];
                for (let i = 0; i < data.length; i += 4) {
                    if (data[i] !== red || data[i + 1] !== green || data[i + 2] !== blue) continue;
                    count += 1;
                    x += (i / 4) % width;
                    y += Math.floor(i / 4 / width);
                }
                return [x / count / width, y / count / height];",
            )
            .await?;
        Ok((found[0], found[1]))
    }

    /// Where the map's probe is.
    ///
    /// # Errors
    /// If it is nowhere.
    pub async fn probed(&self) -> Result<Probed> {
        let body = "const { a, b, cost } = document.getElementById('probe').dataset; return [a, b, cost];";
        let [a, b, cost]: [Option<String>; 3] = self.read(body).await?;
        let (a, b, cost) = a.zip(b).zip(cost).map(|((a, b), cost)| (a, b, cost)).context("the probe is nowhere")?;
        Ok(Probed { a: a.parse()?, b: b.parse()?, cost: cost.parse()? })
    }

    /// What the body of a function in the page returns, read.
    ///
    /// # Errors
    /// If it throws, or returns something else.
    pub async fn read<T: DeserializeOwned>(&self, body: &str) -> Result<T> {
        let seen = self.script(body, &[]).await?;
        serde_json::from_value(seen.clone()).with_context(|| format!("`{body}` returned {seen}"))
    }

    /// The paths asked for so far, and how they were answered.
    pub fn answered(&self) -> Vec<(String, u16)> {
        self.site.answered().into_iter().map(|answered| (answered.path, answered.status)).collect()
    }
}
