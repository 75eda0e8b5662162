//! Fetches MNIST's four files from the page's own origin.

use std::cell::RefCell;

use costscape_core::data::mnist::{FILES, GZIPPED};
use costscape_core::data::{Examples, read_examples};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, ReadableStreamDefaultReader, Response};

/// No file of examples is longer, in bytes; a server that goes on and on must not fill the memory.
const LONGEST: usize = 200_000_000;

/// Both sets, whole.
pub(super) struct Fetched {
    pub(super) train: Examples,
    pub(super) test: Examples,
}

/// Progress of (file, bytes so far over all files, bytes in all).
type Progress<'a> = &'a dyn Fn(&str, u64, u64);

/// Fetches, unpacks and checks; an error names file, position, expected and found.
pub(super) async fn mnist(
    scope: &DedicatedWorkerGlobalScope,
    folder: &str,
    progress: Progress<'_>,
) -> Result<Fetched, String> {
    let files = FILES.map(|file| format!("{file}{GZIPPED}"));
    let mut responses = Vec::new();
    let mut total = 0;
    for file in &files {
        let response = respond(scope, &format!("{folder}{file}")).await.map_err(|why| format!("{file}: {why}"))?;
        let length = response.headers().get("content-length").ok().flatten();
        total += length.and_then(|length| length.parse::<u64>().ok()).unwrap_or(0);
        responses.push(response);
    }
    let done = RefCell::new(0);
    let mut bytes = Vec::new();
    for (file, response) in files.iter().zip(&responses) {
        let arrived = |n: usize| {
            *done.borrow_mut() += n as u64;
            // Without the server's word on lengths the bar stays full rather than running over.
            progress(file, *done.borrow(), total.max(*done.borrow()));
        };
        bytes.push(body(response, arrived).await.map_err(|why| format!("{file}: {why}"))?);
    }
    let read = |images: usize, labels: usize| {
        read_examples((&files[images], &bytes[images]), (&files[labels], &bytes[labels])).map_err(|e| e.to_string())
    };
    Ok(Fetched { test: read(2, 3)?, train: read(0, 1)? })
}

async fn respond(scope: &DedicatedWorkerGlobalScope, url: &str) -> Result<Response, String> {
    let response: Response = JsFuture::from(scope.fetch_with_str(url))
        .await
        .map_err(|error| format!("could not be fetched ({})", words(&error)))?
        .unchecked_into();
    if response.ok() { Ok(response) } else { Err(format!("the server answered {}", response.status())) }
}

async fn body(response: &Response, arrived: impl Fn(usize)) -> Result<Vec<u8>, String> {
    let stream = response.body().ok_or("the answer was empty")?;
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let piece = JsFuture::from(reader.read())
            .await
            .map_err(|error| format!("the transfer broke off after {} bytes ({})", bytes.len(), words(&error)))?;
        let get = |key: &str| js_sys::Reflect::get(&piece, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED);
        if get("done").is_truthy() {
            return Ok(bytes);
        }
        let chunk: js_sys::Uint8Array = get("value").unchecked_into();
        let start = bytes.len();
        if start + chunk.length() as usize > LONGEST {
            return Err(format!("expected at most {LONGEST} bytes, found more"));
        }
        bytes.resize(start + chunk.length() as usize, 0);
        chunk.copy_to(&mut bytes[start..]);
        arrived(bytes.len() - start);
    }
}

fn words(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => error.as_string().unwrap_or_else(|| format!("{error:?}")),
    }
}
