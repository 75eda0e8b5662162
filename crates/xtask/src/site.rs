//! The static server of `cargo xtask serve` and of the browser tests.

use crate::policy;
use anyhow::{Result, bail};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderValue, Response, StatusCode, header},
    middleware::{Next, from_fn},
};
use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
};
use tokio::sync::oneshot;
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

/// Where a test's script is served.
const FIRST_SCRIPT: &str = "/__first.js";
/// How many ports are tried before giving up.
const PORTS: u16 = 50;

/// How to serve.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The port to listen on, or the first free one after it; any free port if there is none.
    pub port: Option<u16>,
    /// A script to run ahead of everything else in every page and every module worker. For tests.
    pub first_script: Option<&'static str>,
    /// Whether [`Site::answered`] is to know what was asked for. For tests: the list only ever grows.
    pub record: bool,
}

/// What was asked for, and how it was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The path, without a query.
    pub path: String,
    /// The status code.
    pub status: u16,
}

/// What was asked for so far.
type Record = Arc<Mutex<Vec<Answered>>>;

/// A running server. Dropping it stops it.
pub struct Site {
    address: SocketAddr,
    answered: Option<Record>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Site {
    /// Serves the folder `root` on 127.0.0.1.
    ///
    /// # Errors
    /// If `root` holds no page, or no port is free.
    pub fn serve(root: &Path, options: &Options) -> Result<Site> {
        if !root.join("index.html").is_file() {
            bail!("{} holds no index.html: `cargo xtask build` makes the site", root.display());
        }
        let listener = listen(options.port)?;
        let address = listener.local_addr()?;
        let answered = options.record.then(Record::default);
        let router = router(root, options.first_script, answered.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            runtime.spawn(async move { axum::serve(listener, router).await });
            // Ends when the sender is dropped, too.
            let _ = runtime.block_on(stopped);
            runtime.shutdown_background();
        });
        Ok(Site { address, answered, stop: Some(stop), thread: Some(thread) })
    }

    /// Where the page is.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Everything asked for so far; nothing unless [`Options::record`] is set.
    pub fn answered(&self) -> Vec<Answered> {
        let record = self.answered.as_ref();
        record.map(|record| record.lock().unwrap_or_else(PoisonError::into_inner).clone()).unwrap_or_default()
    }

    /// Serves until the program is stopped.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            // A panic in there has been reported.
            let _ = thread.join();
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Loopback only: this is no server for the open network.
fn listen(port: Option<u16>) -> Result<TcpListener> {
    let ports = match port {
        None => vec![0],
        Some(first) => (first..=first.saturating_add(PORTS)).collect(),
    };
    let mut last = None;
    for port in ports {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => {
                listener.set_nonblocking(true)?;
                return Ok(listener);
            }
            Err(error) => last = Some(error),
        }
    }
    let error = last.map_or_else(|| "none was tried".to_owned(), |error| error.to_string());
    bail!("no free port from {} on: {error}", port.unwrap_or(0))
}

fn router(root: &Path, first_script: Option<&'static str>, answered: Option<Record>) -> Router {
    let always = |name, value: &'static str| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    let record = move |request: Request, next: Next| {
        let (path, answered) = (request.uri().path().to_owned(), answered.clone());
        async move {
            let response = next.run(request).await;
            if let Some(answered) = answered {
                let status = response.status().as_u16();
                answered.lock().unwrap_or_else(PoisonError::into_inner).push(Answered { path, status });
            }
            response
        }
    };
    let inject = move |request: Request, next: Next| async move {
        match first_script {
            Some(script) => with_first_script(script, request, next).await,
            None => next.run(request).await,
        }
    };
    Router::new()
        .fallback_service(ServeDir::new(root))
        .layer(from_fn(inject))
        .layer(from_fn(record))
        .layer(always(header::CONTENT_SECURITY_POLICY, policy::HEADER))
        .layer(always(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(always(header::REFERRER_POLICY, "no-referrer"))
        // Files may change between two builds: the browser asks each time, and is told if nothing did.
        .layer(always(header::CACHE_CONTROL, "no-cache"))
}

/// Lets pages and workers run `script` before anything else, as a file, which the policy allows.
async fn with_first_script(script: &'static str, request: Request, next: Next) -> Response<Body> {
    if request.uri().path() == FIRST_SCRIPT {
        let mut response = Response::new(Body::from(script));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/javascript"));
        return response;
    }
    let for_worker = request.headers().get("sec-fetch-dest").is_some_and(|destination| destination == "worker");
    let response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let (tag, after) = match kind {
        // A module's imports run in order, before its own code.
        _ if for_worker => (format!("import \"{FIRST_SCRIPT}\";"), ""),
        kind if kind.starts_with("text/html") => (format!("<script src=\"{FIRST_SCRIPT}\"></script>"), "<head>"),
        _ => return response,
    };
    if response.status() != StatusCode::OK {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return Response::from_parts(head, Body::empty());
    };
    head.headers.remove(header::CONTENT_LENGTH);
    let text = String::from_utf8_lossy(&bytes);
    let text = match text.find(after) {
        Some(at) => format!("{}{tag}{}", &text[..at + after.len()], &text[at + after.len()..]),
        None => format!("{tag}{text}"),
    };
    Response::from_parts(head, Body::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use ureq::{Agent, http::HeaderMap};

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("index.html"), "<html><head><title>t</title></head></html>").unwrap();
        fs::write(folder.path().join("a.wasm"), "\0asm").unwrap();
        fs::write(folder.path().join("a.js"), "1").unwrap();
        fs::create_dir(folder.path().join("mnist")).unwrap();
        fs::write(folder.path().join("mnist/a.gz"), "gz").unwrap();
        folder
    }

    fn get(site: &Site, path: &str, destination: &str) -> (u16, HeaderMap, String) {
        let agent: Agent = Agent::config_builder().http_status_as_error(false).build().into();
        let address = format!("{}{path}", site.url());
        let mut response = agent.get(address).header("Sec-Fetch-Dest", destination).call().unwrap();
        (response.status().as_u16(), response.headers().clone(), response.body_mut().read_to_string().unwrap())
    }

    #[test]
    fn every_answer_carries_the_policy_and_its_type() {
        let folder = folder();
        let site = Site::serve(folder.path(), &Options { record: true, ..Options::default() }).unwrap();
        for (path, status, kind) in [
            ("", 200, "text/html"),
            ("a.wasm", 200, "application/wasm"),
            ("a.js", 200, "text/javascript"),
            ("mnist/a.gz", 200, "application/gzip"),
            ("missing.js", 404, ""),
        ] {
            let (got, headers, _) = get(&site, path, "empty");
            assert_eq!(got, status, "{path}");
            assert_eq!(headers.get("content-type").map_or("", |kind| kind.to_str().unwrap()), kind, "{path}");
            assert_eq!(headers["content-security-policy"], policy::HEADER, "{path}");
            assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
            assert_eq!(headers["cache-control"], "no-cache", "{path}");
            assert!(!headers.contains_key("content-encoding"), "{path}");
        }
        assert!(site.answered().contains(&Answered { path: "/missing.js".into(), status: 404 }));
    }

    #[test]
    fn what_was_asked_for_is_kept_only_on_request() {
        let folder = folder();
        for record in [false, true] {
            let site = Site::serve(folder.path(), &Options { record, ..Options::default() }).unwrap();
            get(&site, "a.js", "script");
            get(&site, "missing.js", "script");
            assert_eq!(site.answered().len(), if record { 2 } else { 0 });
        }
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let folder = folder();
        let inner = folder.path().join("inner");
        fs::create_dir(&inner).unwrap();
        fs::write(inner.join("index.html"), "").unwrap();
        let site = Site::serve(&inner, &Options::default()).unwrap();
        for path in ["../a.js", "%2e%2e/a.js", "..%2fa.js"] {
            assert_eq!(get(&site, path, "empty").0, 404, "{path}");
        }
    }

    #[test]
    fn a_taken_port_gives_way_to_the_next() {
        let folder = folder();
        let first = Site::serve(folder.path(), &Options::default()).unwrap();
        let options = Options { port: Some(first.address.port()), ..Options::default() };
        let second = Site::serve(folder.path(), &options).unwrap();
        assert_ne!(first.url(), second.url());
    }

    #[test]
    fn a_first_script_runs_in_pages_and_workers_only() {
        let folder = folder();
        let options = Options { first_script: Some("tap()"), ..Options::default() };
        let site = Site::serve(folder.path(), &options).unwrap();
        let body = |path: &str, destination: &str| get(&site, path, destination).2;
        assert!(body("", "document").starts_with("<html><head><script src=\"/__first.js\"></script><title>"));
        assert_eq!(body("a.js", "worker"), "import \"/__first.js\";1");
        assert_eq!(body("a.js", "script"), "1");
        assert_eq!(body("__first.js", "script"), "tap()");
    }

    #[test]
    fn dropping_it_frees_the_port() {
        let folder = folder();
        let site = Site::serve(folder.path(), &Options::default()).unwrap();
        let address = site.address;
        drop(site);
        TcpListener::bind(address).unwrap();
    }

    #[test]
    fn a_folder_without_a_page_is_an_error() {
        let empty = tempfile::tempdir().unwrap();
        let error = Site::serve(empty.path(), &Options::default()).err().unwrap().to_string();
        assert!(error.contains("cargo xtask build"), "{error}");
    }
}
