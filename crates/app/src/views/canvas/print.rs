//! The map as a picture by itself: with a title, the small print, and the colour scale with its numbers.

use wasm_bindgen::JsValue;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::cost_colours::cost_colour;
use super::hidpi::{FONT, context_of, new_canvas};
use super::levels::Levels;
use super::palette::Palette;

/// What goes on it.
pub struct Print<'a> {
    /// The canvas with the map.
    pub map: &'a HtmlCanvasElement,
    /// Its levels.
    pub levels: Option<&'a Levels>,
    /// The line above.
    pub title: &'a str,
    /// The small print under it.
    pub about: &'a str,
}

/// A canvas that is never on the page, with all of it: as many pixels wide as the map has, and the margins.
///
/// # Errors
/// When the browser has no 2-D context for another canvas, or refuses a drawing call.
pub fn print(print: &Print, palette: &Palette) -> Result<HtmlCanvasElement, JsValue> {
    let (wide, high) = (f64::from(print.map.width()), f64::from(print.map.height()));
    let ratio = wide / f64::from(print.map.client_width()).max(1.0);
    let px = |length: f64| palette.px(length) * ratio;
    let margin = px(16.0);
    let canvas = new_canvas()?;
    let context = context_of(&canvas)?;
    let fonts = [("600", px(16.0)), ("400", px(12.0))].map(|(weight, size)| format!("{weight} {size}px {FONT}"));
    let [title, about] = [(&fonts[0], print.title), (&fonts[1], print.about)].map(|(font, text)| {
        context.set_font(font);
        lines(text, wide, |text| width(&context, text))
    });
    let (title_line, line, bar) = (px(22.0), px(16.0), px(14.0));
    let head = title.len() as f64 * title_line + about.len() as f64 * line + px(8.0);
    let foot = px(10.0) + bar + px(20.0);
    canvas.set_width((wide + 2.0 * margin).round() as u32);
    canvas.set_height((high + 2.0 * margin + head + foot).round() as u32);
    // Another size wipes the canvas and resets its context.
    context.set_fill_style_str(&palette.paper.to_string());
    context.fill_rect(0.0, 0.0, canvas.width().into(), canvas.height().into());
    context.set_text_baseline("alphabetic");
    let mut y = margin;
    for (lines, font, step, ink) in
        [(&title, &fonts[0], title_line, palette.ink), (&about, &fonts[1], line, palette.ink_quiet)]
    {
        context.set_font(font);
        context.set_fill_style_str(&ink.to_string());
        for text in lines {
            y += step;
            context.fill_text(text, margin, y - 0.3 * step)?;
        }
    }
    y += px(8.0);
    context.draw_image_with_html_canvas_element(print.map, margin, y)?;
    y += high + px(10.0);
    let Some(levels) = print.levels.filter(|levels| !levels.is_flat()) else { return Ok(canvas) };
    let bands = levels.bands();
    let place = |band: usize| margin + (wide * band as f64 / bands as f64).round();
    for band in 0..bands {
        context.set_fill_style_str(&cost_colour(levels.shade(band)).to_string());
        context.fill_rect(place(band), y, place(band + 1) - place(band), bar);
    }
    y += bar + px(15.0);
    let last = levels.heights().len() - 1;
    context.set_fill_style_str(&palette.ink.to_string());
    for (align, x, index) in [("left", 0.0, 0), ("center", 0.5, last / 2), ("right", 1.0, last)] {
        context.set_text_align(align);
        context.fill_text(&levels.label(index), margin + x * wide, y)?;
    }
    Ok(canvas)
}

fn width(context: &CanvasRenderingContext2d, text: &str) -> f64 {
    context.measure_text(text).map_or(0.0, |measured| measured.width())
}

/// Words in lines of at most `room`, as `width` measures them; a word that is longer has a line of its own.
pub(super) fn lines(text: &str, room: f64, width: impl Fn(&str) -> f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let longer = lines.last().map(|line| format!("{line} {word}")).filter(|line| width(line) <= room);
        match (lines.last_mut(), longer) {
            (Some(last), Some(longer)) => *last = longer,
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fill_lines_and_none_is_lost() {
        let text = "u along minus the gradient, v along its change; 41 x 41 points";
        let found = lines(text, 20.0, |line| line.len() as f64);
        assert!(found.iter().all(|line| line.len() <= 20), "{found:?}");
        assert_eq!(found.join(" "), text);
        assert_eq!(lines("extraordinarily long", 5.0, |line| line.len() as f64), ["extraordinarily", "long"]);
        assert!(lines("", 5.0, |_| 0.0).is_empty());
    }
}
