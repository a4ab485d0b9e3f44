"""The tour as one HTML page, with pictures beside it where there are some."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from ui.demo.scenes import Scene

_STYLE = """
body { background: #14171a; color: #d7dbdf; font: 16px/1.5 "Noto Sans", "Noto Sans CJK SC",
  sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2 { color: #fff; font-weight: 600; } h2 { font-size: 1.1rem; margin: 2rem 0 .4rem; }
.ok { color: #7fd1ae; } .bad { color: #ff8f70; }
pre { background: #1d2226; padding: .8rem 1rem; border-radius: 6px; white-space: pre-wrap; }
img { max-width: 100%; border-radius: 6px; margin: .6rem 0; } .note { color: #9aa4ad; }
"""


def write_report(
    folder: Path,
    scenes: Sequence[Scene],
    pictures: Sequence[Path],
    *,
    model: str,
    remark: str = "",
    own: bool = False,
) -> Path:
    """Write ``index.html`` into a folder and return it.

    Args:
        folder: Made where it is missing; the pictures lie below it.
        scenes: What the tour saw.
        pictures: PNG files below ``folder``.
        model: Which model answered.
        remark: Why there are no pictures; empty where there are.
        own: On the user's own files: the page holds patient data.
    """
    folder.mkdir(parents=True, exist_ok=True)
    failed = sum(not scene.ok for scene in scenes)
    verdict = f"{failed} of {len(scenes)} do not hold" if failed else f"all {len(scenes)} hold"
    who = (
        "On the user's own files: this page and its pictures hold patient data."
        if own
        else "All patients are synthetic: nobody of this name ever lived."
    )
    preface = (
        f'<p class="note">{who} '
        f"Answers by the model {escape(model)}. For research; not a medical device.</p>"
    )
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>OmniMed demo</title>',
        f"<style>{_STYLE}</style></head><body><h1>OmniMed: the demonstration</h1>",
        preface,
        f"<p>What was looked at: {verdict}.</p>",
    ]
    parts += [_section(scene) for scene in scenes]
    parts += [f'<p class="note">No pictures: {escape(remark)}.</p>'] if remark else []
    parts += [
        f"<h2>{escape(path.stem.replace('-', ' '))}</h2>"
        f'<img src="{escape(path.relative_to(folder).as_posix())}" alt="{escape(path.stem)}">'
        for path in pictures
    ]
    target = folder / "index.html"
    target.write_text("\n".join([*parts, "</body></html>"]), encoding="utf-8")
    return target


def _section(scene: Scene) -> str:
    mark = '<span class="ok">holds</span>' if scene.ok else '<span class="bad">FAILED</span>'
    body = escape("\n".join(scene.lines))
    return f"<h2>{escape(scene.title)}: {mark}</h2>\n<pre>{body}</pre>"
