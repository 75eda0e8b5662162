//! Slices of the cost: the plane, the grid on it, how the grid is filled, and the path seen from it.

mod assembly;
mod downhill;
mod grid;
mod plane;
mod projection;
mod trajectory;

pub use assembly::Assembly;
pub use downhill::DownhillPlane;
pub use grid::{Grid, Slice, Stage};
pub use plane::{Plane, PlaneError, Projected};
pub use projection::Projection;
pub use trajectory::Trajectory;
