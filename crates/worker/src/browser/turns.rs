//! The quickest way back to the event loop.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageChannel, MessageEvent};

use super::Handler;

/// Lets a worker go on after the messages that have come by then. A message to itself does that at once, and unlike timers it
/// is not slowed down after some calls.
pub(super) struct Turns {
    channel: MessageChannel,
    scheduled: Rc<Cell<bool>>,
}

impl Turns {
    pub(super) fn new() -> Result<Self, JsValue> {
        Ok(Self { channel: MessageChannel::new()?, scheduled: Rc::default() })
    }

    /// What is called at each turn. The caller keeps what is returned.
    pub(super) fn call(&self, turn: impl Fn() + 'static) -> Handler<MessageEvent> {
        let scheduled = Rc::clone(&self.scheduled);
        let handler: Handler<MessageEvent> = Closure::new(move |_: MessageEvent| {
            scheduled.set(false);
            turn();
        });
        self.channel.port2().set_onmessage(Some(handler.as_ref().unchecked_ref()));
        handler
    }

    /// Asks for a turn, one, however often this is called before.
    pub(super) fn schedule(&self) {
        if !self.scheduled.replace(true) && self.channel.port1().post_message(&JsValue::NULL).is_err() {
            self.scheduled.set(false);
        }
    }
}
