"""An agency's yearly file: self-scores with evidence, from the first entry to the sent file."""
