use super::*;
use crate::export::Format;

#[test]
fn the_slice_shown_becomes_a_file_of_each_kind() {
    let mut page = Page::ready();
    let effects = page.plane();
    page.slice(effects, 41 * 41);
    let file = |page: &mut Page, format| match page.say(Msg::Save(format)).pop() {
        Some(Effect::Save { name, mime, bytes }) => (name, mime, bytes),
        other => panic!("{other:?}"),
    };
    let (name, mime, bytes) = file(&mut page, Format::Csv);
    assert_eq!((name.as_str(), mime), ("costscape-gradient-step-0.csv", "text/csv"));
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text.lines().filter(|line| line.ends_with(",0.7")).count(), 41 * 41);
    let (name, _, bytes) = file(&mut page, Format::Npz);
    assert!(name.ends_with(".npz") && bytes.starts_with(b"PK") && bytes.len() > 3 * 4 * PARAMETERS + 8 * 41 * 41);
    let (name, mime, bytes) = file(&mut page, Format::Svg);
    assert!(name.ends_with(".svg") && mime == "image/svg+xml" && bytes.starts_with(b"<svg "));
    let effects = page.say(Msg::Save(Format::Png));
    let [Effect::SavePicture { name, title, about }] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(name, "costscape-gradient-step-0.png");
    assert!(title.starts_with("Step 0: cost") && about.contains("minus the gradient"), "{title} / {about}");
    assert_eq!(page.state.notice, None);
}
