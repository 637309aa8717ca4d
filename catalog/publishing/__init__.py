"""From what is registered to the bytes that residents read: one document a language, one listing row a place."""
