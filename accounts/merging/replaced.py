"""A person has one telephone number: one that the one account proved replaced the other's while they were one.

Taken apart, each has the latest of its own, as if nobody else's had ever stood in its place. What was told of the
replacing stays told.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from django.db.models import Q

from accounts.merging.declared import IDENTIFIER
from accounts.merging.pointers import pointer_named
from accounts.merging.sharing import Sharing, Side
from accounts.models import Identifier, Merge, ReleaseReason, User
from accounts.models.identifier import ONE_OF_A_KIND


def lines_of(merge: Merge, sharing: Sharing, *, survivor: User, absorbed: User) -> list[list[Identifier]]:
    """Return the numbers that each of the two had of a kind of which one person has one, the latest last; of those that
    were given up only what was replaced since the merge. What nobody can tell is the survivor's."""
    replaced = Q(release_reason=ReleaseReason.REPLACED, released_at__gte=merge.done_at)
    found = Identifier.objects.filter(Q(released_at=None) | replaced, verified_at__isnull=False)
    found = found.filter(type__in=ONE_OF_A_KIND, user__in=(survivor, absorbed))
    pointer = pointer_named(IDENTIFIER)
    lines: dict[tuple[str, bool], list[Identifier]] = {}
    for row in found.order_by("verified_at", "pk"):
        theirs = row.user_id == absorbed.pk or sharing.side_of(pointer, row.pk) is Side.ABSORBED
        lines.setdefault((row.type, theirs), []).append(row)
    return list(lines.values())


def clear(lines: list[list[Identifier]]) -> None:
    """Release all of them, each when its own successor came, so that any can go to its owner."""
    for line in lines:
        for former, successor in [*pairwise(line), (line[-1], line[-1])]:
            former.released_at, former.release_reason = successor.verified_at, ReleaseReason.REPLACED
            former.save(update_fields=["released_at", "release_reason"])


def stand_again(lines: list[list[Identifier]]) -> Iterator[str]:
    """Let the latest of each be live; yield its key. Not where somebody else has proved the same meanwhile."""
    for line in lines:
        last = line[-1]
        if not Identifier.objects.proved().filter(type=last.type, index=last.index).exists():
            last.released_at, last.release_reason = None, ""
            last.save(update_fields=["released_at", "release_reason"])
            yield str(last.pk)
