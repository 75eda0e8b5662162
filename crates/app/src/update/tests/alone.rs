//! The digit on the pad by itself.

use super::*;
use crate::message::PenPoint;
use crate::state::Alone;
use costscape_core::cost::Cost;
use costscape_core::digit::Point;
use costscape_core::initialisation::Initialisation;
use costscape_protocol::{Example, Part};

/// With a slice shown, a network that tells digits apart, and an example on the pad.
fn shown() -> Page {
    let mut page = Page::ready();
    let effects = page.plane();
    page.slice(effects, 441);
    page.theta(1);
    let pixels: Vec<u8> = (0..784).map(|i| if i % 5 == 0 { 200 } else { 0 }).collect();
    let example = Example { part: Part::Test, index: 3, label: 4 };
    page.say(Msg::Trainer(FromTrainer::Example(example), Buffer::Bytes(pixels)));
    page
}

impl Page {
    /// Steps were done, and theta is that of this seed.
    fn theta(&mut self, seed: u64) {
        let theta = Initialisation::Scaled.parameters(&self.state.network(), seed);
        let progress =
            Progress { step: seed, examples_seen: 0, running: false, steps: None, path: Vec::new(), plane: None };
        self.say(Msg::Trainer(FromTrainer::Progress(progress), Buffer::Floats(theta)));
    }

    fn frames(&mut self, count: u32) {
        for _ in 0..count {
            self.now_ms += 16.0;
            self.say(Msg::Frame);
        }
    }
}

#[test]
fn nothing_is_worked_out_before_anyone_looks() {
    let mut page = shown();
    page.frames(3);
    assert!(page.state.alone.push.is_none() && page.state.alone.slice.is_none() && page.state.alone.climbed == 0);
    page.say(Msg::Alone { open: true });
    page.frames(Alone::CLIMBS + 3);
    let alone = &page.state.alone;
    assert!(alone.push.is_some() && alone.slice.is_some() && !alone.is_at_work(), "and it comes to an end");
}

#[test]
fn its_landscape_is_the_cost_of_this_one_example() {
    let mut page = shown();
    page.say(Msg::Alone { open: true });
    page.frames(3);
    let own = page.state.alone.slice.as_ref().unwrap();
    let view = page.state.landscape.shown.as_ref().unwrap();
    assert_eq!((own.job, own.label, own.slice.is_complete()), (view.job, 4, true));
    for index in [0, 800, own.slice.grid().centre()] {
        let (a, b) = own.slice.grid().point(index);
        let theta = view.frame.plane().at(a, b);
        let layers = view.network.forward(&theta, &own.image[..]);
        let exact = Cost::Quadratic.of_example(layers.last().unwrap(), 4);
        assert!((own.slice.value(index).unwrap() - exact).abs() < 1e-5, "{index}");
    }
    // Another map, another part of the plane: at the next frame it is of that.
    page.say(Msg::Zoom { at: None, factor: 0.5 });
    page.now_ms += 1000.0;
    let effects = page.say(Msg::Frame);
    page.slice(effects, 9);
    page.frames(3);
    let job = page.state.landscape.shown.as_ref().map(|view| view.job);
    assert_eq!(page.state.alone.slice.as_ref().map(|own| own.job), job);
}

#[test]
fn its_push_goes_downhill_and_its_flip_turns_the_answer() {
    let mut page = shown();
    // Parameters by which one is found.
    page.theta(3);
    page.say(Msg::Alone { open: true });
    page.frames(3);
    let state = &page.state;
    let push = state.alone.push.as_ref().unwrap();
    let image = state.drawing.image().unwrap();
    let cost = |theta: &[f32]| Cost::Quadratic.of_example(state.network().forward(theta, image).last().unwrap(), 4);
    let moved: Vec<f32> = state.run.theta.iter().zip(&push.step).map(|(t, s)| t + 0.01 * s).collect();
    assert!((cost(&state.run.theta) - push.cost).abs() < 1e-12);
    let fall = push.cost - cost(&moved);
    assert!((fall / (0.01 * push.norm * push.norm) - 1.0).abs() < 0.2, "{fall} of {}", 0.01 * push.norm * push.norm);
    let Some((_, Some(flip))) = &state.alone.flip else { panic!("there is none") };
    assert_eq!(flip.before, state.prediction().unwrap().0);
    assert_ne!(flip.before, flip.after);
}

#[test]
fn a_drawing_has_a_cost_once_the_visitor_says_what_it_is() {
    let mut page = shown();
    page.say(Msg::Alone { open: true });
    page.say(Msg::Clear);
    page.frames(3);
    assert!(page.state.alone.push.is_none() && page.state.alone.slice.is_none() && page.state.alone.flip.is_none());
    let pen = |y| PenPoint { at: Point::new(0.5, y), pressure: 1.0 };
    page.say(Msg::PenDown(pen(0.1)));
    page.say(Msg::PenMoved(vec![pen(0.9)]));
    page.say(Msg::PenUp);
    page.frames(3);
    assert!(page.state.alone.push.is_none(), "nobody has said what it is");
    for (said, label) in [("1", Some(1)), ("12", None), ("", None), ("7", Some(7))] {
        page.set(Control::DigitLabel, said);
        page.frames(3);
        assert_eq!(page.state.drawing.label(), label, "{said}");
        assert_eq!(page.state.alone.push.is_some(), label.is_some(), "{said}");
    }
    page.say(Msg::Clear);
    assert_eq!(page.state.drawing.label(), None, "another digit may be anything");
}

#[test]
fn another_digit_on_the_same_map_has_a_landscape_of_its_own() {
    let mut page = shown();
    page.say(Msg::Alone { open: true });
    page.frames(3);
    let first = page.state.alone.slice.clone().unwrap();
    let example = Example { part: Part::Test, index: 4, label: 4 };
    page.say(Msg::Trainer(FromTrainer::Example(example), Buffer::Bytes(vec![90; 784])));
    page.frames(3);
    let second = page.state.alone.slice.as_ref().unwrap();
    assert_eq!((first.job, first.label), (second.job, second.label));
    assert_ne!(first.number, second.number, "views draw another number anew");
}

#[test]
fn at_rest_the_favourites_depend_on_nothing_but_the_parameters() {
    let mut page = shown();
    page.say(Msg::Alone { open: true });
    page.frames(Alone::CLIMBS + 3);
    let first = page.state.alone.favourites.clone();
    page.theta(2);
    page.frames(40);
    assert_ne!(page.state.alone.favourites, first);
    page.theta(1);
    page.frames(Alone::CLIMBS + 3);
    assert_eq!(page.state.alone.favourites, first);
    // What is on the pad has nothing to do with them.
    page.say(Msg::Clear);
    page.frames(5);
    assert_eq!(page.state.alone.favourites, first);
}

#[test]
fn other_functions_of_the_same_parameters_have_other_favourites() {
    let mut page = shown();
    page.say(Msg::Alone { open: true });
    page.frames(Alone::CLIMBS + 3);
    let first = page.state.alone.favourites.clone();
    page.set(Control::Activation, "relu");
    page.frames(Alone::CLIMBS + 3);
    assert_ne!(page.state.alone.favourites, first);
    page.set(Control::Activation, "sigmoid");
    page.frames(Alone::CLIMBS + 3);
    assert_eq!(page.state.alone.favourites, first);
}
