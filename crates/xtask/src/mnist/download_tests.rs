//! The download against a throw-away server on this machine that misbehaves as told.

use super::*;
use crate::mnist::idx::tests::{file_of, packed};
use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};
use tempfile::TempDir;

/// How the server answers, one after the other; the last one for ever.
#[derive(Clone)]
enum Answer {
    /// Everything, or what `Range` asks for.
    Good(Vec<u8>),
    /// As `Good`, the connection being closed after so many bytes.
    CutAfter(usize, Vec<u8>),
    /// Everything, whatever `Range` says.
    IgnoresRange(Vec<u8>),
    Status(u16),
}

/// Serves until the test ends; returns its address and the `Range` headers it gets.
fn mirror(answers: Vec<Answer>) -> (String, Arc<Mutex<Vec<Option<usize>>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let ranges = seen.clone();
    thread::spawn(move || {
        for (i, stream) in listener.incoming().enumerate() {
            answer(stream.unwrap(), &answers[i.min(answers.len() - 1)], &ranges);
        }
    });
    (address, seen)
}

fn answer(mut stream: TcpStream, answer: &Answer, ranges: &Mutex<Vec<Option<usize>>>) {
    let mut range = None;
    for line in BufReader::new(&stream).lines() {
        let line = line.unwrap().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(first) = line.strip_prefix("range: bytes=") {
            range = Some(first.trim_end_matches('-').parse().unwrap());
        }
    }
    ranges.lock().unwrap().push(range);
    let (status, first, body, send) = match answer {
        Answer::Status(status) => (*status, 0, &Vec::new(), 0),
        Answer::IgnoresRange(body) => (200, 0, body, body.len()),
        Answer::Good(body) => (if range.is_some() { 206 } else { 200 }, range.unwrap_or(0), body, body.len()),
        Answer::CutAfter(n, body) => (if range.is_some() { 206 } else { 200 }, range.unwrap_or(0), body, *n),
    };
    let all = body.len();
    if first >= all && status == 206 {
        write!(stream, "HTTP/1.1 416 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").unwrap();
        return;
    }
    let rest = &body[first..];
    let last = all.saturating_sub(1);
    write!(stream, "HTTP/1.1 {status} Said\r\nConnection: close\r\nContent-Length: {}\r\n", rest.len()).unwrap();
    write!(stream, "Content-Range: bytes {first}-{last}/{all}\r\n\r\n").unwrap();
    stream.write_all(&rest[..send.min(rest.len())]).unwrap();
}

/// Bytes that gzip cannot make much shorter.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..length).map(|_| next()).collect()
}

struct Case {
    folder: TempDir,
    file: File,
    gz: Vec<u8>,
}

fn case() -> Case {
    let bytes = noise(200_000);
    Case { folder: tempfile::tempdir().unwrap(), file: file_of("digits", &bytes), gz: packed(&bytes) }
}

impl Case {
    fn fetch(&self, mirrors: &[&str]) -> Result<()> {
        let mirrors = mirrors.iter().map(|&mirror| mirror.to_owned()).collect();
        Download::new(mirrors, self.folder.path().to_owned()).fetch(&self.file)
    }

    fn part(&self) -> PathBuf {
        self.folder.path().join("digits.gz.part")
    }

    /// The final file is there and right, and nothing else is.
    fn assert_whole(&self) {
        assert_eq!(fs::read(self.folder.path().join("digits.gz")).unwrap(), self.gz);
        assert!(!self.part().exists());
    }

    fn assert_no_file(&self) {
        assert!(!self.folder.path().join("digits.gz").exists());
    }
}

#[test]
fn a_good_mirror_is_enough() {
    let case = case();
    let (good, ranges) = mirror(vec![Answer::Good(case.gz.clone())]);
    case.fetch(&[&good]).unwrap();
    case.assert_whole();
    assert_eq!(*ranges.lock().unwrap(), [None]);
}

#[test]
fn a_part_from_last_time_is_resumed() {
    let case = case();
    fs::write(case.part(), &case.gz[..70_000]).unwrap();
    let (good, ranges) = mirror(vec![Answer::Good(case.gz.clone())]);
    case.fetch(&[&good]).unwrap();
    case.assert_whole();
    assert_eq!(*ranges.lock().unwrap(), [Some(70_000)]);
}

#[test]
fn a_whole_part_is_not_fetched_again() {
    let case = case();
    fs::write(case.part(), &case.gz).unwrap();
    let (good, ranges) = mirror(vec![Answer::Good(case.gz.clone())]);
    case.fetch(&[&good]).unwrap();
    case.assert_whole();
    assert_eq!(*ranges.lock().unwrap(), [Some(case.gz.len())]);
}

#[test]
fn a_mirror_without_ranges_starts_over() {
    let case = case();
    fs::write(case.part(), &case.gz[..70_000]).unwrap();
    let (plain, _) = mirror(vec![Answer::IgnoresRange(case.gz.clone())]);
    case.fetch(&[&plain]).unwrap();
    case.assert_whole();
}

#[test]
fn a_part_of_another_file_is_dropped() {
    let case = case();
    fs::write(case.part(), noise(70_000)).unwrap();
    let (good, ranges) = mirror(vec![Answer::Good(case.gz.clone())]);
    case.fetch(&[&good]).unwrap();
    case.assert_whole();
    assert_eq!(*ranges.lock().unwrap(), [Some(70_000), None]);
}

#[test]
fn a_cut_connection_is_taken_up_again() {
    let case = case();
    let (flaky, ranges) = mirror(vec![Answer::CutAfter(90_000, case.gz.clone()), Answer::Good(case.gz.clone())]);
    case.fetch(&[&flaky]).unwrap();
    case.assert_whole();
    assert_eq!(*ranges.lock().unwrap(), [None, Some(90_000)]);
}

#[test]
fn what_arrived_before_the_last_cut_is_kept() {
    let case = case();
    let (flaky, _) = mirror(vec![Answer::CutAfter(10_000, case.gz.clone())]);
    let error = case.fetch(&[&flaky]).unwrap_err().to_string();
    assert!(error.contains("cut off"), "{error}");
    case.assert_no_file();
    assert_eq!(fs::read(case.part()).unwrap(), case.gz[..10_000 * (RESUMPTIONS as usize + 1)]);
}

#[test]
fn a_wrong_file_is_refused_and_removed() {
    let case = case();
    let (wrong, _) = mirror(vec![Answer::Good(packed(&noise(200_001)[1..]))]);
    let error = case.fetch(&[&wrong]).unwrap_err().to_string();
    assert!(error.contains("expected SHA-256"), "{error}");
    case.assert_no_file();
    assert!(!case.part().exists());
}

#[test]
fn the_second_mirror_helps_out() {
    let case = case();
    let (gone, _) = mirror(vec![Answer::Status(404)]);
    let (good, _) = mirror(vec![Answer::Good(case.gz.clone())]);
    case.fetch(&["http://127.0.0.1:1/", &gone, &good]).unwrap();
    case.assert_whole();
}

#[test]
fn without_a_network_every_mirror_says_why() {
    let case = case();
    let (gone, _) = mirror(vec![Answer::Status(404)]);
    let error = case.fetch(&["http://127.0.0.1:1/", &gone]).unwrap_err().to_string();
    assert!(error.starts_with("digits: 127.0.0.1:1: ") && error.ends_with("answered 404"), "{error}");
    assert!(!error.contains('\n'), "{error}");
    case.assert_no_file();
}

#[test]
fn an_endless_mirror_does_not_fill_the_disk() {
    let case = case();
    let (endless, _) = mirror(vec![Answer::Good(noise(2_000_000))]);
    case.fetch(&[&endless]).unwrap_err();
    case.assert_no_file();
    assert!(!case.part().exists());
}
