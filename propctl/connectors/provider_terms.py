"""The register of providers: who owns the data, and what the owner permits. Makes no request."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from propctl.domain.providers import Provider


@dataclass(frozen=True, slots=True)
class ProviderTerms:
    """One provider. ``reviewed`` is the day as of which we know the wording of its terms."""

    provider: str
    title: str
    owner: str
    permitted: str
    automated_access: str
    redistribution: str
    full_text: str
    reviewed: date


def _of_mlb(provider: Provider) -> ProviderTerms:
    return ProviderTerms(
        provider=provider.value,
        title=provider.spec.title,
        owner="MLB Advanced Media, L.P.",
        permitted="individual, non-commercial, non-bulk use; anything else needs its written permission",
        automated_access="MLB.com's terms of use forbid scripts on its digital properties; ask if in doubt",
        redistribution="not permitted; propctl keeps raw payloads in your own storage and publishes none",
        full_text="http://gdx.mlb.com/components/copyright.txt",
        reviewed=date(2026, 9, 22),
    )


REGISTER: Final = tuple(map(_of_mlb, Provider))

BEHAVIOUR: Final = "one request a second and host, an honest User-Agent, no way round a refusal"
"""How propctl makes requests to any provider."""

TO_ACCEPT: Final = "set PROPCTL_ACCEPT_PROVIDER_TERMS=true: it states that your use is allowed"


def terms_by_topic() -> dict[str, str]:
    """The terms by topic, for all providers together."""
    titles = " and ".join(entry.title for entry in REGISTER)
    first = REGISTER[0]
    return {
        "owner": f"{first.owner}, for the {titles} alike",
        "permitted": first.permitted,
        "automated access": first.automated_access,
        "redistribution": first.redistribution,
        "behaviour": BEHAVIOUR,
        "full text": first.full_text,
        "last reviewed": first.reviewed.isoformat(),
        "to accept": TO_ACCEPT,
    }
