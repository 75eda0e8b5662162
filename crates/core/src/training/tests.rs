use super::*;
use crate::cost::Cost;
use crate::data::PIXELS;
use crate::gradient::cost_and_gradient;
use crate::network::Activation;
use crate::optimizer::Optimizer;
use crate::random::Random;

/// Ten patterns, each in many noisy copies: quickly learnt.
fn examples(n: usize) -> Examples {
    let mut random = Random::new(77, 0);
    let patterns: Vec<Vec<u8>> =
        (0..10).map(|_| (0..PIXELS).map(|_| if random.below(5) == 0 { 200 } else { 0 }).collect()).collect();
    let mut images = Vec::new();
    for i in 0..n {
        images
            .extend(patterns[i % 10].iter().map(|&p| if random.below(10) == 0 { random.below(256) as u8 } else { p }));
    }
    Examples::new(&images, (0..n).map(|i| (i % 10) as u8).collect()).unwrap()
}

fn run(settings: Settings, steps: usize, set: &Examples) -> (Trainer, Vec<StepReport>) {
    let mut trainer = Trainer::new(Start::default(), settings, set.len());
    let reports = (0..steps).map(|_| trainer.whole_step(set).unwrap()).collect();
    (trainer, reports)
}

#[test]
fn every_optimiser_learns_ten_patterns() {
    let set = examples(500);
    for (optimizer, learning_rate) in [(Optimizer::Sgd, 2.0), (Optimizer::Momentum, 0.1), (Optimizer::Adam, 0.01)] {
        let (_, reports) = run(Settings { optimizer, learning_rate, ..Settings::default() }, 400, &set);
        let (first, last) = (reports[0].cost, reports[399].cost);
        assert!(last < first / 4.0, "{optimizer:?}: {first} to {last}");
    }
}

#[test]
fn a_whole_step_is_the_references_step_however_many_blocks_it_takes() {
    let set = examples(2300);
    let settings = Settings { batch_size: u32::MAX, learning_rate: 0.5, ..Settings::default() };
    let mut trainer = Trainer::new(Start::default(), settings, set.len());
    let theta = trainer.theta();
    assert_eq!(trainer.advance(&set), Ok(None));
    assert_eq!(trainer.advance(&set), Ok(None));
    let report = trainer.advance(&set).unwrap().unwrap();
    assert!(report.whole && report.batch == 2300);
    let dense: Vec<_> = set.iter().collect();
    let reference =
        cost_and_gradient(&trainer.network(), &theta, dense.iter().map(|(image, label)| (&image[..], *label)));
    assert!((report.cost - reference.cost).abs() < 1e-6 * reference.cost);
    let norm = reference.gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
    assert!((report.gradient_norm - norm).abs() < 1e-5 * norm);
    for ((after, before), g) in trainer.theta().iter().zip(&theta).zip(&reference.gradient) {
        // One rounding of theta, and the kernel's error in g, which is relative to the largest g (about 0.05).
        assert!((f64::from(*after) - (f64::from(*before) - 0.5 * g)).abs() < 2e-7, "{after} {before} {g}");
    }
}

#[test]
fn the_same_seed_gives_the_same_run_and_a_resumed_one_goes_on_alike() {
    let set = examples(300);
    let settings = Settings { batch_size: 32, ..Settings::default() };
    let (whole, _) = run(settings.clone(), 40, &set);
    assert_eq!(run(settings.clone(), 40, &set).0.theta(), whole.theta());
    let (half, _) = run(settings.clone(), 20, &set);
    let mut resumed =
        Trainer::resume(Start::default(), settings, 300, &half.theta(), half.step(), half.examples_seen());
    for _ in 0..20 {
        resumed.whole_step(&set).unwrap();
    }
    assert_eq!(resumed.theta(), whole.theta());
    assert_eq!((resumed.step(), resumed.examples_seen()), (40, whole.examples_seen()));
}

#[test]
fn settings_change_in_the_middle_of_a_step_without_losing_the_run() {
    let set = examples(2300);
    let settings = Settings { batch_size: u32::MAX, ..Settings::default() };
    let mut trainer = Trainer::new(Start::default(), settings.clone(), set.len());
    trainer.advance(&set).unwrap();
    trainer.apply(Settings { batch_size: 10, learning_rate: 0.1, ..settings });
    let report = trainer.advance(&set).unwrap().unwrap();
    assert_eq!((report.batch, trainer.step()), (10, 1));
}

#[test]
fn a_slider_in_motion_does_not_keep_a_long_step_from_ending() {
    let set = examples(2300);
    let settings = Settings { batch_size: u32::MAX, ..Settings::default() };
    let mut trainer = Trainer::new(Start::default(), settings.clone(), set.len());
    for learning_rate in [0.1, 0.2, 0.3] {
        trainer.apply(Settings { learning_rate, ..settings.clone() });
        trainer.advance(&set).unwrap();
    }
    assert_eq!(trainer.step(), 1);
}

#[test]
fn an_overflowing_step_is_taken_back_and_a_lower_rate_goes_on() {
    let set = examples(64);
    let settings = Settings {
        activation: crate::network::Activation::Relu,
        cost: crate::cost::Cost::CrossEntropy,
        learning_rate: 1e30,
        ..Settings::default()
    };
    let mut trainer = Trainer::new(Start::default(), settings.clone(), 64);
    let start = trainer.theta();
    let refused = (0..10).any(|_| trainer.whole_step(&set) == Err(Overflow));
    assert!(refused);
    assert!(trainer.theta().iter().all(|p| p.is_finite()));
    // The very first step was far too long, so the run stands at its start again, and a lower rate leads on from there.
    assert_eq!((trainer.step(), trainer.examples_seen(), trainer.theta()), (0, 0, start));
    trainer.apply(Settings { learning_rate: 0.01, ..settings });
    for _ in 0..20 {
        trainer.whole_step(&set).unwrap();
    }
}

#[test]
fn norms_are_exact_to_a_millionth() {
    let vector: Vec<f32> = (0..13_005).map(|i| (i % 17) as f32 * 0.1 - 0.8).collect();
    let exact = vector.iter().map(|&v| f64::from(v) * f64::from(v)).sum::<f64>().sqrt();
    assert!((norm(&vector) - exact).abs() < 1e-6 * exact);
}

/// A plane through the start, along its gradient and a random direction.
fn plane(trainer: &Trainer, set: &Examples) -> Plane {
    let theta = trainer.theta();
    let dense: Vec<_> = set.iter().collect();
    let reference =
        cost_and_gradient(&trainer.network(), &theta, dense.iter().map(|(image, label)| (&image[..], *label)));
    let downhill: Vec<f32> = reference.gradient.iter().map(|g| -*g as f32).collect();
    Plane::new(&theta, &downhill, &downhill, 3).unwrap()
}

#[test]
fn a_confined_run_stays_on_its_plane_and_goes_down_its_exact_slope() {
    let set = examples(1300);
    for (optimizer, learning_rate) in [(Optimizer::Sgd, 0.5), (Optimizer::Momentum, 0.05), (Optimizer::Adam, 0.05)] {
        let settings = Settings { optimizer, learning_rate, ..Settings::default() };
        let mut trainer = Trainer::new(Start::default(), settings, set.len());
        let plane = plane(&trainer, &set);
        trainer.confine(&plane, (0.0, 0.5));
        let mut projection = crate::landscape::Projection::new(&trainer.network(), &plane, &set);
        let mut cost = |(a, b): (f32, f32)| {
            projection.sums(&[(a, b)], crate::landscape::Quantity::Cost).iter().sum::<f64>() / 1300.0
        };
        let mut costs = Vec::new();
        for step in 0..25 {
            let before = plane.project(&trainer.theta());
            let report = trainer.whole_step(&set).unwrap();
            assert!(report.whole, "the exact slope is over the whole set");
            assert!((report.cost - cost((before.a, before.b))).abs() < 1e-5 * report.cost, "ball and surface agree");
            let after = plane.project(&trainer.theta());
            assert!(after.off < 1e-4, "{after:?}");
            if step == 0 && optimizer == Optimizer::Sgd {
                let h = 1e-2;
                let mut slope = |da: f32, db: f32| {
                    let mut at = |sign: f32| cost((before.a + sign * da, before.b + sign * db));
                    (at(1.0) - at(-1.0)) / (2.0 * f64::from(h))
                };
                let (da, db) = (f64::from(after.a - before.a), f64::from(after.b - before.b));
                assert!((da + 0.5 * slope(h, 0.0)).abs() < 1e-3 && (db + 0.5 * slope(0.0, h)).abs() < 1e-3);
            }
            costs.push(report.cost);
        }
        assert!(costs[24] < costs[0], "{optimizer:?}: {costs:?}");
        trainer.free();
        trainer.whole_step(&set).unwrap();
        assert!(plane.project(&trainer.theta()).off > 1e-4, "free again, it leaves the plane");
    }
}

#[test]
fn a_confined_run_that_overflows_goes_back_on_its_plane() {
    let set = examples(600);
    let settings =
        Settings { activation: Activation::Relu, cost: Cost::CrossEntropy, learning_rate: 1e30, ..Settings::default() };
    let mut trainer = Trainer::new(Start::default(), settings.clone(), set.len());
    let plane = plane(&trainer, &set);
    trainer.confine(&plane, (0.0, 0.0));
    let failed = (0..20).any(|_| trainer.whole_step(&set).is_err());
    assert!(failed && trainer.theta().iter().all(|t| t.is_finite()));
    trainer.apply(Settings { learning_rate: 0.01, ..settings });
    let report = trainer.whole_step(&set).unwrap();
    assert!(report.cost.is_finite() && plane.project(&trainer.theta()).off < 1e-3);
}

#[test]
fn a_run_goes_on_from_where_it_is_placed() {
    let set = examples(300);
    let (mut trainer, _) = run(Settings { optimizer: Optimizer::Momentum, ..Settings::default() }, 3, &set);
    let elsewhere = Trainer::new(Start { seed: 9, ..Start::default() }, Settings::default(), 300).theta();
    trainer.place(&elsewhere);
    assert_eq!((trainer.theta(), trainer.step()), (elsewhere, 3));
    assert!(trainer.whole_step(&set).is_ok() && trainer.step() == 4);
}
