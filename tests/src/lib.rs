//! Journeys: what a person does with the page, done in a real browser.
//!
//! A journey opens the built site in a Chromium that remembers nothing, served as `cargo xtask serve` serves it, does what its steps say,
//! and fails if the console was not clean at the end or anything was asked of another host:
//!
//! ```no_run
//! use costscape_tests::{Window, journey};
//!
//! journey("one-step", &Window::default(), async |page| {
//!     page.click("step").await?;
//!     page.wait_for_readout("step-count", |steps| steps == 1.0).await?;
//!     Ok(())
//! })
//! # .unwrap();
//! ```
//!
//! `cargo xtask test --only browser` builds the site, fetches axe-core and runs all journeys; after that `cargo test -p
//! costscape-tests` runs them on the site as it is. They stand in `tests/journeys`, one program of all of them ([`run_suite`]): those
//! that measure no time go two at a time and leave their browsers to each other. Those that are not about all of MNIST
//! take a small part of it ([`light_journey`]).

mod browser;
mod controls;
mod copies;
mod driver;
mod health;
mod journey;
mod numbers;
mod page;
mod pointer;
mod record;
mod reference;
mod run;
mod suite;
mod tasks;
mod timing;
mod window;

pub use browser::Browser;
pub use copies::{IdxFiles, put_data, site_with};
pub use health::Violation;
pub use journey::{journey, journey_in, light_journey, screenshots};
pub use numbers::{cost_in, count_in, grouped};
pub use page::{PATIENCE, Page};
pub use pointer::{Point, Pointer};
pub use reference::{Reference, Run, has_mnist, has_mnist_for};
pub use run::{Exact, Map, Probed};
pub use suite::{Entry, run_suite};
pub use thirtyfour::Key;
pub use timing::{ENOUGH, MOST, ONE, Round, attempts};
pub use window::Window;
