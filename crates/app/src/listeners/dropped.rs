//! The files that a visitor chose, or that are in what was dropped, and what they are called.

use js_sys::futures::JsFuture;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    DataTransferItemList, File, FileList, FileSystemDirectoryEntry, FileSystemDirectoryReader, FileSystemEntry,
    FileSystemFileEntry,
};

use crate::state::MOST_FILES;

/// A file, and its name with the folders it lies in.
pub(crate) type Named = (String, File);

/// Chosen files by their names, with the folders that were chosen with them.
pub(super) fn listed(files: &FileList) -> Vec<Named> {
    let path = |file: &File| {
        // A browser that knows no folders has no path either.
        let path = Reflect::get(file, &"webkitRelativePath".into()).ok().and_then(|path| path.as_string());
        path.filter(|path| !path.is_empty()).unwrap_or_else(|| file.name())
    };
    let files = (0..files.length()).filter_map(|index| files.get(index));
    files.map(|file| (path(&file), file)).collect()
}

/// What was dropped, as long as the browser still tells: right after the drop and never again.
pub(super) fn entries(items: &DataTransferItemList) -> Vec<FileSystemEntry> {
    let items = (0..items.length()).filter_map(|index| items.get(index));
    items.filter_map(|item| item.webkit_get_as_entry().ok().flatten()).collect()
}

/// The files in these entries and in the folders among them, but for what systems hide there; of very many, one more than
/// may be read.
pub(super) async fn walk(entries: Vec<FileSystemEntry>) -> Result<Vec<Named>, JsValue> {
    let (mut left, mut files) = (entries, Vec::new());
    left.reverse();
    while let Some(entry) = left.pop() {
        if files.len() > MOST_FILES {
            break;
        }
        if entry.name().starts_with('.') {
            continue;
        }
        let path = entry.full_path().trim_start_matches('/').to_owned();
        if entry.is_file() {
            let entry: FileSystemFileEntry = entry.unchecked_into();
            let file = called_back(|done, failed| {
                entry.file_with_callback_and_callback(done, failed);
                Ok(())
            })
            .await?;
            files.push((path, file.unchecked_into()));
        } else {
            let reader = entry.unchecked_into::<FileSystemDirectoryEntry>().create_reader();
            left.extend(inside(&reader).await?);
        }
    }
    Ok(files)
}

/// What is in a folder; of very much, a little more than may be read. The browser gives a hundred at a time.
async fn inside(reader: &FileSystemDirectoryReader) -> Result<Vec<FileSystemEntry>, JsValue> {
    let mut entries = Vec::new();
    while entries.len() <= MOST_FILES {
        let some = called_back(|done, failed| reader.read_entries_with_callback_and_callback(done, failed)).await?;
        let some: Array = some.unchecked_into();
        if some.length() == 0 {
            break;
        }
        entries.extend(some.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
    }
    Ok(entries)
}

/// What `ask` calls back with.
async fn called_back(ask: impl Fn(&Function, &Function) -> Result<(), JsValue>) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |done, failed| {
        if let Err(error) = ask(&done, &failed) {
            // Nobody else is told.
            let _ = failed.call1(&JsValue::UNDEFINED, &error);
        }
    });
    JsFuture::from(promise).await
}
