//! The contour map.

use costscape_app::views::canvas::{
    Ball, LandscapeInput, LandscapeView, Palette, Rgb, Survey, Theme, TrackPoint, layout_changed,
};
use costscape_core::landscape::Extent;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{SIDE, bowl, canvas, colour, light, picture, pixels};

#[wasm_bindgen_test]
fn the_ball_is_where_the_plane_says_in_the_markers_colour() {
    let canvas = canvas(SIDE, SIDE);
    let mut view = LandscapeView::new(canvas.clone()).unwrap();
    let values = bowl(21);
    let ball = Ball { a: -0.5, b: 0.25, off_plane: 0.0 };
    let input = LandscapeInput { picture: picture(&values, 1), ball: Some(ball), blend: 1.0, ..Default::default() };
    view.draw(&input, &light()).unwrap();
    let place = view.canvas_from_plane(-0.5, 0.25).unwrap();
    assert_eq!(colour(&canvas, place), light().marker);
    view.draw(&LandscapeInput { ball: None, ..input }, &light()).unwrap();
    assert_ne!(colour(&canvas, place), light().marker);
}

#[wasm_bindgen_test]
fn low_ground_is_darker_than_high_ground_in_both_themes() {
    for theme in [Theme::Light, Theme::Dark] {
        let canvas = canvas(SIDE, SIDE);
        let mut view = LandscapeView::new(canvas.clone()).unwrap();
        let values = bowl(21);
        let input = LandscapeInput { picture: picture(&values, 1), blend: 1.0, ..Default::default() };
        view.draw(&input, &Palette::new(theme, 1.0)).unwrap();
        let at = |a, b| colour(&canvas, view.canvas_from_plane(a, b).unwrap()).luminance();
        assert!(at(0.5, 0.0) < 0.1, "{}", at(0.5, 0.0));
        assert!(at(0.5, 0.0) < at(-0.2, 0.1) && at(-0.2, 0.1) < at(-0.93, 0.91));
    }
}

#[wasm_bindgen_test]
fn the_overflow_looks_like_no_height_and_says_so() {
    let canvas = canvas(SIDE, SIDE);
    let mut view = LandscapeView::new(canvas.clone()).unwrap();
    let mut values = bowl(21);
    values[..21 * 8].fill(f64::INFINITY);
    values[3] = f64::NAN;
    let input = LandscapeInput { picture: picture(&values, 1), blend: 1.0, ..Default::default() };
    view.draw(&input, &light()).unwrap();
    let (x, y) = view.canvas_from_plane(-0.8, -0.9).unwrap();
    let hatched: Vec<Rgb> = (0..16).map(|i| colour(&canvas, (x + f64::from(i), y))).collect();
    assert!(hatched.contains(&light().paper));
    assert!(hatched.iter().any(|&other| other != light().paper));
    assert_eq!(view.value_at(-0.8, -0.9), None);
    assert!((view.value_at(0.5, 0.5).unwrap() - 0.35).abs() < 1e-3);
    values.fill(f64::NAN);
    let nowhere = LandscapeInput { picture: picture(&values, 2), blend: 1.0, ..Default::default() };
    while view.draw(&nowhere, &light()).unwrap() == Survey::Begun {}
    assert!(view.levels().is_none());
}

#[wasm_bindgen_test]
fn drawing_twice_gives_the_same_pixels_and_places_invert() {
    let canvas = canvas(SIDE, SIDE);
    let mut view = LandscapeView::new(canvas.clone()).unwrap();
    assert_eq!(view.plane_from_canvas(200.0, 200.0), None);
    let values = bowl(9);
    let track: Vec<TrackPoint> =
        (0..50).map(|i| TrackPoint { a: -0.9 + i as f32 * 0.02, b: 0.3, off_plane: 0.0, step: i }).collect();
    let input = LandscapeInput {
        picture: picture(&values, 1),
        track: &track,
        start: Some((-0.9, 0.3)),
        ball: Some(Ball { a: 0.1, b: 0.3, off_plane: 0.2 }),
        probe: Some((0.4, -0.4)),
        blend: 1.0,
        ..Default::default()
    };
    view.draw(&input, &light()).unwrap();
    let first = pixels(&canvas);
    view.draw(&input, &light()).unwrap();
    assert!(first == pixels(&canvas));
    for (a, b) in [(0.0, 0.0), (0.7, -0.3), (-1.0, 1.0)] {
        let (x, y) = view.canvas_from_plane(a, b).unwrap();
        let (a2, b2) = view.plane_from_canvas(x, y).unwrap();
        assert!((a - a2).abs() < 1e-6 && (b - b2).abs() < 1e-6);
    }
    assert_eq!(view.plane_from_canvas(1.0, 1.0), None);
    assert!(view.dot_every().is_some());
}

#[wasm_bindgen_test]
fn a_new_slice_fades_in_and_a_finer_one_does_not_restart_that() {
    let canvas = canvas(SIDE, SIDE);
    let mut view = LandscapeView::new(canvas.clone()).unwrap();
    // High but for a corner: flat ground would have the colour of the lowest.
    let (mut old, new) = (vec![1.0; 9], bowl(3));
    old[0] = 0.0;
    let show = |view: &mut LandscapeView, values: &[f64], slice, blend| {
        let input = LandscapeInput { picture: picture(values, slice), blend, ..Default::default() };
        while view.draw(&input, &light()).unwrap() == Survey::Begun {}
        colour(&canvas, view.canvas_from_plane(0.3, 0.13).unwrap()).luminance()
    };
    // The first slice has nothing to fade from.
    let before = show(&mut view, &old, 1, 0.0);
    assert!(before > 0.5, "{before}");
    assert!((show(&mut view, &new, 2, 0.0) - before).abs() < 0.02, "at first the old one is seen");
    let half = show(&mut view, &new, 2, 0.5);
    let finer = bowl(5);
    let [start, middle, end] = [0.0, 0.5, 1.0].map(|blend| show(&mut view, &finer, 2, blend));
    assert!((start - before).abs() < 0.02 && end < half && half < before, "{before} {half} {end}");
    assert!(end < middle && middle < start, "{start} {middle} {end}");
}

#[wasm_bindgen_test]
fn new_ground_takes_two_frames_and_the_one_before_is_seen_meanwhile() {
    let canvas = canvas(SIDE, SIDE);
    let mut view = LandscapeView::new(canvas.clone()).unwrap();
    let mut show = |values: &[f64], slice, window: f32, a| {
        let ball = Some(Ball { a, b: 0.25, off_plane: 0.0 });
        let window = Some(Extent::of(window));
        let input = LandscapeInput { picture: picture(values, slice), window, ball, blend: 1.0, ..Default::default() };
        let survey = view.draw(&input, &light()).unwrap();
        (survey, pixels(&canvas), view.canvas_from_plane(1.0, 0.0).unwrap().0)
    };
    let (coarse, middle, fine) = (bowl(3), bowl(5), bowl(9));
    let (survey, first, _) = show(&coarse, 1, 1.0, 0.0);
    assert_eq!(survey, Survey::Done, "there is nothing to be seen meanwhile");
    assert_eq!(show(&coarse, 1, 1.0, 0.0).0, Survey::Same);
    // The ball of another plane is not put on this one.
    let (survey, pixels, _) = show(&coarse, 2, 1.0, 0.5);
    assert!(survey == Survey::Begun && pixels == first);
    let (survey, second, _) = show(&coarse, 2, 1.0, 0.5);
    assert!(survey == Survey::Done && second != first);
    // On a finer picture of the same plane it goes on.
    let (survey, pixels, _) = show(&fine, 2, 1.0, 0.6);
    assert!(survey == Survey::Begun && pixels != second);
    assert_eq!(show(&fine, 2, 1.0, 0.6).0, Survey::Done);
    // Pictures that follow each other in every frame are shown, each second one at least.
    assert_eq!(show(&coarse, 3, 1.0, 0.6).0, Survey::Begun);
    assert_eq!(show(&middle, 3, 1.0, 0.6).0, Survey::Begun);
    assert_eq!(show(&fine, 3, 1.0, 0.6).0, Survey::Begun);
    assert_eq!(show(&fine, 3, 1.0, 0.6).0, Survey::Done);
    // One looks elsewhere between the two.
    assert_eq!(show(&fine, 4, 1.0, 0.6).0, Survey::Begun);
    let (survey, _, edge) = show(&fine, 4, 2.0, 0.6);
    assert!(survey == Survey::Done && edge < SIDE * 0.8, "{edge}");
    assert_eq!(show(&fine, 4, 2.0, 0.6).0, Survey::Same);
    assert_eq!(show(&fine, 4, 1.0, 0.6).0, Survey::Done, "another part of it");
    // Slices that follow each other in every frame are shown, too.
    let (survey, before, _) = show(&coarse, 5, 1.0, 0.6);
    assert_eq!(survey, Survey::Begun);
    let (survey, pixels, _) = show(&fine, 6, 1.0, 0.6);
    assert!(survey == Survey::Begun && pixels != before);
    // What is nowhere is not drawn, and not for ever begun.
    assert_eq!(show(&fine, 6, 1.0, 0.6).0, Survey::Begun);
    assert_eq!(show(&fine, 6, f32::NAN, 0.6).0, Survey::Same);
    assert_eq!(show(&fine, 6, 1.0, 0.6).0, Survey::Done);
}

#[wasm_bindgen_test]
fn the_bitmap_follows_the_canvas_css_size_and_survives_none() {
    let canvas = canvas(SIDE, SIDE);
    let mut view = LandscapeView::new(canvas.clone()).unwrap();
    view.draw(&LandscapeInput::default(), &light()).unwrap();
    let ratio = web_sys::window().unwrap().device_pixel_ratio();
    assert_eq!(f64::from(canvas.width()), (SIDE * ratio).round());
    canvas.style().set_property("width", "120px").unwrap();
    canvas.style().set_property("height", "120px").unwrap();
    layout_changed();
    let values = bowl(41);
    let far = Some(Ball { a: 7.0, b: -f32::MAX, off_plane: f32::INFINITY });
    view.draw(&LandscapeInput { picture: picture(&values, 1), ball: far, blend: 1.0, ..Default::default() }, &light())
        .unwrap();
    assert_eq!(f64::from(canvas.width()), (120.0 * ratio).round());
    canvas.style().set_property("display", "none").unwrap();
    layout_changed();
    view.draw(&LandscapeInput { picture: picture(&values, 1), blend: 1.0, ..Default::default() }, &light()).unwrap();
}
