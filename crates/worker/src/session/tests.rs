mod browsing;
mod planes;

use super::*;
use costscape_core::data::PIXELS;
use costscape_core::landscape::Plane;
use costscape_core::optimizer::Optimizer;
use costscape_core::random::Random;
use costscape_protocol::{About, Across, Measured, Part, PlaneKind, ToTrainer};

const DOWNHILL: PlaneKind = PlaneKind::Downhill(Across::Turn);

fn set(n: usize, seed: u64) -> Examples {
    let mut random = Random::new(seed, 0);
    let mut patterns = Random::new(5, 5);
    let pattern: Vec<Vec<u8>> =
        (0..10).map(|_| (0..PIXELS).map(|_| if patterns.below(6) == 0 { 255 } else { 0 }).collect()).collect();
    let images: Vec<u8> = (0..n)
        .flat_map(|i| pattern[i % 10].iter().map(|&p| if random.below(9) == 0 { 128 } else { p }).collect::<Vec<_>>())
        .collect();
    Examples::new(&images, (0..n).map(|i| (i % 10) as u8).collect()).unwrap()
}

fn ready() -> (Session, Vec<Answer>) {
    let mut session = Session::default();
    let mut answers = session.loaded(Source::Mnist { folder: "x/".into(), with_pen: false }, set(2300, 1), set(600, 2));
    answers.extend(drive(&mut session, 100.0));
    (session, answers)
}

/// Works until nothing is left to do or `until_ms` of a clock that ticks a tenth of a millisecond at each look have passed.
fn drive(session: &mut Session, until_ms: f64) -> Vec<Answer> {
    drive_by(session, until_ms, 0.1)
}

/// As [`drive`], by a clock that ticks so many milliseconds at each look.
fn drive_by(session: &mut Session, until_ms: f64, tick_ms: f64) -> Vec<Answer> {
    let mut clock = 0.0;
    let mut all = Vec::new();
    while clock < until_ms {
        let (answers, next) = session.work(&mut || {
            clock += tick_ms;
            clock
        });
        all.extend(answers);
        match next {
            Next::Now => {}
            Next::After(wait) => clock += wait,
            Next::Idle => break,
        }
    }
    all
}

/// Settings under which a run overflows at once.
fn wild() -> Settings {
    Settings {
        learning_rate: 1e30,
        activation: costscape_core::network::Activation::Relu,
        cost: costscape_core::cost::Cost::CrossEntropy,
        ..Settings::default()
    }
}

fn measured(answers: &[Answer]) -> Option<Measured> {
    answers.iter().rev().find_map(|(head, _)| if let FromTrainer::Measured(m) = head { Some(*m) } else { None })
}

fn progress(answers: &[Answer]) -> Vec<&costscape_protocol::Progress> {
    answers.iter().filter_map(|(head, _)| if let FromTrainer::Progress(p) = head { Some(p) } else { None }).collect()
}

#[test]
fn a_data_set_starts_a_run_and_measures_it_exactly() {
    let (_, answers) = ready();
    assert!(matches!(&answers[0].0, FromTrainer::Loaded(summary) if summary.train == 2300 && summary.test == 600));
    assert!(matches!(&answers[1].0, FromTrainer::Started { step: 0, .. }));
    assert_eq!(answers[1].1.len(), 13_002 * 4);
    let measured = measured(&answers).unwrap();
    assert_eq!((measured.step, measured.train.of, measured.test.of), (0, 2300, 600));
    let theta = floats(&answers[1].1);
    let dense: Vec<_> = set(2300, 1).iter().map(|(image, label)| (image.to_vec(), label)).collect();
    let network = Settings::default().network(&Start::default().architecture);
    let exact = costscape_core::gradient::cost_and_gradient(&network, &theta, dense.iter().map(|(i, l)| (&i[..], *l)));
    assert!((measured.train.cost - exact.cost).abs() < 1e-6 * exact.cost);
    let norm = exact.gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
    assert!((measured.gradient_norm.unwrap() - norm).abs() < 1e-5 * norm);
}

#[test]
fn pen_digits_are_learnt_from_beside_mnist_and_not_tested_on() {
    let mut session = Session::default();
    let source = Source::Mnist { folder: "x/".into(), with_pen: true };
    assert_eq!(session.loaded(source.clone(), set(2300, 1), set(600, 2)), []);
    let answers = drive(&mut session, 200.0);
    let loading = answers.iter().filter(|(head, _)| matches!(head, FromTrainer::Loading { .. })).count();
    assert_eq!(loading, 120, "five hundred at a time");
    let summary = answers.iter().find_map(|(head, _)| match head {
        FromTrainer::Loaded(summary) => Some(summary),
        _ => None,
    });
    let summary = summary.unwrap();
    assert_eq!((summary.train, summary.test, &summary.source), (2300 + 60_000, 600, &source));
}

#[test]
fn what_the_reader_delivered_is_taken_whole_or_not_at_all() {
    let (mut session, _) = ready();
    let (train, test) = (set(100, 3).to_bytes(), set(50, 4).to_bytes());
    let take = |session: &mut Session, train_bytes: usize, bytes: &[u8]| {
        let message = ToTrainer::Take { name: "mine".to_owned(), train_bytes: train_bytes as u32 };
        session.receive(message, bytes, 0.0).remove(0).0
    };
    let whole = [train.clone(), test].concat();
    let garbled: Vec<u8> = whole.iter().map(|byte| !byte).collect();
    for (train_bytes, bytes) in [
        (train.len(), &whole[..train.len() + 9]),
        (whole.len() + 1, &whole),
        (train.len() - 1, &whole),
        (train.len(), &garbled),
    ] {
        let FromTrainer::LoadFailed { source, .. } = take(&mut session, train_bytes, bytes) else { panic!() };
        assert_eq!(source, Source::Own { name: "mine".to_owned() });
    }
    // MNIST was asked for, too, and pen digits are being drawn beside it: what was asked for last counts.
    session.loaded(Source::Mnist { folder: "x/".into(), with_pen: true }, set(2300, 1), set(600, 2));
    let FromTrainer::Loaded(summary) = take(&mut session, train.len(), &whole) else { panic!() };
    assert_eq!((summary.train, summary.test, summary.source), (100, 50, Source::Own { name: "mine".to_owned() }));
    let later = drive(&mut session, 200.0);
    assert!(!later.iter().any(|(head, _)| matches!(head, FromTrainer::Loading { .. } | FromTrainer::Loaded(_))));
}

#[test]
fn messages_before_there_is_data_are_refused_in_words() {
    for message in [ToTrainer::Run(Pace::Fastest), ToTrainer::Step, ToTrainer::Share { index: 0, of: 1 }] {
        let mut session = Session::default();
        let answers = session.receive(message, &[], 0.0);
        assert!(matches!(&answers[0].0, FromTrainer::Trouble(Trouble::Refused { .. })), "{answers:?}");
    }
    let mut session = Session::default();
    let answers = session.receive(ToTrainer::MakePlane { plane: 3, kind: DOWNHILL }, &[], 0.0);
    assert!(matches!(&answers[0].0, FromTrainer::NoPlane { plane: 3, .. }));
}

#[test]
fn a_single_step_is_one_step_and_is_measured() {
    let (mut session, _) = ready();
    session.receive(ToTrainer::Step, &[], 0.0);
    let answers = drive(&mut session, 1000.0);
    let told = progress(&answers);
    assert_eq!(told.len(), 1);
    assert!(told[0].step == 1 && !told[0].running && told[0].steps.unwrap().count == 1);
    assert_eq!(measured(&answers).unwrap().step, 1);
}

#[test]
fn every_press_of_step_is_a_step_even_while_a_long_one_is_in_work() {
    let (mut session, _) = ready();
    session.receive(ToTrainer::Apply(Settings { batch_size: u32::MAX, ..Settings::default() }), &[], 0.0);
    for _ in 0..5 {
        session.receive(ToTrainer::Step, &[], 0.0);
    }
    let answers = drive(&mut session, 1000.0);
    assert_eq!(progress(&answers).last().unwrap().step, 5);
}

#[test]
fn a_run_is_the_same_whatever_the_clock_says_and_is_measured_on_the_way() {
    let (mut session, _) = ready();
    session.receive(ToTrainer::Run(Pace::Fastest), &[], 0.0);
    let answers = drive(&mut session, 1000.0);
    let told = progress(&answers);
    assert!(told.len() > 20 && told.iter().all(|p| p.running));
    assert_eq!(told.iter().map(|p| u64::from(p.steps.unwrap().count)).sum::<u64>(), told[told.len() - 1].step);
    let measurements = answers.iter().filter(|(head, _)| matches!(head, FromTrainer::Measured(_))).count();
    assert!((2..=6).contains(&measurements), "{measurements}");
    let last = told[told.len() - 1].step;
    let theta = answers.iter().rev().find(|(head, _)| matches!(head, FromTrainer::Progress(_))).unwrap().1.clone();
    let mut trainer = Trainer::new(Start::default(), Settings::default(), 2300);
    let examples = set(2300, 1);
    while trainer.step() < last {
        trainer.whole_step(&examples).unwrap();
    }
    assert_eq!(from_floats(&trainer.theta()), theta);
}

#[test]
fn a_paced_run_keeps_its_pace_and_pauses_at_once() {
    let (mut session, _) = ready();
    session.receive(ToTrainer::Run(Pace::StepsPerSecond(60.0)), &[], 0.0);
    let steps = progress(&drive(&mut session, 1000.0)).last().unwrap().step;
    assert!((55..=62).contains(&steps), "{steps}");
    let answers = session.receive(ToTrainer::Pause, &[], 1000.0);
    assert!(!progress(&answers)[0].running);
    let rest = drive(&mut session, 1000.0);
    assert_eq!(progress(&rest).len(), 0);
    assert!(measured(&rest).unwrap().gradient_norm.is_some());
}

#[test]
fn a_plane_puts_the_network_at_its_origin_and_paths_on_it() {
    let (mut session, _) = ready();
    session.receive(ToTrainer::Run(Pace::Fastest), &[], 0.0);
    drive(&mut session, 50.0);
    session.receive(ToTrainer::MakePlane { plane: 9, kind: DOWNHILL }, &[], 0.0);
    let answers = drive(&mut session, 100.0);
    let (head, buffer) = answers.iter().find(|(head, _)| matches!(head, FromTrainer::Plane { .. })).unwrap();
    let FromTrainer::Plane { plane, path, step, about, .. } = head else { panic!() };
    assert!(matches!(about, About::Downhill { gradient_norm } if *gradient_norm > 0.0));
    assert!(*plane == 9 && *step > 0 && path.len() > 2);
    let plane = Plane::from_vectors(&floats(buffer)).unwrap();
    let here = path.iter().find(|p| p.step == *step).unwrap_or(&path[path.len() - 1]);
    assert!(here.step <= *step);
    let later = progress(&answers).into_iter().rfind(|p| p.plane == Some(9)).unwrap();
    let end = later.path[later.path.len() - 1];
    assert_eq!(end.step, later.step);
    let theta = &answers.iter().rev().find(|(head, _)| matches!(head, FromTrainer::Progress(_))).unwrap().1;
    assert_eq!(plane.project(&floats(theta)).a, end.a);
}

#[test]
fn no_point_of_a_path_is_told_on_a_plane_it_was_not_projected_on() {
    // The plane is asked for at all kinds of times between two words to the page.
    for moment in 0..12 {
        let (mut session, _) = ready();
        session.receive(ToTrainer::MakePlane { plane: 1, kind: DOWNHILL }, &[], 0.0);
        drive(&mut session, 100.0);
        session.receive(ToTrainer::Run(Pace::StepsPerSecond(600.0)), &[], 0.0);
        let until_ms = 40.0 + f64::from(moment);
        let mut answers = drive(&mut session, until_ms);
        answers.extend(session.receive(ToTrainer::MakePlane { plane: 2, kind: DOWNHILL }, &[], until_ms));
        // The clock of each drive begins anew: some time passes before it is where the one before ended.
        answers.extend(drive(&mut session, 160.0));
        let told = answers.iter().position(|(head, _)| matches!(head, FromTrainer::Plane { plane: 2, .. })).unwrap();
        let FromTrainer::Plane { step: made_at, .. } = answers[told].0 else { panic!() };
        let after = progress(&answers[told..]);
        assert!(after.len() > 5 && after.iter().all(|p| p.plane == Some(2)));
        let path = || after.iter().flat_map(|p| &p.path);
        assert!(path().all(|point| point.step > made_at), "{made_at}: {:?}", path().next());
    }
}

#[test]
fn a_step_taken_back_is_forgotten_by_all() {
    let (mut session, _) = ready();
    session.receive(ToTrainer::Apply(wild()), &[], 0.0);
    let mut answers = Vec::new();
    for _ in 0..20 {
        session.receive(ToTrainer::Step, &[], 0.0);
        answers.extend(drive(&mut session, 10_000.0));
    }
    let overflows = |(head, _): &Answer| matches!(head, FromTrainer::Trouble(Trouble::Overflow { .. }));
    assert!(answers.iter().any(overflows));
    session.receive(ToTrainer::Apply(Settings::default()), &[], 0.0);
    let answers = session.receive(ToTrainer::MakePlane { plane: 3, kind: DOWNHILL }, &[], 0.0);
    let answers = [answers, drive(&mut session, 10_000.0)].concat();
    let (head, _) = answers.iter().find(|(head, _)| matches!(head, FromTrainer::Plane { .. })).unwrap();
    let FromTrainer::Plane { step, path, .. } = head else { panic!() };
    assert!(path.iter().all(|point| point.step <= *step && point.a.is_finite()), "{step}: {path:?}");
}

#[test]
fn settings_apply_in_the_middle_of_a_run() {
    let (mut session, _) = ready();
    session.receive(ToTrainer::Run(Pace::Fastest), &[], 0.0);
    drive(&mut session, 50.0);
    let settings = Settings { learning_rate: 0.01, optimizer: Optimizer::Adam, batch_size: 7, ..Settings::default() };
    assert!(session.receive(ToTrainer::Apply(settings), &[], 0.0).is_empty());
    let answers = drive(&mut session, 100.0);
    let told = progress(&answers);
    assert!(told.iter().all(|p| p.running) && told[told.len() - 1].steps.unwrap().batch == 7);
}

#[test]
fn an_overflow_pauses_with_finite_parameters_and_reset_goes_on() {
    let (mut session, _) = ready();
    session.receive(ToTrainer::Apply(wild()), &[], 0.0);
    session.receive(ToTrainer::Run(Pace::Fastest), &[], 0.0);
    let answers = drive(&mut session, 1000.0);
    assert!(answers.iter().any(|(head, _)| matches!(head, FromTrainer::Trouble(Trouble::Overflow { .. }))));
    let last = answers.iter().rev().find(|(head, _)| matches!(head, FromTrainer::Progress(_))).unwrap();
    assert!(floats(&last.1).iter().all(|p| p.is_finite()));
    assert!(!progress(&answers).last().unwrap().running);
    let calm = Settings { learning_rate: 0.01, ..wild() };
    session.receive(ToTrainer::Apply(calm), &[], 0.0);
    session.receive(ToTrainer::Run(Pace::Fastest), &[], 0.0);
    let answers = drive(&mut session, 300.0);
    assert!(progress(&answers).last().unwrap().running, "a lower rate goes on");
    session.receive(ToTrainer::Apply(Settings::default()), &[], 0.0);
    session.receive(ToTrainer::Reset(Start::default()), &[], 0.0);
    session.receive(ToTrainer::Step, &[], 0.0);
    assert_eq!(measured(&drive(&mut session, 1000.0)).unwrap().step, 1);
}

#[test]
fn a_saturated_run_says_so() {
    let (mut session, _) = ready();
    session.receive(ToTrainer::Apply(Settings { learning_rate: 1e6, ..Settings::default() }), &[], 0.0);
    session.receive(ToTrainer::Run(Pace::Fastest), &[], 0.0);
    let answers = drive(&mut session, 1000.0);
    assert!(answers.iter().any(|(head, _)| matches!(head, FromTrainer::Trouble(Trouble::Saturated { .. }))));
}

#[test]
fn a_resumed_run_goes_on_exactly() {
    let (mut session, _) = ready();
    session.receive(ToTrainer::Step, &[], 0.0);
    let first = drive(&mut session, 1000.0);
    session.receive(ToTrainer::Step, &[], 0.0);
    let second = drive(&mut session, 1000.0);
    let theta = |answers: &[Answer]| {
        answers.iter().rev().find(|(head, _)| matches!(head, FromTrainer::Progress(_))).unwrap().1.clone()
    };
    let (mut other, _) = ready();
    let seen = progress(&first)[0].examples_seen;
    let resume = ToTrainer::Resume { start: Start::default(), step: 1, examples_seen: seen };
    let answers = other.receive(resume, &theta(&first), 0.0);
    assert!(matches!(answers[0].0, FromTrainer::Started { step: 1, .. }));
    other.receive(ToTrainer::Step, &[], 0.0);
    assert_eq!(theta(&drive(&mut other, 1000.0)), theta(&second));
}

#[test]
fn the_pen_digits_come_with_progress_and_start_a_run() {
    let mut session = Session::default();
    session.receive(ToTrainer::Load(Source::Pen), &[], 0.0);
    let answers = drive(&mut session, 200.0);
    let loading = answers.iter().filter(|(head, _)| matches!(head, FromTrainer::Loading { .. })).count();
    assert!(loading >= 10);
    assert!(
        answers.iter().any(|(head, _)| matches!(head, FromTrainer::Loaded(s) if s.train == 12_000 && s.test == 2_000))
    );
    let share = session.receive(ToTrainer::Share { index: 1, of: 2 }, &[], 0.0);
    let FromTrainer::Share { train_bytes, .. } = share[0].0 else { panic!() };
    let (train, test) = share[0].1.split_at(train_bytes as usize);
    assert_eq!(Examples::from_bytes(train).unwrap().len(), 6000);
    assert_eq!(Examples::from_bytes(test).unwrap().len(), 1000);
    let shown = session.receive(ToTrainer::Show { part: Part::Test, index: 4001 }, &[], 0.0);
    assert!(matches!(shown[0].0, FromTrainer::Example(example) if example.index == 1) && shown[0].1.len() == PIXELS);
}

#[test]
fn a_visitors_own_hand_is_learnt_from_beside_the_rest_and_replaced_by_more_of_it() {
    let (mut session, _) = ready();
    let learn = |session: &mut Session, labels: &[u8], times| {
        let message = ToTrainer::LearnToo { labels: labels.to_vec(), times };
        let answers = session.receive(message, &vec![77; labels.len() * PIXELS], 0.0);
        let (FromTrainer::Loaded(summary), FromTrainer::Started { step: 0, .. }) = (&answers[0].0, &answers[1].0)
        else {
            panic!("{answers:?}")
        };
        summary.clone()
    };
    let first = learn(&mut session, &[7, 1], 100);
    assert_eq!((first.train, first.handwritten, first.test), (2500, 200, 600));
    let second = learn(&mut session, &[7, 1, 4], 50);
    assert_eq!((second.train, second.handwritten), (2450, 150), "in place of those before");
    assert_ne!(first.hash, second.hash);
    let shown = session.receive(ToTrainer::Show { part: Part::Train, index: 2449 }, &[], 0.0);
    assert!(matches!(shown[0].0, FromTrainer::Example(example) if example.label == 4) && shown[0].1 == [77; PIXELS]);
    let refused = session.receive(ToTrainer::LearnToo { labels: vec![1], times: 1 }, &[0; 3], 0.0);
    assert!(matches!(refused[0].0, FromTrainer::Trouble(Trouble::Refused { .. })));
    let share = session.receive(ToTrainer::Share { index: 0, of: 1 }, &[], 0.0);
    assert!(matches!(share[0].0, FromTrainer::Share { .. }), "what was in use stays so");
}
