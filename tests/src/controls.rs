//! Controls, worked as a person works them.

use crate::page::Page;
use anyhow::{Context, Result};
use serde_json::json;
use thirtyfour::{By, Key};

impl Page {
    /// Clicks the element with this id.
    ///
    /// # Errors
    /// If it is not there, or something lies over it.
    pub async fn click(&self, id: &str) -> Result<()> {
        let element = self.element(id).await?;
        element.scroll_into_view().await?;
        element.click().await.with_context(|| format!("cannot click #{id}"))
    }

    /// Chooses the option with this value.
    ///
    /// # Errors
    /// If there is no such select or option.
    pub async fn select(&self, id: &str, value: &str) -> Result<()> {
        self.element(id).await?.scroll_into_view().await?;
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

    /// Gives the element with this id the focus, presses a key so many times, and waits for the frames that draw what it did: what
    /// is read next is never of a press before the last.
    ///
    /// # Errors
    /// If it cannot have the focus.
    pub async fn press(&self, id: &str, key: Key, times: usize) -> Result<()> {
        let element = self.element(id).await?;
        element.scroll_into_view().await?;
        let keys = String::from(char::from(key)).repeat(times);
        element.send_keys(keys).await.with_context(|| format!("cannot type into #{id}"))?;
        self.settle().await
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

    /// Presses a key wherever the focus is, and returns the id of the element that has it then.
    ///
    /// # Errors
    /// If the browser cannot.
    pub async fn press_here(&self, key: Key) -> Result<String> {
        // As a keyboard does: keys sent to a field for files would be taken for a file's name.
        self.session().action_chain().send_keys(String::from(char::from(key))).perform().await?;
        let focused = self.script("return document.activeElement?.id ?? ''", &[]).await?;
        Ok(focused.as_str().unwrap_or_default().to_owned())
    }
}
