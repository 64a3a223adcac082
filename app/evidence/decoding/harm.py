"""What a document is refused for, and how it is known. Nothing is run to find out.

Refused is what runs, or reaches out, without being asked for by a click on it:

- macros: VBA in every container, and macro sheets of Excel 4.0, which need no VBA;
- what fetches and opens another file with the document: templates, linked objects, frames,
  sub-documents and lists of addresses that lie elsewhere; links by DDE, which start a program;
  queries that are made anew when a workbook opens; what a slide does when it is pointed at;
- in a PDF scripts of any kind and Launch, wherever they hang, and what a document or a page does by
  itself but turn to a place within; scripts of XFA forms and of bodies in space, films that bring
  their player; likewise OFD's actions of opening;
- programs in it, by name or by their first bytes, also as a packed object or attachment.

Accepted is what shows something and waits: links to be clicked, links to another workbook (asked
about before they are fetched), pictures from elsewhere, embedded documents and attachments without
any of the above (an electronic invoice carries its data so), controls without a macro.

Fields of Word that make up another field's name out of letters' numbers are not computed.
"""

import re


class Damaged(Exception):
    pass


class Bomb(Exception):
    pass


class Locked(Exception):
    """By a password."""


class Program(Exception):
    """Macros, or what a machine would run."""


class Automatic(Exception):
    """Does something by itself as soon as it is opened."""


RUNS = re.compile(
    r"vbaProject\.bin$|/macrosheets/|\.(exe|dll|com|scr|pif|cpl|bat|cmd|ps1|vbs|vbe|js|jse|wsf|wsh"
    r"|hta|jar|msi|msc|lnk|reg|xll|wll|chm|iso|apk|sh)$",
    re.IGNORECASE,
)
RUNNING = (b"MZ", b"\x7fELF", b"{\\rtf")
DEEPEST = 3  # a workbook in a document in a presentation

# Of Word: a field's instruction. It begins with the field's name.
DDE = re.compile(r"(?<![A-Za-z])DDE(AUTO)?(?![A-Za-z])", re.IGNORECASE)
