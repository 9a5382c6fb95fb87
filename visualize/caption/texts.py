"""How far a caption is to be believed, in words: the same ones as in the browser (`ui/caption/web/doubt.js`)."""

from __future__ import annotations

from models.trace import CaptionTrace


def doubtful_steps(trace: CaptionTrace) -> frozenset[int]:
    """The steps of words that name a thing which is probably not in the picture."""
    if trace.doubt is None:
        return frozenset()
    return frozenset(thing.step for thing in trace.things if trace.doubt.doubts(thing))


def doubt_sentence(trace: CaptionTrace) -> str:
    """One calibrated sentence on a caption; empty where nothing is known of it."""
    if trace.doubt is None:
        return ""
    tenths = int(10 * trace.doubt.probability + 0.5)
    many = {0: "Hardly any", 10: "Nearly all"}.get(tenths, f"{tenths} of 10")
    steps = doubtful_steps(trace)
    words = list(dict.fromkeys(f"“{thing.word}”" for thing in trace.things if thing.step in steps))
    absent = f"{' and '.join(words) or 'something that it names'} may not be there"
    if trace.doubt.doubtful:
        return f"Not confident: {absent}. {many} captions with this confidence name nothing that is not there."
    rest = f"{_uncapitalised(many)} captions with this confidence name nothing that is not there"
    return f"Probably right: {rest}" + (f"; but {absent}." if words else ".")


def _uncapitalised(text: str) -> str:
    return text[0].lower() + text[1:]
