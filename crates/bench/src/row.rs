//! A row of the table: what was measured, and what it may come to at most.

use serde::{Deserialize, Serialize};

/// What a row is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Milliseconds.
    #[serde(rename = "ms")]
    Milliseconds,
    /// Frames of the display.
    #[serde(rename = "frames")]
    Frames,
    /// Hundredths of a whole.
    #[serde(rename = "%")]
    Percent,
    /// Thousands of bytes.
    #[serde(rename = "kB")]
    Kilobytes,
}

/// Where a row is to stay.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Budget {
    /// Less is better.
    AtMost(f64),
    /// More is better.
    AtLeast(f64),
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What was measured.
    pub name: String,
    /// What all numbers of the row are counted in.
    pub unit: Unit,
    /// The best run: what the work takes where nothing else disturbs it.
    pub best: f64,
    /// The run in the middle.
    pub median: f64,
    /// The plain reference path's number for the same work.
    pub reference: Option<f64>,
    /// Where the best run is to stay, if anything was promised.
    pub budget: Option<Budget>,
}

impl Row {
    /// A row of these runs, none of which may be NaN.
    ///
    /// # Errors
    /// If there are no runs.
    pub fn of_runs(name: &str, unit: Unit, mut runs: Vec<f64>, budget: Option<Budget>) -> Result<Row, String> {
        runs.sort_by(f64::total_cmp);
        if let Some(Budget::AtLeast(_)) = budget {
            runs.reverse();
        }
        let (best, median) = runs.first().zip(runs.get(runs.len() / 2)).ok_or_else(|| format!("no runs of {name}"))?;
        Ok(Row { name: name.to_owned(), unit, best: *best, median: *median, reference: None, budget })
    }

    /// Whether the best run is where it is to stay; so is every row that promises nothing.
    #[must_use]
    pub fn is_met(&self) -> bool {
        match self.budget {
            Some(Budget::AtMost(most)) => self.best <= most,
            Some(Budget::AtLeast(least)) => self.best >= least,
            None => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(runs: &[f64], budget: Option<Budget>) -> Row {
        Row::of_runs("row", Unit::Milliseconds, runs.to_vec(), budget).expect("runs")
    }

    #[test]
    fn the_best_run_is_judged() {
        let times = [5.0, 3.0, 9.0];
        let least = row(&times, Some(Budget::AtMost(3.0)));
        assert_eq!((least.best, least.median, least.is_met()), (3.0, 5.0, true));
        assert!(!row(&times, Some(Budget::AtMost(2.9))).is_met());
        let most = row(&times, Some(Budget::AtLeast(9.0)));
        assert_eq!((most.best, most.median, most.is_met()), (9.0, 5.0, true));
        assert!(!row(&times, Some(Budget::AtLeast(9.1))).is_met());
        assert!(row(&times, None).is_met());
        assert!(Row::of_runs("row", Unit::Percent, vec![], None).is_err());
    }

    #[test]
    fn rows_survive_json() {
        let row = row(&[1.5], Some(Budget::AtMost(2.0)));
        let json = serde_json::to_string(&row).expect("JSON");
        assert!(json.contains(r#""unit":"ms""#) && json.contains(r#"{"at_most":2.0}"#), "{json}");
        assert_eq!(serde_json::from_str::<Row>(&json).expect("a row"), row);
    }
}
