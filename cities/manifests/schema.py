"""What a manifest may say; anything else in it is a mistake and refused."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

import msgspec

SLUG_SHAPE: Final = re.compile(r"[a-z][a-z0-9_]{1,40}")
REGION_SHAPE: Final = re.compile(r"[0-9]{12}")
# A page has three times this before it is given up, and a slot at the city's gate is held no longer than ten minutes.
MOST_PATIENCE: Final = 120


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of the parts."""


class Name(_Part, frozen=True, rename={"zh_hans": "zh-hans"}):
    """A name in our languages."""

    zh_hans: str
    en: str = ""

    def __post_init__(self) -> None:
        if not self.zh_hans.strip():
            raise ValueError("the Chinese name is required")

    def as_text(self) -> dict[str, str]:
        """Return the stored shape of a localized text."""
        return {"zh-hans": self.zh_hans, "en": self.en} if self.en else {"zh-hans": self.zh_hans}


class RegionPart(_Part, frozen=True):
    """The city's region. Name, level and parent are given only for a region that the seeds do not hold."""

    code: str
    name: Name | None = None
    level: Literal["city", "county", "zone"] = "city"
    parent_code: str | None = None
    valid_from: date = date(1980, 1, 1)

    def __post_init__(self) -> None:
        for code in (self.code, self.parent_code):
            if code is not None and not REGION_SHAPE.fullmatch(code):
                raise ValueError("a region's code is 12 digits")


class AdapterPart(_Part, frozen=True):
    """Which adapter reads the city, and its options (validated by the adapter's own schema)."""

    name: str
    options: dict[str, Any] = {}


class CodesPart(_Part, frozen=True):
    """How the city writes item codes: a named profile, or a pattern with groups basic, uscc, level, region.

    ``parts``: group → expression that the whole part must fit. A part that does not is malformed and is not used, the
    others are: the item's part may be broken while the organisation can be read.
    """

    profile: str = "gbt39554"
    pattern: str | None = None
    parts: dict[str, str] = {}

    def __post_init__(self) -> None:
        if self.pattern is None:
            if self.parts:
                raise ValueError("catalogue.codes.parts goes with catalogue.codes.pattern")
            return
        try:
            groups = set(re.compile(self.pattern).groupindex)
        except re.error as error:
            raise ValueError(f"catalogue.codes.pattern: {error}") from error
        if not groups <= {"basic", "uscc", "level", "region"} or "basic" not in groups:
            raise ValueError("catalogue.codes.pattern has the group basic, and of uscc, level, region what it can")
        for group, expression in self.parts.items():
            if group not in groups:
                raise ValueError(f"catalogue.codes.parts: the pattern has no group {group!r}")
            try:
                re.compile(expression)
            except re.error as error:
                raise ValueError(f"catalogue.codes.parts.{group}: {error}") from error


class CataloguePart(_Part, frozen=True):
    """What to do with the city's catalogue.

    ``unmatched``: queue a row that fits no matter of the basic directory, or adopt it as a matter of its own.
    ``agencies``: only those that are known, or adopt one whose code is valid.
    """

    unmatched: Literal["queue", "adopt"] = "queue"
    agencies: Literal["known", "adopt"] = "known"
    date_formats: tuple[str, ...] = ("%Y-%m-%d",)
    day_words: dict[str, int] = {}
    codes: CodesPart = CodesPart()


class LinksPart(_Part, frozen=True):
    """Addresses of the old app and portal. ``old_detail`` is how they were made; ``{old_id}`` stands for the old id.

    ``patterns`` find the old id (group ``old_id``) or code (group ``code``) in a link, which they meet as ``https://``,
    host in lower case, path, sorted query. ``hosts`` are those of the old app, for links that come without theirs.
    ``ignore`` names parameters that do not say where a link leads.
    """

    old_detail: str = ""
    patterns: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for text in self.patterns:
            try:
                groups = set(re.compile(text).groupindex)
            except re.error as error:
                raise ValueError(f"links.patterns: {error}") from error
            if not groups & {"old_id", "code"}:
                raise ValueError(f"links.patterns: {text!r} has neither a group old_id nor a group code")

    def known_hosts(self) -> tuple[str, ...]:
        """Return the hosts of the old app, that of ``old_detail`` among them."""
        told = urlsplit(self.old_detail).netloc.lower()
        return tuple(dict.fromkeys([*self.hosts, told] if told else self.hosts))

    def compiled(self) -> tuple[re.Pattern[str], ...]:
        """Return the patterns, and the one that ``old_detail`` implies."""
        implied: tuple[str, ...] = ()
        if "{old_id}" in self.old_detail:
            before, after = self.old_detail.split("{old_id}", 1)
            before = re.sub(r"^https?:", "https:", before)
            ending = re.escape(after) if after else "(?:&|$)"
            implied = (f"^{re.escape(before)}(?P<old_id>[^&/?#]+){ending}",)
        return tuple(re.compile(text) for text in (*self.patterns, *implied))


class FreshnessPart(_Part, frozen=True):
    """How fresh the source is kept. After ``stale_after`` seconds without a successful read it is stale and alarms;
    without it, it never is (a file that is handed in now and then). ``push_key_env`` names the environment variable
    (or ``…_FILE``) that holds the key with which the city signs the changes that it tells us of."""

    stale_after: Annotated[float, msgspec.Meta(ge=60)] | None = None
    push_key_env: str = ""


class LimitsPart(_Part, frozen=True):
    """How patient we are with the city's system (seconds) and how many calls at a time it gets."""

    timeout_seconds: Annotated[float, msgspec.Meta(gt=0, le=MOST_PATIENCE)] = 10.0
    concurrency: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 2
    breaker_failures: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 5
    breaker_reset_seconds: Annotated[float, msgspec.Meta(gt=0, le=86_400)] = 60.0


class AccountsPart(_Part, frozen=True):
    """The city's old accounts: what reads them, and what is believed of them.

    ``trusted`` are the words of ``verified_by`` under which a document counts as proved: checked against the population
    register, shown at a window, compared with a face. ``password_encoding`` is how the old system turned a password
    into bytes.
    """

    adapter: AdapterPart
    trusted: tuple[Literal["register", "window", "face"], ...] = ("register", "window", "face")
    date_formats: tuple[str, ...] = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
    password_encoding: Literal["utf-8", "gbk", "gb18030", "big5"] = "utf-8"  # noqa: S105 - the name of an encoding


class CityManifest(_Part, frozen=True):
    """One city. ``folder`` and ``digest`` are not written in the file: where it lies, and a digest of its bytes."""

    slug: str
    name: Name
    region: RegionPart
    adapter: AdapterPart
    order: Annotated[int, msgspec.Meta(ge=0, le=32_767)] = 0
    zone: str | None = None
    catalogue: CataloguePart = CataloguePart()
    accounts: AccountsPart | None = None
    links: LinksPart = LinksPart()
    limits: LimitsPart = LimitsPart()
    freshness: FreshnessPart = FreshnessPart()
    folder: str = ""
    digest: str = ""

    def __post_init__(self) -> None:
        if not SLUG_SHAPE.fullmatch(self.slug):
            raise ValueError("slug is 2 to 41 lower-case letters, digits and underscores, beginning with a letter")
