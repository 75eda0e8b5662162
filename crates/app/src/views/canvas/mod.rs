//! The page's pictures: one view per canvas, each pure drawing.
//!
//! A view owns its canvas and its caches. It reads nothing of the page but the canvas's own CSS size and the screen's
//! pixel ratio; everything else comes in by value. All of them work alike:
//!
//! ```text
//! let palette = Palette::new(Theme::Light, 1.0);             // 1.5 for the projector
//! let mut view = LandscapeView::new(canvas)?;                // once
//! view.draw(&LandscapeInput { … }, &palette)?;               // in an animation frame, when something changed
//! ```
//!
//! | view | input | asks back, in CSS pixels from the canvas's padding edge (`offsetX`, `offsetY`) |
//! |---|---|---|
//! | [`LandscapeView`] | [`LandscapeInput`] | `plane_from_canvas(x, y)`, `canvas_from_plane(a, b)`, `value_at(a, b)`, `levels()`, `dot_every()` |
//! | [`ProfileView`] | [`ProfileInput`] | `a_from_canvas(x, y)`, `canvas_from_a(a)`, `levels()` |
//! | [`SpaceView`] | [`SpaceInput`] | `levels()` |
//! | [`ColourScaleView`] | [`ColourScaleInput`] | |
//! | [`ChartView`] | [`ChartInput`] | `step_at(x)`, `is_cut_off()` |
//! | [`PadView`] | [`PadInput`] | |
//! | [`SpecimensView`] | [`SpecimensInput`] | |
//! | [`FlipView`] | [`FlipInput`] | |
//! | [`GalleryView`] | [`GalleryInput`] | |
//! | [`StagesView`] | [`StagesInput`] | |
//! | [`NetworkInputView`] | [`NetworkInput`] | |
//! | [`NetworkImageView`] | [`NetworkImageInput`] | |
//! | [`WeightsView`] | [`WeightsInput`] | `neuron_at(x, y)` |
//!
//! Lengths are CSS pixels, x to the right, y down, unless a name says otherwise (`_in_plane`, `_in_grid`, `_in_device`).

mod chart;
mod chart_range;
mod colour_scale;
mod contours;
mod cost_colours;
mod flip;
mod gallery;
mod hidpi;
mod isolines;
mod landscape;
mod landscape_input;
mod levels;
mod map_frame;
mod marks;
mod network_image;
mod network_input;
mod network_layout;
mod number;
mod pad;
mod palette;
mod plot;
mod print;
mod profile;
mod ranking;
mod relief;
mod signed_colours;
mod space;
mod specimens;
mod stages;
mod surface;
mod svg;
mod track;
mod track_runs;
mod weights;

pub use chart::{ChartInput, ChartView, LineStyle, Series};
pub use colour_scale::{ColourScaleInput, ColourScaleView};
pub use flip::{FlipInput, FlipView};
pub use gallery::{Exhibit, GalleryInput, GalleryView};
pub use hidpi::layout_changed;
pub use landscape::{LandscapeView, Survey};
pub use landscape_input::{Axes, LandscapeInput, Picture};
pub use levels::{Levels, Spacing};
pub use network_image::{NetworkImageInput, NetworkImageView, Part};
pub use network_input::{NetworkInput, NetworkInputView};
pub use number::{count, short};
pub use pad::{Drawing, PadInput, PadView, PenCursor};
pub use palette::{Palette, Rgb, Theme};
pub use print::{Print, print};
pub use profile::{Ahead, ProfileInput, ProfileView};
pub use space::{SpaceInput, SpaceView, Standing};
pub use specimens::{SpecimensInput, SpecimensView};
pub use stages::{StagesInput, StagesView};
pub use svg::{Sheet, svg};
pub use track::{Ball, TrackPoint};
pub use weights::{WeightsInput, WeightsView};
