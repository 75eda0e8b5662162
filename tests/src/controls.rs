//! Controls, worked as a person works them.

use crate::page::{PATIENCE, Page};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use thirtyfour::{By, Key, WebElement};

impl Page {
    /// The element with this id, in sight, once it is not disabled: a person waits for that, too.
    async fn enabled(&self, id: &str) -> Result<WebElement> {
        let element = self
            .wait_for(PATIENCE, &format!("#{id} to be enabled"), async || {
                let element = self.element(id).await?;
                Ok(if element.is_enabled().await? { Ok(element) } else { Err("it is disabled".to_owned()) })
            })
            .await?;
        element.scroll_into_view().await?;
        Ok(element)
    }

    /// Clicks the element with this id, once it is enabled.
    ///
    /// # Errors
    /// If it is not there, stays disabled, or something lies over it.
    pub async fn click(&self, id: &str) -> Result<()> {
        self.enabled(id).await?.click().await.with_context(|| format!("cannot click #{id}"))
    }

    /// Chooses the option with this value, once the select is enabled.
    ///
    /// # Errors
    /// If there is no such select or option, or it stays disabled.
    pub async fn select(&self, id: &str, value: &str) -> Result<()> {
        self.enabled(id).await?;
        let option = self.session().find(By::Css(format!("#{id} option[value='{value}']"))).await;
        option.with_context(|| format!("#{id} has no option {value:?}"))?.click().await?;
        Ok(())
    }

    /// Moves a slider to `value` as a drag does: `input` at every stop on the way, `change` at the end.
    ///
    /// # Errors
    /// If there is no such slider, or it has no such value.
    pub async fn slide(&self, id: &str, value: f64) -> Result<()> {
        let body = "const [slider, value] = [document.getElementById(arguments[0]), arguments[1]];
            const [from, tell] = [slider.valueAsNumber, (name) => slider.dispatchEvent(new Event(name, { bubbles: true }))];
            slider.focus();
            for (const part of [0.25, 0.5, 0.75, 1]) { slider.valueAsNumber = from + part * (value - from); tell('input'); }
            tell('change');
            return slider.valueAsNumber;";
        let reached = self.script(body, &[json!(id), json!(value)]).await?;
        let reached = reached.as_f64().with_context(|| format!("#{id} is no slider"))?;
        let step = self.attribute(id, "step").await?.parse::<f64>().unwrap_or(1.0);
        anyhow::ensure!((reached - value).abs() <= step / 2.0, "#{id} went to {reached} instead of {value}");
        Ok(())
    }

    /// Gives the element with this id the focus, once it is enabled, presses a key so many times, and waits for eight frames: an
    /// eighth of a second or more.
    ///
    /// That is enough for what the page knows at once and writes at that pace: the pad, the probe, and the cursors of the charts and
    /// of the gallery are then as after the last press. It is not enough for what a worker has to answer, for pictures that take
    /// turns, or for the texts that describe pictures, which are written once a second at most: those have to be waited for.
    ///
    /// # Errors
    /// If it stays disabled, or cannot have the focus.
    pub async fn press(&self, id: &str, key: Key, times: usize) -> Result<()> {
        let element = self.enabled(id).await?;
        let keys = String::from(char::from(key)).repeat(times);
        element.send_keys(keys).await.with_context(|| format!("cannot type into #{id}"))?;
        self.settle().await
    }

    /// Chooses files in the field with this id, as a person does in the browser's dialog. `files` is an expression in JavaScript
    /// for a list of File objects, or for the promise of one.
    ///
    /// # Errors
    /// If there is no such field, or the files cannot be made.
    pub async fn choose_files(&self, id: &str, files: &str) -> Result<()> {
        let body = format!(
            "const [id, done] = arguments;
            const choose = (files) => {{
                const input = document.getElementById(id), data = new DataTransfer();
                for (const file of files) data.items.add(file);
                input.files = data.files;
                input.dispatchEvent(new Event('change', {{ bubbles: true }}));
                done(null);
            }};
            Promise.resolve({files}).then(choose).catch((error) => done(String(error)));"
        );
        match self.script_with_callback(&body, &[json!(id)]).await? {
            Value::String(error) => bail!("cannot choose files in #{id}: {error}"),
            _ => Ok(()),
        }
    }

    /// Replaces the text of a field and leaves it.
    ///
    /// # Errors
    /// If there is no such field.
    pub async fn fill(&self, id: &str, text: &str) -> Result<()> {
        let element = self.element(id).await?;
        element.clear().await.with_context(|| format!("cannot clear #{id}"))?;
        element.send_keys(format!("{text}{}", char::from(Key::Tab))).await?;
        Ok(())
    }

    /// Presses a key so many times wherever the focus is, and returns the id of the element that has it then.
    ///
    /// # Errors
    /// If the browser cannot.
    pub async fn press_here(&self, key: Key, times: usize) -> Result<String> {
        // As a keyboard does: keys sent to a field for files would be taken for a file's name.
        let keys = String::from(char::from(key)).repeat(times);
        self.session().action_chain().send_keys(keys).perform().await?;
        let focused = self.script("return document.activeElement?.id ?? ''", &[]).await?;
        Ok(focused.as_str().unwrap_or_default().to_owned())
    }
}
