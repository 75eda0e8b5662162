//! What the network makes of every example of a set.

use costscape_protocol::Browsed;

use super::{GalleryChoice, Order, Which};

/// The costs, answers and labels of a set, in its order.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Of what, and when.
    pub browsed: Browsed,
    costs: Vec<f32>,
    answers: Vec<u8>,
    labels: Vec<u8>,
}

/// One example.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record {
    /// The cost; not finite where the network overflowed.
    pub cost: f32,
    /// What the network reads, 0 to 9.
    pub answer: u8,
    /// What it is, 0 to 9.
    pub label: u8,
}

impl Record {
    /// Whether the network reads it as something else.
    #[must_use]
    pub fn is_mistake(&self) -> bool {
        self.answer != self.label
    }
}

impl Judged {
    /// From the worker's buffer: all costs, `f32`, then all answers and all labels, a byte each. None if it is of another
    /// length.
    #[must_use]
    pub fn read(browsed: Browsed, bytes: &[u8]) -> Option<Self> {
        let count = browsed.count as usize;
        if bytes.len() != 6 * count {
            return None;
        }
        let (costs, rest) = bytes.split_at(4 * count);
        let (answers, labels) = rest.split_at(count);
        let costs = costs.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        Some(Self { browsed, costs, answers: answers.to_vec(), labels: labels.to_vec() })
    }

    /// One example, by its index in the set.
    #[must_use]
    pub fn record(&self, index: u32) -> Option<Record> {
        let index = index as usize;
        let (cost, answer, label) = (*self.costs.get(index)?, *self.answers.get(index)?, *self.labels.get(index)?);
        Some(Record { cost, answer, label })
    }

    /// The examples chosen, by their index, in the order chosen, and among how many they were chosen: all of the class.
    /// Equal costs keep the set's order; a cost that is not a number counts as the highest.
    #[must_use]
    pub fn list(&self, choice: &GalleryChoice) -> (Vec<u32>, usize) {
        let mut among = 0;
        // A number that sorts as the costs do, and in it the index: no two are equal, so that any sort keeps their order.
        let mut keys = Vec::with_capacity(self.costs.len());
        for (index, ((&cost, &answer), &label)) in self.costs.iter().zip(&self.answers).zip(&self.labels).enumerate() {
            if choice.class.is_some_and(|class| class != label) {
                continue;
            }
            among += 1;
            let chosen = match choice.which {
                Which::All => true,
                Which::Mistakes => answer != label,
                Which::Right => answer == label,
            };
            if chosen {
                let rank = match choice.order {
                    Order::Stored => 0,
                    Order::Lowest => rank(cost),
                    Order::Highest => !rank(cost),
                };
                keys.push(u64::from(rank) << 32 | index as u64);
            }
        }
        if choice.order != Order::Stored {
            keys.sort_unstable();
        }
        (keys.into_iter().map(|key| key as u32).collect(), among)
    }
}

/// A whole number that grows with the cost: the bits of a float that is not negative do. No `max` with 0: of -0 and 0 it may be
/// either, and their bits differ.
fn rank(cost: f32) -> u32 {
    match cost {
        _ if cost.is_nan() => f32::INFINITY.to_bits(),
        _ if cost > 0.0 => cost.to_bits(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use costscape_core::settings::Settings;
    use costscape_protocol::Part;

    fn judged(records: &[(f32, u8, u8)]) -> Judged {
        let objective = Settings::default().objective();
        let browsed = Browsed { part: Part::Test, step: 3, objective, count: records.len() as u32 };
        let mut bytes: Vec<u8> = records.iter().flat_map(|record| record.0.to_le_bytes()).collect();
        bytes.extend(records.iter().map(|record| record.1));
        bytes.extend(records.iter().map(|record| record.2));
        Judged::read(browsed, &bytes).unwrap()
    }

    fn choose(class: Option<u8>, which: Which, order: Order) -> GalleryChoice {
        GalleryChoice { part: Part::Test, class, which, order }
    }

    #[test]
    fn the_workers_buffer_is_read_and_one_of_another_length_is_not() {
        let three = judged(&[(0.5, 4, 9), (0.25, 1, 1), (f32::NAN, 0, 7)]);
        assert_eq!(three.record(0), Some(Record { cost: 0.5, answer: 4, label: 9 }));
        assert!(three.record(0).unwrap().is_mistake() && !three.record(1).unwrap().is_mistake());
        assert_eq!(three.record(3), None);
        for length in [0, 17, 19] {
            assert!(Judged::read(three.browsed, &vec![0; length]).is_none(), "{length}");
        }
    }

    #[test]
    fn classes_mistakes_and_right_readings_are_chosen() {
        let set = judged(&[(0.5, 4, 9), (0.1, 1, 1), (0.7, 9, 9), (0.2, 9, 4), (0.3, 9, 9)]);
        let list = |class, which| set.list(&choose(class, which, Order::Stored));
        assert_eq!(list(None, Which::All), (vec![0, 1, 2, 3, 4], 5));
        assert_eq!(list(None, Which::Mistakes), (vec![0, 3], 5));
        assert_eq!(list(None, Which::Right), (vec![1, 2, 4], 5));
        assert_eq!(list(Some(9), Which::All), (vec![0, 2, 4], 3));
        assert_eq!(list(Some(9), Which::Mistakes), (vec![0], 3));
        assert_eq!(list(Some(9), Which::Right), (vec![2, 4], 3));
        assert_eq!(list(Some(3), Which::All), (vec![], 0));
    }

    #[test]
    fn equal_costs_keep_their_order_and_what_is_no_number_counts_as_the_highest() {
        let set: Vec<(f32, u8, u8)> = [0.5, f32::NAN, 0.1, 0.5, f32::INFINITY, 0.0, -f32::NAN, -0.0, 0.1]
            .into_iter()
            .map(|cost| (cost, 0, 1))
            .collect();
        let list = |order| judged(&set).list(&choose(None, Which::All, order)).0;
        assert_eq!(list(Order::Lowest), [5, 7, 2, 8, 0, 3, 1, 4, 6]);
        assert_eq!(list(Order::Highest), [1, 4, 6, 0, 3, 2, 8, 5, 7]);
    }
}
