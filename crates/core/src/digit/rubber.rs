//! Rubbing out parts of strokes.

use super::stroke::{Point, Stroke};

/// No piece of a stroke is longer than this share of the rubber's radius when it is cut, so that the cut looks round.
const FINENESS: f32 = 0.25;
/// And no line becomes more pieces than this.
const MOST_PIECES: f32 = 200.0;

/// What is left of `strokes` when a round rubber of `radius` has gone straight from `from` to `to`; the unit is the
/// strokes'. Strokes that it went through are cut in two. `None` if nothing was rubbed out.
#[must_use]
pub fn rub(strokes: &[Stroke], from: Point, to: Point, radius: f32) -> Option<Vec<Stroke>> {
    let mut left = Vec::with_capacity(strokes.len());
    let mut changed = false;
    for stroke in strokes {
        if !is_touched(stroke, from, to, radius) {
            left.push(stroke.clone());
            continue;
        }
        changed = true;
        let mut piece = Stroke::default();
        for (point, pressure) in finer(stroke, FINENESS * radius) {
            if !is_rubbed(point, from, to, radius) {
                piece.points.push(point);
                piece.pressure.push(pressure);
            } else if !piece.points.is_empty() {
                left.push(std::mem::take(&mut piece));
            }
        }
        if !piece.points.is_empty() {
            left.push(piece);
        }
    }
    changed.then_some(left)
}

/// Whether a round rubber of `radius` that goes straight from `from` to `to` goes over a point.
#[must_use]
pub fn is_rubbed(point: Point, from: Point, to: Point, radius: f32) -> bool {
    distance(point, from, to) <= radius
}

fn is_touched(stroke: &Stroke, from: Point, to: Point, radius: f32) -> bool {
    let mut last = None;
    stroke.drawable().any(|(point, _)| {
        let before = last.replace(point).unwrap_or(point);
        between(before, point, from, to) <= radius
    })
}

/// The stroke's points, with more between those that are farther apart than `step`.
fn finer(stroke: &Stroke, step: f32) -> Vec<(Point, f32)> {
    let mut finer: Vec<(Point, f32)> = Vec::new();
    for (point, pressure) in stroke.drawable() {
        if let Some(&(before, pressure_before)) = finer.last() {
            let (x, y) = (point.x - before.x, point.y - before.y);
            let pieces = ((x * x + y * y).sqrt() / step).ceil().clamp(1.0, MOST_PIECES);
            for i in 1..pieces as usize {
                let share = i as f32 / pieces;
                let at = Point::new(before.x + share * x, before.y + share * y);
                finer.push((at, pressure_before + share * (pressure - pressure_before)));
            }
        }
        finer.push((point, pressure));
    }
    finer
}

/// From a point to the line between `from` and `to`.
fn distance(point: Point, from: Point, to: Point) -> f32 {
    let (x, y) = (to.x - from.x, to.y - from.y);
    let square = x * x + y * y;
    let along = if square > 0.0 { ((point.x - from.x) * x + (point.y - from.y) * y) / square } else { 0.0 };
    let along = along.clamp(0.0, 1.0);
    let (dx, dy) = (point.x - from.x - along * x, point.y - from.y - along * y);
    (dx * dx + dy * dy).sqrt()
}

/// From the line a-b to the line c-d: 0 where they cross.
fn between(a: Point, b: Point, c: Point, d: Point) -> f32 {
    let side = |p: Point, q: Point, r: Point| (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
    if side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0 {
        return 0.0;
    }
    distance(a, c, d).min(distance(b, c, d)).min(distance(c, a, b)).min(distance(d, a, b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: &[(f32, f32)]) -> Stroke {
        Stroke::from(points)
    }

    #[test]
    fn a_stroke_rubbed_through_becomes_two() {
        let stroke = line(&[(0.0, 0.5), (1.0, 0.5)]);
        let left = rub(std::slice::from_ref(&stroke), Point::new(0.5, 0.0), Point::new(0.5, 1.0), 0.1).unwrap();
        assert_eq!(left.len(), 2);
        let ends = [left[0].points.last().unwrap().x, left[1].points[0].x];
        assert!((ends[0] - 0.4).abs() < 0.03 && (ends[1] - 0.6).abs() < 0.03, "{ends:?}");
        assert_eq!(rub(&[stroke], Point::new(0.5, 0.7), Point::new(0.9, 0.9), 0.1), None, "beside it");
    }

    #[test]
    fn what_lies_under_it_is_gone_and_other_strokes_stay() {
        let (dot, far) = (line(&[(0.2, 0.2)]), line(&[(0.8, 0.8), (0.9, 0.9)]));
        let left = rub(&[dot, far.clone()], Point::new(0.2, 0.2), Point::new(0.2, 0.2), 0.05).unwrap();
        assert_eq!(left, [far]);
    }

    #[test]
    fn a_long_straight_line_is_met_between_its_points() {
        let stroke = line(&[(-1e6, 0.0), (1e6, 0.0)]);
        assert!(rub(&[stroke], Point::new(0.3, -0.1), Point::new(0.3, 0.1), 0.02).is_some());
        let bad = Stroke::from(&[(f32::NAN, 0.0)][..]);
        assert_eq!(rub(&[bad], Point::new(0.0, 0.0), Point::new(1.0, 1.0), 0.1), None);
    }
}
