"""Recorded traffic is read today as it was when it was recorded."""

from __future__ import annotations

import pytest

from cities.adapters.registry import adapters
from tests.conformance.recordings import all_recordings


@pytest.mark.parametrize("recording", all_recordings(), ids=lambda recording: recording.name)
def test_a_recording_gives_what_it_gave(recording):
    assert recording.replay() == recording.expected


def test_every_adapter_has_a_recording():
    assert {adapter.name for adapter in adapters} <= {recording.adapter for recording in all_recordings()}
