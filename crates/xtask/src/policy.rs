//! The Content-Security-Policy: the page can load nothing from elsewhere, nor run anything that is not a file of its own.

/// What the server sends with every response.
pub const HEADER: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
    connect-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What `index.html` carries for hosts that send no policy: the same without `frame-ancestors`, which a browser ignores
/// in a page, and reports as an error.
pub fn in_page() -> &'static str {
    HEADER.strip_suffix("; frame-ancestors 'none'").unwrap_or(HEADER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    #[test]
    fn page_and_server_agree() {
        let page = std::fs::read_to_string(workspace::root().join("www/index.html")).unwrap();
        let (_, rest) = page.split_once("http-equiv=\"Content-Security-Policy\"").expect("a policy in the page");
        let (_, rest) = rest.split_once("content=\"").expect("its content");
        let (policy, _) = rest.split_once('"').expect("its end");
        assert_eq!(policy, in_page());
        assert!(!policy.contains("frame-ancestors"));
    }
}
