"""How the portal talks to a city's own systems."""
