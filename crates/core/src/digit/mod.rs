//! From pen strokes to the image a network sees.
