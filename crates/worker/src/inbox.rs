//! What a slice worker has been asked and has not done.

use std::collections::VecDeque;

use costscape_protocol::ToSlicer;

/// Messages in the order they came, with their buffers; those that a later one makes useless are left out.
#[derive(Debug, Default)]
pub struct Inbox(VecDeque<(ToSlicer, Vec<u8>)>);

impl Inbox {
    /// Puts a message in. With another slice or other examples, nothing of the slices before is wanted any more. Every share
    /// stays, because each is answered.
    pub fn put(&mut self, message: ToSlicer, buffer: Vec<u8>) {
        if !matches!(message, ToSlicer::Points { .. }) {
            self.0.retain(|(message, _)| matches!(message, ToSlicer::Share { .. }));
        }
        self.0.push_back((message, buffer));
    }

    /// Takes the next one out.
    pub fn take(&mut self) -> Option<(ToSlicer, Vec<u8>)> {
        self.0.pop_front()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use costscape_core::landscape::{Quantity, Sampling};
    use costscape_core::network::Network;
    use costscape_protocol::Part;

    #[test]
    fn a_new_slice_or_share_makes_what_is_left_of_old_slices_useless_but_no_share() {
        let begin = |job| ToSlicer::Begin {
            job,
            network: Network::lesson(),
            part: Part::Train,
            quantity: Quantity::Cost,
            sampling: Sampling::All,
            first_block: 0,
        };
        let points = |job| ToSlicer::Points { job, points: vec![(0.5, 1.0)] };
        let share = ToSlicer::Share { train_bytes: 2 };
        let mut inbox = Inbox::default();
        for message in [begin(1), points(1), share.clone(), begin(2), points(2), points(2), begin(3), points(3)] {
            inbox.put(message, vec![7]);
        }
        let left: Vec<_> = std::iter::from_fn(|| inbox.take()).collect();
        assert_eq!(left, [share.clone(), begin(3), points(3)].map(|message| (message, vec![7])));
        assert!(inbox.is_empty());
        for message in [share.clone(), begin(4), points(4), share.clone()] {
            inbox.put(message, Vec::new());
        }
        let left: Vec<_> = std::iter::from_fn(|| inbox.take()).map(|(message, _)| message).collect();
        assert_eq!(left, [share.clone(), share]);
    }
}
