//! What the page says, as text.

use costscape_core::landscape::{Estimate, Extent, Grid, Sampling, Slice};
use costscape_core::settings::{Settings, Start};
use costscape_protocol::{About, Across, Measured, PathPoint, PlaneKind, Score, Source, Steps, Summary, Trouble};

use super::*;
use crate::state::{Field, Frame, Landscape, Loading, Trail, View};

fn ready() -> State {
    let mut state = State::new(1);
    state.data.summary = Some(Summary { source: mnist(), train: 60_000, test: 10_000, handwritten: 0, hash: 7 });
    state.run.restart(Start::default(), 0, 0, vec![0.0; 13_002]);
    state
}

fn mnist() -> Source {
    Source::Mnist { folder: String::new(), with_pen: false }
}

fn measured(step: u64) -> Measured {
    let score = |cost| Score { cost, right: 1, of: 2 };
    Measured {
        objective: Settings::default().objective(),
        step,
        train: score(0.5),
        test: score(0.6),
        gradient_norm: None,
    }
}

/// A slice of 6 each way around where the network stood at step 1,234.
fn shown(state: &State, slice: Slice) -> View {
    View {
        job: 1,
        plane: 1,
        step: 1234,
        kind: PlaneKind::Downhill(Across::Turn),
        about: About::Downhill { gradient_norm: 1.0 },
        extent: Extent::of(6.0),
        heights: crate::state::Heights::ALL[0].1,
        sampling: Sampling::All,
        kept: Vec::new(),
        frame: Frame::new(&[0.0; 3], 1).unwrap(),
        network: state.network(),
        slice,
        trail: Trail::default(),
        begun_at_ms: 0.0,
    }
}

#[test]
fn the_status_says_how_things_stand() {
    let mut state = State::new(1);
    assert_eq!(status::sentence(&state), "Starting.");
    let what = "train-images-idx3-ubyte.gz".to_owned();
    state.data.loading = Some(Loading { source: mnist(), what, share: 0.5 });
    assert_eq!(status::sentence(&state), "Loading MNIST: train-images-idx3-ubyte.gz.");
    state = ready();
    assert_eq!(status::sentence(&state), "Ready: 60,000 MNIST digits to learn from, 10,000 to test on.");
    state.run.running = true;
    state.choices.pace = costscape_protocol::Pace::Fastest;
    assert_eq!(status::sentence(&state), "Training on 60,000 MNIST digits, as fast as this machine can.");
    state.choices.pace = costscape_protocol::Pace::StepsPerSecond(1.0);
    assert_eq!(status::sentence(&state), "Training on 60,000 MNIST digits, 1 step a second.");
    state.run.running = false;
    state.run.step = 1;
    assert_eq!(status::sentence(&state), "Paused after 1 step.");
    state.run.step = 1234;
    state.notice = Some("Something happened.".to_owned());
    assert_eq!(status::sentence(&state), "Something happened. Paused after 1,234 steps.");
    state.run.trouble = Some(Trouble::Overflow { step: 1235, learning_rate: 100.0 });
    let sentence = status::sentence(&state);
    assert!(sentence.starts_with("Something happened. Diverged: step 1,235 with learning rate 100 made"), "{sentence}");
    assert!(sentence.contains("Lower the rate"));
    state.notice = None;
    state.run.trouble = Some(Trouble::Saturated { step: 7, cost: 1.0, learning_rate: 31.6 });
    assert!(status::sentence(&state).starts_with("Stuck at step 7: with learning rate 31.6"));
    state.failure = Some("It is over.".to_owned());
    assert_eq!(status::sentence(&state), "It is over.");
}

#[test]
fn overshooting_is_said_while_it_lasts() {
    let mut state = ready();
    state.run.running = true;
    state.choices.settings.learning_rate = 12.0;
    state.history.train.push(0, 0.9);
    state.history.train.push(50, 0.1);
    state.run.measured = Some(measured(60));
    state.run.steps = Some(Steps {
        objective: Settings::default().objective(),
        count: 1,
        cost: 0.5,
        gradient_norm: 0.3,
        batch: 256,
        whole: false,
    });
    let sentence = status::sentence(&state);
    assert!(sentence.starts_with("Overshooting: the cost is 0.5000 and has been as low as 0.1000."), "{sentence}");
    assert!(sentence.contains("learning rate 12"));
    state.run.steps = Some(Steps {
        objective: Settings::default().objective(),
        count: 1,
        cost: 0.5,
        gradient_norm: 1e-5,
        batch: 256,
        whole: false,
    });
    assert!(status::sentence(&state).starts_with("On flat ground: the cost is 0.5000"));
    state.run.steps = None;
    state.history.train.push(55, 0.9);
    assert!(status::sentence(&state).starts_with("Training on"), "it is coming down again");
    state.history.train.push(57, 0.5);
    assert!(status::sentence(&state).starts_with("On flat ground"), "it came down once and stays");
    state.history = crate::state::History::default();
    state.history.train.push(0, 0.2);
    state.history.train.push(10, 0.5);
    assert!(status::sentence(&state).starts_with("On flat ground"), "from the first step on");
    state.history = crate::state::History::default();
    state.history.train.push(0, 0.9);
    state.history.train.push(50, 0.4);
    assert!(status::sentence(&state).starts_with("Training on"));
}

/// What the status says of a run at `step` with this exact cost and slope.
fn said_at(state: &mut State, step: u64, cost: f64, gradient_norm: f64) -> String {
    let mut exact = measured(step);
    exact.train.cost = cost;
    state.history.train.push(step, cost);
    state.run.measured = Some(exact);
    let objective = Settings::default().objective();
    state.run.steps = Some(Steps { objective, count: 1, cost, gradient_norm, batch: 256, whole: false });
    status::sentence(state)
}

#[test]
fn a_run_that_gets_no_better_than_a_guess_says_so() {
    let mut state = ready();
    state.run.running = true;
    state.choices.settings.learning_rate = 30.0;
    assert!(said_at(&mut state, 50, 1.0, 1e-5).starts_with("Training on"), "it may yet find a slope");
    assert!(said_at(&mut state, 120, 0.9, 1e-5).starts_with("Training on"), "where many begin");
    let flat = said_at(&mut state, 130, 1.0, 1e-5);
    let start =
        "No better than a guess: the cost is 1.0000, that of answering 0.1 to everything is 0.9000, and here is";
    assert!(flat.starts_with(start), "{flat}");
    assert!(flat.contains("Learning rate 30.0 is probably too high"), "{flat}");

    state.history = crate::state::History::default();
    assert!(said_at(&mut state, 200, 1.3, 0.3).starts_with("Training on"), "slowly");
    assert!(said_at(&mut state, 300, 1.299, 0.3).starts_with("Training on"), "slowly, but down");
    let leaps = said_at(&mut state, 400, 1.35, 0.3);
    assert!(leaps.starts_with("No better than a guess") && leaps.contains("leap about"), "{leaps}");
}

#[test]
fn the_cost_says_what_it_is_over() {
    let mut state = ready();
    assert_eq!(readouts::cost(&state).value, None);
    state.run.measured = Some(measured(0));
    let readout = readouts::cost(&state);
    assert_eq!((readout.value, readout.whole), (Some(0.5), true));
    assert_eq!(readout.over, "all 60,000 training images, step 0");

    state.run.step = 100;
    state.now_ms = 5000.0;
    state.run.steps = Some(Steps {
        objective: Settings::default().objective(),
        count: 20,
        cost: 0.4,
        gradient_norm: 0.1,
        batch: 32,
        whole: false,
    });
    let readout = readouts::cost(&state);
    assert_eq!((readout.value, readout.whole), (Some(0.4), false));
    assert_eq!(readout.over, "mean of 20 mini-batches of 32");
    state.run.measured_at_ms = 4500.0;
    assert_eq!(readouts::cost(&state).over, "all 60,000 training images, step 0");

    state.run.steps = Some(Steps {
        objective: Settings::default().objective(),
        count: 1,
        cost: 0.3,
        gradient_norm: 0.1,
        batch: 60_000,
        whole: true,
    });
    let readout = readouts::cost(&state);
    assert_eq!((readout.value, readout.step, readout.whole), (Some(0.3), Some(99), true));
    state.run.measured = Some(measured(100));
    assert_eq!(readouts::cost(&state).step, Some(100), "the newer of the two");
    assert_eq!(readouts::gradient_norm(&state).step, Some(99));
}

#[test]
fn one_image_is_one_image() {
    let mut state = ready();
    state.data.summary = Some(Summary { source: Source::Pen, train: 1, test: 1, handwritten: 0, hash: 7 });
    state.run.measured = Some(measured(0));
    assert_eq!(readouts::cost(&state).over, "all 1 training image, step 0");
    assert_eq!(status::sentence(&state), "Ready: 1 pen digit to learn from, 1 to test on.");
    state.run.measured = None;
    state.run.steps = Some(Steps {
        objective: Settings::default().objective(),
        count: 1,
        cost: 0.3,
        gradient_norm: 0.1,
        batch: 1,
        whole: false,
    });
    assert_eq!(readouts::cost(&state).over, "last mini-batch of 1");
}

#[test]
fn the_map_is_told_in_words() {
    let mut state = ready();
    assert_eq!(map::in_words(&state), None);
    let mut slice = Slice::new(Grid::new(3, Extent::of(6.0)));
    for index in slice.order().to_vec() {
        slice.push(if index == 8 { f64::INFINITY } else { index as f64 });
    }
    state.landscape = Landscape {
        shown: Some(shown(&state, slice)),
        ball: Some(PathPoint { step: 0, a: -0.5, b: 0.0, off: 0.25 }),
        ..Landscape::default()
    };
    assert_eq!(
        map::in_words(&state).unwrap(),
        "3 by 3 points, each the cost over all 60,000 training images, up to 6 each way from a 0.00, b 0.00. The plane was laid at step 1,234. \
         Lowest 0.0000 at a −6.00, b −6.00; highest 7.0000 at a 0.00, b 6.00. At 1 place it is beyond all numbers. \
         The network is on the map at a −0.50, b 0.00, 0.250 off the plane."
    );
    assert_eq!(map::note(&state), "From step 1,234: 3 × 3 points");
    let mut coarse = Slice::new(Grid::new(41, Extent::of(6.0)));
    (0..81).for_each(|_| coarse.push(1.0));
    state.landscape.shown.as_mut().unwrap().slice = coarse;
    assert!(map::note(&state).ends_with(": 9 × 9 of 41 × 41 points so far"), "{}", map::note(&state));
    state.landscape.refusal = Some("the gradient is zero".to_owned());
    assert!(map::facts(&state).contains("No slice here: the gradient is zero."));
}

#[test]
fn a_map_over_a_sample_says_so_with_its_error() {
    let mut state = ready();
    let mut slice = Slice::new(Grid::new(3, Extent::of(6.0)));
    for index in slice.order().to_vec() {
        slice.push(Estimate { mean: 0.5, standard_error: index as f64 / 1000.0 });
    }
    let view = View { sampling: Sampling::OneIn(10), ..shown(&state, slice) };
    state.landscape = Landscape { shown: Some(view), ..Landscape::default() };
    let text = map::in_words(&state).unwrap();
    let over = "each the cost over 6,000 of 60,000 training images drawn at random, with a standard error of 0.0080 at most, up";
    assert!(text.contains(over), "{text}");
    assert!(map::facts(&state).contains("one standard error"));
}

#[test]
fn the_charts_are_told_in_words() {
    let mut state = ready();
    assert_eq!(charts::cost_in_words(&state), None);
    state.history.train.push(0, 1.0);
    assert_eq!(charts::cost_in_words(&state).unwrap(), "Over the training set the cost is 1.0000 at step 0.");
    state.history.train.push(10, 0.25);
    state.history.train.push(2000, 0.5);
    assert_eq!(
        charts::cost_in_words(&state).unwrap(),
        "Over the training set the cost went from 1.0000 at step 0 to 0.5000 at step 2,000; lowest 0.2500 at step 10."
    );
    state.history.batch.push(9, 0.75);
    state.chart_cursor = Some(10);
    assert_eq!(charts::values(&state), "Step 10: training set 0.2500, mini-batch 0.7500 (step 9)");
}

#[test]
fn the_network_is_told_in_words() {
    let mut state = ready();
    let at_first = network::flow_in_words(&state).unwrap();
    let html = include_str!("../../../../www/index.html");
    assert!(html.contains(&format!("id=\"network-image-text\">{at_first}</p>")), "{at_first}");
    state.activations = Some(state.network().forward(&state.run.theta, &[255; 784]));
    assert_eq!(
        network::flow_in_words(&state).unwrap(),
        "Layers of 784, 16, 16, 10. 784 of the pixels hold ink. In hidden layer 1, 0 of 16 neurons are above one half. \
         In hidden layer 2, 0 of 16 neurons are above one half. The brightest output is that of 0, 0.50."
    );
    assert!(network::weights_in_words(&state).unwrap().contains("16 first-layer neurons"));
    state.choices.seed = Field::default();
}
