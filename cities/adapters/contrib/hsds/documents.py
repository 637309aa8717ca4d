"""Services of HSDS 3 in a JSON file of any length, one in memory at a time.

Read are: an object that holds a list of services under ``services``, or ``contents`` as a page of the API does; a list
of services; a service or a page a line; one service alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from cities.adapters.base import AdapterError, AdapterFinding, OnFinding, refusal
from cities.adapters.contrib.hsds.options import HsdsOptions
from cities.adapters.jsontext.files import json_records

LISTS: Final = ("services", "contents")


def services_in(path: Path, options: HsdsOptions, on_finding: OnFinding) -> Iterator[Any]:
    """Yield each service of the file as it stands, parsed; what is no object comes too. Raises AdapterError."""
    for name in LISTS:
        told: list[AdapterFinding] = []
        records = json_records(path, name, options.encoding, told.append)
        try:
            first = list(islice(records, 1))
        except AdapterError as error:
            if error.code == "source.shape":
                continue
            raise
        # What is said of the encoding is told once, by the reading that gives the services.
        for finding in told:
            on_finding(finding)
        yield from chain(first, records)
        return
    for record in json_records(path, "", options.encoding, on_finding):
        if isinstance(record, dict) and not record.keys() & {"id", "name"}:
            raise refusal("source.shape", "neither a service nor a list of services")
        yield record
