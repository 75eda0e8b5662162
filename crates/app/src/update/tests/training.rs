use super::*;
use costscape_core::settings::Settings;
use costscape_protocol::Pace;

#[test]
fn train_pauses_and_goes_on() {
    let mut page = Page::ready();
    assert_eq!(to_trainer(&page.say(Msg::Train)), [ToTrainer::Run(Pace::StepsPerSecond(60.0))]);
    assert_eq!(page.state.phase(), Phase::Running, "at once");
    page.progress(10, true, 0.1);
    assert_eq!(to_trainer(&page.say(Msg::Train)), [ToTrainer::Pause]);
    page.progress(20, true, 0.2);
    assert_eq!(page.state.phase(), Phase::Ready, "a word sent before the pause arrived does not flip the button");
    page.progress(21, false, 0.2);
    assert_eq!((page.state.phase(), page.state.run.step), (Phase::Ready, 21));
    page.progress(22, true, 0.2);
    assert_eq!(page.state.phase(), Phase::Running, "after that the worker is believed again");
}

#[test]
fn a_single_step_stops_a_run() {
    let mut page = Page::ready();
    page.say(Msg::Train);
    assert_eq!(to_trainer(&page.say(Msg::Step)), [ToTrainer::Step]);
    assert_eq!(page.state.phase(), Phase::Ready);
    page.progress(1, false, 0.0);
    assert_eq!(page.state.run.step, 1);
}

#[test]
fn reset_starts_from_the_settings_of_the_next_run() {
    let mut page = Page::ready();
    page.say(Msg::Train);
    page.progress(10, true, 0.1);
    page.measured(10, 0.8);
    page.set(Control::Seed, "18446744073709551615");
    page.set(Control::HiddenLayers, "8");
    let asked = to_trainer(&page.say(Msg::Reset));
    let [ToTrainer::Reset(start)] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!((start.seed, start.architecture.hidden()), (u64::MAX, &[8][..]));
    let effects = page.start(start.clone(), 0, 0.0);
    assert_eq!(to_trainer(&effects), [ToTrainer::MakePlane { plane: 2, kind: DOWNHILL }]);
    assert_eq!((page.state.phase(), page.state.run.step), (Phase::Ready, 0));
    assert_eq!(page.state.history.steps(), None);
    assert!(page.state.run.measured.is_none());
    assert_eq!(page.state.network().architecture.hidden(), [8]);
}

#[test]
fn train_pressed_right_after_reset_is_meant_for_the_new_run() {
    let mut page = Page::ready();
    page.say(Msg::Train);
    page.progress(10, true, 0.1);
    page.say(Msg::Reset);
    assert_eq!(page.state.phase(), Phase::Ready);
    page.progress(11, true, 0.1);
    assert_eq!(page.state.phase(), Phase::Ready, "a word sent before the reset arrived");
    page.say(Msg::Train);
    page.start(Start::default(), 0, 0.0);
    assert_eq!(page.state.phase(), Phase::Running);
    page.progress(1, true, 0.1);
    assert_eq!((page.state.phase(), page.state.run.step), (Phase::Running, 1));
}

#[test]
fn what_was_told_of_another_cost_function_is_not_shown_as_this_one() {
    let mut page = Page::ready();
    page.say(Msg::Train);
    page.measured(0, 1.0);
    page.set(Control::CostFunction, "cross-entropy");
    let late = Settings::default().objective();
    let score = Score { cost: 0.9, right: 1, of: 2 };
    let measured = Measured { step: 5, objective: late, train: score, test: score, gradient_norm: None };
    page.trainer(FromTrainer::Measured(measured));
    assert!(page.state.run.measured.is_none());
    let steps = Steps { objective: late, count: 1, cost: 0.9, gradient_norm: 0.1, batch: 256, whole: false };
    let progress =
        Progress { step: 6, examples_seen: 0, running: true, steps: Some(steps), path: Vec::new(), plane: None };
    page.say(Msg::Trainer(FromTrainer::Progress(progress), Buffer::Floats(vec![0.5; PARAMETERS])));
    assert_eq!((page.state.run.step, page.state.run.theta[0]), (6, 0.5), "where the run is holds all the same");
    assert!(page.state.run.steps.is_none() && page.state.history.steps().is_none());
    page.measured(7, 2.0);
    assert_eq!(page.state.history.train.points(), [(7, 2.0)]);
}

#[test]
fn the_charts_keep_what_was_measured() {
    let mut page = Page::ready();
    page.measured(0, 1.0);
    page.say(Msg::Train);
    page.progress(10, true, 0.1);
    page.measured(10, 0.7);
    let history = &page.state.history;
    assert_eq!(history.train.points(), [(0, 1.0), (10, 0.7)]);
    assert_eq!(history.test.points(), [(0, 1.1), (10, 0.7 + 0.1)]);
    assert_eq!(history.batch.points(), [(10, 0.5)]);
    assert_eq!(history.gradient.points(), [(0, 1.0), (10, 1.0)], "the true gradient's");
    assert_eq!(history.batch_gradient.points().len(), 1);
}

#[test]
fn the_cursor_on_a_chart_goes_from_one_known_step_to_the_next() {
    use crate::message::Key;
    let mut page = Page::ready();
    page.say(Msg::ChartKey(Key::Left));
    assert_eq!(page.state.chart_cursor, None, "there is nothing yet");
    for step in [0, 10, 20] {
        page.measured(step, 1.0);
    }
    page.say(Msg::ChartKey(Key::Left));
    assert_eq!(page.state.chart_cursor, Some(20));
    page.say(Msg::ChartKey(Key::Left));
    page.say(Msg::ChartKey(Key::Left));
    page.say(Msg::ChartKey(Key::Left));
    assert_eq!(page.state.chart_cursor, Some(0));
    page.say(Msg::ChartAt { step: 13.0 });
    assert_eq!(page.state.chart_cursor, Some(10));
    page.say(Msg::ChartAt { step: f64::NAN });
    assert_eq!(page.state.chart_cursor, Some(0));
    page.say(Msg::ChartGone);
    assert_eq!(page.state.chart_cursor, None);
}

#[test]
fn an_exact_cost_is_the_present_one_for_a_moment_only() {
    let mut page = Page::ready();
    page.measured(0, 1.0);
    page.now_ms = 60_000.0;
    page.say(Msg::Frame);
    assert!(page.state.run.fresh(page.now_ms).is_some(), "nothing has moved since");
    page.say(Msg::Train);
    page.progress(10, true, 0.1);
    assert!(page.state.run.fresh(page.now_ms).is_none());
    page.measured(5, 0.9);
    assert!(page.state.run.fresh(page.now_ms + 1000.0).is_some());
    assert!(page.state.run.fresh(page.now_ms + 2000.0).is_none());
}
