//! One slice worker, as the page sees it.

use costscape_core::landscape::Sampling;
use costscape_protocol::Part;

use crate::state::Watch;

/// Where a worker's share of the examples is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Share {
    /// Nowhere.
    #[default]
    Missing,
    /// Asked of the trainer.
    Asked,
    /// On its way to the worker, or there.
    Sent,
}

/// How much of a set a share holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) examples: usize,
    pub(super) blocks: usize,
}

/// One slice worker.
#[derive(Clone, Debug, Default)]
pub(super) struct Member {
    pub(super) share: Share,
    /// Shares sent and not yet confirmed.
    pub(super) unconfirmed: u32,
    /// Of the training and the test set.
    pub(super) sizes: Option<[Size; 2]>,
    /// Whether it knows of the slice at work.
    pub(super) begun: bool,
    /// Points of the slice sent to it.
    pub(super) asked: usize,
    /// Points of the slice it has answered.
    pub(super) answered: usize,
    /// Chunks of points it has not answered.
    pub(super) in_flight: usize,
    pub(super) watch: Watch,
}

impl Member {
    pub(super) const MOST_IN_FLIGHT: usize = 2;
    /// How long a worker should be busy with a chunk, in milliseconds.
    const CHUNK_MS: f64 = 16.0;
    /// The same where it has to be gentle.
    const GENTLE_MS: f64 = 8.0;
    /// About how long one point takes for one example, in milliseconds: 7 ms for 60,000.
    const EXAMPLE_MS: f64 = 7.0 / 60_000.0;
    /// A chunk's message should stay small.
    const MOST_IN_CHUNK: usize = 256;

    /// There are other examples.
    pub(super) fn forget_share(&mut self) {
        self.share = Share::Missing;
        self.sizes = None;
        self.forget_job();
    }

    /// There is another slice.
    pub(super) fn forget_job(&mut self) {
        (self.begun, self.asked, self.answered, self.in_flight) = (false, 0, 0, 0);
    }

    /// Another worker stands in this one's place: it has no share and owes what was not answered.
    pub(super) fn begin_anew(&mut self) {
        self.share = Share::Missing;
        self.unconfirmed = 0;
        (self.begun, self.asked, self.in_flight) = (false, self.answered, 0);
    }

    /// What it holds of `part`, once it is known.
    pub(super) fn size(&self, part: Part) -> Option<Size> {
        self.sizes.map(|[train, test]| if part == Part::Train { train } else { test })
    }

    /// Whether its share is empty, so that there is nothing to do for it.
    pub(super) fn is_idle(&self, part: Part) -> bool {
        self.size(part).is_some_and(|size| size.blocks == 0)
    }

    /// How many points make a chunk.
    pub(super) fn chunk(&self, part: Part, sampling: Sampling, gentle: bool) -> usize {
        let busy_ms = if gentle { Self::GENTLE_MS } else { Self::CHUNK_MS };
        let examples = sampling.count(self.size(part).map_or(60_000, |size| size.examples)).max(1);
        ((busy_ms / (Self::EXAMPLE_MS * examples as f64)) as usize).clamp(1, Self::MOST_IN_CHUNK)
    }
}
