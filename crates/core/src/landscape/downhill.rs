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
    network: Network,
    theta: Vec<f32>,
    seed: u64,
    here: Measurement,
    ahead: Option<(Vec<f32>, Measurement, usize)>,
}

impl DownhillPlane {
    /// Through `theta`.
    #[must_use]
    pub fn new(network: &Network, theta: Vec<f32>, seed: u64) -> Self {
        Self { here: Measurement::new(network, &theta, true), network: network.clone(), theta, seed, ahead: None }
    }

    /// Works on one more block; the plane once it is made, and the gradient's norm at theta over all `examples`.
    ///
    /// # Errors
    /// When the gradient is zero or not finite.
    pub fn advance(&mut self, examples: &Examples) -> Result<Option<(Plane, f64)>, PlaneError> {
        let Some((gradient, ahead, blocks)) = &mut self.ahead else {
            if !self.here.advance(examples) {
                let downhill: Vec<f32> =
                    self.here.gradient(examples.len()).unwrap_or_default().iter().map(|g| -g).collect();
                let unit = Plane::new(&self.theta, &downhill, &downhill, self.seed)?;
                let ahead = Measurement::new(&self.network, &unit.at(AHEAD, 0.0), true);
                self.ahead = Some((downhill, ahead, 0));
            }
            return Ok(None);
        };
        *blocks += 1;
        if ahead.advance(examples) && *blocks < BLOCKS_AHEAD {
            return Ok(None);
        }
        let across: Vec<f32> = ahead.gradient(examples.len()).unwrap_or_default().iter().map(|g| -g).collect();
        let plane = Plane::new(&self.theta, gradient, &across, self.seed)?;
        Ok(Some((plane, crate::training::norm(gradient))))
    }
}
