"""What was written while two accounts were one goes to its owner.

The caller has locked both, and given back what they brought.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import models

from accounts.merging.choices import give_choices
from accounts.merging.moving import move
from accounts.merging.pointers import Meanwhile, Pointer, pointers
from accounts.merging.replaced import clear, lines_of, stand_again
from accounts.merging.sharing import Sharing, Side
from accounts.models import Merge, Outcome, User, WrittenSince
from accounts.selectors import USER


def give(merge: Merge, *, survivor: User, absorbed: User) -> list[WrittenSince]:
    """Let what was written by the means of ``absorbed`` be its own, while the merge still stands.

    Writes down, and returns, what became of everything that is not plainly the survivor's.
    """
    found: list[WrittenSince] = []
    sharing = Sharing(merge, survivor, absorbed)
    # Before anything goes, for one row tells of another.
    shares = [
        (pointer, {key: sharing.side_of(pointer, key) for key in sharing.rows(pointer)}) for pointer in pointers()
    ]
    lines = lines_of(merge, sharing, survivor=survivor, absorbed=absorbed)
    clear(lines)

    def note(pointer: str, keys: Iterable[str], outcome: Outcome) -> None:
        found.extend(WrittenSince(merge=merge, pointer=pointer, row=key, outcome=outcome) for key in keys)

    for pointer, sides in shares:
        if pointer.meanwhile is Meanwhile.ENDS:
            note(pointer.name, sides if sharing.is_told else (), Outcome.ENDED)
            _end(pointer, sides)
            continue
        theirs = [key for key, side in sides.items() if side is Side.ABSORBED]
        went = give_rows(pointer, theirs, survivor=survivor, absorbed=absorbed)
        left = [key for key in theirs if key not in went]
        if pointer.opens:
            _end(pointer, left)
        note(pointer.name, went, Outcome.GIVEN)
        note(pointer.name, left, Outcome.ENDED if pointer.opens else Outcome.TAKEN)
        if sharing.is_told and pointer.meanwhile is Meanwhile.OWNER:
            note(pointer.name, (key for key, side in sides.items() if side is None), Outcome.UNTOLD)
    give_choices(merge, sharing, survivor=survivor, absorbed=absorbed)
    again = set(stand_again(lines))
    for name, key in sharing.written_by_both():
        note(name, [key] if key not in again else [], Outcome.BOTH)
    return WrittenSince.objects.bulk_create(found, batch_size=1000)


def give_rows(pointer: Pointer, keys: Iterable[str], *, survivor: User, absorbed: User) -> list[str]:
    """Let rows of ``survivor`` be those of ``absorbed``, also in what they say of who wrote them; return which went."""
    to_python = pointer.model._meta.pk.to_python
    went = move(pointer, source=survivor.pk, target=absorbed.pk, only=[to_python(key) for key in keys])
    for each in went:
        _say_who(pointer.model, each.key, survivor.pk, absorbed.pk)
    return [str(each.key) for each in went]


def _say_who(model: type[models.Model], key: object, before: UUID, now: UUID) -> None:
    """Name the owner where a row names its writer in words: ``type:id``, or the id alone."""
    words = {f"{USER}:{before}": f"{USER}:{now}", str(before): str(now)}
    names = [each.attname for each in model._meta.local_fields if type(each) is models.CharField]
    held = model._base_manager.filter(pk=key)
    said = held.values(*names).get() if names else {}
    if wrong := {name: words[value] for name, value in said.items() if value in words}:
        held.update(**wrong)


def _end(pointer: Pointer, rows: Iterable[str]) -> None:
    pointer.model._base_manager.filter(pk__in=list(rows)).delete()
