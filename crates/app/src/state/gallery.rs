//! The gallery: which examples there are, what the network makes of each, and the part of them that is seen.

mod choice;
mod grid;
mod images;
mod judged;

pub use choice::{GalleryChoice, Order, Which};
pub use grid::Grid;
pub use images::Images;
pub use judged::{Judged, Record};

use std::ops::Range;

/// What is known of the gallery, and where a visitor looks in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gallery {
    /// Whether it is open. Nothing is worked out before.
    pub open: bool,
    /// What the network made of every example; none before the first answer.
    pub judged: Option<Judged>,
    /// Whether a judgement was asked for and has not come.
    pub waiting: bool,
    /// Whether the run has moved on since it was judged.
    pub behind: bool,
    /// The examples chosen, by their index in the set, in the order chosen.
    pub listed: Vec<u32>,
    /// How many examples they were chosen among: all of the class.
    pub among: usize,
    /// Where they stand, and the part that is seen.
    pub grid: Grid,
    /// The place in `listed` that is pointed at.
    pub cursor: Option<usize>,
    /// The images that have come.
    pub images: Images,
}

impl Gallery {
    /// Chooses among what was judged, and puts it in order.
    pub(crate) fn list(&mut self, choice: &GalleryChoice) {
        (self.listed, self.among) = self.judged.as_ref().map(|judged| judged.list(choice)).unwrap_or_default();
    }

    /// The set is another: nothing known of it is left. Whether it is open stays, and how large it is.
    pub(crate) fn empty(&mut self) {
        let grid = Grid { top: 0.0, ..self.grid };
        *self = Self { open: self.open, grid, ..Self::default() };
    }

    /// The example in this place of the list.
    #[must_use]
    pub fn example(&self, place: usize) -> Option<u32> {
        self.listed.get(place).copied()
    }

    /// The places that are seen, whole or in part.
    #[must_use]
    pub fn seen(&self) -> Range<usize> {
        self.grid.seen(self.listed.len())
    }

    /// The examples whose images are worth having and are not there: those seen first, then half a screenful around them.
    #[must_use]
    pub fn missing(&self) -> Vec<u32> {
        let seen = self.seen();
        let around = self.grid.around(self.listed.len());
        let places = seen.clone().chain(seen.end..around.end).chain((around.start..seen.start).rev());
        let wanted = places.take(Images::MOST / 2).filter_map(|place| self.example(place));
        wanted.filter(|&index| self.images.get(index).is_none()).collect()
    }
}
