//! The cost along a line through the landscape: a section of the ground, as surveyors draw it beneath a map.
//!
//! Drawn on the map's own canvas when a line is chosen instead of a plane. It is cheap enough to be drawn anew in every
//! frame.

mod ahead;
mod ball;
mod curve;
mod frame;
mod ground;
mod words;

use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

use self::curve::Curve;
use self::frame::Frame;
use self::words::{Board, Label};
use super::hidpi::Screen;
use super::levels::{Levels, Spacing};
use super::map_frame::text_size;
use super::palette::Palette;

/// A step of gradient descent that has not been taken yet, along the line, from a = 0.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Ahead {
    /// How steeply the line goes down there: |grad C|, per unit of a.
    pub slope: f64,
    /// The cost there.
    pub from_cost: f64,
    /// Where the learning rate leads: eta |grad C|, in units of a.
    pub landing: f64,
    /// The exact cost there, once it is known; not finite where it overflows.
    pub landing_cost: Option<f64>,
}

/// What is on the section.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProfileInput<'a> {
    /// Costs at even distances of a, from low to high; not finite where they overflow. May be few while it is refined.
    pub values: &'a [f64],
    /// The middle of `values`, in units of a.
    pub centre: f32,
    /// From the middle to the first and to the last of `values`.
    pub half_range: f32,
    /// The middle and half the width of what is shown.
    pub window: (f32, f32),
    /// Heights and levels by ratio; only as long as all costs are above zero.
    pub logarithmic: bool,
    /// The name of a.
    pub along: &'a str,
    /// The name of the heights.
    pub height: &'a str,
    /// Upright lines with words: (a, words).
    pub marks: &'a [(f32, &'a str)],
    /// The network now: a, the distance from the line, its own cost, and the cost on the line below or above it.
    pub ball: Option<(f32, f32, Option<f64>, Option<f64>)>,
    /// The next step.
    pub ahead: Option<Ahead>,
    /// The place asked about, a.
    pub probe: Option<f32>,
    /// What stands there while there are no values.
    pub empty: &'a str,
}

/// See the module.
pub struct ProfileView {
    screen: Screen,
    drawn: Option<Drawn>,
    levels: Option<(Key, Levels)>,
}

struct Drawn {
    frame: Frame,
    curve: Option<Curve>,
}

/// The line that levels were made for. Finer measurements of the same line have the same ends and middle.
#[derive(Clone, Copy, PartialEq)]
struct Key {
    place: (f32, f32),
    spacing: Spacing,
    values: [u64; 3],
}

impl ProfileView {
    /// # Errors
    /// When the browser has no 2-D context for the canvas.
    pub fn new(canvas: HtmlCanvasElement) -> Result<Self, JsValue> {
        Ok(Self { screen: Screen::new(canvas)?, drawn: None, levels: None })
    }

    /// Draws a frame. Leaves the canvas's context as it was.
    ///
    /// # Errors
    /// When the browser refuses a drawing call.
    pub fn draw(&mut self, input: &ProfileInput, palette: &Palette) -> Result<(), JsValue> {
        if !self.screen.prepare() {
            return Ok(());
        }
        let logarithmic = input.logarithmic && input.values.iter().all(|&cost| !cost.is_finite() || cost > 0.0);
        let curve = Curve::new(input.values, (input.centre.into(), input.half_range.into()), logarithmic);
        self.find_levels(input, if logarithmic { Spacing::Logarithmic } else { Spacing::Linear });
        let frame = Frame::new(&self.screen, curve.as_ref(), input, logarithmic, palette);
        let drawn = Drawn { frame, curve };
        self.screen.context().save();
        let painted = self.paint(&drawn, input, palette);
        self.screen.context().restore();
        self.drawn = Some(drawn);
        painted
    }

    /// Keeps the levels of a line that is being refined, so that bands do not jump.
    fn find_levels(&mut self, input: &ProfileInput, spacing: Spacing) {
        let bits = |i: usize| input.values.get(i).map_or(0, |cost| cost.to_bits());
        let last = input.values.len().saturating_sub(1);
        let key =
            Key { place: (input.centre, input.half_range), spacing, values: [bits(0), bits(last / 2), bits(last)] };
        let before = self.levels.take().filter(|levels| levels.0 == key);
        let levels = Levels::new(input.values, spacing, before.as_ref().map(|levels| &levels.1));
        self.levels = levels.map(|levels| (key, levels));
    }

    fn paint(&self, drawn: &Drawn, input: &ProfileInput, palette: &Palette) -> Result<(), JsValue> {
        let Drawn { frame, curve } = drawn;
        let (context, (width, height)) = (self.screen.context(), self.screen.size());
        let text = text_size(width.min(height), palette);
        let mut board = Board { bounds: frame.inner(palette.px(3.0)), ..Board::default() };
        context.set_fill_style_str(&palette.paper.to_string());
        context.fill_rect(0.0, 0.0, width, height);
        context.save();
        context.begin_path();
        context.rect(frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top);
        context.clip();
        context.set_line_join("round");
        context.set_line_cap("butt");
        context.set_line_width(palette.px(1.0));
        context.set_stroke_style_str(&palette.rule.to_string());
        for (height, _) in &frame.axis.ticks {
            let y = self.screen.crisp(frame.y(*height), palette.px(1.0));
            self.screen.line((frame.left, y), (frame.right, y));
        }
        match curve {
            Some(curve) => ground::draw(&self.screen, frame, curve, self.levels(), &mut board, palette),
            None => board.labels.push(Label::over(input.empty, frame.middle(), palette)),
        }
        if frame.axis.low < 0.0 && !frame.logarithmic {
            // Nothing is below no cost at all.
            context.set_line_width(palette.px(1.0));
            context.set_stroke_style_str(&palette.ink.alpha(0.6));
            let y = self.screen.crisp(frame.y(0.0), palette.px(1.0));
            self.screen.line((frame.left, y), (frame.right, y));
        }
        // The ground's own words come after all others.
        let mut quiet = std::mem::take(&mut board.labels);
        self.draw_marks(frame, input, palette)?;
        if let Some(probe) = input.probe {
            self.draw_probe(frame, curve.as_ref(), probe.into(), palette)?;
        }
        if let Some(ahead) = &input.ahead {
            ahead::draw(&self.screen, frame, curve.as_ref(), ahead, &mut board, palette)?;
        }
        ball::draw(&self.screen, frame, curve.as_ref(), input, &mut board, palette)?;
        let top = frame.top + palette.px(2.0);
        for &(a, words) in input.marks.iter().filter(|mark| frame.shows(mark.0.into())) {
            let at = (frame.x(a.into()), top);
            let (gap, lean) = (palette.px(3.0), (1.0, 1.0));
            board.labels.push(Label { words: words.to_owned(), at, gap, lean, ink: palette.ink_quiet });
        }
        board.labels.append(&mut quiet);
        board.write(&self.screen, text, palette)?;
        context.restore();
        frame.draw(&self.screen, input, palette)
    }

    fn draw_marks(&self, frame: &Frame, input: &ProfileInput, palette: &Palette) -> Result<(), JsValue> {
        let context = self.screen.context();
        for &(a, _) in input.marks.iter().filter(|mark| frame.shows(mark.0.into())) {
            let x = self.screen.crisp(frame.x(a.into()), palette.px(1.0));
            for (colour, width, dashes) in [
                (palette.paper.alpha(0.6), 3.0, &[][..]),
                (palette.ink.alpha(0.75), 1.0, &[palette.px(2.0), palette.px(3.0)]),
            ] {
                context.set_stroke_style_str(&colour);
                context.set_line_width(palette.px(width));
                self.screen.set_dashes(dashes)?;
                self.screen.line((x, frame.top), (x, frame.bottom));
            }
            self.screen.set_dashes(&[])?;
        }
        Ok(())
    }

    /// An upright hair through the place asked about, and one from the curve there to the numbers.
    fn draw_probe(&self, frame: &Frame, curve: Option<&Curve>, a: f64, palette: &Palette) -> Result<(), JsValue> {
        if !frame.shows(a) {
            return Ok(());
        }
        let context = self.screen.context();
        let hair = palette.px(1.0);
        let x = self.screen.crisp(frame.x(a), hair);
        let y = curve.and_then(|curve| curve.height(a)).map(|height| self.screen.crisp(frame.y(height), hair));
        for (colour, width) in [(palette.paper.alpha(0.5), 2.6), (palette.ink.alpha(0.85), 1.0)] {
            context.set_stroke_style_str(&colour);
            context.set_line_width(palette.px(width));
            let gap = palette.px(5.0);
            self.screen.line((x, frame.top), (x, y.map_or(frame.bottom, |y| y - gap)));
            if let Some(y) = y {
                self.screen.line((x, y + gap), (x, frame.bottom));
                self.screen.line((frame.left, y), (x - gap, y));
                self.screen.circle((x, y), gap)?;
                context.stroke();
            }
        }
        Ok(())
    }

    /// a under a place on the canvas, in CSS pixels; None off the section.
    #[must_use]
    pub fn a_from_canvas(&self, x: f64, y: f64) -> Option<f32> {
        let frame = &self.drawn.as_ref()?.frame;
        frame.contains(x, y).then(|| frame.a(x) as f32)
    }

    /// The x of a on the canvas, in CSS pixels, on the section or off it; None before the first frame.
    #[must_use]
    pub fn canvas_from_a(&self, a: f32) -> Option<f64> {
        Some(self.drawn.as_ref()?.frame.x(a.into()))
    }

    /// The levels of the section drawn last.
    #[must_use]
    pub fn levels(&self) -> Option<&Levels> {
        self.levels.as_ref().map(|levels| &levels.1)
    }
}
