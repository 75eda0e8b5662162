//! The images that have come, as many as are kept.

use std::collections::{HashMap, VecDeque};

use costscape_core::data::PIXELS;

/// Images by their index in the set: at most [`Images::MOST`], the oldest go first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Images {
    pixels: HashMap<u32, Box<[u8; PIXELS]>>,
    /// Their indices, the oldest first.
    order: VecDeque<u32>,
    /// Whether some were asked for and have not come: no others are asked for meanwhile, so that scrolling fast does not
    /// leave a queue behind.
    pub asked: bool,
}

impl Images {
    /// The most images kept: four times what a large screen shows, in less than a megabyte.
    pub const MOST: usize = 1200;

    /// The image with this index, 28 x 28 bytes, row-major from the top left, 255 is ink.
    #[must_use]
    pub fn get(&self, index: u32) -> Option<&[u8; PIXELS]> {
        self.pixels.get(&index).map(|pixels| &**pixels)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pixels.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pixels.is_empty()
    }

    /// Keeps an image; false if it was there before.
    pub(crate) fn keep(&mut self, index: u32, pixels: [u8; PIXELS]) -> bool {
        if self.pixels.insert(index, Box::new(pixels)).is_some() {
            return false;
        }
        self.order.push_back(index);
        while self.order.len() > Self::MOST {
            if let Some(oldest) = self.order.pop_front() {
                self.pixels.remove(&oldest);
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_are_kept_and_the_oldest_go_first() {
        let mut images = Images::default();
        for index in 0..Images::MOST as u32 + 50 {
            assert!(images.keep(index, [index as u8; PIXELS]));
        }
        assert_eq!(images.len(), Images::MOST);
        assert_eq!((images.get(49), images.get(50)), (None, Some(&[50; PIXELS])));
        assert!(!images.keep(50, [7; PIXELS]), "it was there");
        assert_eq!((images.len(), images.get(50)), (Images::MOST, Some(&[7; PIXELS])));
    }
}
