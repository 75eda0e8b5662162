//! Reads the files that a visitor chose.

use costscape_protocol::FileHead;
use js_sys::futures::JsFuture;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::File;

/// Their names and lengths, and their bytes one after the other.
pub(super) async fn read(files: &[File]) -> Result<(Vec<FileHead>, ArrayBuffer), JsValue> {
    let mut parts = Vec::with_capacity(files.len());
    for file in files {
        let bytes: ArrayBuffer = JsFuture::from(file.array_buffer()).await?.dyn_into()?;
        parts.push((file.name(), Uint8Array::new(&bytes)));
    }
    let all = Uint8Array::new_with_length(parts.iter().map(|(_, bytes)| bytes.length()).sum());
    let (mut at, mut heads) = (0, Vec::with_capacity(parts.len()));
    for (name, bytes) in parts {
        all.set(&bytes, at);
        at += bytes.length();
        heads.push(FileHead { name, bytes: bytes.length() });
    }
    Ok((heads, all.buffer()))
}
