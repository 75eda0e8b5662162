//! Every journey, through the page and through the harness's own tiny one.
//!
//! `cargo test -p costscape-tests --test journeys -- planes::` takes those of one module.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "whatever goes wrong here is a test that fails"
)]

mod access;
mod boot;
mod broken_site;
mod calm;
mod drawing;
mod gallery;
mod harness;
mod landscape;
mod learning_rate;
mod one_digit;
mod own;
mod pictures;
mod planes;
mod privacy;
mod training;
mod trouble;

use std::process::ExitCode;

fn main() -> ExitCode {
    costscape_tests::run_suite(&[
        access::JOURNEYS,
        boot::JOURNEYS,
        broken_site::JOURNEYS,
        calm::JOURNEYS,
        drawing::JOURNEYS,
        gallery::JOURNEYS,
        harness::JOURNEYS,
        landscape::JOURNEYS,
        learning_rate::JOURNEYS,
        one_digit::JOURNEYS,
        own::JOURNEYS,
        pictures::JOURNEYS,
        planes::JOURNEYS,
        privacy::JOURNEYS,
        training::JOURNEYS,
        trouble::JOURNEYS,
    ])
}
