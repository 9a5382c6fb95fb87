"""Laws of `python -m training.evaluate caption`, on made-up pictures and a network that says what it is told to."""

import gzip
import json
import tarfile

import numpy as np
import pytest

from models.caption.decoding import Decoding
from models.trace import END
from tests.traces import make_caption_trace
from tests.training.parrot import SAID, Parrot, answer, boxes_of, teach
from training.caption import evaluate as evaluate_caption
from training.shared import scores


def test_one_json_line_tells_scores_and_settings(parrot, files, capsys):
    found = answer(capsys, files, "--beam", "3", "--length-norm", "0.5")
    assert {name: found[name] for name in ("bleu_1", "bleu_4", "rouge_l")} == {
        "bleu_1": 100,
        "bleu_4": 100,
        "rouge_l": 100,
    }
    assert found["cider"] > 1
    assert (found["n"], found["weights"]) == (3, "parrot")
    assert len(found["sha256"]) == 64
    assert found["ms_per_picture"] >= 0
    assert found["scorer"] == {
        "library": scores.SCORER,
        "tokenizer": "[a-z0-9']+ of lower case",
        "beam": 3,
        "length_norm": 0.5,
        "max_words": 20,
    }
    assert "pointing" not in found
    assert parrot.options == [Decoding("beam", beam=3, length_norm=0.5)]


def test_beams_are_five_wide_unless_told_otherwise(parrot, files, capsys):
    assert answer(capsys, files)["scorer"]["beam"] == 5


def test_pictures_are_captioned_several_at_once_and_none_is_mixed_up(parrot, files, capsys, monkeypatch):
    monkeypatch.setattr(evaluate_caption, "PICTURES_AT_ONCE", 2)
    found = answer(capsys, files, boxes=files / "boxes.gz")
    assert parrot.batches == [2, 1]
    assert (found["bleu_4"], found["pointing"]) == (100, 100)


def test_a_folder_of_pictures_serves_as_well_as_a_tar(parrot, files, capsys):
    (files / "dev").mkdir()
    with tarfile.open(files / "dev.tar") as tar:
        for member in tar:
            (files / "dev" / member.name).write_bytes(tar.extractfile(member).read())
    assert answer(capsys, files, pictures=files / "dev")["bleu_4"] == 100


def test_a_limit_takes_the_first_pictures_of_the_caption_file(parrot, files, capsys):
    found = answer(capsys, files, limit=2, boxes=files / "boxes.gz")
    assert (found["n"], found["phrases"]) == (2, 2)


def test_pictures_that_are_missing_are_not_scored_and_said(parrot, files, capsys, caplog):
    with (files / "dev.tsv").open("a") as file:
        file.write("\nfour.jpg\t0\ta fourth")
    assert answer(capsys, files)["n"] == 3
    assert "3 of the 4 captioned pictures are there" in caplog.text


def test_pointing_is_judged_at_the_last_word_of_each_phrase(parrot, files, capsys):
    found = answer(capsys, files, boxes=files / "boxes.gz")
    assert (found["pointing"], found["inside"], found["phrases"]) == (100, 1, 3)
    assert (found["pointing_centre"], found["inside_uniform"]) == (0, round(1 / 196, 4))
    assert set(found["by_type"]) == {"animals", "other", "people"}
    assert found["by_type"]["people"]["phrases"] == 1


def test_a_network_that_looks_elsewhere_points_wrong(parrot, files, capsys, monkeypatch):
    monkeypatch.setattr(Parrot, "_diagonal", lambda self, row, steps: np.eye(14)[None].repeat(steps, 0) / 14)
    found = answer(capsys, files, boxes=files / "boxes.gz")
    assert found["pointing"] == 0  # the strongest of equal cells is the first
    assert found["inside"] == round(1 / 14 / 3, 4)  # only picture "three" has its box on the diagonal


def test_a_caption_with_several_phrases_is_forced_once(parrot, files, capsys):
    entry = json.loads(boxes_of(0))
    entry["phrases"] += [{**entry["phrases"][0], "phrase": "grass", "first_word_index": 6}] * 2
    (files / "boxes.gz").write_bytes(gzip.compress(json.dumps(entry).encode()))
    assert answer(capsys, files, boxes=files / "boxes.gz")["phrases"] == 3
    assert parrot.forced == [[tuple(SAID["one"].split())], [], []]


def test_each_phrase_is_judged_in_its_own_caption(parrot, files, capsys):
    entry = json.loads(boxes_of(0))
    text = "on a green field there is a very happy dog"  # longer than the picture's other caption
    entry["phrases"].append({**entry["phrases"][0], "caption": text, "phrase": "dog", "first_word_index": 9})
    entry["phrases"][1].update(type="other", boxes=[[90, 0, 100, 10]])  # column 9
    (files / "boxes.gz").write_bytes(gzip.compress(json.dumps(entry).encode()))
    found = answer(capsys, files, boxes=files / "boxes.gz")["by_type"]
    assert (found["animals"]["pointing"], found["other"]["pointing"]) == (100, 100)


def test_a_network_that_never_looks_is_scored_beside_the_baselines(files, capsys, monkeypatch):
    teach(monkeypatch, Parrot(attention=False))
    found = answer(capsys, files, boxes=files / "boxes.gz")
    assert (found["attention_jsd"], found["pointing"], found["inside"]) == (None, None, None)
    assert (found["pointing_centre"], found["phrases"]) == (0, 3)


def test_the_step_that_ends_a_caption_does_not_count_as_a_look(parrot, files, capsys):
    traces = [
        make_caption_trace((*caption.split(), END), seed=n, mode="beam") for n, caption in enumerate(SAID.values())
    ]
    words = np.concatenate([scores.attention_distances(trace.attention[:-1]) for trace in traces])
    assert answer(capsys, files)["attention_jsd"] == pytest.approx(words.mean(), abs=1e-4)
