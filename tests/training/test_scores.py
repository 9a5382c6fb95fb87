"""Laws of scoring: captions beside people's, maps beside maps, and attention beside boxes."""

import numpy as np
import pytest

from training.shared import scores
from training.shared.scores import (
    PhraseAttention,
    attention_distances,
    cover_cells,
    mean_phrase_attention,
    phrase_attention,
    score_captions,
)

DOGS = [("a", "brown", "dog", "runs", "in", "the", "grass"), ("the", "dog", "is", "running")]
BOATS = [("two", "red", "boats", "on", "a", "lake", "today"), ("boats", "float")]
PEOPLE = {"dog": DOGS, "boat": BOATS}


def boxes(*corners):
    return np.array(corners, np.float32).reshape(-1, 4)


def on_cell(row, column, side=14):
    attention = np.zeros((side, side), np.float32)
    attention[row, column] = 1.0
    return attention


# ---- captions ----


def test_repeating_what_people_said_scores_full_marks(monkeypatch):
    monkeypatch.setattr(scores.shutil, "which", lambda _: None)
    found = score_captions({"dog": DOGS[0], "boat": BOATS[0]}, PEOPLE)
    assert set(found) == {"bleu_1", "bleu_2", "bleu_3", "bleu_4", "rouge_l", "cider"}
    for name in ("bleu_1", "bleu_2", "bleu_3", "bleu_4", "rouge_l"):
        assert found[name] == pytest.approx(100)
    assert found["cider"] > 1


def test_a_caption_with_no_word_in_common_scores_nothing(monkeypatch):
    monkeypatch.setattr(scores.shutil, "which", lambda _: None)
    found = score_captions({"dog": ("x", "y", "z", "u", "v"), "boat": ("x", "y", "z", "u", "v")}, PEOPLE)
    assert all(value == pytest.approx(0, abs=1e-3) for value in found.values())


def test_bleu_1_is_the_percentage_of_words_that_people_said_too(monkeypatch):
    monkeypatch.setattr(scores.shutil, "which", lambda _: None)
    captions = {"dog": ("a", "brown", "cat", "runs", "in", "the", "house"), "boat": BOATS[0]}
    assert score_captions(captions, PEOPLE)["bleu_1"] == pytest.approx(100 * 12 / 14)


def test_only_the_pictures_that_were_captioned_count(monkeypatch):
    monkeypatch.setattr(scores.shutil, "which", lambda _: None)
    assert score_captions({"dog": DOGS[0]}, PEOPLE)["bleu_4"] == pytest.approx(100)


def test_meteor_is_left_out_and_said_when_java_does_not_work(monkeypatch, caplog):
    def broken():
        raise OSError("no Java after all")

    monkeypatch.setattr(scores.shutil, "which", lambda _: "/bin/java")
    monkeypatch.setattr(scores, "Meteor", broken)
    assert "meteor" not in score_captions({"dog": DOGS[0]}, PEOPLE)
    assert "METEOR is left out" in caplog.text


# ---- maps beside maps ----


def test_maps_that_stay_are_at_distance_0_and_maps_with_nothing_in_common_at_1():
    maps = np.stack([on_cell(0, 0), on_cell(0, 0), on_cell(3, 4)])
    np.testing.assert_allclose(attention_distances(maps), [0, 1], atol=1e-6)


def test_the_distance_is_jensen_and_shannons_in_base_2():
    p, q = np.array([0.8, 0.2]), np.array([0.3, 0.7])
    middle = (p + q) / 2
    divergence = sum((part * np.log2(part / middle)).sum() for part in (p, q)) / 2
    maps = np.stack([p, q]).reshape(2, 1, 2).astype(np.float32)
    np.testing.assert_allclose(attention_distances(maps), [np.sqrt(divergence)], rtol=1e-5)


@pytest.mark.filterwarnings("error")
def test_maps_that_are_all_but_equal_have_a_distance_all_the_same():
    generator = np.random.default_rng(0)
    attention = generator.dirichlet(np.ones(196), 200)
    nearly = attention * (1 + 1e-9 * generator.normal(size=attention.shape))
    maps = np.stack([attention, nearly], axis=1).reshape(400, 14, 14)
    np.testing.assert_allclose(attention_distances(maps)[::2], 0, atol=1e-6)


def test_one_map_has_no_distance():
    assert attention_distances(on_cell(0, 0)[None]).shape == (0,)


# ---- attention beside boxes ----


def test_a_cell_is_covered_by_the_part_of_it_that_lies_in_the_box():
    found = cover_cells(boxes([0.25, 0.0, 0.75, 0.25]), rows=2, columns=2)
    np.testing.assert_allclose(found, [[0.25, 0.25], [0, 0]])


def test_boxes_that_overlap_count_once():
    found = cover_cells(boxes([0, 0, 0.5, 1], [0.25, 0, 0.75, 1], [0, 0, 0.5, 1]), rows=1, columns=1)
    np.testing.assert_allclose(found, [[0.75]])


def test_boxes_are_columns_then_rows():
    found = cover_cells(boxes([0.5, 0, 1, 0.25]), rows=4, columns=2)
    np.testing.assert_allclose(found, [[0, 1], [0, 0], [0, 0], [0, 0]])


def test_covering_by_random_boxes_agrees_with_counting_points():
    generator = np.random.default_rng(1)
    side, fine = 7, 40
    points = (np.arange(side * fine) + 0.5) / (side * fine)
    for _ in range(5):
        corners = np.sort(generator.random((3, 2, 2)), axis=1).reshape(3, 4)  # x1, y1, x2, y2
        hit = np.zeros((side * fine, side * fine), bool)
        for x1, y1, x2, y2 in corners:
            hit |= ((points >= y1) & (points <= y2))[:, None] & ((points >= x1) & (points <= x2))
        counted = hit.reshape(side, fine, side, fine).mean(axis=(1, 3))
        np.testing.assert_allclose(cover_cells(corners, side, side), counted, atol=0.06)


def test_pointing_asks_for_the_centre_of_the_strongest_cell():
    cell = boxes([3 / 14, 0, 4 / 14, 1 / 14])  # exactly row 0, column 3
    assert phrase_attention(on_cell(0, 3), cell, "other").pointing
    assert not phrase_attention(on_cell(3, 0), cell, "other").pointing
    beside = boxes([3.6 / 14, 0, 5 / 14, 1 / 14])  # reaches into the cell, not over its centre
    assert not phrase_attention(on_cell(0, 3), beside, "other").pointing
    assert phrase_attention(on_cell(0, 3), boxes([0.9, 0.9, 1, 1], *cell), "other").pointing


def test_inside_is_the_share_of_attention_in_the_boxes():
    attention = 0.25 * on_cell(0, 0) + 0.75 * on_cell(0, 1)
    left_and_half = boxes([0, 0, 1.5 / 14, 1 / 14])
    assert phrase_attention(attention, left_and_half, "other").inside == pytest.approx(0.25 + 0.75 / 2, abs=1e-6)
    assert phrase_attention(attention, boxes([0, 0, 1, 1]), "other").inside == pytest.approx(1, abs=1e-6)


def test_a_flat_map_has_as_much_inside_as_the_boxes_have_of_the_picture():
    phrase = phrase_attention(np.full((14, 14), 1 / 196), boxes([0.1, 0.2, 0.5, 0.7], [0.4, 0.2, 0.6, 0.7]), "other")
    assert phrase.inside == pytest.approx(0.25, abs=1e-6)
    assert phrase.inside_uniform == pytest.approx(0.25, abs=1e-6)


def test_the_centre_is_the_picture_s_own_not_a_cell_s():
    around, beside = boxes([0.49, 0.49, 0.51, 0.51]), boxes([0.51, 0.4, 0.9, 0.9])
    assert phrase_attention(on_cell(0, 0), around, "other").pointing_centre
    assert not phrase_attention(on_cell(0, 0), beside, "other").pointing_centre


def test_a_network_that_does_not_look_points_nowhere_but_the_baselines_stand():
    phrase = phrase_attention(None, boxes([0, 0, 1, 0.75]), "scene")
    assert phrase == PhraseAttention("scene", None, None, True, pytest.approx(0.75))
    assert mean_phrase_attention([phrase])["pointing"] is None


def test_means_are_over_all_phrases_and_by_type():
    phrases = [
        PhraseAttention("people", True, 0.5, False, 0.25),
        PhraseAttention("animals", True, 0.9, True, 0.2),
        PhraseAttention("people", False, 0.1, True, 0.15),
        PhraseAttention("people", False, 0.0, True, 0.05),
    ]
    found = mean_phrase_attention(phrases)
    assert list(found["by_type"]) == ["people", "animals"]
    assert found["by_type"]["people"] == {
        "pointing": pytest.approx(100 / 3),
        "inside": pytest.approx(0.2),
        "pointing_centre": pytest.approx(200 / 3),
        "inside_uniform": pytest.approx(0.15),
        "phrases": 3,
    }
    assert (found["pointing"], found["phrases"], found["pointing_centre"]) == (50, 4, 75)
    assert found["inside"] == pytest.approx(0.375)
