//! The download: resumable, checked, atomic. A file has its final name only when it has been verified.

use super::File;
use crate::say;
use anyhow::{Context, Result, anyhow, bail};
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    fs::{self, OpenOptions},
    io::{self, Read},
    path::{Path, PathBuf},
    time::Duration,
};
use ureq::{Agent, Body, http::Response};

/// Two public copies of the published files; the original site no longer hands them out.
const MIRRORS: [&str; 2] =
    ["https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"];

/// How long to wait for a name or a connection: without a network, going on without data must not take long.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a mirror may be silent.
const SILENCE: Duration = Duration::from_secs(20);
/// How often a download that was cut off is taken up again, from all mirrors together.
const RESUMPTIONS: u32 = 4;

/// Fetches files from `mirrors`, tried in order, into `folder`.
pub struct Download {
    mirrors: Vec<String>,
    /// Where files go; created when there is something to put there.
    pub folder: PathBuf,
    agent: Agent,
}

/// What one request came to.
enum Outcome {
    /// The whole file is there, unchecked; some of its bytes were there before.
    Complete { resumed: bool },
    /// The connection broke after some new bytes.
    Cut(io::Error),
}

impl Download {
    /// Into `folder`, from the mirrors known to this program.
    pub fn from_the_public_mirrors(folder: PathBuf) -> Download {
        Download::new(MIRRORS.map(str::to_owned).to_vec(), folder)
    }

    /// Into `folder`, from `mirrors`: addresses that end in a slash.
    pub fn new(mirrors: Vec<String>, folder: PathBuf) -> Download {
        let config = Agent::config_builder()
            .timeout_resolve(Some(CONNECT))
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(SILENCE))
            .timeout_per_read(Some(SILENCE))
            .http_status_as_error(false)
            .build();
        Download { mirrors, folder, agent: config.into() }
    }

    /// Fetches `file` from the first mirror that has it whole and right.
    ///
    /// # Errors
    /// If none has: why, for each of them. What arrived before a cut is kept as `*.part` for the next time.
    pub fn fetch(&self, file: &File) -> Result<()> {
        fs::create_dir_all(&self.folder).with_context(|| format!("cannot create {}", self.folder.display()))?;
        let mut reasons = Vec::new();
        for mirror in &self.mirrors {
            match self.fetch_from(mirror, file) {
                Ok(()) => return Ok(()),
                Err(error) => reasons.push(format!("{}: {error:#}", host(mirror))),
            }
        }
        Err(anyhow!("{}: {}", file.name, reasons.join("; ")))
    }

    fn fetch_from(&self, mirror: &str, file: &File) -> Result<()> {
        let part = self.folder.join(format!("{}.part", file.packed_name()));
        let mut resumptions = RESUMPTIONS;
        loop {
            match self.request(mirror, file, &part)? {
                Outcome::Cut(error) if resumptions == 0 => return Err(error).context("cut off"),
                Outcome::Cut(_) => resumptions -= 1,
                Outcome::Complete { resumed } => match file.check(&part) {
                    Ok(()) => {
                        let whole = part.with_extension("");
                        return fs::rename(&part, &whole).with_context(|| format!("cannot create {}", whole.display()));
                    }
                    Err(error) => {
                        fs::remove_file(&part).with_context(|| format!("cannot remove {}", part.display()))?;
                        // The first half may have come from another mirror, or from a bad day: once more from the start.
                        if !resumed {
                            return Err(error);
                        }
                    }
                },
            }
        }
    }

    /// One request, for what `part` does not yet hold.
    fn request(&self, mirror: &str, file: &File, part: &Path) -> Result<Outcome> {
        let have = fs::metadata(part).map_or(0, |metadata| metadata.len());
        let address = format!("{mirror}{}", file.packed_name());
        let mut request = self.agent.get(&address);
        if have > 0 {
            request = request.header("Range", format!("bytes={have}-"));
        }
        let response = request.call()?;
        let have = match response.status().as_u16() {
            200 => 0,
            206 if starts_at(&response) == Some(have) => have,
            206 => bail!("answered with another range than the one asked for"),
            // Nothing is left to send: the part is whole, or it is not this file's beginning. Its check will tell.
            416 if have > 0 => return Ok(Outcome::Complete { resumed: true }),
            status => bail!("answered {status}"),
        };
        let mut body = response.into_body();
        let bar = progress(file.name, have, body.content_length());
        let copied = append(&mut body, part, have, file.unpacked_bytes, &bar);
        bar.finish_and_clear();
        copied
    }
}

/// Copies `body` behind the first `have` bytes of `part`.
fn append(body: &mut Body, part: &Path, have: u64, unpacked: u64, bar: &ProgressBar) -> Result<Outcome> {
    let cannot_write = || format!("cannot write {}", part.display());
    let out = OpenOptions::new().create(true).append(true).open(part).with_context(cannot_write)?;
    out.set_len(have).with_context(cannot_write)?;
    // No packing makes a file longer than this; a mirror that goes on for ever must not fill the disk.
    let limit = unpacked + 65_536;
    let mut source = body.as_reader().take(limit);
    let mut chunk = [0; 65_536];
    loop {
        let read = match source.read(&mut chunk) {
            Ok(0) => return Ok(Outcome::Complete { resumed: have > 0 }),
            Ok(read) => read,
            Err(error) if bar.position() > have => return Ok(Outcome::Cut(error)),
            Err(error) => return Err(error).context("cut off"),
        };
        io::Write::write_all(&mut &out, &chunk[..read]).with_context(cannot_write)?;
        bar.inc(read as u64);
    }
}

/// The first byte a partial response carries, from `Content-Range: bytes first-last/all`.
fn starts_at(response: &Response<Body>) -> Option<u64> {
    let range = response.headers().get("content-range")?.to_str().ok()?;
    range.strip_prefix("bytes ")?.split('-').next()?.parse().ok()
}

fn progress(name: &str, have: u64, more: Option<u64>) -> ProgressBar {
    let bar = more.map_or_else(ProgressBar::no_length, |more| ProgressBar::new(have + more));
    // A template that does not parse would only cost the looks.
    if let Ok(style) = ProgressStyle::with_template("    {msg} {wide_bar} {bytes}/{total_bytes} {eta}") {
        bar.set_style(style);
    }
    if bar.is_hidden() {
        say::note(&format!("fetching {name}"));
    }
    bar.set_message(name.to_owned());
    bar.set_position(have);
    bar
}

fn host(mirror: &str) -> &str {
    let rest = mirror.split_once("://").map_or(mirror, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

#[cfg(test)]
#[path = "download_tests.rs"]
mod tests;
