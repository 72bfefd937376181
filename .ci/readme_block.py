"""Print the N-th fenced shell block of a Markdown file, as it stands."""

import re
import sys
from pathlib import Path

text = Path(sys.argv[1]).read_text(encoding="utf-8")
blocks = re.findall(r"^```(?:bash|sh|shell|console)\n(.*?)^```", text, re.M | re.S)
sys.stdout.write(blocks[int(sys.argv[2]) - 1])
