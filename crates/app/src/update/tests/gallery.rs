//! The gallery: what is asked for when, and what is shown of it.

use super::*;
use crate::message::Key;
use crate::state::{GalleryChoice, Images};
use crate::views::gallery::{cell_in_words, count_in_words};
use costscape_core::cost::Cost;
use costscape_core::data::PIXELS;
use costscape_core::settings::Settings;
use costscape_protocol::{Browsed, Example, Part, Trouble};

/// A set in which example i is an i % 10, costs i / 1000, and every third one is read as the next digit.
fn judged(page: &mut Page, part: Part, step: u64, count: u32) -> Vec<Effect> {
    let mut bytes: Vec<u8> = (0..count).flat_map(|i| (i as f32 / 1000.0).to_le_bytes()).collect();
    bytes.extend((0..count).map(|i| ((i + u32::from(i % 3 == 0)) % 10) as u8));
    bytes.extend((0..count).map(|i| (i % 10) as u8));
    let objective = page.state.choices.settings.objective();
    let browsed = Browsed { part, step, objective, count };
    page.say(Msg::Trainer(FromTrainer::Browsed(browsed), Buffer::Bytes(bytes)))
}

/// What is asked for is answered until nothing more is asked for; how many images were.
fn fetch(page: &mut Page, mut effects: Vec<Effect>) -> usize {
    let mut fetched = 0;
    while let Some(ToTrainer::Images { part, indices }) = to_trainer(&effects).into_iter().next_back() {
        fetched += indices.len();
        let pixels = indices.iter().flat_map(|&index| [index as u8; PIXELS]).collect();
        effects = page.say(Msg::Trainer(FromTrainer::Images { part, indices }, Buffer::Bytes(pixels)));
    }
    fetched
}

/// Ten columns and five rows and a bit.
fn seen(page: &mut Page, top: f64) -> Vec<Effect> {
    page.say(Msg::GallerySeen { top, width: 740.0, height: 500.0 })
}

/// Open, and 1,000 test images judged at step 0: 334 mistakes.
fn open() -> Page {
    let mut page = Page::ready();
    assert_eq!(page.say(Msg::Gallery { open: true }), [browse(Part::Test)]);
    assert!(seen(&mut page, 0.0).is_empty(), "nothing is there to be seen");
    let effects = judged(&mut page, Part::Test, 0, 1000);
    fetch(&mut page, effects);
    page
}

fn browse(part: Part) -> Effect {
    Effect::trainer(ToTrainer::Browse { part })
}

fn key(page: &mut Page, key: Key) -> Option<usize> {
    page.say(Msg::GalleryKey(key));
    page.state.gallery.cursor
}

#[test]
fn it_says_that_images_are_read_only_while_they_are() {
    let mut page = Page::ready();
    page.say(Msg::Gallery { open: true });
    assert_eq!(count_in_words(&page.state), "The network is reading 10,000 test images.");
    page.state.failure = Some("It is over.".to_owned());
    assert_eq!(count_in_words(&page.state), "10,000 test images, not read yet.");
}

#[test]
fn nothing_is_asked_for_before_it_is_opened_and_nothing_twice() {
    let mut page = Page::ready();
    assert!(seen(&mut page, 0.0).is_empty() && page.say(Msg::JudgeAgain).is_empty());
    assert!(to_trainer(&page.set(Control::GalleryPart, "train")).is_empty());
    assert_eq!(page.say(Msg::Gallery { open: true }), [browse(Part::Train)]);
    assert!(page.say(Msg::Gallery { open: true }).is_empty() && page.say(Msg::JudgeAgain).is_empty());
    assert_eq!(count_in_words(&page.state), "The network is reading 60,000 training images.");
    judged(&mut page, Part::Train, 0, 1000);
    page.say(Msg::Gallery { open: false });
    assert!(to_trainer(&page.say(Msg::Gallery { open: true })).iter().all(|m| !matches!(m, ToTrainer::Browse { .. })));
}

#[test]
fn opened_before_there_are_images_it_asks_when_there_are() {
    let mut page = Page::open();
    assert!(page.say(Msg::Gallery { open: true }).is_empty());
    assert_eq!(count_in_words(&page.state), "The images are not here yet.");
    page.say(Msg::Manifest(Ok(manifest::whole(FOLDER))));
    page.trainer(FromTrainer::Loaded(Summary {
        source: mnist(),
        train: 60_000,
        handwritten: 0,
        test: 10_000,
        hash: 7,
    }));
    assert!(page.start(Start::default(), 0, 0.0).contains(&browse(Part::Test)));
}

#[test]
fn the_costliest_mistakes_come_first_and_controls_choose_others() {
    let mut page = open();
    let first = |page: &Page| page.state.gallery.listed[..3].to_vec();
    assert_eq!(count_in_words(&page.state), "334 mistakes among 1,000 test images, as of step 0.");
    assert_eq!(first(&page), [999, 996, 993]);
    page.set(Control::GalleryOrder, "lowest");
    assert_eq!(first(&page), [0, 3, 6]);
    page.set(Control::GalleryWhich, "right");
    assert_eq!(first(&page), [1, 2, 4]);
    assert_eq!(count_in_words(&page.state), "666 read rightly among 1,000 test images, as of step 0.");
    page.set(Control::GalleryClass, "7");
    page.set(Control::GalleryWhich, "all");
    page.set(Control::GalleryOrder, "stored");
    assert_eq!(first(&page), [7, 17, 27]);
    assert_eq!(count_in_words(&page.state), "100 test images labelled 7, as of step 0.");
    for (control, value) in [(Control::GalleryClass, "10"), (Control::GalleryWhich, "none"), (Control::GalleryPart, "")]
    {
        let before = page.state.choices.gallery;
        assert!(page.set(control, value).is_empty());
        assert_eq!(page.state.choices.gallery, before);
    }
    page.set(Control::GalleryClass, "all");
    assert_eq!(page.state.gallery.listed.len(), 1000);
}

#[test]
fn another_choice_is_shown_from_its_top() {
    let mut page = open();
    seen(&mut page, 900.0);
    key(&mut page, Key::Right);
    let effects = page.set(Control::GalleryOrder, "lowest");
    assert!(effects.contains(&Effect::ScrollGallery { top: 0.0, into_view: false }));
    assert_eq!((page.state.gallery.grid.top, page.state.gallery.cursor), (0.0, None));
}

#[test]
fn another_set_is_judged_and_the_one_before_forgotten() {
    let mut page = open();
    assert!(!page.state.gallery.images.is_empty());
    assert!(page.set(Control::GalleryPart, "train").contains(&browse(Part::Train)));
    assert!(page.state.gallery.listed.is_empty() && page.state.gallery.images.is_empty());
    judged(&mut page, Part::Test, 0, 1000);
    assert!(page.state.gallery.judged.is_none(), "an answer to the question before");
    judged(&mut page, Part::Train, 0, 3000);
    assert_eq!(page.state.gallery.listed.len(), 1000);
}

#[test]
fn only_the_images_that_are_seen_and_some_around_them_are_fetched_one_lot_at_a_time() {
    let mut page = Page::ready();
    page.say(Msg::Gallery { open: true });
    seen(&mut page, 0.0);
    page.set(Control::GalleryWhich, "all");
    let effects = judged(&mut page, Part::Test, 0, 10_000);
    let asked = to_trainer(&effects);
    let [ToTrainer::Images { part: Part::Test, indices }] = asked.as_slice() else { panic!("{asked:?}") };
    // Six rows, whole or in part, and those of half a screenful below.
    assert_eq!((indices.len(), indices[0]), (90, 9999));
    for top in 1..40 {
        assert!(seen(&mut page, 200.0 * f64::from(top)).is_empty(), "the answer is awaited");
    }
    let fetched = fetch(&mut page, effects);
    assert!((180..=220).contains(&fetched), "{fetched}: those at the top, then those where it came to rest");
    let gallery = &page.state.gallery;
    assert!(gallery.missing().is_empty() && gallery.seen().all(|p| gallery.images.get(gallery.listed[p]).is_some()));
}

#[test]
fn however_far_one_scrolls_only_so_many_images_are_kept() {
    let mut page = open();
    let effects = page.set(Control::GalleryWhich, "all");
    fetch(&mut page, effects);
    let effects = judged(&mut page, Part::Test, 0, 10_000);
    fetch(&mut page, effects);
    for top in 0..200 {
        let effects = seen(&mut page, 450.0 * f64::from(top));
        fetch(&mut page, effects);
        assert!(page.state.gallery.images.len() <= Images::MOST);
    }
    assert_eq!(page.state.gallery.images.len(), Images::MOST);
    // Also on a screen larger than any, which gets no more than half of that at a time.
    let effects = seen(&mut page, 0.0);
    fetch(&mut page, effects);
    let effects = page.say(Msg::GallerySeen { top: 0.0, width: 8000.0, height: 8000.0 });
    assert!(fetch(&mut page, effects) <= Images::MOST / 2);
    assert_eq!(page.state.gallery.images.len(), Images::MOST);
}

#[test]
fn images_that_never_come_are_not_asked_for_again_and_again() {
    let mut page = Page::ready();
    page.say(Msg::Gallery { open: true });
    seen(&mut page, 0.0);
    assert!(!judged(&mut page, Part::Test, 0, 100).is_empty());
    let none = FromTrainer::Images { part: Part::Test, indices: Vec::new() };
    assert!(page.say(Msg::Trainer(none, Buffer::Bytes(Vec::new()))).is_empty());
}

#[test]
fn keys_go_through_the_images_and_keep_the_cursor_in_sight() {
    let mut page = open();
    let last = page.state.gallery.listed.len() - 1;
    assert_eq!(key(&mut page, Key::Left), Some(0), "the first key only shows where it is");
    assert_eq!(key(&mut page, Key::Left), Some(0));
    assert_eq!(key(&mut page, Key::Up), Some(0));
    assert_eq!(key(&mut page, Key::Right), Some(1));
    assert_eq!(key(&mut page, Key::Down), Some(11));
    assert_eq!(key(&mut page, Key::PageDown), Some(61), "five whole rows");
    assert!(page.state.gallery.grid.top > 0.0);
    assert!(page.state.gallery.seen().contains(&61));
    assert_eq!(key(&mut page, Key::PageUp), Some(11));
    assert_eq!(key(&mut page, Key::PageUp), Some(1), "in its column");
    assert_eq!(page.state.gallery.grid.top, 0.0);
    assert_eq!(key(&mut page, Key::End), Some(last));
    assert!(page.state.gallery.seen().contains(&last));
    assert_eq!(key(&mut page, Key::Right), Some(last));
    assert_eq!(key(&mut page, Key::Down), Some(last));
    assert_eq!(key(&mut page, Key::Home), Some(0));
    assert_eq!(page.state.gallery.grid.top, 0.0);
    page.set(Control::GalleryClass, "5");
    page.set(Control::GalleryWhich, "mistakes");
    page.state.gallery.listed.clear();
    assert_eq!(key(&mut page, Key::Down), None, "there is nothing to point at");
}

#[test]
fn what_is_pointed_at_is_said_and_stays_pointed_at_when_judged_again() {
    let mut page = open();
    assert!(cell_in_words(&page.state).starts_with("Point at an image"));
    page.say(Msg::GalleryAt { x: 100.0, y: 20.0 });
    assert_eq!(cell_in_words(&page.state), "Test image 996: a 6, read as a 7, cost 0.9960.");
    page.say(Msg::GalleryAt { x: 5000.0, y: 20.0 });
    assert_eq!(page.state.gallery.cursor, Some(1), "there is nothing");
    page.set(Control::GalleryOrder, "lowest");
    page.say(Msg::GalleryAt { x: 100.0, y: 20.0 });
    page.progress(10, false, 0.1);
    assert_eq!(page.say(Msg::JudgeAgain), [browse(Part::Test)]);
    judged(&mut page, Part::Test, 10, 2000);
    assert_eq!(cell_in_words(&page.state), "Test image 3: a 3, read as a 4, cost 0.0030.");
    page.set(Control::GalleryWhich, "all");
    page.set(Control::GalleryOrder, "stored");
    page.say(Msg::GalleryAt { x: 600.0, y: 20.0 });
    assert_eq!(cell_in_words(&page.state), "Test image 8: an 8, read rightly, cost 0.0080.");
    page.set(Control::ClassNames, "T-shirt,,,,,,,, bag");
    assert_eq!(cell_in_words(&page.state), "Test image 8: bag, read rightly, cost 0.0080.");
}

#[test]
fn a_click_or_enter_opens_an_example_on_the_pad_also_over_a_drawing() {
    let mut page = open();
    page.say(Msg::PenDown(crate::message::PenPoint { at: costscape_core::digit::Point::new(0.5, 0.5), pressure: 1.0 }));
    page.say(Msg::PenUp);
    let show = |index| [Effect::trainer(ToTrainer::Show { part: Part::Test, index }), Effect::ShowPad];
    assert_eq!(page.say(Msg::GalleryClicked { x: 100.0, y: 20.0 }), show(996));
    let example = Example { part: Part::Test, index: 996, label: 6 };
    page.say(Msg::Trainer(FromTrainer::Example(example), Buffer::Bytes(vec![9; PIXELS])));
    assert_eq!(page.state.drawing.content().example().unwrap().example, example);
    key(&mut page, Key::Right);
    assert_eq!(page.say(Msg::GalleryKey(Key::Enter)), show(993));
    assert!(page.say(Msg::GalleryClicked { x: 100.0, y: 1e6 }).is_empty());
}

#[test]
fn once_the_run_has_moved_on_it_can_be_judged_again() {
    let mut page = open();
    assert!(!page.state.gallery.behind);
    page.progress(10, true, 0.1);
    assert!(page.state.gallery.behind);
    assert_eq!(page.say(Msg::JudgeAgain), [browse(Part::Test)]);
    // Progress of later steps came first.
    page.progress(20, true, 0.2);
    judged(&mut page, Part::Test, 15, 1000);
    assert!(page.state.gallery.behind && !page.state.gallery.waiting);
    assert_eq!(count_in_words(&page.state), "334 mistakes among 1,000 test images, as of step 15.");
    page.say(Msg::JudgeAgain);
    // The answer came before the progress to its step.
    judged(&mut page, Part::Test, 30, 1000);
    page.progress(30, false, 0.3);
    assert!(!page.state.gallery.behind);
    // Closed and opened, what is behind is judged anew.
    page.progress(40, false, 0.4);
    page.say(Msg::Gallery { open: false });
    assert_eq!(page.say(Msg::Gallery { open: true }), [browse(Part::Test)]);
}

#[test]
fn a_ball_put_elsewhere_leaves_what_was_judged_behind() {
    let mut page = open();
    page.say(Msg::Trainer(FromTrainer::Placed { step: 0, riding: false }, Buffer::Floats(vec![0.5; PARAMETERS])));
    assert!(page.state.gallery.behind);
}

#[test]
fn another_run_and_another_cost_are_judged_at_once_while_it_is_open() {
    let mut page = open();
    assert!(page.start(Start::default(), 0, 0.7).contains(&browse(Part::Test)));
    judged(&mut page, Part::Test, 0, 1000);
    assert!(page.set(Control::CostFunction, "cross-entropy").contains(&browse(Part::Test)));
    let objective = Settings::default().objective();
    let late = Browsed { part: Part::Test, step: 0, objective, count: 0 };
    assert_eq!(objective.cost, Cost::Quadratic);
    page.say(Msg::Trainer(FromTrainer::Browsed(late), Buffer::Bytes(Vec::new())));
    assert!(page.state.gallery.waiting, "an answer about the cost before");
    page.say(Msg::Gallery { open: false });
    assert!(!page.start(Start::default(), 0, 0.1).contains(&browse(Part::Test)));
    assert!(page.say(Msg::Gallery { open: true }).contains(&browse(Part::Test)));
}

#[test]
fn other_data_drops_everything() {
    let mut page = open();
    seen(&mut page, 900.0);
    key(&mut page, Key::Right);
    page.set(Control::Dataset, "pen");
    page.trainer(FromTrainer::Loaded(Summary {
        source: Source::Pen,
        train: 12_000,
        handwritten: 0,
        test: 2_000,
        hash: 1,
    }));
    let gallery = &page.state.gallery;
    assert!(gallery.judged.is_none() && gallery.listed.is_empty() && gallery.images.is_empty());
    assert_eq!((gallery.cursor, gallery.grid.top, gallery.open), (None, 0.0, true));
    assert!(page.start(Start::default(), 0, 0.0).contains(&browse(Part::Test)));
}

#[test]
fn a_trainer_that_dies_is_asked_again_once_it_is_back() {
    let mut page = open();
    seen(&mut page, 900.0);
    page.progress(7, false, 0.1);
    page.say(Msg::JudgeAgain);
    assert!(page.state.gallery.images.asked);
    page.say(Msg::WorkerDied { who: Who::Trainer, why: String::new() });
    assert!(page.say(Msg::GalleryClicked { x: 100.0, y: 20.0 }).is_empty(), "there is nobody to show it");
    assert!(seen(&mut page, 1800.0).is_empty());
    page.trainer(FromTrainer::Loaded(Summary {
        source: mnist(),
        train: 60_000,
        handwritten: 0,
        test: 10_000,
        hash: 7,
    }));
    let theta = page.state.run.theta.clone();
    let started = FromTrainer::Started { start: Start::default(), step: 7, examples_seen: 0 };
    let asked = to_trainer(&page.say(Msg::Trainer(started, Buffer::Floats(theta))));
    assert!(asked.contains(&ToTrainer::Browse { part: Part::Test }), "{asked:?}");
    assert!(asked.iter().any(|message| matches!(message, ToTrainer::Images { .. })), "{asked:?}");
    assert_eq!(page.state.gallery.listed.len(), 334, "what was judged stays meanwhile");
}

#[test]
fn rows_of_another_length_keep_what_was_at_the_top() {
    let mut page = open();
    let row = page.state.gallery.grid.row();
    seen(&mut page, 5.0 * row);
    assert_eq!(page.state.gallery.seen().start, 50);
    let effects = page.say(Msg::GallerySeen { top: 5.0 * row, width: 370.0, height: 500.0 });
    let grid = page.state.gallery.grid;
    assert_eq!((grid.columns(), page.state.gallery.seen().start), (5, 50));
    assert_eq!(effects[0], Effect::ScrollGallery { top: grid.top, into_view: false });
    // Closed, it has no size, and keeps its place.
    page.say(Msg::GallerySeen { top: 0.0, width: 0.0, height: 0.0 });
    assert_eq!(page.state.gallery.grid, grid);
}

#[test]
fn the_gallery_begins_with_the_costliest_mistakes_of_the_test_set() {
    let state = State::new(1);
    assert_eq!(state.choices.gallery, GalleryChoice::default());
    assert!(!state.gallery.open && state.gallery.judged.is_none());
}

#[test]
fn what_was_judged_of_a_step_that_is_taken_back_can_be_judged_again() {
    let mut page = open();
    assert!(!page.state.gallery.behind);
    page.trainer(FromTrainer::Trouble(Trouble::Overflow { step: 1, learning_rate: 100.0 }));
    assert!(page.state.gallery.behind);
    assert_eq!(page.say(Msg::JudgeAgain), [browse(Part::Test)]);
}
