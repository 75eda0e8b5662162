//! Sorting, once: every other type or closure that is sorted costs the page some kilobytes of wasm.

/// The places of `keys`, from that of the smallest to that of the largest; equal ones keep their order.
pub(super) fn ranked(keys: &[f64]) -> Vec<usize> {
    let mut ranked: Vec<(f64, usize)> = keys.iter().copied().zip(0..).collect();
    ranked.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    ranked.into_iter().map(|(_, place)| place).collect()
}

/// `values` from the smallest to the largest.
pub(super) fn ascending(values: &[f64]) -> Vec<f64> {
    ranked(values).into_iter().map(|place| values[place]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_comes_first_and_equals_keep_their_order() {
        assert_eq!(ranked(&[2.0, 1.0, 3.0, 1.0]), [1, 3, 0, 2]);
        assert_eq!(ascending(&[2.0, -1.0, f64::INFINITY, 0.0]), [-1.0, 0.0, 2.0, f64::INFINITY]);
        assert!(ranked(&[]).is_empty());
    }
}
