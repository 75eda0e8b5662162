//! Things that should not be done at every frame.

/// Does something at most every so often, and never forgets the last time it was asked to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calm {
    every_ms: f64,
    done_at_ms: f64,
    pending: bool,
    shown: bool,
}

impl Calm {
    pub(super) fn new(every_ms: f64) -> Self {
        Self { every_ms, done_at_ms: f64::NEG_INFINITY, pending: false, shown: true }
    }

    /// There is something to do.
    pub(super) fn ask(&mut self, wanted: bool) {
        self.pending |= wanted;
    }

    /// Whether anyone would see it; what nobody sees waits.
    pub(super) fn show(&mut self, shown: bool) {
        self.shown = shown;
    }

    /// The next time need not wait.
    pub(super) fn hurry(&mut self) {
        self.done_at_ms = f64::NEG_INFINITY;
    }

    /// Whether it is to be done now; then it counts as done.
    pub(super) fn due(&mut self, now_ms: f64) -> bool {
        let due = self.pending && self.shown && now_ms - self.done_at_ms >= self.every_ms;
        if due {
            (self.pending, self.done_at_ms) = (false, now_ms);
        }
        due
    }

    /// How long until it has to be done, in milliseconds; none when there is nothing to do.
    pub(super) fn wait_ms(&self, now_ms: f64) -> Option<f64> {
        (self.pending && self.shown).then(|| (self.done_at_ms + self.every_ms - now_ms).max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_time_is_at_once_and_the_last_is_not_forgotten() {
        let mut calm = Calm::new(1000.0);
        assert!(!calm.due(0.0));
        calm.ask(true);
        assert!(calm.due(5.0) && !calm.due(6.0));
        assert_eq!(calm.wait_ms(6.0), None);
        calm.ask(true);
        assert!(!calm.due(500.0));
        assert_eq!(calm.wait_ms(505.0), Some(500.0));
        calm.ask(false);
        assert!(calm.due(1005.0));
        calm.ask(true);
        calm.hurry();
        calm.show(false);
        assert!(!calm.due(1006.0));
        assert_eq!(calm.wait_ms(1006.0), None);
        calm.show(true);
        assert!(calm.due(1007.0));
    }
}
