//! The page's controls.

/// A control, by the `name` it has in the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Control {
    /// Which examples.
    Dataset,
    /// What the classes of a visitor's own images are called.
    ClassNames,
    /// eta, as its decimal logarithm.
    LearningRate,
    /// Examples per step.
    BatchSize,
    /// How a gradient becomes a step.
    Optimizer,
    /// What is minimised.
    CostFunction,
    /// The hidden layers' function.
    Activation,
    /// How the first parameters are drawn.
    Initialisation,
    /// Neurons of each hidden layer.
    HiddenLayers,
    /// The seed.
    Seed,
    /// Steps a second.
    Speed,
    /// Which plane.
    Plane,
    /// The seed of a plane's random directions.
    PlaneSeed,
    /// The first of two parameters.
    FirstParameter,
    /// The second.
    SecondParameter,
    /// What the map's heights are.
    Heights,
    /// Over how many of the images they are.
    Sampling,
    /// Whether the map's colours are logarithmic.
    MapLog,
    /// Whether the map is shown in space.
    Relief,
    /// Whether the run rides the plane.
    Ride,
    /// Points a side.
    Resolution,
    /// Whether the map follows the ball.
    Follow,
    /// Whether the charts' heights are logarithmic.
    ChartLog,
    /// What the digit on the pad is.
    DigitLabel,
    /// What draws on the pad.
    Tool,
    /// How wide the pen is.
    PenWidth,
    /// Light, dark or as the system.
    Theme,
    /// Whether everything is larger, for a projector.
    Presenter,
    /// Which set the gallery shows.
    GalleryPart,
    /// Which class of it.
    GalleryClass,
    /// Mistakes, right readings, or both.
    GalleryWhich,
    /// The order of its images.
    GalleryOrder,
}

impl Control {
    /// All controls.
    pub const ALL: [Self; 32] = [
        Self::Dataset,
        Self::ClassNames,
        Self::LearningRate,
        Self::BatchSize,
        Self::Optimizer,
        Self::CostFunction,
        Self::Activation,
        Self::Initialisation,
        Self::HiddenLayers,
        Self::Seed,
        Self::Speed,
        Self::Plane,
        Self::PlaneSeed,
        Self::FirstParameter,
        Self::SecondParameter,
        Self::Heights,
        Self::Sampling,
        Self::MapLog,
        Self::Relief,
        Self::Ride,
        Self::Resolution,
        Self::Follow,
        Self::ChartLog,
        Self::DigitLabel,
        Self::Tool,
        Self::PenWidth,
        Self::Theme,
        Self::Presenter,
        Self::GalleryPart,
        Self::GalleryClass,
        Self::GalleryWhich,
        Self::GalleryOrder,
    ];

    /// Its `name` in the page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dataset => "dataset",
            Self::ClassNames => "class-names",
            Self::LearningRate => "learning-rate",
            Self::BatchSize => "batch-size",
            Self::Optimizer => "optimizer",
            Self::CostFunction => "cost-function",
            Self::Activation => "activation",
            Self::Initialisation => "initialisation",
            Self::HiddenLayers => "hidden-layers",
            Self::Seed => "seed",
            Self::Speed => "speed",
            Self::Plane => "plane",
            Self::PlaneSeed => "plane-seed",
            Self::FirstParameter => "first-parameter",
            Self::SecondParameter => "second-parameter",
            Self::Heights => "heights",
            Self::Sampling => "sampling",
            Self::MapLog => "map-log",
            Self::Relief => "relief",
            Self::Ride => "ride",
            Self::Resolution => "resolution",
            Self::Follow => "follow",
            Self::ChartLog => "chart-log",
            Self::DigitLabel => "digit-label",
            Self::Tool => "tool",
            Self::PenWidth => "pen-width",
            Self::Theme => "theme",
            Self::Presenter => "presenter",
            Self::GalleryPart => "gallery-part",
            Self::GalleryClass => "gallery-class",
            Self::GalleryWhich => "gallery-which",
            Self::GalleryOrder => "gallery-order",
        }
    }

    /// The control of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|control| control.name() == name)
    }
}
