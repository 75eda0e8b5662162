//! Hands files to the visitor, as downloads.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, Document, HtmlCanvasElement, HtmlElement, Url};

/// A file that was handed over. Dropping it frees the browser's copy; not before the download has begun.
#[derive(Debug)]
pub(crate) struct Saved {
    address: String,
}

impl Saved {
    /// Hands over a file under this name.
    pub(crate) fn new(document: &Document, name: &str, file: &Blob) -> Result<Self, JsValue> {
        let saved = Self { address: Url::create_object_url_with_blob(file)? };
        // A link that is not on the page: its click is heard by nobody else.
        let link: HtmlElement = document.create_element("a")?.unchecked_into();
        link.set_attribute("href", &saved.address)?;
        link.set_attribute("download", name)?;
        link.click();
        Ok(saved)
    }
}

impl Drop for Saved {
    fn drop(&mut self) {
        // Only what is no address at all is refused.
        let _ = Url::revoke_object_url(&self.address);
    }
}

/// A file of these bytes.
pub(crate) fn file(mime: &str, bytes: &[u8]) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    Blob::new_with_u8_array_sequence_and_options(&Array::of1(&Uint8Array::from(bytes)), &options)
}

/// What is on the canvas, as a PNG file, handed to `made` soon; nothing when the canvas has no size.
pub(crate) fn picture(canvas: &HtmlCanvasElement, made: impl FnOnce(Blob) + 'static) -> Result<(), JsValue> {
    let made = Closure::once_into_js(move |file: Option<Blob>| {
        if let Some(file) = file {
            made(file);
        }
    });
    canvas.to_blob(made.unchecked_ref())
}
