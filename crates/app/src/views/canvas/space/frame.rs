//! What stands around the block: its base and its two walls behind, the numbers along its edges, and the cost's scale.

use costscape_core::landscape::Extent;
use wasm_bindgen::JsValue;

use super::super::hidpi::Screen;
use super::super::landscape::Axes;
use super::super::levels::Levels;
use super::super::map_frame::text_size;
use super::super::number::{multiples, round_step, tick};
use super::super::palette::Palette;
use super::geometry::{Eye, Place};

/// The block's surroundings.
pub(super) struct Frame<'a> {
    pub(super) screen: &'a Screen,
    pub(super) palette: &'a Palette,
    pub(super) eye: &'a Eye,
    pub(super) extent: Extent,
}

impl Frame<'_> {
    /// The room for numbers around the block: at the sides, above, below.
    pub(super) fn margins(screen: &Screen, palette: &Palette) -> (f64, f64, f64) {
        let text = text_size(screen.size().0, palette);
        (palette.px(36.0), 1.6 * text, 3.0 * text)
    }

    /// Base, walls behind, and a line for each strong level on these: before the ground is drawn.
    pub(super) fn draw_behind(&self, levels: Option<&Levels>, height: &dyn Fn(f64) -> f64) {
        let (context, palette) = (self.screen.context(), self.palette);
        let [left, near, right, far] = self.eye.corners();
        let at = |(x, y): (f64, f64), z: f64| (x, y, z);
        context.set_line_width(palette.px(1.0));
        context.set_line_join("round");
        context.set_stroke_style_str(&palette.rule.to_string());
        let faces: [([Place; 4], f64); 3] = [
            ([at(left, 0.0), at(near, 0.0), at(right, 0.0), at(far, 0.0)], 0.5),
            ([at(left, 0.0), at(far, 0.0), at(far, 1.0), at(left, 1.0)], 0.25),
            ([at(far, 0.0), at(right, 0.0), at(right, 1.0), at(far, 1.0)], 0.25),
        ];
        for (face, opacity) in faces {
            self.trace(&face);
            context.close_path();
            context.set_fill_style_str(&palette.rule.alpha(opacity * 0.6));
            context.fill();
            context.stroke();
        }
        let Some(levels) = levels else { return };
        for (index, &cost) in levels.heights().iter().enumerate() {
            if levels.is_strong(index) {
                let z = height(cost);
                self.trace(&[at(left, z), at(far, z), at(right, z)]);
                context.stroke();
            }
        }
    }

    /// The edges in front with their numbers and names, and the cost's scale at the left: after the ground.
    pub(super) fn draw_before(
        &self,
        axes: &Axes,
        levels: Option<&Levels>,
        height: &dyn Fn(f64) -> f64,
    ) -> Result<(), JsValue> {
        let (context, palette) = (self.screen.context(), self.palette);
        let [left, near, right, _] = self.eye.corners();
        context.set_stroke_style_str(&palette.ink.to_string());
        context.set_line_width(palette.px(1.0));
        context.set_line_join("round");
        self.trace(&[(left.0, left.1, 1.0), (left.0, left.1, 0.0), (near.0, near.1, 0.0), (right.0, right.1, 0.0)]);
        context.stroke();
        self.screen.set_font("400", text_size(self.screen.size().0, palette));
        context.set_fill_style_str(&palette.ink_quiet.to_string());
        context.set_text_baseline("middle");
        context.set_text_align("center");
        self.draw_edge(left, near, axes)?;
        self.draw_edge(near, right, axes)?;
        context.set_text_align("right");
        let beside = |z: f64| {
            let (x, y) = self.eye.canvas_from_block((left.0, left.1, z));
            (x - palette.px(4.0), y)
        };
        let mut last = f64::INFINITY;
        for (index, &cost) in levels.map_or(&[][..], Levels::heights).iter().enumerate() {
            let Some(levels) = levels.filter(|levels| levels.is_strong(index)) else { continue };
            let (x, y) = beside(height(cost));
            if last - y > palette.px(14.0) {
                self.screen.line((x, y), (x + palette.px(4.0), y));
                self.number(&levels.label(index), (x - palette.px(3.0), y))?;
                last = y;
            }
        }
        let (x, y) = beside(1.0);
        let open = levels.is_some_and(Levels::is_open);
        let name = if open { &format!("{}, cut off", axes.height) } else { axes.height };
        self.number(name, (x + palette.px(8.0), y - palette.px(12.0)))
    }

    /// Numbers and a name along an edge of the base.
    fn draw_edge(&self, from: (f64, f64), to: (f64, f64), axes: &Axes) -> Result<(), JsValue> {
        let (context, palette, eye) = (self.screen.context(), self.palette, self.eye);
        let along_a = from.1 == to.1;
        let (name, centre) =
            if along_a { (axes.along_a, self.extent.centre.0) } else { (axes.along_b, self.extent.centre.1) };
        let (centre, half_range) = (f64::from(centre), f64::from(self.extent.half_range));
        let (start, end) = (eye.canvas_from_block((from.0, from.1, 0.0)), eye.canvas_from_block((to.0, to.1, 0.0)));
        let length = (end.0 - start.0).hypot(end.1 - start.1);
        // An edge seen end on has no room for numbers.
        if length < palette.px(50.0) {
            return Ok(());
        }
        let out = if along_a { (0.0, from.1) } else { (from.0, 0.0) };
        let (origin, away) = (eye.canvas_from_block((0.0, 0.0, 0.0)), eye.canvas_from_block((out.0, out.1, 0.0)));
        let (dx, dy) = (away.0 - origin.0, away.1 - origin.1);
        let size = dx.hypot(dy).max(1e-9);
        let (dx, dy) = (dx / size, dy / size);
        // Text needs more room beside an edge than below it.
        let place = |share: f64, distance: f64, wide: f64| {
            let (x, y) = if along_a { (share, from.1) } else { (from.0, share) };
            let (x, y) = eye.canvas_from_block((x, y, 0.0));
            (x + dx * (palette.px(distance) + 0.5 * wide), y + dy * palette.px(distance))
        };
        let step = round_step(2.0 * half_range * palette.px(56.0) / length);
        let mut widest = 0f64;
        for value in multiples(centre - half_range, centre + half_range, step) {
            let share = (value - centre) / half_range;
            self.screen.line(place(share, 0.0, 0.0), place(share, 4.0, 0.0));
            // The corner in front belongs to both edges.
            if share.abs() < 0.96 {
                let label = tick(value, step);
                let wide = self.screen.text_width(&label);
                widest = widest.max(wide);
                self.number(&label, place(share, 11.0, wide))?;
            }
        }
        let short = name.split(',').next().unwrap_or(name);
        let name = if self.screen.text_width(name) < 0.5 * length { name } else { short };
        context.set_fill_style_str(&palette.ink.to_string());
        let wide = self.screen.text_width(name) + 2.0 * widest;
        self.number(name, place(0.0, 26.0, wide))?;
        context.set_fill_style_str(&palette.ink_quiet.to_string());
        Ok(())
    }

    /// Text at a place, but on the canvas.
    fn number(&self, text: &str, (x, y): (f64, f64)) -> Result<(), JsValue> {
        let context = self.screen.context();
        let (width, height) = self.screen.size();
        let (long, gap) = (self.screen.text_width(text), 0.5 * text_size(width, self.palette));
        // To the left and to the right of `x` it needs so much room.
        let (before, after) = if context.text_align() == "right" { (long, 0.0) } else { (0.5 * long, 0.5 * long) };
        let x = x.min(width - after - 1.0).max(before + 1.0);
        context.fill_text(text, x, y.min(height - gap).max(gap))
    }

    fn trace(&self, places: &[Place]) {
        let context = self.screen.context();
        context.begin_path();
        for (i, &place) in places.iter().enumerate() {
            let (x, y) = self.eye.canvas_from_block(place);
            if i == 0 { context.move_to(x, y) } else { context.line_to(x, y) }
        }
    }
}
