//! The budgets, measured: numerics natively and in a browser, and the built page as a visitor meets it.

use crate::{
    browser::Browser,
    dist::{self, Plan},
    mnist::{FILES, VARIABLE},
    process, say,
    tools::{Tools, WASM},
    weight, workspace,
};
use anyhow::{Context, Error, Result, bail};
use costscape_bench::{Budget, Row, Unit};
use std::{fs, path::Path};

/// What belongs to the budgets and is not measured, so that nobody takes it for met.
const NOT_MEASURED: &str =
    "Not measured, since one worker trains: the full-batch gradient step with two workers (budget 45 ms).";

/// Builds everything, measures every row and prints the table.
///
/// # Errors
/// If there is no MNIST to measure on, or something does not build or run. A budget that is not met is said in the table; it is
/// no error, because machines differ.
pub fn run(plan: &Plan) -> Result<()> {
    let (tools, _) = (Tools::ensure()?, Browser::find_or_install()?);
    dist::build(plan)?;
    let data = workspace::dist().join("mnist");
    if FILES.iter().any(|file| file.find_in(&data).is_none()) {
        bail!("the budgets are measured on MNIST, and there is none");
    }
    let page = bench_page(&tools, &data)?;
    // Built beforehand, so that no compiler works beside what is measured.
    let cargo = |words: &[&str], more: &[&str]| process::cargo(&[words, more].concat());
    let native = |words: &[&str]| cargo(words, &["--locked", "--release", "--quiet", "-p", "costscape-bench"]);
    let browser = |words: &[&str]| cargo(words, &["--locked", "--quiet", "-p", "costscape-tests", "--bin", "bench"]);
    process::run(&mut native(&["build"]))?;
    process::run(&mut browser(&["build"]))?;
    say::step("Measuring natively");
    let native = rows(&process::answer(native(&["run"]).env(VARIABLE, &data))?)?;
    say::step("Measuring in Chromium (some minutes)");
    let measured = process::answer(browser(&["run"]).arg("--").arg(page).env("RUST_LIB_BACKTRACE", "0"))?;
    let (kernels, visits) = measured.trim().split_once('\n').context("the browser's rows are incomplete")?;
    let (kernels, mut visits) = (rows(kernels)?, rows(visits)?);
    visits.push(weight_row(weight::gzipped()?)?);
    let unbound: Vec<Row> = native.into_iter().map(|row| Row { budget: None, ..row }).collect();
    say::result(&table("Numerics, natively", &unbound));
    say::result(&table("Numerics, in a worker of headless Chromium", &kernels));
    say::result(&table("The page, in headless Chromium", &visits));
    say::result(&format!("\n{}\n{NOT_MEASURED}", verdict(kernels.iter().chain(&visits))));
    Ok(())
}

fn rows(json: &str) -> Result<Vec<Row>> {
    serde_json::from_str(json.trim()).with_context(|| format!("no rows in {json:?}"))
}

fn weight_row(bytes: u64) -> Result<Row> {
    let budget = Budget::AtMost(weight::BUDGET as f64 / 1e3);
    let row = Row::of_runs("page without data, gzipped", Unit::Kilobytes, vec![bytes as f64 / 1e3], Some(budget));
    row.map_err(Error::msg)
}

/// A page that times the numerics, with the data beside it.
fn bench_page(tools: &Tools, data: &Path) -> Result<std::path::PathBuf> {
    say::step("Building the benchmark page");
    let build = ["build", "--locked", "--release", "--quiet", "--target", WASM, "-p", "costscape-bench", "--bins"];
    process::run(&mut process::cargo(&build))?;
    let folder = workspace::target().join("bench-page");
    fs::create_dir_all(folder.join("mnist"))?;
    let wasm = workspace::target().join(WASM).join("release/costscape-bench.wasm");
    let mut bindgen = process::command(tools.bindgen());
    bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(&folder).arg(wasm);
    process::run(&mut bindgen)?;
    let mut copies = vec![];
    for file in ["index.html", "bench.js", "worker.js"] {
        copies.push((workspace::root().join("crates/bench/web").join(file), folder.join(file)));
    }
    for entry in fs::read_dir(data)? {
        let path = entry?.path();
        let to = folder.join("mnist").join(path.file_name().unwrap_or_default());
        copies.push((path, to));
    }
    for (from, to) in copies {
        // A copy keeps the original's permissions, and one that may not be written cannot be replaced.
        let _ = fs::remove_file(&to);
        fs::copy(&from, &to).with_context(|| format!("cannot copy {}", from.display()))?;
    }
    Ok(folder)
}

fn table(title: &str, rows: &[Row]) -> String {
    let line = |name: &str, [best, median, reference, ratio, budget]: [&str; 5]| {
        let line = format!("{name:<58}{best:>11}{median:>11}{reference:>12}{ratio:>7}  {budget}");
        line.trim_end().to_owned()
    };
    let mut lines = vec![String::new(), line(title, ["best", "median", "reference", "ratio", "budget"])];
    for row in rows {
        let in_unit = |number: f64| format!("{number:.*} {}", decimals(number), unit(row.unit));
        let reference = row.reference.map(in_unit).unwrap_or_default();
        let ratio = row.reference.map(|reference| format!("{:.0}x", reference / row.best)).unwrap_or_default();
        let over = if row.is_met() { "" } else { "  MISSED" };
        let budget = match row.budget {
            Some(Budget::AtMost(most)) => format!("at most {most:.0}{over}"),
            Some(Budget::AtLeast(least)) => format!("at least {least:.0}{over}"),
            None => String::new(),
        };
        lines.push(line(&row.name, [&in_unit(row.best), &in_unit(row.median), &reference, &ratio, &budget]));
    }
    lines.join("\n")
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Milliseconds => "ms",
        Unit::Frames => "fr",
        Unit::Percent => "% ",
        Unit::Kilobytes => "kB",
    }
}

fn decimals(number: f64) -> usize {
    match number {
        _ if number.fract() == 0.0 => 0,
        _ if number < 10.0 => 2,
        _ if number < 1000.0 => 1,
        _ => 0,
    }
}

fn verdict<'a>(rows: impl Iterator<Item = &'a Row>) -> String {
    let missed: Vec<&str> = rows.filter(|row| !row.is_met()).map(|row| row.name.as_str()).collect();
    if missed.is_empty() {
        "Every measured budget is met.".to_owned()
    } else {
        format!("MISSED: {}", missed.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_when_it_misses_its_budget() {
        let json = r#"[
            {"name":"a","unit":"ms","best":5.0,"median":6.0,"reference":60.5,"budget":{"at_most":4.0}},
            {"name":"b","unit":"ms","best":1.25,"median":2.0,"reference":null,"budget":{"at_most":4.0}},
            {"name":"c","unit":"%","best":80.0,"median":70.0,"reference":null,"budget":{"at_least":90.0}},
            {"name":"d","unit":"frames","best":1.0,"median":1.0,"reference":null,"budget":null}]"#;
        let rows = rows(json).unwrap();
        let text = table("Title", &rows);
        let lines: Vec<Vec<&str>> = text.lines().skip(2).map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[0].join(" "), "a 5 ms 6 ms 60.5 ms 12x at most 4 MISSED");
        assert_eq!(lines[1].join(" "), "b 1.25 ms 2 ms at most 4");
        assert_eq!(lines[2].join(" "), "c 80 % 70 % at least 90 MISSED");
        assert_eq!(lines[3].join(" "), "d 1 fr 1 fr");
        assert_eq!(verdict(rows.iter()), "MISSED: a; c");
        assert!(verdict(rows[1..2].iter()).contains("met"));
        assert!(super::rows("nothing").is_err());
    }
}
