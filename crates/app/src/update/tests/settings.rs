use super::*;
use crate::state::BATCH_ALL;
use costscape_core::cost::Cost;
use costscape_core::initialisation::Initialisation;
use costscape_core::network::Activation;
use costscape_core::optimizer::Optimizer;
use costscape_protocol::Pace;

#[test]
fn what_applies_at_once_reaches_the_worker_at_once() {
    let mut page = Page::ready();
    page.say(Msg::Train);
    for (control, value) in [
        (Control::LearningRate, "-2"),
        (Control::BatchSize, "all"),
        (Control::Optimizer, "adam"),
        (Control::CostFunction, "cross-entropy"),
        (Control::Activation, "relu"),
    ] {
        let asked = to_trainer(&page.set(control, value));
        assert_eq!(asked[0], ToTrainer::Apply(page.state.choices.settings.clone()), "{control:?}");
        assert!(!to_trainer(&page.set(control, value)).iter().any(|m| matches!(m, ToTrainer::Apply(_))), "again");
    }
    let settings = &page.state.choices.settings;
    assert_eq!((settings.learning_rate, settings.batch_size), (0.01, BATCH_ALL));
    assert_eq!(settings.optimizer, Optimizer::Adam);
    assert_eq!((settings.cost, settings.activation), (Cost::CrossEntropy, Activation::Relu));
    assert_eq!(page.state.phase(), Phase::Running, "running stays running");
}

#[test]
fn what_waits_for_a_reset_tells_the_worker_nothing() {
    let mut page = Page::ready();
    for (control, value) in
        [(Control::Initialisation, "lesson"), (Control::HiddenLayers, "32 8"), (Control::Seed, " 77 ")]
    {
        assert!(page.set(control, value).is_empty());
    }
    let start = &page.state.choices.start;
    assert_eq!((start.initialisation, start.seed), (Initialisation::Lesson, 77));
    assert_eq!(start.architecture.hidden(), [32, 8]);
    assert!(page.set(Control::HiddenLayers, "").is_empty());
    assert!(page.state.choices.start.architecture.hidden().is_empty(), "no hidden layer is allowed");
}

#[test]
fn a_wrong_text_is_kept_explained_and_stops_a_reset() {
    let mut page = Page::ready();
    for text in ["", "-1", "1.5", "18446744073709551616", "seven"] {
        page.set(Control::Seed, text);
        assert_eq!(page.state.choices.seed.text, text);
        assert!(page.state.choices.seed.error.as_ref().unwrap().contains("whole number"), "{text}");
        assert!(page.state.notice.as_ref().unwrap().starts_with("A seed is"));
        assert_eq!(page.state.choices.start.seed, 1);
        assert!(page.say(Msg::Reset).is_empty());
        assert!(page.state.notice.as_ref().unwrap().starts_with("Not reset"));
    }
    page.set(Control::Seed, "5");
    assert!(page.state.choices.seed.error.is_none() && page.state.notice.is_none());
    for (text, why) in [("300", "1 to 64"), ("1,1,1,1,1", "at most 4"), ("16, x", "“x”"), ("0", "1 to 64")] {
        page.set(Control::HiddenLayers, text);
        assert!(page.state.choices.hidden_layers.error.as_ref().unwrap().contains(why), "{text}");
    }
    assert!(page.say(Msg::Reset).is_empty());
    page.set(Control::HiddenLayers, "16;16");
    assert_eq!(page.say(Msg::Reset).len(), 1);
}

#[test]
fn a_new_seed_comes_from_the_browser() {
    let mut page = Page::ready();
    assert_eq!(page.say(Msg::NewSeed), [Effect::DrawSeed]);
    page.say(Msg::SeedDrawn(u64::MAX));
    assert_eq!(page.state.choices.seed.text, u64::MAX.to_string());
    assert_eq!(page.state.choices.start.seed, u64::MAX);
}

#[test]
fn values_that_no_control_has_change_nothing() {
    let mut page = Page::ready();
    let before = page.state.choices.clone();
    for (control, value) in [
        (Control::LearningRate, "NaN"),
        (Control::LearningRate, "1e9"),
        (Control::BatchSize, "many"),
        (Control::Optimizer, ""),
        (Control::Speed, "-1"),
        (Control::Speed, "inf"),
        (Control::Resolution, "x"),
        (Control::Dataset, "own"),
        (Control::Initialisation, "zero"),
    ] {
        assert!(page.set(control, value).is_empty(), "{control:?} {value}");
    }
    assert_eq!(page.state.choices, before);
}

#[test]
fn the_pace_changes_in_the_middle_of_a_run() {
    let mut page = Page::ready();
    assert!(page.set(Control::Speed, "60").is_empty());
    assert_eq!(to_trainer(&page.say(Msg::Train)), [ToTrainer::Run(Pace::StepsPerSecond(60.0))]);
    assert_eq!(to_trainer(&page.set(Control::Speed, "max")), [ToTrainer::Run(Pace::Fastest)]);
    assert_eq!(page.state.phase(), Phase::Running);
}

#[test]
fn the_theme_is_remembered() {
    let mut page = Page::ready();
    let effects = page.set(Control::Theme, "dark");
    assert_eq!(effects, [Effect::Remember { key: super::super::settings::THEME_KEY, value: "dark" }]);
    assert_eq!(Theme::from_name("nonsense"), Theme::Auto);
}

#[test]
fn every_control_is_found_by_its_name() {
    for control in Control::ALL {
        assert_eq!(Control::from_name(control.name()), Some(control));
    }
    assert_eq!(Control::from_name("nonsense"), None);
}
