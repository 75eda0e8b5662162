//! The workers: those that train and slice, and the one that reads a visitor's files.
//!
//! [`session`], [`sums`] (behind its [`inbox`]) and [`reader`] are what the three roles do: plain Rust, driven by messages and
//! a clock that is passed in, tested natively. The browser's part around them (messages, fetch, the loop that works in time
//! slices) is in the other modules. Two programs are made of it, so that a page that reads no files loads nothing for it.

pub mod inbox;
pub mod reader;
pub mod session;
pub mod sums;

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
pub use browser::{start, start_reader};
