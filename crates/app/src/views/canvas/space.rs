//! The slice as a block of ground, seen from the side: the same heights and colours as the map.
//!
//! The ground's pixels are worked out when the slice, the camera or the canvas changes; in other frames they are copied,
//! and only paths, ball and frame are drawn anew. It may share its canvas with the map: nothing is kept on the canvas.

mod frame;
mod geometry;
mod ground;
mod labels;
mod paths;

use costscape_core::landscape::Extent;
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

use crate::camera::Camera;

use self::frame::Frame;
use self::geometry::{Eye, Mesh, Place};
use self::ground::Paint;
use self::paths::Scene;
use super::hidpi::{Bitmap, Screen};
use super::landscape_input::{Axes, Picture};
use super::levels::{Levels, Spacing};
use super::palette::Palette;
use super::surface::Surface;
use super::track::{Ball, TrackPoint};

/// The network now, and what it costs there.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Standing {
    /// Where it is.
    pub ball: Ball,
    /// The network's own cost: where the stem ends.
    pub true_cost: Option<f64>,
    /// The cost on the plane beneath it: where it stands. Without it, it stands on the ground that is drawn.
    pub on_plane: Option<f64>,
}

/// What is shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct SpaceInput<'a> {
    /// The ground, if any of it is known.
    pub picture: Option<Picture<'a>>,
    /// How the levels follow each other, and whether heights are costs or their logarithms.
    pub spacing: Spacing,
    /// The frame's words.
    pub axes: Axes<'a>,
    /// From where it is looked at.
    pub camera: Camera,
    /// Paths of runs kept for comparison, each with the number of its style.
    pub runs: &'a [(usize, Vec<TrackPoint>)],
    /// The path, oldest first.
    pub track: &'a [TrackPoint],
    /// The network.
    pub ball: Option<Standing>,
}

/// See the module.
pub struct SpaceView {
    screen: Screen,
    bitmap: Bitmap,
    surveyed: Option<Surveyed>,
    painted: Option<Painted>,
}

/// A slice's ground.
struct Surveyed {
    slice: u32,
    side: usize,
    extent: Extent,
    spacing: Spacing,
    mesh: Mesh,
    levels: Option<Levels>,
    paint: Option<Paint>,
    scale: Scale,
    /// Where it says that the cost overflows.
    overflow: Option<Place>,
}

/// What the bitmap shows.
#[derive(PartialEq)]
struct Painted {
    eye: Eye,
    scale: f64,
    ratio: f64,
}

/// From a cost to a height in the block.
#[derive(Clone, Copy)]
struct Scale {
    /// Costs, or their logarithms, at the base and at the top.
    range: (f64, f64),
    logarithmic: bool,
}

impl Scale {
    fn new(levels: Option<&Levels>, spacing: Spacing) -> Self {
        let (low, high) = levels.map_or((0.0, 1.0), Levels::range);
        // Levels are linear where there are costs that have no logarithm.
        let logarithmic = spacing == Spacing::Logarithmic && low > 0.0;
        Self { range: if logarithmic { (low.ln(), high.ln()) } else { (low, high) }, logarithmic }
    }

    /// 0 at the lowest level, 1 at the highest, where the ground is cut off.
    fn height(&self, cost: f64) -> f64 {
        let value = if self.logarithmic { cost.max(f64::MIN_POSITIVE).ln() } else { cost };
        ((value - self.range.0) / (self.range.1 - self.range.0)).clamp(0.0, 1.0)
    }
}

impl SpaceView {
    /// Points a side of the mesh, at least: coarse pictures are rounded between their points, as on the map.
    const FINE: usize = 80;
    /// Pixels of the ground; more would cost time and show little.
    const MOST: f64 = 5.5e5;

    /// The canvas may be the map's.
    ///
    /// # Errors
    /// When the browser has no 2-D context for the canvas.
    pub fn new(canvas: HtmlCanvasElement) -> Result<Self, JsValue> {
        Ok(Self { screen: Screen::new(canvas)?, bitmap: Bitmap::new()?, surveyed: None, painted: None })
    }

    /// Draws a frame.
    ///
    /// # Errors
    /// When the browser refuses a drawing call.
    pub fn draw(&mut self, input: &SpaceInput, palette: &Palette) -> Result<(), JsValue> {
        if !self.screen.prepare() {
            return Ok(());
        }
        match &input.picture {
            Some(picture) => self.survey(picture, input.spacing),
            None => self.surveyed = None,
        }
        let screen = &self.screen;
        let (width, height) = screen.size();
        // The canvas's own background is the net of unsurveyed ground.
        screen.context().set_fill_style_str(&palette.paper.to_string());
        screen.context().fill_rect(0.0, 0.0, width, height);
        let (sides, above, below) = Frame::margins(screen, palette);
        let eye = Eye::new(input.camera, (sides, above, width - 2.0 * sides, height - above - below));
        let extent = self.surveyed.as_ref().map_or(Extent::of(1.0), |surveyed| surveyed.extent);
        let frame = Frame { screen, palette, eye: &eye, extent };
        let Some(surveyed) = &self.surveyed else {
            frame.draw_behind(None, &|_| 0.0);
            return self.say((0.0, 0.0, 0.0), &eye, "measuring the ground…", palette);
        };
        let levels = surveyed.levels.as_ref();
        let height = |cost: f64| surveyed.scale.height(cost);
        frame.draw_behind(levels, &height);
        if let Some(paint) = &surveyed.paint {
            let (left, top, wide, high) = eye.bounds();
            // Twice as fine as the screen, if that is not too much: edges look smooth then.
            let ratio = (2.0 * screen.ratio()).min((Self::MOST / (wide * high)).sqrt());
            let painted = Painted { eye, scale: palette.scale, ratio };
            if self.painted.as_ref() != Some(&painted) {
                let mesh = &surveyed.mesh;
                let line = palette.px(0.55);
                let picture = ground::Picture { mesh, paint, eye: &eye, ratio, line };
                let (pixels, columns) = picture.pixels();
                self.bitmap.set(pixels.as_flattened(), columns)?;
                self.painted = Some(painted);
            }
            // The bitmap has whole pixels, and so may reach a little further than the block.
            let whole = |length: f64| (length * ratio).ceil().max(1.0) / ratio;
            self.bitmap.draw(screen.context(), (left, top, whole(wide), whole(high)), true)?;
        }
        if let Some(place) = surveyed.overflow {
            let words = if levels.is_none() { "the cost overflows everywhere here" } else { "overflow" };
            self.say(place, &eye, words, palette)?;
        }
        frame.draw_before(&input.axes, levels, &height)?;
        let scene = Scene { screen, palette, eye: &eye, mesh: &surveyed.mesh, extent, name: input.axes.height };
        for (style, run) in input.runs {
            scene.draw_path(run, Some(*style))?;
        }
        scene.draw_path(input.track, None)?;
        input.ball.as_ref().map_or(Ok(()), |ball| scene.draw_ball(ball, &height))
    }

    /// Makes the ground anew if it is not this picture's already.
    fn survey(&mut self, picture: &Picture, spacing: Spacing) {
        let Picture { slice, side, values, extent } = *picture;
        let same_slice = self.surveyed.take().filter(|last| last.slice == slice && last.spacing == spacing);
        if same_slice.as_ref().is_some_and(|last| last.side == side && last.extent == extent) {
            self.surveyed = same_slice;
            return;
        }
        self.painted = None;
        let sound = extent.half_range.is_finite() && extent.half_range > 0.0;
        let Some(surface) = Surface::new(side, values).filter(|_| sound) else { return };
        let levels = Levels::new(values, spacing, same_slice.as_ref().and_then(|last| last.levels.as_ref()));
        let scale = Scale::new(levels.as_ref(), spacing);
        let pieces = Self::FINE.div_ceil(side - 1);
        let points = pieces * (side - 1) + 1;
        let places: Vec<f64> = (0..points).map(|i| i as f64 / pieces as f64).collect();
        let raster = surface.raster(&places, &places);
        let unknown = |index: usize| raster.overflows.get(index).is_some_and(|&overflows| overflows);
        let heights = raster.heights.iter().enumerate();
        let heights = heights.map(|(i, &cost)| if unknown(i) { f32::NAN } else { scale.height(cost) as f32 }).collect();
        // As high as what is known around it.
        let above = |(x, y): (f64, f64)| {
            let at = |place: f64| (place * pieces as f64).round() as usize;
            let block = |place: f64| 2.0 * place / (side - 1) as f64 - 1.0;
            (block(x), block(y), scale.height(raster.heights[at(y) * points + at(x)]))
        };
        let overflow = if levels.is_none() { Some((0.0, 0.0, 0.0)) } else { surface.overflow_centre().map(above) };
        self.surveyed = Some(Surveyed {
            slice,
            side,
            extent,
            spacing,
            mesh: Mesh { side: points, heights },
            paint: levels.as_ref().map(|levels| Paint::new(levels, &|cost| scale.height(cost))),
            levels,
            scale,
            overflow,
        });
    }

    /// Words at a place in the block.
    fn say(&self, place: Place, eye: &Eye, words: &str, palette: &Palette) -> Result<(), JsValue> {
        let context = self.screen.context();
        let (x, y) = eye.canvas_from_block(place);
        self.screen.set_font("400", palette.px(13.0));
        context.set_text_align("center");
        context.set_text_baseline("middle");
        self.screen.haloed_text(words, x, y, palette.ink_quiet, &palette.paper.alpha(0.9), palette.px(4.0))
    }

    /// The levels of the picture drawn last.
    #[must_use]
    pub fn levels(&self) -> Option<&Levels> {
        self.surveyed.as_ref()?.levels.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights_run_from_the_lowest_level_to_the_highest_and_are_cut_off_there() {
        let levels = Levels::new(&[0.0, 1.0, 0.5], Spacing::Linear, None);
        let scale = Scale::new(levels.as_ref(), Spacing::Linear);
        assert_eq!([-1.0, 0.0, 0.25, 1.0, 1e30].map(|cost| scale.height(cost)), [0.0, 0.0, 0.25, 1.0, 1.0]);
        let levels = Levels::new(&[0.01, 100.0], Spacing::Logarithmic, None);
        let scale = Scale::new(levels.as_ref(), Spacing::Logarithmic);
        assert!((scale.height(1.0) - 0.5).abs() < 1e-12 && scale.height(-3.0) == 0.0);
        // Where a cost is zero, levels are linear, and so are heights.
        let levels = Levels::new(&[0.0, 1.0], Spacing::Logarithmic, None);
        let scale = Scale::new(levels.as_ref(), Spacing::Logarithmic);
        assert_eq!(scale.height(0.5), 0.5);
    }
}
