//! The network of 13,002 weights and biases, its cost, its gradient and its landscape.
//!
//! This crate knows nothing of a browser, a clock or entropy: the same calls give the same bits natively and in
//! every browser.
//!
//! # Conventions
//!
//! * **theta** is all the network's knobs in one `f32` vector: first the weights W1, W2, … row-major by neuron
//!   (the incoming weights of one neuron stand side by side), then the biases b1, b2, …. For 784-16-16-10 that is
//!   12,544 + 256 + 160 weights and 16 + 16 + 10 biases. A kernel may store them otherwise; no public function shows it.
//! * **Pixels** are bytes 0 to 255 in files and buffers, row-major from the top left, 28 x 28; the network sees byte / 255.
//! * **C**, the cost, is summed over the outputs and averaged over the examples.
//! * **eta** is the learning rate; **u** and **v** span a plane, (a, b) are coordinates in it: theta0 + a u + b v.
//! * **Seeds** are `u64`, passed in, and shown as text.
//! * **Sums over examples** are taken over fixed blocks of [`data::BLOCK`] examples and combined in block order, so that
//!   the number of workers that share the work never shows in the result.
//! * No fused multiply-add, no platform transcendental functions: [`elementary`] and `libm` only.

pub mod batches;
pub mod cost;
pub mod curvature;
pub mod data;
pub mod digit;
pub mod elementary;
pub mod gradient;
mod greys;
pub mod initialisation;
pub mod inversion;
pub mod judgement;
pub mod kernel;
pub mod landscape;
pub mod measurement;
pub mod network;
pub mod optimizer;
pub mod random;
pub mod settings;
pub mod training;
