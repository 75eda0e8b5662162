//! Prints the rows as JSON: natively to standard output from `COSTSCAPE_MNIST`, in a browser into the page's `#rows`.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use std::io::Write;
    let folder =
        std::env::var("COSTSCAPE_MNIST").map_err(|_| "set COSTSCAPE_MNIST to the folder with MNIST's files")?;
    let names =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];
    let mut bytes = <[Vec<u8>; 4]>::default();
    for (bytes, name) in bytes.iter_mut().zip(names) {
        let path = std::path::Path::new(&folder).join(name);
        *bytes = std::fs::read(path.with_extension("gz")).or_else(|_| std::fs::read(path))?;
    }
    let start = std::time::Instant::now();
    let rows = costscape_bench::run(&costscape_bench::Files { bytes }, &mut || start.elapsed().as_secs_f64() * 1e3)?;
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&rows)?)?;
    Ok(())
}

#[cfg(target_arch = "wasm32")]
fn main() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        let said = match browser::rows().await {
            Ok(rows) => rows,
            Err(error) => format!("failed: {error:?}"),
        };
        let output = web_sys::window().and_then(|w| w.document()).and_then(|d| d.get_element_by_id("rows"));
        if let Some(output) = output {
            output.set_text_content(Some(&said));
        }
    });
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;

    /// Fetches the files from beside the page and times the rows.
    pub(crate) async fn rows() -> Result<String, JsValue> {
        let window = web_sys::window().ok_or("there is no window")?;
        let clock = window.performance().ok_or("there is no clock")?;
        let names =
            ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];
        let mut bytes = <[Vec<u8>; 4]>::default();
        for (bytes, name) in bytes.iter_mut().zip(names) {
            let response = JsFuture::from(window.fetch_with_str(&format!("mnist/{name}.gz"))).await?;
            let buffer = JsFuture::from(response.unchecked_into::<web_sys::Response>().array_buffer()?).await?;
            *bytes = js_sys::Uint8Array::new(&buffer).to_vec();
        }
        let files = costscape_bench::Files { bytes };
        let rows = costscape_bench::run(&files, &mut || clock.now())?;
        serde_json::to_string(&rows).map_err(|error| error.to_string().into())
    }
}
