"""A badge for a README: the percentage, in the shape that badges have, as an SVG file without fonts or links."""

from __future__ import annotations

from flake8_ownership.ownership.model import Account
from flake8_ownership.reports import words

_LABEL = "ownership"
_COLOURS = ((95, "#2e7d32"), (80, "#558b2f"), (60, "#9e9d24"), (40, "#b26a00"), (0, "#c62828"))
_NOTHING = "#616161"
_WIDTH = 7  # of a character, about
_PADDING = 12


def svg(account: Account) -> str:
    """The badge."""
    percent = account.share.percent
    value = words.number(percent)
    colour = _NOTHING if percent is None else next(shade for least, shade in _COLOURS if percent >= least)
    left, right = (len(text) * _WIDTH + _PADDING for text in (_LABEL, value))
    width = left + right
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" '
        f'aria-label="{_LABEL}: {value}">\n'
        f"  <title>{_LABEL}: {value}</title>\n"
        f'  <clipPath id="r"><rect width="{width}" height="20" rx="3"/></clipPath>\n'
        f'  <g clip-path="url(#r)"><rect width="{left}" height="20" fill="#444"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{colour}"/></g>\n'
        '  <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">\n'
        f'    <text x="{left / 2:g}" y="14">{_LABEL}</text><text x="{left + right / 2:g}" y="14">{value}</text>\n'
        "  </g>\n</svg>\n"
    )
