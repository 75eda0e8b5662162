//! Holds everything together: messages in, effects out, frames drawn.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use js_sys::futures::spawn_local;
use wasm_bindgen::JsValue;
use web_sys::{Blob, Document, File, Window};

use crate::effect::Effect;
use crate::fetch::fetch_manifest;
use crate::frame::FrameRequest;
use crate::listeners::{Listener, Resizes, Sight, Timer, gallery_seen, listen, prefers_dark};
use crate::message::{Msg, Opened};
use crate::page::{Page, complain};
use crate::photo;
use crate::save::{self, Saved};
use crate::state::{State, Theme};
use crate::update::{THEME_KEY, update};
use crate::views::Views;
use crate::workers::Crew;

/// The app, as long as the page is open.
#[derive(Debug)]
pub struct App {
    window: Window,
    /// The elements.
    pub page: Page,
    state: RefCell<State>,
    views: RefCell<Views>,
    crew: RefCell<Crew>,
    frame: FrameRequest,
    wake: RefCell<Option<Timer>>,
    listeners: RefCell<Vec<Listener>>,
    resizes: RefCell<Option<Resizes>>,
    sight: RefCell<Option<Sight>>,
    /// The last file handed over.
    saved: RefCell<Option<Saved>>,
    /// Messages that came while another was taken in.
    waiting: RefCell<VecDeque<Msg>>,
    /// Whether a message is being taken in.
    busy: Cell<bool>,
    /// Photographs chosen so far.
    photos: Cell<u32>,
}

impl App {
    /// Finds the page and starts.
    ///
    /// # Errors
    /// When the page is not the one this app was built for, or the browser lacks something.
    pub fn open(window: Window, document: &Document) -> Result<Rc<Self>, JsValue> {
        let page = Page::find(document).map_err(|error| JsValue::from_str(&error.to_string()))?;
        let script = document.query_selector("script[data-worker]")?;
        let address = |name: &str| script.as_ref().and_then(|script| script.get_attribute(name));
        let worker = address("data-worker").ok_or("the page does not say where its worker is")?;
        let reader = address("data-reader").ok_or("the page does not say where its reader is")?;
        let slicers = slicers_for(window.navigator().hardware_concurrency());
        let views = Views::new(&page)?;
        let app = Rc::new_cyclic(|weak: &Weak<Self>| Self {
            state: RefCell::new(State::new(slicers)),
            views: RefCell::new(views),
            crew: RefCell::new(Crew::new(weak.clone(), [worker, reader], slicers)),
            frame: FrameRequest::new(weak.clone()),
            wake: RefCell::default(),
            listeners: RefCell::default(),
            resizes: RefCell::default(),
            sight: RefCell::default(),
            saved: RefCell::default(),
            waiting: RefCell::default(),
            busy: Cell::new(false),
            photos: Cell::new(0),
            page,
            window,
        });
        let weak = Rc::downgrade(&app);
        *app.listeners.borrow_mut() = listen(&weak, &app.window, document, &app.page)?;
        let page = &app.page;
        // Some can be out of sight and cost much to draw; the others are cheap, or drawn only when they change.
        let watched = [
            &page.landscape,
            &page.colour_scale,
            &page.cost_chart,
            &page.gradient_chart,
            &page.sharpness_chart,
            &page.network_image,
            &page.weights,
            &page.own_landscape,
            &page.push,
            &page.flip,
            &page.favourites,
        ];
        let others = [
            &page.draw_pad,
            &page.network_input,
            &page.stages,
            &page.offer_images,
            &page.handwriting_images,
            &page.gallery_images,
        ];
        let resized = Resizes::new(watched.into_iter().chain(others).map(AsRef::as_ref), move || {
            if let Some(app) = weak.upgrade() {
                app.say(Msg::Redraw { dark: app.prefers_dark() });
                app.say(gallery_seen(&app.page));
            }
        })?;
        *app.resizes.borrow_mut() = Some(resized);
        let weak = Rc::downgrade(&app);
        let sight = Sight::new(watched.into_iter().map(AsRef::as_ref), move || {
            if let Some(app) = weak.upgrade() {
                app.frame.request(&app.window);
            }
        })?;
        *app.sight.borrow_mut() = Some(sight);
        let theme = app.storage().and_then(|storage| storage.get_item(THEME_KEY).ok().flatten());
        let theme = theme.map_or(Theme::Auto, |name| Theme::from_name(&name));
        app.say(Msg::Opened(Opened { theme, dark: app.prefers_dark() }));
        Ok(app)
    }

    /// Takes a message in, does what follows from it, and has a frame drawn if anything is to be seen.
    pub fn say(&self, msg: Msg) {
        self.take_in(msg);
        if self.state.borrow().dirty.any() {
            self.frame.request(&self.window);
        }
    }

    fn take_in(&self, msg: Msg) {
        self.waiting.borrow_mut().push_back(msg);
        if self.busy.replace(true) {
            return;
        }
        loop {
            let next = self.waiting.borrow_mut().pop_front();
            let Some(msg) = next else { break };
            let effects = {
                let mut state = self.state.borrow_mut();
                update(&mut state, Msg::Clock { now_ms: self.now_ms() });
                update(&mut state, msg)
            };
            effects.into_iter().for_each(|effect| self.perform(effect));
        }
        self.busy.set(false);
    }

    /// Draws what is to be seen.
    pub fn draw(&self) {
        self.take_in(Msg::Frame);
        let seen = |id: &str| self.sight.borrow().as_ref().is_none_or(|sight| sight.sees(id));
        let drawn = self.views.borrow_mut().draw(&self.page, &self.state.borrow(), self.reduces_motion(), &seen);
        match drawn {
            Ok(next) => {
                if next.at_once {
                    self.frame.request(&self.window);
                }
                *self.wake.borrow_mut() = next.wait_ms.and_then(|wait_ms| self.wake_in(wait_ms));
            }
            // A picture that cannot be drawn is no reason to stop training.
            Err(error) => complain(&error),
        }
        self.take_in(Msg::Drawn);
    }

    /// Reads a picture of a digit, and says what became of it.
    pub fn take_photo(&self, file: File) {
        let (weak, window) = (self.crew.borrow().app().clone(), self.window.clone());
        let number = self.photos.get() + 1;
        self.photos.set(number);
        spawn_local(async move {
            let Some(document) = window.document() else { return };
            let photo = photo::read(&window, &document, &file).await;
            // The last one chosen counts, however long an earlier one takes.
            if let Some(app) = weak.upgrade().filter(|app| app.photos.get() == number) {
                app.say(Msg::PhotoTaken(photo));
            }
        });
    }

    /// (a, b) under a place on the map, in CSS pixels.
    #[must_use]
    pub fn plane_under(&self, x: f64, y: f64) -> Option<(f32, f32)> {
        self.views.borrow().plane_under(x, y)
    }

    /// How far a place on the map's canvas is from the ball, in CSS pixels.
    #[must_use]
    pub fn from_ball(&self, place: (f64, f64)) -> Option<f64> {
        self.views.borrow().from_ball(&self.state.borrow(), place)
    }

    /// Whether the map is shown in space.
    #[must_use]
    pub fn shows_relief(&self) -> bool {
        self.state.borrow().shows_relief()
    }

    /// The parameter that a place on the pictures of the first layer's weights shows.
    #[must_use]
    pub fn weight_under(&self, x: f64, y: f64) -> Option<u32> {
        self.views.borrow().weight_under(x, y)
    }

    /// The parameter that a place on the picture of the whole network shows.
    #[must_use]
    pub fn parameter_under(&self, place: (f64, f64)) -> Option<u32> {
        self.views.borrow().parameter_under(&self.state.borrow(), place)
    }

    /// The step under a place on chart 0, 1 or 2, in CSS pixels.
    #[must_use]
    pub fn step_under(&self, chart: usize, x: f64) -> Option<f64> {
        self.views.borrow().step_under(chart, x)
    }

    /// The crew, to hand it what came from its workers.
    pub(crate) fn crew(&self) -> &RefCell<Crew> {
        &self.crew
    }

    fn perform(&self, effect: Effect) {
        match effect {
            Effect::Trainer(message, payload) => self.crew.borrow_mut().tell_trainer(&message, &payload),
            Effect::Slicer(index, message, payload) => self.crew.borrow_mut().tell_slicer(index, &message, &payload),
            Effect::Reader(message, payload) => self.crew.borrow_mut().tell_reader(&message, &payload),
            Effect::EndReader => self.crew.borrow_mut().end_reader(),
            Effect::Spawn(who) => self.crew.borrow_mut().spawn(who),
            Effect::StopWorkers => self.crew.borrow_mut().stop(),
            Effect::FetchManifest => fetch_manifest(self.crew.borrow().app()),
            Effect::ScrollGallery { top, into_view } => {
                Views::scroll_gallery(&self.page, &self.state.borrow(), top, into_view);
            }
            Effect::ShowPad => Views::show_pad(&self.page),
            Effect::DrawSeed => match getrandom::u64() {
                // A seed that can be read out in class is worth more than 64 random bits.
                Ok(bits) => self.say(Msg::SeedDrawn(bits % 1_000_000)),
                Err(error) => complain(&JsValue::from_str(&error.to_string())),
            },
            Effect::Remember { key, value } => {
                // Without storage the choice lasts for this visit.
                let _ = self.storage().map(|storage| storage.set_item(key, value));
            }
            Effect::Save { name, mime, bytes } => match save::file(mime, &bytes) {
                Ok(file) => self.hand_over(&name, &file),
                Err(error) => complain(&error),
            },
            Effect::SavePicture { name, title, about } => {
                let app = self.crew.borrow().app().clone();
                let made = move |file: Blob| {
                    if let Some(app) = app.upgrade() {
                        app.hand_over(&name, &file);
                    }
                };
                let print = self.views.borrow_mut().print(&self.page, &self.state.borrow(), &title, &about);
                print.and_then(|print| save::picture(&print, made)).unwrap_or_else(|error| complain(&error));
            }
        }
    }

    fn hand_over(&self, name: &str, file: &Blob) {
        let Some(document) = self.window.document() else { return };
        match Saved::new(&document, name, file) {
            Ok(saved) => *self.saved.borrow_mut() = Some(saved),
            Err(error) => complain(&error),
        }
    }

    fn wake_in(&self, wait_ms: f64) -> Option<Timer> {
        let app = self.crew.borrow().app().clone();
        let due = move || {
            if let Some(app) = app.upgrade() {
                app.frame.request(&app.window);
            }
        };
        Timer::after(wait_ms, due).map_err(|error| complain(&error)).ok()
    }

    /// Milliseconds since the page was opened.
    fn now_ms(&self) -> f64 {
        self.window.performance().map_or(0.0, |performance| performance.now())
    }

    fn prefers_dark(&self) -> bool {
        prefers_dark(&self.window).is_some_and(|media| media.matches())
    }

    fn reduces_motion(&self) -> bool {
        let media = self.window.match_media("(prefers-reduced-motion: reduce)").ok().flatten();
        media.is_some_and(|media| media.matches())
    }

    fn storage(&self) -> Option<web_sys::Storage> {
        self.window.local_storage().ok().flatten()
    }
}

/// How many slice workers `cores` cores (0 or no number when unknown) are worth: one core is left to the trainer and the
/// page, but not on two, where the trainer stands still whenever a first picture is wanted and needs little at a pace one
/// can follow.
fn slicers_for(cores: f64) -> usize {
    let cores = if cores.is_finite() { cores as usize } else { 1 };
    cores.saturating_sub(1).max(cores.min(2)).clamp(1, 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_cores_slice_together_and_more_leave_one_free() {
        for (cores, slicers) in [(f64::NAN, 1), (0.0, 1), (1.0, 1), (2.0, 2), (3.0, 2), (4.0, 3), (64.0, 8)] {
            assert_eq!(slicers_for(cores), slicers, "{cores} cores");
        }
    }
}
