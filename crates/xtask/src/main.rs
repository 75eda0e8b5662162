//! `cargo xtask`: see [`costscape_xtask::cli`].

use costscape_xtask::{cli, say};
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::parse(std::env::args_os().skip(1)).and_then(cli::run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // `{:#}` puts the whole chain of causes on one line: what was being done, then why it failed.
            say::error(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}
