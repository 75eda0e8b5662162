//! Planes of every kind, and a run placed on them.

use super::*;
use costscape_core::landscape::{Projection, Quantity};
use costscape_protocol::KeptPath;

/// A plane as it was told.
struct Told {
    plane: Plane,
    about: About,
    path: usize,
    kept: Vec<KeptPath>,
}

fn ask(session: &mut Session, kind: PlaneKind, buffer: &[u8]) -> Result<Told, String> {
    let mut answers = session.receive(ToTrainer::MakePlane { plane: 5, kind }, buffer, 0.0);
    answers.extend(drive(session, 10_000.0));
    answers
        .into_iter()
        .find_map(|(head, buffer)| match head {
            FromTrainer::Plane { plane: 5, kind: found, about, path, kept, .. } => {
                assert_eq!(found, kind);
                let plane = Plane::from_vectors(&floats(&buffer)).unwrap();
                Some(Ok(Told { plane, about, path: path.len(), kept }))
            }
            FromTrainer::NoPlane { plane: 5, why } => Some(Err(why)),
            _ => None,
        })
        .unwrap()
}

fn train(session: &mut Session, steps: usize) {
    for _ in 0..steps {
        session.receive(ToTrainer::Step, &[], 0.0);
    }
    drive(session, 10_000.0);
}

fn theta(session: &Session) -> Vec<f32> {
    session.trainer.as_ref().unwrap().theta()
}

fn product(x: &[f32], y: &[f32]) -> f64 {
    x.iter().zip(y).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum()
}

#[test]
fn every_plane_holds_the_present_point_and_its_centre_is_the_cost() {
    let (mut session, _) = ready();
    let momentum = Settings { optimizer: Optimizer::Momentum, learning_rate: 0.3, ..Settings::default() };
    session.receive(ToTrainer::Apply(momentum), &[], 0.0);
    let start = theta(&session);
    train(&mut session, 6);
    let here = theta(&session);
    let answers = drive(&mut session, 10.0);
    drop(answers);
    let examples = set(2300, 1);
    let trainer = session.trainer.as_ref().unwrap();
    let network = trainer.network();
    let dense: Vec<_> = examples.iter().collect();
    let exact = costscape_core::gradient::cost(&network, &here, dense.iter().map(|(i, l)| (&i[..], *l)));
    let middle: Vec<f32> = start.iter().zip(&here).map(|(s, h)| 0.5 * (s + h) + 0.01).collect();
    let three = from_floats(&[&here[..], &start, &middle].concat());
    for (kind, buffer, unit) in [
        (PlaneKind::Downhill(Across::Turn), &[][..], true),
        (PlaneKind::Downhill(Across::Momentum), &[], true),
        (PlaneKind::Downhill(Across::Random { seed: 4 }), &[], true),
        (PlaneKind::Random { seed: 4 }, &[], false),
        (PlaneKind::Path, &[], true),
        (PlaneKind::Curvature, &[], true),
        (PlaneKind::Points, &three, true),
        (PlaneKind::Parameters { first: 400, second: 12_999 }, &[], true),
        (PlaneKind::DownhillLine, &[], true),
        (PlaneKind::StartLine, &[], false),
    ] {
        let told = ask(&mut session, kind, buffer).unwrap();
        let place = told.plane.project(&here);
        assert!(place.off < 2e-3, "{kind:?}: {place:?}");
        let sums = Projection::new(&network, &told.plane, &examples).sums(&[(place.a, place.b)], Quantity::Cost);
        let cost = sums.iter().sum::<f64>() / 2300.0;
        assert!((cost - exact).abs() < 1e-5 * exact, "{kind:?}: {cost} {exact}");
        assert!(told.path >= 6, "{kind:?}");
        if unit {
            let (u, v) = (told.plane.u(), told.plane.v());
            let errors = [product(u, u) - 1.0, product(v, v) - 1.0, product(u, v)];
            assert!(errors.iter().all(|e| e.abs() < 1e-5), "{kind:?}: {errors:?}");
        }
        match (kind, told.about) {
            (PlaneKind::Downhill(_) | PlaneKind::DownhillLine, About::Downhill { gradient_norm }) => {
                assert!(gradient_norm > 0.0);
            }
            (PlaneKind::Path, About::Path { explained, of_a_walk, points }) => {
                assert!(explained > 0.3 && explained <= 1.0 && of_a_walk > 0.7 && points == 7);
            }
            (PlaneKind::Curvature, About::Curvature { first, second, examples, settled: true }) => {
                assert!(first > 0.0 && first >= second && examples == 2300);
            }
            (_, About::Nothing) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn standing_still_the_plane_downhill_is_made_before_it_is_asked_for() {
    let (mut session, _) = ready();
    train(&mut session, 2);
    // A clock by which there is time for one block of examples; the plane takes three.
    let mut ms = 0.0;
    let mut now = || {
        ms += 6.0;
        ms
    };
    for (steps, expected) in [(0, true), (1, false)] {
        for _ in 0..steps {
            session.receive(ToTrainer::Step, &[], 0.0);
            session.work(&mut now);
        }
        let kind = PlaneKind::Downhill(Across::Turn);
        session.receive(ToTrainer::MakePlane { plane: 5, kind }, &[], 0.0);
        let (answers, _) = session.work(&mut now);
        let made = answers.iter().any(|(head, _)| matches!(head, FromTrainer::Plane { plane: 5, .. }));
        assert_eq!(made, expected, "after {steps} more steps");
    }
}

#[test]
fn what_is_missing_for_a_plane_is_said_in_words() {
    let (mut session, _) = ready();
    let here = theta(&session);
    let same = from_floats(&[&here[..], &here, &here].concat());
    for (kind, buffer, why) in [
        (PlaneKind::Downhill(Across::Momentum), &[][..], "there is no momentum"),
        (PlaneKind::Path, &[], "the path is too short"),
        (PlaneKind::StartLine, &[], "the run still stands where it began"),
        (PlaneKind::Points, &same, "two of the points are the same"),
        (PlaneKind::Points, &[1, 2, 3], "differ in length"),
        (PlaneKind::Parameters { first: 7, second: 7 }, &[], "must be different ones"),
        (PlaneKind::Parameters { first: 7, second: 13_002 }, &[], "must be different ones"),
    ] {
        let refused = ask(&mut session, kind, buffer).err().unwrap();
        assert!(refused.contains(why), "{kind:?}: {refused}");
    }
}

#[test]
fn a_run_placed_elsewhere_goes_on_from_there_and_its_path_begins_there() {
    let (mut session, _) = ready();
    train(&mut session, 3);
    let elsewhere: Vec<f32> = theta(&session).iter().map(|t| t + 0.01).collect();
    let answers = session.receive(ToTrainer::Place, &from_floats(&elsewhere), 0.0);
    assert!(matches!(answers[0].0, FromTrainer::Placed { step: 3, riding: false }));
    assert_eq!(floats(&answers[0].1), elsewhere);
    let measured = measured(&drive(&mut session, 1000.0)).unwrap();
    assert_eq!(measured.step, 3);
    train(&mut session, 2);
    assert_eq!(ask(&mut session, DOWNHILL, &[]).unwrap().path, 3, "the place, and two steps");
    for wrong in [vec![1.0; 5], vec![f32::NAN; 13_002]] {
        let answers = session.receive(ToTrainer::Place, &from_floats(&wrong), 0.0);
        assert!(matches!(answers[0].0, FromTrainer::Trouble(Trouble::Refused { .. })));
    }
}

#[test]
fn riding_a_plane_stays_on_it_also_when_another_is_made() {
    let (mut session, _) = ready();
    let answers = session.receive(ToTrainer::Ride(Some(5)), &[], 0.0);
    assert!(matches!(answers[0].0, FromTrainer::Trouble(Trouble::Refused { .. })), "there is no plane yet");
    let first = ask(&mut session, PlaneKind::Random { seed: 1 }, &[]).unwrap().plane;
    train(&mut session, 2);
    assert!(first.project(&theta(&session)).off > 1e-3);
    let answers = session.receive(ToTrainer::Ride(Some(5)), &[], 0.0);
    assert!(matches!(answers[0].0, FromTrainer::Placed { riding: true, .. }));
    train(&mut session, 3);
    assert!(first.project(&theta(&session)).off < 1e-3);
    let before = theta(&session);
    let made = ask(&mut session, DOWNHILL, &[]).unwrap();
    assert!(before.iter().zip(theta(&session)).all(|(x, y)| (x - y).abs() < 1e-5), "the network stays where it is");
    assert_eq!(made.path, 4, "and its path goes on");
    let second = made.plane;
    train(&mut session, 3);
    let place = second.project(&theta(&session));
    assert!(place.off < 1e-3 && place.a > 0.0, "{place:?}");
    let answers = session.receive(ToTrainer::Place, &from_floats(&second.at(0.5, -1.0)), 0.0);
    assert!(matches!(answers[0].0, FromTrainer::Placed { riding: true, .. }), "put elsewhere, it rides on");
    let place = second.project(&floats(&answers[0].1));
    assert!((place.a - 0.5).abs() < 1e-4 && (place.b + 1.0).abs() < 1e-4, "{place:?}");
    session.receive(ToTrainer::Ride(None), &[], 0.0);
    train(&mut session, 3);
    assert!(second.project(&theta(&session)).off > 1e-3);
    // A plane through points elsewhere cannot be ridden from here: the ride ends, and nothing moves.
    ask(&mut session, DOWNHILL, &[]).unwrap();
    session.receive(ToTrainer::Ride(Some(5)), &[], 0.0);
    drive(&mut session, 500.0);
    let here = theta(&session);
    let points: Vec<f32> = (1u64..4)
        .flat_map(|seed| {
            let mut random = Random::new(seed, 9);
            here.iter().map(|t| t + random.normal() as f32).collect::<Vec<_>>()
        })
        .collect();
    ask(&mut session, PlaneKind::Points, &from_floats(&points)).unwrap();
    assert_eq!(theta(&session), here);
    assert!(!session.trainer.as_ref().unwrap().is_confined());
}

#[test]
fn a_plane_asked_for_before_the_ball_was_put_elsewhere_is_of_the_new_place() {
    let (mut session, _) = ready();
    session.receive(ToTrainer::MakePlane { plane: 5, kind: PlaneKind::Curvature }, &[], 0.0);
    // A block or two, no more.
    let mut clock = 0.0;
    session.work(&mut || {
        clock += 5.0;
        clock
    });
    let elsewhere: Vec<f32> = theta(&session).iter().map(|t| t * 0.5 + 0.02).collect();
    session.receive(ToTrainer::Place, &from_floats(&elsewhere), 0.0);
    let found = drive(&mut session, 10_000.0);
    let about = found.iter().find_map(|(head, _)| match head {
        FromTrainer::Plane { about, .. } => Some(*about),
        _ => None,
    });
    assert_eq!(about, Some(ask(&mut session, PlaneKind::Curvature, &[]).unwrap().about));
}

#[test]
fn a_run_is_kept_and_another_starts_again_at_the_same_point() {
    let (mut session, _) = ready();
    let start = theta(&session);
    train(&mut session, 4);
    let first = theta(&session);
    session.receive(ToTrainer::Keep { run: 1 }, &[], 0.0);
    let answers = session.receive(ToTrainer::Again, &[], 0.0);
    assert!(matches!(answers[0].0, FromTrainer::Started { step: 0, .. }));
    assert_eq!(theta(&session), start);
    train(&mut session, 4);
    assert_eq!(theta(&session), first, "with the same settings it is the same run");
    let told = ask(&mut session, DOWNHILL, &[]).unwrap();
    assert_eq!(told.kept.len(), 1);
    assert_eq!((told.kept[0].run, told.kept[0].path.len()), (1, 5));
    let end = told.kept[0].path[4];
    assert!(end.step == 4 && end.off < 1e-3 && end.a.abs() < 1e-3, "{end:?}");
    session.receive(ToTrainer::Forget { run: 1 }, &[], 0.0);
    assert!(ask(&mut session, DOWNHILL, &[]).unwrap().kept.is_empty());
}

fn sharpness(answers: &[Answer]) -> Vec<costscape_protocol::Sharpness> {
    let of = |(head, _): &Answer| if let FromTrainer::Sharpness(found) = head { Some(*found) } else { None };
    answers.iter().filter_map(of).collect()
}

#[test]
fn after_a_plane_the_sharpness_waits_for_the_first_picture() {
    let (mut session, _) = ready();
    session.receive(ToTrainer::WatchSharpness(true), &[], 0.0);
    session.receive(ToTrainer::MakePlane { plane: 5, kind: DOWNHILL }, &[], 0.0);
    let answers = drive(&mut session, 200.0);
    assert!(answers.iter().any(|(head, _)| matches!(head, FromTrainer::Plane { plane: 5, .. })));
    assert!(sharpness(&answers).is_empty());
    assert_eq!(sharpness(&drive(&mut session, 10_000.0)).len(), 1);
}

#[test]
fn the_sharpness_is_told_at_rest_and_on_the_way_once_it_is_watched() {
    let (mut session, _) = ready();
    session.receive(ToTrainer::WatchSharpness(true), &[], 0.0);
    let found = sharpness(&drive(&mut session, 10_000.0));
    assert_eq!((found.len(), found[0].step, found[0].examples), (1, 0, 2300));
    assert!(found[0].value > 0.0);
    let Ok(Told { about: About::Curvature { first, .. }, .. }) = ask(&mut session, PlaneKind::Curvature, &[]) else {
        panic!()
    };
    assert!((found[0].value - first).abs() < 2e-3 * first, "{found:?} {first}");
    for (pace, batch_size) in [(Pace::StepsPerSecond(30.0), 256), (Pace::Fastest, 256), (Pace::Fastest, u32::MAX)] {
        // Each with a clock of its own, for every drive begins at 0.
        let (mut session, _) = ready();
        session.receive(ToTrainer::WatchSharpness(true), &[], 0.0);
        session.receive(ToTrainer::Apply(Settings { batch_size, ..Settings::default() }), &[], 0.0);
        session.receive(ToTrainer::Run(pace), &[], 0.0);
        // Steps and blocks take about so long in a browser.
        let found = sharpness(&drive_by(&mut session, 5000.0, 3.0));
        assert!(!found.is_empty(), "{pace:?}, {batch_size}");
    }
    session.receive(ToTrainer::WatchSharpness(false), &[], 0.0);
    assert!(sharpness(&drive(&mut session, 2000.0)).is_empty());
}
