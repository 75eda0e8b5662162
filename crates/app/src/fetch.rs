//! Reads `mnist/manifest.json`.

use std::rc::Weak;

use js_sys::futures::{JsFuture, spawn_local};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Response;

use crate::app::App;
use crate::manifest::{ADDRESS, Manifest};
use crate::message::Msg;

/// Reads the manifest and says what became of it.
pub fn fetch_manifest(app: &Weak<App>) {
    let app = app.clone();
    spawn_local(async move {
        let manifest = read().await.map_err(|error| words(&error));
        if let Some(app) = app.upgrade() {
            app.say(Msg::Manifest(manifest));
        }
    });
}

async fn read() -> Result<Manifest, JsValue> {
    let window = web_sys::window().ok_or("no window")?;
    let response: Response = JsFuture::from(window.fetch_with_str(ADDRESS)).await?.dyn_into()?;
    if response.status() == 404 {
        return Ok(Manifest::default());
    }
    if !response.ok() {
        return Err(format!("the server answered {} for {ADDRESS}", response.status()).into());
    }
    let text = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    let wrong = |error: String| JsValue::from(format!("{ADDRESS} is not what it should be: {error}"));
    let value = js_sys::JSON::parse(&text).map_err(|error| wrong(words(&error)))?;
    let mut manifest: Manifest = serde_wasm_bindgen::from_value(value).map_err(|error| wrong(error.to_string()))?;
    // Where the answer came from, after all redirections.
    let address = response.url();
    manifest.folder = address.rsplit_once('/').map_or_else(String::new, |(folder, _)| format!("{folder}/"));
    Ok(manifest)
}

/// An error as a person reads it.
pub(crate) fn words(error: &JsValue) -> String {
    match (error.as_string(), error.dyn_ref::<js_sys::Error>()) {
        (Some(text), _) => text,
        (None, Some(error)) => String::from(error.message()),
        (None, None) => format!("{error:?}"),
    }
}
