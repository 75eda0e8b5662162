//! A chart of something by step.

use plotters::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::HtmlCanvasElement;

use super::chart_range::{Axis, height, visible};
use super::hidpi::{FONT, Screen, set_dashes};
use super::palette::{Palette, Rgb};
use super::plot::{Plot, Ruler, units};
use super::ranking::ranked;

/// How a line is told from another: by colour, width and dashes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LineStyle {
    /// Over the training set: solid ink.
    Train,
    /// Over the test set: dashed water.
    Test,
    /// Over a mini-batch: thin and quiet.
    Batch,
    /// Over the training set, but only here and there: dots, because a line would say something about the steps between.
    Measured,
}

impl LineStyle {
    /// Colour, opacity, width and dashes, in CSS pixels.
    fn pen(self, palette: &Palette) -> (Rgb, f64, f64, &'static [f64]) {
        match self {
            Self::Train | Self::Measured => (palette.ink, 1.0, 2.0, &[]),
            Self::Test => (palette.water, 1.0, 2.0, &[7.0, 4.0]),
            Self::Batch => (palette.ink_quiet, 0.7, 1.0, &[1.5, 2.0]),
        }
    }
}

/// A line.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    /// (step, value), steps rising. What is not finite leaves a gap.
    pub points: &'a [(f64, f64)],
    /// How it is drawn.
    pub style: LineStyle,
    /// The word at its end; may be empty.
    pub label: &'a str,
}

/// What the chart shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChartInput<'a> {
    /// The lines, the faintest first: later ones are drawn over earlier ones.
    pub series: &'a [Series<'a>],
    /// At the beginning of the axis of steps; may be empty.
    pub x_title: &'a str,
    /// Over the axis of values; may be empty.
    pub y_title: &'a str,
    /// Heights by ratio. Values at or below zero are left out then.
    pub logarithmic: bool,
    /// The step under the cursor.
    pub cursor: Option<f64>,
    /// What stands in the chart while it is empty.
    pub empty: &'a str,
}

/// See the module.
pub struct ChartView {
    screen: Screen,
    frame: Option<Frame>,
}

/// Where the lines are, in CSS pixels, and what the axes run over.
struct Frame {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    steps: Axis,
    values: Axis,
}

impl Frame {
    fn place(&self, step: f64, height: f64) -> (f64, f64) {
        let across = (step - self.steps.low) / (self.steps.high - self.steps.low);
        let up = (height - self.values.low) / (self.values.high - self.values.low);
        (self.left + across * (self.right - self.left), self.bottom - up * (self.bottom - self.top))
    }
}

impl ChartView {
    /// # Errors
    /// When the browser has no 2-D context for the canvas.
    pub fn new(canvas: HtmlCanvasElement) -> Result<Self, JsValue> {
        Ok(Self { screen: Screen::new(canvas)?, frame: None })
    }

    /// Draws a frame.
    ///
    /// # Errors
    /// When the browser refuses a drawing call.
    pub fn draw(&mut self, input: &ChartInput, palette: &Palette) -> Result<(), JsValue> {
        self.frame = None;
        if !self.screen.prepare() {
            return Ok(());
        }
        let Some(frame) = self.lay_out(input, palette) else { return self.draw_empty(input, palette) };
        self.draw_axes_and_lines(&frame, input, palette)?;
        self.draw_words(&frame, input, palette)?;
        if let Some(cursor) = input.cursor {
            self.draw_cursor(&frame, cursor, input, palette)?;
        }
        self.frame = Some(frame);
        Ok(())
    }

    fn lay_out(&self, input: &ChartInput, palette: &Palette) -> Option<Frame> {
        let (width, height) = self.screen.size();
        let lines: Vec<&[(f64, f64)]> = input.series.iter().map(|series| series.points).collect();
        let text = text_size(palette);
        self.screen.set_font("400", text);
        let widest =
            |words: &mut dyn Iterator<Item = &str>| words.map(|word| self.screen.text_width(word)).fold(0.0, f64::max);
        let top = if input.y_title.is_empty() { palette.px(8.0) } else { 1.9 * text };
        let bottom = height - 2.0 * text;
        let values = Axis::of_values(&lines, input.logarithmic, ((bottom - top) / palette.px(34.0)) as usize)?;
        let left = widest(&mut values.ticks.iter().map(|tick| tick.1.as_str()));
        let left = left.max(self.screen.text_width(input.x_title)) + palette.px(10.0);
        let words =
            widest(&mut input.series.iter().filter(|series| !series.points.is_empty()).map(|series| series.label));
        let right = width - if words > 0.0 { words + palette.px(10.0) } else { palette.px(12.0) };
        let steps = Axis::of_steps(&lines, ((right - left) / palette.px(64.0)) as usize);
        (right - left > 20.0 && bottom - top > 20.0).then_some(Frame { left, top, right, bottom, steps, values })
    }

    fn draw_axes_and_lines(&self, frame: &Frame, input: &ChartInput, palette: &Palette) -> Result<(), JsValue> {
        let context = self.screen.context();
        let (width, height) = self.screen.size();
        let area = Plot::new(&self.screen)?.into_drawing_area();
        let label = |axis: &Axis, at: f64| {
            let nearest = axis.ticks.iter().min_by(|a, b| (a.0 - at).abs().total_cmp(&(b.0 - at).abs()));
            nearest.map_or_else(String::new, |tick| tick.1.clone())
        };
        let mut chart = ChartBuilder::on(&area)
            .margin_top(units(frame.top))
            .margin_right(units(width - frame.right))
            .x_label_area_size(units(height - frame.bottom))
            .y_label_area_size(units(frame.left))
            .build_cartesian_2d(Ruler::new(&frame.steps), Ruler::new(&frame.values))
            .map_err(said)?;
        let numbers = (FONT, f64::from(units(text_size(palette)))).into_font().color(&rgb(palette.ink_quiet, 1.0));
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(stroke(palette.rule, 1.0, palette.px(1.0)))
            .axis_style(stroke(palette.edge, 1.0, palette.px(1.0)))
            .label_style(numbers)
            .x_label_formatter(&|&at| label(&frame.steps, at))
            .y_label_formatter(&|&at| label(&frame.values, at))
            .set_all_tick_mark_size(units(palette.px(4.0)))
            .draw()
            .map_err(said)?;
        context.save();
        context.begin_path();
        let (left, top) = (units(frame.left), units(frame.top) - units(palette.px(2.0)));
        let (right, bottom) = (units(width), units(frame.bottom) + units(palette.px(1.0)));
        context.rect(f64::from(left), f64::from(top), f64::from(right - left), f64::from(bottom - top));
        context.clip();
        context.set_line_join("round");
        context.set_line_cap("butt");
        let columns = ((frame.right - frame.left) * self.screen.ratio()) as usize;
        let lines = || input.series.iter().filter(|series| series.style != LineStyle::Measured);
        let drawn = lines().try_for_each(|series| {
            let (colour, opacity, thick, dashes) = series.style.pen(palette);
            let dashes: Vec<f64> = dashes.iter().map(|&length| f64::from(units(palette.px(length)))).collect();
            set_dashes(context, &dashes)?;
            let style = stroke(colour, opacity, palette.px(thick));
            for piece in visible(series.points, (frame.steps.low, frame.steps.high), columns, input.logarithmic) {
                chart.draw_series(LineSeries::new(piece, style)).map_err(said)?;
            }
            set_dashes(context, &[])
        });
        context.restore();
        drawn
    }

    /// The axes' titles, and each line's name at its end.
    fn draw_words(&self, frame: &Frame, input: &ChartInput, palette: &Palette) -> Result<(), JsValue> {
        let context = self.screen.context();
        let text = text_size(palette);
        self.screen.set_font("400", text);
        context.set_fill_style_str(&palette.ink_quiet.to_string());
        context.set_text_baseline("middle");
        if !input.y_title.is_empty() {
            context.set_text_align("left");
            let cut = if frame.values.is_cut_off { ", higher peaks cut off" } else { "" };
            context.fill_text(&format!("{}{cut}", input.y_title), palette.px(2.0), 0.7 * text)?;
        }
        if !input.x_title.is_empty() {
            context.set_text_align("left");
            // Left of the first step: at the right end it would meet the last number.
            context.fill_text(input.x_title, palette.px(2.0), self.screen.size().1 - 0.75 * text)?;
        }
        for series in input.series.iter().filter(|series| series.style != LineStyle::Batch) {
            // A dot at the end, so that a run of one step shows, too.
            let Some((x, y, colour, _)) = end_of(series, frame, input, palette) else { continue };
            context.set_fill_style_str(&colour.to_string());
            self.screen.circle((x, y), palette.px(2.5))?;
            context.fill();
            if series.style != LineStyle::Measured {
                continue;
            }
            for (step, value) in series.points {
                let Some(place) = height(*value, input.logarithmic).map(|height| frame.place(*step, height)) else {
                    continue;
                };
                if place.1 >= frame.top {
                    self.screen.circle(place, palette.px(1.8))?;
                    context.fill();
                }
            }
        }
        let ends: Vec<(f64, f64, Rgb, &str)> = input
            .series
            .iter()
            .filter_map(|series| end_of(series, frame, input, palette))
            .filter(|end| !end.3.is_empty())
            .collect();
        let heights: Vec<f64> = ends.iter().map(|end| end.1).collect();
        let mut ends: Vec<(f64, f64, Rgb, &str)> = ranked(&heights).into_iter().map(|place| ends[place]).collect();
        // Names that would overlap are pushed down, and all of them up again where they would leave the chart.
        for i in 1..ends.len() {
            ends[i].1 = ends[i].1.max(ends[i - 1].1 + 1.15 * text);
        }
        let over = ends.last().map_or(0.0, |last| (last.1 - (frame.bottom - 0.4 * text)).max(0.0));
        context.set_text_align("left");
        for (_, y, colour, label) in ends {
            context.set_fill_style_str(&colour.to_string());
            // Beside the frame, also where a line ends earlier than others: there these would cross the name out.
            context.fill_text(label, frame.right + palette.px(5.0), (y - over).max(0.5 * text))?;
        }
        Ok(())
    }

    /// A line at the step, and a dot on each series at its nearest point.
    fn draw_cursor(&self, frame: &Frame, cursor: f64, input: &ChartInput, palette: &Palette) -> Result<(), JsValue> {
        if !(frame.steps.low..=frame.steps.high).contains(&cursor) {
            return Ok(());
        }
        let context = self.screen.context();
        let x = frame.place(cursor, 0.0).0;
        context.set_line_width(palette.px(1.0));
        context.set_stroke_style_str(&palette.ink.alpha(0.6));
        self.screen.line((x, frame.top), (x, frame.bottom));
        for series in input.series {
            let Some((step, height)) = nearest(series.points, cursor, input.logarithmic) else { continue };
            let place = frame.place(step, height);
            if place.1 < frame.top - 1.0 {
                continue;
            }
            let (colour, ..) = series.style.pen(palette);
            self.screen.circle(place, palette.px(4.0))?;
            context.set_fill_style_str(&palette.sheet.to_string());
            context.fill();
            self.screen.circle(place, palette.px(3.0))?;
            context.set_fill_style_str(&colour.to_string());
            context.fill();
        }
        Ok(())
    }

    fn draw_empty(&self, input: &ChartInput, palette: &Palette) -> Result<(), JsValue> {
        let context = self.screen.context();
        let (width, height) = self.screen.size();
        let text = text_size(palette);
        let (left, top, bottom) = (palette.px(36.0), 1.9 * text, height - 2.0 * text);
        context.set_line_width(palette.px(1.0));
        context.set_stroke_style_str(&palette.rule.to_string());
        for i in 0..4 {
            let y = self.screen.snapped(top + (bottom - top) * f64::from(i) / 4.0);
            self.screen.line((left, y), (width - palette.px(12.0), y));
        }
        context.set_stroke_style_str(&palette.edge.to_string());
        self.screen.line((left, top), (left, bottom));
        self.screen.line((left, bottom), (width - palette.px(12.0), bottom));
        self.screen.set_font("400", palette.px(13.0));
        context.set_fill_style_str(&palette.ink_quiet.to_string());
        context.set_text_align("center");
        context.set_text_baseline("middle");
        // Between two of the lines.
        context.fill_text(input.empty, 0.5 * (left + width), top + 0.375 * (bottom - top))
    }

    /// The step under a place on the canvas, x in CSS pixels; None beside the lines' frame or without lines.
    #[must_use]
    pub fn step_at(&self, x: f64) -> Option<f64> {
        let frame = self.frame.as_ref()?;
        let across = (x - frame.left) / (frame.right - frame.left);
        (0.0..=1.0).contains(&across).then_some(frame.steps.low + across * (frame.steps.high - frame.steps.low))
    }

    /// Whether some values are higher than the chart.
    #[must_use]
    pub fn is_cut_off(&self) -> bool {
        self.frame.as_ref().is_some_and(|frame| frame.values.is_cut_off)
    }
}

fn text_size(palette: &Palette) -> f64 {
    palette.px(12.0)
}

fn rgb(colour: Rgb, opacity: f64) -> RGBAColor {
    RGBColor(colour.0, colour.1, colour.2).mix(opacity)
}

fn stroke(colour: Rgb, opacity: f64, width: f64) -> ShapeStyle {
    rgb(colour, opacity).stroke_width(units(width).max(1) as u32)
}

fn said(error: impl std::fmt::Display) -> JsValue {
    JsValue::from_str(&error.to_string())
}

/// Where a series ends, and the word there.
fn end_of<'a>(
    series: &Series<'a>,
    frame: &Frame,
    input: &ChartInput,
    palette: &Palette,
) -> Option<(f64, f64, Rgb, &'a str)> {
    let last = series.points.iter().rev().find_map(|&(step, value)| Some((step, height(value, input.logarithmic)?)))?;
    let (x, y) = frame.place(last.0, last.1);
    let (colour, ..) = series.style.pen(palette);
    Some((x, y.clamp(frame.top, frame.bottom), colour, series.label))
}

/// The point nearest to a step that has a height.
fn nearest(points: &[(f64, f64)], step: f64, logarithmic: bool) -> Option<(f64, f64)> {
    let middle = points.partition_point(|point| point.0 < step);
    let seen = |&(at, value): &(f64, f64)| Some((at, height(value, logarithmic)?));
    let before = points[..middle].iter().rev().find_map(seen);
    let after = points[middle..].iter().find_map(seen);
    match (before, after) {
        (Some(before), Some(after)) if step - before.0 <= after.0 - step => Some(before),
        (before, after) => after.or(before),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_finds_the_nearest_point_with_a_value() {
        let points = [(0.0, 1.0), (10.0, 2.0), (20.0, f64::NAN), (30.0, 4.0)];
        assert_eq!(nearest(&points, 4.0, false), Some((0.0, 1.0)));
        assert_eq!(nearest(&points, 6.0, false), Some((10.0, 2.0)));
        assert_eq!(nearest(&points, 19.0, false), Some((10.0, 2.0)));
        assert_eq!(nearest(&points, 99.0, false), Some((30.0, 4.0)));
        assert_eq!(nearest(&[], 1.0, false), None);
    }
}
