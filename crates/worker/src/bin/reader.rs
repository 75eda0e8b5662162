//! The reader's entry.

fn main() {
    #[cfg(target_arch = "wasm32")]
    costscape_worker::start_reader();
}
