"""The result: frozen snapshots, ranking and classification, the approval decision and the public page."""
