//! Which plane is wanted, and what there is to say about it.

use serde::{Deserialize, Serialize};

use crate::PathPoint;

/// A standard plane, or line, through the landscape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlaneKind {
    /// Through the present point, u along minus the gradient over the whole training set.
    Downhill(Across),
    /// Through the present point, along two filter-normalised random directions.
    Random {
        /// Of the directions.
        seed: u64,
    },
    /// Through the present point, along the first two principal components of the path so far.
    Path,
    /// Through the present point, along the two directions of greatest curvature.
    Curvature,
    /// Through three points. Buffer of the request: the three, `f32`, one after the other.
    Points,
    /// Through the present point, along two parameters.
    Parameters {
        /// The one along u: its index in theta.
        first: u32,
        /// The one along v.
        second: u32,
    },
    /// The line through the present point along minus the gradient.
    DownhillLine,
    /// The line from the run's start (a = 0) to the present point (a = 1).
    StartLine,
}

impl PlaneKind {
    /// Whether it goes through the point where the network stands when it is made, so that a new one brings the ball back
    /// onto the plane.
    #[must_use]
    pub fn goes_through_run(self) -> bool {
        self != Self::Points
    }

    /// Whether only the line along u is looked at.
    #[must_use]
    pub fn is_line(self) -> bool {
        matches!(self, Self::DownhillLine | Self::StartLine)
    }
}

/// What v is, beside a u along minus the gradient. Always at right angles to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Across {
    /// The way the gradient turns: where it points a distance of 1 ahead.
    Turn,
    /// The optimiser's momentum.
    Momentum,
    /// A random direction.
    Random {
        /// Of the direction.
        seed: u64,
    },
}

/// What was found out while a plane was made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum About {
    /// Nothing.
    Nothing,
    /// Of a downhill plane or line.
    Downhill {
        /// The norm of the gradient over all training examples at theta0.
        gradient_norm: f64,
    },
    /// Of the path's principal components.
    Path {
        /// How much of the path's variance the plane explains, 0 to 1.
        explained: f64,
        /// How much of a random walk's as long two components would.
        of_a_walk: f64,
        /// Points of the path that went in.
        points: u32,
    },
    /// Of the directions of greatest curvature.
    Curvature {
        /// The Hessian's largest eigenvalue.
        first: f64,
        /// The next.
        second: f64,
        /// The training examples that the Hessian is over, the first of the set.
        examples: u32,
        /// Whether both have settled; if not, directions of near eigenvalues may be mixed.
        settled: bool,
    },
}

/// Where a run kept for comparison lies on a plane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptPath {
    /// The page's number for the run.
    pub run: u32,
    /// Thinned, oldest first.
    pub path: Vec<PathPoint>,
}
