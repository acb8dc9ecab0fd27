"""Reads the code blocks of a Markdown file, and compares output with what a page shows."""

import re
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```(\S*)[ \t]*(.*)$")


@dataclass
class Block:
    """A fenced block: its language, the words after it, the line it starts at, its text."""

    language: str
    words: list[str]
    line: int
    text: str
    # The text of the ```text block that follows with nothing but blank lines between.
    output: str | None = None


def blocks_of(path: Path) -> list[Block]:
    """All fenced blocks of a file, the shown output joined to the block before it."""
    blocks: list[Block] = []
    opened: Block | None = None
    content: list[str] = []
    between = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        fence = FENCE.match(line)
        if opened is not None:
            if line == "```":
                opened.text = "\n".join(content) + "\n"
                if opened.language == "text" and blocks and not between:
                    blocks[-1].output = opened.text
                    between = True
                else:
                    blocks.append(opened)
                    between = False
                opened = None
            else:
                content.append(line)
        elif fence:
            opened = Block(fence[1], fence[2].split(), number, "")
            content = []
        elif line.strip():
            between = True
    if opened is not None:
        raise ValueError(f"{path}:{opened.line}: this block is not closed")
    return blocks


UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
TIME = re.compile(r"\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d(?::?\d\d)?)?")
DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
PLACE = re.compile(r"^psql:\S+:\d+: ", re.MULTILINE)
RULE = re.compile(r"-{2,}(?:\+-+)*|(?:\+-+)+")


def normalised(text: str) -> str:
    """The text without what differs from run to run: ids, times, digests, widths of columns."""
    text = PLACE.sub("", text)
    for pattern, name in ((UUID, "UUID"), (TIME, "TIME"), (DIGEST, "DIGEST")):
        text = pattern.sub(name, text)
    lines = []
    for line in text.splitlines():
        if line.startswith("-[ RECORD"):
            line = " ".join(line.replace("+", " ").replace("]-", "] -").rstrip("- ").split())
        elif RULE.fullmatch(line.strip()):
            line = "---"
        lines.append(" ".join(line.split()))
    return "\n".join(line for line in lines if line)


def shows(expected: str, actual: str) -> bool:
    """True when the page's text is the output; … in the page stands for anything."""
    parts = (re.escape(part) for part in normalised(expected).split("…"))
    return re.fullmatch(".*?".join(parts), normalised(actual), re.DOTALL) is not None
