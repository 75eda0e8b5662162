//! The network asked the other way round: not what an image is, but which image it would be.

mod favourite;
mod flip;

pub use favourite::Favourite;
pub use flip::{Flip, smallest_flip};

/// Takes out of a way through the images what greys at their limits cannot do: darker than paper, or brighter than ink.
fn within_limits(slope: &mut [f64], greys: &[f64]) {
    for (slope, &grey) in slope.iter_mut().zip(greys) {
        if (grey <= 0.0 && *slope < 0.0) || (grey >= 1.0 && *slope > 0.0) {
            *slope = 0.0;
        }
    }
}
