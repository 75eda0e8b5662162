//! What the commands say: progress and warnings on standard error, results on standard output.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool talks; it does so only here")]

use std::io::IsTerminal;

/// Bold, where someone is looking.
fn strong(text: &str) -> String {
    if std::io::stderr().is_terminal() { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
}

/// The next thing that is being done.
pub fn step(text: &str) {
    eprintln!("{} {text}", strong("==>"));
}

/// A detail of the present step.
pub fn note(text: &str) {
    eprintln!("    {text}");
}

/// Something is not as it should be, and the command goes on.
pub fn warn(text: &str) {
    eprintln!("{} {text}", strong("warning:"));
}

/// Why the command stopped.
pub fn error(text: &str) {
    eprintln!("{} {text}", strong("error:"));
}

/// What was asked for.
pub fn result(text: &str) {
    println!("{text}");
}
