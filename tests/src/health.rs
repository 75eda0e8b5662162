//! Whether all is well behind the scenes: the console, the requests, accessibility.

use crate::page::Page;
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::Value;
use std::{fmt, sync::PoisonError};

/// Something axe-core finds fault with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Violation {
    /// The broken rule.
    pub id: String,
    /// How bad it is: minor, moderate, serious or critical.
    pub impact: Option<String>,
    /// What the rule asks for.
    pub help: String,
    /// Where it is broken: selectors.
    pub targets: Vec<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {} ({})", self.id, self.help, self.targets.join(", "))
    }
}

impl Page {
    /// Everything the page, its workers and the browser complained of in this journey, and every address outside the
    /// site that was asked for, in vain or not.
    ///
    /// # Errors
    /// If the browser cannot be asked.
    pub async fn complaints(&self) -> Result<Vec<String>> {
        // A worker's words and events under way arrive within two frames. What is taken here is taken once, so that
        // nothing is lost when another page is opened.
        let take = "const done = arguments[arguments.length - 1];
            requestAnimationFrame(() => requestAnimationFrame(() => {
                const foreign = performance.getEntriesByType('resource').map((entry) => entry.name)
                    .filter((name) => !name.startsWith(location.origin + '/') && !/^(data|blob):/.test(name));
                performance.clearResourceTimings();
                done([...(self.tap?.complaints.splice(0) ?? []), ...foreign.map((name) => `request: ${name}`)]);
            }));";
        let taken: Vec<String> = serde_json::from_value(self.script_with_callback(take, &[]).await?)?;
        let entries = self.session().browser_log().await?;
        let worrying = entries.into_iter().filter(|entry| matches!(entry.level.as_str(), "SEVERE" | "WARNING"));
        let mut complaints = self.complaints.lock().unwrap_or_else(PoisonError::into_inner);
        complaints.extend(taken);
        complaints.extend(worrying.map(|entry| format!("log: {}", entry.message)));
        Ok(complaints.clone())
    }

    /// Lets complaints that contain `text` pass, since this journey makes them happen.
    pub fn expect_complaint(&self, text: &str) {
        self.expected.lock().unwrap_or_else(PoisonError::into_inner).push(text.to_owned());
    }

    /// Makes sure that nothing complained, and nothing was asked of another host or of this one in vain.
    ///
    /// # Errors
    /// If so: all of it.
    pub async fn check_clean(&self) -> Result<()> {
        let mut faults = self.complaints().await?;
        let missing = self.site.answered().into_iter().filter(|answered| answered.status >= 400);
        faults.extend(missing.map(|answered| format!("request: {} got {}", answered.path, answered.status)));
        let expected = self.expected.lock().unwrap_or_else(PoisonError::into_inner).clone();
        faults.retain(|fault| !expected.iter().any(|text| fault.contains(text)));
        if !faults.is_empty() {
            bail!("not clean:\n  {}", faults.join("\n  "));
        }
        Ok(())
    }

    /// Makes sure that nothing reaches over the window's edge.
    ///
    /// # Errors
    /// If something does: by how much.
    pub async fn check_width(&self) -> Result<()> {
        let body = "const e = document.documentElement; return [e.clientWidth, e.scrollWidth]";
        let (window, page): (u32, u32) = self.read(body).await?;
        ensure!(page <= window, "at {window} the page is {} pixels too wide", page - window);
        Ok(())
    }

    /// What axe-core finds fault with in the page as it is now.
    ///
    /// # Errors
    /// If axe-core is not installed or cannot run.
    pub async fn violations(&self) -> Result<Vec<Violation>> {
        let loaded = self.script("return typeof self.axe === 'object'", &[]).await?;
        if loaded != true {
            self.script(&costscape_xtask::axe::script()?, &[]).await.context("cannot load axe-core")?;
        }
        let body = "const done = arguments[arguments.length - 1];
            const row = (v) => ({ id: v.id, impact: v.impact, help: v.help, targets: v.nodes.map((n) => n.target.join(' ')) });
            axe.run(document).then((result) => done(result.violations.map(row)), (error) => done(String(error)));";
        match self.script_with_callback(body, &[]).await? {
            Value::String(error) => bail!("axe-core: {error}"),
            found => serde_json::from_value(found).context("cannot read what axe-core found"),
        }
    }

    /// Makes sure that axe-core finds no fault with the page as it is now.
    ///
    /// # Errors
    /// If it does: all of them.
    pub async fn check_accessible(&self) -> Result<()> {
        let violations = self.violations().await?;
        if !violations.is_empty() {
            let lines: Vec<String> = violations.iter().map(Violation::to_string).collect();
            bail!("not accessible:\n  {}", lines.join("\n  "));
        }
        Ok(())
    }
}
