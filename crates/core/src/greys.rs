//! Pictures of any size, before they are the network's.

use std::ops::Range;

/// How bright a pixel is, 0 to 255, over white: the weights of ITU-R BT.709.
pub(crate) fn grey([red, green, blue, opacity]: [u8; 4]) -> f32 {
    let light = 0.2126 * f32::from(red) + 0.7152 * f32::from(green) + 0.0722 * f32::from(blue);
    255.0 + (light - 255.0) * f32::from(opacity) / 255.0
}

/// A picture: numbers on a grid, row-major from the top left.
pub(crate) struct Greys {
    pub(crate) width: usize,
    pub(crate) values: Vec<f32>,
}

impl Greys {
    pub(crate) fn height(&self) -> usize {
        self.values.len() / self.width
    }

    /// The mean over a rectangle in this field's pixels, edges cut exactly; outside there is zero.
    pub(crate) fn mean(&self, left: f32, top: f32, width: f32, height: f32) -> f32 {
        let share = |low: f32, high: f32, pixel: usize| (high.min(pixel as f32 + 1.0) - low.max(pixel as f32)).max(0.0);
        let touched =
            |low: f32, length: f32, all: usize| (low.max(0.0) as usize)..(((low + length).ceil() as usize).min(all));
        let mut sum = 0.0;
        for row in touched(top, height, self.height()) {
            let down = share(top, top + height, row);
            for column in touched(left, width, self.width) {
                sum += down * share(left, left + width, column) * self.values[row * self.width + column];
            }
        }
        sum / (width * height)
    }

    /// The same picture with at most `most` pixels along its longer side, each the mean of those it takes the place of.
    pub(crate) fn shrunk(self, most: usize) -> Self {
        let longer = self.width.max(self.height());
        if longer <= most {
            return self;
        }
        let scale = longer as f32 / most as f32;
        let side = |length: usize| ((length as f32 / scale).round() as usize).max(1);
        let (width, height) = (side(self.width), side(self.height()));
        let (across, down) = (self.width as f32 / width as f32, self.height() as f32 / height as f32);
        let values = (0..width * height)
            .map(|i| self.mean((i % width) as f32 * across, (i / width) as f32 * down, across, down))
            .collect();
        Self { width, values }
    }

    /// A part of it in a square of `side` pixels: its longer side as long as that, the other one in the middle of zeros.
    pub(crate) fn squared(&self, columns: Range<usize>, rows: Range<usize>, side: usize) -> Vec<f32> {
        let pixel = columns.len().max(rows.len()) as f32 / side as f32;
        let start = |range: &Range<usize>| range.start as f32 - 0.5 * (side as f32 * pixel - range.len() as f32);
        let (left, top) = (start(&columns), start(&rows));
        (0..side * side)
            .map(|i| self.mean(left + (i % side) as f32 * pixel, top + (i / side) as f32 * pixel, pixel, pixel))
            .collect()
    }
}
