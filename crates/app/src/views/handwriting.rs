//! Digits of the visitor's own hand, and how many of them are read.

use crate::numbers::{counted, grouped};
use crate::page::{Page, disable, set_disabled, set_hidden, set_text};
use crate::state::{Handwriting, Reads, State};

/// Words and buttons.
pub(super) fn draw(page: &Page, state: &State) {
    let hand = &state.handwriting;
    set_text(&page.handwriting_text, &in_words(state));
    let none = hand.written().is_empty();
    let taught = !hand.taught().is_empty() && !hand.has_unseen();
    set_text(&page.learn_handwriting, if taught { "Learn without them" } else { "Learn from them" });
    set_hidden(&page.handwriting_images, none);
    disable(&page.forget_digit, none, &page.draw_pad);
    set_disabled(&page.save_handwriting, none);
    let foreign = !state.data.has_digits() && !taught;
    set_disabled(&page.learn_handwriting, (none && !taught) || foreign || !state.has_run());
    let is_own = state.drawing.content().example().is_none();
    disable(&page.keep_digit, state.drawing.label().is_none() || !is_own, &page.draw_pad);
    // What is too much to be drawn by hand is no handwriting.
    let offered = state.data.files.offering().map_or(0, |offering| {
        offering.offer.train.iter().chain(&offering.offer.test).map(|&count| count as usize).sum()
    });
    set_hidden(&page.hand_over, offered > Handwriting::MOST);
}

/// How many are read.
#[must_use]
pub fn in_words(state: &State) -> String {
    let hand = &state.handwriting;
    let forgotten = hand.forgotten();
    if hand.written().is_empty() && forgotten > 0 {
        let digits = counted(forgotten as u64, "digit", "digits");
        return format!(
            "The network still learns from {digits} that you have forgotten; “Learn without them” begins anew without."
        );
    }
    if hand.written().is_empty() {
        let first = "Draw a digit or take a photo of one, say above what it really is, and keep it: a test of your \
             own hand. It is kept until the page is closed; a saved file can be read again.";
        return first.to_owned();
    }
    if !state.data.has_digits() {
        return "The network learns classes that are no digits: how many of yours it reads cannot be said.".to_owned();
    }
    let Reads { unseen, learnt } = hand.reads;
    if unseen.1 + learnt.1 != hand.written().len() {
        // There is no network yet that could have read them.
        return format!("{} kept.", counted(hand.written().len() as u64, "digit", "digits"));
    }
    let of = |(right, all): (usize, usize)| format!("{} of {}", grouped(right as u64), grouped(all as u64));
    let mut text = match (unseen.1, learnt.1) {
        (_, 0) => format!("The network reads {} of yours.", of(unseen)),
        (0, _) => format!("It reads {} of yours, and learns from all of them: they are no test any more.", of(learnt)),
        (..) => format!("It reads {} that it has never seen, and {} that it learns from.", of(unseen), of(learnt)),
    };
    if forgotten > 0 {
        text += &format!(" It also learns from {} that you have forgotten.", grouped(forgotten as u64));
    }
    if !hand.mistakes.is_empty() {
        text += " The newest are shown; those it gets wrong are framed.";
    }
    let own = state.data.summary.as_ref().map_or(0, |summary| summary.handwritten);
    if own > 0 && !hand.taught().is_empty() {
        let times = u64::from(own) / hand.taught().len() as u64;
        text += &format!(" Each is learnt from {} an epoch.", counted(times, "time", "times"));
    }
    text
}
