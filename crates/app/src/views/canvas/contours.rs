//! Isolines, and where their labels go.

use contour::ContourBuilder;

use super::levels::Levels;
use super::ranking::ranked;
use super::surface::{Raster, Surface};

/// A line of equal height.
#[derive(Clone, Debug)]
pub(super) struct Isoline {
    /// Which of the levels.
    pub(super) level: usize,
    /// On the map, both coordinates 0 to 1: x to the right, y down (b runs up).
    pub(super) points: Vec<(f64, f64)>,
}

/// At least so many points a side, so that lines look smooth.
const FINENESS: usize = 100;

/// All ground above a level: the rings around it, closed, as the contour crate gives them.
pub(super) struct Above {
    /// Which of the levels.
    pub(super) level: usize,
    rings: contour::Line,
    /// Points a side of the grid that was traced.
    width: usize,
}

impl Above {
    /// The rings in the map's coordinates, as [`Isoline`] has them. Along the border they run just outside of the map. What
    /// lies in an odd number of them is above.
    pub(super) fn rings(&self) -> impl Iterator<Item = impl Iterator<Item = (f64, f64)>> {
        let last = (self.width - 1) as f64;
        let on_map = move |x: f64, y: f64| ((x - 0.5) / last, 1.0 - (y - 0.5) / last);
        self.rings.geometry().0.iter().map(move |ring| ring.0.iter().map(move |point| on_map(point.x, point.y)))
    }
}

/// The ground above every level at which a line runs, the lowest first, and what was traced.
pub(super) fn grounds(surface: &Surface, levels: &Levels) -> (Vec<Above>, Raster) {
    let cells = surface.side() - 1;
    let split = FINENESS.div_ceil(cells);
    let width = cells * split + 1;
    let places: Vec<f64> = (0..width).map(|i| i as f64 / split as f64).collect();
    let mut raster = surface.raster(&places, &places);
    // A plateau that lies at a level up to rounding must not break out in a rash of lines.
    for height in &mut raster.heights {
        let band = levels.band(*height);
        let (below, above) = (levels.heights()[band], levels.heights()[band + 1]);
        if above - *height < 1e-4 * (above - below) && *height < above {
            *height = above;
        }
    }
    // The lowest level is below everything, and so is the highest above it, unless the scale is cut off.
    let last = levels.bands() + usize::from(levels.is_open());
    let inner: Vec<usize> = (1..last).collect();
    let thresholds: Vec<f64> = inner.iter().map(|&level| levels.heights()[level]).collect();
    let lines = ContourBuilder::new(width, width, true).lines(&raster.heights, &thresholds).unwrap_or_default();
    (inner.into_iter().zip(lines).map(|(level, rings)| Above { level, rings, width }).collect(), raster)
}

/// Where the cost overflows, traced in the same way; none where it does so nowhere.
pub(super) fn overflow(raster: &Raster) -> Option<Above> {
    if raster.overflows.is_empty() {
        return None;
    }
    let width = raster.overflows.len().isqrt();
    let mask: Vec<f64> = raster.overflows.iter().map(|&overflows| f64::from(overflows)).collect();
    let rings = ContourBuilder::new(width, width, true).lines(&mask, &[0.5]).ok()?.pop()?;
    Some(Above { level: 0, rings, width })
}

/// All isolines of a surface.
pub(super) fn isolines(surface: &Surface, levels: &Levels) -> Vec<Isoline> {
    if surface.overflows_everywhere() {
        return Vec::new();
    }
    let (grounds, raster) = grounds(surface, levels);
    let mut lines = Vec::new();
    for Above { level, rings, width } in &grounds {
        for ring in &rings.geometry().0 {
            let points = ring.0.iter().map(|point| (point.x, point.y));
            cut_open(points, *width, &raster.overflows, |points| lines.push(Isoline { level: *level, points }));
        }
    }
    lines
}

/// The contour crate closes every ring along the grid's border. Cuts away what runs there, or through the overflow, and
/// brings points to the map's coordinates.
fn cut_open(
    ring: impl Iterator<Item = (f64, f64)>,
    width: usize,
    overflows: &[bool],
    mut found: impl FnMut(Vec<(f64, f64)>),
) {
    let (border, last) = (width as f64, (width - 1) as f64);
    let on_border = |x: f64, y: f64| x <= 0.0 || y <= 0.0 || x >= border || y >= border;
    // Point (i, j) of the grid stands at (i + 0.5, j + 0.5) in the crate's coordinates.
    let overflowing = |x: f64, y: f64| {
        let ends = |place: f64| {
            let low = (place - 0.5).floor().clamp(0.0, last) as usize;
            (low, ((place - 0.5).ceil().clamp(0.0, last)) as usize)
        };
        let ((left, right), (top, bottom)) = (ends(x), ends(y));
        [(top, left), (top, right), (bottom, left), (bottom, right)].iter().any(|(r, c)| overflows[r * width + c])
    };
    let mut pieces: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    let mut whole = true;
    for (x, y) in ring {
        if on_border(x, y) || (!overflows.is_empty() && overflowing(x, y)) {
            whole = false;
            pieces.push(Vec::new());
        } else if let Some(piece) = pieces.last_mut() {
            piece.push(((x - 0.5) / last, 1.0 - (y - 0.5) / last));
        }
    }
    // A ring has no beginning: the last piece goes on in the first.
    if !whole && pieces.len() > 1 {
        let first = std::mem::take(&mut pieces[0]);
        if let Some(end) = pieces.last_mut() {
            // The ring's first point is its last one, too.
            let again = usize::from(!end.is_empty() && first.first() == end.last());
            end.extend(first.into_iter().skip(again));
        }
    }
    pieces.into_iter().filter(|piece| piece.len() > 1).for_each(&mut found);
}

/// A number on a line.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Label {
    /// Which of the levels.
    pub(super) level: usize,
    /// Its middle, in pixels from the map's top left.
    pub(super) at: (f64, f64),
    /// Which way it is read: of length one, never to the left, so that the number stands upright. No angle: sine and cosine
    /// would weigh more than all of this.
    pub(super) along: (f64, f64),
}

/// What a place for a label must keep clear of.
pub(super) struct Clearance {
    /// The map's side, in pixels.
    pub(super) side: f64,
    /// The type's size, in pixels.
    pub(super) text: f64,
    /// Rectangles that are taken: left, top, right, bottom.
    pub(super) taken: Vec<(f64, f64, f64, f64)>,
}

/// Places for the numbers of the strong lines. `width` is a level's number's width in pixels.
pub(super) fn place_labels(
    lines: &[Isoline],
    levels: &Levels,
    clearance: &Clearance,
    width: impl Fn(usize) -> f64,
) -> Vec<Label> {
    let strong: Vec<(f64, &Isoline)> = lines
        .iter()
        .filter(|line| levels.is_strong(line.level))
        .map(|line| (length(&line.points) * clearance.side, line))
        .collect();
    // The longest lines are labelled first.
    let lengths: Vec<f64> = strong.iter().map(|(length, _)| *length).collect();
    let longest_first = ranked(&lengths).into_iter().rev().map(|place| strong[place]);
    let mut labels: Vec<(Label, f64)> = Vec::new();
    for (length, line) in longest_first {
        let width = width(line.level) + 6.0;
        if length < 2.2 * width {
            continue;
        }
        let points: Vec<(f64, f64)> =
            line.points.iter().map(|(x, y)| (x * clearance.side, y * clearance.side)).collect();
        let wished = 1 + (length / (clearance.side * 1.2)) as usize;
        for _ in 0..wished {
            let best = candidates(&points, width)
                .filter(|(label, _)| is_clear(*label, width, clearance))
                .filter(|(label, _)| {
                    labels.iter().all(|(other, other_width)| {
                        let apart = (label.0.0 - other.at.0).hypot(label.0.1 - other.at.1);
                        let same = if other.level == line.level { 0.3 * clearance.side } else { 0.0 };
                        apart > (0.5 * (width + other_width) + clearance.text).max(same)
                    })
                })
                .max_by(|a, b| a.1.total_cmp(&b.1));
            let Some(((at, along), _)) = best else { break };
            labels.push((Label { level: line.level, at, along }, width));
        }
    }
    labels.into_iter().map(|(label, _)| label).collect()
}

/// A label's middle, and which way it is read.
type Place = ((f64, f64), (f64, f64));

fn is_clear((at, along): Place, width: f64, clearance: &Clearance) -> bool {
    let reach_x = 0.5 * (width * along.0.abs() + clearance.text * along.1.abs());
    let reach_y = 0.5 * (width * along.1.abs() + clearance.text * along.0.abs());
    let edge = 0.6 * clearance.text;
    let (left, right) = (at.0 - reach_x, at.0 + reach_x);
    let (top, bottom) = (at.1 - reach_y, at.1 + reach_y);
    left > edge
        && top > edge
        && right < clearance.side - edge
        && bottom < clearance.side - edge
        && clearance.taken.iter().all(|taken| right < taken.0 || left > taken.2 || bottom < taken.1 || top > taken.3)
}

/// Places every few pixels along a line where it is straight enough for a number, and how good they are.
fn candidates(points: &[(f64, f64)], width: f64) -> impl Iterator<Item = (Place, f64)> {
    const STRIDE: f64 = 5.0;
    let mut run = vec![0.0];
    for pair in points.windows(2) {
        run.push(run[run.len() - 1] + (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1));
    }
    let total = run[run.len() - 1];
    let at = move |distance: f64| {
        let i = run.partition_point(|&r| r < distance).clamp(1, run.len() - 1);
        let share = (distance - run[i - 1]) / (run[i] - run[i - 1]).max(1e-12);
        let (from, to) = (points[i - 1], points[i]);
        (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share)
    };
    let places = ((total - width) / STRIDE).max(0.0) as usize;
    (0..places).filter_map(move |i| {
        let middle = 0.5 * width + i as f64 * STRIDE;
        let (from, centre, to) = (at(middle - 0.5 * width), at(middle), at(middle + 0.5 * width));
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        let chord = length / width;
        let sag = (centre.0 - 0.5 * (from.0 + to.0)).hypot(centre.1 - 0.5 * (from.1 + to.1)) / width;
        if chord < 0.93 || sag > 0.12 {
            return None;
        }
        let length = if to.0 < from.0 { -length } else { length };
        let along = ((to.0 - from.0) / length, (to.1 - from.1) / length);
        // Straight, and rather level than steep.
        Some(((centre, along), chord - 2.0 * sag + 0.15 * along.0))
    })
}

/// The length of a line.
fn length(points: &[(f64, f64)]) -> f64 {
    points.windows(2).map(|pair| (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1)).sum()
}

#[cfg(test)]
mod tests {
    use super::super::levels::Spacing;
    use super::*;

    /// A cone: height = distance from the middle, so that every isoline is a circle.
    fn cone(side: usize) -> (Surface, Levels) {
        let middle = (side - 1) as f64 / 2.0;
        let values: Vec<f64> =
            (0..side * side).map(|i| ((i % side) as f64 - middle).hypot((i / side) as f64 - middle) / middle).collect();
        let levels = Levels::new(&values, Spacing::Linear, None).unwrap();
        (Surface::new(side, &values).unwrap(), levels)
    }

    #[test]
    fn isolines_of_a_cone_are_circles() {
        let (surface, levels) = cone(41);
        let lines = isolines(&surface, &levels);
        let mut inner = 0;
        for line in &lines {
            let radius = levels.heights()[line.level];
            for (x, y) in &line.points {
                let found = (x - 0.5).hypot(y - 0.5) * 2.0;
                assert!((found - radius).abs() < 0.01, "level {radius}: {found}");
            }
            if radius < 0.99 {
                inner += 1;
                assert_eq!(line.points.first(), line.points.last(), "a circle is closed");
                let round = length(&line.points);
                assert!((round - radius * std::f64::consts::PI).abs() < 0.02, "{radius} {round}");
            }
        }
        assert_eq!(inner, levels.heights().iter().filter(|&&h| h > 0.0 && h < 0.99).count());
        // Outside of the largest whole circle there are arcs only, and none of them runs along the border.
        let arcs: Vec<&Isoline> = lines.iter().filter(|line| levels.heights()[line.level] > 1.01).collect();
        assert!(!arcs.is_empty() && arcs.iter().all(|arc| arc.points.first() != arc.points.last()));
    }

    #[test]
    fn b_runs_up_and_y_down() {
        // Height = b: the line at 0.25 of the range lies in the lower part of the map.
        let values: Vec<f64> = (0..25).map(|i| f64::from(i / 5) / 4.0).collect();
        let levels = Levels::new(&values, Spacing::Linear, None).unwrap();
        let lines = isolines(&Surface::new(5, &values).unwrap(), &levels);
        let low = lines.iter().min_by_key(|line| line.level).unwrap();
        assert!(low.points.iter().all(|(_, y)| *y > 0.8));
        assert!((length(&low.points) - 1.0).abs() < 0.02, "from border to border");
    }

    #[test]
    fn lines_stop_before_the_overflow() {
        let mut values: Vec<f64> = (0..441).map(|i| f64::from(i % 21)).collect();
        for (i, value) in values.iter_mut().enumerate() {
            if i / 21 > 12 {
                *value = f64::INFINITY;
            }
        }
        let levels = Levels::new(&values, Spacing::Linear, None).unwrap();
        let lines = isolines(&Surface::new(21, &values).unwrap(), &levels);
        assert!(lines.len() > 5);
        assert!(lines.iter().flat_map(|line| &line.points).all(|(_, y)| *y > 0.36), "overflow is at the top");
    }

    #[test]
    fn a_plateau_at_a_level_has_no_lines() {
        let values: Vec<f64> =
            (0..441).map(|i| if i == 0 { 0.0 } else { 1.0 + f64::from(i % 3) * 1e-12 - 1e-12 }).collect();
        let levels = Levels::new(&values, Spacing::Linear, None).unwrap();
        let lines = isolines(&Surface::new(21, &values).unwrap(), &levels);
        assert!(lines.iter().flat_map(|line| &line.points).all(|(x, y)| *x < 0.2 && *y > 0.8));
    }

    #[test]
    fn labels_stand_upright_on_their_line_and_apart() {
        let (surface, levels) = cone(41);
        let clearance = Clearance { side: 600.0, text: 12.0, taken: vec![(0.0, 0.0, 300.0, 200.0)] };
        let labels = place_labels(&isolines(&surface, &levels), &levels, &clearance, |_| 24.0);
        assert!(labels.len() >= 2, "{labels:?}");
        for (i, label) in labels.iter().enumerate() {
            assert!(label.along.0 >= 0.0 && (label.along.0.hypot(label.along.1) - 1.0).abs() < 1e-9);
            let (x, y) = label.at;
            let radius = (x - 300.0).hypot(y - 300.0) / 300.0;
            assert!((radius - levels.heights()[label.level]).abs() < 0.02, "{label:?}");
            assert!(!(x < 300.0 && y < 200.0), "taken: {label:?}");
            // A tangent of the circle.
            let tangent = ((x - 300.0) * label.along.0 + (y - 300.0) * label.along.1).abs();
            assert!(tangent < 0.12 * 300.0 * radius, "{label:?}");
            for other in &labels[..i] {
                assert!((x - other.at.0).hypot(y - other.at.1) > 30.0);
            }
        }
    }
}
