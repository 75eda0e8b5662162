//! How fast a run goes.

use costscape_protocol::Pace;

/// When the next step is due.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pacing {
    /// Milliseconds between steps; 0 as fast as possible.
    every_ms: f64,
    due_ms: Option<f64>,
}

/// A run that was held up catches up on at most this much; after a longer pause it does not race.
const MOST_BEHIND_MS: f64 = 100.0;

impl Pacing {
    pub(super) fn new(pace: Pace) -> Self {
        let every_ms = match pace {
            Pace::StepsPerSecond(rate) if rate > 0.0 && rate.is_finite() => 1000.0 / rate,
            _ => 0.0,
        };
        Self { every_ms, due_ms: None }
    }

    /// Milliseconds until the next step is due; 0 or less when it is.
    pub(super) fn wait_ms(&self, now_ms: f64) -> f64 {
        if self.every_ms == 0.0 { 0.0 } else { self.due_ms.map_or(0.0, |due| due - now_ms) }
    }

    /// A step was done.
    pub(super) fn stepped(&mut self, now_ms: f64) {
        let due = self.due_ms.unwrap_or(now_ms) + self.every_ms;
        let earliest = now_ms - MOST_BEHIND_MS;
        self.due_ms = Some(if due < earliest { earliest } else { due });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixty_steps_a_second_are_sixty_however_unevenly_called() {
        let mut pacing = Pacing::new(Pace::StepsPerSecond(60.0));
        let (mut steps, mut now) = (0, 0.0);
        while now < 1000.0 {
            while pacing.wait_ms(now) <= 0.0 {
                pacing.stepped(now);
                steps += 1;
            }
            now += if steps % 3 == 0 { 33.0 } else { 7.0 };
        }
        assert!((59..=62).contains(&steps), "{steps}");
    }

    #[test]
    fn a_long_stop_is_not_caught_up() {
        let mut pacing = Pacing::new(Pace::StepsPerSecond(10.0));
        pacing.stepped(0.0);
        let mut steps = 0;
        while pacing.wait_ms(60_000.0) <= 0.0 {
            pacing.stepped(60_000.0);
            steps += 1;
        }
        assert!(steps <= 3, "{steps}");
        assert_eq!(Pacing::new(Pace::Fastest).wait_ms(5.0), 0.0);
        assert_eq!(Pacing::new(Pace::StepsPerSecond(f64::NAN)).wait_ms(5.0), 0.0);
    }
}
