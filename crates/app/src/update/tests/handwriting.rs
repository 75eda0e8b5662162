//! Digits of the visitor's own hand.

use super::*;
use crate::effect::Payload;
use crate::message::PenPoint;
use crate::state::{Handwriting, Reads};
use costscape_core::data::PIXELS;
use costscape_core::digit::Point;
use costscape_protocol::FromReader;

impl Page {
    /// Draws something and keeps it as this digit.
    fn keep(&mut self, label: &str) {
        let pen = |x, y| PenPoint { at: Point::new(x, y), pressure: 1.0 };
        self.say(Msg::PenDown(pen(0.3, 0.1)));
        self.say(Msg::PenMoved(vec![pen(0.7, 0.5), pen(0.4, 0.9)]));
        self.say(Msg::PenUp);
        self.set(Control::DigitLabel, label);
        self.say(Msg::KeepDigit);
    }
}

#[test]
fn what_is_kept_is_judged_and_the_pad_is_ready_for_the_next() {
    let mut page = Page::ready();
    page.say(Msg::KeepDigit);
    assert!(page.state.handwriting.written().is_empty() && page.state.notice.is_some(), "there is nothing to keep");
    // All knobs are zero: the answer is the first of ten equals.
    for label in ["0", "3"] {
        page.keep(label);
        assert!(page.state.drawing.is_empty());
    }
    page.say(Msg::Frame);
    let hand = &page.state.handwriting;
    assert_eq!(hand.reads, Reads { unseen: (1, 2), learnt: (0, 0) });
    assert_eq!(hand.mistakes, [1]);
    page.say(Msg::ForgetDigit);
    page.say(Msg::Frame);
    assert_eq!(page.state.handwriting.reads.unseen, (1, 1));
}

#[test]
fn learnt_from_they_are_a_tenth_of_the_set_and_no_test_any_more() {
    let mut page = Page::ready();
    page.keep("0");
    page.keep("3");
    let effects = page.say(Msg::LearnHandwriting);
    let [Effect::Trainer(ToTrainer::LearnToo { labels, times }, Payload::Bytes(pixels))] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!((&labels[..], *times, pixels.len()), (&[0, 3][..], 3333, 2 * PIXELS));
    assert!(page.say(Msg::LearnHandwriting).is_empty(), "once is enough");
    let summary =
        |handwritten| Summary { source: mnist(), train: 60_000 + handwritten, handwritten, test: 10_000, hash: 8 };
    page.trainer(FromTrainer::Loaded(summary(6_666)));
    page.start(Start::default(), 0, 0.0);
    page.say(Msg::Frame);
    assert_eq!(page.state.handwriting.reads, Reads { unseen: (0, 0), learnt: (1, 2) });
    page.keep("0");
    page.keep("5");
    page.say(Msg::Frame);
    assert_eq!(page.state.handwriting.reads, Reads { unseen: (0, 1), learnt: (1, 2) }, "the 0 is there already");

    // A worker that dies is given them again, before the run goes on.
    page.progress(20, false, 0.5);
    let effects = page.say(Msg::WorkerDied { who: Who::Trainer, why: String::new() });
    assert!(to_trainer(&effects).contains(&ToTrainer::Load(mnist())));
    let effects = page.trainer(FromTrainer::Loaded(summary(0)));
    assert!(matches!(&to_trainer(&effects)[..], [ToTrainer::LearnToo { labels, times: 3333 }] if labels == &[0, 3]));
    let effects = page.trainer(FromTrainer::Loaded(summary(6_666)));
    assert!(matches!(to_trainer(&effects)[..], [ToTrainer::Resume { step: 20, .. }, ..]));

    // Other digits: they are a test again.
    page.load(Source::Pen);
    page.say(Msg::Frame);
    assert_eq!(page.state.handwriting.reads, Reads { unseen: (1, 3), learnt: (0, 0) });
}

#[test]
fn what_was_saved_comes_back_as_far_as_there_is_room() {
    let mut page = Page::ready();
    assert!(page.say(Msg::SaveHandwriting).is_empty());
    page.keep("3");
    let effects = page.say(Msg::SaveHandwriting);
    assert!(matches!(&effects[..], [Effect::Save { name, .. }] if name == "costscape-handwriting.zip"));
    let labels: Vec<u8> = (0..Handwriting::MOST).map(|i| (i % 10) as u8).collect();
    let pixels = (0..labels.len() * PIXELS).map(|i| u8::from(i % PIXELS == i / PIXELS)).collect();
    page.say(Msg::Reader(FromReader::HandedOver { labels }, Buffer::Bytes(pixels)));
    assert_eq!(page.state.handwriting.written().len(), Handwriting::MOST);
    assert!(page.state.notice.as_ref().is_some_and(|notice| notice.contains("299 of 300")), "{:?}", page.state.notice);
    page.keep("4");
    assert!(page.state.notice.as_ref().is_some_and(|notice| notice.contains("room for 300")));
}

#[test]
fn a_label_belongs_to_the_digit_it_was_said_of() {
    let mut page = Page::ready();
    let label = |page: &Page| page.state.drawing.label();
    let pen = |x, y| PenPoint { at: Point::new(x, y), pressure: 1.0 };
    let stroke = |page: &mut Page, x: f32| {
        page.say(Msg::PenDown(pen(x, 0.1)));
        page.say(Msg::PenMoved(vec![pen(x, 0.9)]));
        page.say(Msg::PenUp);
    };
    stroke(&mut page, 0.2);
    page.set(Control::DigitLabel, "7");
    page.say(Msg::Clear);
    stroke(&mut page, 0.8);
    assert_eq!(label(&page), None, "another digit may be anything");
    page.set(Control::DigitLabel, "3");
    page.say(Msg::Undo);
    page.say(Msg::Undo);
    assert_eq!(label(&page), Some(7));
    page.say(Msg::Redo);
    page.say(Msg::Redo);
    assert_eq!(label(&page), Some(3));
    // An example changed by hand is still what it was; strokes over it are something else.
    let example = costscape_protocol::Example { part: costscape_protocol::Part::Test, index: 1, label: 5 };
    page.state.drawing.wanted = crate::state::WantedBy::Visitor;
    page.say(Msg::Trainer(FromTrainer::Example(example), Buffer::Bytes(vec![90; PIXELS])));
    page.say(Msg::KeepDigit);
    assert!(page.state.handwriting.written().is_empty(), "an example is nobody's handwriting");
    page.set(Control::Tool, "pixel");
    stroke(&mut page, 0.5);
    assert_eq!(label(&page), Some(5));
    page.set(Control::Tool, "pen");
    stroke(&mut page, 0.5);
    assert_eq!(label(&page), None);
}

#[test]
fn what_is_learnt_from_can_be_left_out_again() {
    let mut page = Page::ready();
    page.keep("0");
    let labels = |effects: &[Effect]| match to_trainer(effects).as_slice() {
        [ToTrainer::LearnToo { labels, .. }] => labels.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(labels(&page.say(Msg::LearnHandwriting)), [0]);
    let summary =
        |handwritten| Summary { source: mnist(), train: 60_000 + handwritten, handwritten, test: 10_000, hash: 8 };
    page.trainer(FromTrainer::Loaded(summary(6_000)));
    page.start(Start::default(), 0, 0.0);
    // Forgotten, and read again from where it was saved: it has been learnt from all the same.
    page.say(Msg::ForgetDigit);
    page.keep("0");
    page.say(Msg::Frame);
    assert_eq!(page.state.handwriting.reads, Reads { unseen: (0, 0), learnt: (1, 1) });
    assert_eq!(labels(&page.say(Msg::LearnHandwriting)), []);
    page.trainer(FromTrainer::Loaded(summary(0)));
    page.start(Start::default(), 0, 0.0);
    page.say(Msg::Frame);
    assert_eq!(page.state.handwriting.reads, Reads { unseen: (1, 1), learnt: (0, 0) });
}

#[test]
fn digits_kept_before_there_is_a_network_are_counted_and_not_judged() {
    let mut page = Page::ready();
    page.state.run.theta.clear();
    page.keep("7");
    page.say(Msg::Frame);
    assert_eq!(crate::views::handwriting::in_words(&page.state), "1 digit kept.");
}

#[test]
fn what_was_forgotten_and_is_still_learnt_from_is_said() {
    let mut page = Page::ready();
    page.keep("0");
    page.keep("3");
    page.say(Msg::LearnHandwriting);
    let summary = Summary { source: mnist(), train: 66_666, handwritten: 6_666, test: 10_000, hash: 8 };
    page.trainer(FromTrainer::Loaded(summary));
    page.start(Start::default(), 0, 0.0);
    page.say(Msg::ForgetDigit);
    page.say(Msg::Frame);
    let words = |page: &Page| crate::views::handwriting::in_words(&page.state);
    assert!(words(&page).contains("It reads 1 of 1 of yours"), "{}", words(&page));
    assert!(words(&page).contains("It also learns from 1 that you have forgotten."), "{}", words(&page));
    page.say(Msg::ForgetDigit);
    assert!(
        words(&page).starts_with("The network still learns from 2 digits that you have forgotten"),
        "{}",
        words(&page)
    );
}
