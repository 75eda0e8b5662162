//! The page's wasm: everything is in the library, so that it is tested natively.

fn main() {
    costscape_app::start();
}
