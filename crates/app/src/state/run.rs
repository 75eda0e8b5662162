//! The run, as far as the page knows it.

use costscape_core::settings::{Settings, Start};
use costscape_protocol::{Measured, Sharpness, Steps, Trouble};

/// Where the run is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// What it started from.
    pub start: Start,
    /// The parameters at `step`; empty before there is a run.
    pub theta: Vec<f32>,
    /// Steps done.
    pub step: u64,
    /// Steps done when the present path began: where the run started, or where the ball was last put.
    pub began: u64,
    /// Whether the ball has been put somewhere by hand since.
    pub by_hand: bool,
    /// Where the network stood before it was put elsewhere by hand, so that it can be put back.
    pub before_hand: Option<BeforeHand>,
    /// The settings that this path's last steps were made with, and whether earlier ones had others.
    pub made_with: Option<(Settings, bool)>,
    /// Set while a run begins anew where the one before did.
    pub again: bool,
    /// Examples seen.
    pub examples_seen: u64,
    /// Whether it goes on by itself.
    pub running: bool,
    /// What the worker was told last about running, until it says so itself.
    pub told: Option<bool>,
    /// The last steps.
    pub steps: Option<Steps>,
    /// The last exact cost.
    pub measured: Option<Measured>,
    /// When that came, in milliseconds.
    pub measured_at_ms: f64,
    /// How fast it has gone lately.
    pub pace: Pace,
    /// How sharply the landscape bent when that was last found out.
    pub sharpness: Option<Sharpness>,
    /// What keeps it from going on.
    pub trouble: Option<Trouble>,
    /// Whether the visitor wants it to go on, whatever keeps it from doing so.
    pub wanted: bool,
    /// Set while a worker that died is brought back to where it was.
    pub recovery: Option<Recovery>,
}

/// Where the network stood before it was put elsewhere by hand.
#[derive(Clone, Debug, PartialEq)]
pub struct BeforeHand {
    /// The parameters there.
    pub theta: Vec<f32>,
    /// When it left, in milliseconds.
    pub left_ms: f64,
}

/// Steps counted over a second, so that the page can say how fast they come, not how fast they were asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pace {
    since_ms: Option<f64>,
    steps: u32,
    per_second: Option<f64>,
}

impl Pace {
    const OVER_MS: f64 = 1000.0;

    /// So many steps were done.
    pub(crate) fn count(&mut self, steps: u32, now_ms: f64) {
        // The first word of a run says when counting begins: its steps were done before.
        let Some(since_ms) = self.since_ms else {
            self.since_ms = Some(now_ms);
            return;
        };
        self.steps += steps;
        if now_ms - since_ms >= Self::OVER_MS {
            let per_second = 1000.0 * f64::from(self.steps) / (now_ms - since_ms);
            *self = Self { since_ms: Some(now_ms), steps: 0, per_second: Some(per_second) };
        }
    }

    /// Steps a second; none before a second has been counted.
    #[must_use]
    pub fn per_second(&self) -> Option<f64> {
        self.per_second
    }
}

/// Where a new training worker has to be brought.
#[derive(Clone, Debug, PartialEq)]
pub struct Recovery {
    /// Whether the new worker has its examples and was told to resume.
    pub resuming: bool,
}

impl Run {
    /// How long an exact cost counts as the present one while the run goes on, in milliseconds.
    pub const FRESH_MS: f64 = 1200.0;

    /// How long a run says that it was put elsewhere by hand, in milliseconds.
    const NEWS_MS: f64 = 8000.0;

    /// Whether it stands where it was put by hand.
    #[must_use]
    pub fn stands_where_put(&self) -> bool {
        self.before_hand.is_some() && self.step == self.began
    }

    /// Whether it stands where it was put by hand, or was put there lately.
    #[must_use]
    pub fn is_just_put(&self, now_ms: f64) -> bool {
        let lately = |before: &BeforeHand| now_ms - before.left_ms < Self::NEWS_MS;
        self.stands_where_put() || self.before_hand.as_ref().is_some_and(lately)
    }

    /// The exact cost, if it is of the present step or no older than a moment.
    #[must_use]
    pub fn fresh(&self, now_ms: f64) -> Option<&Measured> {
        let measured = self.measured.as_ref()?;
        (measured.step == self.step || now_ms - self.measured_at_ms <= Self::FRESH_MS).then_some(measured)
    }

    /// The learning rate below which descent on the whole set is stable, locally: 2 / lambda_max. None where nothing bends
    /// upwards.
    #[must_use]
    pub fn stability_threshold(&self) -> Option<f64> {
        self.sharpness.filter(|sharpness| sharpness.value > 0.0).map(|sharpness| 2.0 / sharpness.value)
    }

    /// How many steps later the sharpness is that of another place.
    const SHARPNESS_STEPS: u64 = 100;

    /// Whether the sharpness is of a place that the run has left behind.
    #[must_use]
    pub fn is_sharpness_old(&self) -> bool {
        self.sharpness.is_some_and(|sharpness| self.step > sharpness.step + Self::SHARPNESS_STEPS)
    }

    /// Steps were made with these settings.
    pub(crate) fn note_settings(&mut self, settings: &Settings) {
        let changed = self.made_with.as_ref().is_some_and(|(before, changed)| *changed || before != settings);
        self.made_with = Some((settings.clone(), changed));
    }

    /// The present run is over: a new one stands at `step`.
    pub fn restart(&mut self, start: Start, step: u64, examples_seen: u64, theta: Vec<f32>) {
        *self = Self { start, theta, step, began: step, examples_seen, ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_is_counted_over_a_second() {
        let mut pace = Pace::default();
        pace.count(1000, 5000.0);
        assert_eq!(pace.per_second(), None);
        for word in 1..=40 {
            pace.count(3, 5000.0 + 50.0 * f64::from(word));
        }
        assert_eq!(pace.per_second(), Some(60.0));
    }
}
