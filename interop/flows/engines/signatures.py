"""One flow with every kind of parameter; the one beside it in TypeScript has the same, so that their schemas can be compared."""

from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from prefect import flow
from pydantic import AnyUrl, BaseModel, Field

Item = TypeVar("Item")


Colour = Literal["red", "green"]
Level = Literal[9, 1]


class Address(BaseModel):
    """Where it goes."""

    street: str = Field(description="Name of the street.")
    number: int = Field(ge=1)
    ratio: float = Field(default=0.5, gt=0, lt=1)
    code: str = Field(min_length=2, max_length=5, pattern="^[A-Z]+$")
    notes: list[str] = Field(default=[], max_length=3)
    colour: Literal["red", "blue"] = "red"


class User(BaseModel):
    id: float


class Page(BaseModel, Generic[Item]):
    items: list[Item]


class Tree(BaseModel):
    value: float
    children: list["Tree"]


@flow
def signatures(
    text: str,
    number: float,
    flag: bool,
    whole: int,
    nothing: None,
    anything: Any,
    texts: list[str],
    table: list[list[float]],
    either: str | float,
    three: float | str | bool,
    choice: Literal["z", "a", "m"],
    only: Literal["only"],
    numbers: Literal[3, 1, 2],
    mixed: Literal["x", 1],
    yes: Literal[True],
    nullable: str | None,
    picked: Literal["b", "a"] | None,
    level: Level,
    perhaps: Level | None,
    instant: datetime,
    instants: list[datetime],
    unique: set[str],
    amounts: dict[str, float],
    loose: dict[str, Any],
    lists: dict[str, list[str]],
    pair: tuple[str, float],
    triple: tuple[str, float, bool],
    pairs: list[tuple[str, float]],
    address: Address,
    optional: Address | None,
    addresses: list[Address],
    book: dict[str, Address],
    page: Page[User],
    tree: Tree,
    link: AnyUrl,
    data: bytes,
    currency: str = "EUR",
    days: float = 7,
    verbose: bool = True,
    shift: float = -1.5,
    seconds: float = 60 * 60,
    none: str | None = None,
    empty: list[str] = [],
    names: list[str] = ["x", "y"],
    weights: dict[str, float] = {"x": 1},
    colour: Colour = "green",
    mode: Literal["slow", "fast"] = "fast",
):
    """
    Takes all of it.

    Args:
        text: what to say
        days: how many
    """
