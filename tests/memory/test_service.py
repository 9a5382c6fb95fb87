"""Laws of gradients on demand: measured once, without a bound that takes minutes, and only what can be asked."""

import pytest

from models.errors import OptionError
from models.memory.kinds import KINDS
from models.options import GradientOptions
from tests.memory.norms import make_norms
from ui.memory.service import GradientService


def test_the_same_gradient_is_measured_once():
    asked = []
    service = GradientService(lambda options: asked.append(options) or [make_norms(*options.networks)])
    for _ in range(2):
        assert [norms.network for norms in service.measure(GradientOptions())] == list(KINDS)
    assert len(asked) == 4
    list(service.measure(GradientOptions(T=50)))
    assert len(asked) == 8


def test_the_bound_is_left_out_where_it_would_take_minutes():
    asked = []
    service = GradientService(lambda options: asked.append(options.bound) or [make_norms()])
    list(service.measure(GradientOptions(("rnn",), T=200, width=128, bound=True)))
    list(service.measure(GradientOptions(("rnn",), T=100, width=64, bound=True)))
    assert asked == [False, True]


@pytest.mark.parametrize(
    "given", [{"T": 1}, {"T": 1e9}, {"T": "many"}, {"T": 2.5}, {"width": 4096}, {"gain": float("nan")}, {"seeds": 0}]
)
def test_a_question_outside_what_can_be_asked_gets_one_sentence(given):
    with pytest.raises(OptionError, match=r"^[A-Z][^\n]*\.$"):
        GradientOptions.from_wire(given)
