//! Where words go: near what they are about, inside the frame, and never over each other.

use wasm_bindgen::JsValue;

use super::super::hidpi::Screen;
use super::super::map_frame::draw_plate;
use super::super::palette::{Palette, Rgb};

/// Left, top, right, bottom, CSS pixels.
pub(super) type Rect = (f64, f64, f64, f64);

/// Words about a place.
#[derive(Clone, Debug)]
pub(super) struct Label {
    pub(super) words: String,
    pub(super) at: (f64, f64),
    /// From the place to the words' edge.
    pub(super) gap: f64,
    /// Where words are tried first: 1 to the right and below, -1 to the left and above, 0 over the middle.
    pub(super) lean: (f64, f64),
    pub(super) ink: Rgb,
}

impl Label {
    /// Quiet words that stand on a place, not beside it.
    pub(super) fn over(words: &str, at: (f64, f64), palette: &Palette) -> Self {
        Self { words: words.to_owned(), at, gap: 0.0, lean: (0.0, 0.0), ink: palette.ink_quiet }
    }
}

/// What is written on a picture.
#[derive(Clone, Debug, Default)]
pub(super) struct Board {
    /// Words must stay in here.
    pub(super) bounds: Rect,
    /// And off these.
    pub(super) taken: Vec<Rect>,
    /// They had better not cover these places.
    pub(super) line: Vec<(f64, f64)>,
    pub(super) labels: Vec<Label>,
}

impl Board {
    /// Keeps words off a round thing.
    pub(super) fn keep_off(&mut self, (x, y): (f64, f64), radius: f64) {
        self.taken.push((x - radius, y - radius, x + radius, y + radius));
    }

    /// The box of a label so wide and high, which is taken from then on; None when there is no room.
    fn place(&mut self, label: &Label, (width, height): (f64, f64)) -> Option<Rect> {
        let (left, top, right, bottom) = self.bounds;
        if width > right - left || height > bottom - top {
            return None;
        }
        let mut best: Option<(f64, Rect)> = None;
        let rows = ((bottom - top) / height) as i32 + 1;
        let away = |lean: f64| if lean == 0.0 { 1.0 } else { lean };
        for row in 0..=2 * rows {
            // 0, 1, -1, 2, -2, … rows away; first to the side the label leans to.
            let down = away(label.lean.1) * f64::from((row + 1) / 2) * if row % 2 == 1 { 1.0 } else { -1.0 };
            for (turn, side) in [away(label.lean.0), -away(label.lean.0), 0.0].into_iter().enumerate() {
                let x = label.at.0 + side * label.gap + 0.5 * (side - 1.0) * width;
                let y = label.at.1 + label.lean.1 * label.gap + down * height + 0.5 * (label.lean.1 - 1.0) * height;
                let x = x.min(right - width).max(left);
                let y = y.min(bottom - height).max(top);
                let found = (x, y, x + width, y + height);
                let on_place = label.gap > 0.0 && holds(found, label.at);
                if on_place || self.taken.iter().any(|other| overlap(found, *other)) {
                    continue;
                }
                let covers = self.line.iter().filter(|place| holds(found, **place)).count();
                let wrong_side = if label.lean.0 == 0.0 { side.abs() } else { turn as f64 };
                let near = (label.at.0.clamp(x, found.2), label.at.1.clamp(y, found.3));
                let from = (near.0 - label.at.0).hypot(near.1 - label.at.1);
                let score = from / height + 0.3 * covers as f64 + wrong_side;
                if best.is_none_or(|best| score < best.0) {
                    best = Some((score, found));
                }
            }
        }
        let found = best?.1;
        self.taken.push(found);
        Some(found)
    }

    /// Writes the labels, the first first; those for which no room is left are left out.
    pub(super) fn write(mut self, screen: &Screen, text: f64, palette: &Palette) -> Result<(), JsValue> {
        let context = screen.context();
        screen.set_font("600", text);
        context.set_text_align("left");
        context.set_text_baseline("middle");
        let (edge, height) = (palette.px(4.0), 1.35 * text);
        for label in std::mem::take(&mut self.labels) {
            let width = screen.text_width(&label.words) + 2.0 * edge;
            let Some((x, y, right, bottom)) = self.place(&label, (width, height)) else { continue };
            // Words that had to go far are tied to their place.
            let near = (label.at.0.clamp(x, right), label.at.1.clamp(y, bottom));
            if (near.0 - label.at.0).hypot(near.1 - label.at.1) > label.gap + 1.2 * height {
                context.set_line_width(palette.px(0.8));
                context.set_stroke_style_str(&palette.ink_quiet.to_string());
                screen.line(near, label.at);
            }
            // The ground may be as dark as the words.
            draw_plate(screen, (x, y, right - x, bottom - y), palette)?;
            context.set_fill_style_str(&label.ink.to_string());
            context.fill_text(&label.words, x + edge, y + 0.52 * height)?;
        }
        Ok(())
    }
}

fn overlap(a: Rect, b: Rect) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}

fn holds(a: Rect, (x, y): (f64, f64)) -> bool {
    (a.0..=a.2).contains(&x) && (a.1..=a.3).contains(&y)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: (f64, f64) = (90.0, 16.0);

    fn board() -> Board {
        Board { bounds: (0.0, 0.0, 300.0, 200.0), ..Board::default() }
    }

    fn label(x: f64, y: f64) -> Label {
        Label { words: String::new(), at: (x, y), gap: 8.0, lean: (1.0, 0.0), ink: Rgb(0, 0, 0) }
    }

    #[test]
    fn words_stand_beside_their_place() {
        assert_eq!(board().place(&label(100.0, 100.0), SIZE), Some((108.0, 92.0, 198.0, 108.0)));
        // At the right edge they move over, under or to the other side of it.
        let mut edge = board();
        edge.keep_off((290.0, 100.0), 5.0);
        let found = edge.place(&label(290.0, 100.0), SIZE).unwrap();
        assert!(found.2 <= 300.0 && !holds(found, (290.0, 100.0)), "{found:?}");
        // Below the place, where they lean down.
        let below = Label { lean: (0.0, 1.0), ..label(100.0, 100.0) };
        assert!(board().place(&below, SIZE).unwrap().1 >= 108.0);
    }

    #[test]
    fn words_never_collide_and_are_never_cut_off() {
        let mut board = board();
        for i in 0..8 {
            let at = label(250.0 + 10.0 * f64::from(i), 195.0);
            board.keep_off(at.at, 5.0);
        }
        let marks = board.taken.len();
        let found: Vec<Rect> =
            (0..8).filter_map(|i| board.place(&label(250.0 + 10.0 * f64::from(i), 195.0), SIZE)).collect();
        assert_eq!(found.len(), 8);
        assert_eq!(board.taken.len(), marks + 8);
        for (i, a) in found.iter().enumerate() {
            assert!(a.0 >= 0.0 && a.1 >= 0.0 && a.2 <= 300.0 && a.3 <= 200.0, "{a:?}");
            assert!(found[..i].iter().chain(&board.taken[..marks]).all(|b| !overlap(*a, *b)), "{a:?}");
        }
    }

    #[test]
    fn words_for_which_there_is_no_room_are_left_out() {
        let mut board = board();
        assert_eq!(board.place(&label(10.0, 10.0), (301.0, 16.0)), None);
        board.taken.push((0.0, 0.0, 300.0, 200.0));
        assert_eq!(board.place(&label(10.0, 10.0), SIZE), None);
    }

    #[test]
    fn words_go_to_the_side_where_no_line_runs() {
        let mut board = board();
        board.line = (0..100).map(|i| (100.0 + f64::from(i), 100.0)).collect();
        let found = board.place(&label(100.0, 100.0), SIZE).unwrap();
        assert!(found.2 <= 100.0 || found.3 < 100.0 || found.1 > 100.0, "{found:?}");
    }
}
