//! A worker's message, `[head]` or `[head, buffer]`, as the app takes it.

use costscape_protocol::{FromReader, FromSlicer, FromTrainer};
use js_sys::{Array, ArrayBuffer, Float32Array, Float64Array, Uint8Array};
use serde_wasm_bindgen::from_value;
use wasm_bindgen::{JsCast, JsValue};

use crate::message::{Buffer, Msg, Who};

/// A message, and what does not fit into one.
pub(super) struct Decoded {
    pub(super) msg: Msg,
    /// Whether the worker says that it listens.
    pub(super) ready: bool,
    /// A share, and its index.
    pub(super) parked: Option<(u32, ArrayBuffer)>,
    /// The reader's sets.
    pub(super) delivered: Option<ArrayBuffer>,
}

pub(super) fn message(who: Who, data: &JsValue) -> Result<Decoded, JsValue> {
    let parts: &Array = data.dyn_ref().ok_or("a worker's message is no array")?;
    let head = parts.get(0);
    let bulk: Option<ArrayBuffer> = parts.get(1).dyn_into().ok();
    Ok(match who {
        Who::Trainer => {
            let message: FromTrainer = from_value(head)?;
            let ready = matches!(message, FromTrainer::Ready { .. });
            let mut parked = None;
            let buffer = match (&message, bulk) {
                (FromTrainer::Share { index, .. }, Some(share)) => {
                    parked = Some((*index, share));
                    Buffer::Parked
                }
                (FromTrainer::Example(_) | FromTrainer::Browsed(_) | FromTrainer::Images { .. }, Some(bulk)) => {
                    Buffer::Bytes(Uint8Array::new(&bulk).to_vec())
                }
                (_, Some(bulk)) => Buffer::Floats(Float32Array::new(&bulk).to_vec()),
                (_, None) => Buffer::None,
            };
            Decoded { msg: Msg::Trainer(message, buffer), ready, parked, delivered: None }
        }
        Who::Reader => {
            let message: FromReader = from_value(head)?;
            let ready = matches!(message, FromReader::Ready { .. });
            let (buffer, delivered) = match (&message, bulk) {
                (FromReader::Delivered { .. }, bulk) => (Buffer::Parked, bulk),
                (_, Some(bulk)) => (Buffer::Bytes(Uint8Array::new(&bulk).to_vec()), None),
                (_, None) => (Buffer::None, None),
            };
            Decoded { msg: Msg::Reader(message, buffer), ready, parked: None, delivered }
        }
        Who::Slicer(index) => {
            let message: FromSlicer = from_value(head)?;
            let ready = matches!(message, FromSlicer::Ready { .. });
            let buffer = bulk.map_or(Buffer::None, |bulk| Buffer::Doubles(Float64Array::new(&bulk).to_vec()));
            Decoded { msg: Msg::Slicer(index, message, buffer), ready, parked: None, delivered: None }
        }
    })
}
