//! What the controls say.

use costscape_core::settings::{Settings, Start};
use costscape_protocol::Pace;

/// A batch of the whole training set.
pub const BATCH_ALL: u32 = u32::MAX;

/// Which examples were chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dataset {
    /// The built-in pen digits.
    Pen,
    /// MNIST.
    Mnist,
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

/// A text typed, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// As typed.
    pub text: String,
    /// What is wrong, in words.
    pub error: Option<String>,
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
    /// Points along a side of the map.
    pub resolution: usize,
    /// Whether the map follows the ball.
    pub follow: bool,
    /// Whether the charts' heights are logarithmic.
    pub chart_log: bool,
    /// Light or dark.
    pub theme: Theme,
    /// Whether everything is larger.
    pub presenter: bool,
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
            resolution: 41,
            follow: true,
            chart_log: false,
            theme: Theme::Auto,
            presenter: false,
        }
    }
}

/// eta from the slider's place, its decimal logarithm. Rounded to three digits, so that the number shown is the number
/// used.
#[must_use]
pub fn rate_from_position(position: f64) -> f32 {
    let rate = 10f64.powf(position);
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
