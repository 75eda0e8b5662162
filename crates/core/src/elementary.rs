//! exp and sigmoid in plain f32 arithmetic: the same bits everywhere, and simple enough for the compiler to do several
//! at a time.

/// Arguments beyond this are cut off, so that results are neither infinite nor denormal.
const LIMIT: f32 = 87.0;
/// About the same for powers of two: 87 log2(e) is 125.51.
const MOST_DOUBLINGS: f32 = 125.5;
/// Adding 1.5 * 2^23 rounds to the nearest integer and leaves that integer in the low bits.
const ROUND: f32 = 12_582_912.0;

/// exp(x) for f32, within 1.5 units in the last place; arguments are cut off at -87 and 87; NaN stays NaN.
///
/// Cody and Waite's range reduction x = n ln 2 + r with |r| <= ln 2 / 2, then the Taylor polynomial of degree 6 in r with
/// its last two coefficients adjusted to even out the error (as in Cephes' `expf` by Moshier), then 2^n set directly
/// in the exponent bits. No branch and no rounding function, so a loop over it becomes SIMD code.
#[inline(always)]
#[must_use]
pub fn exp(x: f32) -> f32 {
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

/// How far from 0 an argument of [`sigmoid_in_reach`] may be, worked out in f32 from the amounts that it is a sum of: the limits lie
/// at 86.99, which leaves room for what is lost by rounding.
pub const SIGMOID_REACH: f32 = 86.0;
const _: () = assert!(SIGMOID_REACH * std::f32::consts::LOG2_E < MOST_DOUBLINGS - 1.0);

/// 1 / (1 + exp(-x)), within 2e-7, and within 2e-6 of its own size from -12 on; beyond -87 and 87, or near that, it does not change
/// any more; NaN stays NaN.
#[inline(always)]
#[must_use]
pub fn sigmoid(x: f32) -> f32 {
    let t = x * -std::f32::consts::LOG2_E;
    let t = if t < -MOST_DOUBLINGS { -MOST_DOUBLINGS } else { t };
    let t = if t > MOST_DOUBLINGS { MOST_DOUBLINGS } else { t };
    one_of_one_and_power(t)
}

/// [`sigmoid`] with the same bits, of an argument that lies within [`SIGMOID_REACH`] or is NaN; meaningless beyond.
#[inline(always)]
#[must_use]
pub fn sigmoid_in_reach(x: f32) -> f32 {
    one_of_one_and_power(x * -std::f32::consts::LOG2_E)
}

/// 1 / (1 + 2^t) for t within [`MOST_DOUBLINGS`].
///
/// t is taken apart into a whole number n and the rest r with |r| <= 1/2. Like every exponential, 2^r is a quotient
/// (e + r) / (e - r) with an even e(r), namely r coth(r ln 2 / 2). Its series begins 2 / ln 2 + r^2 ln 2 / 6; with both
/// coefficients adjusted to even out the quotient's relative error (least squares, weighted anew until level: Lawson's
/// method), that is 4.4e-7 at most. 2^n is set directly in the exponent bits. Both quotients are one:
/// (e - r) / ((e - r) + 2^n (e + r)).
///
/// Rounding t costs the power more the larger t is; but so far out a sigmoid is flat.
#[inline(always)]
fn one_of_one_and_power(t: f32) -> f32 {
    // As `ROUND`, and adds the exponent's bias.
    const BIASED: f32 = ROUND + 127.0;
    let shifted = t + BIASED;
    let r = t - (shifted - BIASED);
    let even = r * r * 0.115_236_06 + 2.885_408_2;
    let below = even - r;
    below / (below + (even + r) * f32::from_bits(shifted.to_bits() << 23))
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
    fn sigmoid_is_within_2e_7() {
        let mut worst = 0.0f64;
        for i in -900_000..=900_000 {
            let x = i as f32 * 1e-4;
            worst = worst.max((f64::from(sigmoid(x)) - 1.0 / (1.0 + libm::exp(-f64::from(x)))).abs());
        }
        assert!(worst < 2e-7, "{worst}");
        let mut relative = 0.0f64;
        for i in -120_000..=120_000 {
            let x = i as f32 * 1e-4;
            let exact = 1.0 / (1.0 + libm::exp(-f64::from(x)));
            relative = relative.max((f64::from(sigmoid(x)) - exact).abs() / exact);
        }
        assert!(relative < 2e-6, "{relative}");
    }

    #[test]
    fn extremes_stay_finite_and_nan_stays_nan() {
        assert!(exp(f32::INFINITY).is_finite());
        assert!(exp(f32::NEG_INFINITY) > 0.0);
        assert!(exp(f32::NAN).is_nan());
        assert_eq!(sigmoid(1e9), 1.0);
        assert!(sigmoid(-1e9) < 1e-37);
        assert_eq!(sigmoid(0.0), 0.5);
        assert_eq!(sigmoid_in_reach(0.0), 0.5);
        // Whatever a NaN carries, and whichever sign it has.
        for bits in [0x7fc0_0000, 0xffc0_0000, 0x7f80_0001, 0xffff_ffff, 0x7fc0_00ff] {
            assert!(sigmoid(f32::from_bits(bits)).is_nan(), "{bits:x}");
            assert!(sigmoid_in_reach(f32::from_bits(bits)).is_nan(), "{bits:x}");
        }
    }

    #[test]
    fn in_reach_the_bits_are_the_same() {
        for i in -860_000..=860_000 {
            let x = i as f32 * 1e-4;
            assert_eq!(sigmoid_in_reach(x).to_bits(), sigmoid(x).to_bits(), "{x}");
        }
        assert_eq!(sigmoid_in_reach(SIGMOID_REACH), sigmoid(SIGMOID_REACH));
        assert_eq!(sigmoid_in_reach(-SIGMOID_REACH), sigmoid(-SIGMOID_REACH));
    }
}
