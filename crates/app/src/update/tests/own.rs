use super::*;
use crate::effect::Payload;
use costscape_protocol::{FileHead, Offer};

fn head(name: &str, bytes: u32) -> FileHead {
    FileHead { name: name.to_owned(), bytes }
}

fn offer(name: &str) -> FromTrainer {
    FromTrainer::Offered(Offer {
        name: name.to_owned(),
        train: [100; 10],
        test: [20; 10],
        notes: vec!["A note.".to_owned()],
        labels: vec![0, 1],
    })
}

#[test]
fn files_are_read_shown_and_only_then_used() {
    let mut page = Page::ready();
    let files = vec![head("train-images", 900), head("train-labels", 100)];
    assert_eq!(page.say(Msg::FilesChosen(files.clone())), [Effect::ReadFiles]);
    let effects = page.say(Msg::FilesRead(Ok(files.clone())));
    assert_eq!(effects, [Effect::Trainer(ToTrainer::Read { files }, Payload::Files)]);
    assert!(page.say(Msg::Trainer(offer("mine"), Buffer::Bytes(vec![0; 2 * 784]))).is_empty());
    assert_eq!(page.state.data.summary.as_ref().unwrap().source, mnist(), "nothing is replaced yet");
    page.progress(5, true, 1.0);
    let effects = page.say(Msg::TakeOffer);
    assert_eq!(to_trainer(&effects), [ToTrainer::Pause, ToTrainer::TakeOffered]);
    assert!(page.state.data.offer.is_none());
    page.load(Source::Own { name: "mine".to_owned() });
    assert_eq!(page.state.choices.dataset, crate::state::Dataset::Own);
    assert_eq!(page.state.phase(), Phase::Ready);
    assert!(page.say(Msg::TakeOffer).is_empty(), "once");
}

#[test]
fn what_is_offered_can_be_left() {
    let mut page = Page::ready();
    page.say(Msg::Trainer(offer("mine"), Buffer::Bytes(Vec::new())));
    assert!(page.say(Msg::LeaveOffer).is_empty());
    assert!(page.state.data.offer.is_none());
    assert_eq!(page.state.data.summary.as_ref().unwrap().source, mnist());
}

#[test]
fn too_much_is_refused_before_it_is_read_and_a_fault_is_passed_on() {
    let mut page = Page::ready();
    assert!(page.say(Msg::FilesChosen(Vec::new())).is_empty());
    for files in [vec![head("a", 1); 9], vec![head("a", u32::MAX)]] {
        assert!(page.say(Msg::FilesChosen(files)).is_empty());
        assert!(page.state.notice.as_ref().unwrap().contains("Nothing was read"));
    }
    page.say(Msg::FilesRead(Err("it was moved".to_owned())));
    assert!(page.state.notice.as_ref().unwrap().contains("it was moved"));
    page.trainer(FromTrainer::Unreadable { why: "x, byte 8: expected 28 x 28, found 32 x 32".to_owned() });
    let notice = page.state.notice.as_ref().unwrap();
    assert_eq!(
        notice,
        "These files cannot be used: x, byte 8: expected 28 x 28, found 32 x 32. MNIST’s digits stay in use."
    );
}

#[test]
fn images_that_died_with_the_worker_give_way_to_the_built_in_ones() {
    let mut page = Page::ready();
    page.say(Msg::Trainer(offer("mine"), Buffer::Bytes(Vec::new())));
    page.say(Msg::TakeOffer);
    page.load(Source::Own { name: "mine".to_owned() });
    page.progress(10, true, 1.0);
    page.say(Msg::Trainer(offer("others"), Buffer::Bytes(Vec::new())));
    let effects = page.say(Msg::WorkerDied { who: Who::Trainer, why: "out of memory".to_owned() });
    assert!(to_trainer(&effects).contains(&ToTrainer::Load(Source::Pen)), "{effects:?}");
    assert!(page.state.notice.as_ref().unwrap().contains("choose the files again"));
    assert!(page.state.data.offer.is_none(), "what was offered is gone with the worker");
    page.load(Source::Pen);
    assert_eq!(page.state.phase(), Phase::Ready);
}
