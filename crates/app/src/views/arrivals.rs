//! The map as slices arrive: which one is on it since when, and whether it is all that is known.

use wasm_bindgen::JsValue;

use super::canvas::{Palette, Survey};
use super::ground::Ground;
use crate::state::State;

/// See the module.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Arrivals {
    /// The slice shown last, and when it came.
    slice: Option<(u32, f64)>,
    /// The stage of it: the distance of known points.
    stage: Option<usize>,
    /// Whether the map is not what is known: it was out of sight, or its ground is only begun.
    stale: bool,
}

/// What became of the map in a frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrived {
    /// Whether a slice has come, or more points of it.
    pub(super) news: bool,
    /// Whether the map was drawn.
    pub(super) drawn: bool,
    /// What that did for the ground.
    pub(super) survey: Survey,
    /// Whether the map goes on moving by itself.
    pub(super) moves: bool,
}

impl Arrivals {
    const FADE_MS: f64 = 200.0;
    /// In so many frames the map is whole: one that was begun, and the two of what is known by then.
    const WHOLE: usize = 3;

    /// Draws the map, if it is `seen` and not what is known. `still` is for who asked for less motion.
    pub(super) fn draw(
        &mut self,
        ground: &mut Ground,
        state: &State,
        palette: &Palette,
        still: bool,
        seen: bool,
    ) -> Result<Arrived, JsValue> {
        let view = state.landscape.shown.as_ref();
        if let Some(job) = view.map(|view| view.job).filter(|job| self.slice.is_none_or(|(shown, _)| shown != *job)) {
            self.slice = Some((job, state.now_ms));
        }
        let age_ms = self.slice.map_or(f64::INFINITY, |(_, came_at_ms)| state.now_ms - came_at_ms);
        let stage = view.and_then(|view| view.slice.stage()).map(|stage| stage.stride);
        let news = stage != self.stage || age_ms == 0.0;
        self.stage = stage;
        // A frame more after the end, so that it is drawn whole.
        let fades = !still && age_ms < Self::FADE_MS + 50.0;
        self.stale |= state.dirty.landscape || fades;
        let drawn = self.stale && seen;
        let mut survey = Survey::Same;
        if drawn {
            // Even if it cannot be drawn: the rest of the page must not wait for it.
            self.stale = false;
            let blend = if still { 1.0 } else { (age_ms / Self::FADE_MS).clamp(0.0, 1.0) as f32 };
            survey = ground.draw(state, palette, blend)?;
            self.stale = survey == Survey::Begun;
        }
        Ok(Arrived { news, drawn, survey, moves: seen && fades || survey == Survey::Begun })
    }

    /// Draws the map whole, seen or not, however far it has come on the page.
    pub(super) fn complete(&mut self, ground: &mut Ground, state: &State, palette: &Palette) -> Result<(), JsValue> {
        for _ in 0..Self::WHOLE {
            if ground.draw(state, palette, 1.0)? != Survey::Begun {
                break;
            }
        }
        // The numbers beside it are still those of what was shown.
        self.stale = true;
        Ok(())
    }
}
