//! What the charts show.

/// Values by step, steps rising. Bounded: when it grows too long every second value goes, so what stays is exact.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    points: Vec<(u64, f64)>,
}

impl Series {
    const MOST: usize = 4000;

    /// Adds a value. One for the last step replaces it; earlier steps and values that are no numbers are left out.
    pub fn push(&mut self, step: u64, value: f64) {
        if !value.is_finite() {
            return;
        }
        match self.points.last_mut() {
            Some(last) if last.0 > step => return,
            Some(last) if last.0 == step => *last = (step, value),
            _ => self.points.push((step, value)),
        }
        if self.points.len() > Self::MOST {
            let mut index = 0;
            self.points.retain(|_| {
                index += 1;
                index % 2 == 1
            });
        }
    }

    /// (step, value), steps rising.
    #[must_use]
    pub fn points(&self) -> &[(u64, f64)] {
        &self.points
    }

    /// The value known nearest to `step`; of two as near, the earlier.
    #[must_use]
    pub fn nearest(&self, step: u64) -> Option<(u64, f64)> {
        let after = self.points.partition_point(|&(at, _)| at < step);
        let candidates = [after.checked_sub(1), Some(after)];
        candidates
            .into_iter()
            .flatten()
            .filter_map(|i| self.points.get(i).copied())
            .min_by_key(|&(at, _)| at.abs_diff(step))
    }

    /// The first known step after `step`, or the last one before it.
    #[must_use]
    pub fn neighbour(&self, step: u64, forwards: bool) -> Option<u64> {
        let found = if forwards {
            self.points.get(self.points.partition_point(|&(at, _)| at <= step))
        } else {
            self.points.partition_point(|&(at, _)| at < step).checked_sub(1).and_then(|i| self.points.get(i))
        };
        found.map(|&(at, _)| at)
    }
}

/// The run so far, since its start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// The true cost over the training set.
    pub train: Series,
    /// The true cost over the test set.
    pub test: Series,
    /// The mean cost of the mini-batches.
    pub batch: Series,
    /// The norm of the true gradient, where that was computed.
    pub gradient: Series,
    /// The norm of the mini-batches' gradients.
    pub batch_gradient: Series,
    /// lambda_max, the Hessian's largest eigenvalue.
    pub sharpness: Series,
    /// 2 / eta: above it, descent on the whole set is not stable.
    pub edge: Series,
}

impl History {
    /// All of them.
    #[must_use]
    pub fn series(&self) -> [&Series; 7] {
        [&self.train, &self.test, &self.batch, &self.gradient, &self.batch_gradient, &self.sharpness, &self.edge]
    }

    /// The first and the last step of any series.
    #[must_use]
    pub fn steps(&self) -> Option<(u64, u64)> {
        let ends = self.series().into_iter().filter_map(|s| Some((s.points.first()?.0, s.points.last()?.0)));
        ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// The known step nearest to `step`, in any series.
    #[must_use]
    pub fn nearest(&self, step: u64) -> Option<u64> {
        let steps = self.series().into_iter().filter_map(|s| Some(s.nearest(step)?.0));
        steps.min_by_key(|at| at.abs_diff(step))
    }

    /// The next known step after `step`, or before it, in any series.
    #[must_use]
    pub fn neighbour(&self, step: u64, forwards: bool) -> Option<u64> {
        let steps = self.series().into_iter().filter_map(|s| s.neighbour(step, forwards));
        if forwards { steps.min() } else { steps.max() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_rise_and_values_are_numbers() {
        let mut series = Series::default();
        for (step, value) in [(0, 1.0), (5, 2.0), (5, 3.0), (4, 9.0), (6, f64::NAN), (7, f64::INFINITY)] {
            series.push(step, value);
        }
        assert_eq!(series.points(), [(0, 1.0), (5, 3.0)]);
    }

    #[test]
    fn a_long_series_is_thinned_and_keeps_its_start() {
        let mut series = Series::default();
        (0..100_000).for_each(|step| series.push(step, step as f64));
        assert!(series.points().len() <= Series::MOST);
        assert_eq!(series.points()[0], (0, 0.0));
        assert!(series.points().iter().all(|&(step, value)| step as f64 == value));
    }

    #[test]
    fn nearest_and_neighbours_are_found() {
        let mut history = History::default();
        for step in [10, 20, 30] {
            history.train.push(step, 0.0);
        }
        history.test.push(24, 0.0);
        assert_eq!(history.train.nearest(16).map(|p| p.0), Some(20));
        assert_eq!(history.train.nearest(0).map(|p| p.0), Some(10));
        assert_eq!(history.train.nearest(99).map(|p| p.0), Some(30));
        assert_eq!(history.nearest(25), Some(24));
        assert_eq!(history.neighbour(20, true), Some(24));
        assert_eq!(history.neighbour(20, false), Some(10));
        assert_eq!(history.neighbour(30, true), None);
        assert_eq!(history.steps(), Some((10, 30)));
        assert_eq!(History::default().steps(), None);
    }
}
