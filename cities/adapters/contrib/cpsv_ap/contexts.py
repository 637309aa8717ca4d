"""JSON-LD contexts: the published one of CPSV-AP is kept here, no other is fetched from anywhere."""

from __future__ import annotations

from typing import Any, Final

from cities.adapters.base import refusal

_CPSV: Final = "http://purl.org/vocab/cpsv#"
_CV: Final = "http://data.europa.eu/m8g/"
_DCT: Final = "http://purl.org/dc/terms/"
_LOCN: Final = "http://www.w3.org/ns/locn#"
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
# The same files under several addresses: by release, with and without the language.
KNOWN: Final = tuple(
    f"https://semiceu.github.io/{place}CPSV-AP/releases/3.{release}/context/cpsv-ap{language}.jsonld"
    for place in ("", "uri.semic.eu-generated/")
    for release in ("1.0", "1.1", "2.0")
    for language in ("", "_en")
)
_CLASSES: Final = {
    _CPSV: ("PublicService", "Rule"),
    _CV: (
        *("BusinessEvent", "Channel", "ContactPoint", "Cost", "Event", "Evidence", "EvidenceType", "LifeEvent"),
        *("Output", "Participation", "Requirement", "ServiceConcessionContract"),
    ),
    _DCT: ("LinguisticSystem", "Location"),
    _SKOS: ("Collection", "Concept"),
    _LOCN: ("Address",),
    "http://xmlns.com/foaf/0.1/": ("Agent", "Document"),
    "http://www.w3.org/ns/org#": ("Organization",),
    "http://data.europa.eu/eli/ontology#": ("LegalResource",),
    "http://www.w3.org/2006/time#": ("TemporalEntity",),
    "http://www.w3.org/ns/dcat#": ("Dataset",),
}
_REFERENCES: Final = {
    _CV: (
        *("contactPage", "contactPoint", "currency", "frequency", "fulfils", "hasChannel", "hasCompetentAuthority"),
        *("hasCost", "hasInputType", "hasLegalResource", "hasParticipation", "hasSupportingEvidence"),
        *("holdsRequirement", "ifAccessedThrough", "isClassifiedBy", "isDefinedBy", "isGroupedBy", "openingHours"),
        *("ownedBy", "relatedService", "sector", "supportsRequirement", "thematicArea"),
    ),
    _CPSV: ("follows", "hasInput", "implements", "produces"),
    _DCT: ("isPartOf", "language", "requires", "spatial", "type"),
    _LOCN: ("address",),
}
_TEXTS: Final = {_DCT: ("description", "identifier"), _LOCN: ("fullAddress", "locatorName")}
_RENAMED: Final = {
    "name": f"{_DCT}title",
    "title": f"{_DCT}title",
    "preferredLabel": f"{_SKOS}prefLabel",
    "hasTelephone": f"{_CV}telephone",
    "hasEmail": f"{_CV}email",
    "keyword": "http://www.w3.org/ns/dcat#keyword",
}


def _context() -> dict[str, Any]:
    context: dict[str, Any] = dict(_RENAMED)
    for space, names in (*_CLASSES.items(), *_TEXTS.items()):
        context |= {name: space + name for name in names}
    for space, names in _REFERENCES.items():
        context |= {name: {"@id": space + name, "@type": "@id"} for name in names}
    return context | {
        "PublicOrganization": f"{_CV}PublicOrganisation",
        "PublicOrganisation": f"{_CV}PublicOrganisation",
        "addressee": {"@id": f"{_DCT}audience", "@type": "@id"},
        "functionsOfGovernment": {"@id": f"{_DCT}type", "@type": "@id"},
        "status": {"@id": "http://www.w3.org/ns/adms#status", "@type": "@id"},
        "hasValue": {"@id": f"{_CV}hasValue", "@type": "http://www.w3.org/2001/XMLSchema#double"},
        "processingTime": {"@id": f"{_CV}processingTime", "@type": "http://www.w3.org/2001/XMLSchema#duration"},
    }


CPSV_AP: Final = _context()


def with_local_contexts(document: Any) -> Any:
    """Return ``document`` with the known contexts in place of their addresses, wherever a context stands.

    Raises AdapterError ``source.remote_context`` for any other address: nothing is fetched because a document says so.
    """
    if isinstance(document, list):
        return [with_local_contexts(member) for member in document]
    if not isinstance(document, dict):
        return document
    found = {}
    for name, value in document.items():
        if name == "@import":
            raise refusal("source.remote_context", str(value))
        found[name] = _local(value) if name == "@context" else with_local_contexts(value)
    return found


def _local(context: Any) -> Any:
    if isinstance(context, str):
        if context not in KNOWN:
            raise refusal("source.remote_context", context)
        return CPSV_AP
    if isinstance(context, list):
        return [_local(member) for member in context]
    return with_local_contexts(context)
