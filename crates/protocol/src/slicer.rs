//! To and from a slice worker.

use costscape_core::landscape::{Quantity, Sampling};
use costscape_core::network::Network;
use serde::{Deserialize, Serialize};

use crate::Part;

/// What the page asks of a slice worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToSlicer {
    /// Work on these examples from now on. Buffer: as [`crate::FromTrainer::Share`] brought it.
    Share {
        /// Bytes of the training examples; the test examples follow.
        train_bytes: u32,
    },
    /// Prepare a slice; whatever slice came before is dropped. Buffer: theta0, u and v, `f32`, one after the other.
    Begin {
        /// The page's number for this slice.
        job: u32,
        /// What turns parameters into a cost.
        network: Network,
        /// Over which examples.
        part: Part,
        /// What is summed up.
        quantity: Quantity,
        /// Over how many of the examples.
        sampling: Sampling,
        /// The number that the share's first block has in the whole set.
        first_block: u32,
    },
    /// Sum up over the share at these points. Ignored when `job` is not the slice begun last.
    Points {
        /// The slice.
        job: u32,
        /// (a, b) of each point.
        points: Vec<(f32, f32)>,
    },
}

/// What a slice worker tells the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromSlicer {
    /// The worker listens.
    Ready {
        /// Its [`crate::VERSION`].
        version: u32,
    },
    /// The share is in place.
    Shared {
        /// Training and test examples in it.
        examples: [u32; 2],
        /// Their blocks.
        blocks: [u32; 2],
    },
    /// Sums, in the order asked for. Buffer: `f64`, `[point][block of the share]`; of a sample, each with the sum of squares.
    Sums {
        /// The slice.
        job: u32,
        /// How many points.
        points: u32,
    },
    /// A message that cannot be followed.
    Refused {
        /// Why.
        why: String,
    },
}
