"""A decoded frame of any format -> small, upright, opaque RGB with square pixels, in the colours that players show.

It shrinks before it is turned and mapped: the rest is cheap then.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any

import av
import av.filter
import cv2
import numpy as np
from av.sidedata.sidedata import Type
from av.video.reformatter import VideoReformatter

from models.limits import CLIP_SIDE

WHOLE = 9_000_000  # pixels of a frame that is converted as it is: 4K; larger ones are halved on the way
UNTOLD, BT709 = 2, 1  # FFmpeg's numbers of colour spaces
HD = 720  # lines from which on a clip that tells no colour space means BT.709, as browsers take it
PQ, HLG, BT2020 = 16, 18, 9  # FFmpeg's numbers of two curves of brightness, and of one set of primaries
WHITE_NITS, PEAK_NITS = 203.0, 1000.0  # ITU-R BT.2408: white of ordinary content; the display that HDR is made for
TO_BT709 = np.array(  # linear light in the primaries of BT.2020 -> BT.709 (ITU-R BT.2087)
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], np.float32
)
LUMINANCE = np.array([0.2627, 0.6780, 0.0593], np.float32)  # of BT.2020


@dataclass
class Colours:
    """What the frames of one clip need on their way, found from frame to frame."""

    track: tuple[int, int] = (UNTOLD, UNTOLD)  # curve and primaries, as the header tells them
    hdr: bool = False
    see_through: bool = False
    curve: int = 0
    _reformatter: VideoReformatter = field(default_factory=VideoReformatter)
    _fields: dict[tuple[int, int, str], Any] = field(default_factory=dict)

    def rgb(self, frame: Any) -> np.ndarray:
        """(h, w, 3) uint8; uint16 where `finished` is still to map it."""
        curve = getattr(frame, "color_trc", self.track[0])  # PyAV 16 tells it of the track alone
        wide = curve in (PQ, HLG) or getattr(frame, "color_primaries", self.track[1]) == BT2020
        see_through = any(part.is_alpha for part in frame.format.components) or frame.format.name == "pal8"
        if wide:
            self.hdr, self.curve = True, int(curve)
        pixels = self._as(frame, "rgb48le" if wide else "rgba" if see_through else "rgb24")
        return self._on_white(pixels) if see_through and not wide else pixels

    def field_of(self, frame: Any) -> Any:
        """Every other line of an interlaced frame: those that were filmed at one moment."""
        key = (frame.width, frame.height, frame.format.name)
        if key not in self._fields:
            graph = av.filter.Graph()
            source = graph.add_buffer(
                width=frame.width, height=frame.height, format=frame.format.name, time_base=frame.time_base
            )
            graph.link_nodes(source, graph.add("field", "type=top"), graph.add("buffersink")).configure()
            self._fields[key] = graph
        self._fields[key].push(frame)
        return self._fields[key].pull()

    def finished(self, pixels: np.ndarray) -> np.ndarray:
        """(h, w, 3) uint8 of what `rgb` gave, after it was made small."""
        return pixels if pixels.dtype == np.uint8 else mapped(pixels, self.curve)

    def _as(self, frame: Any, name: str) -> np.ndarray:
        told = {"src_colorspace": BT709} if frame.colorspace == UNTOLD and frame.height >= HD else {}
        step = 1
        while frame.width * frame.height > WHOLE * step * step:
            step *= 2
        size = {"width": frame.width // step, "height": frame.height // step} if step > 1 else {}
        return self._reformatter.reformat(frame, format=name, interpolation="AREA", **size, **told).to_ndarray()

    def _on_white(self, pixels: np.ndarray) -> np.ndarray:
        alpha = pixels[:, :, 3:]
        if alpha.min() == 255:
            return np.ascontiguousarray(pixels[:, :, :3])
        self.see_through = True
        share = alpha.astype(np.uint16)
        return ((pixels[:, :, :3] * share + 255 * (255 - share) + 127) // 255).astype(np.uint8)


def small(frame: Any, pixel_width: float, colours: Colours) -> tuple[np.ndarray, tuple[int, int]]:
    """A frame -> (h, w, 3) with its long side at CLIP_SIDE at most, and the size of the original, both upright."""
    across, size = turn_of(frame), (round(frame.width * pixel_width), frame.height)
    pixels = shrunk(colours.rgb(colours.field_of(frame) if frame.interlaced_frame else frame), size)
    swapped, left, down = across
    if swapped:
        pixels, size = pixels.swapaxes(0, 1), size[::-1]
    pixels = pixels[:: -1 if down else 1, :: -1 if left else 1]
    return np.ascontiguousarray(pixels), size


def shrunk(pixels: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Pixels at the size in which they are kept, `size` being the (width, height) that they stand for."""
    scale = min(1.0, CLIP_SIDE / max(size))
    wanted = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
    if wanted == (pixels.shape[1], pixels.shape[0]):
        return np.ascontiguousarray(pixels)
    return cv2.resize(pixels, wanted, interpolation=cv2.INTER_AREA)


def turn_of(frame: Any) -> tuple[bool, bool, bool]:
    """How the clip wants to be shown: rows and columns swapped, and then mirrored left-right, top-bottom."""
    matrix = frame.side_data.get(Type.DISPLAYMATRIX)
    if matrix is None or len(bytes(matrix)) < 36:
        return False, False, False
    a, b, _, c, d = struct.unpack("=9i", bytes(matrix)[:36])[:5]  # x' = a x + c y, y' = b x + d y
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return False, a < 0, d < 0
    return True, c < 0, b < 0


def mapped(pixels: np.ndarray, curve: int) -> np.ndarray:
    """(h, w, 3) uint16 in BT.2020, of any curve -> uint8 sRGB, much as a browser maps it to an ordinary screen."""
    signal = pixels.astype(np.float32) / 65535
    light = _light(signal, curve)  # 1 is the white of ordinary content
    if curve in (PQ, HLG):
        peak, most = PEAK_NITS / WHITE_NITS, light.max(axis=2, keepdims=True)
        light *= (1 + most / peak**2) / (1 + most)  # Reinhard's curve, on the strongest colour: hues stay
    light = np.clip(light @ TO_BT709.T, 0, 1)
    shown = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return (255 * shown + 0.5).astype(np.uint8)


def _light(signal: np.ndarray, curve: int) -> np.ndarray:
    """The signal of a clip -> light of the display, by ITU-R BT.2100."""
    if curve == PQ:
        root = signal ** (1 / 78.84375)
        nits = 10_000 * (np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125)
        return nits / WHITE_NITS
    if curve == HLG:
        scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12)
        return scene * (scene @ LUMINANCE)[:, :, None] ** 0.2 * PEAK_NITS / WHITE_NITS
    return np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4)
