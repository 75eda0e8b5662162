//! Runs kept beside each other.

use super::planes::shown;
use super::*;
use costscape_protocol::KeptPath;

#[test]
fn a_run_is_kept_beside_the_next_one_on_the_same_map() {
    let mut page = shown();
    page.progress(10, false, 2.0);
    page.measured(10, 0.5);
    assert_eq!(to_trainer(&page.say(Msg::KeepRun)), [ToTrainer::Keep { run: 1 }, ToTrainer::Again]);
    let kept = &page.state.landscape.runs[0];
    assert_eq!(kept.name, "η 3.00, batch 256, plain descent: 10 steps to cost 0.5000");
    let effects = page.start(Start::default(), 0, 0.0);
    assert!(to_trainer(&effects).is_empty(), "the map stays");
    let view = page.state.landscape.shown.as_ref().unwrap();
    assert_eq!((view.kept.len(), view.kept[0].path.last().map(|p| p.a)), (1, Some(2.0)));
    // A new plane brings the kept runs with it.
    page.say(Msg::Reslice);
    let mut message = told(page.state.landscape.last_plane, 0);
    let FromTrainer::Plane { kept, .. } = &mut message else { panic!() };
    kept.push(KeptPath { run: 1, path: Vec::new() });
    let mut numbers = vec![0.0; 3 * PARAMETERS];
    (numbers[PARAMETERS], numbers[2 * PARAMETERS + 1]) = (1.0, 1.0);
    let effects = page.say(Msg::Trainer(message, Buffer::Floats(numbers)));
    page.slice(effects, 9);
    assert_eq!(page.state.landscape.shown.as_ref().unwrap().kept.len(), 1);
    assert_eq!(to_trainer(&page.say(Msg::ForgetRun { run: 1 })), [ToTrainer::Forget { run: 1 }]);
    assert!(page.state.landscape.runs.is_empty() && page.state.landscape.shown.as_ref().unwrap().kept.is_empty());
    assert!(page.say(Msg::KeepRun).is_empty(), "a run of no steps is none");
    assert!(page.state.notice.as_ref().is_some_and(|notice| notice.contains("no run to keep")));
    for step in 1..8 {
        page.progress(step, false, 1.0);
        page.say(Msg::KeepRun);
        page.start(Start::default(), 0, 0.0);
    }
    assert_eq!(page.state.landscape.runs.len(), 5);
}

/// What a run that is kept now is called.
fn kept(page: &mut Page) -> String {
    page.say(Msg::KeepRun);
    page.state.landscape.runs.last().unwrap().name.clone()
}

#[test]
fn a_kept_run_has_the_settings_its_steps_were_made_with() {
    let mut page = shown();
    page.progress(10, false, 2.0);
    page.set(Control::LearningRate, "2");
    page.set(Control::Optimizer, "adam");
    assert_eq!(kept(&mut page), "η 3.00, batch 256, plain descent: 10 steps");
    page.start(Start::default(), 0, 0.0);
    page.progress(10, false, 2.0);
    page.set(Control::LearningRate, "0");
    page.progress(20, false, 2.5);
    assert_eq!(kept(&mut page), "η 1.00, batch 256, Adam, at last: 20 steps");
}

#[test]
fn a_run_that_begins_again_where_the_ball_was_put_is_still_one_put_by_hand() {
    let mut page = shown();
    page.say(Msg::Place { a: 1.0, b: 0.0 });
    let theta = page.state.run.theta.clone();
    page.say(Msg::Trainer(FromTrainer::Placed { step: 0, riding: false }, Buffer::Floats(theta)));
    page.progress(10, false, 2.0);
    kept(&mut page);
    page.start(Start::default(), 0, 0.0);
    assert!(page.state.run.by_hand);
    page.start(Start::default(), 0, 0.0);
    assert!(!page.state.run.by_hand, "a reset is none");
}

#[test]
fn runs_of_another_landscape_are_forgotten_and_it_is_said() {
    let mut page = shown();
    page.progress(10, false, 2.0);
    kept(&mut page);
    page.start(Start::default(), 0, 0.0);
    let effects = page.set(Control::CostFunction, "cross-entropy");
    assert!(to_trainer(&effects).contains(&ToTrainer::Forget { run: 1 }));
    assert!(page.state.notice.as_ref().is_some_and(|notice| notice.contains("another landscape")));
}
