//! The digit on the pad by itself: its own landscape, what it would change, and what would change it.

use costscape_core::data::{CLASSES, PIXELS};
use costscape_core::landscape::Extent;
use wasm_bindgen::JsValue;

use super::canvas::{
    Axes, Ball, FlipInput, FlipView, LandscapeInput, LandscapeView, Palette, Picture, ProfileInput, ProfileView,
    Spacing, SpecimensInput, SpecimensView, Survey, WeightsInput, WeightsView,
};
use super::ground::on_map;
use crate::numbers::{coordinate, cost};
use crate::page::{Page, set_text};
use crate::state::{OwnSlice, State};

/// Its canvases.
pub(super) struct AlonePictures {
    map: LandscapeView,
    section: ProfileView,
    push: WeightsView,
    flip: FlipView,
    favourites: SpecimensView,
    /// How many are still to be drawn in this round, the last one first.
    left: usize,
    /// Whether something has changed since the round began: then another follows.
    again: bool,
    /// Whether its map was begun in the last turn.
    begun: bool,
    /// Whether they can be seen.
    seen: bool,
    /// Whether the round that makes them current, since they came in sight, is not over.
    behind: bool,
}

impl AlonePictures {
    /// How many there are.
    const COUNT: usize = 4;

    pub(super) fn new(page: &Page) -> Result<Self, JsValue> {
        Ok(Self {
            map: LandscapeView::new(page.own_landscape.clone())?,
            section: ProfileView::new(page.own_landscape.clone())?,
            push: WeightsView::new(page.push.clone())?,
            flip: FlipView::new(page.flip.clone())?,
            favourites: SpecimensView::new(page.favourites.clone())?,
            left: 0,
            again: false,
            begun: false,
            seen: false,
            behind: false,
        })
    }

    /// What they show has changed.
    pub(super) fn changed(&mut self) {
        if self.left == 0 {
            self.left = Self::COUNT;
        } else {
            self.again |= self.left < Self::COUNT;
        }
    }

    /// They can be seen or not. Whether they have just come in sight: the words beside them have not waited.
    pub(super) fn come_in_sight(&mut self, seen: bool) -> bool {
        let come = seen && !self.seen;
        (self.seen, self.behind) = (seen, come || self.behind && seen);
        come
    }

    /// Whether the next of them should follow at once.
    pub(super) fn are_behind(&self) -> bool {
        self.behind
    }

    /// Draws the next of them, since all in one frame would be a long one. Whether there are more to be drawn.
    pub(super) fn draw_next(&mut self, state: &State, palette: &Palette) -> Result<bool, JsValue> {
        self.left = self.left.saturating_sub(1);
        match self.left {
            0 => {
                let begun = self.landscape(state, palette)? == Survey::Begun;
                // It takes two turns. Not more, if it has become another one meanwhile: the others want theirs.
                self.begun = begun && !self.begun;
                if self.begun {
                    self.left = 1;
                    return Ok(true);
                }
                self.again |= begun;
            }
            1 => self.push(state, palette)?,
            2 => self.flip(state, palette)?,
            _ => self.favourites(state, palette)?,
        }
        self.behind &= self.left > 0;
        if self.left == 0 && std::mem::take(&mut self.again) {
            self.left = Self::COUNT;
        }
        Ok(self.left > 0)
    }

    fn push(&mut self, state: &State, palette: &Palette) -> Result<(), JsValue> {
        let architecture = &state.run.start.architecture;
        let step = state.alone.push.as_ref().map_or(&[][..], |push| &push.step);
        self.push.draw(&WeightsInput { architecture, theta: step, marked: &[] }, palette)
    }

    fn flip(&mut self, state: &State, palette: &Palette) -> Result<(), JsValue> {
        let flip = state.alone.flip.as_ref().and_then(|(image, flip)| Some((image, flip.as_ref()?)));
        let flip = flip.map(|(image, flip)| FlipInput { before: &image[..], after: &flip.greys });
        self.flip.draw(flip.as_ref(), palette)
    }

    fn favourites(&mut self, state: &State, palette: &Palette) -> Result<(), JsValue> {
        let mut pixels = Vec::with_capacity(CLASSES * PIXELS);
        for favourite in &state.alone.favourites {
            pixels.extend(favourite.greys().iter().map(|grey| (grey * 255.0).round() as u8));
        }
        let labels: Vec<u8> = (0..CLASSES as u8).collect();
        self.favourites.draw(&SpecimensInput { pixels: &pixels, labels: &labels, framed: &[] }, palette)
    }

    fn landscape(&mut self, state: &State, palette: &Palette) -> Result<Survey, JsValue> {
        let own = state.alone.slice.as_ref();
        let view = state.landscape.shown.as_ref().filter(|view| own.is_some_and(|own| own.job == view.job));
        let picture = own.and_then(|own| own.slice.picture());
        let (Some(own), Some(view), Some((side, values))) = (own, view, picture) else {
            let empty = missing_in_short(state).unwrap_or("waiting for the map…");
            return self.map.draw(&LandscapeInput { empty, ..LandscapeInput::default() }, palette);
        };
        let extent = own.slice.grid().extent();
        let spacing = Spacing::of(state.choices.map_log, &values);
        let (along_a, along_b) = view.axis_names();
        let Extent { centre, half_range } = extent;
        if view.kind.is_line() {
            let ball = state.landscape.ball.map(|ball| (ball.a, ball.off, own_cost(state), None));
            let input = ProfileInput {
                values: &values,
                centre: centre.0,
                half_range,
                window: (centre.0, half_range),
                logarithmic: spacing == Spacing::Logarithmic,
                along: along_a,
                height: "cost of this digit",
                ball,
                ..ProfileInput::default()
            };
            self.section.draw(&input, palette)?;
            return Ok(Survey::Same);
        }
        let unit = view.frame.plane().unit();
        let input = LandscapeInput {
            picture: Some(Picture { slice: own.number, side, values: &values, extent }),
            spacing,
            axes: Axes { along_a, along_b, arrow: None, height: "cost of this digit" },
            ball: state.landscape.ball.map(|ball| Ball { a: ball.a, b: ball.b, off_plane: on_map(ball.off, unit) }),
            hurried: state.run.running,
            blend: 1.0,
            ..LandscapeInput::default()
        };
        self.map.draw(&input, palette)
    }
}

/// What the digit costs where the network stands.
fn own_cost(state: &State) -> Option<f64> {
    state.alone.push.as_ref().map(|push| push.cost)
}

/// The texts beside the pictures.
pub(super) fn texts(page: &Page, state: &State) {
    set_text(&page.own_landscape_text, &landscape_in_words(state));
    set_text(&page.push_text, &push_in_words(state));
    set_text(&page.flip_text, &flip_in_words(state));
    set_text(&page.favourites_text, &favourites_in_words(state));
}

/// What is missing before anything can be said of the digit.
fn missing(state: &State) -> Option<&'static str> {
    match (state.drawing.image(), state.drawing.label()) {
        (None, _) => Some("Draw a digit, or show one from the data."),
        (_, None) => Some("Say beside the pad what your digit is: its cost depends on that."),
        _ => None,
    }
}

/// As [`missing`], in the picture.
fn missing_in_short(state: &State) -> Option<&'static str> {
    match (state.drawing.image(), state.drawing.label()) {
        (None, _) => Some("no digit"),
        (_, None) => Some("what is it?"),
        _ => None,
    }
}

/// The digit's own landscape.
#[must_use]
pub fn landscape_in_words(state: &State) -> String {
    if let Some(missing) = missing(state) {
        return missing.to_owned();
    }
    let (Some(own), Some(label)) = (&state.alone.slice, state.drawing.label()) else {
        return "Waits for the map.".to_owned();
    };
    // Off the plane the map's heights are not those of the network.
    let off = state.landscape.ball.map(|ball| ball.off).filter(|off| *off >= 0.0005);
    let off = off.map_or_else(String::new, |off| format!(", {off:.3} off this plane"));
    let here = own_cost(state)
        .map_or_else(String::new, |here| format!(" It costs {} where the network stands{off}.", cost(here)));
    let lowest = lowest(own).map_or_else(String::new, |((a, b), low)| {
        format!(" Lowest {} at a {}, b {}.", cost(low), coordinate(a), coordinate(b))
    });
    let of_cost = state.landscape.shown.as_ref().is_some_and(|view| view.is_of_training_cost());
    let mean = if of_cost { ": the map is the mean of such landscapes" } else { "" };
    let all = state.true_height().filter(|_| of_cost);
    let all = all.map_or_else(String::new, |all| format!(" Over all training images the cost here is {}.", cost(all)));
    let label = state.data.class_name(label.into());
    format!("The map’s plane, with the cost of this one {label} alone{mean}.{here}{all}{lowest}")
}

fn lowest(own: &OwnSlice) -> Option<((f32, f32), f64)> {
    let grid = own.slice.grid();
    (0..grid.len())
        .filter_map(|index| Some((grid.point(index), own.slice.value(index).filter(|cost| cost.is_finite())?)))
        .min_by(|one, other| one.1.total_cmp(&other.1))
}

/// What the digit would change.
#[must_use]
pub fn push_in_words(state: &State) -> String {
    if let Some(missing) = missing(state) {
        return missing.to_owned();
    }
    let (Some(push), Some(label)) = (&state.alone.push, state.drawing.label()) else { return String::new() };
    let label = state.data.class_name(label.into());
    format!(
        "A step of descent on this {label} alone would raise the orange weights of the first layer and lower the blue ones; \
         where the image has no ink it changes nothing. Its gradient is {} long.",
        cost(push.norm)
    )
}

/// What would change the answer.
#[must_use]
pub fn flip_in_words(state: &State) -> String {
    if state.drawing.image().is_none() {
        return "Draw a digit, or show one from the data.".to_owned();
    }
    match &state.alone.flip {
        Some((_, Some(flip))) => format!(
            "The smallest change found that turns the answer from {} to {}: the images lie {:.2} apart, and no pixel changes by \
             more than {:.0} % of the way from paper to ink. In the middle the change alone, orange for more ink.",
            state.data.class_name(flip.before),
            state.data.class_name(flip.after),
            flip.distance,
            (100.0 * flip.largest).ceil()
        ),
        Some((_, None)) => "No change was found that turns the answer.".to_owned(),
        None => "Looking for it.".to_owned(),
    }
}

/// What each output likes best.
#[must_use]
pub fn favourites_in_words(state: &State) -> String {
    let brightness: Vec<String> =
        state.alone.favourites.iter().map(|favourite| format!("{:.2}", favourite.output())).collect();
    let found = format!(
        "For each output, from that of 0 to that of 9, an image changed pixel by pixel until the output is as bright as it gets: {}.",
        brightness.join(", ")
    );
    if state.run.step == 0 {
        return format!("{found} The network has learnt nothing yet, so they show nothing.");
    }
    format!("{found} They hardly look like digits: the network has learnt to tell digits apart, not to draw them.")
}
