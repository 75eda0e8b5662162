//! The budgets, measured: numerics natively and in a browser, and the built page as a visitor meets it.

use crate::{
    browser::Browser,
    dist::{self, Plan},
    process, say,
    tools::{Tools, WASM},
    weight, workspace,
};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::{fs, path::Path};

/// One measured row, as the programs that measure print it.
#[derive(Clone, Debug, Deserialize)]
struct Row {
    name: String,
    least_ms: f64,
    median_ms: f64,
    reference_ms: Option<f64>,
    budget_ms: Option<f64>,
}

/// Builds everything, measures every row and prints the table.
///
/// # Errors
/// If there is no MNIST to measure on, or something does not build or run. A budget that is not met is said in the table; it is
/// no error, because machines differ.
pub fn run(plan: &Plan) -> Result<()> {
    let (tools, _) = (Tools::ensure()?, Browser::find_or_install()?);
    dist::build(plan)?;
    let data = workspace::dist().join("mnist");
    if !data.join("train-images-idx3-ubyte.gz").exists() {
        bail!("the budgets are measured on MNIST, and there is none");
    }
    say::step("Measuring natively");
    let mut native = process::cargo(&["run", "--locked", "--release", "--quiet", "-p", "costscape-bench"]);
    let native = rows(&process::output(native.env("COSTSCAPE_MNIST", &data))?)?;
    let page = bench_page(&tools, &data)?;
    say::step("Measuring in Chromium");
    let mut browser = process::cargo(&["run", "--locked", "--quiet", "-p", "costscape-tests", "--bin", "bench", "--"]);
    let measured = process::output(browser.arg(page))?;
    let (kernels, visits) = measured.trim().split_once('\n').context("the browser's rows are incomplete")?;
    say::result(&table("Natively", &native));
    say::result(&table("In headless Chromium", &rows(kernels)?));
    say::result(&table("The page, in headless Chromium", &rows(visits)?));
    weight::check()
}

fn rows(json: &str) -> Result<Vec<Row>> {
    serde_json::from_str(json.trim()).with_context(|| format!("no rows in {json:?}"))
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
    for file in ["index.html", "bench.js"] {
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
    let mut lines = vec![
        String::new(),
        format!("{title:<44}{:>10}{:>10}{:>12}{:>9}{:>10}", "least ms", "median", "reference", "ratio", "budget"),
    ];
    for row in rows {
        let reference = row.reference_ms.map_or_else(String::new, |ms| format!("{ms:.0}"));
        let ratio = row.reference_ms.map_or_else(String::new, |ms| format!("{:.0}x", ms / row.median_ms));
        let verdict = |budget: f64| if row.least_ms <= budget { "" } else { "  over" };
        let budget = row.budget_ms.map_or_else(String::new, |ms| format!("{ms:.0}{}", verdict(ms)));
        let (least, median) = (row.least_ms, row.median_ms);
        lines.push(format!("{:<44}{least:>10.2}{median:>10.2}{reference:>12}{ratio:>9}{budget:>10}", row.name));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_when_it_is_over_its_budget() {
        let json = r#"[{"name":"a","least_ms":5.0,"median_ms":6.0,"reference_ms":60.0,"budget_ms":4.0},
            {"name":"b","least_ms":1.0,"median_ms":2.0,"reference_ms":null,"budget_ms":4.0}]"#;
        let text = table("Title", &rows(json).unwrap());
        let lines: Vec<&str> = text.lines().skip(2).collect();
        assert!(lines[0].contains("10x") && lines[0].ends_with("4  over"), "{text}");
        assert!(!lines[1].contains("over"), "{text}");
        assert!(rows("nothing").is_err());
    }
}
