"""The sentences by which providers refuse a login, and what they mean: Microsoft and Google say it in riddles."""

from __future__ import annotations

from lieferschein.reasons import N_

# words of the refusal (lower case) → our sentence; the first that matches counts
_REFUSALS: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("authenticated but not connected",),
        N_(
            "{host} knows the login but not the mailbox of {user} ({said}). In Microsoft 365: allow IMAP for "
            "this mailbox, and give the application's service principal FullAccess to it (Add-MailboxPermission)."
        ),
    ),
    (
        ("basic authentication is disabled", "basicauthblocked", "basic authentication is not enabled"),
        N_("{host} takes no passwords any more ({said}). Set auth = oauth2 for {user}, and run lieferschein login."),
    ),
    (
        (
            "application-specific password",
            "app password",
            "web login required",
            "webloginrequired",
            "use your web browser",
        ),
        N_(
            "{host} wants an app password or OAuth2 for {user} ({said}). Make an app password in the account's "
            "security settings, or set auth = oauth2."
        ),
    ),
    (
        ("imap access is disabled", "not enabled for imap", "imap is disabled", "protocol disabled"),
        N_("IMAP is switched off for {user} on {host} ({said}). Switch it on in the settings of mailbox or domain."),
    ),
    (
        ("invalid_grant", "aadsts50173", "aadsts700082", "aadsts70008", "token has been expired or revoked"),
        N_("The consent for {user} has expired or was withdrawn ({said}). Log in again with lieferschein login."),
    ),
    (
        (
            "consent_required",
            "aadsts65001",
            "interaction_required",
            "aadsts50076",
            "aadsts50079",
            "unauthorized_client",
        ),
        N_(
            "The provider wants a consent for {user} ({said}). Log in with lieferschein login, or have an "
            "administrator grant the application IMAP.AccessAsApp."
        ),
    ),
    (
        ("invalid_client", "aadsts7000215", "aadsts7000222", "aadsts700016"),
        N_(
            "The provider refuses the application of {user} ({said}). Check client_id and client_secret; secrets "
            "expire, make a new one where it has."
        ),
    ),
    (
        ("invalid_scope", "aadsts70011", "aadsts90002", "aadsts900023"),
        N_("The provider does not know this scope or tenant ({said}). Check scope and tenant of {user}."),
    ),
)


def explain_refusal(said: str) -> str | None:
    """The template for a provider's refusal, or None when the words are not known."""
    words = said.lower()
    return next((message for signs, message in _REFUSALS if any(sign in words for sign in signs)), None)
