"""Causes, choices, candidates and decisions in the reader's language, and in plain words what a decision will do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.access import actor_label
from catalog.intake.cut_over import NOT_FOLLOWED, phase_of
from catalog.intake.matching import Bearing, Candidate
from catalog.intake.names import comparable
from catalog.intake.queue.causes import NOTHING, ROW
from catalog.intake.queue.open_causes import CauseKey, OpenCause, days_left, deadline_of, mark_of
from catalog.intake.queue.suggesting import AgencyCandidate, Speaks
from catalog.intake.rules.registry import find_rule
from catalog.models import BasicItem, RowChoice, RowDecision
from catalog.templatetags.catalog_words import author
from cities.models import Agency, City
from services_portal.kernel.actor import Actor
from services_portal.kernel.text import current_language, pick

SOON: Final = 2
BUTTONS: Final[Mapping[str, Any]] = {
    RowChoice.MATTER: gettext_lazy("This is the matter"),
    RowChoice.AGENCY: gettext_lazy("This is the agency"),
    RowChoice.ACCEPT: gettext_lazy("Publish in spite of it"),
    RowChoice.REJECT: gettext_lazy("Do not take in"),
    RowChoice.KEEP_OURS: gettext_lazy("Keep what the portal says"),
    RowChoice.TAKE_SOURCE: gettext_lazy("Take what the source says"),
}
EFFECTS: Final[Mapping[str, Any]] = {
    RowChoice.MATTER: gettext_lazy("The rows are taken in as offers of the matter that you choose."),
    RowChoice.AGENCY: gettext_lazy("The rows are taken in under the agency that you choose."),
    RowChoice.ACCEPT: gettext_lazy("The rows are published as they are; what was found is kept with them."),
    RowChoice.REJECT: gettext_lazy(
        "The rows are not taken in. A service that the portal has of them already stays as it is."
    ),
    RowChoice.KEEP_OURS: gettext_lazy(
        "The portal goes on saying what it says, and passes over this change of the source. "
        "When the source changes the row again, you are asked again."
    ),
    RowChoice.TAKE_SOURCE: gettext_lazy("What the source says is published in place of what the portal says."),
}
_SAME_SERVICE: Final = gettext_lazy(
    "The row is not taken in: it is the same service again, and its old id leads to the one that is there."
)
_SPEAKS: Final[Mapping[Speaks, Any]] = {
    Speaks.PROPOSED: gettext_lazy("The import proposes this credit code: %(detail)s"),
    Speaks.CODE: gettext_lazy("The row names this credit code: %(detail)s"),
    Speaks.ORGANISATION: gettext_lazy("The row names its organisation code: %(detail)s"),
    Speaks.NEAR_CODE: gettext_lazy("The row's code is one slip away from its own: %(detail)s"),
    Speaks.NAME: gettext_lazy("The row names it: %(detail)s"),
    Speaks.ALIKE: gettext_lazy("The name is alike: %(detail)s"),
}
_BEARINGS: Final = {Bearing.FOR: ("+", "success"), Bearing.AGAINST: ("−", "danger"), Bearing.OPEN: ("?", "warning")}


@dataclass(frozen=True)
class Mark:
    """A few words with a colour."""

    text: str
    tone: str = ""


@dataclass(frozen=True)
class ShownCause:
    """A cause as a clerk reads it. ``name`` is what its rows are called, ``example`` the title of one where the name
    does not say it; ``tick`` stands for the cause in a form."""

    cause: OpenCause
    name: str
    example: str
    meaning: str
    evidence: str
    city: str
    rows: str
    due: Mark | None
    since: str
    tick: str
    address: str
    decided: str

    @property
    def settles_at_once(self) -> bool:
        """Whether something may be decided about it without choosing from candidates."""
        return not self.cause.is_decided and bool(plain_choices(self.cause.choices))


@dataclass(frozen=True)
class Offer:
    """A matter or an agency to choose, with what speaks for and against it; ``value`` stands for it in a form."""

    value: str
    name: str
    code: str
    about: str
    score: str
    reasons: tuple[tuple[str, Mark], ...]
    button: Any


def plain_choices(choices: Iterable[RowChoice]) -> tuple[RowChoice, ...]:
    """Return the choices that name neither a matter nor an agency."""
    return tuple(each for each in choices if each not in (RowChoice.MATTER, RowChoice.AGENCY))


def effect_of(rule_id: str, choice: RowChoice) -> Any:
    """Return what a choice about rows that wait for a rule will do."""
    return _SAME_SERVICE if (rule_id, choice) == ("row.same_service", RowChoice.REJECT) else EFFECTS[choice]


def meaning_of_rule(rule_id: str) -> str:
    """Return what a rule says."""
    rule = find_rule(rule_id)
    return rule.describe(current_language()) if rule else rule_id


def rows_told(count: int) -> str:
    """Return a number of rows in words."""
    return ngettext("%(count)d row", "%(count)d rows", count) % {"count": count}


def due_mark(since: datetime | None) -> Mark | None:
    """Return until when what waits ``since`` then is to be decided, marked where that is near or past."""
    due = deadline_of(since)
    if due is None:
        return None
    left = days_left(since)
    if left < 0:
        told = ngettext("overdue by %(count)d working day", "overdue by %(count)d working days", -left)
        return Mark(told % {"count": -left}, "danger")
    told = ngettext("%(count)d working day left", "%(count)d working days left", left) % {"count": left}
    told = told if left else _("due today")
    day = date_format(due.day, "Y-m-d")
    unsure = _(" (its holidays are not announced yet)") if due.provisional else ""
    until = _("%(left)s, until %(day)s") % {"left": told, "day": day}
    return Mark(f"{until}{unsure}", "warning" if left <= SOON else "")


def day_of(moment: datetime | None) -> str:
    """Return the day of a moment here."""
    return date_format(localtime(moment), "Y-m-d") if moment else "–"


def shown_cause(cause: OpenCause) -> ShownCause:
    """Return a cause in the reader's language."""
    meaning, name = meaning_of_rule(cause.rule), _name_of(cause)
    return ShownCause(
        cause=cause,
        name=name or meaning,
        example=cause.title if not name.startswith(cause.title) else "",
        meaning=meaning if name else "",
        evidence=cause.evidence if cause.evidence not in (name, cause.title) else "",
        city=pick(cause.city.name, current_language()),
        rows=rows_told(cause.rows),
        due=due_mark(cause.oldest),
        since=day_of(cause.oldest),
        tick=tick_of(cause.key),
        address=cause_address(cause.key),
        decided=target_told(cause.decision) if cause.decision else "",
    )


def _name_of(cause: OpenCause) -> str:
    """Return what people call the rows: the name of their agency where that is what they have alike, else the title
    of the first, and how many more there are."""
    if cause.rule.startswith("agency.") and cause.alike != NOTHING:
        return cause.evidence or cause.alike
    if not cause.title or cause.rows == 1 or cause.alike == comparable(cause.title):
        return cause.title
    more = cause.rows - 1
    told = ngettext("%(title)s and %(count)d more", "%(title)s and %(count)d more", more)
    return told % {"title": cause.title, "count": more}


def tick_of(key: CauseKey) -> str:
    """Return what stands for a cause in a form; see :func:`key_of`."""
    return f"{key.city}|{key.rule}|{key.mark}"


def key_of(tick: str) -> CauseKey | None:
    """Return the cause that stands in a form, None where it is none."""
    parts = tick.replace("\x00", "").split("|")
    return CauseKey(*parts) if len(parts) == 3 else None


def cause_address(key: CauseKey) -> str:
    """Return where a cause is decided."""
    return reverse("admin:catalog_sourcerecord_cause", args=[key.city, key.rule, key.mark])


def reach_told(cause: OpenCause, alone: int) -> list[str]:
    """Return for what a decision about a cause holds, in plain words; ``alone`` rows wait for nothing besides."""
    named = {"count": cause.rows, "city": pick(cause.city.name, current_language())}
    if cause.rule in ROW:
        told = [_("It concerns this one row of %(city)s, as long as the source leaves it as it is.") % named]
    else:
        holds = ngettext(
            "It holds for the one row of %(city)s that waits for this now, for all rows alike that come later, "
            "and until somebody undoes it.",
            "It holds for the %(count)d rows of %(city)s that wait for this now, for all rows alike that come later, "
            "and until somebody undoes it.",
            cause.rows,
        )
        told = [holds % named]
    if more := cause.rows - alone:
        waits = ngettext(
            "%(count)d of them waits for something else besides, and leaves the queue when that is decided too.",
            "%(count)d of them wait for something else besides, and leave the queue when that is decided too.",
            more,
        )
        told.append(waits % {"count": more})
    return [*told, _when_carried_out(cause.city)]


def _when_carried_out(city: City) -> str:
    if phase_of(city) in NOT_FOLLOWED:
        return _(
            "Nothing is taken in for this city in its present phase of the cut-over; it is carried out after that."
        )
    return _("An import carries it out by itself, usually within half a minute.")


def target_told(decision: RowDecision) -> str:
    """Return what was decided."""
    target = decision.matter or decision.agency
    told = str(BUTTONS[decision.choice])
    return f"{told}: {target}" if target else told


def who_told(label: str, actor: Actor) -> str:
    """Return who decided or undid, told to ``actor``."""
    return _("you") if label == actor_label(actor) else author(label)


def alike_told(decision: RowDecision) -> str:
    """Return what the rows of a decision have alike, of a single row its old id; "" where only the rule is."""
    if decision.alike == NOTHING:
        return ""
    return decision.alike.partition(" ")[0] if decision.rule in ROW else decision.alike


def matter_offer(found: Candidate) -> Offer:
    """Return a candidate for a row's matter."""
    language, matter = current_language(), found.matter
    reasons = tuple((*_BEARINGS[each.bearing], each.describe(language)) for each in found.reasons)
    return Offer(
        value=f"{RowChoice.MATTER.value}:{matter.id}",
        name=matter.name,
        code=matter.code,
        about="",
        score=f"{found.score:.0f}",
        reasons=tuple((sign, Mark(text, tone)) for sign, tone, text in reasons),
        button=BUTTONS[RowChoice.MATTER],
    )


def agency_offer(found: AgencyCandidate) -> Offer:
    """Return a candidate for a row's agency."""
    told = str(_SPEAKS[found.why]) % {"detail": found.detail}
    sign, tone = _BEARINGS[Bearing.OPEN if found.why is Speaks.ALIKE else Bearing.FOR]
    return Offer(
        value=f"{RowChoice.AGENCY.value}:{found.agency.id}",
        name=found.agency.name,
        code=found.agency.uscc,
        about="",
        score=f"{found.score:.0f}" if found.score is not None else "",
        reasons=((sign, Mark(told, tone)),),
        button=BUTTONS[RowChoice.AGENCY],
    )


def found_offer(found: BasicItem | Agency) -> Offer:
    """Return a matter or an agency that was searched for."""
    language = current_language()
    if isinstance(found, BasicItem):
        about = str(found.get_item_type_display())
        choice, name, code = RowChoice.MATTER, pick(found.title, language), found.code
    else:
        about = f"{found.get_level_display()} · {pick(found.region.name, language)}"
        choice, name, code = RowChoice.AGENCY, pick(found.name, language), found.uscc
    return Offer(f"{choice.value}:{found.pk}", name, code, about, "", (), BUTTONS[choice])


def mark_key(decision: RowDecision) -> CauseKey:
    """Return the cause that a decision is about."""
    return CauseKey(decision.city.slug, decision.rule, mark_of(decision.alike))
