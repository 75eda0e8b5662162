//! What can be saved of the slice shown, as files for other programs.

mod facts;
mod idx;
mod npz;
mod table;
#[cfg(test)]
mod tests;
mod zip;

use costscape_protocol::{Across, PlaneKind};

pub use facts::{Fact, facts};
pub use idx::idx_archive;
pub use npz::npz;
pub use table::csv;

use crate::numbers::grouped;
use crate::state::{State, View};
use crate::views::canvas::{Palette, Sheet, Spacing, Theme, svg};
use crate::views::map::error_at_most;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The map as it is on the screen.
    Png,
    /// The map as a drawing.
    Svg,
    /// The heights, one row for each point.
    Csv,
    /// The heights, the plane's vectors and what they are, for NumPy.
    Npz,
}

impl Format {
    /// How the file's name ends.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Csv => "csv",
            Self::Npz => "npz",
        }
    }

    /// What the browser is told that it is.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Svg => "image/svg+xml",
            Self::Csv => "text/csv",
            Self::Npz => "application/zip",
        }
    }
}

/// The name of a file of this view.
#[must_use]
pub fn file_name(view: &View, format: Format) -> String {
    format!("costscape-{}-step-{}.{}", in_words(view.kind).0, view.step, format.extension())
}

/// A plane's short name, and what it is.
fn in_words(kind: PlaneKind) -> (&'static str, String) {
    let text = |name, words: &str| (name, words.to_owned());
    match kind {
        PlaneKind::Downhill(Across::Turn) => {
            text("gradient", "u along minus the gradient, v along its change one unit ahead, orthogonal to u")
        }
        PlaneKind::Downhill(Across::Momentum) => {
            text("momentum", "u along minus the gradient, v along the optimiser's momentum, orthogonal to u")
        }
        PlaneKind::Downhill(Across::Random { seed }) => (
            "gradient-random",
            format!("u along minus the gradient, v a random direction (seed {seed}), orthogonal to u"),
        ),
        PlaneKind::Random { seed } => ("random", format!("two filter-normalised random directions (seed {seed})")),
        PlaneKind::Path => text("path", "the first two principal components of the path"),
        PlaneKind::Curvature => text("curvature", "the two directions of greatest curvature"),
        PlaneKind::Points => text("points", "through three saved points"),
        PlaneKind::Parameters { first, second } => {
            ("parameters", format!("along theta[{first}] and theta[{second}], counted from 0"))
        }
        PlaneKind::DownhillLine => text("gradient-line", "the line along minus the gradient"),
        PlaneKind::StartLine => text("start-line", "the line from the run's start (a = 0) to the point saved (a = 1)"),
    }
}

/// The title above a picture of the view, and the line under that.
#[must_use]
pub fn words(state: &State, view: &View) -> (String, String) {
    let title = format!("Step {}: {}", grouped(view.step), facts::heights(state, view));
    let mut about = format!("{}; {}", in_words(view.kind).1, facts::points(view));
    if view.is_sampled() {
        about += &format!("; images{}", error_at_most(state, view));
    }
    let heights = view.slice.picture().map_or(Vec::new(), |(_, heights)| heights);
    let ratios = Spacing::of(state.choices.map_log, &heights) == Spacing::Logarithmic;
    if ratios && !view.kind.is_line() {
        about += "; levels at equal ratios";
    }
    (title, about)
}

/// The map of this view as a drawing; `None` before its first stage is known.
#[must_use]
pub fn drawing(state: &State, view: &View) -> Option<String> {
    let (side, values) = view.slice.picture()?;
    let (title, about) = words(state, view);
    let name = in_words(view.kind).0;
    Some(svg(&Sheet {
        title: &title,
        about: &about,
        name,
        side,
        values: &values,
        extent: view.slice.grid().extent(),
        spacing: Spacing::of(state.choices.map_log, &values),
        along_a: view.axis_names().0,
        along_b: view.axis_names().1,
        kept: view.kept.iter().filter_map(|kept| Some((state.landscape.style_of(kept.run)?, &kept.path[..]))).collect(),
        path: view.trail.points(),
        unit: view.frame.plane().unit(),
        ball: state.landscape.ball,
        palette: Palette::new(Theme::Light, 1.0),
    }))
}
