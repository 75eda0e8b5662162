//! Colours for what has a sign: blue for minus, paper for zero, orange for plus, the same on both sides.

use super::palette::{Lab, Palette, Rgb, Theme};

/// A scale for one palette.
pub(super) struct SignedColours {
    minus: Lab,
    zero: Lab,
    plus: Lab,
}

impl SignedColours {
    /// The scale on a palette's paper.
    pub(super) fn new(palette: &Palette) -> Self {
        let (minus, plus) = match palette.theme {
            Theme::Light => (Rgb(0x1A, 0x62, 0xA5), Rgb(0xAE, 0x4D, 0x0A)),
            Theme::Dark => (Rgb(0x6F, 0xB8, 0xF2), Rgb(0xF2, 0x9F, 0x52)),
        };
        Self { minus: minus.into(), zero: palette.paper.into(), plus: plus.into() }
    }

    /// The colour of a value from -1 to 1; what is beyond has the ends' colours, NaN that of zero.
    pub(super) fn colour(&self, value: f64) -> Rgb {
        let value = if value.is_nan() { 0.0 } else { value.clamp(-1.0, 1.0) };
        let end = if value < 0.0 { self.minus } else { self.plus };
        self.zero.towards(end, value.abs()).into()
    }

    /// 255 colours from -1 to 1, the middle one zero.
    pub(super) fn table(&self) -> Vec<Rgb> {
        (-127..=127).map(|i| self.colour(f64::from(i) / 127.0)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_paper_and_both_sides_go_equally_far() {
        for theme in [Theme::Light, Theme::Dark] {
            let palette = Palette::new(theme, 1.0);
            let colours = SignedColours::new(&palette);
            assert_eq!(colours.colour(0.0), palette.paper);
            assert_eq!(colours.colour(f64::NAN), palette.paper);
            let away = |value: f64| (Lab::from(colours.colour(value)).lightness - colours.zero.lightness).abs();
            for i in 1..=10 {
                let value = f64::from(i) / 10.0;
                assert!((away(value) - away(-value)).abs() < 0.06, "{theme:?} {value}");
                assert!(away(value) > away(value - 0.1), "{theme:?} {value}");
            }
            assert!(colours.colour(1.0).contrast(palette.paper) > 4.5);
            assert!(colours.colour(-1.0).contrast(palette.paper) > 4.5);
            assert_eq!(colours.table()[127], palette.paper);
            assert_eq!(colours.table().len(), 255);
        }
    }

    #[test]
    fn minus_is_blue_and_plus_is_orange() {
        let colours = SignedColours::new(&Palette::new(Theme::Light, 1.0));
        let (minus, plus) = (colours.colour(-1.0), colours.colour(1.0));
        assert!(minus.2 > minus.0 && plus.0 > plus.2);
    }
}
