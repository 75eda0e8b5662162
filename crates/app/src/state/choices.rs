//! What the controls say.

use costscape_core::landscape::{Quantity, Sampling};
use costscape_core::settings::{Settings, Start};
use costscape_protocol::{Pace, Part, PlaneKind};

use super::GalleryChoice;

/// A batch of the whole training set.
pub const BATCH_ALL: u32 = u32::MAX;

/// Which examples were chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dataset {
    /// The built-in pen digits.
    Pen,
    /// MNIST.
    Mnist,
    /// MNIST, and the built-in pen digits to learn from as well.
    Mixed,
    /// A visitor's own.
    Own,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// As in the page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// From its name; anything unknown is `Auto`.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        [Self::Light, Self::Dark].into_iter().find(|theme| theme.name() == name).unwrap_or_default()
    }
}

/// Which plane the map shows, by its name in the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaneChoice {
    /// Minus the gradient, and the way it turns.
    Downhill,
    /// Minus the gradient, and the optimiser's momentum.
    Momentum,
    /// Minus the gradient, and a random direction.
    DownhillRandom,
    /// Two filter-normalised random directions.
    Random,
    /// The path's principal components.
    Path,
    /// The directions of greatest curvature.
    Curvature,
    /// Through three saved points.
    Points,
    /// Along two parameters.
    Parameters,
    /// The line along minus the gradient.
    DownhillLine,
    /// The line from the run's start to here.
    StartLine,
}

impl PlaneChoice {
    /// All, as the page lists them.
    pub const ALL: [Self; 10] = [
        Self::Downhill,
        Self::Momentum,
        Self::DownhillRandom,
        Self::Random,
        Self::Path,
        Self::Curvature,
        Self::Points,
        Self::Parameters,
        Self::DownhillLine,
        Self::StartLine,
    ];

    /// As in the page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Downhill => "gradient",
            Self::Momentum => "momentum",
            Self::DownhillRandom => "gradient-random",
            Self::Random => "random",
            Self::Path => "path",
            Self::Curvature => "curvature",
            Self::Points => "points",
            Self::Parameters => "parameters",
            Self::DownhillLine => "gradient-line",
            Self::StartLine => "start-line",
        }
    }

    /// From its name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|plane| plane.name() == name)
    }

    /// Whether a seed chooses one of its directions.
    #[must_use]
    pub fn is_random(self) -> bool {
        matches!(self, Self::Random | Self::DownhillRandom)
    }
}

/// What the map's heights are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heights {
    /// Over which examples.
    pub part: Part,
    /// What is averaged over them.
    pub quantity: Quantity,
}

impl Heights {
    /// All, as the page lists them.
    pub const ALL: [(&str, Self); 4] = [
        ("train-cost", Self { part: Part::Train, quantity: Quantity::Cost }),
        ("test-cost", Self { part: Part::Test, quantity: Quantity::Cost }),
        ("train-accuracy", Self { part: Part::Train, quantity: Quantity::Right }),
        ("test-accuracy", Self { part: Part::Test, quantity: Quantity::Right }),
    ];

    /// As in the page.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, heights)| *heights == self).map_or("", |(name, _)| name)
    }

    /// From its name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, heights)| heights)
    }
}

/// A text typed, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// As typed.
    pub text: String,
    /// What is wrong, in words.
    pub error: Option<String>,
}

impl Field {
    /// What is wrong with it, as a sentence; none where nothing is.
    #[must_use]
    pub fn complaint(&self) -> Option<String> {
        let mut letters = self.error.as_deref()?.chars();
        let first = letters.next()?;
        Some(first.to_uppercase().chain(letters).collect())
    }
}

/// What the controls say.
#[derive(Clone, Debug, PartialEq)]
pub struct Choices {
    /// What applies at once.
    pub settings: Settings,
    /// The learning rate slider's place: the decimal logarithm of eta.
    pub rate_position: f64,
    /// What the next reset starts from.
    pub start: Start,
    /// The seed, as typed.
    pub seed: Field,
    /// The hidden layers, as typed.
    pub hidden_layers: Field,
    /// How fast to step.
    pub pace: Pace,
    /// Which examples.
    pub dataset: Dataset,
    /// Which plane.
    pub plane: PlaneChoice,
    /// The seed of a plane's random directions, as typed.
    pub plane_seed: Field,
    /// The two parameters of a plane along parameters, counted from 1, as typed.
    pub parameters: [Field; 2],
    /// What the map's heights are.
    pub heights: Heights,
    /// Over how many of the images they are.
    pub sampling: Sampling,
    /// Whether the map's colours and levels are logarithmic.
    pub map_log: bool,
    /// Whether the map is shown as a surface in space.
    pub relief: bool,
    /// Points along a side of the map.
    pub resolution: usize,
    /// Whether the map follows the ball.
    pub follow: bool,
    /// Whether the charts' heights are logarithmic.
    pub chart_log: bool,
    /// What the gallery shows.
    pub gallery: GalleryChoice,
    /// Light or dark.
    pub theme: Theme,
    /// Whether everything is larger.
    pub presenter: bool,
}

impl Choices {
    /// Over how many of the images a slice of this kind is: along a line there are few points, and all images are quick.
    #[must_use]
    pub fn sampling_of(&self, kind: PlaneKind) -> Sampling {
        if kind.is_line() { Sampling::All } else { self.sampling }
    }
}

impl Default for Choices {
    fn default() -> Self {
        let (settings, start) = (Settings::default(), Start::default());
        let hidden: Vec<String> = start.architecture.hidden().iter().map(ToString::to_string).collect();
        Self {
            rate_position: f64::from(settings.learning_rate).log10(),
            seed: Field { text: start.seed.to_string(), error: None },
            hidden_layers: Field { text: hidden.join(", "), error: None },
            settings,
            start,
            pace: Pace::StepsPerSecond(60.0),
            dataset: Dataset::Mnist,
            plane: PlaneChoice::Downhill,
            plane_seed: Field { text: "1".to_owned(), error: None },
            // A pixel in the middle of the image, to the first two neurons.
            parameters: ["407", "1191"].map(|text| Field { text: text.to_owned(), error: None }),
            heights: Heights { part: Part::Train, quantity: Quantity::Cost },
            sampling: Sampling::All,
            map_log: false,
            relief: false,
            resolution: 41,
            follow: true,
            chart_log: false,
            gallery: GalleryChoice::default(),
            theme: Theme::Auto,
            presenter: false,
        }
    }
}

/// eta from the slider's place, its decimal logarithm. Rounded to three digits, so that the number shown is the number
/// used; and places half a notch from a number of one digit are that number: 3, not 3.02.
#[must_use]
pub fn rate_from_position(position: f64) -> f32 {
    /// The slider's notch is 0.01.
    const NEAR: f64 = 0.005;
    let power = position.floor();
    let digit = 10f64.powf(position - power).round();
    let caught = ((power + digit.log10()) - position).abs() < NEAR;
    let rate = 10f64.powf(if caught { power + digit.log10() } else { position });
    let unit = 10f64.powf(rate.log10().floor() - 2.0);
    // Divided by a power of ten that f64 holds exactly, so that 0.123 is the nearest number to 0.123.
    if unit >= 1.0 {
        ((rate / unit).round() * unit) as f32
    } else {
        ((rate / unit).round() / (1.0 / unit).round()) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_field_is_a_sentence() {
        let wrong = Field { text: "x".to_owned(), error: Some("“x” is no seed.".to_owned()) };
        assert_eq!(wrong.complaint().as_deref(), Some("“x” is no seed."));
        let wrong = Field { error: Some("each is a number.".to_owned()), ..wrong };
        assert_eq!(wrong.complaint().as_deref(), Some("Each is a number."));
        assert_eq!(Field::default().complaint(), None);
    }

    #[test]
    fn the_slider_gives_round_numbers() {
        for (position, rate) in
            [(0.0, 1.0f32), (-3.0, 0.001), (2.0, 100.0), (0.3, 2.0), (-1.0, 0.1), (0.01, 1.02), (-0.5, 0.316)]
        {
            assert_eq!(rate_from_position(position), rate, "at {position}");
        }
    }

    #[test]
    fn the_default_controls_say_what_the_worker_begins_with() {
        let choices = Choices::default();
        assert_eq!(choices.settings, Settings::default());
        assert_eq!(rate_from_position(choices.rate_position), choices.settings.learning_rate);
        assert_eq!((choices.seed.text.as_str(), choices.hidden_layers.text.as_str()), ("1", "16, 16"));
    }
}
