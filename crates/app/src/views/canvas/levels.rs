//! The heights at which isolines run and colours change.

use super::number::multiples;
use super::ranking::ascending;

/// How levels follow each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Spacing {
    /// By equal differences.
    #[default]
    Linear,
    /// By equal ratios, for costs over several powers of ten. Only for heights above zero.
    Logarithmic,
}

impl Spacing {
    /// Ground whose usual height is so many times its lowest is drawn by ratio: by difference its valley would be one colour.
    const WIDE: f64 = 30.0;

    /// By ratio where the visitor wants it, or where differences would show the valley in one colour.
    #[must_use]
    pub fn of(logarithmic: bool, heights: &[f64]) -> Self {
        if logarithmic { Self::Logarithmic } else { Self::suited_to(heights) }
    }

    /// What shows most of these heights.
    fn suited_to(heights: &[f64]) -> Self {
        let finite = || heights.iter().copied().filter(|height| height.is_finite());
        let low = finite().fold(f64::INFINITY, f64::min);
        // The middle one of all is high if at most half are not: asked in every frame, so without sorting.
        let high = finite().filter(|&height| height > Self::WIDE * low).count();
        if low > 0.0 && 2 * high >= finite().count().max(1) { Self::Logarithmic } else { Self::Linear }
    }
}

/// Rising heights. Between two neighbours lies a band of one colour.
#[derive(Clone, PartialEq, Debug)]
pub struct Levels {
    heights: Vec<f64>,
    spacing: Spacing,
    /// The step between levels: a difference, or levels per power of ten.
    step: f64,
    /// Whether heights above the last level are shown in the last band's colour.
    open: bool,
    /// Whether all heights are one, but for rounding. It is the lowest level then, and the only band is a hair above it.
    flat: bool,
}

impl Levels {
    /// At least so many bands; with steps of 1, 2 and 5 that makes 10 to 25.
    const LEAST: f64 = 10.0;
    /// A finer picture of the same slice may make it so many before the step changes.
    const MOST: usize = 30;
    /// And so few.
    const FEWEST: usize = 8;
    /// Ground more than so many times as high as three quarters of the map's is cut off the scale.
    const CUT: f64 = 8.0;
    /// Heights that differ by no more than this share of themselves differ by rounding.
    const ROUNDING: f64 = 1e-9;
    /// The one band of flat ground, as a share of its height: wide enough for what the ball was found to cost there.
    const HAIR: f64 = 1e-5;
    /// Levels per power of ten that fall on round numbers.
    /// The finest are Renard's series of preferred numbers (ISO 3), by nearly equal ratios.
    const PER_DECADE: [&'static [f64]; 6] = [
        &[1.0],
        &[1.0, 3.0],
        &[1.0, 2.0, 5.0],
        &[1.0, 1.5, 2.0, 3.0, 5.0, 7.0],
        &[1.0, 1.25, 1.6, 2.0, 2.5, 3.15, 4.0, 5.0, 6.3, 8.0],
        &[1.0, 1.12, 1.25, 1.4, 1.6, 1.8, 2.0, 2.24, 2.5, 2.8, 3.15, 3.55, 4.0, 4.5, 5.0, 5.6, 6.3, 7.1, 8.0, 9.0],
    ];

    /// Levels for these heights; those that are not finite do not count. None when there is none.
    ///
    /// `before` are the levels of the same slice's coarser picture: its step is kept as long as it serves, so that lines
    /// do not jump while the slice is refined.
    #[must_use]
    pub fn new(heights: &[f64], spacing: Spacing, before: Option<&Self>) -> Option<Self> {
        let finite: Vec<f64> = heights.iter().copied().filter(|height| height.is_finite()).collect();
        let sorted = ascending(&finite);
        let (&low, &high) = (sorted.first()?, sorted.last()?);
        if high - low <= Self::ROUNDING * high.abs().max(low.abs()) && before.is_none_or(Self::is_flat) {
            return Some(Self::flat(low, spacing));
        }
        let before = before.filter(|levels| levels.spacing == spacing || low <= 0.0);
        match spacing {
            Spacing::Logarithmic if low > 0.0 => Some(Self::logarithmic(low, high)),
            _ => {
                let usual = sorted[sorted.len() * 3 / 4] - low;
                let cut = usual > 0.0 && high - low > Self::CUT * usual;
                let high = if cut { low + Self::CUT * usual } else { high };
                Some(Self::linear(low, high, cut, before))
            }
        }
    }

    /// On ground that is flat to the last digits there is nothing to draw a line at.
    fn flat(height: f64, spacing: Spacing) -> Self {
        let spacing = if height > 0.0 { spacing } else { Spacing::Linear };
        let step = (Self::HAIR * height.abs()).max(f64::MIN_POSITIVE * 1e9);
        Self { heights: vec![height, height + step], spacing, step, open: false, flat: true }
    }

    fn linear(low: f64, high: f64, open: bool, before: Option<&Self>) -> Self {
        let range = (high - low).max(Self::ROUNDING * high.abs()).max(f64::MIN_POSITIVE * 1e9);
        let high = low + range;
        let kept = before.filter(|levels| levels.spacing == Spacing::Linear).and_then(|levels| {
            // What was seen once stays on the scale.
            let (bottom, top) = (levels.heights[0], levels.heights[levels.heights.len() - 1]);
            let grown = Self::steps(low.min(bottom), high.max(top), levels.step);
            (Self::FEWEST..=Self::MOST).contains(&(grown.len() - 1)).then_some((grown, levels.step))
        });
        let (heights, step) = kept.unwrap_or_else(|| {
            let step = Self::step_below(range / Self::LEAST);
            (Self::steps(low, high, step), step)
        });
        Self { heights, spacing: Spacing::Linear, step, open, flat: false }
    }

    /// The greatest of 1, 2 and 5 times a power of ten that is not above `most`.
    fn step_below(most: f64) -> f64 {
        let power = 10f64.powf(most.log10().floor());
        [5.0, 2.0].into_iter().map(|digit| digit * power).find(|&step| step <= most * (1.0 + 1e-9)).unwrap_or(power)
    }

    /// All multiples of `step` from the one at or below `low` to the one at or above `high`.
    fn steps(low: f64, high: f64, step: f64) -> Vec<f64> {
        let bottom = (low / step + 1e-6).floor() * step;
        let top = ((high / step - 1e-6).ceil() * step).max(bottom + step);
        let steps = multiples(bottom, top, step);
        if steps.len() < 2 { vec![low, low + step] } else { steps }
    }

    fn logarithmic(low: f64, high: f64) -> Self {
        let high = high.max(low * 1.001);
        let decades = (high / low).log10();
        let digits = Self::PER_DECADE.iter().rev().find(|digits| digits.len() as f64 * decades <= 2.0 * Self::LEAST);
        let digits = digits.copied().unwrap_or(Self::PER_DECADE[0]);
        let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
        // More than some twenty decades: every so many of them.
        let stride = (((last - first) as f64 / Self::LEAST).ceil() as usize).max(1);
        let all: Vec<f64> = (first - 1..=last + stride as i32)
            .step_by(stride)
            .flat_map(|power| digits.iter().map(move |digit| digit * 10f64.powi(power)))
            .collect();
        let bottom = all.iter().rposition(|&height| height <= low * (1.0 + 1e-9)).unwrap_or(0);
        let top = all.iter().position(|&height| height >= high * (1.0 - 1e-9)).unwrap_or(all.len() - 1);
        let heights = all[bottom..=top.max(bottom + 1).min(all.len() - 1)].to_vec();
        Self { heights, spacing: Spacing::Logarithmic, step: digits.len() as f64, open: false, flat: false }
    }

    /// The levels, rising; two at least. The first is at or below all heights, the last at or above them, unless the
    /// scale [is open](Self::is_open).
    #[must_use]
    pub fn heights(&self) -> &[f64] {
        &self.heights
    }

    /// The lowest and the highest level.
    #[must_use]
    pub fn range(&self) -> (f64, f64) {
        (self.heights[0], self.heights[self.heights.len() - 1])
    }

    /// How many bands.
    #[must_use]
    pub fn bands(&self) -> usize {
        self.heights.len() - 1
    }

    /// Whether some of the ground is higher than the last level; it is shown in the last band's colour.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// The band a height lies in, 0 the lowest; heights off the scale belong to its ends.
    #[must_use]
    pub fn band(&self, height: f64) -> usize {
        let above = self.heights.partition_point(|&level| level <= height);
        above.saturating_sub(1).min(self.bands() - 1)
    }

    /// A band's place on the colour scale, 0 low to 1 high, rising with the band. Low ground, where the ball goes, has
    /// somewhat more of the colours than high ground. Where there is but one band, it is the lowest.
    #[must_use]
    pub fn shade(&self, band: usize) -> f64 {
        if self.bands() < 2 { 0.0 } else { (band as f64 / (self.bands() - 1) as f64).powf(0.8) }
    }

    /// Where a height stands on a scale drawn with bands of equal width, 0 to 1; None off the scale.
    #[must_use]
    pub fn place(&self, height: f64) -> Option<f64> {
        let (low, high) = self.range();
        if !(low..=high).contains(&height) {
            return None;
        }
        let band = self.band(height);
        let (from, to) = (self.heights[band], self.heights[band + 1]);
        let within = match self.spacing {
            Spacing::Linear => (height - from) / (to - from),
            Spacing::Logarithmic => (height / from).ln() / (to / from).ln(),
        };
        Some((band as f64 + within.clamp(0.0, 1.0)) / self.bands() as f64)
    }

    /// The level whose number stands near the middle of such a scale, and farther to the left where "and more" stands at its end.
    #[must_use]
    pub fn middle(&self) -> usize {
        let wanted = if self.open { 0.38 } else { 0.5 };
        (wanted * self.bands() as f64).round() as usize
    }

    /// Whether level `index` is drawn strong and labelled: every fifth, or the powers of ten, and where there are few of those
    /// twice and five times as much.
    #[must_use]
    pub fn is_strong(&self, index: usize) -> bool {
        let height = self.heights[index];
        match self.spacing {
            _ if self.flat => index == 0,
            Spacing::Linear => ((height / self.step).round() as i64).rem_euclid(5) == 0,
            Spacing::Logarithmic => {
                let on_power = |factor: f64| {
                    let power = (height / factor).log10();
                    (power - power.round()).abs() < 1e-9
                };
                self.step < 2.0 || on_power(1.0) || self.step >= 10.0 && (on_power(2.0) || on_power(5.0))
            }
        }
    }

    /// Whether they follow each other by ratio.
    #[must_use]
    pub fn is_logarithmic(&self) -> bool {
        self.spacing == Spacing::Logarithmic
    }

    /// Whether all of the ground has one number.
    #[must_use]
    pub fn is_flat(&self) -> bool {
        self.flat || self.label(0) == self.label(self.bands())
    }

    /// A level's number; flat ground has but one.
    #[must_use]
    pub fn label(&self, index: usize) -> String {
        let height = self.heights[index];
        match self.spacing {
            _ if self.flat => super::number::short(self.heights[0], 4),
            // As many digits as neighbours need to differ, but no row of zeros before tiny ones.
            Spacing::Linear if self.step >= 1e-4 || self.range().1.abs() > 1e3 * self.step => {
                super::number::tick(height, self.step)
            }
            _ => super::number::short(height, 4),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linear(low: f64, high: f64) -> Levels {
        Levels::new(&[low, high, (low + high) / 2.0, low, high], Spacing::Linear, None).unwrap()
    }

    #[test]
    fn levels_are_round_and_hold_all_heights() {
        for (low, high) in
            [(0.07, 0.93), (0.0, 10.0), (0.899, 0.901), (2.0, 2.0), (0.0, 0.0), (1e-12, 3e-12), (0.5, 4e9)]
        {
            let levels = linear(low, high);
            let (bottom, top) = levels.range();
            assert!(bottom <= low && top >= high, "{low} {high} {levels:?}");
            assert!((1..=26).contains(&levels.bands()), "{low} {high} {levels:?}");
            assert!(levels.heights().windows(2).all(|pair| pair[0] < pair[1]));
        }
        let levels = linear(0.07, 0.93);
        assert!((levels.heights()[1] - 0.1).abs() < 1e-12, "{levels:?}");
        assert!((10..=25).contains(&levels.bands()), "{levels:?}");
    }

    #[test]
    fn ground_over_several_powers_of_ten_is_drawn_by_ratio() {
        assert_eq!(Spacing::suited_to(&[0.3, 20.0, 400.0, f64::NAN]), Spacing::Logarithmic);
        assert_eq!(Spacing::suited_to(&[0.5, 1.0, 3.0]), Spacing::Linear);
        assert_eq!(Spacing::suited_to(&[0.0, 20.0, 400.0]), Spacing::Linear);
        assert_eq!(Spacing::suited_to(&[]), Spacing::Linear);
    }

    #[test]
    fn neighbours_have_different_numbers_or_the_ground_is_flat() {
        let nearly = linear(1.0, 1.000_05);
        assert!(!nearly.is_flat() && nearly.label(0) != nearly.label(1), "{} {}", nearly.label(0), nearly.label(1));
        let flat = linear(1.0, 1.0);
        assert!(flat.is_flat(), "{} {}", flat.label(0), flat.label(flat.bands()));
        assert!(!linear(1e-12, 3e-12).is_flat());
    }

    #[test]
    fn flat_ground_is_low_ground() {
        for height in [0.52, 0.9, 0.0, 1e-30, 4e9, -2.0] {
            for spacing in [Spacing::Linear, Spacing::Logarithmic] {
                let nearly = height * (1.0 + 1e-14);
                let levels = Levels::new(&[height, nearly, height, height], spacing, None).unwrap();
                assert!(levels.is_flat(), "{levels:?}");
                let about = [height, nearly, height + 1e-7 * height.abs()];
                let bands = about.map(|height| levels.band(height));
                assert_eq!(bands.map(|band| levels.shade(band)), [0.0; 3], "{levels:?}");
                assert!(about.iter().all(|&height| levels.place(height).unwrap() < 0.02), "{levels:?}");
                // And it stays so as the slice is refined.
                assert_eq!(Levels::new(&[nearly, height], spacing, Some(&levels)).unwrap().bands(), 1);
            }
        }
        // A picture that has more to show later is no longer flat.
        let flat = linear(0.5, 0.5);
        let levels = Levels::new(&[0.5, 0.5, 0.9, 0.7], Spacing::Linear, Some(&flat)).unwrap();
        assert!(!levels.is_flat() && levels.bands() > 5, "{levels:?}");
    }

    #[test]
    fn refining_moves_no_line() {
        let coarse = linear(0.3, 0.93);
        let fine = Levels::new(&[0.07, 0.5, 0.95, 0.6, 0.7], Spacing::Linear, Some(&coarse)).unwrap();
        assert!((fine.step - coarse.step).abs() < 1e-15);
        for height in coarse.heights() {
            assert!(fine.heights().iter().any(|other| (other - height).abs() < 1e-12), "{height}");
        }
        // Ground ten times as high needs other levels.
        let steep = Levels::new(&[0.1, 9.3, 5.0, 4.0], Spacing::Linear, Some(&coarse)).unwrap();
        assert!(steep.bands() <= Levels::MOST && steep.step > coarse.step);
    }

    #[test]
    fn a_few_peaks_do_not_flatten_the_map() {
        let mut heights = vec![0.2; 40];
        heights.extend([0.9; 40]);
        heights.push(1e30);
        let levels = Levels::new(&heights, Spacing::Linear, None).unwrap();
        assert!(levels.is_open() && levels.range().1 < 10.0, "{levels:?}");
        assert_eq!(levels.band(1e30), levels.bands() - 1);
        assert_eq!(levels.place(1e30), None);
    }

    #[test]
    fn the_middle_number_stands_near_the_middle_or_gives_way() {
        let closed = Levels::new(&[0.0, 1.0], Spacing::Linear, None).unwrap();
        let share = closed.place(closed.heights()[closed.middle()]).unwrap();
        assert!((share - 0.5).abs() <= 0.5 / closed.bands() as f64, "{share}");
        let open = Levels { open: true, ..closed };
        let share = open.place(open.heights()[open.middle()]).unwrap();
        assert!(share < 0.45, "{share}");
    }

    #[test]
    fn heights_that_are_not_finite_do_not_count() {
        let levels = Levels::new(&[f64::NAN, 0.2, f64::INFINITY, 0.8], Spacing::Linear, None).unwrap();
        assert!(levels.range().1 < 1.5);
        assert!(Levels::new(&[f64::NAN, f64::INFINITY], Spacing::Linear, None).is_none());
        assert!(Levels::new(&[], Spacing::Linear, None).is_none());
    }

    #[test]
    fn logarithmic_levels_fall_on_round_numbers() {
        for (low, high) in [(0.01, 10.0), (0.03, 0.9), (1e-30, 1e30), (0.5, 0.5)] {
            let levels = Levels::new(&[low, high], Spacing::Logarithmic, None).unwrap();
            let (bottom, top) = levels.range();
            assert!(bottom <= low * 1.001 && top >= high * 0.999, "{levels:?}");
            assert!((1..=26).contains(&levels.bands()), "{levels:?}");
        }
        let zero = Levels::new(&[0.0, 1.0], Spacing::Logarithmic, None).unwrap();
        assert_eq!(zero.spacing, Spacing::Linear);
    }

    #[test]
    fn a_height_has_a_band_and_a_place() {
        let levels = linear(0.0, 1.0);
        assert_eq!(levels.band(-1.0), 0);
        assert_eq!(levels.band(2.0), levels.bands() - 1);
        assert_eq!((levels.place(0.0), levels.place(1.0), levels.place(1.1)), (Some(0.0), Some(1.0), None));
        let middle = levels.place(0.5).unwrap();
        assert!((middle - 0.5).abs() < 1e-9);
    }

    #[test]
    fn every_fifth_level_is_strong() {
        let levels = linear(0.0, 1.0);
        let strong: Vec<String> =
            (0..levels.heights().len()).filter(|&i| levels.is_strong(i)).map(|i| levels.label(i)).collect();
        assert!(
            strong.contains(&"0".to_owned()) && strong.contains(&"0.5".to_owned()) || strong.len() >= 2,
            "{strong:?}"
        );
    }
}
