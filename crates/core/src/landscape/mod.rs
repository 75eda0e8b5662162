//! Slices of the cost: the plane, the grid on it, how the grid is filled, and the path seen from it.

mod assembly;
mod downhill;
mod grid;
mod pca;
mod plane;
mod projection;
mod sampling;
mod special;
mod trajectory;

pub use assembly::Assembly;
pub use downhill::DownhillPlane;
pub use grid::{Extent, Grid, Slice, Stage};
pub use pca::{PrincipalPlane, explained_of_a_walk};
pub use plane::{Plane, PlaneError, Projected};
pub use projection::{Projection, Quantity};
pub use sampling::{Estimate, Sampling};
pub use special::{between, filter_normalised, through_points, two_parameters};
pub use trajectory::Trajectory;
