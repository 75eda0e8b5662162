//! The bytes of files that a visitor chose.

use costscape_core::data::FileProgress;
use costscape_protocol::{FileHead, FromReader};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, File, FileReaderSync};

use super::port;

/// How far reading has come is told at most this often, in milliseconds.
const TELL_MS: f64 = 50.0;

/// Tells the page how far reading has come, now and then.
pub(super) fn teller(scope: &DedicatedWorkerGlobalScope) -> impl FnMut(FileProgress) + use<> {
    let scope = scope.clone();
    let now_ms = |scope: &DedicatedWorkerGlobalScope| scope.performance().map_or(0.0, |performance| performance.now());
    let mut told_ms = now_ms(&scope);
    move |progress| {
        let now_ms = now_ms(&scope);
        if now_ms - told_ms >= TELL_MS {
            told_ms = now_ms;
            let (what, done, total) = (progress.what.to_owned(), progress.done as u64, progress.total as u64);
            port::post(&scope, &FromReader::Progress { what, done, total }, &[]);
        }
    }
}

/// The bytes of the files in the array `bulk`, each with what the page says of it.
pub(super) fn read(bulk: &JsValue, heads: Vec<FileHead>) -> Result<Vec<(FileHead, Vec<u8>)>, String> {
    let files: &js_sys::Array = bulk.dyn_ref().ok_or("a message without files")?;
    let reader = FileReaderSync::new().map_err(|error| why(&error))?;
    let total = heads.len();
    if files.length() as usize != total {
        return Err(format!("expected {total} files, found {} that arrived", files.length()));
    }
    let mut read = Vec::with_capacity(total);
    for (head, file) in heads.into_iter().zip(files.iter()) {
        let file: &File = file.dyn_ref().ok_or("a message with something that is no file")?;
        let bytes = reader.read_as_array_buffer(file).map_err(|error| format!("{}: {}", head.name, why(&error)))?;
        read.push((head, js_sys::Uint8Array::new(&bytes).to_vec()));
    }
    Ok(read)
}

/// What the browser says about a fault.
fn why(error: &JsValue) -> String {
    let message = error.dyn_ref::<js_sys::Error>().and_then(|error| error.message().as_string());
    message.unwrap_or_else(|| "the browser cannot read it".to_owned())
}
