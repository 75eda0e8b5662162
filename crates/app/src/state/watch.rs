//! Workers that die again and again.

/// Remembers when a worker died, so that one that keeps dying is not started for ever.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Watch {
    died_at_ms: Vec<f64>,
}

impl Watch {
    /// So many deaths within [`Self::WITHIN_MS`] without progress are enough.
    const DEATHS: usize = 3;
    const WITHIN_MS: f64 = 60_000.0;

    /// The worker died; whether it is worth starting it again.
    pub fn died(&mut self, now_ms: f64) -> bool {
        self.died_at_ms.retain(|at| now_ms - at < Self::WITHIN_MS);
        self.died_at_ms.push(now_ms);
        self.died_at_ms.len() < Self::DEATHS
    }

    /// The worker did something useful.
    pub fn progress(&mut self) {
        self.died_at_ms.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_death_within_a_minute_is_the_last() {
        let mut watch = Watch::default();
        assert!(watch.died(0.0) && watch.died(1000.0));
        assert!(!watch.died(2000.0));
        assert!(watch.died(61_500.0), "only one of the earlier deaths is less than a minute ago");
        watch.progress();
        assert!(watch.died(62_000.0) && watch.died(62_001.0));
    }
}
