"""The raters are measured here, on real items that were labelled by hand."""
