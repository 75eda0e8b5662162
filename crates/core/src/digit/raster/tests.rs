use super::*;

/// A vertical 1, in a unit of the pad's.
const ONE: &[(f32, f32)] = &[(40.0, 10.0), (40.0, 35.0), (40.0, 90.0)];
/// A hand-drawn 2, in pixels of a pad.
const TWO: &[(f32, f32)] = &[
    (61.0, 92.0),
    (66.0, 71.0),
    (83.0, 55.0),
    (108.0, 51.0),
    (131.0, 60.0),
    (140.0, 82.0),
    (133.0, 108.0),
    (112.0, 137.0),
    (88.0, 163.0),
    (63.0, 188.0),
    (90.0, 186.0),
    (121.0, 184.0),
    (152.0, 187.0),
];

const A_ONE_IN_PIXELS: &str = r"
             .##.
             .##.
             .##.
             .##.
             .##.
             .##.
             .##.
             .##.
             .##.
             .##.
             .##.
             .##.
             .##.
             .##.
             .##.
             .##.
             .##.
             .##.
             .##.
             .##.
";

const A_RING_IN_PIXELS: &str = r"
          .++####++.
         +##########+
        +####++++####+
       +###.      .###+
      +##+.        .+##+
     .###.          .###.
     +##.            .##+
     +##              ##+
     ##+              +##
     ##+              +##
     ##+              +##
     ##+              +##
     +##              ##+
     +##.            .##+
     .###.          .###.
      +##+.        .+##+
       +###.      .###+
        +####++++####+
         +##########+
          .++####++.
";

const A_TWO_IN_PIXELS: &str = r"
           ++###+.
          +########.
         +###+++###+
        +###.   .+##.
        +##.     .##+
        ##+      .##+
       .##+      .##.
        ++.      +##.
                .##+
               .###.
               +##+
              +##+
             .###.
            .###.
           .###+
          .###+
         .###+
        .###++#####+++
        ##############.
        +#####+++++##+
";

const A_DOT_IN_PIXELS: &str = r"
              ..
             .##.
             .##.
              ..
";

fn image(strokes: &[&[(f32, f32)]]) -> [u8; PIXELS] {
    let drawing: Vec<Stroke> = strokes.iter().map(|&points| Stroke::from(points)).collect();
    Raster::default().image(&drawing).unwrap()
}

/// A polygon of so many corners that it is a circle.
fn ring(x: f32, y: f32, radius: f32) -> Vec<(f32, f32)> {
    (0..=64)
        .map(|i| {
            let angle = i as f32 * (std::f32::consts::TAU / 64.0);
            (x + radius * libm::cosf(angle), y + radius * libm::sinf(angle))
        })
        .collect()
}

/// The image as text: nothing, light, dark, black.
fn text(image: &[u8; PIXELS]) -> String {
    let shade = |&level: &u8| [' ', '.', '+', '#'][usize::from(level.div_ceil(85))];
    image.chunks(SIDE).map(|row| row.iter().map(shade).collect::<String>().trim_end().to_owned() + "\n").collect()
}

#[track_caller]
fn assert_looks(image: &[u8; PIXELS], expected: &str) {
    let found = text(image);
    assert!(found.trim_matches('\n') == expected.trim_matches('\n'), "\n{found}");
}

/// The largest difference of any pixel.
fn difference(a: &[u8; PIXELS], b: &[u8; PIXELS]) -> u8 {
    a.iter().zip(b).map(|(a, b)| a.abs_diff(*b)).max().unwrap()
}

#[test]
fn a_straight_one_is_twenty_pixels_high() {
    assert_looks(&image(&[ONE]), A_ONE_IN_PIXELS);
}

#[test]
fn a_ring_fills_the_box_and_is_hollow() {
    assert_looks(&image(&[&ring(3.0, 4.0, 1.0)]), A_RING_IN_PIXELS);
}

#[test]
fn a_two_leans_on_its_centre_of_mass() {
    assert_looks(&image(&[TWO]), A_TWO_IN_PIXELS);
}

#[test]
fn a_single_point_is_a_dot_in_the_middle() {
    let dot = image(&[&[(7.0, -3.0)]]);
    assert_looks(&dot, A_DOT_IN_PIXELS);
    // Tapping twice on one spot changes nothing, nor where it is.
    assert_eq!(image(&[&[(7.0, -3.0), (7.0, -3.0)], &[(7.0, -3.0)]]), dot);
    assert_eq!(image(&[&[(1e8, 1e8)]]), dot);
}

#[test]
fn place_and_size_of_the_drawing_do_not_show() {
    for drawing in [ONE.to_vec(), TWO.to_vec(), ring(50.0, 50.0, 40.0)] {
        let original = image(&[&drawing]);
        for scale in [0.01, 0.3, 0.7, 1.0, 1.9, 3.0, 1000.0] {
            for (x, y) in [(0.0, 0.0), (-37.3, 12.1), (500.0, 800.0)] {
                let moved: Vec<_> = drawing.iter().map(|&(px, py)| (px * scale + x, py * scale + y)).collect();
                // A tiny drawing far off has coordinates of few digits; everything else is within one grey level.
                let tolerance = if scale < 0.1 && x > 100.0 { 8 } else { 1 };
                let found = difference(&image(&[&moved]), &original);
                assert!(found <= tolerance, "{found} levels at scale {scale}, moved by {x}, {y}");
            }
        }
    }
}

#[test]
fn neither_the_order_nor_the_direction_of_strokes_shows() {
    let (bar, stem): (&[_], &[_]) = (&[(10.0, 50.0), (60.0, 52.0)], &[(45.0, 0.0), (40.0, 90.0)]);
    let back: Vec<_> = bar.iter().rev().copied().collect();
    assert!(difference(&image(&[bar, stem]), &image(&[stem, &back])) <= 1);
}

#[test]
fn more_points_on_the_same_line_change_nothing() {
    let many: Vec<_> = (0..=1000).map(|i| (i as f32 * 0.03, i as f32 * 0.1)).collect();
    assert!(difference(&image(&[&many]), &image(&[&[many[0], many[1000]]])) <= 1);
}

#[test]
fn pressure_makes_the_line_wider_and_the_ink_stays_in_the_box() {
    let mut stroke = Stroke::from(ONE);
    stroke.pressure = vec![0.5, 1.0, 2.5];
    let stages = Raster::default().stages(&[stroke]).unwrap();
    let ink = |row: usize| stages.boxed[row * BOX..(row + 1) * BOX].iter().map(|&p| f32::from(p) / 255.0).sum::<f32>();
    assert!((ink(2) - 1.3).abs() < 0.3 && (ink(17) - 5.5).abs() < 0.6, "{} {}", ink(2), ink(17));
    // The ends are round, so the outermost rows hold the tips, neither cut off nor pulled in.
    assert!(ink(0) > 0.2 && ink(19) > 1.5, "{} {}", ink(0), ink(19));
}

#[test]
fn the_centre_of_mass_is_within_half_a_pixel_of_the_middle() {
    let image = image(&[TWO]);
    let mass: f32 = image.iter().map(|&p| f32::from(p)).sum();
    let across = image.iter().enumerate().map(|(i, &p)| f32::from(p) * (i % SIDE) as f32).sum::<f32>() / mass;
    let down = image.iter().enumerate().map(|(i, &p)| f32::from(p) * (i / SIDE) as f32).sum::<f32>() / mass;
    assert!((across - CENTRE).abs() <= 0.53 && (down - CENTRE).abs() <= 0.53, "{across} {down}");
}

#[test]
fn every_stage_agrees_with_the_image() {
    let drawing = [Stroke::from(TWO)];
    let stages = Raster::default().stages(&drawing).unwrap();
    assert_eq!(Raster::default().image(&drawing), Some(stages.centred));
    assert_eq!(stages.scaled[0].points.len(), TWO.len());
    let (right, down) = stages.offset;
    for (i, &level) in stages.boxed.iter().enumerate() {
        assert_eq!(stages.centred[(i / BOX + down) * SIDE + i % BOX + right], level);
    }
}

#[test]
fn nothing_drawn_is_no_image() {
    let mut raster = Raster::default();
    assert_eq!(raster.image(&[]), None);
    assert_eq!(raster.image(&[Stroke::default(), Stroke::default()]), None);
    assert_eq!(raster.image(&[Stroke::from([(f32::NAN, 1.0), (2.0, f32::INFINITY)].as_slice())]), None);
    assert_eq!(raster.stages(&[Stroke::default()]), None);
}

#[test]
fn points_that_are_no_points_are_ignored() {
    let mut spoilt = TWO.to_vec();
    spoilt.insert(3, (f32::NAN, 60.0));
    spoilt.insert(7, (f32::NEG_INFINITY, f32::MAX));
    spoilt.push((1e30, 0.0));
    assert_eq!(image(&[&spoilt]), image(&[TWO]));
}

#[test]
fn extreme_drawings_and_pens_give_some_image() {
    let extremes: [&[(f32, f32)]; 5] = [
        &[(-1e9, -1e9), (1e9, 1e9)],
        &[(0.0, 0.0), (f32::MIN_POSITIVE, 0.0)],
        &[(1e9, 1e9), (1e9, 1e9 - 64.0)],
        &[(0.0, 0.0), (1e-20, 1e-20)],
        &[(0.0, 0.0), (1e9, 1e-9), (f32::NAN, f32::NAN)],
    ];
    for width in [f32::NAN, -1.0, 0.0, 2.4, 1e9] {
        for softness in [f32::NAN, 0.0, 1.2, f32::INFINITY] {
            let mut raster = Raster::new(Pen { width, softness });
            for points in extremes {
                let mut stroke = Stroke::from(points);
                stroke.pressure = vec![f32::INFINITY, f32::NAN];
                let image = raster.image(&[stroke]).unwrap();
                assert!(image.iter().any(|&level| level > 0), "{points:?} {width} {softness}");
            }
        }
    }
}
