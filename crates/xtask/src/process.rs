//! Other programs, run with a clean environment and errors that name them.

use anyhow::{Context, Result, bail};
use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
};

/// Variables that describe this run of cargo and would be taken for the next one's: some build scripts (ring's among
/// them) are rebuilt whenever they change, and Trunk takes any `TRUNK_` variable for an option.
const NOT_INHERITED: [&str; 7] =
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_", "OUT_DIR", "TRUNK_"];

/// `program`, to be run in the workspace's root.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if NOT_INHERITED.iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            command.env_remove(name);
        }
    }
    command.current_dir(crate::workspace::root());
    command
}

/// `cargo`, of the toolchain this command was started with.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = command("cargo");
    command.args(arguments);
    command
}

/// Runs `command` to its end, its output being seen.
///
/// # Errors
/// If it cannot be started or does not succeed; the error quotes the command line.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().with_context(|| cannot_start(command))?;
    succeeded(command, status)
}

/// Runs `command` to its end and returns what it wrote to standard output, what it writes to standard error being seen.
///
/// # Errors
/// As [`run`].
pub fn answer(command: &mut Command) -> Result<String> {
    let started = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = started.with_context(|| cannot_start(command))?;
    succeeded(command, output.status)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs `command` to its end and returns what it wrote to standard output.
///
/// # Errors
/// As [`run`], with the last line it wrote to standard error.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| cannot_start(command))?;
    let complaint = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    succeeded(command, output.status).map_err(|error| match complaint.lines().last() {
        Some(line) => error.context(line.to_owned()),
        None => error,
    })?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start `{}`", line(command))
}

/// The command line, as one would type it.
fn line(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// Where `program` is found on PATH, every time it is.
pub fn on_path(program: &str) -> impl Iterator<Item = PathBuf> {
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
    folders.into_iter().map(move |folder| folder.join(&name)).filter(|path| path.is_file())
}

/// PATH with `folders` ahead of everything else.
///
/// # Errors
/// If a folder's name cannot stand in PATH.
pub fn path_with(folders: &[PathBuf]) -> Result<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().cloned().chain(std::env::split_paths(&path));
    std::env::join_paths(all).context("a folder's name cannot stand in PATH")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_command() {
        let missing = run(&mut command("no-such-program")).unwrap_err();
        assert!(format!("{missing:#}").starts_with("cannot start `no-such-program`: "), "{missing:#}");
        let failed = output(&mut cargo(&["no-such-subcommand"])).unwrap_err();
        assert!(format!("{failed:#}").contains("`cargo no-such-subcommand` failed"), "{failed:#}");
    }

    #[test]
    fn cargo_is_on_the_path() {
        assert!(on_path("cargo").next().is_some());
        assert!(on_path("no-such-program").next().is_none());
    }
}
