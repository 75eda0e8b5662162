use super::super::palette::Theme;
use super::*;

fn sheet(side: usize, values: &[f64]) -> Sheet<'_> {
    const PATH: [PathPoint; 2] =
        [PathPoint { step: 0, a: -1.0, b: 0.5, off: 0.0 }, PathPoint { step: 1, a: 0.0, b: 0.0, off: 0.0 }];
    Sheet {
        title: "Step 1",
        about: "a test",
        name: "cone",
        side,
        values,
        extent: Extent { centre: (1.0, 0.0), half_range: 2.0 },
        spacing: Spacing::Linear,
        along_a: "a",
        along_b: "b",
        kept: vec![(1, &PATH)],
        path: &PATH,
        unit: 1.0,
        ball: Some(PathPoint { step: 1, a: 1.0, b: -1.0, off: 1.0 }),
        palette: Palette::new(Theme::Light, 1.0),
    }
}

fn cone() -> Vec<f64> {
    (0..441).map(|i| f64::from(i % 21 - 10).hypot(f64::from(i / 21 - 10)) / 10.0).collect()
}

/// Every tag that is opened is closed, in order.
fn assert_well_formed(text: &str) {
    let mut open = Vec::new();
    for tag in text.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()) {
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(tag.split_whitespace().next().unwrap());
        }
    }
    assert!(open.is_empty(), "{open:?}");
    assert!(!text.contains("NaN") && !text.contains("inf,") && !text.contains("script"));
}

#[test]
fn a_map_has_a_band_for_each_level_path_ball_and_numbers() {
    let values = cone();
    let text = svg(&sheet(21, &values));
    assert_well_formed(&text);
    let levels = Levels::new(&values, Spacing::Linear, None).unwrap();
    assert_eq!(text.matches("evenodd").count(), levels.bands() - 1);
    // The ball, (1, -1), on a map from -1 to 3 and from -2 to 2, and its distance of 1.
    assert!(text.contains("cx=\"320.0\" cy=\"480.0\" r=\"160.0\""));
    assert!(text.contains("d=\"M0.0,240.0 160.0,320.0\""), "the path");
    assert!(text.contains(">0.5</text>"), "a strong level's number");
    assert!(text.contains("fill=\"#113D51\""), "the valley's colour");
}

#[test]
fn overflow_is_hatched_and_nothing_but_overflow_too() {
    let mut values = cone();
    assert!(!svg(&sheet(21, &values)).contains("fill=\"url(#overflow)\""));
    values[..60].fill(f64::INFINITY);
    for values in [values, vec![f64::NAN; 441]] {
        let text = svg(&sheet(21, &values));
        assert_well_formed(&text);
        assert!(text.contains("fill=\"url(#overflow)\""));
    }
}

#[test]
fn a_line_is_a_profile_with_gaps() {
    let values = [4.0, 1.0, f64::INFINITY, 1.0, 4.0];
    let text = svg(&sheet(5, &values));
    assert_well_formed(&text);
    let line = text.split("stroke-width=\"2\" d=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(line.matches('M').count(), 2, "{line}");
    assert_eq!(text.matches("r=\"2\"").count(), 4);
    assert_well_formed(&svg(&sheet(3, &[f64::NAN; 3])));
}
