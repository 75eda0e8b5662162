//! The colours of the page, for drawing: equal to `www/style/tokens.css`, and tested to be.

use std::fmt;

/// A colour, eight bits a channel, sRGB.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// As CSS writes it, with an opacity from 0 to 1.
    #[must_use]
    pub fn alpha(self, opacity: f64) -> String {
        format!("rgba({},{},{},{:.3})", self.0, self.1, self.2, opacity.clamp(0.0, 1.0))
    }

    /// From this colour (0) to another (1), channel by channel. Good for short ways only.
    #[must_use]
    pub fn towards(self, other: Self, share: f64) -> Self {
        let mix = |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8;
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// Relative luminance as WCAG defines it, 0 to 1.
    #[must_use]
    pub fn luminance(self) -> f64 {
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// The contrast with another colour as WCAG defines it, 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02X}{:02X}{:02X}", self.0, self.1, self.2)
    }
}

/// A colour in Oklab (Björn Ottosson, "A perceptual color space for image processing", 2020): equal steps look equal.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Lab {
    /// Lightness, 0 black to 1 white.
    pub(super) lightness: f64,
    a: f64,
    b: f64,
}

impl Lab {
    /// From this colour (0) to another (1), in even steps for the eye.
    pub(super) fn towards(self, other: Self, share: f64) -> Self {
        let mix = |from: f64, to: f64| from + (to - from) * share;
        Self { lightness: mix(self.lightness, other.lightness), a: mix(self.a, other.a), b: mix(self.b, other.b) }
    }
}

impl From<Rgb> for Lab {
    fn from(colour: Rgb) -> Self {
        let (r, g, b) = (linear(colour.0), linear(colour.1), linear(colour.2));
        // `powf` is in the page's wasm anyway, `cbrt` would be added.
        let root = |light: f64| light.powf(1.0 / 3.0);
        let l = root(0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b);
        let m = root(0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b);
        let s = root(0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b);
        Self {
            lightness: 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
            a: 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
            b: 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
        }
    }
}

impl From<Lab> for Rgb {
    fn from(lab: Lab) -> Self {
        let l = (lab.lightness + 0.396_337_777_4 * lab.a + 0.215_803_757_3 * lab.b).powi(3);
        let m = (lab.lightness - 0.105_561_345_8 * lab.a - 0.063_854_172_8 * lab.b).powi(3);
        let s = (lab.lightness - 0.089_484_177_5 * lab.a - 1.291_485_548_0 * lab.b).powi(3);
        Self(
            encoded(4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s),
            encoded(-1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s),
            encoded(-0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s),
        )
    }
}

/// An sRGB channel as a share of its light.
fn linear(channel: u8) -> f64 {
    let c = f64::from(channel) / 255.0;
    if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
}

/// And back.
fn encoded(light: f64) -> u8 {
    let c = if light <= 0.003_130_8 { 12.92 * light } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    (c * 255.0).round().clamp(0.0, 255.0) as u8
}

/// Paper by day or by night.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Theme {
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
}

/// The colours and the size everything is drawn in. Names as in `tokens.css`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Palette {
    /// Which of the two.
    pub theme: Theme,
    /// The page.
    pub paper: Rgb,
    /// Panels.
    pub sheet: Rgb,
    /// Text, axes.
    pub ink: Rgb,
    /// Labels, hints; 4.5:1 on paper and sheet.
    pub ink_quiet: Rgb,
    /// Hairlines.
    pub rule: Rgb,
    /// The ball.
    pub marker: Rgb,
    /// Text on the marker's colour.
    pub on_marker: Rgb,
    /// The ball's path.
    pub track: Rgb,
    /// Diverged, overflowing; always with a word or a sign.
    pub alarm: Rgb,
    /// The second line of a chart.
    pub water: Rgb,
    /// Frames.
    pub edge: Rgb,
    /// Type and strokes are so many times their usual size: 1, or 1.5 for the projector.
    pub scale: f64,
}

impl Palette {
    const LIGHT: Self = Self {
        theme: Theme::Light,
        paper: Rgb(0xFA, 0xF7, 0xF0),
        sheet: Rgb(0xFF, 0xFF, 0xFF),
        ink: Rgb(0x1D, 0x2A, 0x35),
        ink_quiet: Rgb(0x52, 0x60, 0x6B),
        rule: Rgb(0xD9, 0xD2, 0xC3),
        marker: Rgb(0xC8, 0x40, 0x1F),
        on_marker: Rgb(0xFF, 0xFF, 0xFF),
        track: Rgb(0x1D, 0x2A, 0x35),
        alarm: Rgb(0xA1, 0x26, 0x0D),
        water: Rgb(0x1F, 0x6F, 0x8B),
        edge: Rgb(0x85, 0x80, 0x6F),
        scale: 1.0,
    };

    const DARK: Self = Self {
        theme: Theme::Dark,
        paper: Rgb(0x10, 0x18, 0x1F),
        sheet: Rgb(0x18, 0x23, 0x2C),
        ink: Rgb(0xE8, 0xE3, 0xD6),
        ink_quiet: Rgb(0xA3, 0xAF, 0xB8),
        rule: Rgb(0x2C, 0x3A, 0x45),
        marker: Rgb(0xFF, 0x7A, 0x50),
        on_marker: Rgb(0x10, 0x18, 0x1F),
        track: Rgb(0xF3, 0xEB, 0xDA),
        alarm: Rgb(0xFF, 0x9B, 0x85),
        water: Rgb(0x6C, 0xB9, 0xCF),
        edge: Rgb(0x6E, 0x7D, 0x88),
        scale: 1.0,
    };

    /// A theme at a size: 1, or 1.5 for the projector.
    #[must_use]
    pub fn new(theme: Theme, scale: f64) -> Self {
        let palette = match theme {
            Theme::Light => Self::LIGHT,
            Theme::Dark => Self::DARK,
        };
        Self { scale, ..palette }
    }

    /// The line of a run kept for comparison: its colour, and its dashes and gaps, CSS pixels. Wong's advice ("Points of view:
    /// color blindness", 2011): hues apart in lightness too, and never by colour alone.
    pub(super) fn run(&self, style: usize) -> (Rgb, [f64; 4]) {
        const STYLES: [(u32, u32, [f64; 4]); 5] = [
            (0x6A_2C91, 0xD7_A8F0, [8.0, 4.0, 8.0, 4.0]),
            (0x5B_3A1E, 0xE6_C49A, [2.0, 3.0, 2.0, 3.0]),
            (0xA8_2470, 0xFF_9CCB, [10.0, 3.0, 2.0, 3.0]),
            (0x2B_3A8C, 0xAE_BBFF, [5.0, 2.0, 5.0, 2.0]),
            (0x4C_5200, 0xDD_E27A, [14.0, 5.0, 2.0, 5.0]),
        ];
        let (light, dark, dashes) = STYLES[style % STYLES.len()];
        let colour = if self.theme == Theme::Light { light } else { dark };
        (Rgb((colour >> 16) as u8, (colour >> 8) as u8, colour as u8), dashes)
    }

    /// A length that grows with type and strokes.
    pub(super) fn px(&self, length: f64) -> f64 {
        length * self.scale
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKENS: &str = include_str!("../../../../../www/style/tokens.css");

    /// The value of `--name` in the block of the style sheet that starts with `selector`.
    fn token(selector: &str, name: &str) -> String {
        let block = TOKENS.split(selector).nth(1).unwrap().split('}').next().unwrap();
        let value = block.split(&format!("--{name}:")).nth(1).unwrap_or_else(|| panic!("no --{name} in {selector}"));
        value.split(';').next().unwrap().trim().to_owned()
    }

    fn assert_equal_to_tokens(palette: &Palette, selector: &str) {
        let colours = [
            ("paper", palette.paper),
            ("sheet", palette.sheet),
            ("ink", palette.ink),
            ("ink-quiet", palette.ink_quiet),
            ("rule", palette.rule),
            ("marker", palette.marker),
            ("on-marker", palette.on_marker),
            ("track", palette.track),
            ("alarm", palette.alarm),
            ("water", palette.water),
            ("edge", palette.edge),
        ];
        for (name, colour) in colours {
            assert_eq!(token(selector, name), colour.to_string(), "{selector} --{name}");
        }
    }

    #[test]
    fn the_style_sheet_has_the_same_colours() {
        assert_equal_to_tokens(&Palette::LIGHT, ":root {");
        assert_equal_to_tokens(&Palette::DARK, ":root:not([data-theme=\"light\"]) {");
        assert_equal_to_tokens(&Palette::DARK, ":root[data-theme=\"dark\"] {");
    }

    #[test]
    fn text_is_readable_in_both_themes() {
        for p in [Palette::LIGHT, Palette::DARK] {
            for text in [p.ink, p.ink_quiet, p.alarm, p.water, p.marker] {
                for ground in [p.paper, p.sheet] {
                    assert!(text.contrast(ground) >= 4.5, "{:?}: {text} on {ground}", p.theme);
                }
            }
        }
    }

    #[test]
    fn oklab_there_and_back_is_the_same_colour() {
        for colour in [Rgb(0, 0, 0), Rgb(255, 255, 255), Rgb(0xC8, 0x40, 0x1F), Rgb(8, 29, 88), Rgb(1, 254, 99)] {
            assert_eq!(Rgb::from(Lab::from(colour)), colour);
        }
        assert!((Lab::from(Rgb(255, 255, 255)).lightness - 1.0).abs() < 1e-6);
    }

    #[test]
    fn colours_are_written_for_css() {
        assert_eq!(Rgb(1, 2, 255).to_string(), "#0102FF");
        assert_eq!(Rgb(1, 2, 255).alpha(0.5), "rgba(1,2,255,0.500)");
    }
}
