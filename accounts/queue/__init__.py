"""Conflicts about who is who: cases, what they compare, and what decisions do to the rows.

``following`` opens and closes cases after rows were written, ``heeding`` tells later runs what was decided,
``redeciding`` matches rows anew, ``applying`` carries decisions out and back, ``sides`` shows what collides. The writes
that people ask for are ``accounts.services.case_*``.
"""
