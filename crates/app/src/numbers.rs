//! Numbers as people read them.

use costscape_core::landscape::Sampling;
use costscape_protocol::Part;

/// A count with separators between thousands: 60,000.
#[must_use]
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count and what it counts: "1 step", "1,234 steps".
#[must_use]
pub fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{} {many}", grouped(count)) }
}

/// The images that something is over: "all 60,000 training images", "6,000 of 60,000 training images".
#[must_use]
pub fn images(part: Part, sampling: Sampling, of: u32) -> String {
    let all = match part {
        Part::Train => counted(of.into(), "training image", "training images"),
        Part::Test => counted(of.into(), "test image", "test images"),
    };
    match sampling {
        Sampling::All => format!("all {all}"),
        Sampling::OneIn(_) => format!("{} of {all}", grouped(sampling.count(of as usize) as u64)),
    }
}

/// A cost: four decimals; more digits where four decimals would hide it, powers of ten where it is huge, words where it
/// overflows.
#[must_use]
pub fn cost(value: f64) -> String {
    // Minus zero is zero.
    let value = value + 0.0;
    if !value.is_finite() {
        "beyond all numbers".to_owned()
    } else if value != 0.0 && value.abs() < 0.001 {
        minus(format!("{value:.2e}"))
    } else if value.abs() < 10_000.0 {
        minus(format!("{value:.4}"))
    } else {
        minus(format!("{value:.3e}"))
    }
}

/// A share of one: 95.12 %.
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

/// A coordinate on the map: two decimals.
#[must_use]
pub fn coordinate(value: f32) -> String {
    // What rounds to zero has no sign.
    let text = format!("{value:.2}");
    minus(if text == "-0.00" { "0.00".to_owned() } else { text })
}

/// A learning rate: three digits.
#[must_use]
pub fn rate(value: f32) -> String {
    let decimals = match value {
        v if v >= 1000.0 => return grouped(v.round() as u64),
        v if v >= 100.0 => 0,
        v if v >= 10.0 => 1,
        v if v >= 1.0 => 2,
        v if v >= 0.1 => 3,
        v if v >= 0.01 => 4,
        v if v >= 0.001 => 5,
        _ => return minus(format!("{value:.2e}")),
    };
    format!("{value:.decimals$}")
}

/// A number to the last bit, for machines.
#[must_use]
pub fn exact(value: f64) -> String {
    if value.is_finite() { value.to_string() } else { String::new() }
}

/// With a proper minus sign.
fn minus(text: String) -> String {
    text.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_separators_and_plurals() {
        assert_eq!([0, 999, 1000, 60_000, 1_234_567].map(grouped), ["0", "999", "1,000", "60,000", "1,234,567"]);
        assert_eq!(counted(1, "step", "steps"), "1 step");
        assert_eq!(counted(1234, "step", "steps"), "1,234 steps");
        assert_eq!(counted(0, "step", "steps"), "0 steps");
    }

    #[test]
    fn values_keep_their_digits() {
        assert_eq!(
            [0.08421, 1.0, 0.0, 0.000_12, 123_456.0].map(cost),
            ["0.0842", "1.0000", "0.0000", "1.20e−4", "1.235e5"]
        );
        assert_eq!([f64::INFINITY, f64::NAN, -0.0].map(cost), ["beyond all numbers", "beyond all numbers", "0.0000"]);
        assert_eq!(percent(0.951_23), "95.12 %");
        assert_eq!([1.5, -0.3, -0.001].map(coordinate), ["1.50", "−0.30", "0.00"]);
        assert_eq!([1.0, 0.316, 100.0, 0.001, 31.6].map(rate), ["1.00", "0.316", "100", "0.00100", "31.6"]);
        assert_eq!(exact(0.1), "0.1");
        assert_eq!(exact(f64::INFINITY), "");
    }
}
