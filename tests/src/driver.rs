//! The chromedriver process.

use anyhow::{Context, Result, bail};
use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};

/// How long chromedriver may take to start.
const START: Duration = Duration::from_secs(120);
/// How often it is started when it ends at once: it takes a port that is free in IPv6, and gives up if that one is taken in IPv4,
/// by a connection of another browser, say.
const STARTS: usize = 10;

/// A running chromedriver. Dropping it stops it.
pub(crate) struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts `program` on a port it chooses.
    ///
    /// # Errors
    /// If it cannot be started, does not tell its port, or ends instead, each time: what it said the last time.
    pub(crate) fn start(program: &Path) -> Result<Driver> {
        let mut words = String::new();
        for _ in 0..STARTS {
            match Driver::start_once(program)? {
                Ok(driver) => return Ok(driver),
                Err(said) => words = said,
            }
        }
        bail!("{} ended {STARTS} times before it told its port, saying {words:?}", program.display())
    }

    /// One start; if it ends without having told a port, what it said.
    fn start_once(program: &Path) -> Result<Result<Driver, String>> {
        let mut command = Command::new(program);
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().with_context(|| format!("cannot start {}", program.display()))?;
        let output = process.stdout.take().context("chromedriver has no output")?;
        let errors = process.stderr.take().context("chromedriver has no error output")?;
        let mut driver = Driver { process, port: 0 };
        let (send, receive) = mpsc::channel();
        pass_on(output, send.clone());
        pass_on(errors, send);
        let mut words = Vec::new();
        loop {
            match receive.recv_timeout(START) {
                Ok(line) => match port_in(&line) {
                    Some(port) => {
                        driver.port = port;
                        return Ok(Ok(driver));
                    }
                    None => words.push(line),
                },
                Err(RecvTimeoutError::Disconnected) => return Ok(Err(words.join(" / "))),
                Err(RecvTimeoutError::Timeout) => {
                    bail!("{} did not tell its port within {} s", program.display(), START.as_secs())
                }
            }
        }
    }

    /// Where it takes commands.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Passes on what is said, line by line and to the end, so that chromedriver never waits for someone to take its words.
fn pass_on(said: impl Read + Send + 'static, to: Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(said).lines().map_while(Result::ok) {
            // Nobody listens any more once the port is known.
            let _ = to.send(line);
        }
    });
}

/// The port in `ChromeDriver was started successfully on port 41723.`
fn port_in(line: &str) -> Option<u16> {
    line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    // One test, for a program that is being written cannot be started, and another test's child may still hold it.
    #[cfg(unix)]
    #[test]
    fn one_that_ends_at_once_is_started_again_and_quoted_in_the_end() -> Result<()> {
        use std::{fs, os::unix::fs::PermissionsExt};
        let folder = tempfile::tempdir()?;
        let (program, starts) = (folder.path().join("driver"), folder.path().join("starts"));
        let write = |ends: usize| -> Result<()> {
            let script = format!(
                "#!/bin/sh
                echo >> '{0}'
                [ $(wc -l < '{0}') -le {ends} ] && echo 'IPv4 port not available. Exiting...' && echo 'in use' >&2 && exit 1
                echo 'ChromeDriver was started successfully on port 41723.'",
                starts.display()
            );
            fs::write(&starts, "")?;
            fs::write(&program, script)?;
            Ok(fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?)
        };
        let started = || Ok::<_, anyhow::Error>(fs::read_to_string(&starts)?.lines().count());
        write(2)?;
        assert_eq!(Driver::start(&program)?.url(), "http://127.0.0.1:41723");
        assert_eq!(started()?, 3);
        write(2 * STARTS)?;
        let error = Driver::start(&program).err().context("it started")?.to_string();
        assert!(error.contains("IPv4 port not available") && error.contains("in use"), "{error}");
        assert_eq!(started()?, STARTS);
        Ok(())
    }

    #[test]
    fn the_port_is_read() {
        assert_eq!(port_in("ChromeDriver was started successfully on port 41723."), Some(41723));
        assert_eq!(port_in("Only local connections are allowed."), None);
    }
}
