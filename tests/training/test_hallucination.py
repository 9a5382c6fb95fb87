"""What is true of captions: CHAIR, a thing named, recall; and how well a doubt tells."""

import pytest

from training.caption.hallucination import area_under_roc, named, read_objects, score_truth
from training.shared.pictures import DataError

OBJECTS = {"one": frozenset({"dog", "person"}), "two": frozenset({"cat", "couch"}), "three": frozenset()}


def test_truth_is_counted_by_hand():
    captions = {
        # right: person, dog; wrong: bench
        "one": ["a", "man", "and", "a", "dog", "and", "a", "dog", "on", "a", "bench"],
        "two": ["a", "dog", "on", "a", "couch"],  # right: couch; wrong: dog
        "three": ["green", "grass"],
    }
    scores = score_truth(captions, OBJECTS)
    assert scores["chair_i"] == pytest.approx(100 * 2 / 5)
    assert scores["names_a_thing"] == pytest.approx(100 * 2 / 3)
    assert scores["recall"] == pytest.approx(100 * 3 / 4)


def test_a_person_alone_is_no_thing_named():
    assert score_truth({"one": ("a", "man")}, OBJECTS)["names_a_thing"] == 0


def test_nothing_named_is_nothing_wrong():
    assert score_truth({"three": ("grass",)}, OBJECTS) == {"chair_i": 0, "names_a_thing": 0, "recall": 0}


def test_objects_are_read_by_the_pictures_bare_name(tmp_path):
    (tmp_path / "objects.tsv").write_text("9.jpg\tdog,dining table\n10.jpg\t\n")
    assert read_objects(tmp_path / "objects.tsv") == {"9": frozenset({"dog", "dining table"}), "10": frozenset()}


@pytest.mark.parametrize("text", ["", "9.jpg dog\n", "9.jpg\tunicorn\n"])
def test_what_is_no_object_file_is_refused_in_one_sentence(tmp_path, text):
    (tmp_path / "objects.tsv").write_text(text)
    with pytest.raises(DataError, match=r"^[^\n]+\.$"):
        read_objects(tmp_path / "objects.tsv")


def test_the_area_under_the_curve_is_the_share_of_pairs_in_the_right_order():
    assert area_under_roc([0.9, 0.8, 0.3, 0.3], [True, False, True, False]) == pytest.approx((1 + 1 + 0 + 0.5) / 4)
    assert area_under_roc([1, 2], [True, True]) is None


def test_what_is_named_is_a_set():
    assert named(["a", "dog", "and", "a", "dog"]) == {"dog"}
