//! What the canvases show, pixel by pixel, in a real browser.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by panicking")]

use costscape_app::views::canvas::{
    Ball, ChartInput, ChartView, ColourScaleInput, ColourScaleView, Drawing, LandscapeInput, LandscapeView, LineStyle,
    NetworkImageInput, NetworkImageView, NetworkInput, NetworkInputView, PadInput, PadView, Palette, Part, PenCursor,
    Picture, Rgb, Series, Survey, Theme, TrackPoint, WeightsInput, WeightsView, layout_changed,
};
use costscape_core::digit::{Point, Stroke};
use costscape_core::landscape::Extent;
use costscape_core::network::{Architecture, Network};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

mod map;

wasm_bindgen_test_configure!(run_in_browser);

const SIDE: f64 = 400.0;
/// A picture that is drawn in one.
const WHOLE: Part = Part { first: true, last: true };

fn canvas(width: f64, height: f64) -> HtmlCanvasElement {
    let document = web_sys::window().unwrap().document().unwrap();
    let canvas: HtmlCanvasElement = document.create_element("canvas").unwrap().unchecked_into();
    canvas.style().set_property("width", &format!("{width}px")).unwrap();
    canvas.style().set_property("height", &format!("{height}px")).unwrap();
    document.body().unwrap().append_child(&canvas).unwrap();
    canvas
}

fn pixels(canvas: &HtmlCanvasElement) -> Vec<u8> {
    let context: CanvasRenderingContext2d = canvas.get_context("2d").unwrap().unwrap().unchecked_into();
    context.get_image_data(0.0, 0.0, f64::from(canvas.width()), f64::from(canvas.height())).unwrap().data().0
}

/// The colour at a place in CSS pixels.
fn colour(canvas: &HtmlCanvasElement, (x, y): (f64, f64)) -> Rgb {
    let ratio = web_sys::window().unwrap().device_pixel_ratio();
    let all = pixels(canvas);
    let index = 4 * ((y * ratio) as usize * canvas.width() as usize + (x * ratio) as usize);
    Rgb(all[index], all[index + 1], all[index + 2])
}

fn light() -> Palette {
    Palette::new(Theme::Light, 1.0)
}

/// A bowl with its bottom at a = 0.5, b = 0, on -1 to 1.
fn bowl(side: usize) -> Vec<f64> {
    let at = |i: usize| i as f64 / (side - 1) as f64 * 2.0 - 1.0;
    (0..side * side).map(|i| 0.1 + (at(i % side) - 0.5).powi(2) + at(i / side).powi(2)).collect()
}

fn picture(values: &[f64], slice: u32) -> Option<Picture<'_>> {
    Some(Picture { slice, side: values.len().isqrt(), values, extent: Extent::of(1.0) })
}

#[wasm_bindgen_test]
fn the_scale_is_dark_at_the_left_and_carries_the_ball() {
    let map = canvas(SIDE, SIDE);
    let mut landscape = LandscapeView::new(map).unwrap();
    let values = bowl(21);
    landscape
        .draw(&LandscapeInput { picture: picture(&values, 1), blend: 1.0, ..Default::default() }, &light())
        .unwrap();
    let levels = landscape.levels().unwrap();
    let canvas = canvas(300.0, 14.0);
    let mut view = ColourScaleView::new(canvas.clone()).unwrap();
    let (low, high) = levels.range();
    view.draw(&ColourScaleInput { levels: Some(levels), ball: Some(0.5 * (low + high)) }, &light()).unwrap();
    assert_eq!(colour(&canvas, (150.0, 7.0)), light().marker);
    assert!(colour(&canvas, (2.0, 7.0)).luminance() < colour(&canvas, (298.0, 7.0)).luminance());
}

#[wasm_bindgen_test]
fn a_chart_draws_its_line_and_tells_the_step_under_the_pointer() {
    let canvas = canvas(640.0, 256.0);
    let mut view = ChartView::new(canvas.clone()).unwrap();
    view.draw(&ChartInput { empty: "nothing yet", ..Default::default() }, &light()).unwrap();
    assert_eq!(view.step_at(300.0), None);
    let points: Vec<(f64, f64)> = (0..=100).map(|i| (f64::from(i), 1.0)).collect();
    let series = [Series { points: &points, style: LineStyle::Train, label: "train" }];
    let input = ChartInput { series: &series, x_title: "step", y_title: "cost", ..Default::default() };
    view.draw(&input, &light()).unwrap();
    let middle = (200..600).map(f64::from).find(|&x| view.step_at(x).unwrap() >= 50.0).unwrap();
    let inked = (0..256).filter(|&y| colour(&canvas, (middle, f64::from(y) + 0.5)) == light().ink).count();
    assert!((1..=3).contains(&inked), "{inked}");
    let before = pixels(&canvas);
    view.draw(&ChartInput { cursor: Some(50.0), ..input }, &light()).unwrap();
    assert!(before != pixels(&canvas));
    // The broken and the endless are survived, too.
    let broken = [(0.0, f64::NAN), (1.0, f64::INFINITY), (2.0, -1.0), (3.0, 0.0), (4.0, 1e300)];
    let series = [Series { points: &broken, style: LineStyle::Test, label: "test" }];
    for logarithmic in [false, true] {
        view.draw(&ChartInput { series: &series, logarithmic, cursor: Some(1.0), ..input }, &light()).unwrap();
    }
}

#[wasm_bindgen_test]
fn the_pad_shows_ink_the_pen_and_examples() {
    let canvas = canvas(280.0, 280.0);
    let mut view = PadView::new(canvas.clone()).unwrap();
    let strokes =
        [Stroke::new(vec![Point::new(0.2, 0.5), Point::new(0.8, 0.5)]), Stroke::new(vec![Point::new(f32::NAN, 0.1)])];
    view.draw(&PadInput { drawing: Drawing::Strokes(&strokes), pen: None }, &light()).unwrap();
    assert_eq!(colour(&canvas, (140.0, 140.0)), light().ink);
    assert_eq!(pixels(&canvas)[3], 0, "the ground is the page's");
    let pen = Some(PenCursor { x: 0.5, y: 0.25, down: true });
    view.draw(&PadInput { drawing: Drawing::Strokes(&[]), pen }, &light()).unwrap();
    assert_eq!(colour(&canvas, (140.0, 70.0)), light().ink);
    let mut image = vec![0; 784];
    image[14 * 28 + 14] = 255;
    view.draw(&PadInput { drawing: Drawing::Image(&image), pen: None }, &light()).unwrap();
    assert_eq!(colour(&canvas, (145.0, 145.0)), light().ink);
    assert_eq!(colour(&canvas, (155.0, 155.0)), light().paper);
}

#[wasm_bindgen_test]
fn the_network_is_drawn_in_every_shape() {
    let input = canvas(84.0, 84.0);
    let mut image = vec![0; 784];
    image[0] = 255;
    NetworkInputView::new(input.clone()).unwrap().draw(&NetworkInput { pixels: Some(&image) }, &light()).unwrap();
    assert_eq!(colour(&input, (1.0, 1.0)), light().ink);
    for hidden in [&[][..], &[16, 16], &[1], &[64, 64, 64, 64]] {
        let architecture = Architecture::new(hidden).unwrap();
        let network = Network { architecture, ..Network::lesson() };
        let mut theta: Vec<f32> = (0..network.architecture.parameter_count()).map(|i| (i as f32).sin()).collect();
        theta[5] = f32::NAN;
        let activations = network.forward(&vec![0.01; theta.len()], &image);
        let (picture, weights) = (canvas(600.0, 300.0), canvas(300.0, 300.0));
        let architecture = &network.architecture;
        let mut view = NetworkImageView::new(picture.clone()).unwrap();
        let asleep = NetworkImageInput { architecture, theta: &theta, activations: &[], names: &[] };
        assert_eq!(view.draw_next(&asleep, &light()).unwrap(), WHOLE, "there are no lines to be drawn");
        let before = pixels(&picture);
        let awake = NetworkImageInput { activations: &activations, ..asleep };
        for i in 0..hidden.len() {
            assert_eq!(view.draw_next(&awake, &light()).unwrap(), Part { first: i == 0, last: false });
            assert!(before == pixels(&picture), "nothing is seen before all of it is drawn");
        }
        assert!(view.draw_next(&awake, &light()).unwrap().last);
        assert!(before != pixels(&picture));
        let plain = pixels(&picture);
        let names: Vec<String> = (0..10).map(|class| format!("Ankle boot {class}")).collect();
        while !view.draw_next(&NetworkImageInput { names: &names, ..awake }, &light()).unwrap().last {}
        assert!(plain != pixels(&picture), "names have their room");
        let mut view = WeightsView::new(weights.clone()).unwrap();
        view.draw(&WeightsInput { architecture, theta: &theta, marked: &[] }, &light()).unwrap();
        assert!((0..300).any(|x| view.neuron_at(f64::from(x), 140.0).is_some()));
        assert!(pixels(&weights).chunks_exact(4).any(|pixel| pixel[2] > pixel[0]), "blue for minus");
    }
}

/// A network with an image in it: its layers, parameters and activations.
type Awake = (Architecture, Vec<f32>, Vec<Vec<f64>>);

fn awake(hidden: &[usize]) -> Awake {
    let network = Network { architecture: Architecture::new(hidden).unwrap(), ..Network::lesson() };
    let theta: Vec<f32> = (0..network.architecture.parameter_count()).map(|i| (i as f32).sin()).collect();
    let activations = network.forward(&theta, &[120; 784]);
    (network.architecture, theta, activations)
}

fn draw_part(view: &mut NetworkImageView, (architecture, theta, activations): &Awake, palette: &Palette) -> Part {
    view.draw_next(&NetworkImageInput { architecture, theta, activations, names: &[] }, palette).unwrap()
}

fn draw_whole(view: &mut NetworkImageView, network: &Awake, palette: &Palette) {
    while !draw_part(view, network, palette).last {}
}

#[wasm_bindgen_test]
fn a_picture_of_the_network_is_of_one_network_in_one_size_and_colour() {
    let (one, other, dark) = (awake(&[16, 16]), awake(&[16, 8]), Palette::new(Theme::Dark, 1.0));
    let fresh = |network: &Awake, palette: &Palette, width: f64| {
        let picture = canvas(width, 300.0);
        draw_whole(&mut NetworkImageView::new(picture.clone()).unwrap(), network, palette);
        pixels(&picture)
    };
    let picture = canvas(600.0, 300.0);
    let mut view = NetworkImageView::new(picture.clone()).unwrap();
    let begin = |view: &mut NetworkImageView| {
        assert_eq!(draw_part(view, &one, &light()), Part { first: true, last: false });
    };
    begin(&mut view);
    assert!(draw_part(&mut view, &one, &dark).first, "other colours");
    draw_whole(&mut view, &one, &dark);
    assert!(pixels(&picture) == fresh(&one, &dark, 600.0));
    begin(&mut view);
    assert!(draw_part(&mut view, &other, &light()).first, "other layers");
    draw_whole(&mut view, &other, &light());
    assert!(pixels(&picture) == fresh(&other, &light(), 600.0));
    begin(&mut view);
    picture.style().set_property("width", "500px").unwrap();
    layout_changed();
    assert!(draw_part(&mut view, &one, &light()).first, "another size");
    draw_whole(&mut view, &one, &light());
    assert!(pixels(&picture) == fresh(&one, &light(), 500.0));
}

/// Not a test of speed, which depends on the machine: it prints what a frame costs.
#[wasm_bindgen_test]
fn frames_are_timed() {
    let now = || web_sys::window().unwrap().performance().unwrap().now();
    let time = |what: &str, canvas: &HtmlCanvasElement, draw: &mut dyn FnMut(usize)| {
        draw(0);
        let (mut calls, mut all) = (Vec::new(), Vec::new());
        for i in 1..=12 {
            let start = now();
            draw(i);
            calls.push(now() - start);
            // Reading a pixel waits until everything is painted.
            let context: CanvasRenderingContext2d = canvas.get_context("2d").unwrap().unwrap().unchecked_into();
            context.get_image_data(0.0, 0.0, 1.0, 1.0).unwrap();
            all.push(now() - start);
        }
        for list in [&mut calls, &mut all] {
            list.sort_by(f64::total_cmp);
        }
        console_log!("{what}: {:.2} ms, painted after {:.2} ms", calls[6], all[6]);
    };
    let map = canvas(700.0, 700.0);
    let mut view = LandscapeView::new(map.clone()).unwrap();
    let values = bowl(41);
    let track: Vec<TrackPoint> = (0..2000u16)
        .map(|i| TrackPoint {
            a: (f32::from(i) * 0.01).sin(),
            b: f32::from(i) * 0.001 - 1.0,
            off_plane: f32::from(i) * 1e-4,
            step: u64::from(i),
        })
        .collect();
    let input = LandscapeInput {
        track: &track,
        ball: Some(Ball { a: 0.1, b: 0.1, off_plane: 0.1 }),
        blend: 1.0,
        ..Default::default()
    };
    time("map 700 x 700, the same slice, a path of 2,000 points", &map, &mut |_| {
        view.draw(&LandscapeInput { picture: picture(&values, 1), ..input }, &light()).unwrap();
    });
    time("map 700 x 700, a new slice of 41 x 41, each time", &map, &mut |i| {
        let input = LandscapeInput { picture: picture(&values, i as u32 + 2), ..input };
        while view.draw(&input, &light()).unwrap() == Survey::Begun {}
    });
    let points: Vec<(f64, f64)> = (0..600).map(|i| (f64::from(i), 1.0 / (1.0 + f64::from(i)))).collect();
    let series = [Series { points: &points, style: LineStyle::Train, label: "train" }];
    let chart = canvas(640.0, 256.0);
    let mut view = ChartView::new(chart.clone()).unwrap();
    time("chart, 600 points", &chart, &mut |_| {
        view.draw(&ChartInput { series: &series, y_title: "cost", x_title: "step", ..Default::default() }, &light())
            .unwrap();
    });
    let network = Network::lesson();
    let theta: Vec<f32> = (0..13_002).map(|i| (i as f32).sin()).collect();
    let activations = network.forward(&theta, &[128; 784]);
    let architecture = &network.architecture;
    let (picture, weights) = (canvas(760.0, 380.0), canvas(400.0, 400.0));
    let mut view = NetworkImageView::new(picture.clone()).unwrap();
    time("network, a third", &picture, &mut |_| {
        view.draw_next(
            &NetworkImageInput { architecture, theta: &theta, activations: &activations, names: &[] },
            &light(),
        )
        .unwrap();
    });
    let mut view = WeightsView::new(weights.clone()).unwrap();
    time("weights", &weights, &mut |_| {
        view.draw(&WeightsInput { architecture, theta: &theta, marked: &[] }, &light()).unwrap()
    });
}
