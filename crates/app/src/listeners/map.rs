//! The map under the hand: the ball is dragged or put somewhere, the map is moved, zoomed and, in space, turned.
//!
//! What a pointer does is decided where it goes down: on the ball it takes the ball along; elsewhere it moves the map, or
//! turns it; and where it comes up again without having moved, the ball is put. A finger points first, for there is no
//! hovering; two fingers zoom. The wheel zooms once the map has the focus, or with Ctrl, so that nobody who scrolls the
//! page is caught.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlCanvasElement, PointerEvent, WheelEvent};

use super::pointer::{place, rests};
use super::{Listener, say};
use crate::app::App;
use crate::message::Msg;
use crate::page::Page;

/// A pointer that moved less than this, in CSS pixels, has not moved.
const STILL: f64 = 4.0;
/// The ball is caught within this distance, by a mouse and by a finger.
const CATCH: (f64, f64) = (14.0, 26.0);
/// The wheel's usual notch, and what it zooms by.
const NOTCH: f64 = 100.0;
const ZOOM: f64 = 1.15;

/// What the pointers on the map are about.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Doing {
    /// Taking the ball along.
    Ball,
    /// Moving the map, or turning it, once it has moved at all.
    View,
    /// Two fingers: their distance.
    Pinch(f64),
}

/// Pointers that are down, and what they are about.
#[derive(Debug, Default)]
struct Hand {
    pointers: Vec<(i32, (f64, f64))>,
    doing: Option<Doing>,
    /// Where the first one came down, and whether it has moved since.
    down: (f64, f64),
    moved: bool,
    /// The place of the plane that is held, or the place on the canvas the last turn was from.
    held: Option<(f32, f32)>,
    last: (f64, f64),
}

pub(super) fn listen(app: &Weak<App>, page: &Page) -> Result<Vec<Listener>, JsValue> {
    let hand = Rc::new(RefCell::new(Hand::default()));
    let mut listeners = Vec::new();
    for event in ["pointerdown", "pointermove", "pointerup", "pointercancel", "pointerleave"] {
        let (weak, canvas, hand) = (app.clone(), page.landscape.clone(), Rc::clone(&hand));
        listeners.push(say(app, &page.landscape, event, move |event| {
            hand.borrow_mut().hears(&*weak.upgrade()?, event.dyn_ref()?, &canvas)
        })?);
    }
    let (weak, canvas) = (app.clone(), page.landscape.clone());
    listeners.push(say(app, &page.landscape, "wheel", move |event| {
        let wheel: &WheelEvent = event.dyn_ref()?;
        let document = canvas.owner_document()?;
        let focused = document.active_element().is_some_and(|active| active.is_same_node(Some(&canvas)));
        if !(focused || wheel.ctrl_key()) {
            return None;
        }
        wheel.prevent_default();
        // Lines and pages instead of pixels: a notch of any size counts as one.
        let notches = if wheel.delta_mode() == 0 { wheel.delta_y() / NOTCH } else { wheel.delta_y().signum() };
        let (x, y) = place(wheel, &canvas);
        Some(Msg::Zoom { at: weak.upgrade()?.plane_under(x, y), factor: ZOOM.powf(notches.clamp(-3.0, 3.0)) as f32 })
    })?);
    let (weak, weights) = (app.clone(), page.weights.clone());
    listeners.push(say(app, &page.weights, "click", move |event| {
        let (x, y) = place(event.dyn_ref()?, &weights);
        Some(Msg::PickParameter { index: weak.upgrade()?.weight_under(x, y)? })
    })?);
    let (weak, network) = (app.clone(), page.network_image.clone());
    listeners.push(say(app, &page.network_image, "click", move |event| {
        let index = weak.upgrade()?.parameter_under(place(event.dyn_ref()?, &network))?;
        Some(Msg::PickParameter { index })
    })?);
    Ok(listeners)
}

impl Hand {
    fn hears(&mut self, app: &App, event: &PointerEvent, canvas: &HtmlCanvasElement) -> Option<Msg> {
        let at = place(event, canvas);
        let (id, finger) = (event.pointer_id(), event.pointer_type() == "touch");
        match event.type_().as_str() {
            "pointerdown" if event.button() == 0 => self.down(app, id, at, finger, canvas),
            "pointermove" => self.moves(app, event, at),
            "pointerup" => self.up(app, id, finger),
            "pointerleave" if self.pointers.is_empty() => (!finger).then_some(Msg::ProbeGone),
            "pointercancel" => {
                self.pointers.clear();
                let ball = self.doing.take() == Some(Doing::Ball);
                ball.then_some(Msg::Drop)
            }
            _ => None,
        }
    }

    fn down(&mut self, app: &App, id: i32, at: (f64, f64), finger: bool, canvas: &HtmlCanvasElement) -> Option<Msg> {
        self.pointers.push((id, at));
        // A pointer that is gone already cannot be captured, and need not be.
        let _ = canvas.set_pointer_capture(id);
        if let [(_, first), (_, second)] = self.pointers[..] {
            let before = self.doing.replace(Doing::Pinch(distance(first, second)));
            return (before == Some(Doing::Ball)).then_some(Msg::Drop);
        }
        (self.down, self.last, self.moved) = (at, at, false);
        let reach = if finger { CATCH.1 } else { CATCH.0 };
        let on_ball = !app.shows_relief() && app.from_ball(at).is_some_and(|distance| distance <= reach);
        self.held = app.plane_under(at.0, at.1);
        self.doing = Some(if on_ball { Doing::Ball } else { Doing::View });
        let (a, b) = self.held?;
        finger.then_some(Msg::ProbeAt { a, b })
    }

    fn moves(&mut self, app: &App, event: &PointerEvent, at: (f64, f64)) -> Option<Msg> {
        let under = app.plane_under(at.0, at.1);
        let Some(pointer) = self.pointers.iter_mut().find(|(known, _)| *known == event.pointer_id()) else {
            // Hovering.
            let points = !rests(event);
            return points.then(|| under.map_or(Msg::ProbeGone, |(a, b)| Msg::ProbeAt { a, b }));
        };
        pointer.1 = at;
        self.moved |= distance(self.down, at) > STILL;
        if !self.moved {
            return None;
        }
        let last = std::mem::replace(&mut self.last, at);
        match self.doing? {
            Doing::Ball => under.map(|(a, b)| Msg::Drag { a, b }),
            Doing::View if app.shows_relief() => {
                Some(Msg::Turn { across: ((at.0 - last.0) / 720.0) as f32, up: ((at.1 - last.1) / 720.0) as f32 })
            }
            Doing::View => {
                // What the hand took hold of stays under it.
                let ((a, b), (to_a, to_b)) = (self.held?, under?);
                Some(Msg::Pan { a: a - to_a, b: b - to_b })
            }
            Doing::Pinch(before) => {
                let [(_, first), (_, second)] = self.pointers[..] else { return None };
                let now = distance(first, second);
                self.doing = Some(Doing::Pinch(now));
                let middle = app.plane_under(0.5 * (first.0 + second.0), 0.5 * (first.1 + second.1));
                Some(Msg::Zoom { at: middle, factor: (before / now.max(1.0)) as f32 })
            }
        }
    }

    fn up(&mut self, app: &App, id: i32, finger: bool) -> Option<Msg> {
        self.pointers.retain(|(known, _)| *known != id);
        let doing = self.doing.take_if(|_| self.pointers.is_empty());
        if doing == Some(Doing::Ball) {
            return Some(Msg::Drop);
        }
        let clicked = doing == Some(Doing::View) && !self.moved && !finger && !app.shows_relief();
        self.held.filter(|_| clicked).map(|(a, b)| Msg::Place { a, b })
    }
}

fn distance(from: (f64, f64), to: (f64, f64)) -> f64 {
    (from.0 - to.0).hypot(from.1 - to.1)
}
