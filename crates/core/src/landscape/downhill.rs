//! The plane of the live view: downhill, and the way downhill turns.

use super::plane::{Plane, PlaneError};
use crate::data::Examples;
use crate::measurement::Measurement;
use crate::network::Network;

/// How far ahead the second gradient is taken, in units of theta's length.
const AHEAD: f32 = 1.0;
/// Blocks of examples that the second gradient is taken over. It only chooses a direction, so a few thousand will do.
const BLOCKS_AHEAD: usize = 6;

/// Makes the plane through theta spanned by minus the gradient over all examples (u) and the direction in which that
/// gradient turns when one walks down it (v): the gradient a distance of 1 ahead, over the first 6,000 examples, as far as
/// it is at right angles to u. A path that follows the slope leaves theta inside this plane, to second order.
#[derive(Clone, Debug)]
pub struct DownhillPlane {
    theta: Vec<f32>,
    downhill: Vec<f32>,
    seed: u64,
    ahead: Measurement,
    blocks: usize,
}

impl DownhillPlane {
    /// Through `theta`, where `gradient` is the gradient over all examples.
    ///
    /// # Errors
    /// When the gradient is zero or not finite.
    pub fn new(network: &Network, theta: Vec<f32>, gradient: &[f32], seed: u64) -> Result<Self, PlaneError> {
        let downhill: Vec<f32> = gradient.iter().map(|g| -g).collect();
        let line = Plane::new(&theta, &downhill, &downhill, seed)?;
        let ahead = Measurement::new(network, &line.at(AHEAD, 0.0), true);
        Ok(Self { theta, downhill, seed, ahead, blocks: 0 })
    }

    /// The point that the plane goes through.
    #[must_use]
    pub fn origin(&self) -> &[f32] {
        &self.theta
    }

    /// Whether all is known that the plane needs.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.blocks == BLOCKS_AHEAD
    }

    /// Works on one more block, if there is anything left to do.
    pub fn advance(&mut self, examples: &Examples) {
        if !self.is_known() {
            self.blocks = if self.ahead.advance(examples) { self.blocks + 1 } else { BLOCKS_AHEAD };
        }
    }

    /// The plane, once it [is known](Self::is_known).
    ///
    /// # Errors
    /// When the gradient is zero or not finite.
    pub fn plane(&self) -> Result<Option<Plane>, PlaneError> {
        if !self.is_known() {
            return Ok(None);
        }
        // Its length does not matter: only the direction is used.
        let across = self.ahead.gradient(1).unwrap_or_default();
        Plane::new(&self.theta, &self.downhill, &across, self.seed).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::PIXELS;
    use crate::initialisation::Initialisation;

    #[test]
    fn the_first_direction_is_minus_the_gradient_and_a_short_walk_down_stays_near_the_plane() {
        let n = 600;
        let images: Vec<u8> = (0..n * PIXELS).map(|i| if i * i % 7 == 1 { (i % 256) as u8 } else { 0 }).collect();
        let set = Examples::new(&images, (0..n).map(|i| (i % 10) as u8).collect()).unwrap();
        let network = Network::lesson();
        let gradient_at = |theta: &[f32]| Measurement::new(&network, theta, true).whole(&set).gradient(n).unwrap();
        let mut theta = Initialisation::Scaled.parameters(&network, 3);
        let gradient = gradient_at(&theta);
        let mut making = DownhillPlane::new(&network, theta.clone(), &gradient, 1).unwrap();
        assert_eq!(making.plane(), Ok(None));
        while !making.is_known() {
            making.advance(&set);
        }
        let plane = making.plane().unwrap().unwrap();
        // A plane made is made.
        making.advance(&set);
        assert_eq!(making.plane(), Ok(Some(plane.clone())));
        let along: f32 = plane.u().iter().zip(&gradient).map(|(u, g)| u * g).sum();
        let norm = gradient.iter().map(|g| g * g).sum::<f32>().sqrt();
        assert!((along + norm).abs() < 1e-5 * norm, "{along} {norm}");
        for _ in 0..20 {
            let gradient = gradient_at(&theta);
            theta.iter_mut().zip(&gradient).for_each(|(t, g)| *t -= 0.05 * g);
        }
        let end = plane.project(&theta);
        assert!(end.a > 0.3 && end.off < 0.25 * (end.a * end.a + end.b * end.b).sqrt(), "{end:?}");
    }

    #[test]
    fn a_zero_gradient_is_no_direction() {
        let zero = vec![0.0; 13_002];
        let made = DownhillPlane::new(&Network::lesson(), zero.clone(), &zero, 1);
        assert_eq!(made.err(), Some(PlaneError::NoDirection));
    }
}
