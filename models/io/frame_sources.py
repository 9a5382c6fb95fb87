"""An open clip as a row of frames: by FFmpeg's libraries (PyAV), or an animated WebP by Pillow.

Demuxers and decoders are named: a file cannot choose another, nor have a second file opened.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from typing import Any, BinaryIO, Protocol

import av
import av.error
import numpy as np
from av.stream import Disposition
from PIL import Image

from models.errors import MediaError
from models.io import frames as frame_pixels
from models.io.clip_texts import HDR, NO_PICTURES, ON_WHITE, PICTURE, SOUND, TOO_LARGE, TOO_SMALL, UNKNOWN
from models.io.containers import Container
from models.limits import CLIP_LEAST_SIDE, CLIP_PIXELS, CLIP_THREADS

DECODERS = {  # FFmpeg's names; "libvpx" beside "vp9", as it alone gives the alpha channel
    *("h264", "hevc", "av1", "libdav1d", "vp8", "vp9", "libvpx", "libvpx-vp9", "vvc", "mpeg1video", "mpeg2video"),
    *("mpeg4", "msmpeg4", "msmpeg4v1", "msmpeg4v2", "h261", "h263", "h263i", "h263p", "flv", "vp6", "vp6f", "vp6a"),
    *("mjpeg", "mjpegb", "prores", "dnxhd", "dvvideo", "cfhd", "theora", "wmv1", "wmv2", "wmv3", "vc1", "svq1", "svq3"),
    *("rv10", "rv20", "rv30", "rv40", "cinepak", "indeo3", "indeo4", "indeo5", "gif", "png", "qtrle", "rpza", "smc"),
    *("ffv1", "ffvhuff", "huffyuv", "utvideo", "magicyuv", "hap", "rawvideo", "v210", "msrle", "msvideo1", "jpeg2000"),
    *("flashsv", "flashsv2", "tscc", "tscc2", "zmbv", "lagarith", "cljr", "dirac", "wrapped_avframe", "bmp"),
}
ALPHA = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
COVERS = {"mjpeg", "png", "bmp", "gif"}  # where there is another track, these are its cover, marked or not
USUAL_RATE = 25.0  # frames a second, where the clip tells none that can be
SQUARE = 0.02  # pixels that much wider or narrower than high still count as square
FAULTS = 1000  # damaged packets, one after another: then nothing more will come
BUFFER = 1 << 18  # bytes read at a time

TimedFrame = tuple[
    float | None, Callable[[], np.ndarray | None]
]  # seconds, and what gives the frame as it is to be kept


class FrameSource(Protocol):
    """Frames one after the other."""

    rate: float  # frames a second
    promised: float  # frames, as the header has it; 0: it does not say
    size: tuple[int, int]  # width and height of what was shown last, upright, with square pixels
    notes: list[str]  # sentences on how frames were changed
    may_be_cover: bool  # whether one frame of it would be the cover of a record

    def timed_frames(self) -> Iterator[TimedFrame]: ...
    def finished(self, frames: list[np.ndarray]) -> list[np.ndarray]: ...
    def close(self) -> None: ...


def open_source(container: Container, alive: Callable[[], None]) -> FrameSource:
    """The clip, ready to be read from its first frame. Raises MediaError where there is none."""
    alive()
    container.file.seek(0)
    return WebP(container.file) if container.is_webp else AvSource(container, alive)


class AvSource:
    """A clip as FFmpeg's libraries read it."""

    def __init__(self, container: Container, alive: Callable[[], None]) -> None:
        self._alive = alive
        self.notes: list[str] = []
        self.size = (0, 0)
        demuxer = container.demuxer
        if container.canvas > CLIP_PIXELS:
            raise MediaError(TOO_LARGE)
        named = {"format_whitelist": _format(demuxer), "codec_whitelist": ",".join(sorted(DECODERS))}
        bounded = {"max_pixels": str(CLIP_PIXELS), "threads": "1", "max_streams": "100"}
        try:
            self._container: Any = av.open(
                container.file,
                format=demuxer,
                buffer_size=BUFFER,
                options={**named, **bounded},
                metadata_errors="replace",
            )
            self._stream = _choose_track(self._container)
        except (av.error.FFmpegError, EOFError) as error:
            raise MediaError(UNKNOWN) from error
        self._decoder = _decoder(self._stream)
        self.may_be_cover = bool(self._container.streams.audio) and self._decoder.codec.name in COVERS
        self.rate = _rate(self._stream)
        self.promised = _count(self._stream, self._container, self.rate)
        own = self._stream.codec_context
        self._colours = frame_pixels.Colours((own.color_trc, own.color_primaries))

    def timed_frames(self) -> Iterator[TimedFrame]:
        faults = 0
        for packet in self._packets():
            self._alive()
            try:
                shown = self._decoder.decode(packet)
            except av.error.FFmpegError:
                faults += 1
                if faults > FAULTS:
                    return
                continue
            for frame in shown:
                faults = 0
                yield self._seconds(frame), partial(self._pixels, frame)

    def finished(self, frames: list[np.ndarray]) -> list[np.ndarray]:
        """Kept frames as they are to be shown: HDR is mapped to an ordinary screen at the end, as it takes time."""
        if self._colours.hdr:
            self.notes.append(HDR)
        if self._colours.see_through:
            self.notes.append(ON_WHITE)
        return [self._colours.finished(frame) for frame in frames]

    def close(self) -> None:
        self._container.close()

    def _packets(self) -> Iterator[Any]:
        """Packets of the track, and at the end an empty one, which has the decoder give what it still holds."""
        faults = 0
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except av.error.EOFError:
                packet = None
            except av.error.FFmpegError:
                faults += 1
                if faults > FAULTS:
                    packet = None
                else:
                    packets = self._container.demux(self._stream)
                    continue
            if packet is None or packet.size == 0:
                yield None
                return
            yield packet

    def _seconds(self, frame: av.VideoFrame) -> float | None:
        stamp, unit = frame.pts if frame.pts is not None else frame.dts, frame.time_base or self._stream.time_base
        if stamp is None or unit is None:
            return None
        begun = self._stream.start_time or 0
        return 1000.0 * ((stamp - begun) * (unit.numerator / unit.denominator)) / 1000  # rounded as OpenCV does

    def _pixels(self, frame: av.VideoFrame) -> np.ndarray | None:
        if frame.width * frame.height > CLIP_PIXELS:
            raise MediaError(TOO_LARGE)
        if min(frame.width, frame.height) < CLIP_LEAST_SIDE:
            raise MediaError(TOO_SMALL)
        try:
            pixels, self.size = frame_pixels.small(frame, _pixel_width(self._stream, frame), self._colours)
        except (av.error.FFmpegError, ValueError):  # a format that nothing converts
            return None
        return pixels


def _format(demuxer: str) -> str:
    """All names of the demuxer, which FFmpeg compares whole."""
    return {"mov": "mov,mp4,m4a,3gp,3g2,mj2", "matroska": "matroska,webm"}.get(demuxer, demuxer)


def _choose_track(container: Any) -> Any:
    """The track of pictures that a player would show. Raises MediaError."""
    tracks = [stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic]
    if not tracks:
        raise MediaError(SOUND if container.streams.audio else PICTURE if container.streams.video else UNKNOWN)
    known = [stream for stream in tracks if stream.codec_context is not None]
    if not known:
        raise MediaError(NO_PICTURES)
    tracks = [stream for stream in known if stream.codec_context.codec.name not in COVERS] or known
    return next((stream for stream in tracks if stream.disposition & Disposition.default), tracks[0])


def _decoder(stream: Any) -> Any:
    """What decodes the track, with its size and its threads bounded. Raises MediaError."""
    own = stream.codec_context
    if own.codec.name not in DECODERS:
        raise MediaError(NO_PICTURES)
    if own.width * own.height > CLIP_PIXELS:
        raise MediaError(TOO_LARGE)
    if stream.metadata.get("alpha_mode") == "1" and own.codec.name in ALPHA:
        try:
            own = av.CodecContext.create(ALPHA[own.codec.name], "r")
        except (ValueError, av.error.FFmpegError):  # not in this build: the colours alone
            own = stream.codec_context
    own.options = {"max_pixels": str(CLIP_PIXELS)}
    own.thread_type = "AUTO"
    own.thread_count = CLIP_THREADS
    return own


def _rate(stream: Any) -> float:
    for told in (stream.average_rate, stream.guessed_rate, stream.base_rate):
        if told and 0.5 <= told <= 250:
            return float(told)
    return USUAL_RATE


def _count(stream: Any, container: Any, rate: float) -> float:
    """How many frames the header promises, if it is a number that can be; else 0."""
    told = float(stream.frames)
    if told <= 0:
        seconds = stream.duration * stream.time_base if stream.duration else (container.duration or 0) / 1e6
        told = math.floor(float(seconds) * rate + 0.5)
    return told if 0 < told < 1e7 else 0.0


def _pixel_width(stream: Any, frame: Any) -> float:
    """Width of a pixel for a height of 1: tape and broadcast know pixels that are not square."""
    told: Fraction | None = stream.sample_aspect_ratio
    ratio = float(told) if told else 1.0
    return ratio if 0.25 <= ratio <= 4 and abs(ratio - 1) > SQUARE else 1.0


class WebP:
    """An animated WebP, which FFmpeg does not read."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._image = Image.open(file, formats=("WEBP",))
            if self._image.width * self._image.height > CLIP_PIXELS:
                raise MediaError(TOO_LARGE)
            if not getattr(self._image, "is_animated", False):
                raise MediaError(PICTURE)
            if min(self._image.size) < CLIP_LEAST_SIDE:
                raise MediaError(TOO_SMALL)
            self._image.load()
        except Image.DecompressionBombError as error:
            raise MediaError(TOO_LARGE) from error
        except (OSError, ValueError, SyntaxError) as error:  # of damaged files
            raise MediaError(NO_PICTURES) from error
        self.notes: list[str] = []
        self.may_be_cover = False
        self.rate = 1000 / max(1, self._image.info.get("duration", 0))  # of the first frame
        self.rate = self.rate if 0.5 <= self.rate <= 250 else USUAL_RATE
        self.promised = float(getattr(self._image, "n_frames", 0))
        self.size = self._image.size

    def timed_frames(self) -> Iterator[TimedFrame]:
        for number in range(int(self.promised)):
            try:
                self._image.seek(number)
                self._image.load()
            except (EOFError, OSError):
                return
            yield self._image.info.get("timestamp", 0) / 1000, self._pixels

    def finished(self, frames: list[np.ndarray]) -> list[np.ndarray]:
        return frames

    def close(self) -> None:
        self._image.close()

    def _pixels(self) -> np.ndarray:
        image: Image.Image = self._image
        if image.has_transparency_data and image.convert("RGBA").getchannel("A").getextrema() != (255, 255):
            white = Image.new("RGBA", image.size, "white")
            white.alpha_composite(image.convert("RGBA"))
            image, self.notes[:] = white, [ON_WHITE]
        return frame_pixels.shrunk(np.asarray(image.convert("RGB")), image.size)
