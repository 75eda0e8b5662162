use costscape_core::landscape::{Extent, Grid, Slice};
use costscape_core::network::Network;
use costscape_protocol::{About, Part, PathPoint, Source, Summary};

use super::*;
use crate::state::{Frame, Heights, Trail};
use costscape_core::landscape::{Estimate, Quantity, Sampling};

/// A bowl of 5 x 5 points around (1, -0.5), as far as `known`; the point at the lower left overflows.
fn state(known: usize, line: bool) -> State {
    let extent = Extent { centre: (1.0, -0.5), half_range: 0.3 };
    let grid = if line { Grid::line(5, extent) } else { Grid::new(5, extent) };
    let mut slice = Slice::new(grid);
    for index in slice.order().to_vec().into_iter().take(known) {
        let (a, b) = grid.point(index);
        slice.push(if index == 0 { f64::INFINITY } else { f64::from(a).powi(2) + f64::from(b).powi(2) + 0.1 });
    }
    let kind = if line { PlaneKind::DownhillLine } else { PlaneKind::Random { seed: 7 } };
    let here = PathPoint { step: 40, a: 1.0, b: -0.5, off: 0.1 };
    let mut state = State::new(1);
    let source = Source::Mnist { folder: "http://here/".to_owned(), with_pen: false };
    state.data.summary = Some(Summary { source, train: 60_000, test: 10_000, handwritten: 0, hash: 0xABC });
    state.run.start.seed = u64::MAX;
    state.landscape.ball = Some(here);
    let numbers: Vec<f32> = (0..9).map(|i| i as f32 / 10.0).collect();
    state.landscape.shown = Some(View {
        job: 1,
        plane: 1,
        step: 1234,
        kind,
        about: About::Downhill { gradient_norm: 0.125 },
        extent,
        heights: Heights { part: Part::Test, quantity: Quantity::Cost },
        sampling: Sampling::All,
        frame: Frame::new(&numbers, 3).unwrap(),
        network: Network::lesson(),
        slice,
        trail: Trail::new(vec![PathPoint { step: 0, a: 0.9, ..here }, here]),
        kept: Vec::new(),
        begun_at_ms: 0.0,
    });
    state
}

fn view(state: &State) -> &View {
    state.landscape.shown.as_ref().unwrap()
}

#[test]
fn a_table_says_what_it_is_and_has_every_digit() {
    let state = state(20, false);
    let text = csv(&state, view(&state));
    let comments: Vec<&str> = text.lines().filter(|line| line.starts_with("# ")).collect();
    for line in [
        "# heights: cost over all 10,000 test images",
        "# plane: two filter-normalised random directions (seed 7)",
        "# network: 784-16-16-10, hidden layers sigmoid, outputs sigmoid, quadratic cost",
        "# seed: 18446744073709551615",
        "# data_fingerprint: 0000000000000abc",
        "# half_range: 0.3",
        "# known_points: 20",
        "# eta: 3",
    ] {
        assert!(comments.contains(&line), "{line} in {text}");
    }
    let rows: Vec<&str> = text.lines().skip(comments.len()).collect();
    assert_eq!((rows[0], rows.len()), ("a,b,cost", 21));
    assert_eq!(rows[1], "0.7,-0.8,inf");
    let slice = &view(&state).slice;
    for row in &rows[1..] {
        let fields: Vec<&str> = row.split(',').collect();
        let place: (f32, f32) = (fields[0].parse().unwrap(), fields[1].parse().unwrap());
        let index = (0..25).find(|&index| slice.grid().point(index) == place).unwrap();
        assert_eq!(fields[2].parse(), Ok(slice.value(index).unwrap()));
    }
}

#[test]
fn arrays_lie_in_the_archive_as_they_are() {
    let state = state(20, false);
    let bytes = npz(&state, view(&state));
    // The content of a file: after its local header, which ends with its name.
    let file = |name: &str| {
        let at = bytes.windows(name.len()).position(|window| window == name.as_bytes()).unwrap();
        let size = u32::from_le_bytes(bytes[at - 12..at - 8].try_into().unwrap()) as usize;
        &bytes[at + name.len()..at + name.len() + size]
    };
    let cost = file("cost.npy");
    assert!(cost[10..].starts_with(b"{'descr': '<f8', 'fortran_order': False, 'shape': (5, 5), }"));
    let heights: Vec<f64> = cost[128..].as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b)).collect();
    for (index, height) in heights.iter().enumerate() {
        let known = view(&state).slice.value(index);
        assert!(known.map_or(height.is_nan(), |known| known.to_bits() == height.to_bits()), "{index}");
    }
    let floats =
        |name| -> Vec<f32> { file(name)[128..].as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect() };
    assert_eq!(floats("a.npy"), [0, 1, 2, 3, 4].map(|i| view(&state).slice.grid().point(i).0));
    assert_eq!(floats("b.npy"), [0, 1, 2, 3, 4].map(|i| view(&state).slice.grid().point(5 * i).1));
    assert_eq!(floats("v.npy"), [0.6, 0.7, 0.8]);
    let about = String::from_utf8(file("about.json").to_vec()).unwrap();
    assert!(about.starts_with("{\n \"what\": \"") && about.ends_with("\n}\n"), "{about}");
    assert!(about.contains("\n \"step\": 1234,") && about.contains("\"gradient_norm_at_theta0\": 0.125\n}"));
}

#[test]
fn what_is_over_a_sample_says_which_images_and_how_far_it_may_be_off() {
    let mut state = state(0, false);
    let view = state.landscape.shown.as_mut().unwrap();
    view.sampling = Sampling::OneIn(100);
    view.slice.push(Estimate { mean: 0.5, standard_error: 0.25 });
    view.slice.push(Estimate { mean: f64::INFINITY, standard_error: f64::NAN });
    let view = self::view(&state);
    let text = csv(&state, view);
    for line in
        ["# heights: cost over 100 of 10,000 test images", "# largest_standard_error: 0.25", "a,b,cost,standard_error"]
    {
        assert!(text.lines().any(|other| other == line), "{line} in {text}");
    }
    let (_, about) = words(&state, view);
    assert!(about.ends_with("; images drawn at random, with a standard error of 0.2500 at most"), "{about}");
    assert!(text.contains("\n1,-0.5,0.5,0.25\n") && text.contains(",inf,nan\n"), "{text}");
    let bytes = npz(&state, view);
    let has = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    assert!(has(b"standard_error.npy") && has(b"{'descr': '<u4', 'fortran_order': False, 'shape': (100,), }"));
    let images: Vec<u8> = view.sampling.examples(10_000).flat_map(|image| (image as u32).to_le_bytes()).collect();
    assert!(has(&images));
}

#[test]
fn a_line_is_one_row() {
    let state = state(5, true);
    assert_eq!(csv(&state, view(&state)).lines().filter(|line| !line.starts_with('#')).count(), 6);
    let bytes = npz(&state, view(&state));
    assert!(bytes.windows(18).any(|window| window == b"'shape': (1, 5), }"));
    let text = drawing(&state, view(&state)).unwrap();
    assert!(text.contains(">cost</text>") && text.contains("the line along minus the gradient"));
}

#[test]
fn names_and_titles_say_plane_and_step() {
    let state = state(25, false);
    assert_eq!(file_name(view(&state), Format::Csv), "costscape-random-step-1234.csv");
    let text = drawing(&state, view(&state)).unwrap();
    assert!(text.contains(">Step 1,234: cost over all 10,000 test images</text>"));
    assert!(text.contains("5 by 5 points</text>"));
}
