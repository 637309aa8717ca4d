"""Old accounts that become a person's: found by name, opened by their old password, held once.

``finding`` knows which old account a name means, ``opening`` whether a password opens it, ``conditions`` what must
hold before a claim is somebody's. The writes are ``accounts.services.claim_*``.
"""
