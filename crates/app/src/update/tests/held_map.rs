//! What the map does, and what it must not do, when the ball is put, dragged, or runs away.

use super::*;
use costscape_core::landscape::Extent;
use costscape_protocol::{PathPoint, PlaneKind};

fn shown() -> Page {
    let mut page = Page::ready();
    let effects = page.plane();
    page.slice(effects, 41 * 41);
    page
}

fn placed(page: &mut Page, step: u64, knob: f32) -> Vec<Effect> {
    let mut theta = vec![0.0; PARAMETERS];
    theta[0] = knob;
    page.say(Msg::Trainer(FromTrainer::Placed { step, riding: false }, Buffer::Floats(theta)))
}

fn asks_for_a_plane(effects: &[Effect]) -> bool {
    to_trainer(effects).iter().any(|message| matches!(message, ToTrainer::MakePlane { .. }))
}

#[test]
fn a_plane_through_other_points_is_not_laid_again_because_the_ball_is_off_it() {
    let mut page = shown();
    page.state.landscape.shown.as_mut().unwrap().kind = PlaneKind::Points;
    page.now_ms += 5000.0;
    assert!(!asks_for_a_plane(&page.progress(10, true, 5.9)));
    page.state.landscape.shown.as_mut().unwrap().kind = DOWNHILL;
    assert!(asks_for_a_plane(&page.progress(11, true, 5.9)));
}

#[test]
fn distances_from_a_plane_are_on_its_own_scale() {
    let mut page = shown();
    let map = &mut page.state.landscape;
    let mut numbers = vec![0.0; 3 * PARAMETERS];
    // Directions ten long.
    (numbers[PARAMETERS], numbers[2 * PARAMETERS + 1]) = (10.0, 10.0);
    let view = map.shown.as_mut().unwrap();
    view.frame = crate::state::Frame::new(&numbers, PARAMETERS).unwrap();
    let half_range = view.slice.grid().extent().half_range;
    for (share, left) in [(0.4, false), (0.6, true)] {
        map.ball = Some(PathPoint { step: 0, a: 0.0, b: 0.0, off: 10.0 * share * half_range });
        assert_eq!(map.ball_has_left(), left, "{share}");
    }
}

#[test]
fn the_cost_on_the_plane_is_of_the_place_where_the_ball_is() {
    let mut page = shown();
    assert!(page.state.landscape.cost_under_ball().is_some());
    page.say(Msg::CancelSlice);
    page.say(Msg::Place { a: 1.0, b: 0.0 });
    let effects = placed(&mut page, 0, 1.0);
    assert_eq!(page.state.landscape.cost_under_ball(), None, "not yet known there");
    page.slice(effects, usize::MAX);
    let under = page.state.landscape.cost_under_ball().unwrap();
    assert_eq!((under.point.a, under.point.b), (1.0, 0.0), "computed also after Stop");
}

#[test]
fn the_map_stays_while_a_hand_holds_the_ball() {
    let mut page = shown();
    page.now_ms += 5000.0;
    page.say(Msg::Drag { a: 5.8, b: 0.0 });
    assert_eq!(page.state.landscape.probe, Some((5.8, 0.0)), "the pointer points there, too");
    assert!(!asks_for_a_plane(&placed(&mut page, 0, 5.8)));
    assert!(!asks_for_a_plane(&page.progress(1, true, 5.9)));
    assert!(asks_for_a_plane(&page.say(Msg::Drop)));
    assert!(page.say(Msg::Drop).is_empty());
}

#[test]
fn the_step_ahead_begins_where_the_ball_was_let_go() {
    let mut page = shown();
    page.set(Control::Plane, "gradient-line");
    let mut numbers = vec![0.0; 3 * PARAMETERS];
    (numbers[PARAMETERS], numbers[2 * PARAMETERS + 1]) = (1.0, 1.0);
    let mut message = told(page.state.landscape.last_plane, 0);
    let FromTrainer::Plane { kind, .. } = &mut message else { panic!() };
    *kind = PlaneKind::DownhillLine;
    let effects = page.say(Msg::Trainer(message, Buffer::Floats(numbers)));
    page.slice(effects, 41);
    page.say(Msg::Drag { a: 0.3, b: 0.0 });
    assert!(!asks_for_a_plane(&placed(&mut page, 0, 0.3)));
    page.say(Msg::Drag { a: 0.4, b: 0.0 });
    assert!(!asks_for_a_plane(&placed(&mut page, 0, 0.4)));
    assert!(asks_for_a_plane(&page.say(Msg::Drop)));
}

#[test]
fn a_ball_put_uphill_has_not_overshot() {
    let mut page = shown();
    for (step, cost) in [(10, 0.5), (20, 0.05)] {
        page.progress(step, true, 0.1);
        page.measured(step, cost);
    }
    placed(&mut page, 20, 3.0);
    for (step, cost) in [(20, 1.0), (30, 1.0), (40, 0.99)] {
        page.progress(step, true, 3.0);
        page.measured(step, cost);
        assert!(!crate::views::status::sentence(&page.state).contains("Overshooting"), "step {step}");
    }
    page.progress(50, true, 3.0);
    page.measured(50, 2.5);
    assert!(crate::views::status::sentence(&page.state).contains("Overshooting"));
}

#[test]
fn a_ball_put_by_hand_can_be_put_back_where_training_had_left_it() {
    /// The first parameter of the point that the trainer is sent to.
    fn sent_to(effects: &[Effect]) -> Option<f32> {
        effects.iter().find_map(|effect| match effect {
            Effect::Trainer(ToTrainer::Place, crate::effect::Payload::Floats(theta)) => Some(theta[0]),
            _ => None,
        })
    }
    let mut page = shown();
    assert!(page.say(Msg::PutBack).is_empty(), "it was never moved");
    page.progress(40, true, 7.0);
    // Dragged while the run goes on: where it was before the drag counts, not where it passed.
    for (step, knob) in [(40, 1.0), (41, 2.0)] {
        page.say(Msg::Drag { a: knob, b: 0.0 });
        placed(&mut page, step, knob);
        page.progress(step + 1, true, knob);
    }
    page.say(Msg::Drop);
    assert_eq!(sent_to(&page.say(Msg::PutBack)), Some(7.0));
    placed(&mut page, 42, 7.0);
    assert_eq!(sent_to(&page.say(Msg::PutBack)), Some(2.0), "another time, forth again");
    placed(&mut page, 42, 2.0);

    // Put twice with no step between: the place in between is nobody's run.
    page.progress(50, false, 7.5);
    for knob in [1.0, 2.0] {
        page.say(Msg::Place { a: knob, b: 0.0 });
        placed(&mut page, 50, knob);
    }
    let says_so = |page: &Page| crate::views::status::sentence(&page.state).contains("put here by hand");
    assert!(says_so(&page));
    assert_eq!(sent_to(&page.say(Msg::PutBack)), Some(7.5));
    placed(&mut page, 50, 7.5);
    // A run says so for a while.
    page.progress(51, true, 7.4);
    assert!(says_so(&page));
    page.now_ms += 9000.0;
    page.progress(52, true, 7.3);
    assert!(!says_so(&page));
    page.progress(53, false, 7.3);
    assert!(!says_so(&page));

    // A ride begins where it is, and comes back to what it can reach.
    page.set(Control::Ride, "true");
    assert!(page.say(Msg::PutBack).is_empty());
    page.set(Control::Ride, "false");

    // Nor is there anywhere to go while other digits are on their way.
    page.say(Msg::Place { a: 1.0, b: 0.0 });
    placed(&mut page, 50, 1.0);
    page.set(Control::Dataset, "pen");
    assert_eq!(page.state.phase(), crate::state::Phase::Loading);
    assert!(page.say(Msg::PutBack).is_empty());

    // A new run has not been moved.
    page.say(Msg::Place { a: 1.0, b: 0.0 });
    placed(&mut page, 50, 1.0);
    page.start(Start::default(), 0, 0.0);
    assert!(page.say(Msg::PutBack).is_empty());
}

#[test]
fn no_zoom_and_no_pan_is_beyond_numbers() {
    for (centre, half_range) in [(0.0, 6.0), (1e9, 1e9), (1e30, 1e20), (3.0, 1e-30), (1e5, 5e5)] {
        let mut page = shown();
        page.state.landscape.window = Some(Extent { centre: (centre, -centre), half_range });
        for factor in [0.7, 1.4, 0.0, f32::INFINITY, f32::NAN, -1.0] {
            let before = page.state.landscape.extent().unwrap();
            page.say(Msg::Zoom { at: None, factor });
            page.say(Msg::Pan { a: half_range, b: f32::NAN });
            page.say(Msg::Pan { a: half_range, b: 0.0 });
            let after = page.state.landscape.extent().unwrap();
            assert!(after.half_range > 0.0 && after.centre.0.is_finite(), "{before:?} x {factor}: {after:?}");
            assert!(factor != 1.4 || after.half_range >= before.half_range, "out is not in: {before:?} {after:?}");
        }
    }
}

#[test]
fn a_run_of_no_steps_is_none_also_after_the_ball_was_put() {
    let mut page = shown();
    page.progress(500, false, 1.0);
    placed(&mut page, 500, 2.0);
    assert!(page.say(Msg::KeepRun).is_empty());
    page.progress(520, false, 1.0);
    page.say(Msg::KeepRun);
    assert!(page.state.landscape.runs[0].name.contains(": 20 steps"), "{}", page.state.landscape.runs[0].name);
    page.start(Start::default(), 500, 2.0);
    assert_eq!(page.state.run.examples_seen, 16_000, "epochs go on from there");
}

#[test]
fn a_run_kept_while_a_plane_is_made_begins_on_that_plane() {
    let mut page = shown();
    page.progress(10, false, 1.0);
    page.set(Control::Plane, "curvature");
    page.say(Msg::KeepRun);
    assert!(asks_for_a_plane(&page.start(Start::default(), 0, 0.0)));
}

#[test]
fn a_ride_can_always_be_left() {
    let mut page = shown();
    page.set(Control::Ride, "true");
    page.state.landscape.shown = None;
    assert_eq!(to_trainer(&page.set(Control::Ride, "false")), [ToTrainer::Ride(None)]);
}

#[test]
fn the_rates_edge_moves_with_the_rate_at_rest_too() {
    let mut page = shown();
    let objective = page.state.choices.settings.objective();
    page.trainer(FromTrainer::Sharpness(costscape_protocol::Sharpness {
        step: 0,
        objective,
        value: 0.5,
        examples: 6000,
    }));
    page.set(Control::LearningRate, "0");
    let edge = page.state.history.edge.points().last().unwrap().1;
    assert!((edge - 2.0).abs() < 1e-6, "{edge}");
}
