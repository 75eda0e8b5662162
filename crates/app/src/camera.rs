//! Where the slice is looked at from when it is shown in space: what the state keeps and the view draws by.

use std::f64::consts::TAU;

/// A place to look from.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Camera {
    /// The way round the block, radians: at 0 a runs to the right and b away; growing against the clock, seen from above.
    pub turn: f64,
    /// How high above the plane, radians: 0 level with it, a quarter turn straight from above.
    pub tilt: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Self { turn: -0.55, tilt: 0.62 }
    }
}

impl Camera {
    /// Never from below, and never so flat that there is nothing but walls.
    pub const LOWEST: f64 = 0.2;
    /// Never straight from above, where heights are nothing and the map is better.
    pub const HIGHEST: f64 = 1.35;

    /// From another side, by shares of a full turn to the right and up.
    #[must_use]
    pub fn turned(self, across: f64, up: f64) -> Self {
        let turn = (self.turn - across * TAU) % TAU;
        Self { turn, tilt: (self.tilt + up * TAU).clamp(Self::LOWEST, Self::HIGHEST) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_round_and_never_below_or_straight_above() {
        let camera = Camera { turn: 0.0, tilt: 0.6 };
        assert!(camera.turned(0.1, 0.0).turn < 0.0);
        assert_eq!(camera.turned(0.0, -9.0).tilt, Camera::LOWEST);
        assert_eq!(camera.turned(0.0, 9.0).tilt, Camera::HIGHEST);
    }
}
