//! A photograph, scan or picture of one digit, to the 28 x 28 bytes that MNIST would have made of it.
//!
//! Paper is not white and light falls on it unevenly, so ink is what differs from its neighbourhood. It may be dark on
//! light or light on dark. Thin pens are thickened to MNIST's, as the pad's strokes are; then MNIST's recipe follows (see
//! [`super::Raster`]).

use std::ops::Range;

use super::raster::{BOX, Pen, centred, offset};
use crate::data::PIXELS;
use crate::greys::{Greys, grey};

/// Pixels along the longer side while the ink is looked for: finer shows nothing more in 20 x 20.
const WORK: usize = 160;
/// Ink stands out from paper by so many of 255 greys at least.
const LEAST_CONTRAST: f32 = 16.0;
/// What is smaller than this share of the largest piece of ink is dirt.
const DIRT: f32 = 0.1;

/// Why a picture is no digit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// The pixels do not make a rectangle of that width, or there are none.
    #[error("expected a picture of whole rows, {width} pixels wide, found {bytes} bytes")]
    Size {
        /// Pixels in a row.
        width: usize,
        /// Bytes in all.
        bytes: usize,
    },
    /// Nothing differs enough from its neighbourhood.
    #[error("expected one digit, dark on light or light on dark, found nothing that stands out")]
    Blank,
}

/// The image of the digit in a picture: 28 x 28 bytes, row-major from the top left, ink 255.
///
/// `pixels` are red, green, blue and opacity, four bytes each, row-major, `width` to a row; what is transparent counts as
/// white.
///
/// # Errors
/// When there is no picture, or nothing in it stands out.
pub fn from_photo(pixels: &[u8], width: usize) -> Result<[u8; PIXELS], PhotoError> {
    let is_whole = pixels.len().is_multiple_of(4) && width > 0 && (pixels.len() / 4).is_multiple_of(width);
    if !is_whole || pixels.is_empty() {
        return Err(PhotoError::Size { width, bytes: pixels.len() });
    }
    let greys: Vec<f32> = pixels.as_chunks::<4>().0.iter().map(|&pixel| grey(pixel)).collect();
    let picture = Greys { width, values: greys }.shrunk(WORK);
    let ink = ink(&picture);
    let mask = digit(&ink, threshold(&ink.values)?);
    let (columns, rows) = bounds(&mask).ok_or(PhotoError::Blank)?;
    let side = columns.len().max(rows.len()) as f32;
    let wanted = Pen::default().width / BOX as f32 * side;
    let thick = thickened(&mask, 0.5 * (wanted - stroke_width(&mask)).clamp(0.0, wanted));
    let (columns, rows) = bounds(&thick).ok_or(PhotoError::Blank)?;
    let means = thick.squared(columns, rows, BOX);
    let boxed = std::array::from_fn(|i| (255.0 * means[i]).round() as u8);
    Ok(centred(&boxed, offset(&boxed)))
}

/// How far each pixel is on the ink's side of its neighbourhood.
fn ink(picture: &Greys) -> Greys {
    let (width, height) = (picture.width, picture.height());
    // Sums over everything above and to the left, so that the mean of a neighbourhood costs four looks.
    let mut sums = vec![0.0f64; (width + 1) * (height + 1)];
    for row in 0..height {
        let mut line = 0.0;
        for column in 0..width {
            line += f64::from(picture.values[row * width + column]);
            sums[(row + 1) * (width + 1) + column + 1] = sums[row * (width + 1) + column + 1] + line;
        }
    }
    let reach = WORK / 4;
    let mut values = Vec::with_capacity(picture.values.len());
    for row in 0..height {
        for column in 0..width {
            let (top, bottom) = (row.saturating_sub(reach), (row + reach + 1).min(height));
            let (left, right) = (column.saturating_sub(reach), (column + reach + 1).min(width));
            let at = |row: usize, column: usize| sums[row * (width + 1) + column];
            let sum = at(bottom, right) - at(top, right) - at(bottom, left) + at(top, left);
            let mean = sum / ((bottom - top) * (right - left)) as f64;
            values.push(mean as f32 - picture.values[row * width + column]);
        }
    }
    // Ink is the smaller part, and so differs the more: the cubes tell on which side it is.
    if values.iter().map(|value| value * value * value).sum::<f32>() < 0.0 {
        values.iter_mut().for_each(|value| *value = -*value);
    }
    Greys { width, values }
}

/// Between paper and ink: the value that parts all values into two groups with the most variance between them (Otsu, "A
/// threshold selection method from gray-level histograms", 1979).
fn threshold(values: &[f32]) -> Result<f32, PhotoError> {
    let mut histogram = [0u32; 256];
    values.iter().for_each(|&value| histogram[value.clamp(0.0, 255.0) as usize] += 1);
    let moment = |range: Range<usize>| -> (f64, f64) {
        let count = range.clone().map(|i| f64::from(histogram[i])).sum();
        (count, range.map(|i| f64::from(histogram[i]) * (i as f64 + 0.5)).sum())
    };
    let mut best = (0.0, 0.0, 0.0);
    for at in 1..256 {
        let ((low, low_sum), (high, high_sum)) = (moment(0..at), moment(at..256));
        if low > 0.0 && high > 0.0 {
            let apart = high_sum / high - low_sum / low;
            if low * high * apart * apart > best.0 {
                best = (low * high * apart * apart, at as f64, apart);
            }
        }
    }
    if best.2 < f64::from(LEAST_CONTRAST) { Err(PhotoError::Blank) } else { Ok(best.1 as f32) }
}

/// The pieces of ink that are the digit, 1 where they are: not dirt, and nothing that comes in from the picture's edge as
/// shadows and the edges of the paper do, unless there is nothing else.
fn digit(ink: &Greys, threshold: f32) -> Greys {
    let (width, height) = (ink.width, ink.height());
    let mut piece = vec![0u32; ink.values.len()];
    let mut pieces: Vec<(usize, bool)> = Vec::new();
    for start in 0..piece.len() {
        if piece[start] != 0 || ink.values[start] <= threshold {
            continue;
        }
        let number = pieces.len() as u32 + 1;
        let (mut size, mut at_edge) = (0, false);
        let mut open = vec![start];
        piece[start] = number;
        while let Some(at) = open.pop() {
            let (column, row) = (at % width, at / width);
            size += 1;
            at_edge |= column == 0 || row == 0 || column + 1 == width || row + 1 == height;
            for next_row in row.saturating_sub(1)..(row + 2).min(height) {
                for next_column in column.saturating_sub(1)..(column + 2).min(width) {
                    let next = next_row * width + next_column;
                    if piece[next] == 0 && ink.values[next] > threshold {
                        piece[next] = number;
                        open.push(next);
                    }
                }
            }
        }
        pieces.push((size, at_edge));
    }
    let dirt = DIRT * DIRT * ink.values.len() as f32;
    let inside = pieces.iter().any(|&(size, at_edge)| !at_edge && size as f32 > 0.2 * dirt);
    let largest = pieces.iter().filter(|(_, at_edge)| !(inside && *at_edge)).map(|(size, _)| *size).max().unwrap_or(0);
    let kept = |number: u32| {
        let Some(&(size, at_edge)) = pieces.get((number as usize).wrapping_sub(1)) else { return false };
        !(inside && at_edge) && size as f32 >= DIRT * largest as f32
    };
    Greys { width, values: piece.into_iter().map(|number| f32::from(u8::from(kept(number)))).collect() }
}

/// The columns and rows with ink in them.
fn bounds(mask: &Greys) -> Option<(Range<usize>, Range<usize>)> {
    let places = || mask.values.iter().enumerate().filter(|(_, value)| **value > 0.0).map(|(at, _)| at);
    let columns = || places().map(|at| at % mask.width);
    let (left, right) = (columns().min()?, columns().max()?);
    let (top, bottom) = (places().min()? / mask.width, places().max()? / mask.width);
    Some((left..right + 1, top..bottom + 1))
}

/// How wide the strokes are in the mean, in pixels: the ink's area by half its outline's length.
fn stroke_width(mask: &Greys) -> f32 {
    let (width, height) = (mask.width, mask.height());
    let is_ink = |column: usize, row: usize| mask.values[row * width + column] > 0.0;
    let (mut area, mut sides) = (0.0f32, 0.0f32);
    for row in 0..height {
        for column in 0..width {
            if is_ink(column, row) {
                area += 1.0;
                sides += f32::from(u8::from(column == 0 || !is_ink(column - 1, row)));
                sides += f32::from(u8::from(column + 1 == width || !is_ink(column + 1, row)));
                sides += f32::from(u8::from(row == 0 || !is_ink(column, row - 1)));
                sides += f32::from(u8::from(row + 1 == height || !is_ink(column, row + 1)));
            }
        }
    }
    // Steps make the outline of a slanted line longer than it is: by 4 / pi, over all directions.
    2.0 * area / (sides * std::f32::consts::FRAC_PI_4).max(1.0)
}

/// The ink grown by `by` pixels on all sides, its new edge soft, with room for that.
fn thickened(mask: &Greys, by: f32) -> Greys {
    let margin = by.ceil() as usize + 1;
    let (width, height) = (mask.width + 2 * margin, mask.height() + 2 * margin);
    let mut values = vec![0.0f32; width * height];
    for (at, _) in mask.values.iter().enumerate().filter(|(_, value)| **value > 0.0) {
        let (column, row) = (at % mask.width + margin, at / mask.width + margin);
        let inside = |step: usize| {
            let (before, after) = (at.checked_sub(step), mask.values.get(at + step));
            before.is_some_and(|at| mask.values[at] > 0.0) && after.is_some_and(|&value| value > 0.0)
        };
        let off_edge = !at.is_multiple_of(mask.width) && !(at + 1).is_multiple_of(mask.width);
        if off_edge && inside(1) && inside(mask.width) {
            // Only the outline grows.
            values[row * width + column] = 1.0;
            continue;
        }
        for y in row - margin..=row + margin {
            for x in column - margin..=column + margin {
                let (across, down) = (x as f32 - column as f32, y as f32 - row as f32);
                let value = (by + 1.0 - (across * across + down * down).sqrt()).clamp(0.0, 1.0);
                values[y * width + x] = values[y * width + x].max(value);
            }
        }
    }
    Greys { width, values }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digit::{Point, Raster, Stroke};
    use crate::random::Random;

    const SEVEN: [(f32, f32); 3] = [(0.2, 0.15), (0.75, 0.18), (0.42, 0.9)];

    /// How a sheet of paper was taken.
    #[derive(Clone, Copy)]
    struct Shot {
        width: usize,
        height: usize,
        /// Left, top and side of the part with the digit.
        place: (f32, f32, f32),
        /// Of the pen, in pixels.
        pen: f32,
        paper: f32,
        ink: f32,
        /// How much darker it is at the right.
        shade: f32,
        noise: f64,
    }

    const SHOT: Shot = Shot {
        width: 300,
        height: 400,
        place: (60.0, 90.0, 180.0),
        pen: 14.0,
        paper: 215.0,
        ink: 45.0,
        shade: 0.0,
        noise: 0.0,
    };

    impl Shot {
        /// The seven on it.
        fn pixels(self) -> Vec<u8> {
            let mut random = Random::new(4, 0);
            let (left, top, side) = self.place;
            let line: Vec<(f32, f32)> = SEVEN.iter().map(|(x, y)| (left + side * x, top + side * y)).collect();
            let mut pixels = Vec::new();
            for i in 0..self.width * self.height {
                let (x, y) = ((i % self.width) as f32 + 0.5, (i / self.width) as f32 + 0.5);
                let away = line.windows(2).map(|w| distance((x, y), w[0], w[1])).fold(f32::INFINITY, f32::min);
                let ink = (0.5 * self.pen + 0.5 - away).clamp(0.0, 1.0);
                let light = self.paper + ink * (self.ink - self.paper) - self.shade * x / self.width as f32;
                let level = (light + (self.noise * random.normal()) as f32).clamp(0.0, 255.0) as u8;
                pixels.extend([level, level, level, 255]);
            }
            pixels
        }

        fn image(self) -> [u8; PIXELS] {
            from_photo(&self.pixels(), self.width).unwrap()
        }
    }

    fn distance((x, y): (f32, f32), (ax, ay): (f32, f32), (bx, by): (f32, f32)) -> f32 {
        let (across, down) = (bx - ax, by - ay);
        let t = (((x - ax) * across + (y - ay) * down) / (across * across + down * down)).clamp(0.0, 1.0);
        let (dx, dy) = (x - ax - t * across, y - ay - t * down);
        (dx * dx + dy * dy).sqrt()
    }

    /// The same drawn on the pad.
    fn drawn() -> [u8; PIXELS] {
        let stroke = Stroke { points: SEVEN.map(|(x, y)| Point::new(x, y)).to_vec(), pressure: vec![1.0; 3] };
        Raster::default().image(&[stroke]).unwrap()
    }

    /// How far two images lie apart, as a share of the first one's ink. A hair decides to which pixel the centre of mass goes,
    /// so one of them may be moved by one.
    fn apart(one: &[u8; PIXELS], other: &[u8; PIXELS]) -> f64 {
        let ink: f64 = one.iter().map(|&level| f64::from(level)).sum();
        let moved = |by: isize| -> f64 {
            let level = |i: usize| i.checked_add_signed(by).and_then(|i| other.get(i)).copied().unwrap_or(0);
            (0..PIXELS).map(|i| f64::from(one[i].abs_diff(level(i)))).sum::<f64>() / ink
        };
        [-29, -28, -27, -1, 0, 1, 27, 28, 29].into_iter().map(moved).fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn a_photograph_is_what_the_pad_would_have_made_of_it() {
        let close = apart(&drawn(), &SHOT.image());
        assert!(close < 0.3, "{close}");
    }

    #[test]
    fn size_place_pen_light_and_dirt_hardly_show() {
        let shot = SHOT.image();
        for (what, other, most) in [
            (
                "twice as many pixels",
                Shot { width: 600, height: 800, place: (120.0, 180.0, 360.0), pen: 28.0, ..SHOT },
                0.05,
            ),
            ("smaller, in a corner", Shot { place: (160.0, 20.0, 120.0), pen: 9.0, ..SHOT }, 0.25),
            ("a thin pen", Shot { pen: 4.0, ..SHOT }, 0.15),
            ("a shadow", Shot { shade: 120.0, ..SHOT }, 0.05),
            ("grain", Shot { noise: 12.0, ..SHOT }, 0.05),
            ("a faint pen", Shot { ink: 150.0, ..SHOT }, 0.05),
            ("chalk on a board", Shot { paper: 40.0, ink: 220.0, ..SHOT }, 0.05),
        ] {
            let found = apart(&shot, &other.image());
            assert!(found < most, "{what}: {found}");
        }
    }

    #[test]
    fn the_edge_of_the_table_is_no_ink() {
        let mut pixels = SHOT.pixels();
        for (i, pixel) in pixels.as_chunks_mut::<4>().0.iter_mut().enumerate() {
            if i % SHOT.width < 25 || i / SHOT.width > 380 {
                *pixel = [60, 40, 20, 255];
            }
        }
        let found = apart(&SHOT.image(), &from_photo(&pixels, SHOT.width).unwrap());
        assert!(found < 0.1, "{found}");
    }

    #[test]
    fn where_there_is_no_digit_that_is_said() {
        let blank = Shot { ink: 215.0, ..SHOT };
        assert_eq!(from_photo(&blank.pixels(), 300), Err(PhotoError::Blank));
        assert_eq!(from_photo(&Shot { noise: 3.0, ..blank }.pixels(), 300), Err(PhotoError::Blank));
        assert_eq!(from_photo(&[], 0), Err(PhotoError::Size { width: 0, bytes: 0 }));
        assert!(from_photo(&[0; 4], usize::MAX).is_err(), "four times the width does not fit in a number");
        let said = from_photo(&[0; 40], 3).unwrap_err().to_string();
        assert_eq!(said, "expected a picture of whole rows, 3 pixels wide, found 40 bytes");
        // The smallest pictures have nothing that stands out, and do no harm.
        for width in 1..4 {
            assert_eq!(from_photo(&vec![9; 4 * width * 2], width), Err(PhotoError::Blank));
        }
    }
}
