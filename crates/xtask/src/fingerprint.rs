//! File names that change with what is in them.
//!
//! Trunk does this for the page's own script, wasm and style, but not for the worker's files nor for what it copies.
//! Under fixed names a browser may run this visit's page with the last visit's worker.

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::{fs, path::Path};

/// The files to rename, each before those that mention it.
const FILES: [&str; 7] = [
    "costscape-worker_bg.wasm",
    "costscape-worker.js",
    "costscape-worker_loader.js",
    "costscape-reader_bg.wasm",
    "costscape-reader.js",
    "costscape-reader_loader.js",
    "boot.js",
];
const PAGE: &str = "index.html";

/// Renames the files in `dist` and mends every mention of them.
///
/// # Errors
/// If one is missing, or nothing mentions it.
pub fn fingerprint(dist: &Path) -> Result<()> {
    for (i, name) in FILES.into_iter().enumerate() {
        let bytes = fs::read(dist.join(name)).with_context(|| format!("Trunk made no {name}"))?;
        let renamed = with_hash(name, &bytes);
        fs::rename(dist.join(name), dist.join(&renamed)).with_context(|| format!("cannot rename {name}"))?;
        let mut mentions = 0;
        for other in FILES.into_iter().skip(i + 1).filter(|other| other.ends_with(".js")).chain([PAGE]) {
            let path = dist.join(other);
            let text = fs::read_to_string(&path).with_context(|| format!("cannot read {other}"))?;
            let (mended, count) = replace_name(&text, name, &renamed);
            if count > 0 {
                fs::write(&path, mended).with_context(|| format!("cannot write {other}"))?;
            }
            mentions += count;
        }
        if mentions == 0 {
            bail!("nothing in the built site mentions {name}");
        }
    }
    let page = dist.join(PAGE);
    let text = fs::read_to_string(&page).with_context(|| format!("cannot read {PAGE}"))?;
    fs::write(&page, integrity_for_boot(&text)).with_context(|| format!("cannot write {PAGE}"))
}

/// Chromium ignores `integrity` on what is preloaded for `fetch`, and warns about it at every visit. boot.js, which does
/// the fetching and hands the hash over, reads it from `data-integrity`.
fn integrity_for_boot(page: &str) -> String {
    let tags = page.split_inclusive('>');
    let mended = tags.map(|tag| match tag.contains("as=\"fetch\"") {
        true => tag.replace(" integrity=", " data-integrity="),
        false => tag.to_owned(),
    });
    mended.collect()
}

/// `name` with 16 digits of its content's hash before the extension.
fn with_hash(name: &str, bytes: &[u8]) -> String {
    let hash = crate::mnist::hex(&Sha256::digest(bytes)[..8]);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{name}-{hash}"),
    }
}

/// Replaces `name` where it is the last part of an address, not the end of a longer name.
fn replace_name(text: &str, name: &str, renamed: &str) -> (String, usize) {
    let (mut mended, mut count, mut rest) = (String::with_capacity(text.len()), 0, text);
    while let Some((before, after)) = rest.split_once(name) {
        let whole = before.ends_with(['"', '\'', '`', '/']) && after.starts_with(['"', '\'', '`', '?']);
        mended += before;
        mended += if whole { renamed } else { name };
        count += usize::from(whole);
        rest = after;
    }
    (mended + rest, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_preloaded_for_fetch_has_its_integrity_set_aside() {
        let page = r#"<link rel="stylesheet" integrity="a"><link rel="preload" integrity="b" as="fetch">"#;
        let mended = r#"<link rel="stylesheet" integrity="a"><link rel="preload" data-integrity="b" as="fetch">"#;
        assert_eq!(integrity_for_boot(page), mended);
    }

    /// A site as Trunk leaves it.
    fn site() -> tempfile::TempDir {
        let dist = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| fs::write(dist.path().join(name), text).unwrap();
        for name in ["costscape-worker", "costscape-reader"] {
            put(&format!("{name}_bg.wasm"), "\0asm");
            put(&format!("{name}.js"), &format!("new URL('{name}_bg.wasm', import.meta.url)"));
            put(&format!("{name}_loader.js"), &format!("import init from './{name}.js';await init();"));
        }
        put("boot.js", "start");
        let script = r#"<script src="./boot.js" data-worker="./costscape-worker_loader.js" data-reader="./costscape-reader_loader.js">"#;
        put("index.html", &format!("{script}</script> reboot.js"));
        dist
    }

    fn names(dist: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(dist).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn every_mention_leads_to_a_file() {
        let dist = site();
        fingerprint(dist.path()).unwrap();
        let names = names(dist.path());
        let text = |start: &str| {
            let name = names.iter().find(|name| name.starts_with(start)).unwrap();
            fs::read_to_string(dist.path().join(name)).unwrap()
        };
        let mentioned = |text: &str| names.iter().filter(|name| text.contains(name.as_str())).count();
        assert_eq!(mentioned(&text("costscape-worker-")), 1);
        assert_eq!(mentioned(&text("costscape-worker_loader-")), 1);
        assert_eq!(mentioned(&text("index.html")), 3);
        assert!(text("index.html").ends_with(" reboot.js"));
    }

    #[test]
    fn a_change_in_the_wasm_changes_the_loaders_name() {
        let (one, two) = (site(), site());
        fs::write(two.path().join("costscape-worker_bg.wasm"), "\0asm2").unwrap();
        fingerprint(one.path()).unwrap();
        fingerprint(two.path()).unwrap();
        let loader = |names: Vec<String>| names.into_iter().find(|name| name.contains("worker_loader")).unwrap();
        assert_ne!(loader(names(one.path())), loader(names(two.path())));
    }

    #[test]
    fn an_unmentioned_file_is_an_error() {
        let dist = site();
        fs::write(dist.path().join("index.html"), "no script").unwrap();
        let error = fingerprint(dist.path()).unwrap_err().to_string();
        assert!(error.contains("nothing in the built site mentions costscape-worker_loader.js"), "{error}");
    }
}
