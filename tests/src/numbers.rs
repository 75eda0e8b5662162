//! Numbers as the page writes them.

/// A count with separators between thousands: 60,000.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The first count in a text, with separators or without: 60,000 in "all 60,000 training images".
pub fn count_in(text: &str) -> Option<u64> {
    let start = text.find(|letter: char| letter.is_ascii_digit())?;
    let count = text[start..].chars().take_while(|letter| letter.is_ascii_digit() || *letter == ',');
    count.filter(char::is_ascii_digit).collect::<String>().parse().ok()
}

/// A cost that the page wrote: 0.0842, and where it is small 1.20e−4, with a minus of its own.
pub fn cost_in(text: &str) -> Option<f64> {
    text.replace('−', "-").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_separators() {
        assert_eq!([0, 999, 1000, 60_000, 1_234_567].map(grouped), ["0", "999", "1,000", "60,000", "1,234,567"]);
        assert_eq!(count_in("412 mistakes among 10,000 test images"), Some(412));
        assert_eq!(count_in("all 1,234,567, step 0"), Some(1_234_567));
        assert_eq!(count_in("none, or few"), None);
    }

    #[test]
    fn costs_are_read_however_small() {
        assert_eq!(["0.0842", "1.20e−4", "1.235e5"].map(cost_in), [Some(0.0842), Some(1.2e-4), Some(123_500.0)]);
        assert_eq!(cost_in("not a number"), None);
    }
}
