"""The HTTP side of the mechanics: problem documents, pages for people, request ids, actors."""
