//! The digits as a hand writes them: which way the pen goes, for each way of writing.
//!
//! Drawn for this project, in a square of 100 x 100 with x to the right and y down. `s(x, y)` is a point on a smooth
//! line, `c(x, y)` a corner; a list of them is one stroke, in the order of writing. A style with several keys is a family:
//! what is written lies somewhere between two of them, so all have the same strokes and knots.

mod eight;
mod five;
mod four;
mod nine;
mod one;
mod seven;
mod six;
mod three;
mod two;
mod zero;

use super::curve::{Knot, c, s};

/// One drawing: its strokes.
pub type Key = &'static [&'static [Knot]];

/// One way of writing a digit.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// What it is called among those of its digit.
    pub name: &'static str,
    /// How often it is written, relative to the others of its digit.
    pub weight: f32,
    /// The same where MNIST is learnt from, too: there the ways of writing that MNIST's Americans hardly have are needed
    /// more than theirs.
    pub beside_mnist: f32,
    /// One drawing or more between which to write.
    pub keys: &'static [Key],
}

/// A digit and how people write it.
#[derive(Clone, Copy, Debug)]
pub struct Digit {
    /// How the average hand leans: x to the right per y up.
    pub slant: f32,
    /// Width of its line relative to the average digit's, once it is scaled to the box: MNIST's ones are bold.
    pub width: f32,
    /// The ways of writing it.
    pub styles: &'static [Style],
}

const fn style(name: &'static str, weight: f32, keys: &'static [Key]) -> Style {
    Style { name, weight, beside_mnist: weight, keys }
}

impl Style {
    const fn beside_mnist(self, weight: f32) -> Self {
        Self { beside_mnist: weight, ..self }
    }
}

/// The digits 0 to 9.
pub const DIGITS: [Digit; 10] = [
    Digit { slant: 0.24, width: 1.12, styles: zero::STYLES },
    Digit { slant: 0.28, width: 1.12, styles: one::STYLES },
    Digit { slant: 0.14, width: 1.04, styles: two::STYLES },
    Digit { slant: 0.08, width: 1.02, styles: three::STYLES },
    Digit { slant: 0.27, width: 0.98, styles: four::STYLES },
    Digit { slant: 0.18, width: 0.92, styles: five::STYLES },
    Digit { slant: 0.12, width: 1.02, styles: six::STYLES },
    Digit { slant: 0.14, width: 1.04, styles: seven::STYLES },
    Digit { slant: 0.17, width: 0.95, styles: eight::STYLES },
    Digit { slant: 0.20, width: 0.94, styles: nine::STYLES },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_a_style_have_the_same_strokes_and_knots() {
        for (digit, Digit { styles, .. }) in DIGITS.iter().enumerate() {
            for style in *styles {
                let shape = |key: &Key| key.iter().map(|knots| knots.len()).collect::<Vec<_>>();
                assert!(!style.keys.is_empty() && style.weight > 0.0 && style.beside_mnist > 0.0, "{digit} {}", style.name);
                for key in style.keys {
                    assert_eq!(shape(key), shape(&style.keys[0]), "{digit} {}", style.name);
                }
            }
        }
    }
}
