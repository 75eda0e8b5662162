//! Shares the points of a slice out to the slice workers and puts their answers together.
//!
//! Every worker holds a share of the examples and computes every point over its share; all get the same points in the
//! same order, and [`Assembly`] adds the sums up in block order, so the picture does not depend on how many workers
//! there are. A worker has two chunks of points in flight at most: enough to keep it busy, few enough that a newer slice
//! does not wait. Nobody gets more than the first picture's points before all have answered those. A slice is cancelled by
//! beginning another.
//!
//! Beside the grid's points, single ones can be asked for (the place under the ball): they are put into the same order,
//! behind what any worker has been sent, so that everyone still computes the same list.

mod member;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use costscape_core::landscape::{Assembly, Estimate, Quantity, Sampling, Slice};
use costscape_core::network::Network;
use costscape_protocol::{Part, ToSlicer, ToTrainer};

use crate::effect::{Effect, Payload};
use member::{Member, Share, Size};

/// The slice workers.
#[derive(Debug)]
pub struct Pool {
    members: Vec<Member>,
    job: Option<Job>,
    last_job: u32,
    /// Whether to leave room for a run that goes on: workers then get one short chunk at a time, and so stand still whenever
    /// the page is busy, instead of keeping its core from it.
    pub gentle: bool,
    /// Whether another plane is being made, which needs the time.
    held: bool,
    /// Whether there are examples to share out.
    shared_out: bool,
    /// Why it works no more, in words.
    pub stopped: Option<String>,
}

/// What a slice is of.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// What turns parameters into outputs and a cost.
    pub network: Network,
    /// theta0, u and v, one after the other.
    pub plane: Rc<[f32]>,
    /// Over which examples.
    pub part: Part,
    /// What is averaged over them.
    pub quantity: Quantity,
    /// Over how many of them.
    pub sampling: Sampling,
}

/// A point to be computed, (a, b).
#[derive(Clone, Copy, Debug)]
enum Wanted {
    Grid((f32, f32)),
    Single((f32, f32)),
}

/// The cost of a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cost {
    /// Of the next point of the grid.
    Grid(Estimate),
    /// Of the single point asked for.
    Single(Estimate),
}

/// A slice at work.
#[derive(Debug)]
struct Job {
    number: u32,
    subject: Subject,
    /// What is computed, in this order.
    points: Vec<Wanted>,
    /// How many costs have come out.
    out: usize,
    /// So many points are sent at once at first: they make the first picture.
    first: usize,
    /// Whether the rest of the grid is not wanted any more.
    cut_short: bool,
    /// Once it is known how many blocks everyone has.
    assembly: Option<Assembly>,
}

impl Pool {
    /// So many workers, at least one.
    #[must_use]
    pub fn new(workers: usize) -> Self {
        let members = (0..workers.max(1)).map(|_| Member::default()).collect();
        Self { members, job: None, last_job: 0, gentle: false, held: false, shared_out: false, stopped: None }
    }

    /// How many workers there are.
    #[must_use]
    pub fn workers(&self) -> usize {
        self.members.len()
    }

    /// The number of the slice begun last.
    #[must_use]
    pub fn job(&self) -> Option<u32> {
        self.job.as_ref().map(|job| job.number)
    }

    /// Asks for the cost of a single point on the plane of the slice begun last. None before the workers have
    /// begun with it.
    pub fn ask_for(&mut self, point: (f32, f32)) -> Option<Vec<Effect>> {
        let sent = self.members.iter().map(|member| member.asked).max().filter(|&sent| sent > 0)?;
        self.job.as_mut()?.points.insert(sent, Wanted::Single(point));
        Some(self.feed_all())
    }

    /// There are other examples: drops the slice at work and asks the trainer for everyone's share.
    pub fn share_out(&mut self) -> Vec<Effect> {
        self.job = None;
        self.shared_out = true;
        for member in &mut self.members {
            member.forget_share();
        }
        self.ask_for_shares()
    }

    /// Asks the trainer for the shares that are missing, also those it was asked for before: for after its death.
    pub fn ask_for_shares(&mut self) -> Vec<Effect> {
        if !self.shared_out || self.stopped.is_some() {
            return Vec::new();
        }
        let of = self.members.len() as u32;
        let mut effects = Vec::new();
        for (index, member) in (0..).zip(&mut self.members) {
            if member.share != Share::Sent {
                member.share = Share::Asked;
                effects.push(Effect::trainer(ToTrainer::Share { index, of }));
            }
        }
        effects
    }

    /// The trainer has handed out share `index` of `of`.
    pub fn pass_share_on(&mut self, index: u32, of: u32, train_bytes: u32) -> Vec<Effect> {
        let workers = self.members.len();
        let Some(member) = self.members.get_mut(index as usize) else { return Vec::new() };
        if of as usize != workers || member.share != Share::Asked {
            return Vec::new();
        }
        member.share = Share::Sent;
        member.unconfirmed += 1;
        let mut effects = vec![Effect::Slicer(index as usize, ToSlicer::Share { train_bytes }, Payload::Parked(index))];
        effects.extend(self.feed(index as usize));
        effects
    }

    /// Worker `index` has its share in place: so many training and test examples, in so many blocks.
    pub fn confirm_share(&mut self, index: usize, examples: [u32; 2], blocks: [u32; 2]) -> Vec<Effect> {
        let Some(member) = self.members.get_mut(index) else { return Vec::new() };
        member.unconfirmed = member.unconfirmed.saturating_sub(1);
        if member.unconfirmed > 0 || member.share != Share::Sent {
            // An answer about examples that are no longer in use.
            return Vec::new();
        }
        let size = |i: usize| Size { examples: examples[i] as usize, blocks: blocks[i] as usize };
        member.sizes = Some([size(0), size(1)]);
        self.assemble();
        self.feed_all()
    }

    /// Begins a slice; whatever slice came before is dropped. Returns the new one's number.
    pub fn begin(&mut self, subject: Subject, slice: &Slice) -> (u32, Vec<Effect>) {
        self.last_job += 1;
        self.held = false;
        let points = slice.order().iter().map(|&index| Wanted::Grid(slice.grid().point(index))).collect();
        let first = slice.stages().first().map_or(1, |stage| stage.points);
        self.job =
            Some(Job { number: self.last_job, subject, points, out: 0, first, cut_short: false, assembly: None });
        self.members.iter_mut().for_each(Member::forget_job);
        self.assemble();
        (self.last_job, self.feed_all())
    }

    /// Leaves the time to a plane that is being made: workers finish what they have been sent and stand still until the next
    /// slice, or until [`Self::go_on`].
    pub fn hold(&mut self) {
        self.held = true;
    }

    /// No other plane comes after all: goes on with the slice at work.
    pub fn go_on(&mut self) -> Vec<Effect> {
        self.held = false;
        self.feed_all()
    }

    /// Computes no more points of the slice at work than workers have been sent; single ones can still be asked for.
    pub fn cut_short(&mut self) {
        let sent = self.members.iter().map(|member| member.asked).max().unwrap_or_default();
        if let Some(job) = &mut self.job {
            job.cut_short = true;
            job.points.truncate(sent);
        }
    }

    /// Whether points of this slice are still to come, but single ones.
    #[must_use]
    pub fn is_measuring(&self, number: u32) -> bool {
        self.job.as_ref().is_some_and(|job| job.number == number && !job.cut_short)
    }

    /// Drops the slice at work. Workers finish the chunk they are at.
    pub fn cancel(&mut self) {
        self.job = None;
    }

    /// Takes sums of worker `index`, `[point][block of its share][moment]`. Returns the next costs, in order, and what to do
    /// next. Sums of another slice, or sums that do not fit, are dropped.
    pub fn take(&mut self, index: usize, job: u32, points: usize, sums: &[f64]) -> (Vec<Cost>, Vec<Effect>) {
        let nothing = (Vec::new(), Vec::new());
        let Some(at_work) = self.job.as_mut().filter(|at_work| at_work.number == job) else { return nothing };
        let (Some(member), Some(assembly)) = (self.members.get_mut(index), &mut at_work.assembly) else {
            return nothing;
        };
        let Subject { part, sampling, .. } = at_work.subject;
        let sums_of_a_point = member.size(part).map_or(0, |size| size.blocks) * sampling.moments();
        if member.in_flight == 0 || sums.len() != points * sums_of_a_point || member.answered + points > member.asked {
            return nothing;
        }
        member.in_flight -= 1;
        member.answered += points;
        member.watch.progress();
        let costs = assembly.add(index, sums);
        let wanted = at_work.points.iter().skip(at_work.out);
        let costs: Vec<Cost> = costs
            .into_iter()
            .zip(wanted)
            .map(|(cost, wanted)| match wanted {
                Wanted::Grid(_) => Cost::Grid(cost),
                Wanted::Single(_) => Cost::Single(cost),
            })
            .collect();
        at_work.out += costs.len();
        let effects = if at_work.out == at_work.first { self.feed_all() } else { self.feed(index) };
        (costs, effects)
    }

    /// Worker `index` died: starts another in its place, which gets the same share and the points still owed. Gives up
    /// after three deaths within a minute.
    pub fn died(&mut self, index: usize, now_ms: f64) -> bool {
        let Some(member) = self.members.get_mut(index) else { return true };
        let again = member.watch.died(now_ms);
        member.begin_anew();
        again
    }

    /// Stops for good, until [`Self::restart`].
    pub fn stop(&mut self, why: String) {
        self.job = None;
        self.stopped = Some(why);
    }

    /// Works again after a stop, with nothing but new workers, which the caller has to start.
    pub fn restart(&mut self) -> Vec<Effect> {
        self.stopped = None;
        self.job = None;
        for member in &mut self.members {
            *member = Member::default();
        }
        self.ask_for_shares()
    }

    fn assemble(&mut self) {
        let Some(job) = self.job.as_mut().filter(|job| job.assembly.is_none()) else { return };
        let Subject { part, sampling, .. } = job.subject;
        let sizes: Option<Vec<Size>> = self.members.iter().map(|member| member.size(part)).collect();
        if let Some(sizes) = sizes {
            let blocks: Vec<usize> = sizes.iter().map(|size| size.blocks).collect();
            job.assembly = Some(Assembly::new(&blocks, sizes.iter().map(|size| size.examples).sum(), sampling));
        }
    }

    fn feed_all(&mut self) -> Vec<Effect> {
        (0..self.members.len()).flat_map(|index| self.feed(index)).collect()
    }

    /// What worker `index` needs to be busy.
    fn feed(&mut self, index: usize) -> Vec<Effect> {
        let mut effects = Vec::new();
        let Some(job) = self.job.as_ref().filter(|job| job.assembly.is_some() && self.stopped.is_none() && !self.held)
        else {
            return effects;
        };
        let Subject { part, sampling, .. } = job.subject;
        let before = self.members.iter().take(index).filter_map(|member| member.size(part));
        let first_block = before.map(|size| size.blocks as u32).sum();
        let Some(member) = self.members.get_mut(index) else { return effects };
        if member.share != Share::Sent || member.is_idle(part) {
            return effects;
        }
        if !member.begun {
            member.begun = true;
            let Subject { network, plane, quantity, .. } = job.subject.clone();
            let begin = ToSlicer::Begin { job: job.number, network, part, quantity, sampling, first_block };
            effects.push(Effect::Slicer(index, begin, Payload::Floats(plane)));
        }
        let most_in_flight = if self.gentle { 1 } else { Member::MOST_IN_FLIGHT };
        // Nobody goes ahead before the first picture is complete: it would take the time of those it waits for.
        let most_asked = if job.out < job.first { job.first.min(job.points.len()) } else { job.points.len() };
        while member.in_flight < most_in_flight && member.asked < most_asked {
            let count = if member.asked == 0 { job.first } else { member.chunk(part, sampling, self.gentle) };
            let wanted = job.points[member.asked..].iter().take(count);
            let points: Vec<(f32, f32)> = wanted
                .map(|wanted| match *wanted {
                    Wanted::Grid(point) | Wanted::Single(point) => point,
                })
                .collect();
            member.asked += points.len();
            member.in_flight += 1;
            effects.push(Effect::Slicer(index, ToSlicer::Points { job: job.number, points }, Payload::None));
        }
        effects
    }
}
