//! Messages as they cross the worker's boundary: `[head, buffer]`, the buffer transferred.

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// The message in an event, and its buffer (empty for none).
pub(super) fn read<T: DeserializeOwned>(event: &MessageEvent) -> Result<(T, Vec<u8>), String> {
    let buffer = bulk(event);
    let bytes = if buffer.is_undefined() { Vec::new() } else { js_sys::Uint8Array::new(&buffer).to_vec() };
    Ok((head(event)?, bytes))
}

/// The message in an event.
pub(super) fn head<T: DeserializeOwned>(event: &MessageEvent) -> Result<T, String> {
    let data = event.data();
    let parts: &js_sys::Array = data.dyn_ref().ok_or("a message that is no [head, buffer]")?;
    serde_wasm_bindgen::from_value(parts.get(0)).map_err(|error| format!("an unknown message: {error}"))
}

/// What came along with it; undefined for nothing.
pub(super) fn bulk(event: &MessageEvent) -> JsValue {
    event.data().dyn_ref().map_or(JsValue::UNDEFINED, |parts: &js_sys::Array| parts.get(1))
}

/// Posts a message; an empty buffer is left out.
pub(super) fn post<T: Serialize>(scope: &DedicatedWorkerGlobalScope, head: &T, buffer: &[u8]) {
    // u64 beyond 2^53 must cross as a BigInt.
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_large_number_types_as_bigints(true);
    let posted = match head.serialize(&serializer) {
        Err(error) => Err(JsValue::from(error)),
        Ok(head) if buffer.is_empty() => scope.post_message(&js_sys::Array::of1(&head)),
        Ok(head) => {
            let buffer = js_sys::Uint8Array::from(buffer).buffer();
            let message = js_sys::Array::of2(&head, &buffer);
            scope.post_message_with_transfer(&message, &js_sys::Array::of1(&buffer))
        }
    };
    if let Err(error) = posted {
        // Nobody can be told by a message; an uncaught error reaches the page as the worker's death.
        wasm_bindgen::throw_val(error);
    }
}
