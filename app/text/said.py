"""Numbers as people say them, which are longer than they are written: 一百三 for 130, 一千 for
1000, 四个8 for 8888; and with a unit that says nothing, 一百三八 for 138. Pure.
"""

import re
from collections.abc import Callable, Iterator, Sequence

THOUSAND, HUNDRED, TEN = "千仟", "百佰", "十拾"
UNITS = THOUSAND + HUNDRED + TEN
Expanded = tuple[str, Sequence[int]]


class Spoken:
    """`digits`: letters → the digit that each means; `one`: any of them, or a digit."""

    def __init__(self, digits: dict[str, str], one: str) -> None:
        self._digits = str.maketrans(digits)
        bare = rf"{one}(?![{UNITS}])"
        # 一百三 is 130 whatever follows, 一千五 is 1500 unless more digits do: 138一千5678.
        self._number = re.compile(
            rf"(?={one}[{THOUSAND}{HUNDRED}])"
            rf"(?:(?P<thousands>{one})[{THOUSAND}])?"
            rf"(?:(?P<none>[零〇○0])?(?P<hundreds>{one})[{HUNDRED}])?"
            rf"(?:(?P<zero>[零〇○0])?(?P<tens>{one})[{TEN}](?P<ones>{bare})?"
            rf"|[零〇○0](?P<behind>{bare})"
            rf"|(?<=[{HUNDRED}])(?P<both>{bare}{bare})(?!{one})|(?<=[{HUNDRED}])(?P<tenth>{bare})"
            rf"|(?<=[{THOUSAND}])(?P<hundredth>{bare})(?!{bare}))?"
        )
        self._unit = re.compile(rf"[{UNITS}](?<={one}.)(?={one})")
        self._times = re.compile(rf"(?P<times>[2-9二两兩三四五六七八九])个\s?(?P<of>{bare})")
        self._may_be = re.compile(rf"{one}[{THOUSAND}{HUNDRED}]|{self._times.pattern}")

    def there(self, text: str) -> bool:
        return bool(self._may_be.search(text))

    def longer(self, text: str) -> int:
        """By how much it may be longer than it is written, at most."""
        many = sum(text.count(each) for each in THOUSAND) * 2
        many += sum(text.count(each) for each in HUNDRED)
        return many + 7 * len(self._times.findall(text))

    def expanded(self, text: str) -> Iterator[Expanded]:
        """In full, and without units; and of each sign, and of the end, where it stands."""
        if self.there(text):
            typed: Expanded = text, range(len(text) + 1)
            times = _replaced(*typed, self._times, self._repeated)
            yield _replaced(*times, self._number, self._in_full)
            yield _replaced(*times, self._unit, lambda _found: "")

    def _repeated(self, found: re.Match[str]) -> str:
        times, of = (found[each].translate(self._digits) for each in ("times", "of"))
        return of * int(times)

    def _in_full(self, found: re.Match[str]) -> str:
        def of(name: str) -> str:
            return (found[name] or "0").translate(self._digits)

        thousands = of("thousands") if found["thousands"] else ""
        hundreds = of("hundreds") if found["hundreds"] else of("hundredth")
        if found["both"]:  # 一百三八
            return f"{thousands}{hundreds}{of('both')}"
        tens = of("tens") if found["tens"] else of("tenth")
        ones = of("ones") if found["ones"] else of("behind")
        return f"{thousands}{hundreds}{tens}{ones}"


def _replaced(
    text: str,
    places: Sequence[int],
    pattern: re.Pattern[str],
    written: Callable[[re.Match[str]], str],
) -> Expanded:
    parts, kept, since = list[str](), list[int](), 0
    for found in pattern.finditer(text):
        start, end = found.span()
        instead = written(found)
        parts += [text[since:start], instead]
        kept += [*places[since:start], *[places[start]] * len(instead)]
        since = end
    return "".join(parts) + text[since:], [*kept, *places[since:]]
