//! What MNIST is made of.

/// The four files by their original names: training images and labels, test images and labels. A site carries them
/// gzipped, with [`GZIPPED`] behind the name.
pub const FILES: [&str; 4] =
    ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

/// The ending of a gzipped file's name.
pub const GZIPPED: &str = ".gz";
