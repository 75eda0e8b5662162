//! The controls: one listener for all of them; a control's `name` says which it is.

use std::rc::Weak;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Event, HtmlInputElement, HtmlSelectElement};

use super::{Listener, say};
use crate::app::App;
use crate::message::{Control, Msg};
use crate::page::Page;

pub(super) fn listen(app: &Weak<App>, document: &Document, page: &Page) -> Result<Vec<Listener>, JsValue> {
    Ok(vec![
        say(app, document, "input", meaning)?,
        // Some ways of setting a control, and some browsers' menus, say `change` alone.
        say(app, document, "change", meaning)?,
        // Enter in a text field would load the page anew.
        Listener::new(&page.settings, "submit", |event| event.prevent_default())?,
    ])
}

fn meaning(event: &Event) -> Option<Msg> {
    let target = event.target()?;
    let (name, value) = if let Some(select) = target.dyn_ref::<HtmlSelectElement>() {
        (select.name(), select.value())
    } else {
        let input = target.dyn_ref::<HtmlInputElement>()?;
        let value = if input.type_() == "checkbox" { input.checked().to_string() } else { input.value() };
        (input.name(), value)
    };
    Some(Msg::Control(Control::from_name(&name)?, value))
}
