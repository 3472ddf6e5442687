"""Which names say that what they name is a secret, by the words that they are made of."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

# Words that say so wherever they stand in a name, in the singular.
WORDS = frozenset(
    "bearer cc cookie cred credential csrf cvc cvv jwt mfa nonce otp pass passcode passphrase passport passwd password "
    "pin pincode pw pwd secret sess ssn token totp xsrf".split()
)
# Two words that say so only together.
PAIRS = frozenset(
    tuple(pair.split())
    for pair in (
        "access key",
        "account key",
        "activation code",
        "activation link",
        "api key",
        "auth code",
        "backup code",
        "confirmation code",
        "encryption key",
        "invitation code",
        "invitation link",
        "invite code",
        "invite link",
        "license key",
        "login code",
        "login link",
        "magic link",
        "master key",
        "private key",
        "recovery code",
        "recovery key",
        "recovery link",
        "reset code",
        "reset link",
        "security code",
        "shared key",
        "signing key",
        "sms code",
        "unlock code",
        "verification code",
        "verification link",
        "verify code",
    )
)
_KNOWN = WORDS.union(*PAIRS)
# A word that says so where nothing but these follows it: `session_uuid`, not `session_user_id`.
_SESSION = re.compile(r"(^|_)sessions?(_(id|ids|uuid|guid|pk|key|keys|slug|value|hash))*$")
_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+")


@lru_cache(maxsize=4096)  # the same names come again and again
def says_secret(name: str) -> bool:
    """Whether the words of a name say that it is a secret: `csrf_id`, `userPwd`, `X-Access-Key`."""
    parts = [part.lower() for part in _BOUNDARY.split(name) if part]
    words = [part if part in _KNOWN else part.removesuffix("s") for part in parts]
    return (
        not WORDS.isdisjoint(words)
        or not PAIRS.isdisjoint(pairwise(words))
        or _SESSION.search("_".join(parts)) is not None
    )
