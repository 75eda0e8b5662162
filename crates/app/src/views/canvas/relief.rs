//! The ground: bands of colour with a shade of the same heights, pixel by pixel.

use super::cost_colours::band_colours;
use super::levels::Levels;
use super::palette::{Palette, Rgb};
use super::surface::Surface;

/// How much slopes to and from the light are lighter and darker.
const SHADE: f64 = 0.34;
/// How steep the whole range of heights over half the map's side is taken to be.
const EXAGGERATION: f64 = 0.55;
/// The light: from the upper left, 45 degrees high. x to the right, y down, z up.
const LIGHT: (f64, f64, f64) = (-0.5, -0.5, std::f64::consts::FRAC_1_SQRT_2);

/// The ground on `side` x `side` pixels: `[row][column][red, green, blue, opacity]` from the top left, b running up.
///
/// Where the cost overflows there is hatched paper, `stripe` pixels from line to line.
pub(super) fn pixels(
    surface: &Surface,
    levels: Option<&Levels>,
    palette: &Palette,
    side: usize,
    stripe: f64,
) -> Vec<u8> {
    let cells = (surface.side() - 1) as f64;
    let columns: Vec<f64> = (0..side).map(|i| (i as f64 + 0.5) / side as f64 * cells).collect();
    let rows: Vec<f64> = columns.iter().rev().copied().collect();
    let raster = surface.raster(&columns, &rows);
    let mut pixels = vec![255; side * side * 4];
    let ground = levels.map(|levels| Ground::new(levels, side));
    let hatch = Hatch { paper: palette.paper, line: palette.paper.towards(palette.ink_quiet, 0.6), stripe };
    let line = |row: usize| &raster.heights[row * side..(row + 1) * side];
    for (row, out) in pixels.chunks_exact_mut(4 * side).enumerate() {
        let (above, here, below) = (line(row.saturating_sub(1)), line(row), line((row + 1).min(side - 1)));
        let mut band = 0;
        for (column, (out, (&height, down))) in
            out.chunks_exact_mut(4).zip(here.iter().zip(below.iter().zip(above).map(|(b, a)| b - a))).enumerate()
        {
            let colour = match &ground {
                Some(ground) if raster.overflows.is_empty() || !raster.overflows[row * side + column] => {
                    let across = here[(column + 1).min(side - 1)] - here[column.saturating_sub(1)];
                    ground.colour(height, across, down, &mut band)
                }
                _ => hatch.colour(column, row),
            };
            (out[0], out[1], out[2]) = (colour.0, colour.1, colour.2);
        }
    }
    pixels
}

struct Ground<'a> {
    heights: &'a [f64],
    colours: Vec<Rgb>,
    /// From a difference of heights over two pixels to a slope.
    slope: f64,
}

impl<'a> Ground<'a> {
    fn new(levels: &'a Levels, side: usize) -> Self {
        let (low, high) = levels.range();
        let slope = 0.5 * EXAGGERATION * 0.5 * side as f64 / (high - low);
        Self { heights: levels.heights(), colours: band_colours(levels), slope }
    }

    /// `band` is the neighbour's band, from which the search for this one starts.
    fn colour(&self, height: f64, across: f64, down: f64, band: &mut usize) -> Rgb {
        while *band + 1 < self.colours.len() && height >= self.heights[*band + 1] {
            *band += 1;
        }
        while *band > 0 && height < self.heights[*band] {
            *band -= 1;
        }
        // The normal of the slope is (-p, -q, 1); on level ground the light falls with LIGHT.2.
        let (p, q) = (across * self.slope, down * self.slope);
        let lit = (LIGHT.2 - p * LIGHT.0 - q * LIGHT.1) / (1.0 + p * p + q * q).sqrt();
        let factor = (1.0 + SHADE * (lit - LIGHT.2)).clamp(0.7, 1.2);
        let Rgb(red, green, blue) = self.colours[*band];
        let shaded = |channel: u8| (f64::from(channel) * factor).min(255.0) as u8;
        Rgb(shaded(red), shaded(green), shaded(blue))
    }
}

struct Hatch {
    paper: Rgb,
    line: Rgb,
    stripe: f64,
}

impl Hatch {
    fn colour(&self, column: usize, row: usize) -> Rgb {
        let place = (column + row) as f64 % self.stripe;
        if place < 0.2 * self.stripe { self.line } else { self.paper }
    }
}

#[cfg(test)]
mod tests {
    use super::super::levels::Spacing;
    use super::super::palette::Theme;
    use super::*;

    fn bowl() -> (Surface, Levels) {
        let values: Vec<f64> =
            (0..81).map(|i| (f64::from(i % 9) - 4.0).powi(2) + (f64::from(i / 9) - 4.0).powi(2)).collect();
        (Surface::new(9, &values).unwrap(), Levels::new(&values, Spacing::Linear, None).unwrap())
    }

    fn at(pixels: &[u8], side: usize, column: usize, row: usize) -> Rgb {
        let i = 4 * (row * side + column);
        Rgb(pixels[i], pixels[i + 1], pixels[i + 2])
    }

    #[test]
    fn the_valley_is_darker_than_the_ridge_and_the_light_comes_from_the_upper_left() {
        let (surface, levels) = bowl();
        let pixels = pixels(&surface, Some(&levels), &Palette::new(Theme::Light, 1.0), 200, 8.0);
        let light = |column, row| at(&pixels, 200, column, row).luminance();
        assert!(light(100, 100) < 0.25 * light(3, 3));
        // In a bowl, the slope at the lower right faces the light.
        assert!(light(150, 150) > light(50, 50));
    }

    #[test]
    fn bands_are_flat_where_the_ground_is() {
        let surface = Surface::new(3, &[0.5; 9]).unwrap();
        let levels = Levels::new(&[0.5; 9], Spacing::Linear, None).unwrap();
        let pixels = pixels(&surface, Some(&levels), &Palette::new(Theme::Light, 1.0), 30, 8.0);
        assert!(pixels.chunks_exact(4).all(|pixel| pixel == &pixels[..4]));
    }

    #[test]
    fn the_overflow_is_hatched_paper() {
        let mut values = vec![1.0; 25];
        values[24] = f64::INFINITY; // high a, high b: the upper right corner
        values[12] = 0.0;
        let surface = Surface::new(5, &values).unwrap();
        let levels = Levels::new(&values, Spacing::Linear, None).unwrap();
        let palette = Palette::new(Theme::Dark, 1.0);
        let pixels = pixels(&surface, Some(&levels), &palette, 80, 8.0);
        let corner: Vec<Rgb> = (0..8).map(|i| at(&pixels, 80, 79 - i, 0)).collect();
        assert!(corner.contains(&palette.paper) && corner.iter().any(|&colour| colour != palette.paper));
        assert_ne!(at(&pixels, 80, 0, 0), palette.paper);
    }
}
