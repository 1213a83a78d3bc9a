"""A log as a link, as the page makes it, and back. CPython only; the page's own end is `site/page/link.mjs`.

Behind the `#`: `log=TEXT`, or, where it is shorter, `z=` and the text compressed (DEFLATE without a head, RFC 1951) in
base64url without padding (RFC 4648). What is too long is refused before it is unpacked, and unpacking stops there, too.
"""

import base64
import binascii
import re
import zlib

from boards.virtual.action_log import MOST_BYTES, BadLog

MOST_LINK = 30_000
_AGAIN = "Ask for the whole link again: it may have been cut off or changed on its way."
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


def fragment(text: str) -> str:
    """What stands behind the `#` of a link to this log."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = base64.urlsafe_b64encode(packer.compress(text.encode()) + packer.flush()).decode().rstrip("=")
    return min(f"log={text}", f"z={packed}", key=len)


def text_of(link: str) -> str:
    """The text of a log in a link, in what stands behind its `#`, or in itself. Raises BadLog."""
    if len(link) > MOST_LINK and "=" in link:
        raise BadLog(f"This link is longer than any we make ({MOST_LINK // 1000} kB). {_AGAIN}")
    kind, found, rest = link.rpartition("#")[2].partition("=")
    if not found:
        return link
    if kind == "log":
        return rest
    if kind != "z" or not _BASE64URL.fullmatch(rest):
        raise BadLog("This is no link to a pen. " + _AGAIN)
    unpacker = zlib.decompressobj(-15)
    try:
        data = unpacker.decompress(base64.urlsafe_b64decode(rest + "=" * (-len(rest) % 4)), MOST_BYTES + 1)
        text = data.decode("ascii")
    except (zlib.error, binascii.Error, ValueError):
        raise BadLog("This link is damaged. " + _AGAIN) from None
    if len(text) <= MOST_BYTES and not unpacker.eof:
        raise BadLog("This link is damaged. " + _AGAIN)
    return text
