//! Browsing: every example judged, beside the run.

use super::*;
use costscape_core::network::brightest;
use costscape_protocol::Browsed;

/// What was told, and its costs, answers and labels.
type Told = (Browsed, Vec<f32>, Vec<u8>, Vec<u8>);

fn browsed(answers: &[Answer]) -> Vec<Told> {
    let read = |(head, buffer): &Answer| {
        let FromTrainer::Browsed(browsed) = head else { return None };
        let count = browsed.count as usize;
        assert_eq!(buffer.len(), 6 * count);
        let (costs, rest) = buffer.split_at(4 * count);
        Some((*browsed, floats(costs), rest[..count].to_vec(), rest[count..].to_vec()))
    };
    answers.iter().filter_map(read).collect()
}

#[test]
fn every_example_is_judged_as_the_plain_network_judges_it() {
    for (part, examples) in [(Part::Train, set(2300, 1)), (Part::Test, set(600, 2))] {
        let (mut session, _) = ready();
        assert!(session.receive(ToTrainer::Browse { part }, &[], 0.0).is_empty());
        let told = browsed(&drive(&mut session, 1000.0));
        let [(browsed, costs, answers, labels)] = told.as_slice() else { panic!("{} answers", told.len()) };
        let objective = Settings::default().objective();
        assert_eq!(*browsed, Browsed { part, step: 0, objective, count: examples.len() as u32 });
        let network = Settings::default().network(&Start::default().architecture);
        let theta = Trainer::new(Start::default(), Settings::default(), 2300).theta();
        for (i, (image, label)) in examples.iter().enumerate() {
            let outputs = network.forward(&theta, &image).pop().unwrap();
            assert_eq!((labels[i], usize::from(answers[i])), (label, brightest(&outputs)), "{part:?} {i}");
            assert!((f64::from(costs[i]) - network.cost.of_example(&outputs, label)).abs() < 1e-5, "{part:?} {i}");
        }
    }
}

#[test]
fn a_run_goes_on_while_examples_are_judged_and_is_the_same_run() {
    let (mut session, _) = ready();
    session.receive(ToTrainer::Run(Pace::Fastest), &[], 0.0);
    let before = progress(&drive(&mut session, 200.0)).last().unwrap().step;
    session.receive(ToTrainer::Browse { part: Part::Train }, &[], 200.0);
    let answers = drive(&mut session, 400.0);
    let told = browsed(&answers);
    assert_eq!(told.len(), 1);
    let last = progress(&answers).last().unwrap().step;
    assert!(before <= told[0].0.step && told[0].0.step < last, "{before} {} {last}", told[0].0.step);
    let theta = answers.iter().rev().find(|(head, _)| matches!(head, FromTrainer::Progress(_))).unwrap().1.clone();
    let mut trainer = Trainer::new(Start::default(), Settings::default(), 2300);
    let examples = set(2300, 1);
    while trainer.step() < last {
        trainer.whole_step(&examples).unwrap();
    }
    assert_eq!(from_floats(&trainer.theta()), theta);
}

#[test]
fn what_was_judged_before_the_ball_was_put_elsewhere_is_not_told() {
    let (mut session, _) = ready();
    session.receive(ToTrainer::Browse { part: Part::Train }, &[], 0.0);
    // A clock that runs out after every block.
    let mut clock = 0.0;
    session.work(&mut || {
        clock += 6.0;
        clock
    });
    let theta = vec![0.0; 13_002];
    session.receive(ToTrainer::Place, &from_floats(&theta), 10.0);
    let told = browsed(&drive(&mut session, 1000.0));
    assert_eq!(told.len(), 1);
    // All outputs are a half: the quadratic cost is ten quarters, and the first of equals is 0.
    assert!(told[0].1.iter().all(|cost| (cost - 2.5).abs() < 1e-6), "{:?}", &told[0].1[..3]);
    assert!(told[0].2.iter().all(|&answer| answer == 0));
}

#[test]
fn another_cost_judges_anew_and_other_data_forgets_what_was_asked() {
    let (mut session, _) = ready();
    session.receive(ToTrainer::Browse { part: Part::Test }, &[], 0.0);
    let settings = Settings { cost: costscape_core::cost::Cost::CrossEntropy, ..Settings::default() };
    session.receive(ToTrainer::Apply(settings.clone()), &[], 0.0);
    let told = browsed(&drive(&mut session, 1000.0));
    assert_eq!(told[0].0.objective, settings.objective());

    session.receive(ToTrainer::Browse { part: Part::Test }, &[], 0.0);
    session.loaded(Source::Mnist { folder: "y/".into(), with_pen: false }, set(100, 3), set(50, 4));
    assert!(browsed(&drive(&mut session, 1000.0)).is_empty());
}

#[test]
fn the_later_of_two_parts_asked_for_is_told() {
    let (mut session, _) = ready();
    session.receive(ToTrainer::Browse { part: Part::Train }, &[], 0.0);
    session.receive(ToTrainer::Browse { part: Part::Test }, &[], 0.0);
    let told = browsed(&drive(&mut session, 1000.0));
    assert_eq!(told.iter().map(|told| told.0.part).collect::<Vec<_>>(), [Part::Test]);
}

#[test]
fn images_come_at_once_and_those_that_do_not_exist_are_left_out() {
    let (mut session, _) = ready();
    let asked = ToTrainer::Images { part: Part::Test, indices: vec![599, 600, 3, u32::MAX] };
    let answers = session.receive(asked, &[], 0.0);
    let [(FromTrainer::Images { part: Part::Test, indices }, pixels)] = answers.as_slice() else { panic!() };
    assert_eq!(indices, &[599, 3]);
    let examples = set(600, 2);
    assert_eq!(*pixels, [examples.image(599), examples.image(3)].concat());
}

#[test]
fn nothing_is_browsed_before_there_is_data() {
    for message in [ToTrainer::Browse { part: Part::Test }, ToTrainer::Images { part: Part::Test, indices: vec![0] }] {
        let answers = Session::default().receive(message, &[], 0.0);
        assert!(matches!(&answers[0].0, FromTrainer::Trouble(Trouble::Refused { .. })), "{answers:?}");
    }
}

#[test]
fn a_step_that_is_taken_back_is_judged_by_nobody() {
    let begun = || {
        let (mut session, _) = ready();
        session.receive(ToTrainer::Apply(wild()), &[], 0.0);
        session
    };
    let overflow = |answers: &[Answer]| {
        answers.iter().find_map(|(head, _)| match head {
            FromTrainer::Trouble(Trouble::Overflow { step, .. }) => Some(*step),
            _ => None,
        })
    };
    let mut session = begun();
    session.receive(ToTrainer::Run(Pace::Fastest), &[], 0.0);
    let revoked = overflow(&drive(&mut session, 2000.0)).unwrap();
    // Judging begins where that step led, before the next one finds out that nothing can go on from there.
    let mut session = begun();
    for _ in 0..revoked {
        session.receive(ToTrainer::Step, &[], 0.0);
        assert_eq!(overflow(&drive(&mut session, 1000.0)), None);
    }
    session.receive(ToTrainer::Browse { part: Part::Train }, &[], 0.0);
    session.receive(ToTrainer::Step, &[], 0.0);
    let answers = drive_by(&mut session, 1000.0, 2.0);
    assert_eq!(overflow(&answers), Some(revoked));
    let steps: Vec<u64> = browsed(&answers).iter().map(|(browsed, ..)| browsed.step).collect();
    assert_eq!(steps, [revoked - 1]);
}
