//! The command line.

use crate::{
    bench,
    dist::{self, Plan},
    mnist::{self, Source},
    say,
    site::{Options, Site},
    suite::{self, Part},
    workspace,
};
use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use std::{ffi::OsString, path::PathBuf};

const USAGE: &str = "\
Usage: cargo xtask <command> [options]

  serve    Build the site, serve it on 127.0.0.1 and print its address
  build    Build the site into dist/, ready for any static host
  test     Run every check and test: native, wasm, and journeys in a real browser
  check    Run the checks alone: format, lints, documentation, the site and its weight
  data     Fetch MNIST into assets/mnist, or verify what is there
  bench    Measure the budgets, natively and in headless Chromium

Options
  --mnist DIR   serve, build, test, data, bench: take MNIST's four IDX files (gzipped or not) from DIR;
                the environment variable COSTSCAPE_MNIST does the same
  --debug       serve, build: compile quickly rather than well
  --port N      serve: the port to use, or the next free one (8080)
  --only PART   test: only checks, native, wasm or browser; may be given more than once
  --help        Show this

Missing tools (the wasm target, Trunk, wasm-bindgen) are installed into .tools on first use.";

const PORT: u16 = 8080;

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Build and serve.
    Serve {
        /// What to build.
        plan: Plan,
        /// The port to try first.
        port: u16,
    },
    /// Build alone.
    Build(Plan),
    /// Run the tests that belong to these parts.
    Test {
        /// Never empty.
        parts: Vec<Part>,
        /// The folder with MNIST's files that was named, if any.
        mnist: Option<PathBuf>,
    },
    /// Fetch or verify the data.
    Data(Option<PathBuf>),
    /// Measure the budgets on this data.
    Bench(Option<PathBuf>),
    /// Show the usage.
    Help,
}

/// Options as they are given, whatever the command.
#[derive(Default)]
struct Given {
    mnist: Option<PathBuf>,
    debug: bool,
    port: Option<u16>,
    only: Vec<Part>,
}

/// Reads the words after `cargo xtask`.
///
/// # Errors
/// If they make no command: which word, and what was expected.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Command> {
    let mut parser = lexopt::Parser::from_args(words);
    let (mut name, mut given) = (None, Given::default());
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("mnist") => given.mnist = Some(std::path::absolute(PathBuf::from(parser.value()?))?),
            Long("debug") => given.debug = true,
            Long("port") => given.port = Some(parser.value()?.parse().context("--port takes a number up to 65535")?),
            Long("only") => given.only.push(part(&parser.value()?.string()?)?),
            Value(word) if name.is_none() => name = Some(word.string()?),
            other => bail!("{}; `cargo xtask --help` lists the options", other.unexpected()),
        }
    }
    match name {
        Some(name) => command(&name, given),
        None => Ok(Command::Help),
    }
}

fn part(name: &str) -> Result<Part> {
    let found = Part::NAMES.iter().find(|(known, _)| *known == name);
    found.map(|(_, part)| *part).with_context(|| format!("--only takes checks, native, wasm or browser, not {name:?}"))
}

fn command(name: &str, given: Given) -> Result<Command> {
    let takes = |options: &[&str]| {
        let used = [
            ("--mnist", given.mnist.is_some()),
            ("--debug", given.debug),
            ("--port", given.port.is_some()),
            ("--only", !given.only.is_empty()),
        ];
        match used.iter().find(|(option, used)| *used && !options.contains(option)) {
            Some((option, _)) => bail!("`{name}` takes no {option}; `cargo xtask --help` tells what it takes"),
            None => Ok(()),
        }
    };
    match name {
        "serve" => takes(&["--mnist", "--debug", "--port"])?,
        "build" => takes(&["--mnist", "--debug"])?,
        "test" => takes(&["--mnist", "--only"])?,
        "data" | "bench" => takes(&["--mnist"])?,
        _ => takes(&[])?,
    }
    let Given { mnist, debug, port, only } = given;
    Ok(match name {
        "serve" => Command::Serve { plan: Plan { mnist, debug }, port: port.unwrap_or(PORT) },
        "build" => Command::Build(Plan { mnist, debug }),
        "test" if only.is_empty() => Command::Test { parts: Part::NAMES.map(|(_, part)| part).to_vec(), mnist },
        "test" => Command::Test { parts: only, mnist },
        "check" => Command::Test { parts: vec![Part::Checks], mnist },
        "data" => Command::Data(mnist),
        "bench" => Command::Bench(mnist),
        "help" => Command::Help,
        _ => bail!("there is no command {name:?}; `cargo xtask --help` lists them"),
    })
}

/// Does what `command` says.
///
/// # Errors
/// If it does not succeed.
pub fn run(command: Command) -> Result<()> {
    match command {
        Command::Help => say::result(USAGE),
        Command::Bench(mnist) => bench::run(&with_variable(Plan { mnist, debug: false }))?,
        Command::Build(plan) => {
            dist::build(&with_variable(plan))?;
            say::result(&format!("The site is in {}", workspace::dist().display()));
        }
        Command::Serve { plan, port } => {
            dist::build(&with_variable(plan))?;
            let site = Site::serve(&workspace::dist(), &Options { port: Some(port), ..Options::default() })?;
            say::result(&format!("Costscape is at {} (Ctrl-C stops it)", site.url()));
            site.wait();
        }
        Command::Test { parts, mnist } => suite::run(&parts, mnist.or_else(variable))?,
        Command::Data(mnist) => match mnist::obtain(mnist.or_else(variable).as_deref())? {
            Source::Folder(folder) => say::result(&format!("MNIST's four files are in {}", folder.display())),
            Source::None(reason) => bail!("no MNIST: {reason}"),
        },
    }
    Ok(())
}

/// The plan, with the data's folder from the environment where the command names none.
fn with_variable(plan: Plan) -> Plan {
    Plan { mnist: plan.mnist.or_else(variable), ..plan }
}

fn variable() -> Option<PathBuf> {
    let folder = std::env::var_os(mnist::VARIABLE).filter(|folder| !folder.is_empty())?;
    std::path::absolute(folder).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command> {
        parse(line.split_whitespace().map(OsString::from))
    }

    fn complaint(line: &str) -> String {
        format!("{:#}", parsed(line).unwrap_err())
    }

    #[test]
    fn commands_take_their_options() {
        let plan = Plan { mnist: Some("/data".into()), debug: true };
        assert_eq!(parsed("serve --port=9000 --mnist /data --debug").unwrap(), Command::Serve { plan, port: 9000 });
        assert_eq!(parsed("serve").unwrap(), Command::Serve { plan: Plan::default(), port: PORT });
        assert_eq!(parsed("build").unwrap(), Command::Build(Plan::default()));
        assert_eq!(
            parsed("test --only native --only wasm").unwrap(),
            Command::Test { parts: vec![Part::Native, Part::Wasm], mnist: None }
        );
        assert_eq!(parsed("check").unwrap(), Command::Test { parts: vec![Part::Checks], mnist: None });
        assert_eq!(parsed("").unwrap(), Command::Help);
        assert_eq!(parsed("test --help").unwrap(), Command::Help);
    }

    #[test]
    fn a_folder_is_found_from_anywhere() {
        let Command::Data(Some(folder)) = parsed("data --mnist there").unwrap() else { panic!("not data") };
        assert!(folder.is_absolute() && folder.ends_with("there"));
    }

    #[test]
    fn mistakes_are_named() {
        assert!(complaint("sevre").contains("no command \"sevre\""));
        assert!(complaint("build --port 1").contains("`build` takes no --port"));
        assert!(complaint("serve --port many").contains("--port takes a number"));
        assert!(complaint("serve --fast").contains("--fast"));
        assert!(complaint("test --only some").contains("not \"some\""));
        assert!(complaint("build here").contains("here"));
    }
}
