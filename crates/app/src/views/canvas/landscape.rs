//! The contour map of a slice, with the network as a ball on it.
//!
//! The ground changes a few times a second at most, ball and path in every frame: so ground, isolines and frame are
//! drawn on a canvas of their own when they change, and copied from there. That takes two frames, since it is too much
//! for one: the first works out the ground's pixels, the second draws its lines and shows both.

use costscape_core::landscape::Extent;
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

use super::hidpi::{Bitmap, Screen};
use super::isolines::draw_isolines;
use super::landscape_input::{Axes, LandscapeInput, Picture};
use super::levels::{Levels, Spacing};
use super::map_frame::{self, MapArea};
use super::marks::{draw_number, fill_disc};
use super::palette::{Palette, Rgb};
use super::relief;
use super::surface::Surface;
use super::track;
use super::track_runs;

/// What a frame did for the ground.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Survey {
    /// Nothing: it is the same, or cannot be drawn.
    Same,
    /// Part of what is known: the next frame has to go on.
    Begun,
    /// What is known, or another part of it, is on the map now.
    Done,
}

/// See the module.
pub struct LandscapeView {
    screen: Screen,
    /// The pixels of the ground that is shown, and of that which was begun.
    bitmap: Bitmap,
    next_bitmap: Bitmap,
    /// Ground, isolines and frame of the picture drawn last.
    base: Screen,
    /// Those of the slice before, to fade from.
    before: Screen,
    drawn: Option<Drawn>,
    /// Ground whose pixels are known, but that is not on the base yet.
    begun: Option<(Key, Terrain)>,
    dot_every: Option<u64>,
}

/// Ground, ready to be drawn.
struct Terrain {
    surface: Surface,
    levels: Option<Levels>,
}

/// What the base was drawn from.
struct Drawn {
    key: Key,
    area: MapArea,
    terrain: Terrain,
    /// Whether `before` holds a slice that this one can fade in over.
    follows: bool,
}

#[derive(Clone, PartialEq)]
struct Key {
    slice: u32,
    side: usize,
    extent: Extent,
    window: Extent,
    spacing: Spacing,
    /// The most pixels a side.
    finest: u16,
    axes: [String; 3],
    palette: Palette,
    size: (f64, f64),
    ratio: f64,
}

impl Key {
    /// Whether the other one differs at most in the part that is looked at.
    fn shows_the_same_ground_as(&self, other: &Self) -> bool {
        Self { window: other.window, ..self.clone() } == *other
    }

    /// Whether the other one is of the same slice, perhaps with more points, so that its levels go on from these.
    fn is_refined_by(&self, other: &Self) -> bool {
        self.slice == other.slice && self.spacing == other.spacing
    }

    /// Whether it is worth drawing on the way to the other one.
    fn can_become(&self, other: &Self) -> bool {
        self.extent == other.extent && self.is_of_the_same_screen_as(other)
    }

    /// Whether a picture of this one can stay on the screen until the other one's is ready.
    fn is_of_the_same_screen_as(&self, other: &Self) -> bool {
        (self.size, self.ratio, self.palette) == (other.size, other.ratio, other.palette)
    }
}

/// Whether it is a part of the plane at all. What is not would never be the same as itself.
fn is_sound(extent: &Extent) -> bool {
    let Extent { centre: (a, b), half_range } = *extent;
    a.is_finite() && b.is_finite() && half_range.is_finite() && half_range > 0.0
}

impl LandscapeView {
    /// The ground has at most so many pixels a side; more would cost time and show nothing.
    const FINEST: u16 = 720;
    /// With so few points a side the map says which they are.
    const COARSE: usize = 9;
    /// Pixels when there is no time for more, or nothing known that would need them. A frame should never wait for the
    /// ground.
    const HURRIED: u16 = 400;

    /// # Errors
    /// When the browser has no 2-D context for the canvas.
    pub fn new(canvas: HtmlCanvasElement) -> Result<Self, JsValue> {
        let screen = Screen::new(canvas)?;
        let (base, before) = (screen.beside()?, screen.beside()?);
        let (bitmap, next_bitmap) = (Bitmap::new()?, Bitmap::new()?);
        Ok(Self { screen, bitmap, next_bitmap, base, before, drawn: None, begun: None, dot_every: None })
    }

    /// Draws a frame, and says what it did for the ground, which is most of what a frame can do.
    ///
    /// # Errors
    /// When the browser refuses a drawing call.
    pub fn draw(&mut self, input: &LandscapeInput, palette: &Palette) -> Result<Survey, JsValue> {
        if !self.screen.measure() {
            return Ok(Survey::Same);
        }
        let survey = match &input.picture {
            Some(picture) => self.survey(picture, input, palette)?,
            None => {
                (self.drawn, self.begun) = (None, None);
                Survey::Same
            }
        };
        let begun = self.begun.as_ref().map(|(key, _)| key.slice);
        if begun.is_some_and(|begun| self.drawn.as_ref().is_some_and(|drawn| drawn.key.slice != begun)) {
            // Ball and path are on the new plane already: on the ground of the old one they would jump.
            return Ok(survey);
        }
        self.screen.wipe();
        let Some(drawn) = &self.drawn else {
            self.draw_unsurveyed(input.empty, palette)?;
            return Ok(survey);
        };
        let area = &drawn.area;
        let blend = if drawn.follows { f64::from(input.blend).clamp(0.0, 1.0) } else { 1.0 };
        if blend < 1.0 {
            self.screen.copy(&self.before, 1.0)?;
        }
        self.screen.copy(&self.base, blend)?;
        self.dot_every = track::dot_distance(input.track, area);
        area.clip(&self.screen);
        if input.points.is_empty() {
            // A plane through saved points was laid through no place of the run.
            track::draw_origin(&self.screen, area, input.ball.as_ref(), palette);
        }
        for (style, run) in input.runs {
            track_runs::draw_run(&self.screen, area, run, *style, palette)?;
        }
        track::draw_track(&self.screen, area, input.track, self.dot_every, palette)?;
        if input.arrows {
            track_runs::draw_arrows(&self.screen, area, input.track, palette);
        }
        if let Some(start) = input.start {
            track::draw_start(&self.screen, area, start, palette)?;
        }
        for (number, &place) in (1..).zip(input.points) {
            draw_number(&self.screen, area.canvas_from_plane(place.0.into(), place.1.into()), number, palette)?;
        }
        if let Some(probe) = input.probe {
            track::draw_probe(&self.screen, area, probe, palette)?;
        }
        if let Some(ball) = &input.ball {
            let place = area.canvas_from_plane(f64::from(ball.a), f64::from(ball.b));
            track::draw_ball(&self.screen, area, ball, palette)?;
            if !area.contains(place) {
                track::draw_edge_arrow(&self.screen, area, ball, palette)?;
            }
        }
        self.screen.context().restore();
        Ok(survey)
    }

    /// Brings the base a frame's work nearer to showing this picture, if it does not yet.
    fn survey(&mut self, picture: &Picture, input: &LandscapeInput, palette: &Palette) -> Result<Survey, JsValue> {
        let axes = &input.axes;
        let key = Key {
            slice: picture.slice,
            side: picture.side,
            extent: picture.extent,
            window: input.window.unwrap_or(picture.extent),
            spacing: input.spacing,
            finest: if input.hurried || picture.side <= Self::COARSE { Self::HURRIED } else { Self::FINEST },
            axes: [axes.along_a, axes.along_b, axes.arrow.unwrap_or_default()].map(str::to_owned),
            palette: *palette,
            size: self.screen.size(),
            ratio: self.screen.ratio(),
        };
        if ![key.extent, key.window].iter().all(is_sound) {
            return Ok(Survey::Same);
        }
        // Even if a finer picture has come meanwhile: where they follow each other quickly, none would ever be shown.
        if let Some((begun, terrain)) = self.begun.take_if(|(begun, _)| begun.can_become(&key)) {
            self.finish(Key { window: key.window, ..begun }, terrain, axes, palette)?;
            let whole = self.drawn.as_ref().is_some_and(|drawn| drawn.key == key);
            return Ok(if whole { Survey::Done } else { Survey::Begun });
        }
        self.begun = None;
        if self.drawn.as_ref().is_some_and(|drawn| drawn.key == key) {
            return Ok(Survey::Same);
        }
        if let Some(drawn) = self.drawn.take_if(|drawn| drawn.key.shows_the_same_ground_as(&key)) {
            // Only another part of it is looked at: its picture is scaled.
            let area = MapArea::new(&self.screen, palette, key.window);
            self.draw_base(&area, key.extent, &drawn.terrain, axes, palette)?;
            self.drawn = Some(Drawn { key, area, follows: false, ..drawn });
            return Ok(Survey::Done);
        }
        let Some(surface) = Surface::new(picture.side, picture.values) else { return Ok(Survey::Same) };
        let coarser = self.drawn.as_ref().filter(|last| last.key.is_refined_by(&key));
        let levels = Levels::new(picture.values, input.spacing, coarser.and_then(|last| last.terrain.levels.as_ref()));
        let terrain = Terrain { surface, levels };
        self.set_ground(&key, &terrain, palette)?;
        if self.drawn.as_ref().is_none_or(|last| !last.key.is_of_the_same_screen_as(&key)) {
            // What is shown so far is nothing, or of another size or in other colours: it cannot stay for a frame.
            self.finish(key, terrain, axes, palette)?;
            return Ok(Survey::Done);
        }
        self.begun = Some((key, terrain));
        Ok(Survey::Begun)
    }

    /// Puts ground on the base whose pixels are known.
    fn finish(&mut self, key: Key, terrain: Terrain, axes: &Axes, palette: &Palette) -> Result<(), JsValue> {
        std::mem::swap(&mut self.bitmap, &mut self.next_bitmap);
        let last = self.drawn.take();
        let same_slice = last.as_ref().filter(|last| last.key.is_refined_by(&key));
        let same_screen = last.as_ref().is_some_and(|last| last.key.size == key.size && last.key.ratio == key.ratio);
        let follows = same_slice.map_or(last.is_some(), |last| last.follows);
        if same_slice.is_none() && same_screen {
            std::mem::swap(&mut self.base, &mut self.before);
        }
        self.base.match_size(&self.screen);
        self.before.match_size(&self.screen);
        let area = MapArea::new(&self.screen, palette, key.window);
        self.draw_base(&area, key.extent, &terrain, axes, palette)?;
        self.drawn = Some(Drawn { key, area, terrain, follows: follows && same_screen });
        Ok(())
    }

    /// Works out the ground's pixels.
    fn set_ground(&self, key: &Key, terrain: &Terrain, palette: &Palette) -> Result<(), JsValue> {
        let (_, _, covered) = MapArea::new(&self.screen, palette, key.window).square(key.extent);
        let side = (covered * self.screen.ratio()).round().clamp(1.0, f64::from(key.finest));
        let stripe = palette.px(7.0) * side / covered.max(1.0);
        let pixels = relief::pixels(&terrain.surface, terrain.levels.as_ref(), palette, side as usize, stripe);
        self.next_bitmap.set(&pixels, side as usize)
    }

    /// Draws ground, isolines and frame: the whole of `extent`, or the part of it that `area` shows.
    fn draw_base(
        &self,
        area: &MapArea,
        extent: Extent,
        Terrain { surface, levels }: &Terrain,
        axes: &Axes,
        palette: &Palette,
    ) -> Result<(), JsValue> {
        let (base, context) = (&self.base, self.base.context());
        base.wipe();
        area.clip(base);
        // What lies beyond the picture is not known yet.
        context.set_fill_style_str(&palette.paper.to_string());
        context.fill_rect(area.left, area.top, area.side, area.side);
        let square = area.square(extent);
        self.bitmap.draw(context, (square.0, square.1, square.2, square.2), true)?;
        map_frame::draw_graticule(base, area, palette, &Rgb(0x12, 0x1C, 0x26).alpha(0.10));
        // On flat ground differences are rounding, and nothing leads down.
        let uneven = levels.as_ref().filter(|levels| !levels.is_flat());
        let axes = &Axes { arrow: axes.arrow.filter(|_| uneven.is_some()), ..*axes };
        if let Some(levels) = uneven {
            draw_isolines(base, area, square, surface, levels, axes, palette)?;
        }
        if surface.side() <= Self::COARSE {
            // Few points, and everything between them is guessed: these are the ones that are known.
            let cell = square.2 / (surface.side() - 1) as f64;
            for i in 0..surface.side() * surface.side() {
                let (column, row) = ((i % surface.side()) as f64, (i / surface.side()) as f64);
                let place = (square.0 + column * cell, square.1 + row * cell);
                fill_disc(base, place, palette.px(3.2), palette.paper)?;
                fill_disc(base, place, palette.px(2.0), palette.ink)?;
            }
        }
        if surface.overflows_everywhere() {
            map_frame::say(base, area, area.middle(), "the cost overflows everywhere here", palette)?;
        } else if let Some((x, y)) = surface.overflow_centre() {
            let place = |grid: f64| grid / (surface.side() - 1) as f64 * square.2;
            let (x, mut y) = (square.0 + place(x), square.1 + square.2 - place(y));
            if let Some(plate) = map_frame::arrow_plate(base, area, axes, palette) {
                let under = plate.1 + plate.3 + palette.px(18.0);
                y = if x > plate.0 - palette.px(40.0) { y.max(under) } else { y };
            }
            map_frame::say(base, area, (x, y), "overflow", palette)?;
        }
        context.restore();
        map_frame::draw_collar(base, area, Some(axes), palette)?;
        map_frame::draw_arrow(base, area, axes, palette)?;
        map_frame::draw_bar(base, area, palette)
    }

    /// Nothing is known yet: paper, a net of lines, and what is going on.
    fn draw_unsurveyed(&self, words: &str, palette: &Palette) -> Result<(), JsValue> {
        let area = MapArea::new(&self.screen, palette, Extent::of(1.0));
        let context = self.screen.context();
        context.set_fill_style_str(&palette.paper.to_string());
        context.fill_rect(area.left, area.top, area.side, area.side);
        area.clip(&self.screen);
        map_frame::draw_graticule(&self.screen, &area, palette, &palette.rule.to_string());
        map_frame::say(&self.screen, &area, area.middle(), words, palette)?;
        context.restore();
        map_frame::draw_collar(&self.screen, &area, None, palette)
    }

    /// (a, b) under a place on the canvas, in CSS pixels; None off the map.
    #[must_use]
    pub fn plane_from_canvas(&self, x: f64, y: f64) -> Option<(f32, f32)> {
        let (a, b) = self.drawn.as_ref()?.area.plane_from_canvas(x, y)?;
        Some((a as f32, b as f32))
    }

    /// The place of (a, b) on the canvas, in CSS pixels, on the map or off it; None before the first picture.
    #[must_use]
    pub fn canvas_from_plane(&self, a: f32, b: f32) -> Option<(f64, f64)> {
        self.drawn.as_ref().map(|drawn| drawn.area.canvas_from_plane(f64::from(a), f64::from(b)))
    }

    /// The height the map shows at (a, b): interpolated between measured points. None off the map or where the cost
    /// overflows.
    #[must_use]
    pub fn value_at(&self, a: f32, b: f32) -> Option<f64> {
        let Drawn { terrain: Terrain { surface, .. }, key: Key { extent, .. }, .. } = self.drawn.as_ref()?;
        let place = |x: f32, middle: f32| {
            (f64::from(x - middle) / f64::from(extent.half_range) + 1.0) * 0.5 * (surface.side() - 1) as f64
        };
        surface.height(place(a, extent.centre.0), place(b, extent.centre.1))
    }

    /// The levels of the picture drawn last.
    #[must_use]
    pub fn levels(&self) -> Option<&Levels> {
        self.drawn.as_ref()?.terrain.levels.as_ref()
    }

    /// The path's dots stand every so many steps; None when there are none.
    #[must_use]
    pub fn dot_every(&self) -> Option<u64> {
        self.drawn.as_ref().and(self.dot_every)
    }
}
