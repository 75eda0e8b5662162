//! What stands around the block: its base and its two walls behind, the numbers along its edges, and the cost's scale.

use costscape_core::landscape::Extent;
use wasm_bindgen::JsValue;

use super::super::hidpi::Screen;
use super::super::landscape_input::Axes;
use super::super::levels::Levels;
use super::super::map_frame::text_size;
use super::super::palette::Palette;
use super::geometry::{Eye, Place};
use super::labels::{Layout, Words};

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
        let wide = |text: &str| self.screen.text_width(text);
        let size = self.screen.size();
        let (text, pixel) = (text_size(size.0, palette), palette.px(1.0));
        let layout = Layout { eye: self.eye, extent: self.extent, axes, size, text, pixel, wide: &wide };
        let beside = |z: f64| {
            let (x, y) = self.eye.canvas_from_block((left.0, left.1, z));
            (x - palette.px(4.0), y)
        };
        // Text that ends at a place.
        let ending = |text: &str, (x, y): (f64, f64)| {
            let wide = wide(text);
            layout.on_canvas(text.to_owned(), (x - 0.5 * wide, y), wide)
        };
        let mut scale = Vec::new();
        let mut last = f64::INFINITY;
        for (index, &cost) in levels.map_or(&[][..], Levels::heights).iter().enumerate() {
            let Some(levels) = levels.filter(|levels| levels.is_strong(index)) else { continue };
            let (x, y) = beside(height(cost));
            if last - y > palette.px(14.0) {
                self.screen.line((x, y), (x + palette.px(4.0), y));
                scale.push(ending(&levels.label(index), (x - palette.px(3.0), y)));
                last = y;
            }
        }
        let (x, y) = beside(1.0);
        let open = levels.is_some_and(Levels::is_open);
        let name = if open { &format!("{}, cut off", axes.height) } else { axes.height };
        scale.push(ending(name, (x + palette.px(8.0), y - palette.px(12.0))));
        let edges = layout.edges(scale.clone());
        for [from, to] in edges.iter().flat_map(|edge| &edge.ticks) {
            self.screen.line(*from, *to);
        }
        for words in scale.iter().chain(edges.iter().flat_map(|edge| &edge.numbers)) {
            self.write(words)?;
        }
        context.set_fill_style_str(&palette.ink.to_string());
        edges.iter().filter_map(|edge| edge.name.as_ref()).try_for_each(|name| self.write(name))?;
        context.set_fill_style_str(&palette.ink_quiet.to_string());
        Ok(())
    }

    fn write(&self, words: &Words) -> Result<(), JsValue> {
        self.screen.context().fill_text(&words.text, words.at.0, words.at.1)
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
