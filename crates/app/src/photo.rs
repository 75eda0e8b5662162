//! Reads a picture that a visitor chose: whatever the browser can show.

use js_sys::futures::JsFuture;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, Document, File, HtmlCanvasElement, ImageBitmap, Window};

use crate::fetch::words;

/// Pixels along the longer side at most: finer shows nothing more, and a camera's own would take a second.
const MOST: f64 = 640.0;

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    /// Pixels in a row.
    pub width: usize,
    /// Red, green, blue and opacity of each, row-major from the top left.
    pub pixels: Vec<u8>,
}

/// The picture in a file, or why there is none, in words.
pub(crate) async fn read(window: &Window, document: &Document, file: &File) -> Result<Photo, String> {
    let name = file.name();
    let picture = async {
        let picture: ImageBitmap = JsFuture::from(window.create_image_bitmap_with_blob(file)?).await?.dyn_into()?;
        let photo = drawn(document, &picture);
        picture.close();
        photo
    };
    let picture: Result<Photo, JsValue> = picture.await;
    picture.map_err(|error| {
        format!("{name}: expected a picture that this browser can show ({})", words(&error).trim_end_matches('.'))
    })
}

fn drawn(document: &Document, picture: &ImageBitmap) -> Result<Photo, JsValue> {
    let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
    let scale = (MOST / width.max(height)).min(1.0);
    let side = |length: f64| (length * scale).round().max(1.0);
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.dyn_into()?;
    canvas.set_width(side(width) as u32);
    canvas.set_height(side(height) as u32);
    let context = canvas.get_context("2d")?.ok_or("no 2-D context")?;
    let context: CanvasRenderingContext2d = context.dyn_into()?;
    context.draw_image_with_image_bitmap_and_dw_and_dh(picture, 0.0, 0.0, side(width), side(height))?;
    let pixels = context.get_image_data(0.0, 0.0, side(width), side(height))?.data().0;
    Ok(Photo { width: side(width) as usize, pixels })
}
