//! Which examples a visitor browses.

use costscape_protocol::Part;

/// What is chosen of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Everything.
    All,
    /// What the network reads as something else.
    Mistakes,
    /// What it reads as what it is.
    Right,
}

impl Which {
    /// All, by their names in the page.
    pub const ALL: [(&str, Self); 3] = [("all", Self::All), ("mistakes", Self::Mistakes), ("right", Self::Right)];
}

/// In which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// That of the set.
    Stored,
    /// The costliest first.
    Highest,
    /// The cheapest first.
    Lowest,
}

impl Order {
    /// All, by their names in the page.
    pub const ALL: [(&str, Self); 3] = [("stored", Self::Stored), ("highest", Self::Highest), ("lowest", Self::Lowest)];
}

/// Which examples a visitor browses, and in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GalleryChoice {
    /// Of which set.
    pub part: Part,
    /// Which class, 0 to 9; none for all.
    pub class: Option<u8>,
    /// Which of those.
    pub which: Which,
    /// In which order.
    pub order: Order,
}

impl GalleryChoice {
    /// Both sets, by their names in the page.
    pub const PARTS: [(&str, Part); 2] = [("test", Part::Test), ("train", Part::Train)];
    /// The name of all classes in the page; a class's is its digit.
    pub const EVERY_CLASS: &str = "all";
}

impl Default for GalleryChoice {
    /// What surprises most: where the network is most wrong about what it has never seen.
    fn default() -> Self {
        Self { part: Part::Test, class: None, which: Which::Mistakes, order: Order::Highest }
    }
}
