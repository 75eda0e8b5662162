//! Shows the state. Only views write to the page; they read the state and change none of it.

mod calm;
pub mod canvas;
pub mod charts;
mod controls;
mod ground;
pub mod map;
pub mod network;
mod offer;
mod pictures;
pub mod reading;
pub mod readouts;
mod runs;
mod stability;
pub mod status;
#[cfg(test)]
mod tests;

use std::fmt;

use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

use crate::page::{Page, set_attribute, set_text};
use crate::state::{Dirty, State};
use calm::Calm;
use canvas::{Palette, Print, Theme};
use pictures::Pictures;

/// Everything that draws.
pub struct Views {
    pictures: Pictures,
    /// Numbers: nobody reads them at every frame, and each write costs the browser a layout.
    numbers: Calm,
    /// The numbers beside the map, and its colour scale.
    beside: Calm,
    reading: Calm,
    /// Texts that describe pictures.
    texts: Calm,
    /// Pictures that are costly and need not move at every frame.
    network: Calm,
    weights: Calm,
    charts: Calm,
    /// The slice shown last, and when it came.
    slice: Option<(u32, f64)>,
    /// The stage of it: the distance of known points.
    stage: Option<usize>,
}

impl fmt::Debug for Views {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Views").finish_non_exhaustive()
    }
}

/// When the next frame is due.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Next {
    /// Something is moving.
    pub at_once: bool,
    /// Something was put off, for so long.
    pub wait_ms: Option<f64>,
}

impl Views {
    const FADE_MS: f64 = 200.0;

    /// Views on this page.
    ///
    /// # Errors
    /// When the browser has no 2-D context for a canvas.
    pub fn new(page: &Page) -> Result<Self, JsValue> {
        Ok(Self {
            pictures: Pictures::new(page)?,
            numbers: Calm::new(80.0),
            beside: Calm::new(80.0),
            reading: Calm::new(30.0),
            texts: Calm::new(1000.0),
            network: Calm::new(100.0),
            weights: Calm::new(250.0),
            charts: Calm::new(50.0),
            slice: None,
            stage: None,
        })
    }

    /// The map as a picture by itself, with these words.
    ///
    /// # Errors
    /// When the browser refuses a drawing call.
    pub fn print(&self, page: &Page, state: &State, title: &str, about: &str) -> Result<HtmlCanvasElement, JsValue> {
        let levels = self.pictures.ground.levels();
        canvas::print(&Print { map: &page.landscape, levels, title, about }, &palette(state))
    }

    /// Draws what has changed. `still` is for who asked for less motion. What is not `seen`, by id, waits until it is.
    ///
    /// # Errors
    /// When the browser refuses a drawing call.
    pub fn draw(
        &mut self,
        page: &Page,
        state: &State,
        still: bool,
        seen: &dyn Fn(&str) -> bool,
    ) -> Result<Next, JsValue> {
        let (now_ms, dirty) = (state.now_ms, state.dirty);
        let palette = palette(state);
        if dirty.controls {
            controls::draw(page, state);
            runs::draw(page, state);
            offer::draw(page, state);
            self.pictures.offer(state, &palette)?;
            stability::draw(page, state);
        }
        if dirty == Dirty::ALL {
            // Another size or other colours: nothing can be put off.
            canvas::layout_changed();
            [&mut self.network, &mut self.weights, &mut self.charts, &mut self.texts].into_iter().for_each(Calm::hurry);
        }
        if dirty.controls {
            // Someone has done something, and sees at once what follows.
            [&mut self.numbers, &mut self.beside, &mut self.reading].into_iter().for_each(Calm::hurry);
        }
        // An exact cost grows old by itself.
        self.numbers.ask(dirty.controls || dirty.readouts || state.run.running);
        if self.numbers.due(now_ms) {
            status::draw(page, state);
            readouts::draw(page, state);
        }
        if dirty.pad {
            self.pictures.pad(state, &palette)?;
            page.undo.set_disabled(!state.drawing.can_undo());
            page.redo.set_disabled(!state.drawing.can_redo());
            page.clear.set_disabled(state.drawing.is_empty());
            set_attribute(&page.draw_pad, "data-empty", state.drawing.is_empty().then_some(""));
        }
        if dirty.pad {
            self.reading.hurry();
        }
        self.reading.ask(dirty.reading);
        if self.reading.due(now_ms) {
            reading::draw(page, state);
        }
        let at_once = self.landscape(page, state, &palette, still)?;
        self.charts.ask(dirty.charts);
        self.charts.show(seen("cost-chart") || seen("gradient-chart") || seen("sharpness-chart"));
        if self.charts.due(now_ms) {
            self.pictures.charts(state, &palette)?;
            charts::draw(page, state);
        }
        self.network.ask(dirty.reading);
        self.network.show(seen("network-image"));
        if self.network.due(now_ms) {
            self.pictures.network(state, &palette)?;
        }
        self.weights.ask(dirty.weights);
        self.weights.show(seen("weights"));
        if self.weights.due(now_ms) {
            self.pictures.weights(state, &palette)?;
        }
        self.texts.ask(dirty.any());
        if self.texts.due(now_ms) {
            texts(page, state);
        }
        let settles = state.landscape.window_due_ms.map(|due_ms| (due_ms - now_ms).max(0.0));
        let calm =
            [&self.numbers, &self.beside, &self.reading, &self.charts, &self.network, &self.weights, &self.texts];
        let waits = calm.into_iter().filter_map(|calm| calm.wait_ms(now_ms));
        let wait_ms = waits.chain(settles).reduce(f64::min);
        Ok(Next { at_once, wait_ms })
    }

    /// The map, and whether it goes on moving by itself.
    fn landscape(&mut self, page: &Page, state: &State, palette: &Palette, still: bool) -> Result<bool, JsValue> {
        let job = state.landscape.shown.as_ref().map(|view| view.job);
        if let Some(job) = job.filter(|job| self.slice.is_none_or(|(shown, _)| shown != *job)) {
            self.slice = Some((job, state.now_ms));
        }
        let age_ms = self.slice.map_or(f64::INFINITY, |(_, came_at_ms)| state.now_ms - came_at_ms);
        let stage = state.landscape.shown.as_ref().and_then(|view| view.slice.stage()).map(|stage| stage.stride);
        if stage != self.stage || age_ms == 0.0 {
            // The map in words is of the map that is seen.
            self.stage = stage;
            self.texts.hurry();
        }
        // A frame more after the end, so that it is drawn whole.
        let fades = !still && age_ms < Self::FADE_MS + 50.0;
        let dirty = state.dirty;
        if dirty.landscape || fades {
            let blend = if still { 1.0 } else { (age_ms / Self::FADE_MS).clamp(0.0, 1.0) as f32 };
            self.pictures.ground.draw(state, palette, blend)?;
        }
        if dirty.scale {
            self.beside.hurry();
        }
        self.beside.ask(dirty.landscape || dirty.scale || dirty.readouts);
        if self.beside.due(state.now_ms) {
            self.pictures.scale(state, palette)?;
            map::scale(page, self.pictures.ground.levels());
            map::draw(page, state);
        }
        Ok(fades)
    }

    /// (a, b) under a place on the map, in CSS pixels.
    #[must_use]
    pub fn plane_under(&self, x: f64, y: f64) -> Option<(f32, f32)> {
        self.pictures.ground.plane_under(x, y)
    }

    /// How far a place on the map's canvas is from the ball, in CSS pixels.
    #[must_use]
    pub fn from_ball(&self, state: &State, (x, y): (f64, f64)) -> Option<f64> {
        let ball = state.landscape.ball?;
        let place = self.pictures.ground.place_of(ball.a, ball.b, y)?;
        Some((place.0 - x).hypot(place.1 - y))
    }

    /// The parameter at a place on the picture of the whole network, in CSS pixels: a bias, or a weight between neurons.
    #[must_use]
    pub fn parameter_under(&self, state: &State, place: (f64, f64)) -> Option<u32> {
        self.pictures.parameter_under(state, place)
    }

    /// The parameter, counted from 0, that a place on the pictures of the first layer's weights shows.
    #[must_use]
    pub fn weight_under(&self, x: f64, y: f64) -> Option<u32> {
        self.pictures.weight_under(x, y)
    }

    /// The step under a place on chart 0, 1 or 2, in CSS pixels.
    #[must_use]
    pub fn step_under(&self, chart: usize, x: f64) -> Option<f64> {
        self.pictures.step_under(chart, x)
    }
}

fn palette(state: &State) -> Palette {
    let dark = match state.choices.theme {
        crate::state::Theme::Auto => state.dark,
        crate::state::Theme::Light => false,
        crate::state::Theme::Dark => true,
    };
    let scale = if state.choices.presenter { 1.5 } else { 1.0 };
    Palette::new(if dark { Theme::Dark } else { Theme::Light }, scale)
}

/// The texts beside the pictures. What the page says before there is anything to say stays until then.
fn texts(page: &Page, state: &State) {
    let texts = [
        (&page.landscape_text, map::in_words(state)),
        (&page.cost_chart_text, charts::cost_in_words(state)),
        (&page.gradient_chart_text, charts::gradient_in_words(state)),
        (&page.sharpness_chart_text, stability::in_words(state)),
        (&page.network_image_text, network::flow_in_words(state)),
        (&page.weights_text, network::weights_in_words(state)),
    ];
    for (element, text) in texts {
        if let Some(text) = text {
            set_text(element, &text);
        }
    }
}
