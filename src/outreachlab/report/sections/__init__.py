"""One file a section: an answer or two in, sentences, pictures and a table out."""
