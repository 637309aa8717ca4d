"""Identity systems that cities still run, as OpenID providers in front of ours, for as long as the transition lasts.

``http`` asks a city's server, ``metadata`` what it publishes, ``tokens`` whether what it signed is meant for us now,
``exchange`` goes from the way back to what the city says of a person. The writes are ``accounts.services.city_*``, the
way through a browser or an app ``accounts.signin.city_door``.
"""
