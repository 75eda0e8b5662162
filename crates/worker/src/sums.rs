//! A slice worker: sums of the cost over its share of the examples.

use costscape_core::data::Examples;
use costscape_core::landscape::{Plane, Projection};
use costscape_protocol::{FromSlicer, ToSlicer};

use crate::session::floats;

/// What a slice worker holds.
#[derive(Default)]
pub struct SliceWorker {
    share: Option<Examples>,
    slice: Option<(u32, Projection)>,
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
            ToSlicer::Share => {
                self.slice = None;
                let share = Examples::from_bytes(buffer).map_err(|error| error.to_string())?;
                let shared = FromSlicer::Shared { examples: share.len() as u32, blocks: share.blocks() as u32 };
                self.share = Some(share);
                Ok(Some((shared, Vec::new())))
            }
            ToSlicer::Begin { job, network } => {
                // The old slice goes first: two at once would double the memory.
                self.slice = None;
                let share = self.share.as_ref().ok_or("a slice was begun before there were examples")?;
                let plane = Plane::from_vectors(&floats(buffer)).map_err(|error| error.to_string())?;
                if plane.origin().len() != network.architecture.parameter_count() {
                    return Err(format!(
                        "a plane for {} parameters, a network of {}",
                        plane.origin().len(),
                        network.architecture.parameter_count()
                    ));
                }
                self.slice = Some((job, Projection::new(&network, &plane, share)));
                Ok(None)
            }
            ToSlicer::Points { job, points } => match &mut self.slice {
                Some((present, projection)) if *present == job => {
                    let sums = projection.sums(&points);
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
    use costscape_core::landscape::Assembly;
    use costscape_core::network::Network;
    use costscape_core::random::Random;

    fn set(n: usize) -> Examples {
        let images: Vec<u8> = (0..n * PIXELS).map(|i| if i % 9 == 0 { (i % 256) as u8 } else { 0 }).collect();
        Examples::new(&images, (0..n).map(|i| (i % 10) as u8).collect()).unwrap()
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
    fn costs(of: usize) -> Vec<f64> {
        let set = set(4300);
        let mut assembly = None::<Assembly>;
        let mut workers: Vec<SliceWorker> = (0..of).map(|_| SliceWorker::default()).collect();
        let mut blocks = Vec::new();
        for (i, worker) in workers.iter_mut().enumerate() {
            let share = set.share(set.blocks() * i / of..set.blocks() * (i + 1) / of);
            let Some((FromSlicer::Shared { blocks: n, .. }, _)) = worker.receive(ToSlicer::Share, &share.to_bytes())
            else {
                panic!()
            };
            blocks.push(n as usize);
        }
        let mut found = Vec::new();
        for (i, worker) in workers.iter_mut().enumerate() {
            let begin = ToSlicer::Begin { job: 1, network: Network::lesson() };
            assert_eq!(worker.receive(begin, &plane_bytes()), None);
            let points = ToSlicer::Points { job: 1, points: vec![(0.0, 0.0), (1.0, 2.0), (-3.0, 0.5)] };
            let (_, bytes) = worker.receive(points, &[]).unwrap();
            let sums: Vec<f64> = bytes.as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b)).collect();
            found.extend(assembly.get_or_insert_with(|| Assembly::new(&blocks, 4300)).add(i, &sums));
        }
        found
    }

    #[test]
    fn the_same_slice_with_one_two_and_four_workers_bit_for_bit() {
        let one = costs(1);
        assert_eq!(one.len(), 3);
        assert_eq!(costs(2), one);
        assert_eq!(costs(4), one);
    }

    #[test]
    fn points_of_an_old_slice_are_passed_over_and_bad_messages_refused() {
        let mut worker = SliceWorker::default();
        let begin = |job| ToSlicer::Begin { job, network: Network::lesson() };
        assert!(matches!(worker.receive(begin(1), &[]), Some((FromSlicer::Refused { .. }, _))));
        worker.receive(ToSlicer::Share, &set(10).to_bytes());
        assert!(matches!(worker.receive(begin(1), &[0; 24]), Some((FromSlicer::Refused { .. }, _))));
        worker.receive(begin(2), &plane_bytes());
        assert_eq!(worker.receive(ToSlicer::Points { job: 1, points: vec![(0.0, 0.0)] }, &[]), None);
        assert!(matches!(worker.receive(ToSlicer::Share, &[1, 2, 3]), Some((FromSlicer::Refused { .. }, _))));
    }
}
