//! Prints the rows as JSON: natively to standard output from `COSTSCAPE_MNIST`, in a browser's worker as its only message.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use costscape_core::data::mnist;
    use std::io::Write;
    let folder =
        std::env::var("COSTSCAPE_MNIST").map_err(|_| "set COSTSCAPE_MNIST to the folder with MNIST's files")?;
    let mut bytes = <[Vec<u8>; 4]>::default();
    for (bytes, name) in bytes.iter_mut().zip(mnist::FILES) {
        let path = std::path::Path::new(&folder).join(name);
        let packed = path.with_file_name(format!("{name}{}", mnist::GZIPPED));
        *bytes = std::fs::read(packed).or_else(|_| std::fs::read(path))?;
    }
    let start = std::time::Instant::now();
    let rows = costscape_bench::run(&costscape_bench::Files { bytes }, &mut || start.elapsed().as_secs_f64() * 1e3)?;
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&rows)?)?;
    Ok(())
}

#[cfg(target_arch = "wasm32")]
fn main() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(browser::measure());
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use costscape_core::data::mnist;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::DedicatedWorkerGlobalScope;

    /// Tells the page the rows, or why there are none.
    pub(crate) async fn measure() {
        let worker: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
        let said = rows(&worker).await.unwrap_or_else(|error| format!("failed: {error:?}"));
        // A page that is gone has no use for it.
        let _ = worker.post_message(&said.into());
    }

    /// Fetches the files from beside the page and times the rows.
    async fn rows(worker: &DedicatedWorkerGlobalScope) -> Result<String, JsValue> {
        let clock = worker.performance().ok_or("there is no clock")?;
        let mut bytes = <[Vec<u8>; 4]>::default();
        for (bytes, name) in bytes.iter_mut().zip(mnist::FILES) {
            let address = format!("mnist/{name}{}", mnist::GZIPPED);
            let response: web_sys::Response = JsFuture::from(worker.fetch_with_str(&address)).await?.unchecked_into();
            if !response.ok() {
                return Err(format!("{address}: the server answered {}", response.status()).into());
            }
            let buffer = JsFuture::from(response.array_buffer()?).await?;
            *bytes = js_sys::Uint8Array::new(&buffer).to_vec();
        }
        let files = costscape_bench::Files { bytes };
        let rows = costscape_bench::run(&files, &mut || clock.now())?;
        serde_json::to_string(&rows).map_err(|error| error.to_string().into())
    }
}
