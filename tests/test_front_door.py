"""What README documents is imported from the top, and torch comes only with what needs it."""

import subprocess
import sys

import pytest

import models
from models import memory
from tests.traces import make_gate_trace

LIGHT = ("Decoding", "GradientOptions", "Surgery", "TrainingOptions", "ledger")


def brings_torch(statement):
    code = f"{statement}; import sys; sys.exit('torch' in sys.modules)"
    return subprocess.run([sys.executable, "-c", code], timeout=120).returncode


@pytest.mark.parametrize("package", [models, memory])
def test_every_public_name_has_a_home_and_is_of_that_name(package):
    assert sorted(package.__all__) == sorted(package._HOMES)
    for name in package.__all__:
        value = getattr(package, name)
        assert getattr(value, "__name__", name) == name


def test_light_names_come_without_torch():
    assert brings_torch(f"from models import {', '.join(LIGHT)}") == 0
    assert brings_torch("from models.memory import KINDS, NAMES") == 0


def test_what_loads_networks_brings_torch():
    assert brings_torch("from models import load_captioner, load_recognizer") == 1


def test_a_ledger_is_that_of_a_gate_trace():
    gates = make_gate_trace()
    assert models.ledger(gates).at(0).shape == (len(gates.labels) + 1, gates.cell.shape[1])


@pytest.mark.parametrize("package", [models, memory])
def test_a_name_that_is_not_there_is_said_to_be_missing(package):
    with pytest.raises(AttributeError, match=f"'{package.__name__}' has no attribute 'nothing'"):
        package.nothing  # noqa: B018
