//! A slice worker: sums of the cost over its share of the examples.

use costscape_core::data::Examples;
use costscape_core::landscape::{Plane, Projection, Quantity, Sampling};
use costscape_core::network::Network;
use costscape_protocol::{FromSlicer, Part, ToSlicer};

use crate::session::floats;

/// What a slice worker holds.
#[derive(Default)]
pub struct SliceWorker {
    /// Of the training set and of the test set.
    share: Option<(Examples, Examples)>,
    slice: Option<Slice>,
}

/// The slice at work.
struct Slice {
    job: u32,
    quantity: Quantity,
    projected: Projected,
    projection: Projection,
}

/// What a projection is of.
#[derive(PartialEq)]
struct Projected {
    network: Network,
    /// theta0, u and v.
    plane: Vec<f32>,
    part: Part,
    sampling: Sampling,
    first_block: u32,
}

impl SliceWorker {
    /// Does what the message asks; the answer, with its buffer, if there is one.
    pub fn receive(&mut self, message: ToSlicer, buffer: &[u8]) -> Option<(FromSlicer, Vec<u8>)> {
        match self.answer(message, buffer) {
            Ok(answer) => answer,
            Err(why) => Some((FromSlicer::Refused { why }, Vec::new())),
        }
    }

    fn answer(&mut self, message: ToSlicer, buffer: &[u8]) -> Result<Option<(FromSlicer, Vec<u8>)>, String> {
        match message {
            ToSlicer::Share { train_bytes } => {
                self.slice = None;
                let (train, test) = buffer.split_at_checked(train_bytes as usize).ok_or("a share cut short")?;
                let read = |bytes| Examples::from_bytes(bytes).map_err(|error| error.to_string());
                let (train, test) = (read(train)?, read(test)?);
                let examples = [train.len() as u32, test.len() as u32];
                let blocks = [train.blocks() as u32, test.blocks() as u32];
                self.share = Some((train, test));
                Ok(Some((FromSlicer::Shared { examples, blocks }, Vec::new())))
            }
            ToSlicer::Begin { job, network, part, quantity, sampling, first_block } => {
                let projected = Projected { network, plane: floats(buffer), part, sampling, first_block };
                if let Some(slice) = self.slice.as_mut().filter(|slice| slice.projected == projected) {
                    // Another region of the same plane, or another quantity.
                    (slice.job, slice.quantity) = (job, quantity);
                    return Ok(None);
                }
                // The old slice goes first: two at once would double the memory.
                self.slice = None;
                let (train, test) = self.share.as_ref().ok_or("a slice was begun before there were examples")?;
                let share = if part == Part::Train { train } else { test };
                let network = &projected.network;
                let plane = Plane::from_vectors(&projected.plane).map_err(|error| error.to_string())?;
                if plane.origin().len() != network.architecture.parameter_count() {
                    return Err(format!(
                        "a plane for {} parameters, a network of {}",
                        plane.origin().len(),
                        network.architecture.parameter_count()
                    ));
                }
                let projection = Projection::of_sample(network, &plane, share, sampling, first_block as usize);
                self.slice = Some(Slice { job, quantity, projected, projection });
                Ok(None)
            }
            ToSlicer::Points { job, points } => match &mut self.slice {
                Some(slice) if slice.job == job => {
                    let sums = slice.projection.sums(&points, slice.quantity);
                    let head = FromSlicer::Sums { job, points: points.len() as u32 };
                    Ok(Some((head, sums.iter().flat_map(|sum| sum.to_le_bytes()).collect())))
                }
                _ => Ok(None),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::from_floats;
    use costscape_core::data::PIXELS;
    use costscape_core::landscape::{Assembly, Estimate};
    use costscape_core::network::Activation;
    use costscape_core::random::Random;

    fn set(n: usize) -> Examples {
        let images: Vec<u8> = (0..n * PIXELS).map(|i| if i % 9 == 0 { (i % 256) as u8 } else { 0 }).collect();
        Examples::new(&images, (0..n).map(|i| (i % 10) as u8).collect()).unwrap()
    }

    fn sharing(train: &Examples, test: &Examples) -> (ToSlicer, Vec<u8>) {
        let mut bytes = train.to_bytes();
        let message = ToSlicer::Share { train_bytes: bytes.len() as u32 };
        bytes.extend(test.to_bytes());
        (message, bytes)
    }

    fn begin(job: u32) -> ToSlicer {
        over(job, Part::Train, Quantity::Cost, Sampling::All, 0)
    }

    fn over(job: u32, part: Part, quantity: Quantity, sampling: Sampling, first_block: u32) -> ToSlicer {
        ToSlicer::Begin { job, network: Network::lesson(), part, quantity, sampling, first_block }
    }

    fn plane() -> Plane {
        let mut random = Random::new(1, 0);
        let mut vector = || (0..13_002).map(|_| random.normal() as f32).collect::<Vec<f32>>();
        Plane::new(&vector(), &vector(), &vector(), 1).unwrap()
    }

    fn plane_bytes() -> Vec<u8> {
        from_floats(&plane().to_vectors())
    }

    /// The costs of three points with the examples shared among `of` workers.
    fn costs(of: usize, sampling: Sampling) -> Vec<Estimate> {
        let set = set(4300);
        let mut assembly = None::<Assembly>;
        let mut workers: Vec<SliceWorker> = (0..of).map(|_| SliceWorker::default()).collect();
        let mut blocks = Vec::new();
        for (i, worker) in workers.iter_mut().enumerate() {
            let share = set.share(set.blocks() * i / of..set.blocks() * (i + 1) / of);
            let (message, bytes) = sharing(&share, &set.share(0..1));
            let Some((FromSlicer::Shared { blocks: [n, 1], .. }, _)) = worker.receive(message, &bytes) else {
                panic!()
            };
            blocks.push(n as usize);
        }
        let mut found = Vec::new();
        let mut first_block = 0;
        for (i, worker) in workers.iter_mut().enumerate() {
            let begin = over(1, Part::Train, Quantity::Cost, sampling, first_block);
            first_block += blocks[i] as u32;
            assert_eq!(worker.receive(begin, &plane_bytes()), None);
            let points = ToSlicer::Points { job: 1, points: vec![(0.0, 0.0), (1.0, 2.0), (-3.0, 0.5)] };
            let (_, bytes) = worker.receive(points, &[]).unwrap();
            let sums: Vec<f64> = bytes.as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b)).collect();
            found.extend(assembly.get_or_insert_with(|| Assembly::new(&blocks, 4300, sampling)).add(i, &sums));
        }
        found
    }

    #[test]
    fn the_same_slice_with_one_two_and_four_workers_bit_for_bit() {
        for sampling in [Sampling::All, Sampling::OneIn(10)] {
            let one = costs(1, sampling);
            assert_eq!(one.len(), 3);
            assert_eq!(one.iter().all(|cost| cost.standard_error > 0.0), sampling != Sampling::All);
            assert_eq!(costs(2, sampling), one);
            assert_eq!(costs(4, sampling), one);
        }
    }

    #[test]
    fn a_sample_lies_about_as_far_off_as_its_standard_error_says() {
        for (sample, exact) in costs(2, Sampling::OneIn(10)).into_iter().zip(costs(2, Sampling::All)) {
            let off = (sample.mean - exact.mean).abs();
            assert!(off > 0.0 && off < 3.0 * sample.standard_error, "{sample:?}, and exactly {exact:?}");
        }
    }

    #[test]
    fn points_of_an_old_slice_are_passed_over_and_bad_messages_refused() {
        let mut worker = SliceWorker::default();
        assert!(matches!(worker.receive(begin(1), &[]), Some((FromSlicer::Refused { .. }, _))));
        let (message, bytes) = sharing(&set(10), &set(3));
        worker.receive(message, &bytes);
        assert!(matches!(worker.receive(begin(1), &[0; 24]), Some((FromSlicer::Refused { .. }, _))));
        worker.receive(begin(2), &plane_bytes());
        assert_eq!(worker.receive(ToSlicer::Points { job: 1, points: vec![(0.0, 0.0)] }, &[]), None);
        assert!(matches!(
            worker.receive(ToSlicer::Share { train_bytes: 2 }, &[1, 2, 3]),
            Some((FromSlicer::Refused { .. }, _))
        ));
    }

    #[test]
    fn the_same_plane_is_projected_once_and_any_other_anew() {
        let set = set(1500);
        let (message, bytes) = sharing(&set, &set.share(0..1));
        let relu = Network { activation: Activation::Relu, ..Network::lesson() };
        let other = Plane::new(plane().origin(), plane().v(), plane().u(), 1).unwrap();
        let (train, cost) = (Part::Train, Quantity::Cost);
        let cases = [
            (Network::lesson(), train, cost, Sampling::All, 0, plane()),
            (Network::lesson(), train, cost, Sampling::All, 0, plane()),
            (Network::lesson(), train, Quantity::Right, Sampling::All, 0, plane()),
            (Network::lesson(), Part::Test, Quantity::Right, Sampling::All, 0, plane()),
            (relu, train, cost, Sampling::All, 0, plane()),
            (Network::lesson(), train, cost, Sampling::OneIn(10), 0, plane()),
            (Network::lesson(), train, cost, Sampling::OneIn(10), 3, plane()),
            (Network::lesson(), train, cost, Sampling::OneIn(10), 3, other),
        ];
        let mut worker = SliceWorker::default();
        worker.receive(message.clone(), &bytes);
        let mut job = 0;
        let mut check = |worker: &mut SliceWorker, (message, bytes): (ToSlicer, &[u8]), case: usize| {
            let (network, part, quantity, sampling, first_block, plane) = cases[case].clone();
            let mut fresh = SliceWorker::default();
            fresh.receive(message, bytes);
            job += 1;
            let [found, expected] = [worker, &mut fresh].map(|worker| {
                let network = network.clone();
                let begin = ToSlicer::Begin { job, network, part, quantity, sampling, first_block };
                assert_eq!(worker.receive(begin, &from_floats(&plane.to_vectors())), None);
                worker.receive(ToSlicer::Points { job, points: vec![(0.7, -0.2)] }, &[]).unwrap()
            });
            assert_eq!(found, expected, "case {case}");
        };
        for case in 0..cases.len() {
            check(&mut worker, (message.clone(), &bytes), case);
        }
        // The same plane over other examples.
        let (message, bytes) = sharing(&set.share(1..2), &set.share(0..1));
        worker.receive(message.clone(), &bytes);
        check(&mut worker, (message, &bytes), cases.len() - 1);
    }

    #[test]
    fn a_slice_is_over_the_part_and_of_the_quantity_asked_for() {
        let (train, test) = (set(1500), set(70));
        let mut worker = SliceWorker::default();
        let (message, bytes) = sharing(&train, &test);
        worker.receive(message, &bytes);
        for (part, set) in [(Part::Train, &train), (Part::Test, &test)] {
            for quantity in [Quantity::Cost, Quantity::Right] {
                let begin = over(1, part, quantity, Sampling::All, 0);
                worker.receive(begin, &plane_bytes());
                let points = vec![(0.5, -0.5)];
                let (_, bytes) = worker.receive(ToSlicer::Points { job: 1, points: points.clone() }, &[]).unwrap();
                let sums: Vec<f64> = bytes.as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b)).collect();
                assert_eq!(sums, Projection::new(&Network::lesson(), &plane(), set).sums(&points, quantity));
            }
        }
    }
}
