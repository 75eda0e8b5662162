use super::*;
use crate::effect::Payload;
use crate::state::Dataset;
use costscape_protocol::Trouble;

#[test]
fn a_lower_rate_goes_on_after_an_overflow() {
    let mut page = Page::ready();
    page.set(Control::LearningRate, "2");
    page.say(Msg::Train);
    page.progress(10, true, 0.1);
    // The worker says that it has stopped before it says why.
    page.progress(10, false, 0.1);
    page.trainer(FromTrainer::Trouble(Trouble::Overflow { step: 11, learning_rate: 100.0 }));
    assert_eq!(page.state.phase(), Phase::Trouble);
    assert!(!page.state.run.running);
    let effects = page.set(Control::LearningRate, "0.5");
    let asked = to_trainer(&effects);
    assert!(matches!(asked.as_slice(), [ToTrainer::Apply(_), ToTrainer::Run(_)]), "{asked:?}");
    assert_eq!(page.state.phase(), Phase::Running);
}

#[test]
fn a_higher_rate_does_not() {
    let mut page = Page::ready();
    page.say(Msg::Train);
    page.trainer(FromTrainer::Trouble(Trouble::Overflow { step: 11, learning_rate: 1.0 }));
    let effects = page.set(Control::LearningRate, "1");
    assert!(matches!(to_trainer(&effects).as_slice(), [ToTrainer::Apply(_)]));
    assert_eq!(page.state.phase(), Phase::Trouble);
}

#[test]
fn saturation_ends_with_a_reset() {
    let mut page = Page::ready();
    page.say(Msg::Train);
    page.trainer(FromTrainer::Trouble(Trouble::Saturated { step: 30, cost: 1.0, learning_rate: 50.0 }));
    assert_eq!(page.state.phase(), Phase::Trouble);
    let effects = page.set(Control::LearningRate, "-1");
    assert_eq!(to_trainer(&effects).len(), 1, "a lower rate alone changes nothing where all slopes are zero");
    let asked = to_trainer(&page.say(Msg::Reset));
    assert!(matches!(asked.as_slice(), [ToTrainer::Reset(_)]));
    page.start(Start::default(), 0, 0.0);
    assert_eq!(page.state.phase(), Phase::Ready);
}

#[test]
fn a_refused_message_is_said_and_stops_nothing_else() {
    let mut page = Page::ready();
    page.trainer(FromTrainer::Trouble(Trouble::Refused { why: "no data".to_owned() }));
    assert_eq!(page.state.phase(), Phase::Ready);
    assert!(page.state.notice.as_ref().unwrap().contains("no data"));
}

#[test]
fn a_trainer_that_dies_is_brought_back_to_where_it_was() {
    let mut page = Page::ready();
    page.set(Control::LearningRate, "-1");
    page.say(Msg::Train);
    page.progress(1234, true, 0.5);
    let effects = page.say(Msg::WorkerDied { who: Who::Trainer, why: "unreachable".to_owned() });
    let settings = page.state.choices.settings.clone();
    assert_eq!(settings.learning_rate, 0.1);
    let expected = [ToTrainer::Apply(settings), ToTrainer::Load(mnist())].map(Effect::trainer);
    assert_eq!((&effects[0], &effects[1..]), (&Effect::Spawn(Who::Trainer), &expected[..]));
    assert_eq!(page.state.phase(), Phase::Loading);
    assert!(page.state.notice.as_ref().unwrap().contains("step 1,234"));
    assert!(page.say(Msg::Train).is_empty() && page.say(Msg::Reset).is_empty());

    let effects = page.trainer(FromTrainer::Loaded(Summary {
        source: mnist(),
        train: 60_000,
        test: 10_000,
        handwritten: 0,
        hash: 7,
    }));
    let theta = page.state.run.theta.clone();
    let resume = ToTrainer::Resume { start: Start::default(), step: 1234, examples_seen: 1234 * 32 };
    let expected = [
        Effect::Trainer(resume, Payload::Floats(theta.as_slice().into())),
        Effect::trainer(ToTrainer::WatchSharpness(true)),
    ];
    assert_eq!(effects, expected, "slicers still have their shares");

    assert!(page.start(Start::default(), 0, 0.0).is_empty(), "the start of its own that comes with the data");
    assert_eq!(page.state.run.step, 1234);
    let started = FromTrainer::Started { start: Start::default(), step: 1234, examples_seen: 0 };
    let effects = page.say(Msg::Trainer(started, Buffer::Floats(theta)));
    let asked = to_trainer(&effects);
    assert!(matches!(asked.as_slice(), [ToTrainer::MakePlane { .. }, ToTrainer::Run(_)]), "{asked:?}");
    assert_eq!((page.state.phase(), page.state.run.step), (Phase::Running, 1234));
    assert!(page.state.notice.is_some(), "it still says what happened");
    assert!(page.state.history.steps().is_some(), "the charts are kept");
}

#[test]
fn other_digits_chosen_while_a_dead_trainer_is_brought_back_start_anew_with_shares_of_their_own() {
    let mut page = Page::ready();
    page.set(Control::LearningRate, "-1");
    let effects = page.say(Msg::WorkerDied { who: Who::Trainer, why: String::new() });
    let settings = page.state.choices.settings.clone();
    assert!(to_trainer(&effects).contains(&ToTrainer::Apply(settings)), "whatever it will train on");
    page.set(Control::Dataset, "pen");
    let effects = page.trainer(FromTrainer::Loaded(Summary {
        source: Source::Pen,
        train: 12_000,
        test: 2_000,
        handwritten: 0,
        hash: 7,
    }));
    let asked = to_trainer(&effects);
    assert!(asked.iter().any(|message| matches!(message, ToTrainer::Share { .. })), "{asked:?}");
    assert!(!asked.iter().any(|message| matches!(message, ToTrainer::Resume { .. })), "{asked:?}");
    assert!(page.state.landscape.shown.is_none());
}

#[test]
fn a_trainer_that_dies_while_loading_loads_again() {
    let mut page = Page::open();
    page.say(Msg::Manifest(Ok(manifest::whole(FOLDER))));
    let effects = page.say(Msg::WorkerDied { who: Who::Trainer, why: String::new() });
    assert_eq!(effects[0], Effect::Spawn(Who::Trainer));
    assert!(to_trainer(&effects).contains(&ToTrainer::Load(mnist())));
    page.load(mnist());
    assert_eq!(page.state.phase(), Phase::Ready);
}

#[test]
fn a_trainer_that_dies_while_it_loads_other_digits_is_given_those_in_use() {
    let mut page = Page::ready();
    page.set(Control::Dataset, "pen");
    assert_eq!(page.state.choices.dataset, Dataset::Pen);
    let effects = page.say(Msg::WorkerDied { who: Who::Trainer, why: String::new() });
    assert!(to_trainer(&effects).contains(&ToTrainer::Load(mnist())));
    assert_eq!(page.state.choices.dataset, Dataset::Mnist, "the select says what is read");
    assert!(to_trainer(&page.set(Control::Dataset, "pen")).contains(&ToTrainer::Load(Source::Pen)));
}

#[test]
fn a_slicer_that_dies_while_a_dead_trainer_is_brought_back_gets_its_share_after_all() {
    let mut page = Page::ready();
    page.say(Msg::WorkerDied { who: Who::Trainer, why: String::new() });
    page.trainer(FromTrainer::Loaded(Summary {
        source: mnist(),
        train: 60_000,
        test: 10_000,
        handwritten: 0,
        hash: 0,
    }));
    let effects = page.say(Msg::WorkerDied { who: Who::Slicer(1), why: String::new() });
    assert_eq!(effects, [Effect::Spawn(Who::Slicer(1))], "the trainer has nothing to share yet");
    let theta = page.state.run.theta.clone();
    let started = FromTrainer::Started { start: Start::default(), step: 0, examples_seen: 0 };
    let effects = page.say(Msg::Trainer(started, Buffer::Floats(theta)));
    assert!(to_trainer(&effects).contains(&ToTrainer::Share { index: 1, of: 2 }));
}

#[test]
fn a_refusal_stops_no_run() {
    let mut page = Page::ready();
    page.say(Msg::Train);
    page.progress(1, true, 0.1);
    page.trainer(FromTrainer::Trouble(Trouble::Refused { why: "no".to_owned() }));
    assert_eq!(page.state.phase(), Phase::Running);
}

#[test]
fn three_deaths_without_a_step_between_are_the_end() {
    let mut page = Page::ready();
    let die = |page: &mut Page| page.say(Msg::WorkerDied { who: Who::Trainer, why: "boom".to_owned() });
    die(&mut page);
    die(&mut page);
    assert_eq!(die(&mut page), [Effect::StopWorkers]);
    assert_eq!(page.state.phase(), Phase::Failed);
    assert!(page.state.failure.as_ref().unwrap().contains("three times in a row"));
    assert!(die(&mut page).is_empty() && page.say(Msg::Train).is_empty());
    assert!(page.say(Msg::Reslice).is_empty());
}

#[test]
fn deaths_with_progress_between_are_not() {
    let mut page = Page::ready();
    for step in 1..6 {
        page.say(Msg::WorkerDied { who: Who::Trainer, why: String::new() });
        page.trainer(FromTrainer::Loaded(Summary {
            source: mnist(),
            train: 60_000,
            test: 10_000,
            handwritten: 0,
            hash: 7,
        }));
        let theta = page.state.run.theta.clone();
        let started = FromTrainer::Started { start: Start::default(), step: step - 1, examples_seen: 0 };
        page.say(Msg::Trainer(started, Buffer::Floats(theta)));
        page.progress(step, true, 0.1 * step as f32);
        assert_eq!(page.state.run.step, step);
    }
    assert_eq!(page.state.phase(), Phase::Running);
}

#[test]
fn a_slicer_that_dies_gets_its_share_again_and_goes_on() {
    let mut page = Page::ready();
    let effects = page.plane();
    page.slice(effects, 100);
    let known = page.state.landscape.shown.as_ref().unwrap().slice.known();
    assert!(known >= 100);
    let effects = page.say(Msg::WorkerDied { who: Who::Slicer(1), why: String::new() });
    assert_eq!(effects, [Effect::Spawn(Who::Slicer(1)), Effect::trainer(ToTrainer::Share { index: 1, of: 2 })]);
    let share = FromTrainer::Share { index: 1, of: 2, train_bytes: 7 };
    let effects = page.say(Msg::Trainer(share, Buffer::Parked));
    assert!(matches!(
        effects.as_slice(),
        [
            Effect::Slicer(1, ToSlicer::Share { train_bytes: 7 }, Payload::Parked(1)),
            Effect::Slicer(1, ToSlicer::Begin { .. }, _),
            Effect::Slicer(1, ToSlicer::Points { .. }, _),
            Effect::Slicer(1, ToSlicer::Points { .. }, _),
        ]
    ));
}

#[test]
fn slicers_that_keep_dying_are_given_up_until_a_new_slice_is_asked_for() {
    let mut page = Page::ready();
    let effects = page.plane();
    page.slice(effects, 9);
    for _ in 0..3 {
        page.say(Msg::WorkerDied { who: Who::Slicer(0), why: "boom".to_owned() });
    }
    assert!(page.state.pool.stopped.as_ref().unwrap().contains("three times in a row"));
    assert_eq!(page.state.phase(), Phase::Ready);
    let effects = page.say(Msg::Reslice);
    assert_eq!(effects[..2], [Effect::Spawn(Who::Slicer(0)), Effect::Spawn(Who::Slicer(1))]);
    let asked = to_trainer(&effects);
    assert!(matches!(
        asked.as_slice(),
        [ToTrainer::Share { .. }, ToTrainer::Share { .. }, ToTrainer::MakePlane { .. }]
    ));
}
