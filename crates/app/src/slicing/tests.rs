use std::collections::VecDeque;

use costscape_core::landscape::{Extent, Grid};

use super::*;

/// Slice workers that are not there: 60 blocks of 1,000 examples, whose sums do not add up exactly.
struct Workers {
    pool: Pool,
    /// Messages on their way to each worker.
    inboxes: Vec<VecDeque<ToSlicer>>,
    /// Blocks of each worker, once it has its share.
    shares: Vec<Option<std::ops::Range<usize>>>,
    jobs: Vec<Option<u32>>,
    slice: Slice,
    singles: Vec<f64>,
    job: u32,
}

const BLOCKS: usize = 60;

fn subject() -> Subject {
    let plane = vec![0.0; 3].into();
    let sampling = Sampling::All;
    Subject { network: Network::lesson(), plane, part: Part::Train, quantity: Quantity::Cost, sampling }
}

fn block_sum(block: usize, (a, b): (f32, f32)) -> f64 {
    0.1 * (block * block) as f64 + f64::from(a) * 1.7 + f64::from(b * b) / 3.0
}

impl Workers {
    fn new(count: usize) -> Self {
        let mut workers = Self {
            pool: Pool::new(count),
            inboxes: vec![VecDeque::new(); count],
            shares: vec![None; count],
            jobs: vec![None; count],
            slice: Slice::new(Grid::new(21, Extent::of(1.0))),
            singles: Vec::new(),
            job: 0,
        };
        let effects = workers.pool.share_out();
        workers.follow(effects);
        workers
    }

    fn begin(&mut self, resolution: usize) {
        self.slice = Slice::new(Grid::new(resolution, Extent::of(1.0)));
        let (job, effects) = self.pool.begin(subject(), &self.slice);
        self.job = job;
        self.follow(effects);
    }

    fn follow(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Trainer(ToTrainer::Share { index, of }, Payload::None) => {
                    let effects = self.pool.pass_share_on(index, of, 0);
                    self.follow(effects);
                }
                Effect::Slicer(index, message, _) => self.inboxes[index].push_back(message),
                other => panic!("{other:?}"),
            }
        }
    }

    /// Worker `index` handles its next message; false when there is none.
    fn work(&mut self, index: usize) -> bool {
        let Some(message) = self.inboxes[index].pop_front() else { return false };
        let count = self.inboxes.len();
        match message {
            ToSlicer::Share { .. } => {
                let share = index * BLOCKS / count..(index + 1) * BLOCKS / count;
                let blocks = share.len() as u32;
                self.shares[index] = Some(share);
                let effects = self.pool.confirm_share(index, [blocks * 1000, 0], [blocks, 0]);
                self.follow(effects);
            }
            ToSlicer::Begin { job, first_block, .. } => {
                let share = self.shares[index].as_ref().expect("a worker that begins has a share");
                assert_eq!(first_block as usize, share.start, "its place among all, after a death too");
                self.jobs[index] = Some(job);
            }
            ToSlicer::Points { job, points } => {
                if self.jobs[index] == Some(job) {
                    let share = self.shares[index].clone().expect("a worker with points has a share");
                    let sums: Vec<f64> =
                        points.iter().flat_map(|&p| share.clone().map(move |block| block_sum(block, p))).collect();
                    let (costs, effects) = self.pool.take(index, job, points.len(), &sums);
                    if job == self.job {
                        for cost in costs {
                            match cost {
                                Cost::Grid(cost) => self.slice.push(cost),
                                Cost::Single(cost) => self.singles.push(cost.mean),
                            }
                        }
                    }
                    self.follow(effects);
                }
            }
        }
        true
    }

    /// The sizes of the chunks on their way to worker `index`.
    fn chunks(&self, index: usize) -> Vec<usize> {
        let points =
            |message: &ToSlicer| if let ToSlicer::Points { points, .. } = message { Some(points.len()) } else { None };
        self.inboxes[index].iter().filter_map(points).collect()
    }

    fn finish(&mut self) {
        while (0..self.inboxes.len()).any(|index| self.work(index)) {}
    }

    fn values(&self) -> Vec<f64> {
        (0..self.slice.grid().len()).map(|index| self.slice.value(index).unwrap()).collect()
    }

    fn die(&mut self, index: usize) {
        self.inboxes[index].clear();
        self.shares[index] = None;
        self.jobs[index] = None;
        assert!(self.pool.died(index, 0.0));
        let effects = self.pool.ask_for_shares();
        self.follow(effects);
    }
}

#[test]
fn one_two_and_four_workers_make_the_same_slice() {
    let run = |count: usize| {
        let mut workers = Workers::new(count);
        workers.begin(21);
        workers.finish();
        assert!(workers.slice.is_complete());
        assert!(workers.pool.feed_all().is_empty());
        workers.values()
    };
    let one = run(1);
    for count in [2, 4, 7] {
        assert_eq!(run(count), one);
    }
    let exact = (0..BLOCKS).map(|block| block_sum(block, (0.0, 0.0))).sum::<f64>() / 60_000.0;
    assert_eq!(one[one.len() / 2], exact);
}

#[test]
fn nobody_goes_ahead_before_the_first_picture_and_then_two_chunks_are_in_flight() {
    let mut workers = Workers::new(2);
    workers.begin(41);
    workers.work(0);
    workers.work(1);
    assert_eq!([0, 1].map(|index| workers.chunks(index)), [[9], [9]]);
    workers.work(0);
    workers.work(0);
    workers.work(1);
    assert!(workers.slice.picture().is_none());
    assert_eq!([0, 1].map(|index| workers.chunks(index)), [vec![], vec![9]], "the first one waits for the other");
    workers.work(1);
    assert_eq!(workers.slice.picture().map(|(side, _)| side), Some(3));
    // 30,000 examples each take 3.5 ms a point.
    assert_eq!([0, 1].map(|index| workers.chunks(index)), [[4, 4], [4, 4]]);
}

#[test]
fn a_slice_cut_short_before_it_began_asks_for_nothing() {
    let mut workers = Workers::new(2);
    workers.slice = Slice::new(Grid::new(21, Extent::of(1.0)));
    workers.job = workers.pool.begin(subject(), &workers.slice).0;
    workers.pool.cut_short();
    while (0..2).any(|index| !matches!(workers.inboxes[index].front(), None | Some(ToSlicer::Points { .. }))) {
        for index in 0..2 {
            workers.work(index);
        }
    }
    assert_eq!([0, 1].map(|index| workers.chunks(index)), [[0_usize; 0]; 2]);
}

#[test]
fn a_new_slice_cancels_the_old() {
    let mut workers = Workers::new(2);
    workers.begin(41);
    (0..9).for_each(|i| {
        workers.work(i % 2);
    });
    let old = workers.job;
    workers.begin(21);
    assert_ne!(workers.job, old);
    workers.finish();
    assert!(workers.slice.is_complete());
    let mut alone = Workers::new(1);
    alone.begin(21);
    alone.finish();
    assert_eq!(workers.values(), alone.values());
    assert!(workers.pool.take(0, old, 9, &[0.0; 270]).0.is_empty());
}

#[test]
fn while_a_plane_is_made_workers_finish_what_they_have_and_wait() {
    let mut workers = Workers::new(2);
    workers.begin(21);
    assert!(workers.work(0) && workers.work(1), "the shares");
    workers.pool.hold();
    workers.finish();
    let known = workers.slice.known();
    assert!(known > 0 && !workers.slice.is_complete(), "{known}");
    let effects = workers.pool.go_on();
    workers.follow(effects);
    workers.finish();
    assert!(workers.slice.is_complete());
    workers.pool.hold();
    workers.begin(41);
    workers.finish();
    assert!(workers.slice.is_complete(), "the next slice ends it");
}

#[test]
fn a_slice_begun_before_the_shares_arrive_waits_for_them() {
    let mut workers = Workers::new(3);
    workers.begin(5);
    assert!(workers.inboxes.iter().all(|inbox| inbox.len() == 1), "nothing but the share");
    workers.finish();
    assert!(workers.slice.is_complete());
}

#[test]
fn a_worker_that_dies_is_replaced_and_the_slice_goes_on() {
    let mut whole = Workers::new(1);
    whole.begin(21);
    whole.finish();
    for messages in 0..30 {
        let mut workers = Workers::new(3);
        workers.begin(21);
        (0..messages).for_each(|i| {
            workers.work(i % 3);
        });
        workers.die(1);
        workers.finish();
        assert_eq!(workers.values(), whole.values(), "died after {messages} messages");
    }
}

#[test]
fn other_examples_drop_the_slice_and_late_answers_about_the_old_ones() {
    let mut workers = Workers::new(2);
    workers.begin(21);
    let effects = workers.pool.share_out();
    workers.follow(effects);
    assert_eq!(workers.pool.job(), None);
    workers.begin(5);
    workers.finish();
    assert!(workers.slice.is_complete());
}

#[test]
fn beside_a_run_a_worker_has_one_short_chunk_at_a_time() {
    for (gentle, most) in [(false, 2), (true, 1)] {
        let mut workers = Workers::new(2);
        workers.pool.gentle = gentle;
        workers.begin(41);
        let mut longest = 0;
        for _ in 0..200 {
            let chunks: Vec<usize> = workers.inboxes[0]
                .iter()
                .filter_map(
                    |message| if let ToSlicer::Points { points, .. } = message { Some(points.len()) } else { None },
                )
                .collect();
            assert!(chunks.len() <= most, "{chunks:?}");
            // The first chunk is the first picture.
            longest = chunks.into_iter().filter(|&points| points != 9).fold(longest, usize::max);
            workers.work(0);
            workers.work(1);
        }
        assert!(if gentle { longest <= 3 } else { longest >= 4 }, "{longest} points");
    }
}

#[test]
fn single_points_come_in_between_and_leave_the_slice_as_it_is() {
    let cost = |point| (0..BLOCKS).map(|block| block_sum(block, point)).sum::<f64>() / 60_000.0;
    let mut alone = Workers::new(1);
    alone.begin(21);
    alone.finish();
    for count in [1, 3] {
        let mut workers = Workers::new(count);
        assert!(workers.pool.ask_for((0.5, 0.5)).is_none(), "there is no slice");
        workers.begin(21);
        assert!(workers.pool.ask_for((0.5, 0.5)).is_none(), "nobody has a share yet");
        for messages in 1..40 {
            workers.work(messages % count);
            if messages % 4 == 0 {
                let effects = workers.pool.ask_for((messages as f32, 0.25));
                workers.follow(effects.unwrap_or_default());
            }
            if messages == 11 && count == 3 {
                workers.die(1);
            }
        }
        workers.finish();
        assert_eq!(workers.values(), alone.values());
        let asked = workers.singles.len();
        assert!(asked > 3);
        let effects = workers.pool.ask_for((0.125, -2.0)).unwrap();
        workers.follow(effects);
        workers.finish();
        assert_eq!(workers.singles.len(), asked + 1);
        assert_eq!(workers.singles[asked], cost((0.125, -2.0)));
    }
}

#[test]
fn sums_that_do_not_fit_are_dropped() {
    let mut workers = Workers::new(1);
    workers.begin(5);
    workers.work(0);
    let job = workers.job;
    assert!(workers.pool.take(0, job, 9, &[0.0; 7]).0.is_empty());
    assert!(workers.pool.take(5, job, 9, &[0.0; 9]).0.is_empty());
    assert!(workers.pool.take(0, job, 999, &[0.0; 999 * BLOCKS]).0.is_empty());
}

#[test]
fn of_a_sample_two_sums_of_every_block_make_a_cost_and_its_error() {
    let mut pool = Pool::new(2);
    pool.share_out();
    for index in 0..2 {
        pool.pass_share_on(index, 2, 0);
        pool.confirm_share(index as usize, [1_000, 0], [1, 0]);
    }
    let subject = Subject { sampling: Sampling::OneIn(10), ..subject() };
    let (job, effects) = pool.begin(subject, &Slice::new(Grid::new(3, Extent::of(1.0))));
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::Slicer(1, ToSlicer::Begin { first_block: 1, .. }, _)))
    );
    // A hundred of each block, half of them 0 and half 2.
    assert!(pool.take(0, job, 9, &[100.0; 9]).0.is_empty(), "squares are missing");
    assert!(pool.take(0, job, 9, &[100.0, 200.0].repeat(9)).0.is_empty());
    let (costs, _) = pool.take(1, job, 9, &[100.0, 200.0].repeat(9));
    let [Cost::Grid(first), ..] = costs[..] else { panic!("{costs:?}") };
    // Of a variance of 100 / 99, two hundred taken out of two thousand.
    let expected = (100.0 / 99.0 / 200.0 * 0.9_f64).sqrt();
    assert!(first.mean == 1.0 && (first.standard_error - expected).abs() < 1e-12, "{first:?} {expected}");
}

#[test]
fn workers_without_examples_are_not_waited_for() {
    let mut pool = Pool::new(2);
    pool.share_out();
    pool.pass_share_on(0, 2, 0);
    pool.pass_share_on(1, 2, 0);
    pool.confirm_share(0, [500, 0], [1, 0]);
    pool.confirm_share(1, [0, 0], [0, 0]);
    let slice = Slice::new(Grid::new(3, Extent::of(1.0)));
    let (job, effects) = pool.begin(subject(), &slice);
    assert!(effects.iter().all(|effect| matches!(effect, Effect::Slicer(0, ..))));
    let (costs, _) = pool.take(0, job, 9, &[500.0; 9]);
    assert_eq!(costs, [Cost::Grid(1.0.into()); 9]);
}

#[test]
fn three_deaths_are_too_many() {
    let mut pool = Pool::new(1);
    assert!(pool.died(0, 0.0) && pool.died(0, 1.0));
    assert!(!pool.died(0, 2.0));
}
