//! Shows the state. Only views write to the page; they read the state and change none of it.

pub mod alone;
mod arrivals;
mod calm;
pub mod canvas;
pub mod charts;
mod controls;
mod frames;
pub mod gallery;
mod ground;
pub mod handwriting;
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
mod turns;

use std::fmt;

use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

use crate::page::{Page, disable, set_attribute, set_text};
use crate::state::State;
use alone::AlonePictures;
use arrivals::Arrivals;
use calm::Calm;
use canvas::{Levels, Palette, Print, Survey, Theme};
use frames::{Frames, Room};
use pictures::Pictures;
use turns::{Changes, Costly, Turns};

/// Everything that draws.
pub struct Views {
    pictures: Pictures,
    alone_pictures: AlonePictures,
    /// Numbers: nobody reads them at every frame, and each write costs the browser a layout.
    numbers: Calm,
    /// The numbers beside the map, and its colour scale.
    beside: Calm,
    reading: Calm,
    /// Texts that describe pictures.
    texts: Calm,
    /// Those about one digit alone: they change with every step, and each change costs a layout of several lines.
    alone_texts: Calm,
    turns: Turns,
    /// What has changed since the network's picture was begun.
    network: Changes,
    /// The charts, all at once, when someone points at a step.
    pointing: Calm,
    /// The step pointed at last.
    pointed_at: Option<u64>,
    arrivals: Arrivals,
    frames: Frames,
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
    /// Views on this page.
    ///
    /// # Errors
    /// When the browser has no 2-D context for a canvas.
    pub fn new(page: &Page) -> Result<Self, JsValue> {
        Ok(Self {
            pictures: Pictures::new(page)?,
            alone_pictures: AlonePictures::new(page)?,
            numbers: Calm::new(80.0),
            beside: Calm::new(80.0),
            reading: Calm::new(60.0),
            texts: Calm::new(1000.0),
            alone_texts: Calm::new(250.0),
            turns: Turns::new(),
            network: Changes::default(),
            pointing: Calm::new(30.0),
            pointed_at: None,
            arrivals: Arrivals::default(),
            frames: Frames::default(),
        })
    }

    /// The map as a picture by itself, with these words.
    ///
    /// # Errors
    /// When the browser refuses a drawing call.
    pub fn print(
        &mut self,
        page: &Page,
        state: &State,
        title: &str,
        about: &str,
    ) -> Result<HtmlCanvasElement, JsValue> {
        let palette = palette(state);
        self.arrivals.complete(&mut self.pictures.ground, state, &palette)?;
        let levels = self.pictures.ground.levels();
        canvas::print(&Print { map: &page.landscape, levels, title, about }, &palette)
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
        if dirty.look {
            canvas::layout_changed();
            self.turns.hurry();
            self.texts.hurry();
        }
        if dirty.controls {
            // Someone has done something, and sees at once what follows.
            let calm = [&mut self.numbers, &mut self.beside, &mut self.reading, &mut self.alone_texts];
            calm.into_iter().for_each(Calm::hurry);
        }
        if dirty.pad {
            self.pictures.pad(state, &palette)?;
            for (button, can) in [
                (&page.undo, state.drawing.can_undo()),
                (&page.redo, state.drawing.can_redo()),
                (&page.clear, !state.drawing.is_empty()),
            ] {
                disable(button, !can, &page.draw_pad);
            }
            set_attribute(&page.draw_pad, "data-empty", state.drawing.is_empty().then_some(""));
        }
        if dirty.handwriting || dirty.controls || dirty.pad {
            handwriting::draw(page, state);
        }
        if dirty.handwriting {
            self.pictures.hand(state, &palette)?;
        }
        let map_seen = dirty.look || seen("landscape") || seen("colour-scale");
        let map = self.arrivals.draw(&mut self.pictures.ground, state, &palette, still, map_seen)?;
        if map.survey == Survey::Done {
            map::shown(page, state);
        }
        if map.news {
            // The map in words is of the map that is seen.
            self.texts.hurry();
        }
        if dirty.scale {
            self.beside.hurry();
        }
        // Levels are those of the ground that was drawn last, be that long after it was known.
        self.beside.ask(dirty.landscape || dirty.scale || dirty.readouts || map.drawn);
        self.ask(state, seen);
        // New ground and what is worked out for one digit are as much as a frame can do: the rest comes in the next.
        let full = map.survey != Survey::Same || map.news || state.alone.has_worked;
        let room = self.frames.room(full, dirty.pad || dirty.controls);
        self.fill(if dirty.look { Room::Both } else { room }, page, state, &palette)?;
        if dirty.gallery && state.gallery.open {
            gallery::draw(page, state);
            self.pictures.gallery(state, &palette)?;
        }
        let settles = state.landscape.window_due_ms.map(|due_ms| (due_ms - now_ms).max(0.0));
        let calm = [&self.numbers, &self.beside, &self.reading, &self.texts, &self.alone_texts, &self.pointing];
        let waits = calm.into_iter().filter_map(|calm| calm.wait_ms(now_ms));
        let wait_ms = waits.chain(self.turns.wait_ms(now_ms)).chain(settles).reduce(f64::min);
        let climbs = state.alone.is_at_work() && !state.run.running && !state.run.theta.is_empty();
        let overdue = wait_ms.is_some_and(|wait_ms| wait_ms <= 0.0);
        Ok(Next { at_once: map.moves || climbs || overdue, wait_ms })
    }

    /// Notes what has to be written or drawn, now or later.
    fn ask(&mut self, state: &State, seen: &dyn Fn(&str) -> bool) {
        let dirty = state.dirty;
        // An exact cost grows old by itself.
        self.numbers.ask(dirty.controls || dirty.readouts || state.run.running);
        if dirty.pad {
            self.reading.hurry();
            self.alone_texts.hurry();
        }
        self.reading.ask(dirty.reading);
        self.texts.ask(dirty.any());
        self.pointing.ask(self.pointed_at != state.chart_cursor);
        self.pointed_at = state.chart_cursor;
        for (chart, id) in Costly::CHARTS.into_iter().zip(["cost-chart", "gradient-chart", "sharpness-chart"]) {
            self.turns.of(chart).ask(dirty.charts);
            self.turns.of(chart).show(seen(id));
        }
        self.network.note(dirty.reading);
        self.turns.of(Costly::Network).ask(dirty.reading);
        self.turns.of(Costly::Network).show(seen("network-image"));
        self.turns.of(Costly::Weights).ask(dirty.weights);
        self.turns.of(Costly::Weights).show(seen("weights"));
        if dirty.alone || dirty.landscape {
            self.alone_pictures.changed();
            self.turns.of(Costly::Alone).ask(true);
            self.alone_texts.ask(true);
        }
        let pictures = ["own-landscape", "push", "flip", "favourites"];
        let alone_seen = state.alone.open && pictures.into_iter().any(seen);
        if self.alone_pictures.come_in_sight(alone_seen) {
            self.turns.of(Costly::Alone).hurry();
        }
        self.turns.of(Costly::Alone).show(alone_seen);
        self.alone_texts.show(state.alone.open);
    }

    /// Words and costly pictures, as far as there is room.
    fn fill(&mut self, room: Room, page: &Page, state: &State, palette: &Palette) -> Result<(), JsValue> {
        if room == Room::Nothing || room == Room::Picture && self.costly(page, state, palette)? {
            return Ok(());
        }
        let wrote = self.words(page, state, palette)?;
        self.frames.note(wrote && room != Room::Both);
        if room == Room::Both || room == Room::Words && !wrote {
            self.costly(page, state, palette)?;
        }
        Ok(())
    }

    /// Numbers and texts that are due. Whether there were any.
    fn words(&mut self, page: &Page, state: &State, palette: &Palette) -> Result<bool, JsValue> {
        let calm = [&mut self.beside, &mut self.numbers, &mut self.reading, &mut self.texts, &mut self.alone_texts];
        let [beside, numbers, reading, texts, alone_texts] = calm.map(|calm| calm.due(state.now_ms));
        if beside {
            self.pictures.scale(state, palette)?;
            let levels = self.pictures.ground.levels();
            map::scale(page, levels);
            map::draw(page, state, levels.is_some_and(Levels::is_logarithmic));
        }
        if numbers {
            status::draw(page, state);
            readouts::draw(page, state);
            charts::draw(page, state);
        }
        if reading {
            reading::draw(page, state);
        }
        if texts {
            write_texts(page, state);
        }
        if alone_texts {
            alone::texts(page, state);
        }
        Ok(beside || numbers || reading || texts || alone_texts)
    }

    /// The costly picture whose turn it is; all of them in other sizes or colours, and all charts when one is pointed at.
    /// Whether there was one.
    fn costly(&mut self, page: &Page, state: &State, palette: &Palette) -> Result<bool, JsValue> {
        if self.pointing.due(state.now_ms) {
            charts::draw(page, state);
            for chart in Costly::CHARTS {
                self.turns.of(chart).hurry();
                if self.turns.of(chart).due(state.now_ms) {
                    self.picture(chart, state, palette)?;
                }
            }
            return Ok(true);
        }
        let mut drawn = false;
        while let Some(picture) = self.turns.take(state.now_ms) {
            self.picture(picture, state, palette)?;
            drawn = true;
            if !state.dirty.look {
                break;
            }
        }
        Ok(drawn)
    }

    fn picture(&mut self, picture: Costly, state: &State, palette: &Palette) -> Result<(), JsValue> {
        match picture {
            Costly::Cost => self.pictures.cost_chart(state, palette),
            Costly::Gradient => self.pictures.gradient_chart(state, palette),
            Costly::Sharpness => self.pictures.sharpness_chart(state, palette),
            Costly::Network => {
                let part = self.pictures.network(state, palette)?;
                let changed = self.network.after(part);
                if part.last {
                    self.turns.of(Costly::Network).ask(changed);
                } else {
                    self.turns.follow(Costly::Network);
                }
                Ok(())
            }
            Costly::Weights => self.pictures.weights(state, palette),
            Costly::Alone => {
                let more = self.alone_pictures.draw_next(state, palette)?;
                self.turns.of(Costly::Alone).ask(more);
                if self.alone_pictures.are_behind() {
                    self.turns.of(Costly::Alone).hurry();
                }
                Ok(())
            }
        }
    }

    /// Scrolls the gallery's images so far down, and the page to them if wanted.
    pub fn scroll_gallery(page: &Page, state: &State, top: f64, into_view: bool) {
        gallery::scroll(page, state, top, into_view);
    }

    /// Scrolls the page so that the pad is seen.
    pub fn show_pad(page: &Page) {
        gallery::show_pad(page);
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
fn write_texts(page: &Page, state: &State) {
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
