//! The browser's side of a worker: messages in and out, and the loop that works in time slices.

mod fetch;
mod files;
mod port;
mod turns;

use std::cell::RefCell;
use std::rc::Rc;

use costscape_protocol::{FromReader, FromSlicer, FromTrainer, SLICER, Source, ToReader, ToTrainer, VERSION};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::inbox::Inbox;
use crate::reader::{Reader, unreadable};
use crate::session::{Next, Session};
use crate::sums::SliceWorker;
use fetch::Fetched;
use turns::Turns;

/// A closure the worker keeps for as long as it lives.
type Handler<E> = Closure<dyn FnMut(E)>;

thread_local! {
    /// What this worker listens with. A worker ends by being terminated, so nothing is ever taken out again.
    static LISTENING: RefCell<Vec<Handler<MessageEvent>>> = const { RefCell::new(Vec::new()) };
}

/// Takes the role that the page named the worker by, listens, and says so.
pub fn start() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    if scope.name() == SLICER { start_slicer(scope) } else { start_trainer(scope) }
}

fn listen(scope: &DedicatedWorkerGlobalScope, handler: Handler<MessageEvent>) {
    scope.set_onmessage(Some(handler.as_ref().unchecked_ref()));
    keep(handler);
}

fn keep(handler: Handler<MessageEvent>) {
    LISTENING.with_borrow_mut(|listening| listening.push(handler));
}

/// A slice worker: what it holds, and what it has not done yet.
struct SliceDesk {
    scope: DedicatedWorkerGlobalScope,
    worker: RefCell<SliceWorker>,
    inbox: RefCell<Inbox>,
    turns: Turns,
}

fn start_slicer(scope: DedicatedWorkerGlobalScope) {
    let Ok(turns) = Turns::new() else { return };
    let desk =
        Rc::new(SliceDesk { scope: scope.clone(), worker: RefCell::default(), inbox: RefCell::default(), turns });
    let turn = Rc::clone(&desk);
    keep(desk.turns.call(move || turn.work()));
    let inbox = Rc::clone(&desk);
    listen(&scope, Closure::new(move |event: MessageEvent| inbox.receive(&event)));
    port::post(&scope, &FromSlicer::Ready { version: VERSION }, &[]);
}

impl SliceDesk {
    /// Puts a message to the others. All that have come are looked at before the next is worked on, so that points of an old
    /// slice do not keep a new one waiting.
    fn receive(&self, event: &MessageEvent) {
        match port::read(event) {
            Ok((message, buffer)) => {
                self.inbox.borrow_mut().put(message, buffer);
                self.turns.schedule();
            }
            Err(why) => port::post(&self.scope, &FromSlicer::Refused { why }, &[]),
        }
    }

    fn work(&self) {
        let next = self.inbox.borrow_mut().take();
        if let Some((message, buffer)) = next
            && let Some((answer, buffer)) = self.worker.borrow_mut().receive(message, &buffer)
        {
            port::post(&self.scope, &answer, &buffer);
        }
        if !self.inbox.borrow().is_empty() {
            self.turns.schedule();
        }
    }
}

/// Listens for files to read, and says so.
pub fn start_reader() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let mut reader = Reader::default();
    let to_page = scope.clone();
    listen(
        &scope,
        Closure::new(move |event: MessageEvent| {
            let (answer, buffer) = match port::head(&event) {
                Ok(ToReader::Read { files }) => match files::read(&port::bulk(&event), files) {
                    Ok(files) => reader.read(&files, &mut files::teller(&to_page)),
                    Err(why) => unreadable(why),
                },
                Ok(ToReader::Deliver) => reader.deliver(),
                Ok(ToReader::HandOver) => reader.hand_over(),
                Err(why) => unreadable(why),
            };
            port::post(&to_page, &answer, &buffer);
        }),
    );
    port::post(&scope, &FromReader::Ready { version: VERSION }, &[]);
}

/// A timer's number, and what it calls.
type Timer = (i32, Closure<dyn FnMut()>);

/// The training worker: its session, and when it works on.
struct Desk {
    scope: DedicatedWorkerGlobalScope,
    session: RefCell<Session>,
    turns: Turns,
    timer: RefCell<Option<Timer>>,
    /// Counts requests to load, so that files that arrive late for an old one are dropped.
    load: RefCell<u32>,
}

fn start_trainer(scope: DedicatedWorkerGlobalScope) {
    let Ok(turns) = Turns::new() else { return };
    let desk = Rc::new(Desk {
        scope: scope.clone(),
        session: RefCell::default(),
        turns,
        timer: RefCell::default(),
        load: RefCell::new(0),
    });
    let turn = Rc::clone(&desk);
    keep(desk.turns.call(move || turn.work()));
    let desk_of_messages = Rc::clone(&desk);
    listen(&scope, Closure::new(move |event: MessageEvent| desk_of_messages.receive(&event)));
    port::post(&scope, &FromTrainer::Ready { version: VERSION }, &[]);
}

impl Desk {
    fn now_ms(&self) -> f64 {
        self.scope.performance().map_or(0.0, |performance| performance.now())
    }

    fn post_all(&self, answers: Vec<(FromTrainer, Vec<u8>)>) {
        for (answer, buffer) in answers {
            port::post(&self.scope, &answer, &buffer);
        }
    }

    fn receive(self: &Rc<Self>, event: &MessageEvent) {
        match port::read(event) {
            Ok((message, buffer)) => {
                if let ToTrainer::Take { .. } = &message {
                    // What is still being fetched is no longer wanted.
                    self.load.replace_with(|number| *number + 1);
                }
                if let ToTrainer::Load(source) = &message {
                    let number = self.load.replace_with(|number| *number + 1) + 1;
                    if let Source::Mnist { folder, with_pen } = source {
                        self.fetch(number, folder.clone(), *with_pen);
                    }
                }
                let answers = self.session.borrow_mut().receive(message, &buffer, self.now_ms());
                self.post_all(answers);
                self.schedule();
            }
            Err(why) => {
                let trouble = costscape_protocol::Trouble::Refused { why };
                port::post(&self.scope, &FromTrainer::Trouble(trouble), &[]);
            }
        }
    }

    fn fetch(self: &Rc<Self>, number: u32, folder: String, with_pen: bool) {
        let desk = Rc::clone(self);
        wasm_bindgen_futures::spawn_local(async move {
            let current = || *desk.load.borrow() == number;
            let progress = |what: &str, done: u64, total: u64| {
                if current() {
                    let loading = FromTrainer::Loading { what: what.to_owned(), done, total };
                    port::post(&desk.scope, &loading, &[]);
                }
            };
            let result = fetch::mnist(&desk.scope, &folder, &progress).await;
            if !current() {
                return;
            }
            let source = Source::Mnist { folder, with_pen };
            match result {
                Ok(Fetched { train, test }) => {
                    let answers = desk.session.borrow_mut().loaded(source, train, test);
                    desk.post_all(answers);
                    desk.schedule();
                }
                Err(why) => port::post(&desk.scope, &FromTrainer::LoadFailed { source, why }, &[]),
            }
        });
    }

    fn work(self: &Rc<Self>) {
        let (answers, next) = self.session.borrow_mut().work(&mut || self.now_ms());
        self.post_all(answers);
        match next {
            Next::Now => self.schedule(),
            Next::After(wait_ms) => self.schedule_after(wait_ms),
            Next::Idle => {}
        }
    }

    /// Calls `work` soon.
    fn schedule(&self) {
        if let Some((timer, _)) = self.timer.take() {
            self.scope.clear_timeout_with_handle(timer);
        }
        self.turns.schedule();
    }

    fn schedule_after(self: &Rc<Self>, wait_ms: f64) {
        let desk = Rc::clone(self);
        let callback = Closure::new(move || desk.schedule());
        let function = callback.as_ref().unchecked_ref();
        let set = self.scope.set_timeout_with_callback_and_timeout_and_arguments_0(function, wait_ms.ceil() as i32);
        if let Ok(timer) = set {
            self.timer.replace(Some((timer, callback)));
        } else {
            self.schedule();
        }
    }
}
