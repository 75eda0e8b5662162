//! The canvases, and what each is given.

use costscape_core::data::{CLASSES, PIXELS};
use costscape_core::digit::Raster;
use costscape_protocol::PlaneKind;
use wasm_bindgen::JsValue;

use super::canvas::{
    ChartInput, ChartView, ColourScaleInput, ColourScaleView, Drawing, GalleryView, LineStyle, NetworkImageInput,
    NetworkImageView, NetworkInput, NetworkInputView, PadInput, PadView, Palette, Part, PenCursor, Series,
    SpecimensInput, SpecimensView, StagesInput, StagesView, WeightsInput, WeightsView,
};
use super::gallery;
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
    hand: SpecimensView,
    gallery: GalleryView,
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
            hand: SpecimensView::new(page.handwriting_images.clone())?,
            gallery: GalleryView::new(page.gallery_images.clone())?,
            stages: StagesView::new(page.stages.clone())?,
            network: NetworkImageView::new(page.network_image.clone())?,
            weights: WeightsView::new(page.weights.clone())?,
        })
    }

    pub(super) fn scale(&mut self, state: &State, palette: &Palette) -> Result<(), JsValue> {
        let ball = state.landscape.cost_under_ball().map(|under| under.cost.mean);
        self.scale.draw(&ColourScaleInput { levels: self.ground.levels(), ball }, palette)
    }

    pub(super) fn cost_chart(&mut self, state: &State, palette: &Palette) -> Result<(), JsValue> {
        let history = &state.history;
        let lines = [
            (&history.batch, LineStyle::Batch, "mini-batch"),
            (&history.test, LineStyle::Test, "test set"),
            (&history.train, LineStyle::Train, "training set"),
        ];
        draw_chart(&mut self.cost, "cost", lines, state, palette)
    }

    pub(super) fn gradient_chart(&mut self, state: &State, palette: &Palette) -> Result<(), JsValue> {
        let history = &state.history;
        let lines = [
            (&history.batch_gradient, LineStyle::Batch, "mini-batch"),
            (&history.gradient, LineStyle::Measured, "training set"),
        ];
        draw_chart(&mut self.gradient, "gradient norm", lines, state, palette)
    }

    pub(super) fn sharpness_chart(&mut self, state: &State, palette: &Palette) -> Result<(), JsValue> {
        let history = &state.history;
        let lines = [(&history.edge, LineStyle::Test, "2 / η"), (&history.sharpness, LineStyle::Measured, "λ max")];
        draw_chart(&mut self.sharpness, "sharpness", lines, state, palette)
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

    /// The next part of the network.
    pub(super) fn network(&mut self, state: &State, palette: &Palette) -> Result<Part, JsValue> {
        let architecture = &state.run.start.architecture;
        if state.run.theta.len() != architecture.parameter_count() {
            return Ok(Part { first: true, last: true });
        }
        let activations = state.activations.as_deref().unwrap_or(&[]);
        let names: Vec<String> = (0..CLASSES).map(|class| state.data.class_name(class)).collect();
        let input = NetworkImageInput { architecture, theta: &state.run.theta, activations, names: &names };
        self.network.draw_next(&input, palette)
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
        match state.data.files.offering() {
            Some(Offering { offer, pixels }) => {
                self.offer.draw(&SpecimensInput { pixels, labels: &offer.labels, framed: &[] }, palette)
            }
            None => Ok(()),
        }
    }

    /// The digits kept, the newest of each class at the top, those read wrongly framed.
    pub(super) fn hand(&mut self, state: &State, palette: &Palette) -> Result<(), JsValue> {
        let written = state.handwriting.written();
        let pixels: Vec<u8> = written.iter().rev().flat_map(|written| written.pixels.iter().copied()).collect();
        let labels: Vec<u8> = written.iter().rev().map(|written| written.label).collect();
        let framed: Vec<usize> = state.handwriting.mistakes.iter().map(|index| written.len() - 1 - index).collect();
        self.hand.draw(&SpecimensInput { pixels: &pixels, labels: &labels, framed: &framed }, palette)
    }

    pub(super) fn gallery(&mut self, state: &State, palette: &Palette) -> Result<(), JsValue> {
        self.gallery.draw(&gallery::picture(state), palette)
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

fn draw_chart<const LINES: usize>(
    view: &mut ChartView,
    y_title: &str,
    lines: [(&state::Series, LineStyle, &str); LINES],
    state: &State,
    palette: &Palette,
) -> Result<(), JsValue> {
    let points: [Vec<(f64, f64)>; LINES] =
        lines.map(|(line, ..)| line.points().iter().map(|&(step, value)| (step as f64, value)).collect());
    let series: [Series; LINES] =
        std::array::from_fn(|i| Series { points: &points[i], style: lines[i].1, label: lines[i].2 });
    let input = ChartInput {
        series: &series,
        x_title: "step",
        y_title,
        logarithmic: state.choices.chart_log,
        cursor: state.chart_cursor.map(|step| step as f64),
        empty: "Press Train or Step.",
    };
    view.draw(&input, palette)
}
