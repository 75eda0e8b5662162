//! The pad, and the image the network sees.

use costscape_core::data::{CLASSES, PIXELS, SIDE};
use costscape_core::digit::{Point, Raster, Stroke, is_rubbed, rub};
use costscape_protocol::Example;

use crate::message::PenPoint;

/// What is on the pad.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Drawn strokes, in the pad's unit: 0 to 1 across and down. None on an empty pad.
    Strokes(Vec<Stroke>),
    /// An example from the data.
    Example(Shown),
    /// An image changed pixel by pixel: 28 x 28 bytes, row-major from the top left.
    Pixels(Box<[u8; PIXELS]>),
}

impl Default for Content {
    fn default() -> Self {
        Self::Strokes(Vec::new())
    }
}

impl Content {
    /// The strokes; none of an image.
    #[must_use]
    pub fn strokes(&self) -> &[Stroke] {
        if let Self::Strokes(strokes) = self { strokes } else { &[] }
    }

    /// The example, if that is what it is.
    #[must_use]
    pub fn example(&self) -> Option<&Shown> {
        if let Self::Example(shown) = self { Some(shown) } else { None }
    }

    /// The image, if it is one: an example's, or one changed by hand.
    #[must_use]
    pub fn pixels(&self) -> Option<&[u8; PIXELS]> {
        match self {
            Self::Strokes(_) => None,
            Self::Example(shown) => Some(&shown.pixels),
            Self::Pixels(pixels) => Some(pixels),
        }
    }
}

/// An example from the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Which, and what it is.
    pub example: Example,
    /// 28 x 28 bytes, row-major from the top left.
    pub pixels: Box<[u8; PIXELS]>,
}

/// What the hand holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tool {
    /// Draws strokes.
    #[default]
    Pen,
    /// Rubs out: parts of strokes, or pixels of an image.
    Rubber,
    /// Blackens single pixels of the image the network sees, and whitens black ones.
    Pixel,
}

impl Tool {
    /// All, by the name they have in the page.
    pub const ALL: [(&'static str, Self); 3] = [("pen", Self::Pen), ("rubber", Self::Rubber), ("pixel", Self::Pixel)];
}

/// What was on the pad, and what the visitor said that it was.
type Version = (Content, Option<u8>);

/// The pad.
#[derive(Debug)]
pub struct Drawing {
    content: Content,
    /// What was there before each change, oldest first.
    past: Vec<Version>,
    /// What was taken back, the last first to come again.
    future: Vec<Version>,
    /// What the visitor says that it is.
    said: Option<u8>,
    /// What the network sees of it.
    image: Option<Box<[u8; PIXELS]>>,
    raster: Raster,
    /// What the hand holds.
    pub tool: Tool,
    /// The pen's width, relative to MNIST's.
    pub width: f32,
    /// Where the pen last was, while it is on the pad.
    pen: Option<Point>,
    /// What the pixel tool writes while it is on the pad: black, or white where it began on black.
    ink: u8,
    /// Where the keyboard's pen is; none before the first key.
    pub cursor: Option<Point>,
    /// Whether the keyboard's pen is down.
    pub key_pen: bool,
    /// How many examples were asked for.
    pub asked: u32,
    /// Who wants the example that is on its way.
    pub wanted: WantedBy,
}

/// Who wants an example to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WantedBy {
    /// Nobody, or nobody any more.
    Nobody,
    /// The page, which has nothing else to show: no reason to replace what is being drawn.
    Page,
    /// The visitor.
    Visitor,
}

impl Default for Drawing {
    fn default() -> Self {
        Self {
            content: Content::default(),
            past: Vec::new(),
            future: Vec::new(),
            said: None,
            image: None,
            raster: Raster::default(),
            tool: Tool::Pen,
            width: 1.0,
            pen: None,
            ink: 0,
            cursor: None,
            key_pen: false,
            asked: 0,
            wanted: WantedBy::Nobody,
        }
    }
}

impl Drawing {
    /// So many changes can be undone.
    const MOST_UNDO: usize = 100;
    /// A stroke longer than this goes on no further: nobody draws so long a digit.
    const MOST_POINTS: usize = 20_000;
    /// The rubber's radius, in the pad's unit.
    pub const RUBBER: f32 = 0.055;

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

    /// What it is: an example's label, or what the visitor says.
    #[must_use]
    pub fn label(&self) -> Option<u8> {
        let shown = self.content.example().map(|shown| shown.example.label);
        shown.or(self.said).filter(|_| self.image.is_some())
    }

    /// The visitor says what it is; nothing but a digit is taken. An example's label stays as it is.
    pub(crate) fn set_label(&mut self, label: Option<u8>) {
        self.said = label.filter(|&label| usize::from(label) < CLASSES);
    }

    /// Whether there is something to undo.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether something that was undone can be had again.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// Whether the pad is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.content == Content::default()
    }

    /// Whether the pad shows pixels: those of an image, or those that the pixel tool is to change.
    #[must_use]
    pub fn shows_pixels(&self) -> bool {
        self.tool == Tool::Pixel || self.content.pixels().is_some()
    }

    /// The tool touches the pad. With the pen an image gives way to strokes; with the others it is changed.
    pub(crate) fn begin(&mut self, first: PenPoint) {
        if !first.at.is_drawable() {
            return;
        }
        self.remember();
        // An example that is changed by hand is still said to be what it was; on an empty pad it may be anything.
        self.said = self.label();
        self.pen = Some(first.at);
        match self.tool {
            Tool::Pen => {
                let mut strokes = match std::mem::take(&mut self.content) {
                    Content::Strokes(strokes) => strokes,
                    Content::Example(_) | Content::Pixels(_) => {
                        self.said = None;
                        Vec::new()
                    }
                };
                strokes.push(Stroke::default());
                self.content = Content::Strokes(strokes);
            }
            Tool::Rubber => {}
            Tool::Pixel => {
                let at = pixel_at(first.at);
                self.ink = match (at, &self.image) {
                    (Some(at), Some(image)) if image[at] >= 128 => 0,
                    _ => 255,
                };
            }
        }
        self.go_on(&[first]);
    }

    /// It goes on.
    pub(crate) fn go_on(&mut self, points: &[PenPoint]) {
        for point in points.iter().filter(|point| point.at.is_drawable()) {
            let Some(from) = self.pen else { return };
            match self.tool {
                Tool::Pen => {
                    if let Content::Strokes(strokes) = &mut self.content
                        && let Some(stroke) =
                            strokes.last_mut().filter(|stroke| stroke.points.len() < Self::MOST_POINTS)
                    {
                        stroke.points.push(point.at);
                        stroke.pressure.push(point.pressure * self.width);
                    }
                }
                Tool::Rubber => self.rub_out(from, point.at),
                Tool::Pixel => self.write_pixels(from, point.at),
            }
            self.pen = Some(point.at);
        }
        self.rasterise();
    }

    fn rub_out(&mut self, from: Point, to: Point) {
        match &mut self.content {
            Content::Strokes(strokes) => {
                if let Some(left) = rub(strokes, from, to, Self::RUBBER) {
                    *strokes = left;
                }
            }
            Content::Example(Shown { pixels, .. }) | Content::Pixels(pixels) => {
                let mut pixels = pixels.clone();
                for (at, level) in pixels.iter_mut().enumerate() {
                    let middle = |i: usize| (i as f32 + 0.5) / SIDE as f32;
                    if is_rubbed(Point::new(middle(at % SIDE), middle(at / SIDE)), from, to, Self::RUBBER) {
                        *level = 0;
                    }
                }
                self.content = Content::Pixels(pixels);
            }
        }
    }

    /// All pixels on the way, so that a quick hand leaves no gaps.
    fn write_pixels(&mut self, from: Point, to: Point) {
        let mut pixels = self.image.clone().unwrap_or_else(|| Box::new([0; PIXELS]));
        let (x, y) = (to.x - from.x, to.y - from.y);
        let steps = (x.abs().max(y.abs()) * SIDE as f32 * 2.0).ceil().clamp(1.0, 200.0);
        for step in 0..=steps as usize {
            let share = step as f32 / steps;
            if let Some(at) = pixel_at(Point::new(from.x + share * x, from.y + share * y)) {
                pixels[at] = self.ink;
            }
        }
        self.content = Content::Pixels(pixels.clone());
        self.image = Some(pixels);
    }

    /// The tool leaves the pad.
    pub(crate) fn end(&mut self) {
        if self.pen.take().is_some() && self.past.last().is_some_and(|(before, _)| *before == self.content) {
            // Rubbing where there is nothing is no change.
            self.past.pop();
        }
    }

    /// Whether the tool is on the pad.
    #[must_use]
    pub fn is_drawing(&self) -> bool {
        self.pen.is_some()
    }

    /// Shows an example.
    pub(crate) fn show(&mut self, shown: Shown) {
        self.replace(Content::Example(shown));
    }

    /// Shows an image that is no example.
    pub(crate) fn put(&mut self, image: [u8; PIXELS]) {
        self.replace(Content::Pixels(Box::new(image)));
    }

    /// Empties the pad.
    pub(crate) fn clear(&mut self) {
        self.key_pen = false;
        // An empty pad is what is wanted now.
        self.wanted = WantedBy::Nobody;
        self.replace(Content::default());
    }

    fn replace(&mut self, content: Content) {
        self.end();
        if !self.is_empty() {
            self.remember();
        }
        // It may be anything.
        self.said = None;
        self.content = content;
        self.rasterise();
    }

    /// Takes the last change back; whether there was one.
    pub(crate) fn undo(&mut self) -> bool {
        self.end();
        let Some(before) = self.past.pop() else { return false };
        let after = self.go_over_to(before);
        self.future.push(after);
        self.rasterise();
        true
    }

    /// Makes the change again that was taken back last; whether there was one.
    pub(crate) fn redo(&mut self) -> bool {
        self.end();
        let Some(after) = self.future.pop() else { return false };
        let before = self.go_over_to(after);
        self.past.push(before);
        self.rasterise();
        true
    }

    /// Shows another version; returns the one there was.
    fn go_over_to(&mut self, (content, said): Version) -> Version {
        (std::mem::replace(&mut self.content, content), std::mem::replace(&mut self.said, said))
    }

    fn remember(&mut self) {
        self.future.clear();
        if self.past.len() == Self::MOST_UNDO {
            self.past.remove(0);
        }
        self.past.push((self.content.clone(), self.said));
    }

    fn rasterise(&mut self) {
        self.image = match self.content.pixels() {
            Some(pixels) => Some(Box::new(*pixels)),
            None => self.raster.image(self.content.strokes()).map(Box::new),
        };
    }
}

/// The pixel under a place of the pad, row-major; `None` beside the pad.
fn pixel_at(Point { x, y }: Point) -> Option<usize> {
    let within = |place: f32| (0.0..1.0).contains(&place).then_some((place * SIDE as f32) as usize);
    Some(within(y)? * SIDE + within(x)?)
}
