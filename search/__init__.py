"""Full-text search over opaque documents: documents in, hits out. Knows nothing of the library that feeds it."""
