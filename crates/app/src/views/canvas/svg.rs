//! The contour map of a slice, or the profile of a line, as a drawing in SVG: for print, in the colours of the day.

use std::fmt::Write;

use costscape_core::landscape::Extent;
use costscape_protocol::PathPoint;

use super::contours::{Above, Clearance, grounds, isolines, overflow, place_labels};
use super::cost_colours::{cost_colour, halo_on, ink_on};
use super::levels::{Levels, Spacing};
use super::number::{multiples, round_step, tick};
use super::palette::Palette;
use super::surface::Surface;

/// What is on the drawing.
#[derive(Clone, Debug)]
pub struct Sheet<'a> {
    /// The line above.
    pub title: &'a str,
    /// The line below that.
    pub about: &'a str,
    /// A word for the plane.
    pub name: &'a str,
    /// Points along a.
    pub side: usize,
    /// The heights, row-major, a running fastest, b from low to high: `side` rows, or one for a line.
    pub values: &'a [f64],
    /// The part of the plane they cover.
    pub extent: Extent,
    /// How the levels follow each other.
    pub spacing: Spacing,
    /// What runs to the right.
    pub along_a: &'a str,
    /// What runs up.
    pub along_b: &'a str,
    /// Paths of kept runs, each with the number of its style; oldest point first.
    pub kept: Vec<(usize, &'a [PathPoint])>,
    /// The present run's path.
    pub path: &'a [PathPoint],
    /// The length of one unit of a: distances from the plane are divided by it.
    pub unit: f64,
    /// The network now.
    pub ball: Option<PathPoint>,
    /// The colours.
    pub palette: Palette,
}

/// The ground's side.
const SIDE: f64 = 640.0;
/// Room at the left, for numbers.
const LEFT: f64 = 70.0;
/// Room above, for the title.
const TOP: f64 = 60.0;
/// The type's size.
const TEXT: f64 = 13.0;
/// Letters in a line of the small print.
const LINE: usize = 96;

/// The whole file.
#[must_use]
pub fn svg(sheet: &Sheet) -> String {
    let Palette { paper, ink, ink_quiet, .. } = sheet.palette;
    let small_print = lines(sheet.about, LINE);
    // Room for more than one line of it, and for the scale.
    let top = TOP + 1.3 * TEXT * small_print.len().saturating_sub(1) as f64;
    let (width, height) = (LEFT + SIDE + 20.0, top + SIDE + 56.0 + 44.0);
    let (title, about, name) = (sheet.title, sheet.about, sheet.name);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" font-family=\"sans-serif\" font-size=\"{TEXT}\" fill=\"none\" \
         stroke-linejoin=\"round\">\n<title>{title} ({name})</title>\n<desc>{about}</desc>\n\
         <defs><clipPath id=\"map\"><path d=\"M0,0H{SIDE}V{SIDE}H0Z\"/></clipPath>\n\
         <pattern id=\"overflow\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><path d=\"M0,0H7V7H0Z\" fill=\"{paper}\"/><path d=\"M0,0V7\" \
         stroke=\"{ink_quiet}\" stroke-width=\"1.5\"/></pattern></defs>\n\
         <path d=\"M0,0H{width}V{height}H0Z\" fill=\"{paper}\"/>\n\
         <text x=\"{LEFT}\" y=\"26\" font-size=\"17\" fill=\"{ink}\">{title}</text>\n\
         "
    );
    for (i, line) in small_print.iter().enumerate() {
        let y = 46.0 + 1.3 * TEXT * i as f64;
        // Writing to a string cannot fail.
        let _ = writeln!(out, "<text x=\"{LEFT}\" y=\"{y:.1}\" fill=\"{ink_quiet}\">{line}</text>");
    }
    let _ = write!(out, "<g transform=\"translate({LEFT} {top:.1})\">\n<g clip-path=\"url(#map)\">\n");
    let Extent { centre: (a, b), half_range } = sheet.extent;
    let [a, b, half] = [a, b, half_range].map(f64::from);
    let _ = if sheet.values.len() == sheet.side {
        profile(&mut out, sheet, (a - half, a + half))
    } else {
        ground(&mut out, sheet)
            .and_then(|()| tracks(&mut out, sheet))
            .and_then(|()| out.write_str("</g>\n"))
            .and_then(|()| axis(&mut out, sheet, (b - half, b + half), true))
    };
    let _ = axis(&mut out, sheet, (a - half, a + half), false);
    let _ = writeln!(out, "<path d=\"M0,0H{SIDE}V{SIDE}H0Z\" stroke=\"{ink}\"/>");
    let _ = scale(&mut out, sheet);
    out += "</g>\n</svg>\n";
    out
}

/// The bands' colours from low to high, with numbers at the strong levels.
fn scale(out: &mut String, sheet: &Sheet) -> std::fmt::Result {
    let Some(levels) = Levels::new(sheet.values, sheet.spacing, None).filter(|_| sheet.values.len() > sheet.side)
    else {
        return Ok(());
    };
    let (top, high, bands) = (SIDE + 58.0, 12.0, levels.bands());
    let place = |level: usize| SIDE * level as f64 / bands as f64;
    for band in 0..bands {
        let (x, wide) = (place(band), place(band + 1) - place(band));
        writeln!(
            out,
            "<path d=\"M{x:.1},{top}h{wide:.1}v{high}h-{wide:.1}Z\" fill=\"{}\"/>",
            cost_colour(levels.shade(band))
        )?;
    }
    for level in (0..=bands).filter(|&level| levels.is_strong(level)) {
        let x = place(level);
        writeln!(
            out,
            "<text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\" fill=\"{}\">{}</text>",
            top + high + 1.2 * TEXT,
            sheet.palette.ink_quiet,
            levels.label(level)
        )?;
    }
    Ok(())
}

/// Words in lines of so many letters.
fn lines(text: &str, most: usize) -> Vec<String> {
    super::print::lines(text, most as f64, |line| line.chars().count() as f64)
}

/// Bands of colour from the lowest to the highest, each drawn over all that is higher, with the line at its lower edge.
fn ground(out: &mut String, sheet: &Sheet) -> std::fmt::Result {
    let levels = Levels::new(sheet.values, sheet.spacing, None);
    let surface = Surface::new(sheet.side, sheet.values);
    let (Some(levels), Some(surface)) = (levels, surface) else {
        return writeln!(out, "<path d=\"M0,0H{SIDE}V{SIDE}H0Z\" fill=\"url(#overflow)\"/>");
    };
    let band = |band: usize| cost_colour(levels.shade(band.min(levels.bands() - 1)));
    // Between the colours of the two bands that meet.
    let between =
        |level: usize| cost_colour(0.5 * (levels.shade(level - 1) + levels.shade(level.min(levels.bands() - 1))));
    writeln!(out, "<path d=\"M0,0H{SIDE}V{SIDE}H0Z\" fill=\"{}\"/>", band(0))?;
    let (grounds, raster) = grounds(&surface, &levels);
    for above in &grounds {
        let level = above.level;
        let (opacity, width) = if levels.is_strong(level) { (0.75, 1.4) } else { (0.38, 0.8) };
        write!(
            out,
            "<path fill=\"{}\" fill-rule=\"evenodd\" stroke=\"{}\" stroke-opacity=\"{opacity}\" stroke-width=\"{width}\" d=\"",
            band(level),
            ink_on(between(level))
        )?;
        rings(out, above)?;
        out.write_str("\"/>\n")?;
    }
    if let Some(above) = overflow(&raster) {
        out.write_str("<path fill=\"url(#overflow)\" fill-rule=\"evenodd\" d=\"")?;
        rings(out, &above)?;
        out.write_str("\"/>\n")?;
    }
    let middle = 0.5 * SIDE;
    let taken = vec![(middle - 12.0, middle - 12.0, middle + 12.0, middle + 12.0)];
    let clearance = Clearance { side: SIDE, text: TEXT, taken };
    // Digits are somewhat more than half as wide as the type is high.
    let wide = |level| 0.6 * TEXT * levels.label(level).chars().count() as f64;
    for label in place_labels(&isolines(&surface, &levels), &levels, &clearance, wide) {
        let ((x, y), (cos, sin)) = (label.at, label.along);
        let (colour, text) = (between(label.level), levels.label(label.level));
        writeln!(
            out,
            "<text transform=\"matrix({cos:.3} {sin:.3} {:.3} {cos:.3} {x:.1} {y:.1})\" text-anchor=\"middle\" dy=\"0.35em\" \
             fill=\"{}\" stroke=\"{}\" stroke-width=\"7\" paint-order=\"stroke\">{text}</text>",
            -sin,
            ink_on(colour),
            halo_on(colour)
        )?;
    }
    Ok(())
}

fn rings(out: &mut String, above: &Above) -> std::fmt::Result {
    for ring in above.rings() {
        line(out, ring.map(|(x, y)| (x * SIDE, y * SIDE)))?;
        out.push('Z');
    }
    Ok(())
}

/// A line through places, as a path's data. What is no place is a gap.
fn line(out: &mut String, places: impl Iterator<Item = (f64, f64)>) -> std::fmt::Result {
    let mut starts = true;
    for (x, y) in places {
        if x.is_finite() && y.is_finite() {
            write!(out, "{}{x:.1},{y:.1}", if starts { 'M' } else { ' ' })?;
        }
        starts = !(x.is_finite() && y.is_finite());
    }
    Ok(())
}

/// The place of (a, b) on the ground; far away is far enough.
fn place(sheet: &Sheet, point: &PathPoint) -> (f64, f64) {
    let Extent { centre, half_range } = sheet.extent;
    let share = |x: f32, centre: f32| (f64::from(x) - f64::from(centre)) / f64::from(half_range);
    let (x, y) = (share(point.a, centre.0), share(point.b, centre.1));
    (0.5 * SIDE * (1.0 + x.clamp(-99.0, 99.0)), 0.5 * SIDE * (1.0 - y.clamp(-99.0, 99.0)))
}

/// The paths, a small ring where the present run began, and the ball with its distance from the plane around it.
fn tracks(out: &mut String, sheet: &Sheet) -> std::fmt::Result {
    let Palette { ink, marker, track, .. } = sheet.palette;
    let own = (None, sheet.path);
    for (style, path) in sheet.kept.iter().map(|&(style, path)| (Some(style), path)).chain([own]) {
        let (colour, dashes) = style.map_or((track, String::new()), |style| {
            let (colour, [a, b, c, d]) = sheet.palette.run(style);
            (colour, format!(" stroke-dasharray=\"{a} {b} {c} {d}\""))
        });
        for (colour, width, opacity, dashes) in
            [("#FFFFFF", 4.0, 0.8, ""), (&*colour.to_string(), if style.is_some() { 2.2 } else { 1.7 }, 1.0, &*dashes)]
        {
            write!(
                out,
                "<path stroke=\"{colour}\" stroke-width=\"{width}\" stroke-opacity=\"{opacity}\"{dashes} d=\""
            )?;
            line(out, path.iter().map(|point| place(sheet, point)))?;
            out.write_str("\"/>\n")?;
        }
        if let (Some(style), Some(end)) = (style, path.last()) {
            let (x, y) = place(sheet, end);
            writeln!(
                out,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"9\" fill=\"#FFFFFF\" stroke=\"{colour}\" stroke-width=\"2\"/>\
                 <text x=\"{x:.1}\" y=\"{y:.1}\" dy=\"0.35em\" font-weight=\"700\" text-anchor=\"middle\" fill=\"{ink}\">{}\
                 </text>",
                style + 1
            )?;
        }
    }
    let start = sheet.path.first().filter(|point| point.step == 0);
    if let Some((x, y)) = start.map(|point| place(sheet, point)) {
        writeln!(
            out,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"#FFFFFF\" stroke=\"{track}\" stroke-width=\"1.5\"/>"
        )?;
    }
    if let Some(ball) = sheet.ball {
        let (x, y) = place(sheet, &ball);
        let off = (0.5 * SIDE * f64::from(ball.off) / sheet.unit / f64::from(sheet.extent.half_range)).min(9.0 * SIDE);
        if off > 9.0 {
            writeln!(
                out,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{off:.1}\" stroke=\"{track}\" stroke-width=\"1.4\" \
                 stroke-dasharray=\"5 4\"/>"
            )?;
        }
        for (radius, colour) in [(9, ink.to_string()), (8, "#FFFFFF".to_owned()), (6, marker.to_string())] {
            writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" fill=\"{colour}\"/>")?;
        }
    }
    Ok(())
}

/// Heights along a line, on a scale from the lowest to the highest level; closes the clipped group and writes the scale.
fn profile(out: &mut String, sheet: &Sheet, (from, to): (f64, f64)) -> std::fmt::Result {
    // Heights themselves are always at equal differences here.
    let levels = Levels::new(sheet.values, Spacing::Linear, None);
    let (low, high) = levels.as_ref().map_or((0.0, 1.0), Levels::range);
    let up = |height: f64| SIDE * (1.0 - (height - low) / (high - low));
    let step = SIDE / (sheet.side - 1) as f64;
    write!(out, "<path stroke=\"{}\" stroke-width=\"2\" d=\"", sheet.palette.water)?;
    line(out, sheet.values.iter().enumerate().map(|(i, &height)| (i as f64 * step, up(height))))?;
    out.write_str("\"/>\n")?;
    for (i, height) in sheet.values.iter().enumerate().filter(|(_, height)| height.is_finite()) {
        let (x, y) = (i as f64 * step, up(*height));
        writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2\" fill=\"{}\"/>", sheet.palette.water)?;
    }
    if let Some(ball) = sheet.ball.map(|ball| (f64::from(ball.a) - from) / (to - from) * SIDE).filter(|x| x.is_finite())
    {
        let marker = sheet.palette.marker;
        writeln!(out, "<path d=\"M{ball:.1},0V{SIDE}\" stroke=\"{marker}\" stroke-dasharray=\"5 4\"/>")?;
    }
    out.write_str("</g>\n")?;
    axis(out, sheet, (low, high), true)
}

/// Ticks, their numbers and an axis' name: below, or at the left.
fn axis(out: &mut String, sheet: &Sheet, (low, high): (f64, f64), is_left: bool) -> std::fmt::Result {
    let Palette { ink, ink_quiet, .. } = sheet.palette;
    let step = round_step((high - low) / 8.0);
    let place = |value: f64| (value - low) / (high - low) * SIDE;
    for value in multiples(low, high, step) {
        let (at, text) = (place(value), tick(value, step));
        let (data, x, y, anchor) = if is_left {
            (format!("M0,{:.1}h-5", SIDE - at), -9.0, SIDE - at + 0.35 * TEXT, "end")
        } else {
            (format!("M{at:.1},{SIDE}v5"), at, SIDE + 20.0, "middle")
        };
        writeln!(
            out,
            "<path d=\"{data}\" stroke=\"{ink}\"/><text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" \
             fill=\"{ink_quiet}\">{text}</text>"
        )?;
    }
    let middle = 0.5 * SIDE;
    let (turn, name) = if is_left {
        (format!("translate(-54 {middle}) rotate(-90)"), sheet.along_b)
    } else {
        (format!("translate({middle} {})", SIDE + 44.0), sheet.along_a)
    };
    writeln!(out, "<text transform=\"{turn}\" text-anchor=\"middle\" fill=\"{ink}\">{name}</text>")
}

#[cfg(test)]
mod tests;
