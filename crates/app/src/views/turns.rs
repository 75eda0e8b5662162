//! Pictures that are costly take turns: one of them a frame, since two would make it a long one.

use super::calm::Calm;
use super::canvas::Part;

/// A picture that is costly and need not move at every frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Costly {
    /// The chart of the cost.
    Cost,
    /// The chart of the gradient's norm.
    Gradient,
    /// The chart of the sharpness.
    Sharpness,
    /// The next part of the whole network.
    Network,
    /// The first layer's weights.
    Weights,
    /// The next of those of one digit alone.
    Alone,
}

impl Costly {
    /// The charts.
    pub(super) const CHARTS: [Self; 3] = [Self::Cost, Self::Gradient, Self::Sharpness];
    /// All, in the order of their turns, and how often each is drawn at most, in milliseconds.
    const ALL: [(Self, f64); 6] = [
        (Self::Cost, 100.0),
        (Self::Gradient, 100.0),
        (Self::Sharpness, 100.0),
        (Self::Network, 100.0),
        (Self::Weights, 250.0),
        (Self::Alone, 25.0),
    ];
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turns {
    calm: [Calm; Costly::ALL.len()],
    next: usize,
}

impl Turns {
    pub(super) fn new() -> Self {
        Self { calm: Costly::ALL.map(|(_, every_ms)| Calm::new(every_ms)), next: 0 }
    }

    /// What becomes of one picture: see [`Calm`].
    pub(super) fn of(&mut self, picture: Costly) -> &mut Calm {
        &mut self.calm[picture as usize]
    }

    /// None of them need wait for more than its turn.
    pub(super) fn hurry(&mut self) {
        self.calm.iter_mut().for_each(Calm::hurry);
    }

    /// Another part of a picture follows in the next frame.
    pub(super) fn follow(&mut self, picture: Costly) {
        let calm = self.of(picture);
        calm.ask(true);
        calm.hurry();
    }

    /// The picture to be drawn in this frame, which then counts as drawn.
    pub(super) fn take(&mut self, now_ms: f64) -> Option<Costly> {
        let count = self.calm.len();
        let turn = (0..count).map(|i| (self.next + i) % count).find(|&i| self.calm[i].due(now_ms))?;
        self.next = turn + 1;
        Some(Costly::ALL[turn].0)
    }

    /// How long until one has to be drawn, in milliseconds; none when there is nothing to draw.
    pub(super) fn wait_ms(&self, now_ms: f64) -> Option<f64> {
        self.calm.iter().filter_map(|calm| calm.wait_ms(now_ms)).reduce(f64::min)
    }
}

/// What has changed since a picture that is drawn in parts was begun: then another has to follow it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Changes {
    since_begun: bool,
}

impl Changes {
    /// What it shows has changed, or not.
    pub(super) fn note(&mut self, changed: bool) {
        self.since_begun |= changed;
    }

    /// A part was drawn. Whether what is drawn then is no longer what is known.
    pub(super) fn after(&mut self, part: Part) -> bool {
        self.since_begun &= !part.first;
        self.since_begun
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_while_a_picture_is_drawn_has_another_follow() {
        let [first, middle, last] =
            [(true, false), (false, false), (false, true)].map(|(first, last)| Part { first, last });
        let mut changes = Changes::default();
        changes.note(true);
        assert!(!changes.after(first), "the change is in the picture");
        changes.note(true);
        changes.note(false);
        assert!(changes.after(middle) && changes.after(last), "that one is not");
        assert!(!changes.after(first) && !changes.after(last));
        changes.note(true);
        assert!(!changes.after(Part { first: true, last: true }));
    }

    #[test]
    fn one_a_frame_each_in_its_turn_and_none_too_often() {
        let mut turns = Turns::new();
        assert_eq!((turns.take(0.0), turns.wait_ms(0.0)), (None, None));
        let asked = [Costly::Weights, Costly::Cost, Costly::Sharpness];
        asked.into_iter().for_each(|picture| turns.of(picture).ask(true));
        turns.of(Costly::Weights).show(false);
        assert_eq!(turns.take(0.0), Some(Costly::Cost));
        turns.of(Costly::Cost).ask(true);
        assert_eq!(turns.wait_ms(16.0), Some(0.0));
        assert_eq!(turns.take(16.0), Some(Costly::Sharpness));
        assert_eq!((turns.take(32.0), turns.wait_ms(32.0)), (None, Some(68.0)));
        turns.of(Costly::Weights).show(true);
        turns.hurry();
        assert_eq!(turns.take(48.0), Some(Costly::Weights));
        assert_eq!(turns.take(64.0), Some(Costly::Cost));
        assert_eq!((turns.take(80.0), turns.wait_ms(80.0)), (None, None));
    }

    #[test]
    fn every_picture_has_its_own_place() {
        for (place, (picture, _)) in Costly::ALL.into_iter().enumerate() {
            assert_eq!(picture as usize, place);
        }
    }
}
