"""What click says of a command line that it does not understand, in the present language; what is not known here stays.

Must not be loaded for English, which is click's own.
"""

import re

from ..language import Words, fill

# click's words (8.2 to 8.5): ours; what is between them is `what`, and `why` is looked up in turn
_SAID = Words(
    {
        r"No such option:? '?(?P<what>[^' ]+?)'?(?:\.| \(.*| Did .*|$).*": "There is no option {what}.",
        r"No such command '(?P<what>[^']*)'.*": "There is no command {what}.",
        r"Missing argument '(?P<what>[^']*)'.*": "{what} is missing behind the command.",
        r"Missing option '(?P<what>[^']*)'.*": "The option {what} is missing.",
        r"Missing parameter:? '?(?P<what>[^']*?)'?\.?": "{what} is missing.",
        r"Option '(?P<what>[^']*)' requires an argument\.": "Something has to follow {what}.",
        r"Option '(?P<what>[^']*)' does not take a value\.": "Nothing may follow {what}.",
        r"Got unexpected extra arguments? \((?P<what>.*)\)": "That is too much: {what}.",
        r"Invalid value for '?(?P<what>[^':]*)'?(?: / '[^']*')*: (?P<why>.*)": "{what}: {why}",
        r"Invalid value: (?P<why>.*)": "{why}",
        r"'?(?P<what>.*?)'? is not in the range (?P<more>[^.]*)\.": "{what} is not in the range {more}.",
        r"'(?P<what>.*)' is not a valid [\w ]+\.": "'{what}' is no number.",
        r"'(?P<what>.*)' is not one of (?P<more>.*)\.": "'{what}' is none of {more}.",
        r"(?:File|Path|Directory) '(?P<what>.*)' does not exist\.": "{what} does not exist.",
        r"(?:File|Path|Directory) '(?P<what>.*)' is a directory\.": "{what} is a folder.",
        r"(?:File|Path|Directory) '(?P<what>.*)' is a file\.": "{what} is a file.",
        r"(?:File|Path|Directory) '(?P<what>.*)' is not readable\.": "{what} cannot be read.",
    }
)


def in_words(said: str) -> str:
    """One of click's messages."""
    for known in _SAID:
        if found := re.fullmatch(known, said, re.DOTALL):
            values = found.groupdict()
            return fill(_SAID[known], **values | ({"why": in_words(values["why"])} if "why" in values else {}))
    return said
