//! The canvases, and what each is given.

use wasm_bindgen::JsValue;

use super::canvas::{
    Axes, Ball, ChartInput, ChartView, ColourScaleInput, ColourScaleView, Drawing, LandscapeInput, LandscapeView,
    Levels, LineStyle, NetworkImageInput, NetworkImageView, NetworkInput, NetworkInputView, PadInput, PadView, Palette,
    PenCursor, Picture, Series, Spacing, TrackPoint, WeightsInput, WeightsView,
};
use crate::page::Page;
use crate::state;
use crate::state::State;

/// All canvases.
pub(super) struct Pictures {
    landscape: LandscapeView,
    scale: ColourScaleView,
    cost: ChartView,
    gradient: ChartView,
    pad: PadView,
    input: NetworkInputView,
    network: NetworkImageView,
    weights: WeightsView,
}

impl Pictures {
    pub(super) fn new(page: &Page) -> Result<Self, JsValue> {
        Ok(Self {
            landscape: LandscapeView::new(page.landscape.clone())?,
            scale: ColourScaleView::new(page.colour_scale.clone())?,
            cost: ChartView::new(page.cost_chart.clone())?,
            gradient: ChartView::new(page.gradient_chart.clone())?,
            pad: PadView::new(page.draw_pad.clone())?,
            input: NetworkInputView::new(page.network_input.clone())?,
            network: NetworkImageView::new(page.network_image.clone())?,
            weights: WeightsView::new(page.weights.clone())?,
        })
    }

    /// The map; `blend` says how far the new slice has faded in.
    pub(super) fn landscape(&mut self, state: &State, palette: &Palette, blend: f32) -> Result<(), JsValue> {
        let map = &state.landscape;
        let picture = map.shown.as_ref().and_then(|view| Some((view, view.slice.picture()?)));
        let track: Vec<TrackPoint> = map.shown.as_ref().map_or_else(Vec::new, |view| {
            let points = view.trail.points().iter();
            points.map(|p| TrackPoint { a: p.a, b: p.b, off_plane: p.off, step: p.step }).collect()
        });
        let input = LandscapeInput {
            picture: picture.as_ref().map(|(view, (side, values))| Picture {
                slice: view.job,
                side: *side,
                values,
                half_range: view.slice.grid().half_range(),
            }),
            spacing: picture.as_ref().map_or(Spacing::Linear, |(_, (_, values))| Spacing::suited_to(values)),
            axes: Axes::default(),
            start: track.first().filter(|point| point.step == 0).map(|point| (point.a, point.b)),
            track: &track,
            ball: map.ball.map(|ball| Ball { a: ball.a, b: ball.b, off_plane: ball.off }),
            probe: map.probed().map(|probed| (probed.a, probed.b)),
            // A run pulls the map along; at rest there is time for every pixel.
            hurried: state.run.running,
            blend,
        };
        self.landscape.draw(&input, palette)
    }

    pub(super) fn scale(&mut self, state: &State, palette: &Palette) -> Result<(), JsValue> {
        let ball = state.landscape.cost_under_ball().map(|under| under.cost);
        self.scale.draw(&ColourScaleInput { levels: self.landscape.levels(), ball }, palette)
    }

    pub(super) fn charts(&mut self, state: &State, palette: &Palette) -> Result<(), JsValue> {
        let history = &state.history;
        let [train, test, batch, gradient, batch_gradient] = history.series().map(points);
        let input = ChartInput {
            x_title: "step",
            logarithmic: state.choices.chart_log,
            cursor: state.chart_cursor.map(|step| step as f64),
            empty: "Press Train or Step.",
            ..ChartInput::default()
        };
        let cost = [
            Series { points: &batch, style: LineStyle::Batch, label: "mini-batch" },
            Series { points: &test, style: LineStyle::Test, label: "test set" },
            Series { points: &train, style: LineStyle::Train, label: "training set" },
        ];
        self.cost.draw(&ChartInput { series: &cost, y_title: "cost", ..input }, palette)?;
        let gradient = [
            Series { points: &batch_gradient, style: LineStyle::Batch, label: "mini-batch" },
            Series { points: &gradient, style: LineStyle::Measured, label: "training set" },
        ];
        self.gradient.draw(&ChartInput { series: &gradient, y_title: "gradient norm", ..input }, palette)
    }

    pub(super) fn pad(&mut self, state: &State, palette: &Palette) -> Result<(), JsValue> {
        let (drawing, content) = (&state.drawing, state.drawing.content());
        let shown = match &content.example {
            Some(shown) => Drawing::Image(&shown.pixels[..]),
            None => Drawing::Strokes(&content.strokes),
        };
        let pen = drawing.cursor.map(|at| PenCursor { x: at.x, y: at.y, down: drawing.key_pen });
        self.pad.draw(&PadInput { drawing: shown, pen }, palette)?;
        self.input.draw(&NetworkInput { pixels: drawing.image().map(|image| &image[..]) }, palette)
    }

    pub(super) fn network(&mut self, state: &State, palette: &Palette) -> Result<(), JsValue> {
        let architecture = &state.run.start.architecture;
        if state.run.theta.len() != architecture.parameter_count() {
            return Ok(());
        }
        let activations = state.activations.as_deref().unwrap_or(&[]);
        self.network.draw(&NetworkImageInput { architecture, theta: &state.run.theta, activations }, palette)
    }

    pub(super) fn weights(&mut self, state: &State, palette: &Palette) -> Result<(), JsValue> {
        let architecture = &state.run.start.architecture;
        if state.run.theta.len() != architecture.parameter_count() {
            return Ok(());
        }
        self.weights.draw(&WeightsInput { architecture, theta: &state.run.theta }, palette)
    }

    pub(super) fn levels(&self) -> Option<&Levels> {
        self.landscape.levels()
    }

    pub(super) fn plane_under(&self, x: f64, y: f64) -> Option<(f32, f32)> {
        self.landscape.plane_from_canvas(x, y)
    }

    pub(super) fn step_under(&self, chart: usize, x: f64) -> Option<f64> {
        if chart == 0 { self.cost.step_at(x) } else { self.gradient.step_at(x) }
    }
}

fn points(series: &state::Series) -> Vec<(f64, f64)> {
    series.points().iter().map(|&(step, value)| (step as f64, value)).collect()
}
