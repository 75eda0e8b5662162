//! From pen strokes to the image a network sees.
//!
//! What a person draws on the pad and what [`crate::data::pen`] writes by itself take the same way: a drawing is a list
//! of [`Stroke`]s in any unit, [`Raster`] makes of it the 28 x 28 bytes that MNIST would have made.

mod fit;
mod photo;
mod raster;
mod rubber;
mod stroke;

pub use photo::{PhotoError, from_photo};
pub use raster::{Pen, Raster, Stages};
pub use rubber::{is_rubbed, rub};
pub use stroke::{Point, Stroke};
