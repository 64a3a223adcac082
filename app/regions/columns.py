"""Numbers of many counties in the counties' order. Pure."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import repeat

FEW = 4  # times as many: then to look for each is quicker than to note where all are


class Column(Mapping[int, int]):
    """By county, in the order of their numbers, of whom there is something; None: it was not known
    yet. Whoever asks for all of `counties` at once takes `numbers`, which have 0 where there is
    nothing: a nation's sums would wait for thousands of look-ups.
    """

    def __init__(self, counties: list[int], found: Sequence[int | None], *, stands: bool) -> None:
        self.counties, self.found, self.stands = counties, found, stands

    @cached_property
    def numbers(self) -> list[int]:
        return [n or 0 for n in self.found] if self.stands else list(self.found)  # type: ignore[arg-type]

    @cached_property
    def by_county(self) -> dict[int, int]:
        pairs = zip(self.counties, self.found, strict=True)
        if self.stands:
            return {county: n for county, n in pairs if n is not None}
        return {county: n for county, n in pairs if n}

    def of(self, counties: Collection[int]) -> list[int]:
        """In their order. The very list that this column has is the short way; of a page's among a
        nation's each is looked for, in the order of their numbers.
        """
        if counties is self.counties:
            return self.numbers
        if len(counties) * FEW < len(self.counties):
            own, ends = self.counties, len(self.counties) - 1
            places = [min(bisect_left(own, each), ends) for each in counties]
            return [
                self.numbers[place] if own[place] == each else 0
                for place, each in zip(places, counties, strict=True)
            ]
        return list(map(self.by_county.get, counties, repeat(0)))

    def __getitem__(self, county: int) -> int:
        return self.by_county[county]

    def __iter__(self) -> Iterator[int]:
        return iter(self.by_county)

    def __len__(self) -> int:
        return len(self.by_county)
