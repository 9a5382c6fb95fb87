"""The four kinds of network that the memory lab compares: their keys, and their names as people read them. No torch."""

from __future__ import annotations

KINDS = ("rnn", "relu", "gru", "lstm")
NAMES = {"rnn": "tanh-RNN", "relu": "ReLU-RNN", "gru": "GRU", "lstm": "LSTM"}
SOLVED, FAILED = 0.95, 0.75  # shares of right answers from which on a task is solved, below which it is not
