use super::*;
use crate::manifest::Manifest;
use crate::state::{Dataset, Mnist};

#[test]
fn a_site_with_mnist_loads_it_and_then_takes_a_slice() {
    let mut page = Page::open();
    assert_eq!(page.state.phase(), Phase::Loading);
    let effects = page.say(Msg::Manifest(Ok(manifest::whole(FOLDER))));
    assert_eq!(to_trainer(&effects), [ToTrainer::Load(mnist())]);
    page.trainer(FromTrainer::Loading { what: "train-images".to_owned(), done: 1, total: 4 });
    assert_eq!(page.state.data.loading.as_ref().unwrap().share, 0.25);
    let effects = page.trainer(FromTrainer::Loaded(Summary {
        source: mnist(),
        train: 60_000,
        test: 10_000,
        handwritten: 0,
        hash: 7,
    }));
    let asked = to_trainer(&effects);
    assert_eq!(asked[..2], [ToTrainer::Share { index: 0, of: 2 }, ToTrainer::Share { index: 1, of: 2 }]);
    assert_eq!(asked[2], ToTrainer::WatchSharpness(true));
    assert!(matches!(asked[3], ToTrainer::Show { .. }), "the page opens with a digit");
    assert_eq!(page.state.phase(), Phase::Loading, "there is no network yet");
    let effects = page.start(Start::default(), 0, 0.0);
    assert_eq!(to_trainer(&effects), [ToTrainer::MakePlane { plane: 1, kind: DOWNHILL }]);
    assert_eq!(page.state.phase(), Phase::Ready);
}

#[test]
fn digits_chosen_before_the_site_has_said_what_it_carries_stay_chosen() {
    let mut page = Page::open();
    assert_eq!(to_trainer(&page.set(Control::Dataset, "pen")), [ToTrainer::Load(Source::Pen)]);
    assert!(page.say(Msg::Manifest(Ok(manifest::whole(FOLDER)))).is_empty());
    assert_eq!(page.state.choices.dataset, Dataset::Pen);
    assert_eq!(to_trainer(&page.set(Control::Dataset, "mnist")), [ToTrainer::Load(mnist())]);
}

#[test]
fn a_site_without_mnist_says_so_and_uses_the_pen_digits() {
    let mut page = Page::open();
    let manifest = Manifest { note: "There was no internet.".to_owned(), ..Manifest::default() };
    let effects = page.say(Msg::Manifest(Ok(manifest)));
    assert_eq!(to_trainer(&effects), [ToTrainer::Load(Source::Pen)]);
    assert!(
        page.state.notice.as_ref().unwrap().contains("(There was no internet), so"),
        "a note's stop ends no sentence"
    );
    assert_eq!(page.state.choices.dataset, Dataset::Pen);
    assert!(matches!(page.state.data.mnist, Mnist::Missing { .. }));
    page.load(Source::Pen);
    assert!(page.set(Control::Dataset, "mnist").is_empty(), "it is not there");
    assert_eq!(page.state.choices.dataset, Dataset::Pen);
}

#[test]
fn a_broken_file_is_named_and_the_pen_digits_take_over() {
    let mut page = Page::open();
    page.say(Msg::Manifest(Ok(manifest::whole(FOLDER))));
    let why = "t10k-labels-idx1-ubyte, byte 4: expected 10,000 labels, found 9,999".to_owned();
    let effects = page.trainer(FromTrainer::LoadFailed { source: mnist(), why: why.clone() });
    assert_eq!(to_trainer(&effects), [ToTrainer::Load(Source::Pen)]);
    page.load(Source::Pen);
    assert_eq!(page.state.phase(), Phase::Ready);
    assert!(page.state.notice.as_ref().unwrap().contains(&why), "it still says why");
    let effects = page.trainer(FromTrainer::LoadFailed { source: mnist(), why });
    assert!(effects.is_empty(), "a late word changes nothing");
}

#[test]
fn other_digits_may_be_chosen_in_the_middle_of_a_run() {
    let mut page = Page::ready();
    page.say(Msg::Train);
    page.progress(10, true, 0.0);
    let effects = page.set(Control::Dataset, "pen");
    assert_eq!(to_trainer(&effects), [ToTrainer::Pause, ToTrainer::Load(Source::Pen)]);
    assert_eq!(page.state.phase(), Phase::Loading);
    assert!(page.say(Msg::Train).is_empty());
    let effects = page.load(Source::Pen);
    assert_eq!(to_trainer(&effects).len(), 4);
    assert_eq!((page.state.phase(), page.state.run.step), (Phase::Ready, 0));
    // And back, which fails: the pen digits stay.
    page.set(Control::Dataset, "mnist");
    page.trainer(FromTrainer::LoadFailed { source: mnist(), why: "gone".to_owned() });
    assert_eq!((page.state.phase(), page.state.choices.dataset), (Phase::Ready, Dataset::Pen));
    assert!(page.state.notice.as_ref().unwrap().contains("The pen digits stay in use"));
}

#[test]
fn a_worker_of_another_version_asks_for_a_reload() {
    let mut page = Page::open();
    let effects = page.trainer(FromTrainer::Ready { version: VERSION + 1 });
    assert_eq!(effects, [Effect::StopWorkers]);
    assert_eq!(page.state.phase(), Phase::Failed);
    assert!(page.state.failure.as_ref().unwrap().contains("Reload"));
}

#[test]
fn a_worker_that_never_speaks_is_said_to() {
    let mut page = Page::open();
    page.say(Msg::WorkerSilent { who: Who::Slicer(1) });
    assert!(page.state.pool.stopped.is_some());
    assert_ne!(page.state.phase(), Phase::Failed, "training does not need the map");
    page.say(Msg::WorkerSilent { who: Who::Trainer });
    assert_eq!(page.state.phase(), Phase::Failed);
}
