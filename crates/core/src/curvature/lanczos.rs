//! The largest eigenvalues of a matrix that is only known by its products.

use super::symmetric::eigen;

/// Lanczos's method (1950) with full reorthogonalisation: from products with one direction after the other, each at right
/// angles to all before, it finds the extreme eigenvalues first.
///
/// Give [`Self::push`] the product of the matrix with [`Self::direction`] until it answers.
#[derive(Clone, Debug)]
pub struct Lanczos {
    wanted: usize,
    /// Directions so far, of length 1 and at right angles; the last is the present one.
    basis: Vec<Vec<f64>>,
    /// The tridiagonal matrix: diagonal, and what stands beside it.
    alpha: Vec<f64>,
    beta: Vec<f64>,
}

/// An eigenvalue and its vector.
type Pair = (f64, Vec<f64>);

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The eigenvalues wanted and their vectors, largest first; fewer where the matrix has no more.
    pub pairs: Vec<Pair>,
    /// Whether every residual |A x - value x| is below the tolerance; if not, directions may be mixed with others whose
    /// values are near.
    pub settled: bool,
}

impl Lanczos {
    /// A pair counts as found once |A x - value x| is below this, relative to the largest value.
    const TOLERANCE: f64 = 1e-3;
    /// A small residual after fewer products may be that of any eigenvector the first direction happened to be near.
    const LEAST: usize = 10;
    /// Whatever is known after so many products has to do.
    const MOST: usize = 48;

    /// For the `wanted` largest eigenvalues, from `first` on, which must not be zero.
    #[must_use]
    pub fn new(first: Vec<f64>, wanted: usize) -> Self {
        let norm = norm(&first);
        let first = first.iter().map(|x| x / norm).collect();
        Self { wanted: wanted.max(1), basis: vec![first], alpha: Vec::new(), beta: Vec::new() }
    }

    /// What to multiply next, of length 1.
    #[must_use]
    pub fn direction(&self) -> &[f64] {
        &self.basis[self.basis.len() - 1]
    }

    /// Takes the product with the present direction. The eigenvalues wanted once they are found; none of them
    /// (`Some(None)`) if a product was not finite.
    pub fn push(&mut self, product: &[f64]) -> Option<Option<Found>> {
        let alpha = dot(product, self.direction());
        if !alpha.is_finite() {
            return Some(None);
        }
        self.alpha.push(alpha);
        let mut rest = product.to_vec();
        // Twice: rounding would otherwise bring found directions back.
        for _ in 0..2 {
            for direction in &self.basis {
                let along = dot(&rest, direction);
                rest.iter_mut().zip(direction).for_each(|(r, d)| *r -= along * d);
            }
        }
        let beta = norm(&rest);
        let m = self.alpha.len();
        let mut small = vec![0.0; m * m];
        for i in 0..m {
            small[i * m + i] = self.alpha[i];
            if i + 1 < m {
                small[i * m + i + 1] = self.beta[i];
                small[(i + 1) * m + i] = self.beta[i];
            }
        }
        let found = eigen(&small, m);
        let scale = found.values.iter().fold(0.0f64, |most, value| most.max(value.abs()));
        let wanted = self.wanted.min(m);
        let residual = |i: usize| beta * found.vectors[i][m - 1].abs();
        let exhausted = beta <= 1e-12 * scale || m == product.len();
        let settled = (0..wanted).all(|i| residual(i) <= Self::TOLERANCE * scale);
        let done = m >= self.wanted.max(Self::LEAST) && settled;
        if !(exhausted || done || m >= Self::MOST) {
            self.beta.push(beta);
            self.basis.push(rest.iter().map(|r| r / beta).collect());
            return None;
        }
        let pairs = (0..wanted).map(|i| {
            let mut vector = vec![0.0; product.len()];
            for (direction, weight) in self.basis.iter().zip(&found.vectors[i]) {
                vector.iter_mut().zip(direction).for_each(|(x, d)| *x += weight * d);
            }
            (found.values[i], vector)
        });
        Some(Some(Found { pairs: pairs.collect(), settled: settled || exhausted }))
    }
}

fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

fn norm(x: &[f64]) -> f64 {
    dot(x, x).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(diagonal: &[f64], wanted: usize) -> Option<Vec<Pair>> {
        let mut lanczos = Lanczos::new((0..diagonal.len()).map(|i| 1.0 + (i % 7) as f64).collect(), wanted);
        loop {
            let product: Vec<f64> = lanczos.direction().iter().zip(diagonal).map(|(x, d)| d * x).collect();
            if let Some(found) = lanczos.push(&product) {
                return found.map(|found| found.pairs);
            }
        }
    }

    #[test]
    fn the_two_largest_of_a_spectrum_like_a_networks() {
        // A bulk around zero, some of it negative, and two outliers.
        let mut diagonal: Vec<f64> = (0..400).map(|i| 0.02 * (f64::from(i) / 200.0 - 1.0)).collect();
        (diagonal[100], diagonal[300]) = (0.5, 0.8);
        let found = run(&diagonal, 2).unwrap();
        for ((value, vector), (known, at)) in found.iter().zip([(0.8, 300), (0.5, 100)]) {
            assert!((value - known).abs() < 1e-5, "{value}");
            assert!(vector[at].abs() > 0.999 && (norm(vector) - 1.0).abs() < 1e-9);
        }
        assert!(dot(&found[0].1, &found[1].1).abs() < 1e-9);
    }

    #[test]
    fn the_largest_counts_not_the_largest_in_size() {
        let found = run(&[-3.0, 0.1, 1.0, 0.5], 1).unwrap();
        assert!((found[0].0 - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_flat_or_tiny_matrix_ends_and_one_that_is_no_number_says_so() {
        assert_eq!(run(&[0.0; 30], 1).unwrap()[0].0, 0.0);
        assert_eq!(run(&[2.0], 2).unwrap().len(), 1);
        assert!(run(&[f64::NAN; 5], 1).is_none());
    }
}
