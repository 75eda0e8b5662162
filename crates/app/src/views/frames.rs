//! What a frame has room for beside the map.

/// What comes in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    /// Neither words nor costly pictures.
    Nothing,
    /// Words that are due; if there are none, a costly picture.
    Words,
    /// A costly picture that is due; if there is none, words.
    Picture,
    /// Both.
    Both,
}

/// Shares frames out: words cost the browser a layout, and a costly picture its drawing. Never both in one frame, in turns where
/// both are always due, and neither where the frame has already done a frame's work; but what someone does by hand is seen at once.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Frames {
    /// Whether words were written in the last frame.
    wrote: bool,
    /// How many frames in a row had room for nothing.
    full: u32,
}

impl Frames {
    /// New ground takes two frames. More in a row, and the rest would stand still where each frame is a long one.
    const MOST_FULL: u32 = 2;

    /// What this frame has room for: `full`, if it has done a frame's work; `by_hand`, if it follows what someone does.
    pub(super) fn room(&mut self, full: bool, by_hand: bool) -> Room {
        self.full = if full && !by_hand && self.full < Self::MOST_FULL { self.full + 1 } else { 0 };
        if self.full > 0 {
            return Room::Nothing;
        }
        match (std::mem::take(&mut self.wrote), by_hand) {
            // Someone draws, and there are words in every frame: pictures would have to wait for the end.
            (true, true) => Room::Both,
            (true, false) => Room::Picture,
            (false, _) => Room::Words,
        }
    }

    /// Whether words were written, and no picture drawn with them.
    pub(super) fn note(&mut self, wrote: bool) {
        self.wrote = wrote;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is written and drawn in so many frames where words and pictures are always due.
    fn busy(frames: usize, full: impl Fn(usize) -> bool, by_hand: bool) -> (usize, usize) {
        let (mut shared, mut words, mut pictures) = (Frames::default(), 0, 0);
        for frame in 0..frames {
            let room = shared.room(full(frame), by_hand);
            let wrote = matches!(room, Room::Words | Room::Both);
            if wrote {
                shared.note(room != Room::Both);
            }
            words += usize::from(wrote);
            pictures += usize::from(matches!(room, Room::Picture | Room::Both));
        }
        (words, pictures)
    }

    #[test]
    fn words_and_pictures_take_turns_and_neither_waits_for_ever() {
        assert_eq!(busy(100, |_| false, false), (50, 50));
        assert_eq!(busy(90, |_| true, false), (15, 15), "where every frame is full");
        assert_eq!(busy(100, |frame| frame % 4 < 2, false), (25, 25), "beside new ground");
    }

    #[test]
    fn what_follows_a_hand_is_seen_at_once() {
        assert_eq!(busy(100, |_| true, true), (100, 50));
        assert_eq!(busy(100, |_| false, true), (100, 50));
        let mut frames = Frames::default();
        assert_eq!(frames.room(false, false), Room::Words);
        frames.note(true);
        assert_eq!(frames.room(true, false), Room::Nothing);
        assert_eq!(frames.room(true, true), Room::Both, "the frame after words, and what a hand does");
    }
}
