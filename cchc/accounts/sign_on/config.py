"""Whether an identity provider is set up, and what is missing or wrong where it is only half so."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

LONGEST = 255
"""Letters of an issuer and of a subject, as OpenID Connect Core §2 bounds the latter; both are stored."""
NEEDED = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def is_set_up() -> bool:
    """Whether people may log in by a provider; one that is set up wrongly is not asked."""
    return bool(settings.OIDC_ISSUER) and not faults()


def is_safe(address: str) -> bool:
    """Whether codes, tokens and the secret may travel there: by https, or without leaving the machine."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - a port that is none raises
    except ValueError:
        return False
    on_loopback = parts.scheme == "http" and parts.hostname in LOOPBACK and settings.OUTBOUND_PRIVATE
    return bool(parts.hostname) and not parts.username and (parts.scheme == "https" or on_loopback)


def faults() -> list[tuple[str, str]]:
    """What is missing or wrong, each with what to do; empty where nothing is set or everything is right."""
    given = [name for name in NEEDED if getattr(settings, name)]
    if not given:
        return []
    found = [
        (f"{name} is not set.", f"Set it, or none of {', '.join(NEEDED)}.") for name in NEEDED if name not in given
    ]
    if settings.OIDC_ISSUER:
        found += _faults_of_issuer(settings.OIDC_ISSUER)
    if not f"{settings.OIDC_CLIENT_ID}{settings.OIDC_CLIENT_SECRET}".isascii():
        found.append(("OIDC_CLIENT_ID or OIDC_CLIENT_SECRET holds a letter outside ASCII.", "Copy it again."))
    return found


def _faults_of_issuer(issuer: str) -> list[tuple[str, str]]:
    if not is_safe(issuer):
        return [
            ("OIDC_ISSUER is no https address.", "Name it as the provider does: https://id.tinh.gov.vn/realms/tinh")
        ]
    if set("?#") & set(issuer) or not issuer.isascii() or issuer.endswith("/.well-known/openid-configuration"):
        hint = "Name the issuer alone, without /.well-known/…, «?» and «#»."
        return [("OIDC_ISSUER is more than the issuer's address.", hint)]
    if len(issuer) > LONGEST:
        return [(f"OIDC_ISSUER is longer than {LONGEST} letters.", "Name the provider by a shorter address.")]
    return []


@register(Tags.security)
def check_provider(app_configs: object = None, **options: object) -> list[CheckMessage]:
    """`manage.py check`: everything that keeps the provider from being asked."""
    return [
        Error(message, hint=hint, id=f"accounts.E{number:03}") for number, (message, hint) in enumerate(faults(), 1)
    ]
