"""Links of the repository's pages that mean a directory lead to its README, and to a plain file otherwise."""
import os
import re

LINK = re.compile(r"(?<!!)\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)\s]*)?\)")


def on_page_markdown(markdown, page, config, files):
    here = os.path.dirname(page.file.src_uri)

    def to_page(match):
        target, anchor = match.group(1), match.group(2) or ""
        path = os.path.normpath(os.path.join(here, target))
        if os.path.isdir(os.path.join(config["docs_dir"], path)):
            readme = os.path.join(path, "README.md")
            if os.path.exists(os.path.join(config["docs_dir"], readme)):
                return "](%s%s)" % (os.path.relpath(readme, here or "."), anchor)
        return match.group(0)

    # Not in blocks of code.
    parts = re.split(r"(^```.*?^```)", markdown, flags=re.M | re.S)
    return "".join(part if part.startswith("```") else LINK.sub(to_page, part) for part in parts)
