//! Every check and test, one after the other, and a table of how each went.

use crate::{
    axe,
    browser::Browser,
    checks, dist, mnist, process, say,
    tools::{Tools, WASM},
    weight, workspace,
};
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::{
    fs,
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

/// A kind of check, as `--only` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Format, lints, documentation, the site and its weight.
    Checks,
    /// Tests that need no browser.
    Native,
    /// Tests that run as wasm in a browser.
    Wasm,
    /// Journeys through the built site.
    Browser,
}

impl Part {
    /// All of them, by name.
    pub const NAMES: [(&str, Part); 4] =
        [("checks", Part::Checks), ("native", Part::Native), ("wasm", Part::Wasm), ("browser", Part::Browser)];
}

/// One row of the table.
struct Phase {
    name: &'static str,
    /// It runs if any of these is wanted.
    parts: &'static [Part],
    /// It is skipped unless these went well.
    needs: &'static [&'static str],
    run: fn(&dist::Plan) -> Result<()>,
}

/// Cheap ones first, so that a slip shows early.
const PHASES: [Phase; 11] = [
    Phase { name: "format", parts: &[Part::Checks], needs: &[], run: |_| checks::format() },
    Phase {
        name: "tools",
        parts: &[Part::Checks, Part::Wasm, Part::Browser],
        needs: &[],
        run: |_| Tools::ensure().map(drop),
    },
    Phase { name: "browser", parts: &[Part::Wasm, Part::Browser], needs: &[], run: |_| find_browser() },
    Phase { name: "clippy", parts: &[Part::Checks], needs: &[], run: |_| checks::clippy_native() },
    Phase { name: "clippy for wasm", parts: &[Part::Checks], needs: &["tools"], run: |_| checks::clippy_wasm() },
    Phase { name: "documentation", parts: &[Part::Checks], needs: &[], run: |_| checks::docs() },
    Phase { name: "native tests", parts: &[Part::Native], needs: &[], run: native_tests },
    Phase { name: "wasm tests", parts: &[Part::Wasm], needs: &["tools", "browser"], run: |_| wasm_tests() },
    Phase { name: "site", parts: &[Part::Checks, Part::Browser], needs: &["tools"], run: dist::build },
    Phase { name: "weight", parts: &[Part::Checks], needs: &["site"], run: |_| weight::check() },
    Phase { name: "journeys", parts: &[Part::Browser], needs: &["browser", "site"], run: journeys },
];

/// Runs every phase that belongs to one of `parts`; a failure stops only what needs it.
///
/// # Errors
/// If any failed: their names.
pub fn run(parts: &[Part], mnist: Option<PathBuf>) -> Result<()> {
    let plan = dist::Plan { mnist, debug: false };
    let mut rows: Vec<Row> = Vec::new();
    for phase in PHASES.iter().filter(|phase| phase.parts.iter().any(|part| parts.contains(part))) {
        let failed = |need: &&str| rows.iter().any(|row| row.name == *need && row.outcome.is_err());
        if let Some(need) = phase.needs.iter().find(|need| failed(need)) {
            rows.push(Row { name: phase.name, outcome: Err(format!("skipped: needs {need}")), took: Duration::ZERO });
            continue;
        }
        say::step(&format!("Phase: {}", phase.name));
        let start = Instant::now();
        let outcome = (phase.run)(&plan).map_err(|error| {
            say::error(&format!("{}: {error:#}", phase.name));
            "FAILED".to_owned()
        });
        rows.push(Row { name: phase.name, outcome, took: start.elapsed() });
    }
    say::result(&table(&rows));
    let failed: Vec<&str> = rows.iter().filter(|row| row.outcome.is_err()).map(|row| row.name).collect();
    if !failed.is_empty() {
        bail!("not passed: {}", failed.join(", "));
    }
    Ok(())
}

struct Row {
    name: &'static str,
    outcome: Result<(), String>,
    took: Duration,
}

fn table(rows: &[Row]) -> String {
    let line =
        |name: &str, took: Duration, outcome: &str| format!("{name:<18}{:>8.1} s  {outcome}", took.as_secs_f64());
    let mut lines = vec![format!("{:<18}{:>10}  result", "phase", "time")];
    lines.extend(
        rows.iter().map(|row| line(row.name, row.took, row.outcome.as_ref().map_or_else(String::as_str, |()| "ok"))),
    );
    let total = rows.iter().map(|row| row.took).sum();
    let outcome = if rows.iter().all(|row| row.outcome.is_ok()) { "ok" } else { "FAILED" };
    lines.push(line("all", total, outcome));
    lines.join("\n")
}

fn find_browser() -> Result<()> {
    let browser = Browser::find_or_install()?;
    say::note(&format!("{} with {}", browser.binary.display(), browser.driver.display()));
    Ok(())
}

fn native_tests(plan: &dist::Plan) -> Result<()> {
    let mut cargo = process::cargo(&["test", "--locked", "--workspace", "--exclude", "costscape-tests"]);
    process::run(with_mnist(&mut cargo, plan))
}

/// Tests are told which data was asked for, so that none is left out for want of it.
fn with_mnist<'a>(cargo: &'a mut Command, plan: &dist::Plan) -> &'a mut Command {
    match &plan.mnist {
        Some(folder) => cargo.env(mnist::VARIABLE, folder),
        None => cargo,
    }
}

/// Unit and integration tests of the crates that run in a browser, in one.
fn wasm_tests() -> Result<()> {
    let (tools, browser) = (Tools::ensure()?, Browser::find()?);
    let options = workspace::target().join("webdriver.json");
    let text = json!({ "goog:chromeOptions": browser.options(&[]) }).to_string();
    fs::write(&options, text).with_context(|| format!("cannot write {}", options.display()))?;
    let mut cargo = process::cargo(&["test", "--locked", "--target", WASM, "--lib", "--bins", "--tests"]);
    cargo.args(["-p", "costscape-core", "-p", "costscape-app"]);
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", tools.test_runner());
    cargo.env("CHROMEDRIVER", browser.driver).env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", options);
    // Seconds for all tests of a crate, which on a busy machine are more than the usual 20.
    process::run(cargo.env("WASM_BINDGEN_TEST_TIMEOUT", "300"))
}

fn journeys(plan: &dist::Plan) -> Result<()> {
    axe::ensure()?;
    let mut cargo = process::cargo(&["test", "--locked", "--no-fail-fast", "-p", "costscape-tests"]);
    // A journey that fails says where and why; sixty lines of the runtime's insides would bury it.
    process::run(with_mnist(&mut cargo, plan).env("RUST_LIB_BACKTRACE", "0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_come_first_and_run_whenever_they_are_needed() {
        for (i, phase) in PHASES.iter().enumerate() {
            for need in phase.needs {
                let need = PHASES[..i].iter().find(|other| other.name == *need).expect("an earlier phase");
                assert!(phase.parts.iter().all(|part| need.parts.contains(part)), "{} for {}", need.name, phase.name);
            }
        }
    }

    #[test]
    fn the_table_tells_what_failed() {
        let rows = [
            Row { name: "format", outcome: Ok(()), took: Duration::from_millis(1250) },
            Row { name: "site", outcome: Err("FAILED".into()), took: Duration::from_secs(60) },
            Row { name: "journeys", outcome: Err("skipped: needs site".into()), took: Duration::ZERO },
        ];
        let expected = "phase                   time  result\n\
            format                 1.2 s  ok\n\
            site                  60.0 s  FAILED\n\
            journeys               0.0 s  skipped: needs site\n\
            all                   61.2 s  FAILED";
        assert_eq!(table(&rows), expected);
    }
}
