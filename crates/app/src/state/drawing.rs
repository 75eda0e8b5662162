//! The pad, and the image the network sees.

use costscape_core::data::PIXELS;
use costscape_core::digit::{Point, Raster, Stroke};
use costscape_protocol::Example;

use crate::message::PenPoint;

/// What is on the pad.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    /// Drawn strokes, in the pad's unit: 0 to 1 across and down.
    pub strokes: Vec<Stroke>,
    /// An example from the data, in place of strokes.
    pub example: Option<Shown>,
}

/// An example from the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Which, and what it is.
    pub example: Example,
    /// 28 x 28 bytes, row-major from the top left.
    pub pixels: Box<[u8; PIXELS]>,
}

/// The pad.
#[derive(Debug, Default)]
pub struct Drawing {
    content: Content,
    /// What was there before each change, oldest first.
    past: Vec<Content>,
    /// What the network sees of it.
    image: Option<Box<[u8; PIXELS]>>,
    raster: Raster,
    /// Whether the pen is on the pad.
    pen_down: bool,
    /// Where the keyboard's pen is; none before the first key.
    pub cursor: Option<Point>,
    /// Whether the keyboard's pen is down.
    pub key_pen: bool,
    /// How many examples were asked for.
    pub asked: u32,
    /// Whether the visitor asked for the example that is on its way.
    pub invited: bool,
}

impl Drawing {
    /// So many changes can be undone.
    const MOST_UNDO: usize = 100;
    /// A stroke longer than this goes on no further: nobody draws so long a digit.
    const MOST_POINTS: usize = 20_000;

    /// What is on the pad.
    #[must_use]
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// What the network sees: 28 x 28 bytes; none of an empty pad.
    #[must_use]
    pub fn image(&self) -> Option<&[u8; PIXELS]> {
        self.image.as_deref()
    }

    /// Whether there is something to undo.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether the pad is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.content == Content::default()
    }

    /// A stroke begins. An example on the pad gives way to it.
    pub(crate) fn begin_stroke(&mut self, first: PenPoint) {
        self.remember();
        self.content.example = None;
        self.content.strokes.push(Stroke::default());
        self.pen_down = true;
        self.extend_stroke(&[first]);
    }

    /// The stroke goes on.
    pub(crate) fn extend_stroke(&mut self, points: &[PenPoint]) {
        let Some(stroke) = self.content.strokes.last_mut().filter(|_| self.pen_down) else { return };
        let room = Self::MOST_POINTS.saturating_sub(stroke.points.len());
        for point in points.iter().filter(|p| p.at.is_drawable()).take(room) {
            stroke.points.push(point.at);
            stroke.pressure.push(point.pressure);
        }
        self.rasterise();
    }

    /// The stroke ends.
    pub(crate) fn end_stroke(&mut self) {
        self.pen_down = false;
    }

    /// Whether a stroke is being drawn.
    #[must_use]
    pub fn is_drawing(&self) -> bool {
        self.pen_down
    }

    /// Shows an example.
    pub(crate) fn show(&mut self, shown: Shown) {
        if !self.is_empty() {
            self.remember();
        }
        self.end_stroke();
        self.content = Content { strokes: Vec::new(), example: Some(shown) };
        self.rasterise();
    }

    /// Takes the last change back; whether there was one.
    pub(crate) fn undo(&mut self) -> bool {
        self.end_stroke();
        let before = self.past.pop();
        let undone = before.is_some();
        if let Some(content) = before {
            self.content = content;
            self.rasterise();
        }
        undone
    }

    /// Empties the pad.
    pub(crate) fn clear(&mut self) {
        if !self.is_empty() {
            self.remember();
        }
        self.end_stroke();
        self.key_pen = false;
        self.content = Content::default();
        self.rasterise();
    }

    fn remember(&mut self) {
        if self.past.len() == Self::MOST_UNDO {
            self.past.remove(0);
        }
        self.past.push(self.content.clone());
    }

    fn rasterise(&mut self) {
        self.image = match &self.content.example {
            Some(shown) => Some(shown.pixels.clone()),
            None => self.raster.image(&self.content.strokes).map(Box::new),
        };
    }
}
