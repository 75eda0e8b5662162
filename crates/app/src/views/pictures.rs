//! The canvases, and what each is given.

use costscape_core::data::PIXELS;
use costscape_core::digit::Raster;
use costscape_protocol::PlaneKind;
use wasm_bindgen::JsValue;

use super::canvas::{
    ChartInput, ChartView, ColourScaleInput, ColourScaleView, Drawing, LineStyle, NetworkImageInput, NetworkImageView,
    NetworkInput, NetworkInputView, PadInput, PadView, Palette, PenCursor, Series, SpecimensInput, SpecimensView,
    StagesInput, StagesView, WeightsInput, WeightsView,
};
use super::ground::Ground;
use crate::page::Page;
use crate::state;
use crate::state::{Offering, State};

/// All canvases.
pub(super) struct Pictures {
    pub(super) ground: Ground,
    scale: ColourScaleView,
    cost: ChartView,
    gradient: ChartView,
    sharpness: ChartView,
    pad: PadView,
    input: NetworkInputView,
    stages: StagesView,
    offer: SpecimensView,
    network: NetworkImageView,
    weights: WeightsView,
}

impl Pictures {
    pub(super) fn new(page: &Page) -> Result<Self, JsValue> {
        Ok(Self {
            ground: Ground::new(&page.landscape)?,
            scale: ColourScaleView::new(page.colour_scale.clone())?,
            cost: ChartView::new(page.cost_chart.clone())?,
            gradient: ChartView::new(page.gradient_chart.clone())?,
            sharpness: ChartView::new(page.sharpness_chart.clone())?,
            pad: PadView::new(page.draw_pad.clone())?,
            input: NetworkInputView::new(page.network_input.clone())?,
            offer: SpecimensView::new(page.offer_images.clone())?,
            stages: StagesView::new(page.stages.clone())?,
            network: NetworkImageView::new(page.network_image.clone())?,
            weights: WeightsView::new(page.weights.clone())?,
        })
    }

    pub(super) fn scale(&mut self, state: &State, palette: &Palette) -> Result<(), JsValue> {
        let ball = state.landscape.cost_under_ball().map(|under| under.cost);
        self.scale.draw(&ColourScaleInput { levels: self.ground.levels(), ball }, palette)
    }

    pub(super) fn charts(&mut self, state: &State, palette: &Palette) -> Result<(), JsValue> {
        let history = &state.history;
        let [train, test, batch, gradient, batch_gradient, sharpness, edge] = history.series().map(points);
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
        self.gradient.draw(&ChartInput { series: &gradient, y_title: "gradient norm", ..input }, palette)?;
        let sharp = [
            Series { points: &edge, style: LineStyle::Test, label: "2 / η" },
            Series { points: &sharpness, style: LineStyle::Train, label: "λ max" },
        ];
        self.sharpness.draw(&ChartInput { series: &sharp, y_title: "sharpness", ..input }, palette)
    }

    pub(super) fn pad(&mut self, state: &State, palette: &Palette) -> Result<(), JsValue> {
        let (drawing, content) = (&state.drawing, state.drawing.content());
        let shown = match drawing.image() {
            Some(image) if drawing.shows_pixels() => Drawing::Image(&image[..]),
            None if drawing.shows_pixels() => Drawing::Image(&[0; PIXELS]),
            _ => Drawing::Strokes(content.strokes()),
        };
        let pen = drawing.cursor.map(|at| PenCursor { x: at.x, y: at.y, down: drawing.key_pen });
        self.pad.draw(&PadInput { drawing: shown, pen }, palette)?;
        let stages = Raster::default().stages(content.strokes());
        self.stages.draw(&StagesInput { strokes: content.strokes(), stages: stages.as_ref() }, palette)?;
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
        let marked = match state.landscape.shown.as_ref().map(|view| view.kind) {
            Some(PlaneKind::Parameters { first, second }) => vec![first, second],
            _ => Vec::new(),
        };
        self.weights.draw(&WeightsInput { architecture, theta: &state.run.theta, marked: &marked }, palette)
    }

    pub(super) fn offer(&mut self, state: &State, palette: &Palette) -> Result<(), JsValue> {
        match &state.data.offer {
            Some(Offering { offer, pixels }) => {
                self.offer.draw(&SpecimensInput { pixels, labels: &offer.labels }, palette)
            }
            None => Ok(()),
        }
    }

    /// The parameter at a place on the picture of the whole network.
    pub(super) fn parameter_under(&self, state: &State, place: (f64, f64)) -> Option<u32> {
        self.network.parameter_at(&state.run.start.architecture, place)
    }

    pub(super) fn weight_under(&self, x: f64, y: f64) -> Option<u32> {
        self.weights.parameter_at(x, y)
    }

    pub(super) fn step_under(&self, chart: usize, x: f64) -> Option<f64> {
        match chart {
            0 => self.cost.step_at(x),
            1 => self.gradient.step_at(x),
            _ => self.sharpness.step_at(x),
        }
    }
}

fn points(series: &state::Series) -> Vec<(f64, f64)> {
    series.points().iter().map(|&(step, value)| (step as f64, value)).collect()
}
