//! Paths laid over the ground, and the ball that stands on it.

use costscape_core::landscape::Extent;
use wasm_bindgen::JsValue;

use super::super::hidpi::Screen;
use super::super::map_frame::text_size;
use super::super::marks::{draw_disc_of_ball, draw_head, draw_number_of_run, fill_disc};
use super::super::palette::{Palette, Rgb};
use super::super::track::{TrackPoint, casing, opacity};
use super::Standing;
use super::geometry::{Eye, Mesh, block_from_plane, clipped};

/// The ball's radius, CSS pixels.
const RADIUS: f64 = 6.0;
/// No line is laid over the ground in more pieces; that is some crossings of the whole map.
const MOST_PIECES: f64 = 400.0;

/// The ground that is seen, and from where.
pub(super) struct Scene<'a> {
    pub(super) screen: &'a Screen,
    pub(super) palette: &'a Palette,
    pub(super) eye: &'a Eye,
    pub(super) mesh: &'a Mesh,
    pub(super) extent: Extent,
    /// What the heights are called.
    pub(super) name: &'a str,
}

/// A part of a path that is drawn in one go.
#[derive(Debug)]
struct Stretch {
    opacity: f64,
    hidden: bool,
    places: Vec<(f64, f64)>,
}

/// A path over the ground, cut where its shade changes, where ground hides it, and where there is none.
fn stretches(track: &[TrackPoint], fading: bool, mesh: &Mesh, eye: &Eye, extent: Extent) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    let mut before: Option<(f64, f64)> = None;
    let mut broken = true;
    for (i, point) in track.iter().enumerate() {
        let here = block_from_plane(extent, point.a, point.b);
        let from = before.unwrap_or(here);
        let (dx, dy) = (here.0 - from.0, here.1 - from.1);
        // Less than a pixel further.
        if before.is_some() && dx.abs().max(dy.abs()) < 0.003 && i + 1 < track.len() {
            continue;
        }
        before = Some(here).filter(|here| here.0.is_finite() && here.1.is_finite());
        let Some((start, end)) = clipped(from, here).filter(|_| i > 0) else {
            broken = true;
            continue;
        };
        broken |= start > 0.0;
        let opacity = if fading { opacity(point.off_plane, f64::from(extent.half_range)) } else { 1.0 };
        let pieces = ((end - start) * dx.abs().max(dy.abs()) / mesh.cell()).ceil().clamp(1.0, MOST_PIECES) as usize;
        for piece in 0..=pieces {
            let share = start + (end - start) * piece as f64 / pieces as f64;
            // Rounding must not lead off the map.
            let (x, y) = ((from.0 + share * dx).clamp(-1.0, 1.0), (from.1 + share * dy).clamp(-1.0, 1.0));
            let Some(height) = mesh.height(x, y) else {
                broken = true;
                continue;
            };
            let place = eye.canvas_from_block((x, y, height));
            let hidden = mesh.hides((x, y, height), eye);
            match found.last_mut().filter(|_| !broken) {
                Some(stretch) => {
                    stretch.places.push(place);
                    if stretch.hidden != hidden || stretch.opacity != opacity {
                        found.push(Stretch { opacity, hidden, places: vec![place] });
                    }
                }
                None => found.push(Stretch { opacity, hidden, places: vec![place] }),
            }
            broken = false;
        }
        broken |= end < 1.0;
    }
    found
}

impl Scene<'_> {
    /// The path: paler off the plane, faint behind the ground. A kept run by the number of its style.
    pub(super) fn draw_path(&self, track: &[TrackPoint], style: Option<usize>) -> Result<(), JsValue> {
        let (context, palette) = (self.screen.context(), self.palette);
        let stretches = stretches(track, style.is_none(), self.mesh, self.eye, self.extent);
        let (colour, width) =
            style.map_or((palette.track, palette.px(1.9)), |style| (palette.run(style).0, palette.px(2.2)));
        let dashes = style.map(|style| palette.run(style).1.map(|length| palette.px(length)));
        self.screen.set_dashes(dashes.as_ref().map_or(&[], |dashes| &dashes[..]))?;
        context.set_line_join("round");
        context.set_line_cap(if style.is_some() { "butt" } else { "round" });
        for (colour, width, strength, faint) in
            [(casing(palette), width + palette.px(2.3), 0.8, 0.0), (colour, width, 1.0, 0.3)]
        {
            context.set_line_width(width);
            for stretch in stretches.iter().filter(|stretch| stretch.places.len() > 1) {
                let strength = if stretch.hidden { faint } else { strength };
                if strength == 0.0 {
                    continue;
                }
                context.set_stroke_style_str(&colour.alpha(strength * stretch.opacity));
                context.begin_path();
                for (i, &(x, y)) in stretch.places.iter().enumerate() {
                    if i == 0 { context.move_to(x, y) } else { context.line_to(x, y) }
                }
                context.stroke();
            }
        }
        self.screen.set_dashes(&[])?;
        let end = stretches.last().and_then(|stretch| Some((stretch.places.last()?, stretch.hidden)));
        let (Some(style), Some((&end, hidden))) = (style, end) else { return Ok(()) };
        context.set_global_alpha(if hidden { 0.5 } else { 1.0 });
        draw_number_of_run(self.screen, end, style, palette)?;
        context.set_global_alpha(1.0);
        Ok(())
    }

    /// The ball, standing at the plane's cost, and its stem to the true cost; at the border when it is beside the map.
    pub(super) fn draw_ball(&self, ball: &Standing, height: &dyn Fn(f64) -> f64) -> Result<(), JsValue> {
        let (x, y) = block_from_plane(self.extent, ball.ball.a, ball.ball.b);
        if !(x.is_finite() && y.is_finite()) {
            return Ok(());
        }
        if x.abs().max(y.abs()) > 1.0 {
            self.draw_away((x, y));
            return Ok(());
        }
        let (context, palette) = (self.screen.context(), self.palette);
        let ground = self.mesh.height(x, y);
        let foot = (x, y, ground.unwrap_or(0.0));
        let hidden = self.mesh.hides(foot, self.eye);
        let radius = palette.px(RADIUS);
        let flat = self.eye.flattening();
        let shadow = self.eye.canvas_from_block(foot);
        context.begin_path();
        context.ellipse(shadow.0, shadow.1, 1.5 * radius, 1.5 * radius * flat, 0.0, 0.0, std::f64::consts::TAU)?;
        context.set_fill_style_str(&Rgb(0x12, 0x1C, 0x26).alpha(if hidden { 0.1 } else { 0.3 }));
        context.fill();
        let known = |cost: Option<f64>| cost.filter(|cost| cost.is_finite()).map(height);
        let stands = known(ball.on_plane).unwrap_or(foot.2);
        let place = self.eye.canvas_from_block((x, y, stands));
        // The disc's lower edge is where it touches the ground.
        let middle = (place.0, place.1 - radius);
        if let Some(true_height) = known(ball.true_cost) {
            self.draw_stem(middle, self.eye.canvas_from_block((x, y, true_height)).1 - radius)?;
        }
        context.set_global_alpha(if hidden { 0.5 } else { 1.0 });
        draw_disc_of_ball(self.screen, middle, radius, palette)?;
        context.set_global_alpha(1.0);
        Ok(())
    }

    /// From the ball up or down to where its true cost would have it: as long as the one differs from the other.
    fn draw_stem(&self, ball: (f64, f64), end: f64) -> Result<(), JsValue> {
        let (context, palette) = (self.screen.context(), self.palette);
        let length = (end - ball.1).abs();
        if length < palette.px(2.0) {
            return Ok(());
        }
        context.set_line_cap("butt");
        for (colour, width) in [(casing(palette).alpha(0.8), 5.0), (palette.marker.to_string(), 2.4)] {
            context.set_stroke_style_str(&colour);
            context.set_line_width(palette.px(width));
            self.screen.line(ball, (ball.0, end));
        }
        let end = (ball.0, end);
        fill_disc(self.screen, end, palette.px(4.5), casing(palette))?;
        fill_disc(self.screen, end, palette.px(3.0), palette.marker)?;
        if length > palette.px(20.0) {
            self.screen.set_font("600", text_size(self.screen.size().0, palette));
            context.set_text_align("left");
            context.set_text_baseline("middle");
            let halo = casing(palette).alpha(0.85);
            self.screen.haloed_text(
                &format!("true {}", self.name),
                end.0 + palette.px(9.0),
                end.1,
                palette.ink,
                &halo,
                palette.px(4.0),
            )?;
        }
        Ok(())
    }

    /// The ball is beside the map: an arrow at the border of the base, pointing to where it is.
    fn draw_away(&self, (x, y): (f64, f64)) {
        let out = x.abs().max(y.abs());
        let (x, y) = (x / out, y / out);
        let height = self.mesh.height(x, y).unwrap_or(0.0);
        let tip = self.eye.canvas_from_block((x, y, height));
        let inside = self.eye.canvas_from_block((0.9 * x, 0.9 * y, height));
        let (dx, dy) = (tip.0 - inside.0, tip.1 - inside.1);
        let length = dx.hypot(dy).max(1e-9);
        draw_head(self.screen, tip, (dx / length, dy / length), self.palette);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::camera::Camera;

    fn point(a: f32, b: f32, off_plane: f32) -> TrackPoint {
        TrackPoint { a, b, off_plane, step: 0 }
    }

    fn eye(turn: f64) -> Eye {
        Eye::new(Camera { turn, tilt: 0.5 }, (0.0, 0.0, 400.0, 400.0))
    }

    #[test]
    fn the_path_lies_on_the_ground_wherever_the_map_is_centred() {
        let heights = (0..81).map(|i| 0.1 + 0.1 * (i % 9) as f32).collect();
        let mesh = Mesh { side: 9, heights };
        let extent = Extent { centre: (5.0, 1.0), half_range: 2.0 };
        let found = stretches(&[point(3.5, 1.0, 0.0), point(6.5, 1.0, 0.0)], true, &mesh, &eye(0.3), extent);
        let places: Vec<(f64, f64)> = found.iter().flat_map(|stretch| stretch.places.clone()).collect();
        assert!(places.len() > 6);
        for place in places {
            let near = (0..=3000).map(|i| -0.75 + f64::from(i) * 0.0005).any(|x| {
                let ground = eye(0.3).canvas_from_block((x, 0.0, 0.5 + 0.4 * x));
                (ground.0 - place.0).hypot(ground.1 - place.1) < 0.2
            });
            assert!(near, "{place:?}");
        }
    }

    #[test]
    fn the_path_is_cut_where_it_is_hidden_off_the_map_and_where_it_pales() {
        let ridge = (0..41 * 41).map(|i| if (i / 41 - 20i32).abs() < 2 { 0.4 } else { 0.0 }).collect();
        let mesh = Mesh { side: 41, heights: ridge };
        let along = [point(0.0, -5.0, 0.0), point(0.0, 5.0, 0.0)];
        let found = stretches(&along, true, &mesh, &eye(0.0), Extent::of(1.0));
        let hidden: Vec<bool> = found.iter().map(|stretch| stretch.hidden).collect();
        assert_eq!(hidden, [false, true, false]);
        let paling = [point(0.0, -0.9, 0.0), point(0.0, -0.8, 0.0), point(0.0, -0.7, 0.5)];
        let found = stretches(&paling, true, &mesh, &eye(0.0), Extent::of(1.0));
        assert_eq!(found.iter().map(|stretch| stretch.opacity).collect::<Vec<_>>(), [1.0, 0.3]);
        assert_eq!(found[0].places.last(), found[1].places.first());
        let gap = [point(-0.9, -0.9, 0.0), point(-0.5, -0.9, 0.0), point(f32::NAN, 0.0, 0.0), point(0.5, -0.9, 0.0)];
        let gap = [gap[0], gap[1], gap[2], gap[3], point(0.9, -0.9, 0.0)];
        let found = stretches(&gap, true, &mesh, &eye(0.0), Extent::of(1.0));
        assert_eq!(found.iter().filter(|stretch| stretch.places.len() > 1).count(), 2, "{found:?}");
    }
}
