//! exp and sigmoid in plain f32 arithmetic: the same bits everywhere, and simple enough for the compiler to do several
//! at a time.

/// Arguments beyond this are cut off, so that results are neither infinite nor denormal.
const LIMIT: f32 = 87.0;

/// exp(x) for f32, within 1.5 units in the last place; arguments are cut off at -87 and 87; NaN stays NaN.
///
/// Cody and Waite's range reduction x = n ln 2 + r with |r| <= ln 2 / 2, then the Taylor polynomial of degree 6 in r with
/// its last two coefficients adjusted to even out the error (as in Cephes' `expf` by Moshier), then 2^n set directly
/// in the exponent bits. No branch and no rounding function, so a loop over it becomes SIMD code.
#[inline(always)]
#[must_use]
pub fn exp(x: f32) -> f32 {
    // Adding 1.5 * 2^23 rounds to the nearest integer and leaves that integer in the low bits.
    const ROUND: f32 = 12_582_912.0;
    // ln 2 in two parts; the first has few bits, so that n * LN2_HIGH is exact.
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    let x = if x < -LIMIT { -LIMIT } else { x };
    let x = if x > LIMIT { LIMIT } else { x };
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = (x - n * LN2_HIGH) - n * LN2_LOW;
    let p = 1.987_569_1e-4;
    let p = p * r + 1.398_199_9e-3;
    let p = p * r + 8.333_452e-3;
    let p = p * r + 4.166_579_6e-2;
    let p = p * r + 1.666_666_5e-1;
    let p = p * r + 0.5;
    let mantissa = (p * (r * r) + r) + 1.0;
    let power_of_two = f32::from_bits(shifted.to_bits().wrapping_add(127) << 23);
    mantissa * power_of_two
}

/// 1 / (1 + exp(-x)).
#[inline(always)]
#[must_use]
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_within_two_units_in_the_last_place() {
        let mut worst = 0.0f64;
        for i in -870_000..=870_000 {
            let x = i as f32 * 1e-4;
            let exact = libm::exp(f64::from(x));
            let ulp = f64::from(f32::EPSILON) * libm::exp2(libm::floor(libm::log2(exact)));
            worst = worst.max((f64::from(exp(x)) - exact).abs() / ulp);
        }
        assert!(worst < 1.5, "{worst} ulp");
        assert_eq!(exp(0.0), 1.0);
    }

    #[test]
    fn extremes_stay_finite_and_nan_stays_nan() {
        assert!(exp(f32::INFINITY).is_finite());
        assert!(exp(f32::NEG_INFINITY) > 0.0);
        assert!(exp(f32::NAN).is_nan());
        assert_eq!(sigmoid(1e9), 1.0);
        assert!(sigmoid(-1e9) < 1e-37);
        assert_eq!(sigmoid(0.0), 0.5);
    }
}
