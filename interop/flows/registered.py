"""A block type of one's own, and a block of it, as `prefect block register --file` finds them."""

from prefect.blocks.core import Block


class InteropPlace(Block):
    """Where something is."""

    city: str


InteropPlace.register_type_and_schema()
InteropPlace(city="Bergen").save("cli-place", overwrite=True)
