//! Planes of every kind, the part of them on the screen, the ball put by hand, and runs kept.

use super::*;
use crate::effect::Payload;
use crate::message::Key;
use crate::state::PlaneChoice;
use costscape_core::landscape::{Extent, Quantity, Sampling};
use costscape_protocol::{Part, PathPoint, Sharpness};

/// With a slice shown, whole.
pub(super) fn shown() -> Page {
    let mut page = Page::ready();
    let effects = page.plane();
    page.slice(effects, 41 * 41);
    page
}

fn kind(effects: &[Effect]) -> PlaneKind {
    match to_trainer(effects).as_slice() {
        [ToTrainer::MakePlane { kind, .. }] => *kind,
        other => panic!("{other:?}"),
    }
}

/// What the slicers are asked to begin.
fn begun(effects: &[Effect]) -> Vec<(Part, Quantity)> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Slicer(_, ToSlicer::Begin { part, quantity, .. }, _) => Some((*part, *quantity)),
            _ => None,
        })
        .collect()
}

#[test]
fn every_plane_of_the_menu_is_asked_for_by_its_kind() {
    let mut page = shown();
    for (name, wanted) in [
        ("momentum", PlaneKind::Downhill(Across::Momentum)),
        ("gradient-random", PlaneKind::Downhill(Across::Random { seed: 1 })),
        ("random", PlaneKind::Random { seed: 1 }),
        ("path", PlaneKind::Path),
        ("curvature", PlaneKind::Curvature),
        ("parameters", PlaneKind::Parameters { first: 406, second: 1190 }),
        ("gradient-line", PlaneKind::DownhillLine),
        ("start-line", PlaneKind::StartLine),
        ("gradient", DOWNHILL),
    ] {
        assert_eq!(kind(&page.set(Control::Plane, name)), wanted);
        assert!(page.set(Control::Plane, name).is_empty(), "once is enough");
    }
    assert!(page.set(Control::Plane, "nonsense").is_empty());
    assert_eq!(PlaneChoice::ALL.map(|plane| PlaneChoice::from_name(plane.name())), PlaneChoice::ALL.map(Some));
}

#[test]
fn a_planes_seed_and_parameters_are_checked_and_asked_for_at_once() {
    let mut page = shown();
    assert!(page.set(Control::PlaneSeed, "7").is_empty(), "no random plane is shown");
    assert_eq!(kind(&page.set(Control::Plane, "random")), PlaneKind::Random { seed: 7 });
    assert_eq!(kind(&page.set(Control::PlaneSeed, " 8 ")), PlaneKind::Random { seed: 8 });
    assert!(page.set(Control::PlaneSeed, "eight").is_empty());
    assert!(page.state.landscape.refusal.as_ref().unwrap().contains("a seed is a whole number"));
    page.set(Control::Plane, "parameters");
    let effects = page.set(Control::SecondParameter, "13002");
    assert_eq!(kind(&effects), PlaneKind::Parameters { first: 406, second: 13_001 });
    for wrong in ["0", "13003", "", "x"] {
        assert!(page.set(Control::FirstParameter, wrong).is_empty(), "{wrong}");
        assert!(page.state.landscape.refusal.as_ref().unwrap().contains("from 1 to 13,002"));
    }
    let effects = page.say(Msg::PickParameter { index: 99 });
    assert!(page.state.choices.parameters[0].error.is_none());
    assert_eq!(page.state.choices.parameters.each_ref().map(|field| field.text.as_str()), ["100", "x"]);
    assert!(effects.is_empty() || matches!(kind(&effects), PlaneKind::Parameters { .. }));
    assert!(page.say(Msg::PickParameter { index: 13_002 }).is_empty(), "there is no such parameter");
}

#[test]
fn a_slice_is_stopped_and_what_is_known_stays() {
    let mut page = Page::ready();
    let effects = page.plane();
    page.slice(effects, 100);
    let known = page.state.landscape.shown.as_ref().unwrap().slice.known();
    assert!(page.say(Msg::CancelSlice).is_empty());
    assert!(!page.state.pool.is_measuring(1));
    let late = FromSlicer::Sums { job: 1, points: 1 };
    let effects = page.say(Msg::Slicer(0, late, Buffer::Doubles(vec![700.0; 30])));
    assert!(effects.is_empty(), "no more points are asked for: {effects:?}");
    assert!(page.state.landscape.shown.as_ref().unwrap().slice.known() >= known);
    assert!(!page.say(Msg::Reslice).is_empty(), "and another one may be asked for");
}

#[test]
fn three_points_have_to_be_saved_first() {
    let mut page = shown();
    assert!(page.set(Control::Plane, "points").is_empty());
    assert!(page.state.landscape.refusal.as_ref().unwrap().contains("three saved points"));
    for step in 1..=3 {
        page.progress(step, false, step as f32);
        let effects = page.say(Msg::SavePoint);
        assert_eq!(effects.len(), usize::from(step == 3));
        if step == 3 {
            let [Effect::Trainer(ToTrainer::MakePlane { kind: PlaneKind::Points, .. }, Payload::Floats(numbers))] =
                effects.as_slice()
            else {
                panic!("{effects:?}")
            };
            assert_eq!([numbers[0], numbers[PARAMETERS], numbers[2 * PARAMETERS]], [1.0, 2.0, 3.0]);
        }
    }
    page.say(Msg::SavePoint);
    assert_eq!(page.state.landscape.points.len(), 3, "the same point is saved once");
    page.progress(4, false, 4.0);
    page.say(Msg::SavePoint);
    let steps: Vec<u64> = page.state.landscape.points.iter().map(|(step, _)| *step).collect();
    assert_eq!(steps, [2, 3, 4], "the oldest gives way");
    assert_eq!(page.state.notice.as_deref(), Some("The point saved at step 1 made room for this one."));
}

#[test]
fn other_heights_are_another_slice_of_the_same_plane() {
    let mut page = shown();
    for (name, wanted) in [
        ("test-cost", (Part::Test, Quantity::Cost)),
        ("train-accuracy", (Part::Train, Quantity::Right)),
        ("test-accuracy", (Part::Test, Quantity::Right)),
    ] {
        let effects = page.set(Control::Heights, name);
        assert!(to_trainer(&effects).is_empty());
        assert_eq!(begun(&effects), [wanted; 2]);
    }
}

#[test]
fn a_sample_is_a_slice_of_the_same_plane_over_fewer_images() {
    let mut page = shown();
    for (name, wanted) in [("10", Sampling::OneIn(10)), ("100", Sampling::OneIn(100)), ("all", Sampling::All)] {
        let effects = page.set(Control::Sampling, name);
        assert!(to_trainer(&effects).is_empty());
        let begun: Vec<_> = effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Slicer(index, ToSlicer::Begin { sampling, first_block, .. }, _) => {
                    Some((*index, *sampling, *first_block))
                }
                _ => None,
            })
            .collect();
        assert_eq!(begun, [(0, wanted, 0), (1, wanted, 30)]);
        assert_eq!(page.state.landscape.coming.as_ref().map(|view| view.sampling), Some(wanted));
    }
    assert!(page.set(Control::Sampling, "all").is_empty());
}

#[test]
fn zooming_shows_the_old_picture_at_once_and_slices_when_it_rests() {
    let mut page = shown();
    let before = page.state.landscape.shown.as_ref().unwrap().job;
    assert!(page.say(Msg::Zoom { at: Some((3.0, 0.0)), factor: 0.5 }).is_empty());
    let extent = Extent { centre: (1.5, 0.0), half_range: 3.0 };
    assert_eq!(page.state.landscape.extent(), Some(extent), "what was under the pointer stays there");
    assert!(page.say(Msg::Frame).is_empty(), "it may go on");
    page.now_ms += 500.0;
    let effects = page.say(Msg::Frame);
    assert_eq!(begun(&effects).len(), 2);
    page.slice(effects, 9);
    let shown = page.state.landscape.shown.as_ref().unwrap();
    assert_ne!(shown.job, before);
    assert_eq!((shown.slice.grid().extent(), shown.plane), (extent, 1));
    page.say(Msg::Pan { a: 1.0, b: -2.0 });
    assert_eq!(page.state.landscape.extent().unwrap().centre, (2.5, -2.0));
    page.say(Msg::Fit);
    assert_eq!(page.state.landscape.extent(), Some(Extent::of(6.0)));
    for msg in [
        Msg::Zoom { at: None, factor: f32::NAN },
        Msg::Pan { a: f32::INFINITY, b: 0.0 },
        Msg::Zoom { at: Some((f32::NAN, 0.0)), factor: 0.5 },
    ] {
        page.say(msg);
        assert_eq!(page.state.landscape.extent(), Some(Extent::of(6.0)));
    }
    for _ in 0..200 {
        page.say(Msg::Zoom { at: None, factor: 0.5 });
    }
    assert!(page.state.landscape.extent().unwrap().half_range >= 1e-3);
}

#[test]
fn a_window_does_not_outlive_its_plane_and_holds_the_map_where_it_is() {
    let mut page = shown();
    page.say(Msg::Zoom { at: None, factor: 0.1 });
    page.now_ms += 500.0;
    let effects = page.say(Msg::Frame);
    page.slice(effects, 41 * 41);
    page.now_ms += 5000.0;
    assert!(to_trainer(&page.progress(10, true, 5.0)).is_empty(), "who has zoomed in looks at something");
    let effects = page.say(Msg::Reslice);
    assert_eq!(kind(&effects), DOWNHILL);
    let effects = page.plane();
    page.slice(effects, 9);
    assert_eq!(page.state.landscape.extent(), Some(Extent::of(6.0)));
}

#[test]
fn the_ball_is_put_on_the_plane_and_the_run_goes_on_from_there() {
    let mut page = shown();
    page.progress(3, true, 2.0);
    let effects = page.say(Msg::Place { a: 1.0, b: -2.0 });
    let [Effect::Trainer(ToTrainer::Place, Payload::Floats(theta))] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!((theta[0], theta[1]), (1.0, -2.0));
    let theta = theta.to_vec();
    assert!(page.say(Msg::Place { a: 1.5, b: 0.0 }).is_empty(), "one at a time");
    assert!(page.say(Msg::Place { a: 2.0, b: 0.5 }).is_empty());
    let placed = FromTrainer::Placed { step: 3, riding: false };
    let effects = page.say(Msg::Trainer(placed.clone(), Buffer::Floats(theta)));
    assert_eq!(page.state.landscape.ball, Some(PathPoint { step: 3, a: 1.0, b: -2.0, off: 0.0 }));
    let places: Vec<&Payload> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Trainer(ToTrainer::Place, payload) => Some(payload),
            _ => None,
        })
        .collect();
    let [Payload::Floats(theta)] = places.as_slice() else { panic!("{places:?}") };
    assert_eq!((theta[0], theta[1]), (2.0, 0.5), "then where the hand is by now");
    let theta = theta.to_vec();
    page.say(Msg::Trainer(placed, Buffer::Floats(theta)));
    let trail = page.state.landscape.shown.as_ref().unwrap().trail.points().to_vec();
    assert_eq!(trail.len(), 1, "the path begins where the ball was put");
    assert!(page.say(Msg::Place { a: f32::NAN, b: 0.0 }).is_empty());
}

#[test]
fn enter_puts_the_ball_where_the_arrows_have_led() {
    let mut page = shown();
    let key = |page: &mut Page, key, shift| page.say(Msg::MapKey { key, shift });
    assert!(key(&mut page, Key::Enter, false).is_empty(), "nothing is pointed at");
    key(&mut page, Key::Right, false);
    key(&mut page, Key::Right, false);
    let effects = key(&mut page, Key::Enter, false);
    assert!(matches!(effects.as_slice(), [Effect::Trainer(ToTrainer::Place, _)]));
    key(&mut page, Key::Right, true);
    assert_eq!(page.state.landscape.extent().unwrap().centre, (1.5, 0.0), "Shift moves the map");
    key(&mut page, Key::Plus, false);
    assert!(page.state.landscape.extent().unwrap().half_range < 6.0);
    key(&mut page, Key::Zero, false);
    assert_eq!(page.state.landscape.extent(), Some(Extent::of(6.0)));
    page.set(Control::Relief, "true");
    let before = page.state.landscape.camera;
    key(&mut page, Key::Right, false);
    assert_ne!(page.state.landscape.camera, before, "in space the arrows turn it");
}

#[test]
fn riding_is_told_and_holds_the_plane() {
    let mut page = Page::ready();
    assert!(page.set(Control::Ride, "true").is_empty(), "there is no plane yet");
    let mut page = {
        drop(page);
        shown()
    };
    assert_eq!(to_trainer(&page.set(Control::Ride, "true")), [ToTrainer::Ride(Some(1))]);
    let theta = page.state.run.theta.clone();
    page.say(Msg::Trainer(FromTrainer::Placed { step: 0, riding: true }, Buffer::Floats(theta)));
    assert!(page.state.landscape.riding);
    page.now_ms += 5000.0;
    let before = page.state.landscape.newest().unwrap().slice.grid().extent();
    let effects = page.progress(10, true, 1.9 * before.half_range);
    assert!(to_trainer(&effects).is_empty(), "a ride stays on its plane");
    let after = page.state.landscape.newest().unwrap().slice.grid().extent();
    assert_eq!((after.centre, after.half_range), (before.centre, 4.0 * before.half_range), "of which more is shown");
    assert_eq!(to_trainer(&page.set(Control::Ride, "false")), [ToTrainer::Ride(None)]);
}

#[test]
fn the_edge_of_stability_is_two_over_the_sharpness() {
    let mut page = shown();
    let objective = page.state.choices.settings.objective();
    let sharpness = |value| Sharpness { step: 7, objective, value, examples: 6000 };
    page.trainer(FromTrainer::Sharpness(sharpness(0.5)));
    assert_eq!(page.state.run.stability_threshold(), Some(4.0));
    assert_eq!(page.state.history.sharpness.points(), [(7, 0.5)]);
    assert_eq!(page.state.history.edge.points(), [(7, 2.0 / 3.0)]);
    page.progress(107, true, 1.0);
    assert!(!page.state.run.is_sharpness_old());
    page.state.dirty = crate::state::Dirty::default();
    page.progress(108, true, 1.0);
    assert!(
        page.state.run.is_sharpness_old() && page.state.dirty.controls,
        "the needle is seen to be of another place"
    );
    page.trainer(FromTrainer::Sharpness(sharpness(f64::NAN)));
    assert_eq!(page.state.run.stability_threshold(), Some(4.0), "no number is no news");
    page.trainer(FromTrainer::Sharpness(sharpness(-0.1)));
    assert_eq!(page.state.run.stability_threshold(), None, "nothing bends upwards");
    page.set(Control::CostFunction, "cross-entropy");
    page.trainer(FromTrainer::Sharpness(sharpness(0.5)));
    assert_eq!(page.state.run.stability_threshold(), None, "that was another landscape");
}

#[test]
fn another_rate_is_a_step_in_the_edge_of_stability() {
    let mut page = shown();
    let objective = page.state.choices.settings.objective();
    page.trainer(FromTrainer::Sharpness(Sharpness { step: 0, objective, value: 0.5, examples: 6000 }));
    page.progress(100, false, 1.0);
    page.set(Control::LearningRate, "1");
    page.set(Control::LearningRate, "0");
    assert_eq!(page.state.history.edge.points(), [(0, 2.0 / 3.0), (99, 2.0 / 3.0), (100, 2.0)]);
}

#[test]
fn the_landing_of_a_step_ahead_is_computed_and_stays_in_view() {
    let mut page = Page::ready();
    page.set(Control::Plane, "gradient-line");
    let plane = page.state.landscape.last_plane;
    let about = About::Downhill { gradient_norm: 0.5 };
    let kind = PlaneKind::DownhillLine;
    let message = FromTrainer::Plane { plane, kind, step: 0, extent: None, about, path: Vec::new(), kept: Vec::new() };
    let mut numbers = vec![0.0; 3 * PARAMETERS];
    (numbers[PARAMETERS], numbers[2 * PARAMETERS + 1]) = (1.0, 1.0);
    let effects = page.say(Msg::Trainer(message, Buffer::Floats(numbers)));
    page.slice(effects, 41);
    assert_eq!(page.state.landing(), Some(1.5));
    let Extent { centre, half_range } = page.state.landscape.extent().unwrap();
    assert!(centre.0 - half_range < 0.0 && centre.0 + half_range > 1.5, "{centre:?} {half_range}");
    page.set(Control::LearningRate, "1");
    assert_eq!(page.state.landing(), Some(5.0));
    let Extent { centre, half_range } = page.state.landscape.extent().unwrap();
    assert!(centre.0 + half_range > 5.0, "the window goes along");
}
