//! The main thread's tasks: how long they took, and how much of that was work.
//!
//! The two differ by what a task waited for a core that other threads had: the browser's own, the page's workers, other programs.
//! On a machine with few cores a run at full speed keeps all of them busy, and a task takes twice as long as its work.

use crate::{page::Page, record::Event};
use anyhow::{Context, Result};

/// What Chromium calls a task.
const TASK: &str = "ThreadControllerImpl::RunTask";
/// The marks around what is asked about.
const MARKS: [&str; 2] = ["tap: from here", "tap: to here"];

impl Page {
    /// Forgets the main thread's long tasks so far.
    ///
    /// # Errors
    /// If the browser cannot be asked.
    pub async fn forget_tasks(&self) -> Result<()> {
        // Those that are over but not yet reported are to be forgotten as well.
        self.longest_task_ms().await?;
        if let Some(recorder) = self.browser.recorder() {
            recorder.lock().await.start().await?;
        }
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
        let recorder =
            self.browser.recorder().context("only a window that is recorded() knows how long tasks worked")?;
        self.script("performance.mark(arguments[0])", &[MARKS[1].into()]).await?;
        let events = recorder.lock().await.stop().await?;
        longest_work_ms(&events)
            .with_context(|| format!("no task between marks in the record of {} events", events.len()))
    }
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

    #[test]
    fn the_longest_task_between_the_marks_is_found() {
        let event =
            |name: &str, tid: u32, ts: f64, tdur: Option<f64>| Event { name: name.into(), pid: 7, tid, ts, tdur };
        let task = |tid: u32, ts: f64, tdur: f64| event(TASK, tid, ts, Some(tdur));
        let mark = |name: &str, ts: f64| event(name, 1, ts, None);
        let mut events = vec![mark(MARKS[1], 5.0), task(1, 9.0, 99_000.0)];
        assert_eq!(longest_work_ms(&events), None);
        events.extend([mark(MARKS[0], 10.0), task(1, 20.0, 2_000.0), task(1, 30.0, 31_500.0)]);
        events.push(event("else", 1, 40.0, Some(80_000.0)));
        assert_eq!(longest_work_ms(&events), None, "it is not over");
        events.extend([task(2, 50.0, 70_000.0), mark(MARKS[1], 60.0), task(1, 70.0, 88_000.0)]);
        assert_eq!(longest_work_ms(&events), Some(31.5));
        events.extend([mark(MARKS[0], 80.0), task(1, 90.0, 1_000.0), mark(MARKS[1], 99.0)]);
        assert_eq!(longest_work_ms(&events), Some(1.0));
    }
}
