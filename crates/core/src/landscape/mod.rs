//! Slices of the cost: the plane, the grid on it, and how the grid is filled.

mod assembly;
mod grid;

pub use assembly::Assembly;
pub use grid::{Grid, Slice, Stage};
