//! The main thread's tasks: how long they took, and how much of that was work.
//!
//! The two differ by what a task waited for a core that other threads had: the browser's own, the page's workers, other programs.
//! On a machine with few cores a run at full speed keeps all of them busy, and a task takes twice as long as its work.

use crate::page::Page;
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::Value;

/// What a recorded browser keeps: every task of every thread, and the page's marks.
pub(crate) const CATEGORIES: &str = "toplevel,blink.user_timing";
/// What Chromium calls a task.
const TASK: &str = "ThreadControllerImpl::RunTask";
/// The marks around what is asked about.
const MARKS: [&str; 2] = ["tap: from here", "tap: to here"];
/// The driver hands out what it has recorded with the next question but one, sometimes.
const QUESTIONS: usize = 8;

/// An event of Chromium's trace, as far as it is of interest.
#[derive(Debug, Deserialize)]
struct Event {
    name: String,
    pid: u32,
    tid: u32,
    /// When it began, in microseconds.
    ts: f64,
    /// For how long the thread had a core meanwhile, in microseconds.
    tdur: Option<f64>,
}

impl Page {
    /// Forgets the main thread's long tasks so far.
    ///
    /// # Errors
    /// If the browser cannot be asked.
    pub async fn forget_tasks(&self) -> Result<()> {
        // Those that are over but not yet reported are to be forgotten as well.
        self.longest_task_ms().await?;
        self.script("self.tap.tasks.length = 0; performance.mark(arguments[0])", &[MARKS[0].into()]).await?;
        Ok(())
    }

    /// How long the longest task of the main thread took since the page was opened or [`Page::forget_tasks`], in
    /// milliseconds; 0 if none took 50.
    ///
    /// # Errors
    /// If the browser cannot be asked.
    pub async fn longest_task_ms(&self) -> Result<f64> {
        // The browser reports a task some time after its end.
        let body = "const done = arguments[arguments.length - 1];
            const answer = () => done(Math.max(0, ...self.tap.tasks.map((task) => task.duration_ms)));
            requestAnimationFrame(() => requestIdleCallback(answer, { timeout: 500 }));";
        self.script_with_callback(body, &[]).await?.as_f64().context("no number of milliseconds")
    }

    /// How long the longest task of the main thread worked since [`Page::forget_tasks`], in milliseconds: by the thread's own
    /// clock, which stands still while it waits for a core.
    ///
    /// # Errors
    /// If the browser keeps no record, or that does not hold what is asked for.
    pub async fn longest_work_ms(&self) -> Result<f64> {
        ensure!(self.browser.is_recorded(), "only a window that is recorded() knows how long tasks worked");
        self.script("performance.mark(arguments[0])", &[MARKS[1].into()]).await?;
        let (mut events, mut whole) = (Vec::new(), false);
        for _ in 0..QUESTIONS {
            let entries = self.session().get_log("performance").await?;
            take_in(&mut events, entries.iter().map(|entry| entry.message.as_str()))?;
            match longest_work_ms(&events) {
                // Once more: the record comes in parts, and not in their order.
                Some(work_ms) if whole => return Ok(work_ms),
                found => whole = found.is_some(),
            }
        }
        bail!("the record of {} events does not hold what was asked for", events.len())
    }
}

/// Takes the events in from a driver's performance log.
fn take_in<'a>(events: &mut Vec<Event>, entries: impl Iterator<Item = &'a str>) -> Result<()> {
    for entry in entries {
        let entry: Value = serde_json::from_str(entry).context("the record is not JSON")?;
        let message = &entry["message"];
        if message["method"] == "Tracing.dataCollected" {
            // Events that are of no interest may lack something.
            events.extend(Event::deserialize(&message["params"]));
        }
    }
    Ok(())
}

/// The longest task between the last two marks, on the thread that set them; none as long as the second is missing.
fn longest_work_ms(events: &[Event]) -> Option<f64> {
    let last = |name: &str| events.iter().filter(|event| event.name == name).max_by(|a, b| a.ts.total_cmp(&b.ts));
    let (from, to) = (last(MARKS[0])?, last(MARKS[1])?);
    let marked = |task: &&Event| (task.pid, task.tid) == (from.pid, from.tid) && (from.ts..to.ts).contains(&task.ts);
    let tasks = events.iter().filter(|event| event.name == TASK).filter(marked);
    let longest = tasks.filter_map(|task| task.tdur).reduce(f64::max);
    longest.filter(|_| from.ts < to.ts).map(|longest| longest / 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_longest_task_between_the_marks_is_found() {
        let entry =
            |method: &str, params: Value| json!({ "message": { "method": method, "params": params } }).to_string();
        let event = |name: &str, tid: u32, ts: u32, tdur: u32| {
            let params =
                json!({ "name": name, "ph": "X", "pid": 7, "tid": tid, "ts": ts, "dur": 90_000, "tdur": tdur });
            entry("Tracing.dataCollected", params)
        };
        let mark = |name: &str, ts: u32| {
            entry("Tracing.dataCollected", json!({ "name": name, "ph": "I", "pid": 7, "tid": 1, "ts": ts }))
        };
        let mut events = Vec::new();
        let mut work_ms = |entries: &[String]| {
            take_in(&mut events, entries.iter().map(String::as_str)).expect("this is JSON");
            longest_work_ms(&events)
        };
        let before =
            [entry("Tracing.bufferUsage", json!({ "value": 0.5 })), mark(MARKS[1], 5), event(TASK, 1, 9, 99_000)];
        assert_eq!(work_ms(&before), None);
        let tasks = [event(TASK, 1, 20, 2_000), event(TASK, 1, 30, 31_500), event("else", 1, 40, 80_000)];
        assert_eq!(work_ms(&[&[mark(MARKS[0], 10)], &tasks[..]].concat()), None, "it is not over");
        assert_eq!(work_ms(&[event(TASK, 2, 50, 70_000), mark(MARKS[1], 60), event(TASK, 1, 70, 88_000)]), Some(31.5));
        assert_eq!(work_ms(&[mark(MARKS[0], 80), event(TASK, 1, 90, 1_000), mark(MARKS[1], 99)]), Some(1.0));
        assert!(take_in(&mut Vec::new(), ["{"].into_iter()).is_err());
    }
}
