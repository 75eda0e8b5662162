use super::*;
use crate::message::{Control, Key, PenPoint};
use crate::photo::Photo;
use costscape_core::digit::Point;
use costscape_protocol::{Example, Part};

fn pen(x: f32, y: f32) -> PenPoint {
    PenPoint { at: Point::new(x, y), pressure: 1.0 }
}

fn draw(page: &mut Page) {
    page.say(Msg::PenDown(pen(0.5, 0.1)));
    page.say(Msg::PenMoved(vec![pen(0.5, 0.5), pen(0.5, 0.9)]));
    page.say(Msg::PenUp);
}

fn example(page: &mut Page, label: u8) {
    let example = Example { part: Part::Test, index: 3, label };
    page.say(Msg::Trainer(FromTrainer::Example(example), Buffer::Bytes(vec![label; 784])));
}

#[test]
fn a_stroke_is_read_as_it_is_drawn() {
    let mut page = Page::ready();
    assert!(page.state.prediction().is_none());
    page.say(Msg::PenDown(pen(0.5, 0.1)));
    page.say(Msg::PenMoved(vec![pen(0.5, 0.9)]));
    assert!(page.state.drawing.image().is_some());
    let (_, confidence) = page.state.prediction().unwrap();
    assert_eq!(confidence, 0.5, "all knobs are zero");
    page.say(Msg::PenUp);
    page.say(Msg::PenMoved(vec![pen(0.9, 0.9)]));
    assert_eq!(page.state.drawing.content().strokes()[0].points.len(), 2, "the pen is up");
}

#[test]
fn the_reading_changes_while_the_network_trains() {
    let mut page = Page::ready();
    draw(&mut page);
    let before = page.state.activations.clone();
    let mut theta = vec![0.0; PARAMETERS];
    theta[PARAMETERS - 3] = 5.0;
    let progress = Progress { step: 1, examples_seen: 32, running: true, steps: None, path: Vec::new(), plane: None };
    page.say(Msg::Trainer(FromTrainer::Progress(progress), Buffer::Floats(theta)));
    assert_ne!(page.state.activations, before);
    assert_eq!(page.state.prediction().unwrap().0, 7);
}

#[test]
fn undo_brings_back_what_was_there_also_after_clear() {
    let mut page = Page::ready();
    draw(&mut page);
    draw(&mut page);
    assert_eq!(page.state.drawing.content().strokes().len(), 2);
    page.say(Msg::Clear);
    assert!(page.state.drawing.is_empty() && page.state.drawing.image().is_none());
    assert!(page.state.prediction().is_none());
    page.say(Msg::Undo);
    assert_eq!(page.state.drawing.content().strokes().len(), 2);
    page.say(Msg::Undo);
    page.say(Msg::Undo);
    assert!(page.state.drawing.is_empty());
    page.say(Msg::Undo);
    assert!(page.state.drawing.is_empty() && !page.state.drawing.can_undo());
}

#[test]
fn an_example_stays_until_the_next_stroke() {
    let mut page = Page::ready();
    example(&mut page, 4);
    assert_eq!(page.state.drawing.content().example().as_ref().unwrap().example.label, 4);
    assert_eq!(page.state.drawing.image().unwrap()[0], 4);
    draw(&mut page);
    assert!(page.state.drawing.content().example().is_none());
    example(&mut page, 5);
    assert!(page.state.drawing.content().example().is_none(), "nobody asked for it");
    let asked = to_trainer(&page.say(Msg::RandomDigit));
    assert!(matches!(asked.as_slice(), [ToTrainer::Show { part: Part::Test, .. }]));
    assert_ne!(asked, to_trainer(&page.say(Msg::RandomDigit)), "another one every time");
    example(&mut page, 6);
    assert_eq!(page.state.drawing.content().example().as_ref().unwrap().example.label, 6);
    page.say(Msg::Undo);
    assert_eq!(page.state.drawing.content().strokes().len(), 1, "the drawing can be had back");
}

#[test]
fn the_keyboard_draws_too() {
    let mut page = Page::ready();
    page.say(Msg::PadKey(Key::Right));
    assert_eq!(page.state.drawing.cursor, Some(Point::new(0.5, 0.5)), "the first key shows the pen");
    page.say(Msg::PadKey(Key::Up));
    assert!(page.state.drawing.is_empty(), "it is up");
    page.say(Msg::PadKey(Key::Space));
    for _ in 0..100 {
        page.say(Msg::PadKey(Key::Down));
    }
    let stroke = &page.state.drawing.content().strokes()[0];
    assert_eq!(stroke.points.last().unwrap().y, 1.0, "and ends at the edge");
    let points = stroke.points.len();
    page.say(Msg::PadKey(Key::Space));
    page.say(Msg::PadKey(Key::Left));
    assert_eq!(page.state.drawing.content().strokes()[0].points.len(), points);
    assert!(page.state.prediction().is_some());
}

#[test]
fn places_that_are_no_numbers_are_not_drawn() {
    let mut page = Page::ready();
    page.say(Msg::PenDown(pen(f32::NAN, 0.0)));
    page.say(Msg::PenMoved(vec![pen(f32::INFINITY, 0.0)]));
    assert!(page.state.drawing.image().is_none());
    let pixels = Buffer::Bytes(vec![0; 10]);
    let bad = Example { part: Part::Test, index: 0, label: 1 };
    assert!(page.say(Msg::Trainer(FromTrainer::Example(bad), pixels)).is_empty());
    assert!(page.state.drawing.content().example().is_none());
}

#[test]
fn what_was_undone_can_be_had_again_until_something_new_is_drawn() {
    let mut page = Page::ready();
    draw(&mut page);
    draw(&mut page);
    page.say(Msg::Undo);
    page.say(Msg::Undo);
    assert!(page.state.drawing.is_empty());
    page.say(Msg::Redo);
    assert_eq!(page.state.drawing.content().strokes().len(), 1);
    page.say(Msg::Redo);
    page.say(Msg::Redo);
    assert_eq!(page.state.drawing.content().strokes().len(), 2);
    page.say(Msg::Undo);
    draw(&mut page);
    assert!(!page.state.drawing.can_redo());
}

#[test]
fn the_rubber_takes_away_what_it_goes_over_and_nothing_else() {
    let mut page = Page::ready();
    draw(&mut page);
    page.set(Control::Tool, "rubber");
    page.say(Msg::PenDown(pen(0.1, 0.5)));
    page.say(Msg::PenUp);
    assert_eq!(page.state.drawing.content().strokes().len(), 1, "there was nothing");
    page.say(Msg::Undo);
    assert!(page.state.drawing.is_empty(), "rubbing where nothing is was no change");
    page.say(Msg::Redo);
    page.say(Msg::PenDown(pen(0.2, 0.5)));
    page.say(Msg::PenMoved(vec![pen(0.8, 0.5)]));
    page.say(Msg::PenUp);
    assert_eq!(page.state.drawing.content().strokes().len(), 2, "cut in two");
    page.say(Msg::Undo);
    assert_eq!(page.state.drawing.content().strokes().len(), 1);
    example(&mut page, 9);
    page.say(Msg::RandomDigit);
    example(&mut page, 9);
    page.say(Msg::PenDown(pen(0.5, 0.5)));
    page.say(Msg::PenUp);
    let pixels = page.state.drawing.content().pixels().unwrap();
    assert_eq!((pixels[14 * 28 + 14], pixels[0]), (0, 9));
    assert!(page.state.drawing.content().example().is_none(), "it is no longer that example");
}

#[test]
fn pixels_are_changed_one_by_one_by_hand_and_by_key() {
    let mut page = Page::ready();
    page.set(Control::Tool, "pixel");
    page.say(Msg::PenDown(pen(0.5 / 28.0, 0.5 / 28.0)));
    page.say(Msg::PenMoved(vec![pen(3.5 / 28.0, 0.5 / 28.0), pen(-0.2, 0.5)]));
    page.say(Msg::PenUp);
    let row = |page: &Page| page.state.drawing.image().map(|image| image[..5].to_vec());
    assert_eq!(row(&page), Some(vec![255, 255, 255, 255, 0]));
    page.say(Msg::PenDown(pen(1.5 / 28.0, 0.5 / 28.0)));
    page.say(Msg::PenUp);
    assert_eq!(row(&page), Some(vec![255, 0, 255, 255, 0]), "from black to white");
    let at = |page: &Page, x: usize, y: usize| page.state.drawing.image().unwrap()[y * 28 + x];
    for key in [Key::Left, Key::Space, Key::Down, Key::Space, Key::Up, Key::Space] {
        page.say(Msg::PadKey(key));
    }
    assert_eq!((at(&page, 14, 14), at(&page, 14, 15)), (0, 255), "the first key only shows where the cursor is");
    assert!(!page.state.drawing.is_drawing());
    // A drawing becomes its image, and goes on from there.
    page.say(Msg::Clear);
    page.set(Control::Tool, "pen");
    draw(&mut page);
    let before = *page.state.drawing.image().unwrap();
    page.set(Control::Tool, "pixel");
    page.say(Msg::PenDown(pen(0.5 / 28.0, 0.5 / 28.0)));
    let after = page.state.drawing.image().unwrap();
    assert_eq!((after[0], &after[1..]), (255, &before[1..]));
}

#[test]
fn the_pens_width_is_one_of_three() {
    let mut page = Page::ready();
    page.set(Control::PenWidth, "1.5");
    draw(&mut page);
    assert_eq!(page.state.drawing.content().strokes()[0].pressure, [1.5; 3]);
    for nonsense in ["", "NaN", "1e9", "-1"] {
        page.set(Control::PenWidth, nonsense);
        page.set(Control::Tool, nonsense);
    }
    assert_eq!(page.state.drawing.width, 1.5);
}

#[test]
fn a_photo_of_a_digit_is_put_on_the_pad_and_one_of_nothing_leaves_it() {
    let mut page = Page::ready();
    draw(&mut page);
    let before = page.state.drawing.content().clone();
    for (photo, words) in [
        (Err("cat.txt: expected a picture".to_owned()), "No digit was read: cat.txt: expected a picture. The pad"),
        (
            Ok(Photo { width: 50, pixels: vec![200; 4 * 50 * 60] }),
            "found nothing that stands out. The pad is as it was.",
        ),
        (Ok(Photo { width: 50, pixels: vec![200; 7] }), "found 7 bytes"),
    ] {
        page.say(Msg::PhotoTaken(photo));
        let notice = page.state.notice.clone().unwrap_or_default();
        assert!(notice.contains(words), "{notice}");
        assert_eq!(*page.state.drawing.content(), before);
    }
    // A dark bar on light paper.
    let pixels = (0..50 * 60)
        .flat_map(|i| {
            if (22..26).contains(&(i % 50)) && (10..50).contains(&(i / 50)) { [30, 30, 30, 255] } else { [220; 4] }
        })
        .collect();
    page.say(Msg::PhotoTaken(Ok(Photo { width: 50, pixels })));
    let image = page.state.drawing.image().unwrap();
    assert!(image[14 * 28 + 14] > 200 && image[14 * 28 + 3] == 0 && page.state.notice.is_none());
    assert!(page.state.prediction().is_some());
    page.say(Msg::Undo);
    assert_eq!(*page.state.drawing.content(), before);
}

#[test]
fn an_example_that_comes_after_the_pad_was_cleared_is_shown_only_if_it_was_asked_for_since() {
    let mut page = Page::ready();
    let example = Example { part: Part::Test, index: 3, label: 4 };
    let arrives = |page: &mut Page| {
        page.say(Msg::Trainer(FromTrainer::Example(example), Buffer::Bytes(vec![90; 784])));
        !page.state.drawing.is_empty()
    };
    page.say(Msg::Clear);
    assert!(!arrives(&mut page), "an empty pad was wanted");
    page.say(Msg::RandomDigit);
    assert!(arrives(&mut page));
}
