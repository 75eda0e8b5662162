//! The browser's own record of what its threads do, kept while it is asked to and read from its debugging port.
//!
//! A driver can keep such a record, too, but only from the browser's start to its end, and it takes seconds to hand it out.

use anyhow::{Context, Result, bail, ensure};
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{fs, path::Path, time::Duration};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};

/// What is kept: every task of every thread, and the page's marks.
const CATEGORIES: [&str; 2] = ["toplevel", "blink.user_timing"];
/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(60);
/// What is said of longer ones.
const SILENCE: &str = "the browser does not answer";

/// An event of the record, as far as it is of interest.
#[derive(Debug, Deserialize)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) pid: u32,
    pub(crate) tid: u32,
    /// When it began, in microseconds.
    pub(crate) ts: f64,
    /// For how long the thread had a core meanwhile, in microseconds.
    pub(crate) tdur: Option<f64>,
}

/// What the browser says: the answer to a command, or an event of its own accord.
#[derive(Debug, Deserialize)]
struct Said {
    id: Option<u64>,
    error: Option<Value>,
    method: Option<String>,
    #[serde(default)]
    params: Value,
}

/// A connection to a browser's record.
pub(crate) struct Recorder {
    socket: WebSocketStream<TcpStream>,
    running: bool,
    /// Commands given so far.
    commands: u64,
}

impl Recorder {
    /// Connects to the browser that was started with this profile.
    pub(crate) async fn connect(profile: &Path) -> Result<Recorder> {
        let file = profile.join("DevToolsActivePort");
        let said = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let (port, path) = said.split_once('\n').with_context(|| format!("{}: {said:?}", file.display()))?;
        let address = format!("127.0.0.1:{port}");
        let stream = TcpStream::connect(&address).await.with_context(|| format!("nobody listens at {address}"))?;
        // A record of some seconds is many megabytes long.
        let config = WebSocketConfig::default().max_message_size(None).max_frame_size(None);
        let url = format!("ws://{address}{}", path.trim());
        let greeting = timeout(ANSWER, client_async_with_config(url, stream, Some(config))).await;
        let (socket, _) = greeting.context(SILENCE)?.with_context(|| format!("{address} takes no commands"))?;
        Ok(Recorder { socket, running: false, commands: 0 })
    }

    /// Begins a new record.
    pub(crate) async fn start(&mut self) -> Result<()> {
        if self.running {
            self.stop().await?;
        }
        let wanted = json!({ "traceConfig": { "includedCategories": CATEGORIES, "excludedCategories": ["*"] } });
        let id = self.tell("Tracing.start", wanted).await?;
        while self.hear().await?.id != Some(id) {}
        self.running = true;
        Ok(())
    }

    /// Ends the record, and returns what is in it.
    pub(crate) async fn stop(&mut self) -> Result<Vec<Event>> {
        self.tell("Tracing.end", json!({})).await?;
        self.running = false;
        let mut events = Vec::new();
        loop {
            let said = self.hear().await?;
            match said.method.as_deref() {
                // Events that are of no interest may lack something.
                Some("Tracing.dataCollected") => {
                    events.extend(said.params["value"].as_array().into_iter().flatten().flat_map(Event::deserialize));
                }
                Some("Tracing.tracingComplete") => {
                    ensure!(said.params["dataLossOccurred"] != true, "the browser has lost a part of its record");
                    return Ok(events);
                }
                _ => {}
            }
        }
    }

    /// Gives a command, and returns the number that its answer will have.
    async fn tell(&mut self, method: &str, params: Value) -> Result<u64> {
        self.commands += 1;
        let text = json!({ "id": self.commands, "method": method, "params": params }).to_string();
        let sent = timeout(ANSWER, self.socket.send(Message::text(text))).await;
        sent.context(SILENCE)?.with_context(|| format!("cannot ask for {method}"))?;
        Ok(self.commands)
    }

    /// The next that the browser says.
    async fn hear(&mut self) -> Result<Said> {
        loop {
            let message = timeout(ANSWER, self.socket.next()).await.context(SILENCE)?;
            if let Message::Text(text) = message.context("the browser has hung up")?? {
                let said: Said = serde_json::from_str(&text).context("what the browser says is no JSON")?;
                if let Some(error) = said.error {
                    bail!("the browser keeps no record: {error}");
                }
                return Ok(said);
            }
        }
    }
}
