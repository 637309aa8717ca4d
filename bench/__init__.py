"""Measurements behind `make bench`: public reads against their floor, growth to a million services, the intake.

Every figure is one JSON line: name, value, unit, floor, ratio. The floor of a read is the same bytes, fetched by the
same statement with bare psycopg behind the same HTTP server, in the same run, in alternating rounds. Data lie in
databases of their own beside the portal's; the million is made once and kept.
"""
