//! A plane through a point of the landscape.

use crate::random::Random;

/// The points origin + a u + b v. u and v are of length 1 and at right angles, unless the plane was made
/// [`Plane::skew`]; wherever it matters their true lengths and angle are used.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    origin: Vec<f32>,
    u: Vec<f32>,
    v: Vec<f32>,
    metric: Metric,
}

/// The products u.u, u.v and v.v.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Metric {
    uu: f64,
    uv: f64,
    vv: f64,
}

/// Why no plane could be made, in words for the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaneError {
    /// The first direction is zero.
    #[error("the ground is flat here: the gradient is zero, so there is no downhill direction to slice along")]
    NoDirection,
    /// The first direction is not finite.
    #[error("the gradient is beyond all numbers here, so there is no downhill direction to slice along")]
    NotFinite,
    /// The vectors do not have the same length.
    #[error("origin and directions differ in length")]
    Length,
    /// Two points are the same.
    #[error("two of the points are the same: save points that lie apart, for example by training between them")]
    SamePoint,
    /// The run has not left its start.
    #[error("the run still stands where it began: train some steps first")]
    AtStart,
    /// Three points lie on one line.
    #[error("the three points lie on one line, and many planes go through a line: save a third point beside it")]
    OneLine,
    /// Too few different points for principal components.
    #[error("the path is too short: its plane needs three points that are not on one line, so train some steps first")]
    ShortPath,
    /// The same parameter twice, or one that there is not.
    #[error("the two parameters must be different ones of this network")]
    Parameters,
    /// All weights are zero, so that there is no length to normalise to.
    #[error("all weights are zero here: directions normalised to their lengths are zero too")]
    NoWeights,
    /// There is no momentum.
    #[error("there is no momentum: choose the optimiser Momentum or Adam and train some steps first")]
    NoMomentum,
    /// The Hessian is zero, or as good as that.
    #[error("the ground does not bend here: the curvature is zero, so there are no directions of greatest curvature")]
    NoBend,
    /// The curvature is not a finite number.
    #[error("the curvature is beyond all numbers here, so there is no direction of greatest curvature")]
    NoCurvature,
}

/// Where a point lies relative to a plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Projected {
    /// Along u.
    pub a: f32,
    /// Along v.
    pub b: f32,
    /// The distance from the plane.
    pub off: f32,
}

/// The stream of random numbers for a direction that must only be at right angles to the first.
const STREAM: u64 = 2;

impl Plane {
    /// Through `origin`, u along `first`, v along `second` as far as it is at right angles to `first` (Gram and Schmidt).
    /// Where `second` has no such part, v is a random direction by `seed`.
    ///
    /// # Errors
    /// When `first` is zero or not finite, or lengths differ.
    pub fn new(origin: &[f32], first: &[f32], second: &[f32], seed: u64) -> Result<Self, PlaneError> {
        if first.len() != origin.len() || second.len() != origin.len() {
            return Err(PlaneError::Length);
        }
        if first.iter().any(|x| !x.is_finite()) {
            return Err(PlaneError::NotFinite);
        }
        let u = normalised(&wide(first)).ok_or(PlaneError::NoDirection)?;
        let across = orthogonal(&wide(second), &u).or_else(|| {
            let mut random = Random::new(seed, STREAM);
            orthogonal(&(0..u.len()).map(|_| random.normal()).collect::<Vec<_>>(), &u)
        });
        let v = across.ok_or(PlaneError::NoDirection)?;
        Ok(Self::with(origin.to_vec(), narrow(&u), narrow(&v)))
    }

    /// Through `origin`, with directions used as they are: of any length, and not at right angles.
    ///
    /// # Errors
    /// When lengths differ, or the directions do not span a plane.
    pub fn skew(origin: &[f32], u: &[f32], v: &[f32]) -> Result<Self, PlaneError> {
        if u.len() != origin.len() || v.len() != origin.len() {
            return Err(PlaneError::Length);
        }
        let plane = Self::with(origin.to_vec(), u.to_vec(), v.to_vec());
        let spanned = plane.metric.determinant();
        if spanned <= 1e-10 * plane.metric.uu * plane.metric.vv || !spanned.is_finite() {
            return Err(PlaneError::NoDirection);
        }
        Ok(plane)
    }

    fn with(origin: Vec<f32>, u: Vec<f32>, v: Vec<f32>) -> Self {
        let product = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum();
        let metric = Metric { uu: product(&u, &u), uv: product(&u, &v), vv: product(&v, &v) };
        Self { origin, u, v, metric }
    }

    /// From three vectors one after the other: origin, u, v, as [`Self::to_vectors`] gives them.
    ///
    /// # Errors
    /// When the length is no multiple of three.
    pub fn from_vectors(vectors: &[f32]) -> Result<Self, PlaneError> {
        let n = vectors.len() / 3;
        if vectors.len() != 3 * n {
            return Err(PlaneError::Length);
        }
        Ok(Self::with(vectors[..n].to_vec(), vectors[n..2 * n].to_vec(), vectors[2 * n..].to_vec()))
    }

    /// Origin, u and v, one after the other.
    #[must_use]
    pub fn to_vectors(&self) -> Vec<f32> {
        [&self.origin[..], &self.u, &self.v].concat()
    }

    /// theta0.
    #[must_use]
    pub fn origin(&self) -> &[f32] {
        &self.origin
    }

    /// The length of one unit of a: 1, but for planes whose directions are used as they are. Divided by it, a distance from
    /// the plane is on the map's scale.
    #[must_use]
    pub fn unit(&self) -> f64 {
        self.metric.uu.sqrt()
    }

    /// The first direction.
    #[must_use]
    pub fn u(&self) -> &[f32] {
        &self.u
    }

    /// The second direction.
    #[must_use]
    pub fn v(&self) -> &[f32] {
        &self.v
    }

    /// The point (a, b).
    #[must_use]
    pub fn at(&self, a: f32, b: f32) -> Vec<f32> {
        self.origin.iter().zip(self.u.iter().zip(&self.v)).map(|(o, (u, v))| (o + b * v) + a * u).collect()
    }

    /// Where `theta` lies: the foot of the perpendicular, and its length.
    #[must_use]
    pub fn project(&self, theta: &[f32]) -> Projected {
        let (mut along_u, mut along_v, mut square) = (0.0, 0.0, 0.0);
        for ((t, o), (u, v)) in theta.iter().zip(&self.origin).zip(self.u.iter().zip(&self.v)) {
            let d = f64::from(*t) - f64::from(*o);
            along_u += d * f64::from(*u);
            along_v += d * f64::from(*v);
            square += d * d;
        }
        let Metric { uu, uv, vv } = self.metric;
        let determinant = self.metric.determinant();
        let a = (vv * along_u - uv * along_v) / determinant;
        let b = (uu * along_v - uv * along_u) / determinant;
        let off = square - a * along_u - b * along_v;
        Projected { a: a as f32, b: b as f32, off: if off > 0.0 { off.sqrt() as f32 } else { 0.0 } }
    }
}

impl Metric {
    fn determinant(&self) -> f64 {
        self.uu * self.vv - self.uv * self.uv
    }
}

fn wide(vector: &[f32]) -> Vec<f64> {
    vector.iter().map(|&x| f64::from(x)).collect()
}

pub(super) fn narrow(vector: &[f64]) -> Vec<f32> {
    vector.iter().map(|&x| x as f32).collect()
}

pub(super) fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

fn normalised(vector: &[f64]) -> Option<Vec<f64>> {
    let norm = dot(vector, vector).sqrt();
    (norm.is_finite() && norm > 0.0).then(|| vector.iter().map(|x| x / norm).collect())
}

/// The part of `vector` at right angles to the unit vector `u`, of length 1; none if hardly anything is left.
fn orthogonal(vector: &[f64], u: &[f64]) -> Option<Vec<f64>> {
    let vector = normalised(vector)?;
    let remove = |x: &[f64]| {
        let along = dot(x, u);
        x.iter().zip(u).map(|(x, u)| x - along * u).collect::<Vec<f64>>()
    };
    let rest = remove(&vector);
    if dot(&rest, &rest) < 1e-10 {
        return None;
    }
    // Twice is enough (Giraud, Langou and Rozloznik 2005): the first pass leaves rounding errors where little is left.
    normalised(&remove(&normalised(&rest)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn random(seed: u64, n: usize) -> Vec<f32> {
        let mut random = Random::new(seed, 0);
        (0..n).map(|_| random.normal() as f32).collect()
    }

    #[test]
    fn directions_are_orthonormal_even_when_nearly_parallel() {
        let (origin, first) = (random(1, 13_002), random(2, 13_002));
        let noise = random(3, 13_002);
        for mix in [1.0, 1e-2, 1e-4] {
            let second: Vec<f32> = first.iter().zip(&noise).map(|(f, n)| f + mix * n).collect();
            let plane = Plane::new(&origin, &first, &second, 1).unwrap();
            let (u, v) = (wide(plane.u()), wide(plane.v()));
            assert!((dot(&u, &u) - 1.0).abs() < 1e-6);
            assert!((dot(&v, &v) - 1.0).abs() < 1e-6);
            assert!(dot(&u, &v).abs() < 1e-6, "{mix}: {}", dot(&u, &v));
        }
    }

    #[test]
    fn parallel_directions_take_a_random_second_one_by_seed() {
        let (origin, first) = (random(1, 50), random(2, 50));
        let plane = |seed| Plane::new(&origin, &first, &first, seed).unwrap();
        assert_eq!(plane(1), plane(1));
        assert_ne!(plane(1), plane(2));
        assert!(dot(&wide(plane(1).u()), &wide(plane(1).v())).abs() < 1e-6);
    }

    #[test]
    fn flat_ground_and_wrong_lengths_have_no_plane() {
        let zero = vec![0.0; 5];
        assert_eq!(Plane::new(&zero, &zero, &zero, 1), Err(PlaneError::NoDirection));
        assert_eq!(Plane::new(&zero, &[f32::NAN; 5], &zero, 1), Err(PlaneError::NotFinite));
        assert_eq!(Plane::new(&zero, &[1.0; 4], &zero, 1), Err(PlaneError::Length));
        assert_eq!(Plane::from_vectors(&[0.0; 4]), Err(PlaneError::Length));
    }

    #[test]
    fn a_skew_plane_projects_by_its_true_lengths_and_angle() {
        let plane = Plane::skew(&[1.0, 0.0, 0.0], &[2.0, 0.0, 0.0], &[1.0, 1.0, 0.0]).unwrap();
        let found = plane.project(&[1.0 + 2.0 * 0.5 + 3.0, 3.0, 7.0]);
        assert_eq!(found, Projected { a: 0.5, b: 3.0, off: 7.0 });
        assert_eq!(Plane::skew(&[0.0; 3], &[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]), Err(PlaneError::NoDirection));
        assert_eq!(Plane::skew(&[0.0; 3], &[f32::NAN; 3], &[1.0; 3]), Err(PlaneError::NoDirection));
    }

    #[test]
    fn projecting_a_point_of_the_plane_finds_its_coordinates() {
        let plane = Plane::new(&random(1, 2000), &random(2, 2000), &random(3, 2000), 1).unwrap();
        assert_eq!(Plane::from_vectors(&plane.to_vectors()).unwrap(), plane);
        let on = plane.project(&plane.at(1.5, -0.25));
        assert!((on.a - 1.5).abs() < 1e-5 && (on.b + 0.25).abs() < 1e-5 && on.off < 1e-4, "{on:?}");
        // A step of length 3 at right angles to both directions.
        let away = Plane::new(plane.u(), plane.u(), &random(9, 2000), 1).unwrap();
        let third = orthogonal(&wide(away.v()), &wide(plane.v())).unwrap();
        let point: Vec<f32> = plane.at(1.0, 0.0).iter().zip(third).map(|(p, t)| p + 3.0 * t as f32).collect();
        let off = plane.project(&point);
        assert!((off.a - 1.0).abs() < 1e-4 && off.b.abs() < 1e-4 && (off.off - 3.0).abs() < 1e-4, "{off:?}");
    }
}
