//! A mouse, a finger or a pen on a canvas.

use crate::page::Page;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use thirtyfour::common::command::{Actions, Command};

/// A place in an element: (0, 0) is its top left, (1, 1) its bottom right.
pub type Point = (f64, f64);

/// What points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointer {
    /// A mouse, its left button being held.
    Mouse,
    /// A finger.
    Touch,
    /// A pen.
    Pen,
}

/// Milliseconds between two points of a stroke.
const PACE_MS: u32 = 8;

impl Page {
    /// Draws strokes in the element with this id, lifting the pointer between them, and waits for the frames that draw what the
    /// page knows of them at once, as [`Page::press`] does.
    ///
    /// # Errors
    /// If there is no such element, or it is not on the screen.
    pub async fn draw(&self, id: &str, pointer: Pointer, strokes: &[&[Point]]) -> Result<()> {
        let body = "const element = document.getElementById(arguments[0]);
            element.scrollIntoView({ block: 'center', behavior: 'instant' });
            const box = element.getBoundingClientRect();
            return [box.left, box.top, box.width, box.height];";
        let area = self.script(body, &[json!(id)]).await.with_context(|| format!("cannot draw in #{id}"))?;
        let area: [f64; 4] = serde_json::from_value(area)?;
        let mut actions = Vec::new();
        for stroke in strokes {
            for (i, point) in stroke.iter().enumerate() {
                let duration = if i == 0 { 0 } else { PACE_MS };
                actions.push(move_to(area, *point, duration));
                if i == 0 {
                    actions.push(json!({ "type": "pointerDown", "button": 0 }));
                }
            }
            actions.push(json!({ "type": "pointerUp", "button": 0 }));
        }
        self.perform(pointer, actions).await
    }

    /// Holds the mouse over a place in the element with this id, and waits as [`Page::draw`] does.
    ///
    /// # Errors
    /// As [`Page::draw`].
    pub async fn hover(&self, id: &str, point: Point) -> Result<()> {
        let body = "const box = document.getElementById(arguments[0]).getBoundingClientRect();
            return [box.left, box.top, box.width, box.height];";
        self.element(id).await?.scroll_into_view().await?;
        let area: [f64; 4] = serde_json::from_value(self.script(body, &[json!(id)]).await?)?;
        self.perform(Pointer::Mouse, vec![move_to(area, point, 0)]).await
    }

    async fn perform(&self, pointer: Pointer, actions: Vec<Value>) -> Result<()> {
        let kind = match pointer {
            Pointer::Mouse => "mouse",
            Pointer::Touch => "touch",
            Pointer::Pen => "pen",
        };
        let source =
            json!({ "type": "pointer", "id": kind, "parameters": { "pointerType": kind }, "actions": actions });
        self.session().cmd(Command::PerformActions(Actions::from(json!([source])))).await?;
        self.settle().await
    }
}

/// A move to `point` in the `area` left, top, width, height, of the viewport.
fn move_to([left, top, width, height]: [f64; 4], (x, y): Point, duration_ms: u32) -> Value {
    // Drivers take whole pixels only.
    let (x, y) = ((left + x * width).round() as i64, (top + y * height).round() as i64);
    json!({ "type": "pointerMove", "origin": "viewport", "x": x, "y": y, "duration": duration_ms })
}
