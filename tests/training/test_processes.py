"""Two processes that share a batch learn what one learns from all of it."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from training.shared.processes import Processes

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ["-m", "tests.training.learn_together"]


def losses(*command):
    run = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout.strip().splitlines()[-1])


def test_two_processes_have_the_losses_of_one_with_the_doubled_batch():
    launch = ["-m", "accelerate.commands.launch", "--cpu", "--num_processes", "2", "--num_machines", "1"]
    alone, together = losses(*SCRIPT), losses(*launch, "--mixed_precision", "no", "--dynamo_backend", "no", *SCRIPT)
    assert together == pytest.approx(alone, abs=1e-4)
    assert alone[-1] < alone[0]


def test_one_process_takes_the_whole_batch():
    np.testing.assert_array_equal(Processes("cpu").part(np.arange(7)), np.arange(7))
