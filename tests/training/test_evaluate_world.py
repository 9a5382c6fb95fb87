"""Laws of `python -m training.evaluate world`: what is true of captions of ordinary photographs, in one line."""

import json

import pytest

from training import evaluate


def world(capsys, files, *more):
    command = ["world", "--weights", "parrot", "--pictures", str(files / "dev.tar"), "--objects", *more]
    assert evaluate.main([str(part) for part in command]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    return json.loads(line)


def test_what_is_true_of_captions_is_told_in_one_line(parrot, files, capsys):
    (files / "objects.tsv").write_text("one.jpg\tdog\ntwo.jpg\tcar\nthree.jpg\tperson,tie\n")
    found = world(capsys, files, files / "objects.tsv", "--captions", files / "dev.tsv")
    assert found["chair_i"] == pytest.approx(100 / 3, abs=1e-3)  # dog, boat, person: no boat is there
    assert found["names_a_thing"] == pytest.approx(100 / 3, abs=1e-3)
    assert found["recall"] == pytest.approx(50.0)
    assert (found["n"], found["cider_n"]) == (3, 3)
    assert found["doubt_auroc"] == 0.5  # made-up doubts are all alike
    assert {"cider", "weights", "sha256", "scorer"} <= set(found)


def test_captions_may_be_of_other_pictures_than_objects(parrot, files, capsys):
    (files / "objects.tsv").write_text("one.jpg\tdog\n")
    found = world(capsys, files, files / "objects.tsv", "--captions", files / "dev.tsv")
    assert (found["n"], found["cider_n"]) == (1, 3)
    assert "cider" not in world(capsys, files, files / "objects.tsv")


def test_an_object_file_that_is_none_is_refused_in_one_sentence(parrot, files, capsys):
    (files / "objects.tsv").write_text("one.jpg\tunicorn\n")
    assert (
        evaluate.main(
            ["world", "--weights", "x", "--pictures", str(files / "dev.tar"), "--objects", str(files / "objects.tsv")]
        )
        == 2
    )
    assert capsys.readouterr().err.count("\n") == 1
