//! Eigenvalues of small symmetric matrices.

/// The eigenvalues of a symmetric matrix, largest first, and their vectors.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigen {
    /// Largest first.
    pub values: Vec<f64>,
    /// The vector of each value, of length 1.
    pub vectors: Vec<Vec<f64>>,
}

/// More sweeps than any matrix of numbers needs: convergence is quadratic.
const SWEEPS: usize = 40;

/// The eigenvalues and vectors of a symmetric matrix of `n` x `n` numbers, row-major, by cyclic Jacobi rotations (Golub and
/// Van Loan, "Matrix Computations", section 8.5): short, and accurate to the last digits even for tiny eigenvalues.
#[must_use]
pub fn eigen(matrix: &[f64], n: usize) -> Eigen {
    let mut a = matrix.to_vec();
    let mut v = vec![0.0; n * n];
    (0..n).for_each(|i| v[i * n + i] = 1.0);
    let total: f64 = a.iter().map(|x| x * x).sum();
    for _ in 0..SWEEPS {
        let off: f64 = (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a[i * n + j] * a[i * n + j]).sum();
        // A matrix that is not finite never gets there: it ends here too.
        if off <= 1e-30 * total || !off.is_finite() {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut v, n, p, q);
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    // Few values: the largest of what is left, one after the other.
    for place in 0..n {
        let largest = (place..n).max_by(|&x, &y| a[order[x] * (n + 1)].total_cmp(&a[order[y] * (n + 1)]));
        order.swap(place, largest.unwrap_or(place));
    }
    Eigen {
        values: order.iter().map(|&i| a[i * n + i]).collect(),
        vectors: order.iter().map(|&i| (0..n).map(|row| v[row * n + i]).collect()).collect(),
    }
}

/// Turns rows and columns p and q so that entry (p, q) becomes zero.
fn rotate(a: &mut [f64], v: &mut [f64], n: usize, p: usize, q: usize) {
    let apq = a[p * n + q];
    if apq == 0.0 {
        return;
    }
    let ratio = (a[q * n + q] - a[p * n + p]) / (2.0 * apq);
    let t = ratio.signum() / (ratio.abs() + (ratio * ratio + 1.0).sqrt());
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for k in 0..n {
        let (x, y) = (a[k * n + p], a[k * n + q]);
        a[k * n + p] = c * x - s * y;
        a[k * n + q] = s * x + c * y;
    }
    for k in 0..n {
        let (x, y) = (a[p * n + k], a[q * n + k]);
        a[p * n + k] = c * x - s * y;
        a[q * n + k] = s * x + c * y;
        let (x, y) = (v[k * n + p], v[k * n + q]);
        v[k * n + p] = c * x - s * y;
        v[k * n + q] = s * x + c * y;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn vectors_are_orthonormal_and_put_the_matrix_together_again() {
        let n = 17;
        let mut random = Random::new(4, 0);
        let mut matrix = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                let x = random.normal();
                matrix[i * n + j] = x;
                matrix[j * n + i] = x;
            }
        }
        let Eigen { values, vectors } = eigen(&matrix, n);
        assert!(values.is_sorted_by(|x, y| x >= y));
        for i in 0..n {
            for j in 0..n {
                let dot: f64 = vectors[i].iter().zip(&vectors[j]).map(|(x, y)| x * y).sum();
                assert!((dot - f64::from(i == j)).abs() < 1e-12);
                let entry: f64 = (0..n).map(|k| values[k] * vectors[k][i] * vectors[k][j]).sum();
                assert!((entry - matrix[i * n + j]).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn known_values() {
        let found = eigen(&[2.0, 1.0, 0.0, 1.0, 2.0, 0.0, 0.0, 0.0, 5.0], 3);
        for (value, known) in found.values.iter().zip([5.0, 3.0, 1.0]) {
            assert!((value - known).abs() < 1e-14);
        }
        assert_eq!(eigen(&[7.0], 1).values, [7.0]);
        assert!(eigen(&[f64::NAN; 4], 2).values.iter().any(|v| v.is_nan()));
    }
}
