//! The plane that holds most of a path: its first two principal components.

use super::grid::Extent;
use super::plane::{Plane, PlaneError};
use super::special::MARGIN;
use super::trajectory::Trajectory;
use crate::curvature::eigen;

/// So many points of the path, spread evenly, are enough.
const MOST: usize = 96;

/// The plane of a path's first two principal components (Lorch 2016).
#[derive(Clone, Debug, PartialEq)]
pub struct PrincipalPlane {
    /// Through the point given, along the two components.
    pub plane: Plane,
    /// The part of it that holds the path.
    pub extent: Extent,
    /// How much of the path's variance the plane explains, 0 to 1.
    pub explained: f64,
    /// How much of a random walk of as many steps two components would explain: without this beside it, a high share
    /// looks like a finding (Antognini and Sohl-Dickstein 2018).
    pub explained_of_a_walk: f64,
    /// Points of the path that went in.
    pub points: usize,
}

impl PrincipalPlane {
    /// Of the path so far, which has come to `here`; the plane goes through `here`.
    ///
    /// # Errors
    /// When the path has fewer than three different points, or they lie on one line.
    pub fn new(trajectory: &Trajectory, here: &[f32]) -> Result<Self, PlaneError> {
        let mut path: Vec<&[f32]> = trajectory.points().collect();
        if path.last().is_none_or(|last| *last != here) {
            path.push(here);
        }
        let every = path.len().div_ceil(MOST);
        let last = path.len() - 1;
        // Counted from the end, so that the present point is always among them.
        let path: Vec<&[f32]> =
            path.iter().enumerate().filter(|(i, _)| (last - i).is_multiple_of(every)).map(|(_, p)| *p).collect();
        let n = path.len();
        let mean: Vec<f64> =
            (0..here.len()).map(|k| path.iter().map(|p| f64::from(p[k])).sum::<f64>() / n as f64).collect();
        let centred: Vec<Vec<f32>> = path
            .iter()
            .map(|point| point.iter().zip(&mean).map(|(p, m)| (f64::from(*p) - m) as f32).collect())
            .collect();
        // The components from the n x n products between points: 13,002 x 13,002 would be the same, but larger.
        let mut products = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                let product = product(&centred[i], &centred[j]);
                (products[i * n + j], products[j * n + i]) = (product, product);
            }
        }
        let found = eigen(&products, n);
        let total: f64 = found.values.iter().map(|v| v.max(0.0)).sum();
        let (Some(&first), Some(&second)) = (found.values.first(), found.values.get(1)) else {
            return Err(PlaneError::ShortPath);
        };
        // Comparisons with NaN are false: a path that is not finite is refused as well.
        if n < 3 || !(first > 0.0 && second > 1e-10 * first) {
            return Err(PlaneError::ShortPath);
        }
        let component = |k: usize| -> Vec<f32> {
            let mut sum = vec![0.0f64; here.len()];
            for (point, weight) in centred.iter().zip(&found.vectors[k]) {
                sum.iter_mut().zip(point).for_each(|(s, p)| *s += weight * f64::from(*p));
            }
            // The path goes towards positive a and b, so that the picture does not depend on a sign that means nothing.
            let last = &centred[n - 1];
            let sign = if sum.iter().zip(last).map(|(s, p)| s * f64::from(*p)).sum::<f64>() < 0.0 { -1.0 } else { 1.0 };
            sum.iter().map(|s| (sign * s) as f32).collect()
        };
        let plane = Plane::new(here, &component(0), &component(1), 0).map_err(|_| PlaneError::ShortPath)?;
        let places = path.iter().map(|point| plane.project(point)).map(|place| (place.a, place.b));
        Ok(Self {
            extent: Extent::around(places, 1.5 * MARGIN),
            plane,
            explained: (first + second) / total,
            explained_of_a_walk: explained_of_a_walk(n),
            points: n,
        })
    }
}

/// The share of variance that two components explain of a random walk of `n` points in very many dimensions: the
/// eigenvalues of its centred covariance go as 1 / (2 - 2 cos(pi k / n)), k from 1 to n - 1 (Antognini and
/// Sohl-Dickstein, "PCA of high dimensional random walks with comparison to neural network training", 2018).
#[must_use]
pub fn explained_of_a_walk(n: usize) -> f64 {
    let value = |k: usize| 1.0 / (2.0 - 2.0 * libm::cos(std::f64::consts::PI * k as f64 / n as f64));
    let total: f64 = (1..n).map(value).sum();
    (1..n).take(2).map(value).sum::<f64>() / total
}

/// The scalar product, its terms summed in eight lanes.
fn product(x: &[f32], y: &[f32]) -> f64 {
    const LANES: usize = 8;
    let mut lanes = [0.0f64; LANES];
    let ((xs, x_rest), (ys, y_rest)) = (x.as_chunks::<LANES>(), y.as_chunks::<LANES>());
    for (x, y) in xs.iter().zip(ys) {
        for l in 0..LANES {
            lanes[l] += f64::from(x[l]) * f64::from(y[l]);
        }
    }
    let rest: f64 = x_rest.iter().zip(y_rest).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum();
    lanes.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn walk(points: usize, dimensions: usize) -> Trajectory {
        let mut random = Random::new(3, 0);
        let mut theta = vec![0.0f32; dimensions];
        let mut trajectory = Trajectory::new(0, theta.clone());
        for step in 1..points {
            theta.iter_mut().for_each(|t| *t += random.normal() as f32);
            trajectory.push(step as u64, theta.clone());
        }
        trajectory
    }

    fn here(trajectory: &Trajectory) -> Vec<f32> {
        trajectory.points().last().unwrap().to_vec()
    }

    #[cfg(not(target_arch = "wasm32"))]
    #[test]
    fn the_components_are_those_of_a_singular_value_decomposition() {
        let trajectory = walk(30, 200);
        let found = PrincipalPlane::new(&trajectory, &here(&trajectory)).unwrap();
        let mut matrix = nalgebra::DMatrix::<f64>::zeros(30, 200);
        for (i, point) in trajectory.points().enumerate() {
            point.iter().enumerate().for_each(|(j, x)| matrix[(i, j)] = f64::from(*x));
        }
        let mean = matrix.row_mean();
        matrix.row_iter_mut().for_each(|mut row| row -= &mean);
        let svd = matrix.svd(false, true);
        let squares: Vec<f64> = svd.singular_values.iter().map(|s| s * s).collect();
        let explained = (squares[0] + squares[1]) / squares.iter().sum::<f64>();
        assert!((found.explained - explained).abs() < 1e-6, "{} {explained}", found.explained);
        let rows = svd.v_t.unwrap();
        for (k, direction) in [found.plane.u(), found.plane.v()].into_iter().enumerate() {
            let along: f64 = direction.iter().enumerate().map(|(j, d)| f64::from(*d) * rows[(k, j)]).sum();
            assert!(along.abs() > 1.0 - 1e-6, "{k}: {along}");
        }
        assert_eq!(found.points, 30);
    }

    #[test]
    fn a_random_walk_scores_what_the_theory_says() {
        let trajectory = walk(60, 20_000);
        let found = PrincipalPlane::new(&trajectory, &here(&trajectory)).unwrap();
        assert!((found.explained - found.explained_of_a_walk).abs() < 0.02, "{found:?}");
        assert!((explained_of_a_walk(100_000) - 0.7599).abs() < 1e-3, "6 / pi^2 of the first two of 1 / k^2");
    }

    #[test]
    fn the_extent_holds_the_path_and_the_plane_goes_through_here() {
        let trajectory = walk(250, 50);
        let end = here(&trajectory);
        let found = PrincipalPlane::new(&trajectory, &end).unwrap();
        assert!(found.points <= MOST + 1);
        assert_eq!(found.plane.origin(), end);
        for (_, place) in trajectory.on(&found.plane) {
            let (a, b) = found.extent.centre;
            assert!((place.a - a).abs().max((place.b - b).abs()) <= found.extent.half_range * 1.2);
        }
    }

    #[test]
    fn a_path_too_short_or_straight_is_refused() {
        let start = vec![0.0, 0.0, 0.0];
        let mut trajectory = Trajectory::new(0, start.clone());
        assert_eq!(PrincipalPlane::new(&trajectory, &start), Err(PlaneError::ShortPath));
        trajectory.push(1, vec![1.0, 0.0, 0.0]);
        trajectory.push(2, vec![2.0, 0.0, 0.0]);
        assert_eq!(PrincipalPlane::new(&trajectory, &[3.0, 0.0, 0.0]), Err(PlaneError::ShortPath));
        trajectory.push(3, vec![2.0, 1.0, 0.0]);
        assert!(PrincipalPlane::new(&trajectory, &[3.0, 0.0, 0.0]).is_ok());
        trajectory.push(4, vec![f32::NAN; 3]);
        assert_eq!(PrincipalPlane::new(&trajectory, &[3.0, 0.0, 0.0]), Err(PlaneError::ShortPath));
    }
}
