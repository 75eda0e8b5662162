//! How long the page takes, by its own clock, and how smoothly it moves.
//!
//! Programs beside the browser delay it, never the other way round: so what some of several attempts take is what the page
//! takes. Not the best one alone: a page that is slow now and then must not get by with one lucky attempt.

use crate::page::Page;
use anyhow::{Result, bail, ensure};
use serde::Deserialize;

/// So many attempts have to be within a limit, of so many: on a busy machine, minutes of them, and one may be so by luck.
pub const ENOUGH: (usize, usize) = (3, 12);
/// The same of attempts that are long enough not to be within it by luck.
pub const ONE: (usize, usize) = (1, 12);
/// The same of what other programs hardly disturb: work, as opposed to time.
pub const MOST: (usize, usize) = (3, 5);

/// A while of the page's life.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Round {
    /// Frames of the display.
    pub frames: u32,
    /// Those since whose predecessor something was drawn on the map.
    pub drawn: u32,
    /// How long they took together, in milliseconds.
    pub took_ms: f64,
    /// Training steps shown meanwhile.
    pub steps: f64,
    /// Whether points were added to the map meanwhile, or a new one was begun.
    pub sliced: bool,
    /// The main thread's longest task, in milliseconds; 0 if none took 50.
    #[serde(skip)]
    pub longest_task_ms: f64,
    /// How long its longest task worked, waiting for a core not counted, in milliseconds; none where the browser keeps no
    /// record.
    #[serde(skip)]
    pub longest_work_ms: Option<f64>,
}

impl Round {
    /// The share of frames in which the map was drawn.
    pub fn share_drawn(&self) -> f64 {
        f64::from(self.drawn) / f64::from(self.frames)
    }
}

/// Makes attempts, `of` so many at most, until `enough` of them are at most `limit`; returns them all.
///
/// # Errors
/// If an attempt fails, or too few are within the limit: all of them.
pub async fn attempts(
    what: &str,
    limit: f64,
    (enough, of): (usize, usize),
    mut attempt: impl AsyncFnMut() -> Result<f64>,
) -> Result<Vec<f64>> {
    let mut seen = Vec::new();
    while seen.len() < of {
        let value = attempt().await?;
        seen.push(value);
        if seen.iter().filter(|&&value| value <= limit).count() == enough {
            return Ok(seen);
        }
    }
    bail!("{what}: {enough} of {of} attempts are to be at most {limit}, but they came to {seen:.1?}")
}

impl Page {
    /// Milliseconds from opening the page to its being ready; if it has been for some time, the present time.
    ///
    /// # Errors
    /// If it does not get ready.
    pub async fn ready_ms(&self) -> Result<f64> {
        let body = "const done = arguments[arguments.length - 1];
            const root = document.documentElement;
            const look = () => {
                if (root.dataset.state !== 'ready') return;
                observer.disconnect();
                done(performance.now());
            };
            const observer = new MutationObserver(look);
            observer.observe(root, { attributes: true });
            look();";
        Ok(serde_json::from_value(self.script_with_callback(body, &[]).await?)?)
    }

    /// Goes on by a step, so that the slice workers have a plane to project that they have not seen, and presses Re-slice;
    /// milliseconds from then to the first picture of the new slice. The ball is not to be followed.
    ///
    /// # Errors
    /// If none comes.
    pub async fn first_picture_ms(&self) -> Result<f64> {
        self.picture_ms("Number(map.dataset.known) >= 3").await
    }

    /// As [`Page::first_picture_ms`], to the whole slice.
    ///
    /// # Errors
    /// As [`Page::first_picture_ms`].
    pub async fn whole_picture_ms(&self) -> Result<f64> {
        self.picture_ms("map.dataset.complete !== undefined").await
    }

    /// The same, until `there` is true of the `map`. The page looks by itself: to be asked again and again would slow it down.
    async fn picture_ms(&self, there: &str) -> Result<f64> {
        self.step().await?;
        let body = format!(
            "const done = arguments[arguments.length - 1];
            const map = document.getElementById('landscape');
            const before = map.dataset.slice;
            const observer = new MutationObserver(() => {{
                if (map.dataset.slice === before || !({there})) return;
                observer.disconnect();
                done(performance.now() - start);
            }});
            observer.observe(map, {{ attributes: true }});
            const start = performance.now();
            document.getElementById('reslice').click();"
        );
        Ok(serde_json::from_value(self.script_with_callback(&body, &[]).await?)?)
    }

    /// Milliseconds a frame while the map, shown in space, is turned by a key in every frame.
    ///
    /// # Errors
    /// If frames do not come, or the map looks the same afterwards.
    pub async fn turning_frame_ms(&self) -> Result<f64> {
        let body = "const done = arguments[arguments.length - 1];
            const map = document.getElementById('landscape');
            const before = map.toDataURL();
            let [frames, start] = [-10];
            const frame = (time) => {
                if (frames === 0) start = time;
                if (frames === 60) return done([(time - start) / 60, before !== map.toDataURL()]);
                frames += 1;
                map.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
                requestAnimationFrame(frame);
            };
            requestAnimationFrame(frame);";
        let (frame_ms, turned): (f64, bool) = serde_json::from_value(self.script_with_callback(body, &[]).await?)?;
        ensure!(turned, "the map in space looks the same from another side");
        Ok(frame_ms)
    }

    /// Watches the page for so many frames.
    ///
    /// # Errors
    /// If they do not come.
    pub async fn round(&self, frames: u32) -> Result<Round> {
        self.watch(frames, false).await
    }

    /// Watches so many frames, from a press on Re-slice on if that is wanted.
    async fn watch(&self, frames: u32, reslice: bool) -> Result<Round> {
        // What is drawn off the screen is not counted, only what is put on the map.
        let body = "const [count, reslice, done] = arguments;
            if (self.mapDrawn === undefined) {
                const map = document.getElementById('landscape');
                for (const name of ['drawImage', 'putImageData', 'clearRect', 'fillRect', 'fill', 'stroke']) {
                    const draw = CanvasRenderingContext2D.prototype[name];
                    CanvasRenderingContext2D.prototype[name] = function (...values) {
                        if (this.canvas === map) self.mapDrawn = true;
                        return draw.apply(this, values);
                    };
                }
            }
            const now = () => {
                const { slice, known } = document.getElementById('landscape').dataset;
                return { steps: Number(document.getElementById('step-count').value), map: `${slice} ${known}` };
            };
            let [frames, drawn, first, start] = [0, 0];
            const frame = (time) => {
                if (first) {
                    frames += 1;
                    drawn += self.mapDrawn ? 1 : 0;
                } else {
                    [first, start] = [now(), time];
                }
                self.mapDrawn = false;
                if (frames < count) return requestAnimationFrame(frame);
                const last = now();
                done({ frames, drawn, took_ms: time - start, steps: last.steps - first.steps, sliced: last.map !== first.map });
            };
            if (reslice) document.getElementById('reslice').click();
            requestAnimationFrame(frame);";
        self.forget_tasks().await?;
        let arguments = [frames.into(), reslice.into()];
        let seen: Round = serde_json::from_value(self.script_with_callback(body, &arguments).await?)?;
        let longest_task_ms = self.longest_task_ms().await?;
        let longest_work_ms =
            if self.browser.recorder().is_some() { Some(self.longest_work_ms().await?) } else { None };
        Ok(Round { longest_task_ms, longest_work_ms, ..seen })
    }

    /// As [`Page::round`], of a page that trains and slices all the while: a new slice is asked for as it begins.
    ///
    /// # Errors
    /// As [`Page::round`], or if it does not train or slice.
    pub async fn busy_round(&self, frames: u32) -> Result<Round> {
        let round = self.watch(frames, true).await?;
        ensure!(round.steps > 0.0, "the page did not train: {round:?}");
        ensure!(round.sliced, "the page did not slice: {round:?}");
        Ok(round)
    }
}
