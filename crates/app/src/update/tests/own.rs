use super::*;
use crate::effect::Payload;
use costscape_protocol::{FileHead, FromReader, Offer, ToReader, Trouble};

fn head(name: &str, bytes: u32) -> FileHead {
    FileHead { name: name.to_owned(), bytes }
}

/// The reader offers something of this name.
fn offered(page: &mut Page, name: &str) -> Vec<Effect> {
    let offer = FromReader::Offered(Offer {
        classes: vec!["cat".to_owned(), "dog".to_owned()],
        name: name.to_owned(),
        train: [100; 10],
        test: [20; 10],
        notes: vec!["A note.".to_owned()],
        labels: vec![0, 1],
    });
    page.say(Msg::Reader(offer, Buffer::Bytes(vec![0; 2 * 784])))
}

fn notice(page: &Page) -> &str {
    page.state.notice.as_deref().unwrap_or_default()
}

#[test]
fn files_are_read_shown_and_only_then_used() {
    let mut page = Page::ready();
    let files = vec![head("train-images", 900), head("train-labels", 100)];
    assert_eq!(
        page.say(Msg::FilesChosen(files.clone())),
        [Effect::Spawn(Who::Reader), Effect::Reader(ToReader::Read { files }, Payload::Files)]
    );
    page.progress(5, true, 1.0);
    page.say(Msg::Reader(FromReader::Progress { what: "pictures".to_owned(), done: 3, total: 9 }, Buffer::None));
    assert_eq!(page.state.data.files.progress().unwrap().done, 3);
    assert!(offered(&mut page, "mine").is_empty());
    assert!(page.state.data.files.progress().is_none());
    assert_eq!(page.state.data.summary.as_ref().unwrap().source, mnist(), "nothing is replaced yet");
    assert_eq!(page.state.phase(), Phase::Running, "nor is the run disturbed");
    let effects = page.say(Msg::TakeOffer);
    let deliver = Effect::Reader(ToReader::Deliver, Payload::None);
    assert_eq!(effects, [Effect::trainer(ToTrainer::Pause), deliver]);
    assert!(page.state.data.files.offering().is_none());
    let effects = page.say(Msg::Reader(FromReader::Delivered { train_bytes: 77 }, Buffer::Parked));
    let take = ToTrainer::Take { name: "mine".to_owned(), train_bytes: 77 };
    assert_eq!(effects, [Effect::Trainer(take, Payload::Delivered), Effect::EndReader]);
    assert_eq!(page.state.data.class_name(0), "0", "the digits in use are no cats yet");
    page.load(Source::Own { name: "mine".to_owned() });
    assert_eq!(page.state.choices.dataset, crate::state::Dataset::Own);
    assert_eq!(page.state.phase(), Phase::Ready);
    assert!(page.say(Msg::TakeOffer).is_empty(), "once");
}

#[test]
fn what_is_offered_can_be_left() {
    let mut page = Page::ready();
    offered(&mut page, "mine");
    assert_eq!(page.say(Msg::LeaveOffer), [Effect::EndReader]);
    assert!(page.state.data.files.offering().is_none());
    assert_eq!(page.state.data.summary.as_ref().unwrap().source, mnist());
}

#[test]
fn reading_is_cancelled_at_once_and_others_take_its_place() {
    let mut page = Page::ready();
    assert!(page.say(Msg::CancelReading).is_empty(), "nothing is read");
    page.say(Msg::FilesChosen(vec![head("a.zip", 9)]));
    let effects = page.say(Msg::FilesChosen(vec![head("b.zip", 9)]));
    assert_eq!(effects[0], Effect::Spawn(Who::Reader), "in the place of the one that reads the others");
    assert_eq!(page.say(Msg::CancelReading), [Effect::EndReader]);
    assert!(page.state.data.files.progress().is_none());
    assert_eq!(notice(&page), "Reading was cancelled. MNIST’s digits stay in use.");
}

#[test]
fn too_much_is_refused_before_it_is_read_and_a_fault_is_passed_on() {
    let mut page = Page::ready();
    assert!(page.say(Msg::FilesChosen(Vec::new())).is_empty());
    for files in [vec![head("a", 1); 10_001], vec![head("a", u32::MAX)]] {
        assert!(page.say(Msg::FilesChosen(files)).is_empty());
        assert!(notice(&page).contains("Nothing was read"));
    }
    page.say(Msg::FilesChosen(vec![head("x", 9)]));
    let why = "x, byte 8: expected 28 x 28, found 32 x 32".to_owned();
    assert_eq!(page.say(Msg::Reader(FromReader::Unreadable { why }, Buffer::None)), [Effect::EndReader]);
    assert!(page.state.data.files.progress().is_none());
    assert_eq!(
        notice(&page),
        "These files cannot be used: x, byte 8: expected 28 x 28, found 32 x 32. MNIST’s digits stay in use."
    );
}

/// Offers something and takes it.
fn taken(page: &mut Page) {
    offered(page, "mine");
    page.say(Msg::TakeOffer);
}

fn died(who: Who) -> Msg {
    Msg::WorkerDied { who, why: "out of memory".to_owned() }
}

#[test]
fn a_reader_that_dies_or_does_not_start_leaves_everything_as_it_is() {
    for (what, listens, words) in [
        (died(Who::Reader), true, "too large for this device"),
        (died(Who::Reader), false, "did not arrive; check the connection"),
        (Msg::WorkerSilent { who: Who::Reader }, false, "has not started within half a minute"),
    ] {
        let mut page = Page::ready();
        page.say(Msg::FilesChosen(vec![head("a.zip", 9)]));
        if listens {
            page.say(Msg::Reader(FromReader::Ready { version: VERSION }, Buffer::None));
        }
        assert_eq!(page.say(what.clone()), [Effect::EndReader]);
        assert!(page.state.data.files.progress().is_none());
        assert!(notice(&page).contains(words), "{}", notice(&page));
        assert_eq!(page.state.phase(), Phase::Ready);

        // While its images are on their way to the trainer.
        let mut page = Page::ready();
        taken(&mut page);
        page.say(what);
        assert!(notice(&page).ends_with("MNIST’s digits stay in use."), "{}", notice(&page));
        assert_eq!((page.state.phase(), page.state.choices.dataset), (Phase::Ready, crate::state::Dataset::Mnist));
        assert_eq!(page.state.data.class_name(0), "0", "nor are they called otherwise");
    }
}

#[test]
fn files_chosen_while_others_are_on_their_way_have_to_wait() {
    for promise in [Msg::TakeOffer, Msg::HandOver] {
        let mut page = Page::ready();
        offered(&mut page, "mine");
        page.say(promise);
        assert!(page.say(Msg::FilesChosen(vec![head("b.zip", 9)])).is_empty(), "the reader is still needed");
        assert!(page.say(Msg::Dropped { number: 1 }).is_empty());
        assert!(notice(&page).contains("still on their way"), "{}", notice(&page));
        assert!(page.state.data.files.are_promised());
    }
}

#[test]
fn what_is_dropped_is_looked_into_and_read_unless_something_came_between() {
    let files = || vec![head("pets/cat/1.png", 9)];
    let mut page = Page::ready();
    page.say(Msg::Dropped { number: 1 });
    assert!(page.state.data.files.progress().is_some(), "that may take a while");
    let effects = page.say(Msg::DroppedFound { number: 1, files: Ok(files()) });
    assert_eq!(effects[0], Effect::Spawn(Who::Reader));

    for between in [Msg::CancelReading, Msg::FilesChosen(vec![head("b.csv", 9)]), Msg::Dropped { number: 2 }] {
        let mut page = Page::ready();
        page.say(Msg::Dropped { number: 1 });
        page.say(between);
        let files_now = page.state.data.files.clone();
        for late in [Ok(files()), Err("it was moved".to_owned())] {
            assert!(page.say(Msg::DroppedFound { number: 1, files: late }).is_empty());
        }
        assert_eq!(page.state.data.files, files_now);
    }

    for (found, words) in [(Err("it was moved".to_owned()), "it was moved"), (Ok(Vec::new()), "found none")] {
        let mut page = Page::ready();
        page.say(Msg::Dropped { number: 1 });
        page.say(Msg::DroppedFound { number: 1, files: found });
        assert!(notice(&page).contains(words), "{}", notice(&page));
        assert!(page.state.data.files.progress().is_none());
    }
}

#[test]
fn files_held_over_the_page_are_seen_until_they_are_let_go() {
    let mut page = Page::ready();
    page.say(Msg::Dragging(true));
    assert!(page.state.data.dragging && page.state.dirty.controls);
    page.say(Msg::Drawn);
    page.say(Msg::Dragging(true));
    assert!(!page.state.dirty.any(), "nothing to be drawn again");
    page.say(Msg::Dropped { number: 1 });
    assert!(!page.state.data.dragging);
}

#[test]
fn what_becomes_of_files_is_also_said_of_a_run_in_trouble() {
    let mut page = Page::ready();
    page.trainer(FromTrainer::Trouble(Trouble::Overflow { step: 3, learning_rate: 100.0 }));
    page.say(Msg::FilesChosen(vec![head("a", 1); 10_001]));
    let status = crate::views::status::sentence(&page.state);
    assert!(status.starts_with("Expected at most 10,000 files, found more"), "{status}");
    assert!(status.contains("Diverged"), "{status}");
}

#[test]
fn images_lost_with_the_trainer_that_took_them_are_missed() {
    let mut page = Page::ready();
    page.progress(5, false, 1.0);
    taken(&mut page);
    page.say(Msg::Reader(FromReader::Delivered { train_bytes: 77 }, Buffer::Parked));
    page.say(died(Who::Trainer));
    assert!(notice(&page).ends_with("Your images were not taken: choose the files again."), "{}", notice(&page));
    page.load(mnist());
    assert_eq!(page.state.data.class_name(0), "0");
}

#[test]
fn a_reader_that_dies_while_the_trainer_is_brought_back_ends_nothing_else() {
    let mut page = Page::ready();
    page.progress(5, false, 1.0);
    offered(&mut page, "mine");
    page.say(died(Who::Trainer));
    page.say(Msg::TakeOffer);
    page.say(died(Who::Reader));
    assert_ne!(page.state.phase(), Phase::Failed, "{:?}", page.state.failure);
}

#[test]
fn images_delivered_after_something_else_was_chosen_are_dropped() {
    let mut page = Page::ready();
    offered(&mut page, "mine");
    page.say(Msg::TakeOffer);
    page.set(Control::Dataset, "pen");
    let effects = page.say(Msg::Reader(FromReader::Delivered { train_bytes: 77 }, Buffer::Parked));
    assert_eq!(effects, [Effect::EndReader]);
}

#[test]
fn images_that_died_with_the_worker_give_way_to_the_built_in_ones() {
    let mut page = Page::ready();
    offered(&mut page, "mine");
    page.say(Msg::TakeOffer);
    page.load(Source::Own { name: "mine".to_owned() });
    page.progress(10, true, 1.0);
    offered(&mut page, "others");
    let effects = page.say(Msg::WorkerDied { who: Who::Trainer, why: "out of memory".to_owned() });
    assert!(to_trainer(&effects).contains(&ToTrainer::Load(Source::Pen)), "{effects:?}");
    assert!(page.state.notice.as_ref().unwrap().contains("choose the files again"));
    assert!(page.state.data.files.offering().is_some(), "another worker holds what is offered");
    page.load(Source::Pen);
    assert_eq!(page.state.phase(), Phase::Ready);
}

#[test]
fn classes_are_called_as_their_folders_or_as_the_visitor_says() {
    let mut page = Page::ready();
    offered(&mut page, "pets");
    page.say(Msg::TakeOffer);
    page.say(Msg::Reader(FromReader::Delivered { train_bytes: 77 }, Buffer::Parked));
    page.load(Source::Own { name: "pets".to_owned() });
    let names = |page: &Page| [0, 1, 2].map(|class| page.state.data.class_name(class));
    assert_eq!(names(&page), ["cat", "dog", "2"]);
    assert!(!page.state.data.has_digits(), "so digits of the visitor's own hand are not judged by them");
    page.set(Control::ClassNames, "  Katze,, ein sehr langer Name");
    assert_eq!(names(&page), ["Katze", "1", "ein sehr…ame"]);
    page.load(mnist());
    assert_eq!(names(&page), ["0", "1", "2"], "digits are called as they are");
}

#[test]
fn a_comma_in_a_name_does_not_shift_the_others() {
    let mut page = Page::ready();
    offered(&mut page, "mine");
    if let crate::state::Files::Offered(offering) = &mut page.state.data.files {
        offering.offer.classes = vec!["apple,  green".to_owned(), "pear".to_owned()];
    }
    page.say(Msg::TakeOffer);
    page.say(Msg::Reader(FromReader::Delivered { train_bytes: 77 }, Buffer::Parked));
    page.load(Source::Own { name: "mine".to_owned() });
    assert_eq!([0, 1, 2].map(|class| page.state.data.class_name(class)), ["apple green", "pear", "2"]);
}

#[test]
fn names_wait_for_their_own_set() {
    let mut page = Page::ready();
    taken(&mut page);
    page.say(Msg::Reader(FromReader::Delivered { train_bytes: 77 }, Buffer::Parked));
    // What was asked for before arrives in between.
    let summary = Summary { source: Source::Pen, train: 12_000, test: 2_000, handwritten: 0, hash: 9 };
    page.trainer(FromTrainer::Loaded(summary));
    assert_eq!(page.state.data.class_name(0), "0");
    page.load(Source::Own { name: "mine".to_owned() });
    assert_eq!(page.state.data.class_name(0), "cat");
}

#[test]
fn images_that_the_trainer_cannot_take_leave_what_is_in_use() {
    let mut page = Page::ready();
    taken(&mut page);
    page.say(Msg::Reader(FromReader::Delivered { train_bytes: 77 }, Buffer::Parked));
    // Something else was refused meanwhile: they are still on their way.
    page.trainer(FromTrainer::Trouble(Trouble::Refused { why: "no".to_owned() }));
    assert_eq!(page.state.phase(), Phase::Loading);
    let source = Source::Own { name: "mine".to_owned() };
    page.trainer(FromTrainer::LoadFailed { source, why: "they did not arrive whole".to_owned() });
    assert_eq!((page.state.phase(), page.state.choices.dataset), (Phase::Ready, crate::state::Dataset::Mnist));
    assert!(notice(&page).ends_with("whole. MNIST’s digits stay in use."), "{}", notice(&page));
    assert_eq!(page.state.data.coming_names, None);
}

#[test]
fn a_fault_of_files_is_forgotten_when_other_digits_are_chosen() {
    let mut page = Page::ready();
    page.say(Msg::FilesChosen(vec![head("a", u32::MAX)]));
    assert!(page.state.data.files_fault.is_some());
    page.set(Control::Dataset, "pen");
    assert_eq!(page.state.data.files_fault, None);
}
