"""What visitors may ask for at most: every number in one place, with its unit and its reason."""

from __future__ import annotations

# ---- pictures
PICTURE_BYTES = 100_000_000  # of a file: the largest photo of a camera is 60 MB
PICTURE_PIXELS = 26_000_000  # of a file that is decoded whole: a phone's 24 megapixels pass, within 2 s and 400 MB
JPEG_PIXELS = 65_000_000  # of a JPEG: a 64-megapixel phone passes, as it can be decoded at a fraction of its size
JPEG_SCANS = 40  # of a progressive JPEG (usual: 10); each costs a walk over all pixels, and takes only bytes to ask for
GIF_EXTENSIONS = 500_000  # comments and the like before a GIF's second frame: a walk over them takes half a second
TIFF_SPARE = 65_536  # bytes by which a TIFF's tags together may outgrow their file: honest ones never share bytes
PICTURE_SIDE = 1600  # pixels: the long side of what is kept
PICTURE_CPU = 5  # seconds of processor time: the dearest bearable picture takes 2
PICTURE_WALL = 15.0  # seconds by the clock, for machines that are busy with other things
PICTURES_AT_ONCE = 3  # decoded side by side: 400 MB each at worst

# ---- clips
CLIP_BYTES = 500_000_000  # of a file, for Python users; the page takes 200 MB (ui/page.py)
CLIP_PIXELS = 40_000_000  # of a frame: 8K passes
CLIP_LEAST_SIDE = 16  # pixels: in less there is nothing to be seen, and yet networks would call it something
CLIP_SECONDS = 600.0  # of a clip: what lies behind is not looked at
CLIP_SIDE = 480  # pixels: the long side of a frame that is kept
CLIP_MOMENTS = 64  # frames that are kept at most
CLIP_PATIENCE = 20.0  # seconds of reading, then what has been seen must do
CLIP_STEP_CPU = 5  # seconds of processor time for one step, of opening or of decoding: 8K takes 0.5
CLIP_CPU = 120  # seconds of processor time: `CLIP_PATIENCE` on all threads, and some more
CLIP_WALL = 15.0  # seconds by the clock on top of patience, for machines that are busy with other things
CLIP_THREADS = 4  # two cores are only busy with some to spare, and each holds a frame or two
CLIPS_AT_ONCE = 3  # decoded side by side: a slow one must not hold the only place

# ---- the process that decodes one file
DECODERS_READY = 2  # that wait for a file: the next one is forked while these are at work
DECODER_MEMORY = 560_000_000  # bytes of address space on top of what it starts with: 650 MB resident in all
DECODER_FILES = 16  # open at once: its input, its output, and what a library opens by itself
DECODER_ANSWER = 100_000_000  # bytes of pixels that are taken from it: 64 frames of 480 x 480 are 44 MB
DECODER_NOTES = 8  # sentences that are taken from it
DECODER_SENTENCE = 400  # letters of each
