//! The pinned tools: the wasm target, Trunk and wasm-bindgen.
//!
//! Each version stands in one place: wasm-bindgen's in `Cargo.lock`, since crate and tool must agree to the last digit,
//! and Trunk's in `Trunk.toml`. Tools of the right version are used wherever they are found; others go into `.tools`.

use crate::{
    process::{self, command},
    say,
    workspace::{self, Lock},
};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The target the page is compiled for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Where the tools are.
pub struct Tools {
    /// The folder that holds `trunk`.
    trunk: PathBuf,
    /// The folder that holds `wasm-bindgen` and `wasm-bindgen-test-runner`.
    wasm_bindgen: PathBuf,
}

impl Tools {
    /// Finds every tool, installing what is missing.
    ///
    /// # Errors
    /// If something cannot be installed, or `Cargo.lock` is out of date.
    pub fn ensure() -> Result<Tools> {
        let lock = Lock::read()?;
        ensure_wasm_target()?;
        let trunk = Tool {
            package: "trunk",
            version: trunk_version()?,
            // TLS is only for downloads, which Trunk.toml turns off.
            options: &["--no-default-features"],
            programs: &["trunk"],
        };
        let wasm_bindgen = Tool {
            package: "wasm-bindgen-cli",
            version: lock.version("wasm-bindgen")?.to_owned(),
            options: &[],
            programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        };
        Ok(Tools { trunk: trunk.ensure()?, wasm_bindgen: wasm_bindgen.ensure()? })
    }

    /// Folders to put ahead of everything else in PATH, so that Trunk finds the right wasm-bindgen.
    pub fn folders(&self) -> Vec<PathBuf> {
        vec![self.wasm_bindgen.clone(), self.trunk.clone()]
    }

    /// Trunk itself.
    pub fn trunk(&self) -> PathBuf {
        program_in(&self.trunk, "trunk")
    }

    /// What makes JavaScript bindings.
    pub fn bindgen(&self) -> PathBuf {
        program_in(&self.wasm_bindgen, "wasm-bindgen")
    }

    /// What runs wasm tests.
    pub fn test_runner(&self) -> PathBuf {
        program_in(&self.wasm_bindgen, "wasm-bindgen-test-runner")
    }
}

/// Adds the wasm target to the pinned toolchain: rustup ignores `targets` in rust-toolchain.toml where installing by
/// itself is turned off.
fn ensure_wasm_target() -> Result<()> {
    let libraries = process::output(command("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    let has_core = |entry: fs::DirEntry| entry.file_name().to_string_lossy().starts_with("libcore-");
    if fs::read_dir(libraries.trim()).is_ok_and(|entries| entries.flatten().any(has_core)) {
        return Ok(());
    }
    say::step(&format!("Adding the target {WASM}"));
    process::run(command("rustup").args(["target", "add", WASM]))
        .with_context(|| format!("this Rust toolchain lacks the target {WASM}, and rustup could not add it"))
}

/// The version that `Trunk.toml` asks for, which must be one exact version.
fn trunk_version() -> Result<String> {
    #[derive(Deserialize)]
    struct Config {
        #[serde(rename = "trunk-version")]
        trunk_version: String,
    }
    let path = workspace::root().join("Trunk.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let config: Config = toml::from_str(&text).context("Trunk.toml has no readable trunk-version")?;
    match config.trunk_version.strip_prefix('=') {
        Some(version) => Ok(version.to_owned()),
        None => bail!("Trunk.toml: expected an exact trunk-version as in \"=0.1.2\", found {:?}", config.trunk_version),
    }
}

/// A package of programs from the registry, in one version.
struct Tool<'a> {
    package: &'a str,
    version: String,
    options: &'a [&'a str],
    programs: &'a [&'a str],
}

impl Tool<'_> {
    /// The folder that holds the programs in the right version.
    fn ensure(&self) -> Result<PathBuf> {
        match self.find() {
            Some(folder) => Ok(folder),
            None => self.install(),
        }
    }

    fn find(&self) -> Option<PathBuf> {
        let own = workspace::tools().join("bin");
        let others = process::on_path(self.programs[0]).filter_map(|path| path.parent().map(Path::to_owned));
        std::iter::once(own).chain(others).find(|folder| self.is_in(folder))
    }

    fn is_in(&self, folder: &Path) -> bool {
        self.programs.iter().all(|program| version_of(&program_in(folder, program)).as_ref() == Some(&self.version))
    }

    fn install(&self) -> Result<PathBuf> {
        let (package, version) = (self.package, &self.version);
        say::step(&format!("Installing {package} {version} into .tools (once; a few minutes)"));
        let mut cargo = process::cargo(&["install", "--locked", package, "--version", &format!("={version}")]);
        cargo.args(self.options).arg("--root").arg(workspace::tools());
        // Compiled twice as fast, and these tools are not what one waits for.
        cargo.args(["--profile", "dev"]).env("CARGO_PROFILE_DEV_DEBUG", "0");
        // Kept between the tools, which share much; never mixed with the workspace's own.
        cargo.env("CARGO_TARGET_DIR", workspace::target().join("tools"));
        process::run(&mut cargo).with_context(|| format!("{package} {version} is needed"))?;
        let folder = workspace::tools().join("bin");
        if !self.is_in(&folder) {
            bail!("{package} {version} was installed into {}, but does not run there", folder.display());
        }
        Ok(folder)
    }
}

fn program_in(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The version a program tells: the word after its name.
fn version_of(program: &Path) -> Option<String> {
    if !program.is_file() {
        return None;
    }
    let text = process::output(command(program).arg("--version")).ok()?;
    text.split_whitespace().nth(1).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trunk_is_pinned_exactly() {
        let version = trunk_version().unwrap();
        assert_eq!(version.split('.').count(), 3, "{version}");
    }

    #[test]
    fn versions_are_read_from_programs() {
        let cargo = process::on_path("cargo").next().unwrap();
        assert_eq!(version_of(&cargo).unwrap().split('.').count(), 3);
        assert_eq!(version_of(Path::new("/no/such/program")), None);
    }

    #[test]
    fn a_program_of_another_version_is_not_taken() {
        let mut tool = Tool { package: "cargo", version: "0.0.1".into(), options: &[], programs: &["cargo"] };
        assert_eq!(tool.find(), None);
        tool.version = version_of(&process::on_path("cargo").next().unwrap()).unwrap();
        assert!(tool.find().is_some());
    }
}
