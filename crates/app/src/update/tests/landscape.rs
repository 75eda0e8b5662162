use super::*;
use crate::message::Key;
use costscape_protocol::PathPoint;

#[test]
fn a_plane_is_sliced_coarse_to_fine() {
    let mut page = Page::ready();
    let effects = page.plane();
    let begins = effects.iter().filter(|e| matches!(e, Effect::Slicer(_, ToSlicer::Begin { .. }, _))).count();
    assert_eq!(begins, 2);
    assert!(page.state.landscape.shown.is_none());
    page.slice(effects, 41 * 41);
    let shown = page.state.landscape.shown.as_ref().unwrap();
    assert!(shown.slice.is_complete());
    assert_eq!(shown.slice.value(0), Some(0.7));
    assert_eq!(page.state.landscape.cost_under_ball().map(|under| under.cost), Some(0.7.into()));
}

#[test]
fn the_old_picture_stays_until_the_new_one_has_a_stage() {
    let mut page = Page::ready();
    let effects = page.plane();
    page.slice(effects, 41 * 41);
    let old = page.state.landscape.shown.as_ref().unwrap().job;
    assert_eq!(to_trainer(&page.say(Msg::Reslice)), [ToTrainer::MakePlane { plane: 2, kind: DOWNHILL }]);
    let effects = page.plane();
    assert_eq!(page.state.landscape.shown.as_ref().unwrap().job, old);
    page.slice(effects, 9);
    assert_ne!(page.state.landscape.shown.as_ref().unwrap().job, old);
    assert!(page.state.landscape.coming.is_none());
}

#[test]
fn only_the_plane_asked_for_last_counts() {
    let mut page = Page::ready();
    page.say(Msg::Reslice);
    let late = told(1, 0);
    assert!(page.say(Msg::Trainer(late, Buffer::Floats(vec![0.0; 3 * PARAMETERS]))).is_empty());
    assert!(!page.plane().is_empty());
    page.say(Msg::Reslice);
    page.trainer(FromTrainer::NoPlane { plane: 3, why: "the gradient is zero".to_owned() });
    assert_eq!(page.state.landscape.refusal.as_deref(), Some("the gradient is zero"));
}

#[test]
fn the_ball_is_where_theta_is_and_leaves_a_trail() {
    let mut page = Page::ready();
    let effects = page.plane();
    page.slice(effects, 41 * 41);
    page.progress(10, true, 3.0);
    let map = &page.state.landscape;
    assert_eq!(map.ball, Some(PathPoint { step: 10, a: 3.0, b: 0.0, off: 0.0 }));
    assert_eq!(map.shown.as_ref().unwrap().trail.points().last(), map.ball.as_ref());
}

#[test]
fn a_step_taken_back_leaves_no_trail() {
    let mut page = Page::ready();
    let effects = page.plane();
    page.slice(effects, 9);
    page.progress(10, true, 3.0);
    page.progress(9, false, 2.0);
    let points = page.state.landscape.shown.as_ref().unwrap().trail.points().to_vec();
    assert_eq!(points.iter().map(|p| p.step).collect::<Vec<_>>(), [9]);
}

#[test]
fn the_plane_under_the_ball_is_computed_not_guessed() {
    let mut page = Page::ready();
    let effects = page.plane();
    page.slice(effects, 41 * 41);
    page.say(Msg::Train);
    page.now_ms = 1000.0;
    let effects = page.progress(10, true, 3.0);
    let asked: Vec<&ToSlicer> = effects
        .iter()
        .filter_map(|e| if let Effect::Slicer(_, message, _) = e { Some(message) } else { None })
        .collect();
    let job = page.state.landscape.shown.as_ref().unwrap().job;
    assert_eq!(asked, [&ToSlicer::Points { job, points: vec![(3.0, 0.0)] }; 2]);
    assert!(page.progress(11, true, 3.1).is_empty(), "one at a time");
    for index in 0..2 {
        let sums = Buffer::Doubles(vec![900.0; 30]);
        page.say(Msg::Slicer(index, FromSlicer::Sums { job, points: 1 }, sums));
    }
    let under = page.state.landscape.cost_under_ball().unwrap();
    assert_eq!((under.cost.mean, under.point.step), (0.9, 10));
    assert!(page.progress(12, true, 3.2).is_empty(), "not too often");
    assert_eq!(page.progress(13, false, 3.3).len(), 2, "but once more when the ball has come to rest");
    let shown = page.state.landscape.shown.as_ref().unwrap();
    assert!(shown.slice.is_complete());
}

#[test]
fn the_map_follows_the_ball_but_not_too_hastily() {
    let mut page = Page::ready();
    let effects = page.plane();
    page.slice(effects, 9);
    page.say(Msg::Train);
    assert!(to_trainer(&page.progress(10, true, 4.0)).is_empty(), "still well on the map");
    assert!(to_trainer(&page.progress(20, true, 5.0)).is_empty(), "off, but the slice has but one stage");
    page.now_ms = 1500.0;
    assert_eq!(to_trainer(&page.say(Msg::Frame)), [ToTrainer::MakePlane { plane: 2, kind: DOWNHILL }]);
    assert!(page.say(Msg::Frame).is_empty(), "once is enough");
    let effects = page.plane();
    assert!(!effects.is_empty());
    page.now_ms = 9000.0;
    assert!(to_trainer(&page.progress(30, true, 7.0)).is_empty(), "the new slice has no stage yet");
    page.set(Control::Follow, "false");
    page.slice(effects, 41 * 41);
    assert!(to_trainer(&page.progress(40, true, 8.0)).is_empty(), "told not to follow");
    assert_eq!(to_trainer(&page.set(Control::Follow, "true")), [ToTrainer::MakePlane { plane: 3, kind: DOWNHILL }]);
}

#[test]
fn other_functions_and_grids_take_other_slices() {
    let mut page = Page::ready();
    let effects = page.plane();
    page.slice(effects, 41 * 41);
    let asked = to_trainer(&page.set(Control::CostFunction, "cross-entropy"));
    assert!(page.state.landscape.shown.is_none(), "another function's numbers are not left standing");
    assert!(matches!(asked.as_slice(), [ToTrainer::Apply(_), ToTrainer::MakePlane { plane: 2, kind: DOWNHILL }]));
    page.plane();
    let effects = page.set(Control::Resolution, "21");
    assert!(to_trainer(&effects).is_empty(), "the plane is the same");
    page.slice(effects, 21 * 21);
    let shown = page.state.landscape.shown.as_ref().unwrap();
    assert_eq!((shown.slice.grid().resolution(), shown.plane, shown.slice.is_complete()), (21, 2, true));
    assert!(page.set(Control::Resolution, "21").is_empty());
}

#[test]
fn keys_move_the_probe_over_grid_points() {
    let mut page = Page::ready();
    let effects = page.plane();
    page.slice(effects, 41 * 41);
    page.say(Msg::MapKey { key: Key::Right, shift: false });
    let at = |page: &Page| page.state.landscape.probed().map(|p| (p.a, p.b, p.cost.mean));
    assert_eq!(at(&page), Some((0.0, 0.0, 0.7)), "the first key shows where it is");
    page.say(Msg::MapKey { key: Key::Right, shift: false });
    page.say(Msg::MapKey { key: Key::Up, shift: false });
    let spacing = 6.0 / 20.0;
    let (a, b, _) = at(&page).unwrap();
    assert!((a - spacing).abs() < 1e-6 && (b - spacing).abs() < 1e-6);
    for _ in 0..50 {
        page.say(Msg::MapKey { key: Key::Left, shift: false });
    }
    assert_eq!(at(&page).unwrap().0, -6.0);
    page.say(Msg::MapKey { key: Key::Escape, shift: false });
    assert_eq!(at(&page), None);
    page.say(Msg::ProbeAt { a: f32::NAN, b: 0.0 });
    assert_eq!(at(&page), None);
}

#[test]
fn a_network_of_another_shape_takes_the_old_map_away() {
    let mut page = Page::ready();
    let effects = page.plane();
    page.slice(effects, 9);
    let start = Start { architecture: costscape_core::network::Architecture::new(&[4]).unwrap(), ..Start::default() };
    page.start(start, 0, 0.0);
    assert!(page.state.landscape.shown.is_none());
}
