"""Who may act for whom: a parent, a guardian, somebody entrusted, an enterprise's people, a clerk at a window.

``ages`` and ``rules`` are pure; ``standing`` says whether a relation holds at a moment, ``acting`` lets a request act
by one, ``guard`` asks again in the transaction of every write. The writes are ``accounts.services.agency_*``.
"""
