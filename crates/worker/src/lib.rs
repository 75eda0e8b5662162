//! The training worker and the slice workers.
//!
//! [`session`] and [`sums`] are what the two roles do: plain Rust, driven by messages and a clock that is passed in, tested
//! natively. The browser's part around them (messages, fetch, the loop that works in time slices) is in the other modules.

pub mod session;
pub mod sums;

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
pub use browser::start;
