//! The map's canvas: a contour map, the same ground in space, or a section along a line.

use costscape_core::landscape::Extent;
use costscape_protocol::{PathPoint, PlaneKind};
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

use super::canvas::{
    Ahead, Axes, Ball, LandscapeInput, LandscapeView, Levels, Palette, Picture, ProfileInput, ProfileView, SpaceInput,
    SpaceView, Spacing, Standing, Survey, TrackPoint,
};
use crate::state::{State, View};

/// Three views of one canvas; one of them draws.
pub(super) struct Ground {
    map: LandscapeView,
    space: SpaceView,
    section: ProfileView,
    face: Face,
}

/// Which view draws.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Face {
    Map,
    Space,
    Section,
}

impl Face {
    fn of(state: &State) -> Self {
        match &state.landscape.shown {
            Some(view) if view.kind.is_line() => Self::Section,
            _ if state.shows_relief() => Self::Space,
            _ => Self::Map,
        }
    }
}

impl Ground {
    pub(super) fn new(canvas: &HtmlCanvasElement) -> Result<Self, JsValue> {
        Ok(Self {
            map: LandscapeView::new(canvas.clone())?,
            space: SpaceView::new(canvas.clone())?,
            section: ProfileView::new(canvas.clone())?,
            face: Face::Map,
        })
    }

    /// Draws a frame; `blend` says how far a new slice has faded in.
    pub(super) fn draw(&mut self, state: &State, palette: &Palette, blend: f32) -> Result<Survey, JsValue> {
        self.face = Face::of(state);
        let map = &state.landscape;
        let known = map.shown.as_ref().and_then(|view| Some((view, view.slice.picture()?)));
        let picture = known.as_ref().map(|(view, (side, values))| Picture {
            slice: view.job,
            side: *side,
            values,
            extent: view.slice.grid().extent(),
        });
        let spacing =
            picture.as_ref().map_or(Spacing::Linear, |picture| Spacing::of(state.choices.map_log, picture.values));
        if let (Face::Section, Some(view)) = (self.face, &map.shown) {
            let values = picture.map_or(&[][..], |picture| picture.values);
            self.section.draw(&section(state, view, values, spacing), palette)?;
            return Ok(Survey::Same);
        }
        let unit = map.shown.as_ref().map_or(1.0, |view| view.frame.plane().unit());
        let track = map.shown.as_ref().map_or_else(Vec::new, |view| track_of(view.trail.points(), unit));
        let runs: Vec<(usize, Vec<TrackPoint>)> = map.shown.as_ref().map_or_else(Vec::new, |view| {
            view.kept.iter().filter_map(|kept| Some((map.style_of(kept.run)?, track_of(&kept.path, unit)))).collect()
        });
        let axes = map.shown.as_ref().map_or_else(Axes::default, axes);
        let ball = map.ball.map(|ball| Ball { a: ball.a, b: ball.b, off_plane: on_map(ball.off, unit) });
        if self.face == Face::Space {
            // On the plane a sample's height differs from the true one by chance alone: that is no distance to be drawn.
            let by_chance =
                map.shown.as_ref().zip(map.ball).is_some_and(|(view, ball)| view.is_sampled() && view.is_on(&ball));
            let true_cost = state.true_height().filter(|_| !by_chance);
            let standing = ball.map(|ball| Standing { ball, true_cost, on_plane: map.cost_at_ball() });
            let input =
                SpaceInput { picture, spacing, axes, camera: map.camera, runs: &runs, track: &track, ball: standing };
            self.space.draw(&input, palette)?;
            return Ok(Survey::Same);
        }
        let points = map.shown.as_ref().map_or_else(Vec::new, |view| saved_points(state, view));
        let input = LandscapeInput {
            empty: "measuring the ground…",
            picture,
            points: &points,
            spacing,
            axes,
            window: map.window,
            runs: &runs,
            arrows: map.riding,
            start: track.first().filter(|point| point.step == 0).map(|point| (point.a, point.b)),
            track: &track,
            ball,
            probe: map.probed().map(|probed| (probed.a, probed.b)),
            // A run pulls the map along; at rest there is time for every pixel.
            hurried: state.run.running,
            blend,
        };
        self.map.draw(&input, palette)
    }

    /// The levels of the picture drawn last.
    pub(super) fn levels(&self) -> Option<&Levels> {
        match self.face {
            Face::Map => self.map.levels(),
            Face::Space => self.space.levels(),
            Face::Section => self.section.levels(),
        }
    }

    /// (a, b) under a place on the canvas, in CSS pixels.
    pub(super) fn plane_under(&self, x: f64, y: f64) -> Option<(f32, f32)> {
        match self.face {
            Face::Map => self.map.plane_from_canvas(x, y),
            Face::Space => None,
            Face::Section => self.section.a_from_canvas(x, y).map(|a| (a, 0.0)),
        }
    }

    /// The place of the ball on the canvas, in CSS pixels; on a section any height will do.
    pub(super) fn place_of(&self, a: f32, b: f32, near: f64) -> Option<(f64, f64)> {
        match self.face {
            Face::Map => self.map.canvas_from_plane(a, b),
            Face::Space => None,
            Face::Section => self.section.canvas_from_a(a).map(|x| (x, near)),
        }
    }
}

/// The saved points that the plane goes through.
fn saved_points(state: &State, view: &View) -> Vec<(f32, f32)> {
    let saved = state.landscape.points.iter().filter(|_| view.kind == PlaneKind::Points);
    let places = saved.filter_map(|(step, theta)| view.frame.project(*step, theta));
    places.filter(|place| view.is_on(place)).map(|place| (place.a, place.b)).collect()
}

fn section<'a>(state: &State, view: &View, values: &'a [f64], spacing: Spacing) -> ProfileInput<'a> {
    let Extent { centre, half_range } = view.slice.grid().extent();
    let window = state.landscape.extent().unwrap_or(view.extent);
    let ball = state.landscape.ball;
    let along = view.axis_names().0;
    let marks: &[(f32, &str)] = match view.kind {
        PlaneKind::StartLine => &[(0.0, "start"), (1.0, "sliced here")],
        _ => &[],
    };
    // The step ahead begins at the ball, as long as that stands where the line does.
    let at_origin = state.landscape.stands_at_origin();
    // And it is about the cost that is trained on.
    let comparable = view.is_of_training_cost();
    let ahead = state.landing().filter(|_| at_origin && comparable).and_then(|landing| {
        let eta = f64::from(state.choices.settings.learning_rate);
        let from_cost = state.landscape.cost_at_ball().or_else(|| state.true_height())?;
        Some(Ahead { slope: landing / eta, from_cost, landing, landing_cost: state.landscape.landing_cost(landing) })
    });
    ProfileInput {
        values,
        centre: centre.0,
        half_range,
        window: (window.centre.0, window.half_range),
        logarithmic: spacing == Spacing::Logarithmic,
        along,
        height: view.name_of_height(),
        marks,
        ball: ball.map(|ball| (ball.a, ball.off, state.true_height(), state.landscape.cost_at_ball())),
        ahead,
        probe: state.landscape.probed().map(|probed| probed.a),
        empty: "measuring the ground…",
    }
}

/// The words on the map's frame.
fn axes(view: &View) -> Axes<'static> {
    let (along_a, along_b) = view.axis_names();
    let arrow = matches!(view.kind, PlaneKind::Downhill(_)).then_some("downhill");
    Axes { along_a, along_b, arrow, height: view.name_of_height() }
}

/// A path as the map wants it: with distances from the plane on its own scale, `unit` to one of a.
fn track_of(path: &[PathPoint], unit: f64) -> Vec<TrackPoint> {
    path.iter().map(|p| TrackPoint { a: p.a, b: p.b, off_plane: on_map(p.off, unit), step: p.step }).collect()
}

/// A distance from the plane on the map's scale, of which one of a is `unit`.
pub(super) fn on_map(off: f32, unit: f64) -> f32 {
    (f64::from(off) / unit) as f32
}
