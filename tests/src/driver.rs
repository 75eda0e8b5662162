//! The chromedriver process.

use anyhow::{Context, Result, bail};
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

/// How long chromedriver may take to start.
const START: Duration = Duration::from_secs(120);

/// A running chromedriver. Dropping it stops it.
pub(crate) struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts `program` on a port it chooses.
    pub(crate) fn start(program: &Path) -> Result<Driver> {
        let mut command = Command::new(program);
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().with_context(|| format!("cannot start {}", program.display()))?;
        let output = process.stdout.take().context("chromedriver has no output")?;
        let (send, receive) = mpsc::channel();
        // Reads on to the end, so that chromedriver never waits for someone to take its words.
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if let Some(port) = port_in(&line) {
                    // Nobody listens any more after the start's deadline.
                    let _ = send.send(port);
                }
            }
        });
        let mut driver = Driver { process, port: 0 };
        match receive.recv_timeout(START) {
            Ok(port) => driver.port = port,
            Err(_) => bail!("{} did not tell its port within {} s", program.display(), START.as_secs()),
        }
        Ok(driver)
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

/// The port in `ChromeDriver was started successfully on port 41723.`
fn port_in(line: &str) -> Option<u16> {
    line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read() {
        assert_eq!(port_in("ChromeDriver was started successfully on port 41723."), Some(41723));
        assert_eq!(port_in("Only local connections are allowed."), None);
    }
}
