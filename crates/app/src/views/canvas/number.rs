//! Numbers on a picture: short, with thousands separators, and round steps between them.

pub use crate::numbers::grouped as count;

/// A number in as few characters as show `significant` digits, with a real minus sign: "0.0842", "1,250", "3.2e-7".
#[must_use]
pub fn short(value: f64, significant: usize) -> String {
    if !value.is_finite() {
        return if value.is_nan() { "–".into() } else { format!("{}∞", if value < 0.0 { "−" } else { "" }) };
    }
    if value == 0.0 {
        return "0".into();
    }
    let sign = if value < 0.0 { "−" } else { "" };
    let size = value.abs();
    let exponent = size.log10().floor() as i32;
    if !(-4..7).contains(&exponent) {
        let text = format!("{:.*e}", significant.saturating_sub(1), size);
        let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
        let mantissa =
            if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
        return format!("{sign}{mantissa}e{}", power.replace('-', "−"));
    }
    let decimals = (significant as i32 - 1 - exponent).max(0) as usize;
    format!("{sign}{}", trimmed(size, decimals))
}

/// A tick's number: as many decimals as steps of `step` need, no more.
pub(super) fn tick(value: f64, step: f64) -> String {
    // A step of 0.25 needs two decimals, one of 0.2 only one.
    let decimals = (0..9).find(|&d| {
        let scaled = step * 10f64.powi(d);
        (scaled - scaled.round()).abs() < 1e-6 * scaled.abs().max(1e-6) && scaled.round() >= 1.0
    });
    let Some(decimals) = decimals else { return short(value, 3) };
    if value.abs() < step * 1e-6 {
        return "0".into();
    }
    if value.abs() >= 1e7 {
        return short(value, 3);
    }
    let sign = if value < 0.0 { "−" } else { "" };
    let text = format!("{:.*}", decimals as usize, value.abs());
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(w, r)| (w, Some(r)));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), count);
    rest.map_or_else(|| format!("{sign}{whole}"), |rest| format!("{sign}{whole}.{rest}"))
}

fn trimmed(size: f64, decimals: usize) -> String {
    let text = format!("{size:.decimals$}");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let rest = rest.trim_end_matches('0');
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), count);
    if rest.is_empty() { whole } else { format!("{whole}.{rest}") }
}

/// The least round number (1, 2, 2.5 or 5 times a power of ten) that is not below `rough`.
pub(super) fn round_step(rough: f64) -> f64 {
    if rough.is_nan() || rough <= 0.0 || rough.is_infinite() {
        return 1.0;
    }
    let power = 10f64.powf(rough.log10().floor());
    let share = rough / power;
    // A hair of tolerance, so that 0.2 asked for is 0.2 and not 0.25.
    let digit = [1.0, 2.0, 2.5, 5.0].into_iter().find(|&d| share <= d * (1.0 + 1e-9)).unwrap_or(10.0);
    digit * power
}

/// The least 1, 2 or 5 times a power of ten that is not below `rough`, and a whole number.
pub(super) fn round_count(rough: f64) -> f64 {
    let step = round_step(rough.max(1.0));
    // 2.5 is no count, and 25 not as round as 50.
    if (step / 10f64.powf(step.log10().floor()) - 2.5).abs() < 1e-6 { 2.0 * step } else { step.round() }
}

/// The multiples of `step` from `low` to `high`, both included.
pub(super) fn multiples(low: f64, high: f64, step: f64) -> Vec<f64> {
    let (first, last) = ((low / step - 1e-9).ceil(), (high / step + 1e-9).floor());
    if !(first.is_finite() && last.is_finite()) || last - first > 1000.0 {
        return Vec::new();
    }
    (first as i64..=last as i64).map(|i| i as f64 * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        assert_eq!([0, 999, 1000, 13_002, 1_234_567].map(count), ["0", "999", "1,000", "13,002", "1,234,567"]);
    }

    #[test]
    fn numbers_are_short_and_never_nan() {
        let cases = [
            (0.0, "0"),
            (0.084_21, "0.0842"),
            (1.0, "1"),
            (-2.5, "−2.5"),
            (1249.6, "1,250"),
            (3.2e-7, "3.2e−7"),
            (1e12, "1e12"),
            (f64::NAN, "–"),
            (f64::NEG_INFINITY, "−∞"),
        ];
        for (value, text) in cases {
            assert_eq!(short(value, 3), text);
        }
    }

    #[test]
    fn ticks_have_the_decimals_of_their_step() {
        assert_eq!(tick(0.5, 0.25), "0.50");
        assert_eq!(tick(0.3, 0.1), "0.3");
        assert_eq!(tick(-1.0, 0.5), "−1.0");
        assert_eq!(tick(1e-17, 0.5), "0");
        assert_eq!(tick(12_000.0, 2000.0), "12,000");
    }

    #[test]
    fn steps_are_round() {
        let cases = [(0.07, 0.1), (0.1, 0.1), (0.11, 0.2), (0.21, 0.25), (0.26, 0.5), (6.0, 10.0), (f64::NAN, 1.0)];
        for (rough, step) in cases {
            assert!((round_step(rough) - step).abs() < 1e-12, "{rough}");
        }
        assert_eq!([0.0, 1.0, 1.1, 2.1, 21.0, 260.0].map(round_count), [1.0, 1.0, 2.0, 5.0, 50.0, 500.0]);
        assert_eq!(multiples(-0.5, 1.0, 0.5), [-0.5, 0.0, 0.5, 1.0]);
        assert!(multiples(0.0, f64::INFINITY, 1.0).is_empty());
    }
}
