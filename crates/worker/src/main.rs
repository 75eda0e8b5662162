//! The worker's entry: the page gives the role as the worker's name.

fn main() {
    #[cfg(target_arch = "wasm32")]
    costscape_worker::start();
}
