"""A reading on paper and as files: what the slide, the labelled clip and the tables owe the trace."""

import csv
import json
from dataclasses import replace

import cv2
import numpy as np
import pytest

from models.trace import Candidate, OrderRow
from tests.traces import LABELS, make_clip_trace
from visualize.action.figures import clip_sheet, flips, running, spread
from visualize.action.files import clip_json, save_clip_csv, save_clip_json, save_clip_npz
from visualize.action.video import labelled, save_clip_video, with_heat
from visualize.shared.files import save_figure
from visualize.shared.heat import STRENGTH, overlay, spotlight

TRACE = make_clip_trace(8)
INFLUENCE = np.linspace(-1, 2, 8).astype(np.float32)
FRAMES = np.full((8, 48, 64, 3), 60, np.uint8)


def moved(draw, frames=6, labels=7):
    chances = draw.dirichlet(np.ones(labels), frames).astype(np.float32)
    names = tuple(f"label {at}" for at in range(labels))
    return replace(make_clip_trace(frames, names), probabilities=chances)


def test_the_lines_begin_with_the_final_answer_and_hold_every_leader_there_is_room_for():
    trace = moved(np.random.default_rng(0))
    shown = running(trace)
    leaders = set(trace.probabilities.argmax(axis=1).tolist())
    assert len(shown) == len(set(shown)) == 5
    assert shown[0] == trace.probabilities[-1].argmax()
    assert leaders <= set(shown) or len(leaders) > 5


def test_who_led_once_has_a_line_before_those_who_were_always_second():
    chances = np.zeros((3, 7), np.float32)
    chances[0, 6] = 0.2  # leads once, weakly
    chances[1:, 0] = 0.5
    chances[1, 1:6] = 0.49
    names = tuple(f"label {at}" for at in range(7))
    assert running(replace(make_clip_trace(3, names), probabilities=chances))[:2] == [0, 6]


def test_a_flip_is_where_the_lead_changes_and_nowhere_else():
    assert flips(TRACE) == [4]
    calm = replace(TRACE, probabilities=np.repeat(TRACE.probabilities[-1:], 8, axis=0))
    assert flips(calm) == []


def test_names_at_line_ends_are_moved_apart_and_keep_their_order():
    places = [0.5, 0.51, 0.49, 0.0, 0.02]
    found = spread(places, 0.1)
    order = np.argsort(places)
    assert np.all(np.diff(np.array(found)[order]) >= 0.1 - 1e-3)
    assert spread([0.2, 0.8], 0.1) == pytest.approx([0.2, 0.8])


def test_around_the_window_the_frame_is_as_dark_as_where_nothing_was_looked_at():
    frame = FRAMES[0].copy()
    x1, y1, x2, y2 = (round(edge * side) for edge, side in zip(TRACE.window, (64, 48, 64, 48), strict=True))
    outside = np.ones((48, 64), bool)
    outside[y1:y2, x1:x2] = False
    assert outside.any()
    for heat, around in ((spotlight, round(60 * (1 - STRENGTH))), (overlay, 60)):
        seen = with_heat(frame, TRACE, 0, heat)
        assert (seen[outside] == around).all()
        assert (seen[~outside] != around).any()
    assert np.array_equal(frame, FRAMES[0])
    assert np.array_equal(with_heat(frame, TRACE, 0), with_heat(frame, TRACE, 0, spotlight))


@pytest.mark.parametrize("heat", [spotlight, overlay])
def test_a_window_that_reaches_out_of_the_frame_is_cut_not_squeezed(heat):
    """What lies in the frame of a window half outside is the half of the heatmap that belongs there."""
    blob = np.zeros((8, 12, 8), np.float32)
    blob[:, :, -1] = 1 / 12  # all attention in the last column, at the right edge of the window
    trace = replace(TRACE, attention=blob, window=(-0.5, 0.0, 0.5, 1.0))
    seen = with_heat(FRAMES[0], trace, 0, heat).astype(int)
    touched = np.abs(seen - seen[0, -1]).sum(axis=(0, 2)) > 0
    assert touched[24:32].all()
    assert not touched[:20].any()
    assert not touched[33:].any()


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_a_reading_goes_on_one_slide(kind, tmp_path):
    path = save_figure(clip_sheet(FRAMES, TRACE, INFLUENCE), tmp_path / f"slide.{kind}")
    assert path.stat().st_size > 5000


@pytest.mark.parametrize("frames", [1, 2, 40])
def test_a_slide_takes_any_number_of_frames_and_any_label(frames, tmp_path):
    trace = make_clip_trace(frames, ("a $price^2_x", "b" * 90, "c"))
    sheet = clip_sheet(np.zeros((frames, 90, 30, 3), np.uint8), trace, np.zeros(frames))
    assert save_figure(sheet, tmp_path / "slide.svg").stat().st_size > 5000


def test_the_labelled_clip_has_a_frame_a_moment_and_the_pace_of_the_clip(tmp_path):
    path = save_clip_video(FRAMES, TRACE, tmp_path / "clip.webm")
    capture = cv2.VideoCapture(str(path))
    count = 0
    while capture.grab():
        count += 1
    assert count == 8
    assert capture.get(cv2.CAP_PROP_FPS) == pytest.approx(4.0, abs=0.1)  # the moments lie 0.25 s apart
    assert path.read_bytes()[:4] == b"\x1a\x45\xdf\xa3"


def test_a_label_that_is_not_sure_is_written_paler():
    doubtful = replace(TRACE, threshold=1.1)
    sure, unsure = labelled(FRAMES, TRACE, LABELS)[-1], labelled(FRAMES, doubtful, LABELS)[-1]
    assert not np.array_equal(sure, unsure)


def test_the_answer_of_the_api_is_plain_json_and_tells_what_the_trace_tells():
    rows = [OrderRow("forward", None, *[Candidate("a", 0.5)] * 3), OrderRow("shuffled", 4, *[Candidate("b", 0.25)] * 3)]
    answer = json.loads(json.dumps(clip_json(TRACE, rows), allow_nan=False))
    assert answer["label"] == LABELS[-1]
    assert answer["known"] is True
    assert answer["frames_seen"] == len(answer["timeline"]) == 8
    assert answer["decided"] == 5  # frames, of which the fifth brought the answer
    assert answer["timeline"][-1]["top"] == answer["top"]
    assert answer["order"][1] == {
        "way": "shuffled",
        "seed": 4,
        **{head: {"label": "b", "probability": 0.25} for head in ("lstm", "mean_pool", "single_frame")},
    }
    assert clip_json(TRACE)["order"] is None


def test_the_table_has_a_line_a_frame_and_a_column_a_label(tmp_path):
    with save_clip_csv(TRACE, INFLUENCE, tmp_path / "clip.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == 8
    assert float(lines[3][LABELS[0]]) == pytest.approx(TRACE.probabilities[3, 0], rel=1e-5)
    assert float(lines[3]["influence"]) == pytest.approx(INFLUENCE[3], rel=1e-5)
    assert lines[-1]["label"] == LABELS[-1]


def test_every_array_comes_back_from_npz(tmp_path):
    with np.load(save_clip_npz(TRACE, INFLUENCE, tmp_path / "clip.npz"), allow_pickle=False) as found:
        for name in ("times", "frames", "attention", "logits", "probabilities", "mean_pool", "single_frame"):
            assert np.array_equal(found[name], getattr(TRACE, name)), name
        assert np.array_equal(found["cell"], TRACE.gates.cell)
        assert found["labels"].tolist() == list(LABELS)


@pytest.mark.parametrize(
    "write", [lambda path: save_clip_video(FRAMES, TRACE, path), lambda path: save_clip_json(TRACE, path)]
)
def test_a_file_that_cannot_be_written_leaves_nothing_behind(write, tmp_path):
    with pytest.raises(FileNotFoundError):
        write(tmp_path / "no folder" / "file")
    assert list(tmp_path.iterdir()) == []
