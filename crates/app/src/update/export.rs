//! Saves the slice shown.

use crate::effect::Effect;
use crate::export::{Format, csv, drawing, file_name, npz, words};
use crate::state::State;

/// Makes the file and hands it to the visitor, or says why there is none.
pub(super) fn save(state: &mut State, format: Format) -> Vec<Effect> {
    state.notice = None;
    state.dirty.controls = true;
    let file = state.landscape.shown.as_ref().and_then(|view| {
        let name = file_name(view, format);
        let bytes = match format {
            Format::Png => {
                let (title, about) = words(state, view);
                return Some(Effect::SavePicture { name, title, about });
            }
            Format::Svg => drawing(state, view)?.into_bytes(),
            Format::Csv => csv(state, view).into_bytes(),
            Format::Npz => npz(state, view),
        };
        Some(Effect::Save { name, mime: format.mime(), bytes })
    });
    if file.is_none() {
        state.notice =
            Some("There was no slice to save yet: press the button again when the map shows one.".to_owned());
    }
    file.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Msg;
    use crate::update::update;

    #[test]
    fn without_a_slice_there_is_a_word_and_no_file() {
        for format in [Format::Png, Format::Svg, Format::Csv, Format::Npz] {
            let mut state = State::new(1);
            assert!(update(&mut state, Msg::Save(format)).is_empty());
            assert!(state.notice.is_some_and(|notice| notice.contains("no slice to save yet")));
        }
    }
}
