"""One row of an imported file against its declaration: `sanitize.py` says what each field may be, msgspec checks it."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from ..sanitize import Range, short

T = TypeVar("T")


def taken(kind: "type[T]", row: "Mapping[str, Any]") -> T:
    """A row of this kind, every field as its type asks for; raises ValueError that says what is wrong."""
    try:
        return kind(**msgspec.structs.asdict(msgspec.convert(row, _struct(kind), strict=False)))
    except msgspec.ValidationError as e:
        raise ValueError(short(str(e))) from e


@cache
def _struct(kind: type) -> "type[msgspec.Struct]":
    hints = get_type_hints(kind, include_extras=True)
    return msgspec.defstruct(kind.__name__, [(name, _checked(hint)) for name, hint in hints.items()])


def _checked(hint: Any) -> Any:
    """A type of `sanitize.py` as msgspec has it."""
    if get_origin(hint) is Annotated:
        limit = hint.__metadata__[0]
        if isinstance(limit, Range):
            return Annotated[int, msgspec.Meta(ge=limit.low, le=limit.high)]
        return Annotated[str, msgspec.Meta(max_length=limit.longest, pattern=limit.form or None)]
    choices = get_args(hint)
    return Union[tuple(map(_checked, choices))] if choices else hint  # noqa: UP007 (made of a tuple)
