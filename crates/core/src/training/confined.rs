//! A run within a plane.

use crate::kernel::Layout;
use crate::landscape::Plane;
use crate::optimizer::{Memory, Optimizer};

/// The two coordinates that move while a run is confined to a plane, and what their optimiser remembers.
#[derive(Clone, Debug)]
pub(super) struct Confined {
    /// Packed: origin, u and v.
    vectors: [Vec<f32>; 3],
    pub(super) place: [f32; 2],
    memory: Memory,
}

impl Confined {
    pub(super) fn new(plane: &Plane, place: [f32; 2], layout: &Layout, optimizer: Optimizer) -> Self {
        let vectors = [plane.origin(), plane.u(), plane.v()].map(|vector| layout.pack(vector));
        Self { vectors, place, memory: Memory::new(optimizer, 2) }
    }

    /// Begins to remember anew, by this rule.
    pub(super) fn forget(&mut self, optimizer: Optimizer) {
        self.memory = Memory::new(optimizer, 2);
    }

    /// The slope along u and v: (dC/da, dC/db) = `scale` x (g u, g v).
    pub(super) fn slope(&self, gradient: &[f32], scale: f32) -> [f32; 2] {
        let along = |direction: &[f32]| -> f64 {
            direction.iter().zip(gradient).map(|(d, g)| f64::from(*d) * f64::from(*g)).sum()
        };
        let [_, u, v] = &self.vectors;
        [u, v].map(|direction| scale * along(direction) as f32)
    }

    /// Where the optimiser's memory carries the ride, packed; none without such a memory.
    pub(super) fn momentum(&self) -> Option<Vec<f32>> {
        let place = self.memory.momentum()?;
        let [_, u, v] = &self.vectors;
        let (along_u, along_v) = (*place.first()?, *place.get(1)?);
        Some(u.iter().zip(v).map(|(u, v)| along_u * u + along_v * v).collect())
    }

    /// One step down the slope; `parameters` become the point of the plane where it ends.
    pub(super) fn step(&mut self, learning_rate: f32, slope: &[f32; 2], parameters: &mut [f32]) {
        self.memory.step(learning_rate, &mut self.place, slope, 1.0);
        let ([origin, u, v], [a, b]) = (&self.vectors, self.place);
        for (p, (o, (u, v))) in parameters.iter_mut().zip(origin.iter().zip(u.iter().zip(v))) {
            *p = (o + b * v) + a * u;
        }
    }
}
