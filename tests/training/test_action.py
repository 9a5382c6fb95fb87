"""What training a recognizer owes: splits that do not leak, lessons that keep the order, scores that add up."""

import io
import json
import tarfile
from argparse import Namespace

import numpy as np
import pytest
import torch
from scipy.io import savemat

from models.action.model import load_recognizer
from models.errors import WeightsError
from models.trace import ClipTrace
from tests.recognizers import make_clip, write_clip
from training import evaluate
from training.action.batches import PersonClips, spread, uneven
from training.action.cards import write
from training.action.clip_store import UTD_ACTIONS, as_brightness, open_clips
from training.action.cross_validation import held_out_logits, join, judge
from training.action.scores import HEADS, choose_threshold, fit_temperature, order_table, reliability, wilson
from training.action.train import Task
from training.action.trainer import RECIPES, Recipe, architecture, describe, learn, new_learner
from training.shared.pictures import DataError


def sinking(frames, seed):
    """(T, 48, 64, 3): a bright block on its way from the top to the bottom."""
    pixels = np.random.default_rng(seed).integers(0, 12, (frames, 48, 64, 3), dtype=np.uint8)
    for number, frame in enumerate(pixels):
        top = 4 + round(number / (frames - 1) * 26)
        frame[top : top + 14, 26:38] = 120
    return pixels


def make_folder(folder, labels=("a09_draw_circle_cw", "a24_sit_to_stand"), people="13", trials="12"):
    """Two gestures that only order tells apart: a block that sinks, and one that rises."""
    for number, label in enumerate(labels):
        (folder / label).mkdir(parents=True)
        for person in people:
            for trial in trials:
                frames = sinking(12, seed=int(person) * 10 + int(trial))
                name = f"{label[:3]}_s{person}_t{trial}.avi"
                write_clip(folder / label / name, frames[::-1] if number else frames, 15.0, "MJPG")
    return folder


def test_a_folder_and_a_tar_hold_the_same_clips(tmp_path):
    folder = make_folder(tmp_path / "clips")
    with tarfile.open(tmp_path / "clips.tar", "w") as tar:
        tar.add(folder, arcname=".")
    ours, theirs = open_clips(folder), open_clips(tmp_path / "clips.tar")
    assert [(one.label, one.group) for one in ours] == [(one.label, one.group) for one in theirs]
    np.testing.assert_array_equal(ours[3].read(4).frames, theirs[3].read(4).frames)
    assert {one.group for one in ours} == {"1", "3"}
    assert {one.label for one in ours} == {"draw_circle_cw", "sit_to_stand"}


def test_ucf101s_own_layout_tells_label_and_group_and_its_lists_choose(tmp_path):
    for name in ("v_Archery_g08_c01", "v_Archery_g25_c02", "v_YoYo_g09_c01"):
        path = tmp_path / "UCF-101" / name.split("_")[1] / f"{name}.avi"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_clip(path, make_clip(6).frames, 25.0, "MJPG")
    (tmp_path / "trainlist01.txt").write_text("Archery/v_Archery_g08_c01.avi 1\nYoYo/v_YoYo_g09_c01.avi 101\n")
    assert [(one.label, one.group) for one in open_clips(tmp_path / "UCF-101")] == [
        ("Archery", "08"),
        ("Archery", "25"),
        ("YoYo", "09"),
    ]
    assert len(open_clips(tmp_path / "UCF-101", keep=tmp_path / "trainlist01.txt")) == 2


def test_utd_mhads_own_depth_recordings_are_read_as_brightness(tmp_path):
    depth = np.zeros((240, 320, 40), np.uint16)
    depth[40:200, 100:160] = 2000
    savemat(tmp_path / "a10_s3_t2_depth.mat", {"d_depth": depth})
    (one,) = open_clips(tmp_path)
    assert (one.label, one.group) == ("draw_circle_ccw", "3")
    clip = one.read(8)
    assert clip.frames.shape == (8, 240, 320, 3)
    assert clip.frames[0, 100, 120, 0] == as_brightness(np.array(2000))
    assert clip.frames[0, 0, 0, 0] == 0


def test_brightness_is_what_the_data_says():
    assert as_brightness(np.array([0, 500, 1000, 4000, 9000])).tolist() == [0, 255, 255, 40, 40]


@pytest.mark.parametrize("content", ["nothing", "no tar"])
def test_a_place_without_clips_is_named(tmp_path, content):
    if content == "nothing":
        with pytest.raises(DataError, match="no clip"):
            open_clips(tmp_path)
    else:
        (tmp_path / "a.tar").write_bytes(b"no tar at all")
        with pytest.raises(DataError, match="neither"):
            open_clips(tmp_path / "a.tar")


def test_lessons_never_play_backwards():
    draw = np.random.default_rng(0)
    for frames in (16, 24, 51):
        for _ in range(50):
            when = uneven(frames, 16, draw)
            assert (np.diff(when) >= 0).all()
            assert when[0] >= 0
            assert when[-1] < frames
        assert (spread(frames, 16)[0], spread(frames, 16)[-1]) == (0, frames - 1)


def test_drawn_clips_teach_and_never_judge(tmp_path):
    recorded = make_folder(tmp_path / "recorded")
    drawn = make_folder(tmp_path / "drawn", ("a24_sit_to_stand",), people="3")  # named as if by the one who judges
    options = Namespace(data=recorded, list=None, drawn=drawn, hold=[["3"]], run=tmp_path / "run")
    task = Task("gestures", small_recipe(), options)
    groups = [one.group for one in task.recordings]
    teaching, judging = task.split(*task.turns)
    assert {groups[i] for i in judging} == {"3"}
    assert task.drawn == 2
    assert not any(task.recordings[i].path.is_relative_to(drawn) for i in judging)
    assert sum(task.recordings[i].path.is_relative_to(drawn) for i in teaching) == 2
    assert sorted([*teaching, *judging]) == list(range(len(task.recordings)))
    options.drawn = make_folder(tmp_path / "others", ("juggle",))
    with pytest.raises(DataError, match="juggle"):
        Task("gestures", small_recipe(), options)


def test_a_wilson_interval_is_the_textbooks():
    cell = wilson(81, 100)
    assert (cell["low"], cell["high"]) == (pytest.approx(0.7222, abs=1e-4), pytest.approx(0.8749, abs=1e-4))
    assert wilson(0, 10)["low"] == 0
    assert wilson(10, 10)["high"] == pytest.approx(1)


def test_the_temperature_of_overconfident_answers_is_above_one():
    draw = np.random.default_rng(0)
    truth = torch.from_numpy(draw.integers(0, 4, 400))
    said = torch.where(torch.rand(400, generator=torch.Generator().manual_seed(0)) < 0.6, truth, (truth + 1) % 4)
    logits = 8.0 * torch.nn.functional.one_hot(said, 4).float()
    temperature = fit_temperature(logits, truth)
    assert temperature > 2
    chances = (logits / temperature).softmax(dim=1).numpy()
    assert reliability(chances.max(axis=1), (said == truth).numpy())["ece"] < 0.05


def test_the_threshold_parts_right_answers_from_strangers():
    sure, right = np.array([0.9, 0.8, 0.95, 0.3]), np.array([True, True, True, False])
    assert 0.6 <= choose_threshold(sure, right, strangers=np.array([0.5, 0.595])) <= 0.8


def test_shuffles_are_one_row_of_the_table():
    truth = torch.tensor([0, 1])
    right = {head: torch.eye(2) for head in HEADS}
    wrong = {head: 1 - logits for head, logits in right.items()}
    table = order_table({"forward": right, "shuffled 0": right, "shuffled 1": wrong}, truth)
    assert list(table) == ["forward", "shuffled"]
    assert table["shuffled"]["lstm"]["accuracy"] == 0.5


def small_recipe():
    return Recipe(look="person", epochs=14, moments=8, clips=4, rate=4e-3, dropout=0.0, width=16, hidden=16)


@pytest.fixture(scope="module")
def learnt(tmp_path_factory):
    """A recognizer that learnt two gestures that only order tells apart, and where everything lies."""
    home = tmp_path_factory.mktemp("learnt")
    recordings = open_clips(make_folder(home / "clips", people="1357"))
    recipe, labels = small_recipe(), ("draw_circle_cw", "sit_to_stand")
    config = describe("small", recipe, labels) | {"name": "action-gestures"}
    clips = PersonClips(recordings, home / "cache")
    truth = torch.tensor([labels.index(one.label) for one in recordings])
    learner = new_learner(config, recipe, None)
    learn(learner, clips, np.arange(len(recordings)), truth, recipe)
    everything = np.arange(len(recordings))
    turns = [held_out_logits(learner, clips, some, truth, clips, recipe.moments) for some in np.split(everything, [10])]
    scores, calibration = judge(join(turns), labels)
    whole, _ = judge(held_out_logits(learner, clips, everything, truth, None, recipe.moments), labels)
    assert scores["order"] == whole["order"]  # in turns or at once: the same clips, the same share
    scores["held_back"] = {"1": {"n": 16, **scores["order"]["forward"]["lstm"]}}
    training = {"clips": 16, "drawn": 0, "recipe": {"epochs": 14, "again": 0}, "seconds": 5.0, "threads": 1}
    write(home / "weights", learner, {**config, "training": training, "scores": scores, "calibration": calibration})
    return home, scores


def test_order_is_learnt_and_lost_when_the_clip_runs_backwards(learnt):
    _, scores = learnt
    assert scores["order"]["forward"]["lstm"]["accuracy"] >= 0.9
    assert scores["order"]["reversed"]["lstm"]["accuracy"] <= 0.3
    assert scores["order"]["forward"]["mean_pool"]["accuracy"] <= 0.8


def test_what_is_written_is_loaded_and_reads(learnt):
    home, scores = learnt
    model = load_recognizer(str(home / "weights" / "action-gestures"))
    trace = model.read(next((home / "clips" / "a24_sit_to_stand").glob("*.avi")))
    assert isinstance(trace, ClipTrace)
    assert trace.label == "sit_to_stand"
    assert model.scores["n"] == scores["n"] == 16
    folder = home / "weights" / "action-gestures"
    assert (folder / "reliability.png").read_bytes().startswith(b"\x89PNG")
    assert "Does order matter?" in (folder / "CARD.md").read_text()


def test_changed_weights_are_refused(learnt, tmp_path):
    folder = learnt[0] / "weights" / "action-gestures"
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "model.safetensors").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(WeightsError, match="fetch it again"):
        load_recognizer(str(tmp_path))


def test_evaluating_prints_one_line_that_agrees_with_training(learnt, monkeypatch):
    home, scores = learnt
    out = io.StringIO()
    monkeypatch.setattr("sys.stdout", out)
    weights = str(home / "weights" / "action-gestures")
    assert evaluate.main(["action", "--weights", weights, "--clips", str(home / "clips")]) == 0
    (line,) = out.getvalue().splitlines()
    said = json.loads(line)
    assert said["n"] == 16
    assert set(said["accuracy"]) == {"lstm", "mean_pool", "single_frame", "lstm_reversed", "lstm_shuffled"}
    for cell in said["accuracy"].values():
        assert 0 <= cell["low"] <= cell["accuracy"] <= cell["high"] <= 1
    forward = scores["order"]["forward"]["lstm"]["accuracy"]
    assert said["accuracy"]["lstm"]["accuracy"] == pytest.approx(forward, abs=0.07)
    assert np.array(said["confusion"]).sum() == 16


def test_evaluating_clips_of_other_labels_ends_with_one_sentence(learnt, tmp_path, capsys):
    (tmp_path / "cooking").mkdir()
    write_clip(tmp_path / "cooking" / "a.avi", make_clip(6).frames, 10.0, "MJPG")
    weights = str(learnt[0] / "weights" / "action-gestures")
    assert evaluate.main(["action", "--weights", weights, "--clips", str(tmp_path)]) == 2
    assert "label" in capsys.readouterr().err


@pytest.mark.parametrize("task", RECIPES)
def test_recipes_describe_networks_that_can_be_built(task):
    recipe = RECIPES[task]
    learner = new_learner({**describe(task, recipe, UTD_ACTIONS), "encoder": None}, recipe, None)
    sizes = architecture(recipe, len(UTD_ACTIONS))
    assert learner.heads.mean.shape == (sizes["cells"], sizes["features"])
