//! Colours for heights: deep water in the valley, pale sand on the ridge. The same by day and by night.

use super::levels::Levels;
use super::palette::{Lab, Rgb};

/// From the deepest water to the palest sand, at equal distances.
///
/// Made for this map, because none of colorous' scales goes from blue-green to sand: even in Oklab's lightness, from 0.34
/// to 0.94, hue turning slowly one way, so that neighbouring bands differ and no band looks like a border.
const SCALE: [Rgb; 7] = [
    Rgb(0x11, 0x3D, 0x51),
    Rgb(0x16, 0x57, 0x69),
    Rgb(0x27, 0x74, 0x80),
    Rgb(0x4F, 0x94, 0x92),
    Rgb(0x8A, 0xB5, 0xA0),
    Rgb(0xC3, 0xD2, 0xB0),
    Rgb(0xF6, 0xEB, 0xCD),
];

/// The colour of a height, 0 the lowest on the scale, 1 the highest.
#[must_use]
pub(super) fn cost_colour(height: f64) -> Rgb {
    let height = if height.is_nan() { 1.0 } else { height.clamp(0.0, 1.0) };
    let place = height * (SCALE.len() - 1) as f64;
    let index = (place as usize).min(SCALE.len() - 2);
    let (from, to): (Lab, Lab) = (SCALE[index].into(), SCALE[index + 1].into());
    from.towards(to, place - index as f64).into()
}

/// One colour for each band, the lowest first.
#[must_use]
pub(super) fn band_colours(levels: &Levels) -> Vec<Rgb> {
    (0..levels.bands()).map(|band| cost_colour(levels.shade(band))).collect()
}

const DARK_INK: Rgb = Rgb(0x12, 0x1C, 0x26);
const PALE_INK: Rgb = Rgb(0xFB, 0xF8, 0xEC);

/// The colour of what is drawn on a ground of this colour: dark on sand, pale on deep water.
#[must_use]
pub(super) fn ink_on(ground: Rgb) -> Rgb {
    if ground.contrast(DARK_INK) >= ground.contrast(PALE_INK) { DARK_INK } else { PALE_INK }
}

/// The ground's own colour, moved away from the ink's so far that text can be read on it: a halo.
#[must_use]
pub(super) fn halo_on(ground: Rgb) -> Rgb {
    let away = if ink_on(ground) == DARK_INK { PALE_INK } else { DARK_INK };
    ground.towards(away, 0.3)
}

#[cfg(test)]
mod tests {
    use super::super::palette::Lab;
    use super::*;

    #[test]
    fn higher_is_always_lighter() {
        let lightness: Vec<f64> = (0..=100).map(|i| Lab::from(cost_colour(f64::from(i) / 100.0)).lightness).collect();
        assert!(lightness.windows(2).all(|pair| pair[0] < pair[1]), "{lightness:?}");
        // And evenly so: no tenth of the scale has more than a fifth of the whole change.
        let all = lightness[100] - lightness[0];
        assert!(all > 0.55, "{all}");
        assert!(lightness.windows(11).all(|tenth| tenth[10] - tenth[0] < 0.2 * all), "{lightness:?}");
    }

    #[test]
    fn labels_can_be_read_on_every_height() {
        for i in 0..=100 {
            let ground = cost_colour(f64::from(i) / 100.0);
            let contrast = ink_on(ground).contrast(halo_on(ground));
            assert!(contrast >= 4.5, "{i}: {contrast:.2}");
        }
    }

    #[test]
    fn heights_off_the_scale_have_its_ends_colours() {
        assert_eq!(cost_colour(-3.0), cost_colour(0.0));
        assert_eq!(cost_colour(7.0), cost_colour(1.0));
        assert_eq!(cost_colour(f64::NAN), cost_colour(1.0));
    }
}
