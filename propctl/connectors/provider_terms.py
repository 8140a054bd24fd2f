"""The register of providers: whose the data are, and what their owner permits. Values alone; asks nothing."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from propctl.domain.option_values import Provider


@dataclass(frozen=True, slots=True)
class ProviderTerms:
    """One provider. ``reviewed`` is the day as of which the wording of its terms is known to us."""

    provider: str
    title: str
    variable: str
    """The setting that holds its base URL."""
    owner: str
    permitted: str
    automated_access: str
    redistribution: str
    full_text: str
    reviewed: date


def _of_mlb(provider: Provider, title: str, variable: str) -> ProviderTerms:
    return ProviderTerms(
        provider=provider.value,
        title=title,
        variable=variable,
        owner="MLB Advanced Media, L.P.",
        permitted="individual, non-commercial, non-bulk use; anything else needs its written permission",
        automated_access="MLB.com's terms of use forbid scripts on its digital properties; ask if in doubt",
        redistribution="not permitted; propctl keeps raw payloads in your own storage and publishes none",
        full_text="http://gdx.mlb.com/components/copyright.txt",
        reviewed=date(2026, 9, 22),
    )


REGISTER: Final = (
    _of_mlb(Provider.MLB_STATS_API, "MLB Stats API", "PROPCTL_MLB_STATS_API_URL"),
    _of_mlb(Provider.BASEBALL_SAVANT, "Baseball Savant", "PROPCTL_BASEBALL_SAVANT_URL"),
)

BEHAVIOUR: Final = "one request a second and host, an honest User-Agent, no way round a refusal"
"""How propctl asks, whoever is asked."""

TO_ACCEPT: Final = "set PROPCTL_ACCEPT_PROVIDER_TERMS=true: it states that your use is allowed"


def terms_by_topic() -> dict[str, str]:
    """The terms as a reader wants them, the providers of one owner named together."""
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
