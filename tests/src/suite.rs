//! All journeys in one program: those that measure no time side by side, then the others, each with the machine to itself.

use crate::browser;
use anyhow::Result;
use libtest_mimic::{Arguments, Failed, Trial};
use std::process::ExitCode;

/// How many journeys go on side by side, unless `--test-threads` says otherwise: with one, part of the machine would wait with
/// it for what a page does in a while.
const SIDE_BY_SIDE: usize = 2;

/// A journey of the suite.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// `module_path!()` of where it is.
    pub module: &'static str,
    /// The function's name.
    pub name: &'static str,
    /// The function.
    pub run: fn() -> Result<()>,
    /// Whether no other journey may go on beside it, because it measures how long something takes.
    pub alone: bool,
}

impl Entry {
    fn trial(&self) -> Trial {
        let run = self.run;
        // Without the program's own name, as the built-in harness has it.
        let module = self.module.split_once("::").map_or("", |(_, module)| module);
        Trial::test(format!("{module}::{}", self.name), move || {
            run().map_err(|error| Failed::from(format!("{error:?}")))
        })
    }
}

/// Makes `JOURNEYS` of functions `fn() -> Result<()>` of the module that it stands in.
#[macro_export]
macro_rules! journeys {
    (side_by_side: [$($name:ident),* $(,)?] $(, alone: [$($alone:ident),* $(,)?])? $(,)?) => {
        /// The journeys of this module.
        pub(crate) const JOURNEYS: &[$crate::Entry] = &[
            $($crate::journeys!(@ $name, false),)*
            $($($crate::journeys!(@ $alone, true),)*)?
        ];
    };
    (@ $name:ident, $alone:literal) => {
        $crate::Entry { module: module_path!(), name: stringify!($name), run: $name, alone: $alone }
    };
}

/// Runs the journeys that the command line asks for, as the built-in harness does; but it takes one filter only, prints what
/// journeys print as it comes, and has a summary for either kind.
pub fn run_suite(modules: &[&[Entry]]) -> ExitCode {
    let mut arguments = Arguments::from_args();
    let trials = |alone: bool| {
        let entries = modules.iter().copied().flatten().filter(move |entry| entry.alone == alone);
        entries.map(Entry::trial).collect()
    };
    arguments.test_threads.get_or_insert(SIDE_BY_SIDE);
    let side_by_side = {
        let _kept = browser::keep();
        libtest_mimic::run(&arguments, trials(false))
    };
    arguments.test_threads = Some(1);
    let alone = libtest_mimic::run(&arguments, trials(true));
    if side_by_side.has_failed() || alone.has_failed() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
