//! Everything around the code: fetching tools and data, building the site, serving it, checking and testing it all.
//!
//! `cargo xtask` is the whole interface; see [`cli`]. The library half is there for the browser tests, which serve the
//! built site with the very server of `cargo xtask serve` and start the browser that `cargo xtask test` found.
//!
//! This crate must build on a fresh machine before any tool is installed, and quickly: it knows nothing of wasm.

pub mod axe;
pub mod bench;
pub mod browser;
pub mod checks;
pub mod cli;
pub mod dist;
pub mod fingerprint;
pub mod mnist;
pub mod policy;
pub mod process;
pub mod say;
pub mod site;
pub mod suite;
pub mod tools;
pub mod weight;
pub mod workspace;
