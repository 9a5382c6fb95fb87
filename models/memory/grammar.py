"""The lecture's own sentence from a small grammar: a subject named early, words between, a pronoun that must agree.

    sentence = the SUBJECT { phrase } { adverb } verb because PRONOUN
    phrase   = preposition the [adjective] (place | other subject)

"the cat near the old house with the women slept because ..." it. The pronoun is that of the first noun and of no
other, and the verbs say nothing of number (slept, waited): it must be kept over every word between.
"""

from __future__ import annotations

import numpy as np

PRONOUNS = ("he", "she", "it", "they")
SUBJECTS = {
    "he": ("man", "boy", "king", "uncle"),
    "she": ("woman", "girl", "queen", "aunt"),
    "it": ("cat", "dog", "bird", "horse"),
    "they": ("cats", "dogs", "men", "women", "boys", "girls"),
}
PRONOUN = {noun: pronoun for pronoun, nouns in SUBJECTS.items() for noun in nouns}
PREPOSITIONS = ("near", "behind", "beside", "with", "under", "above")
ADJECTIVES = ("old", "small", "green", "quiet", "tall", "happy")
PLACES = ("house", "river", "garden", "bridge", "tree", "road")
ADVERBS = ("quietly", "often", "always", "again")
VERBS = ("slept", "waited", "smiled", "stayed", "sang", "ran")
WORDS = ("the", *PRONOUN, *PREPOSITIONS, *ADJECTIVES, *PLACES, *ADVERBS, *VERBS, "because")
SHORTEST = 2  # words from the subject to the last one before the pronoun: "slept because"
OTHERS = 0.4  # share of phrases that name another possible subject, to lead astray
PLURAL = {noun: pronoun == "they" for noun, pronoun in PRONOUN.items()}


def draw_sentence(T: int, generator: np.random.Generator, subject: str = "") -> tuple[str, ...]:
    """T + 2 words: "the", the subject, and T further ones, after which the pronoun is due; T >= `SHORTEST`.

    Without a `subject`, first the pronoun is drawn and then one of its nouns: guessing is right one time in four.
    """
    if not subject:
        subject = _one(SUBJECTS[_one(PRONOUNS, generator)], generator)
    words, room = ["the", subject], T - SHORTEST
    while room > 0:
        phrase = _draw_phrase(generator)
        if room < 3 or (len(phrase) > room):
            phrase = [_one(ADVERBS, generator)] if room < 3 else phrase[:2] + phrase[-1:]
        words += phrase
        room -= len(phrase)
    return (*words, _one(VERBS, generator), "because")


def _draw_phrase(generator: np.random.Generator) -> list[str]:
    nouns = tuple(PRONOUN) if generator.random() < OTHERS else PLACES
    adjective = [_one(ADJECTIVES, generator)] if generator.random() < 0.5 else []
    return [_one(PREPOSITIONS, generator), "the", *adjective, _one(nouns, generator)]


def _one(words: tuple[str, ...], generator: np.random.Generator) -> str:
    return words[int(generator.integers(len(words)))]
