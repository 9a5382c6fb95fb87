"""What visitors are told of clips that cannot be read, or not wholly: one sentence each."""

from __future__ import annotations

from models.limits import CLIP_BYTES, CLIP_LEAST_SIDE

NOTHING = "There is no clip yet: drop one here, record one, or choose an example."
LINK = "This is a link, not a clip: save the clip as a file and give that."
EMPTY = "This file is empty: save, record or download the clip again."
TOO_HEAVY = f"This file is over {CLIP_BYTES // 10**6} MB: cut the clip shorter, or save it smaller, and give that."
TOO_LARGE = "The frames of this clip are too large: save it as mp4 with 3840 pixels a line at most."
TOO_SMALL = f"This clip is too small to show anything: give one of at least {CLIP_LEAST_SIDE} pixels each way."
TOO_SLOW = "This clip takes too long to decode: save it as mp4 (H.264) and give that."
PICTURE = "This is a picture, not a clip: give it to the Caption tab, or choose a clip here."
SOUND = "This file holds sound alone: choose a clip that has pictures."
BROKEN = "The end of this clip is missing: copy, download or record it again."
UNKNOWN = "This is not a clip that can be read, whatever its name ends in: save it as mp4 (H.264) and give that."
NO_PICTURES = (
    "This clip opens, but no picture comes out, as it is damaged or of a kind that cannot be decoded here: "
    "copy it again, or save it as mp4 (H.264) and give that."
)
NO_PART = "Nothing of the clip lies in the part that you marked: mark another."
BACKWARDS = "Played backwards, the last frame first."
HDR = "This clip is HDR: its brightness and colours are mapped to those of an ordinary screen."
ON_WHITE = "Transparent parts are shown on white."
