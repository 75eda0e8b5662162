//! Pen, finger and mouse: on the pad and over the charts.

use std::cell::Cell;
use std::rc::{Rc, Weak};

use costscape_core::digit::Point;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlCanvasElement, MouseEvent, PointerEvent};

use super::{Listener, say};
use crate::app::App;
use crate::message::{Msg, PenPoint};
use crate::page::{Page, complain};

pub(super) fn listen(app: &Weak<App>, page: &Page) -> Result<Vec<Listener>, JsValue> {
    let mut listeners = pad(app, &page.draw_pad)?;
    for (chart, canvas) in [&page.cost_chart, &page.gradient_chart, &page.sharpness_chart].into_iter().enumerate() {
        // A finger that only taps never moves.
        for event in ["pointerdown", "pointermove", "pointerleave"] {
            let (weak, element) = (app.clone(), canvas.clone());
            listeners.push(say(app, canvas, event, move |event| {
                pointed(&*weak.upgrade()?, chart, event.dyn_ref()?, &element)
            })?);
        }
    }
    Ok(listeners)
}

/// Whether this is a mouse at rest: browsers say that it has moved when the page is scrolled under it, as keys do.
pub(super) fn rests(event: &PointerEvent) -> bool {
    event.pointer_type() == "mouse" && (event.movement_x(), event.movement_y()) == (0, 0)
}

/// What pointing at a chart means. What a finger has pointed at stays when the finger is gone.
fn pointed(app: &App, chart: usize, event: &PointerEvent, canvas: &HtmlCanvasElement) -> Option<Msg> {
    if event.type_() == "pointermove" && rests(event) {
        return None;
    }
    let at = if event.type_() == "pointerleave" { None } else { app.step_under(chart, place(event, canvas).0) };
    let msg = at.map(|step| Msg::ChartAt { step });
    if msg.is_some() || event.pointer_type() == "touch" { msg } else { Some(Msg::ChartGone) }
}

/// The pad hears one pointer at a time, the one that came first, also after it has left the pad.
fn pad(app: &Weak<App>, pad: &HtmlCanvasElement) -> Result<Vec<Listener>, JsValue> {
    let drawing: Rc<Cell<Option<i32>>> = Rc::default();
    let is_drawing = |drawing: &Rc<Cell<Option<i32>>>| {
        let drawing = Rc::clone(drawing);
        move |event: &Event| -> Option<PointerEvent> {
            let event = event.dyn_ref::<PointerEvent>()?.clone();
            (drawing.get() == Some(event.pointer_id())).then_some(event)
        }
    };

    let (canvas, pointer) = (pad.clone(), Rc::clone(&drawing));
    let down = say(app, pad, "pointerdown", move |event| {
        let event: &PointerEvent = event.dyn_ref()?;
        if pointer.get().is_some() || event.button() != 0 {
            return None;
        }
        pointer.set(Some(event.pointer_id()));
        // A pointer that is gone already cannot be captured; its stroke is a dot.
        if let Err(error) = canvas.set_pointer_capture(event.pointer_id()) {
            complain(&error);
        }
        Some(Msg::PenDown(pen_point(event, &canvas)))
    })?;

    let (canvas, own) = (pad.clone(), is_drawing(&drawing));
    let moved = say(app, pad, "pointermove", move |event| {
        let event = own(event)?;
        Some(Msg::PenMoved(coalesced(&event).iter().map(|event| pen_point(event, &canvas)).collect()))
    })?;

    let mut listeners = vec![down, moved];
    for end in ["pointerup", "pointercancel", "lostpointercapture"] {
        let (own, pointer) = (is_drawing(&drawing), Rc::clone(&drawing));
        listeners.push(say(app, pad, end, move |event| {
            own(event)?;
            pointer.set(None);
            Some(Msg::PenUp)
        })?);
    }
    Ok(listeners)
}

/// The places the pointer went through since the last event. Only secure pages are told; others see the last place.
fn coalesced(event: &PointerEvent) -> Vec<PointerEvent> {
    let told = js_sys::Reflect::has(event, &JsValue::from_str("getCoalescedEvents")).unwrap_or(false);
    let mut events: Vec<PointerEvent> =
        if told { event.get_coalesced_events().iter().filter_map(|e| e.dyn_into().ok()).collect() } else { Vec::new() };
    if events.is_empty() {
        events.push(event.clone());
    }
    events
}

fn pen_point(event: &PointerEvent, pad: &HtmlCanvasElement) -> PenPoint {
    let (x, y) = place(event, pad);
    let (width, height) = (f64::from(pad.client_width()).max(1.0), f64::from(pad.client_height()).max(1.0));
    // Only pens feel; a usual hand presses about half as hard as it could.
    let feels = event.pointer_type() == "pen" && event.pressure() > 0.0;
    let pressure = if feels { (2.0 * event.pressure()).clamp(0.5, 1.5) } else { 1.0 };
    PenPoint { at: Point::new((x / width) as f32, (y / height) as f32), pressure }
}

/// Where an event is, in CSS pixels from the element's padding edge. Not `offsetX`, which is whole in some browsers
/// and wrong in coalesced events of others.
pub(super) fn place(event: &MouseEvent, element: &Element) -> (f64, f64) {
    let edge = element.get_bounding_client_rect();
    (
        f64::from(event.client_x()) - edge.left() - f64::from(element.client_left()),
        f64::from(event.client_y()) - edge.top() - f64::from(element.client_top()),
    )
}
