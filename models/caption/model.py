"""A captioner ready for use: encoder, decoder and vocabulary as they were trained together. Picture in, trace out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models import weights
from models.caption.beam_search import beam_search
from models.caption.decoder import CaptionDecoder, DecoderConfig, EncodedPictures, LSTMState, Vocabulary
from models.caption.decoding import (
    LONGEST_TEXT,
    Decoding,
    Hypothesis,
    choose_given,
    choose_greedily,
    choose_randomly,
    decode,
    to_trace,
)
from models.caption.doubt import DoubtModel, judge
from models.encoder import Encoder, build_encoder, load_encoder
from models.errors import OptionError, WeightsError
from models.io.images import read_picture, to_network
from models.io.trace_file import same_network
from models.lstm.comparison import Comparison, compare
from models.surgery import Surgery, check
from models.trace import CaptionTrace

CAPTIONERS = ("caption-attention", "caption-unguided", "caption-plain")  # those that ship


class CaptionModel:
    """One captioner. It keeps nothing of a run: two at once never meet."""

    def __init__(
        self, name: str, sha256: str, encoder: Encoder, decoder: CaptionDecoder, config: Mapping[str, Any]
    ) -> None:
        self.name, self.sha256, self.config = name, sha256, config
        self.encoder = encoder.eval().to(memory_format=torch.channels_last)
        self.decoder = decoder.eval()
        self._doubt = DoubtModel.from_config(config)
        look = config["preprocessing"]
        self.size: int = look["size"]
        device = next(decoder.parameters()).device
        self._mean = torch.tensor(look["mean"], device=device).view(1, 3, 1, 1)
        self._std = torch.tensor(look["std"], device=device).view(1, 3, 1, 1)

    @property
    def scores(self) -> Mapping[str, Any]:
        """What was measured of these weights, with the split and n."""
        return self.config.get("scores", {})

    def caption(self, picture: Any, options: Decoding | None = None) -> CaptionTrace:
        """Caption one picture: a `Picture`, or whatever `models.io.images.read_picture` takes.

        Raises:
            MediaError: the picture cannot be read.
            OptionError: mode forced without a text, or with one of over 40 words.
        """
        grid = self.encode(to_network(read_picture(picture), self.size)[None])
        return self.caption_batch(grid, options or Decoding())[0]

    @torch.inference_mode()
    def encode(self, pixels: np.ndarray) -> Tensor:
        """Pictures (N, S, S, 3) uint8, stretched to a square of any size -> grid (N, P, F)."""
        pictures = torch.from_numpy(np.ascontiguousarray(pixels)).to(self._mean.device).permute(0, 3, 1, 2)
        pictures = (pictures.float() / 255 - self._mean) / self._std
        if pictures.shape[-1] != self.size:
            pictures = F.interpolate(pictures, size=(self.size, self.size), mode="bilinear", align_corners=False)
        return self.encoder(pictures.contiguous(memory_format=torch.channels_last))

    @torch.inference_mode()
    def caption_batch(self, grid: Tensor, options: Decoding) -> list[CaptionTrace]:
        """One caption for each of N pictures, grid (N, P, F) as `encode` makes it."""
        encoded = self._encoded(grid)
        about: dict[str, Any] = {"model": self.name, "sha256": self.sha256, "mode": options.mode}
        about["surgery"] = options.surgery
        if options.mode == "beam":
            return [
                self._trace(encoded, winner, beams=tree.chosen(winner), **about)
                for winner, tree in beam_search(self.decoder, encoded, options)
            ]
        if options.mode == "forced":
            typed = _typed_words(options.text)
            about |= {"typed": typed, "unknown": tuple(w for w in typed if w not in self.decoder.vocabulary)}
            choose = choose_given([[self.decoder.vocabulary.number(word) for word in typed]] * len(grid))
            captions: list[Hypothesis] = decode(self.decoder, encoded, choose, len(typed) + 1, options.surgery)
        else:
            sampling = options.mode == "sample"
            choose = choose_randomly(options.temperature, options.seed) if sampling else choose_greedily
            captions = decode(self.decoder, encoded, choose, options.max_words + 1, options.surgery)
        return [self._trace(encoded, caption, **about) for caption in captions]

    def _encoded(self, grid: Tensor) -> EncodedPictures:
        return self.decoder.project_keys(grid, self.encoder.evidence(grid))

    def _trace(self, encoded: EncodedPictures, caption: Hypothesis, **about: Any) -> CaptionTrace:
        """A caption's trace, with what is to be doubted of it."""
        trace = to_trace(self.decoder, encoded, caption, **about)
        if self._doubt is None:
            return trace
        evidence = encoded.evidence[caption.steps[0].picture].float().cpu().numpy()
        things, doubt = judge(trace, evidence, self._doubt)
        return replace(trace, things=things, doubt=doubt)

    def operate(self, picture: Any, options: Decoding, before: CaptionTrace | None = None) -> Comparison:
        """Caption one picture under `options.surgery`, beside the run as it was.

        Args:
            before: the run without surgery; None: it is made here. It may come from elsewhere (`models.io.trace_file`).

        Raises:
            MediaError, OptionError: as `caption` does; a step or unit of the surgery is not in the run before; that run
                was made by another network.
        """
        grid = self.encode(to_network(read_picture(picture), self.size)[None])
        before = before or self.caption_batch(grid, replace(options, surgery=()))[0]
        same_network(before, self.name, self.sha256)
        check(options.surgery, self.decoder.config.hidden, len(before.words))
        after = self.caption_batch(grid, options)[0]
        return compare(before, after, self._forced_run(grid, before, options.surgery))

    @torch.inference_mode()
    def _forced_run(self, grid: Tensor, run: CaptionTrace, surgery: tuple[Surgery, ...]) -> CaptionTrace:
        """The run's own words once more, END included if it had one, under surgery."""
        encoded, vocabulary = self._encoded(grid), self.decoder.vocabulary
        unknown = tuple(word for word in run.words if word not in vocabulary)
        if unknown and not run.finished:
            raise OptionError(f"This run is not one of {self.name}: it does not know “{unknown[0]}”.")
        choose = choose_given([[vocabulary.number(word) for word in run.words]])
        (caption,) = decode(self.decoder, encoded, choose, len(run.words), surgery)
        typed = run.words[:-1] if unknown else ()  # words that cannot be said have no other way into a trace
        about = {"model": self.name, "sha256": self.sha256, "mode": "forced", "surgery": surgery}
        return self._trace(encoded, caption, typed=typed, unknown=unknown, **about)

    @torch.inference_mode()
    def force_batch(self, grid: Tensor, captions: Sequence[Sequence[Sequence[str]]]) -> list[list[np.ndarray]]:
        """Where it looks while it is led along given captions: for each picture of the grid (N, P, F) its captions.

        Returns an array (T, rows, columns) for each caption of T words, each step summing to 1.

        Raises:
            OptionError: this captioner never looks again.
        """
        if self.decoder.attend is None:
            raise OptionError(f"{self.name} has no attention: it looks once, before the first word.")
        vocabulary, side = self.decoder.vocabulary, int(grid.shape[1] ** 0.5)
        rows = max(len(one) for one in captions)
        longest = max(len(words) for one in captions for words in one)
        read = torch.full((len(grid), rows, longest + 1), vocabulary.start, device=grid.device)
        for n, one in enumerate(captions):
            for k, words in enumerate(one):
                numbers = [vocabulary.number(word) for word in words]
                read[n, k, 1 : len(words) + 1] = torch.tensor(numbers, device=grid.device)
        encoded = self._encoded(grid)
        state, attention_steps = self.decoder.init_state(encoded, rows), []
        for word in self.decoder.embed(read).unbind(dim=2)[:longest]:
            attended, step = self.decoder.step(encoded, state, word)
            state = LSTMState(step.hidden, step.cell)
            assert attended is not None, "a decoder with attention attends at every step"
            attention_steps.append(attended.attention)
        attention = torch.stack(attention_steps, dim=2).cpu().numpy()  # (N, K, T, P)
        return [
            [attention[n, k, : len(words)].reshape(-1, side, side) for k, words in enumerate(one)]
            for n, one in enumerate(captions)
        ]


def _typed_words(text: str) -> tuple[str, ...]:
    words = tuple(re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.lower()))
    if not words:
        raise OptionError("Type the caption that is to be scored: a few words, as you would say them.")
    if len(words) > LONGEST_TEXT:
        raise OptionError(f"This caption has {len(words)} words; at most {LONGEST_TEXT} can be scored: shorten it.")
    return words


def load_captioner(name: str, device: str = "cpu") -> CaptionModel:
    """A captioner by its shipped name, its folder, or `hf://owner/repo@revision`; `device` as torch names it.

    Raises:
        WeightsError: the weights are missing, changed, or do not fit their configuration.
    """
    return load_captioners([name], device)[0]


def load_captioners(names: Iterable[str], device: str = "cpu") -> list[CaptionModel]:
    """Several captioners; those that were trained on one encoder share it in memory. Raises as `load_captioner`."""
    encoders: dict[Path, Encoder] = {}
    return [_load(name, device, encoders) for name in names]


def _load(name: str, device: str, encoders: dict[Path, Encoder]) -> CaptionModel:
    folder = weights.find(name)
    config = weights.read_config(folder)
    tensors = weights.read_tensors(folder, config)
    if isinstance(config.get("encoder"), str):
        home = weights.find(config["encoder"], beside=folder.parent)
        if home not in encoders:
            encoders[home] = load_encoder(home, config).to(device)
        decoder = build_decoder(config)
        weights.fill(decoder, tensors, name)
        return CaptionModel(
            config.get("name", folder.name), config["sha256"], encoders[home], decoder.to(device), config
        )
    model = build_captioner(config)
    whole = nn.ModuleDict({"encoder": model.encoder, "decoder": model.decoder})
    if config["encoder"].get("pretrained"):  # timm's own values are not stored again
        given = {key: value for key, value in whole.state_dict().items() if key.startswith("encoder.backbone.")}
        tensors = {**given, **tensors}
    weights.fill(whole, tensors, name)
    whole.to(device)
    return CaptionModel(config.get("name", folder.name), config["sha256"], model.encoder, model.decoder, config)


def build_decoder(config: Mapping[str, Any]) -> CaptionDecoder:
    """The decoder that a configuration describes, with random values.

    Raises:
        WeightsError: the configuration describes none.
    """
    try:
        return CaptionDecoder(DecoderConfig(**config["architecture"]), Vocabulary(config["words"]))
    except (KeyError, TypeError) as error:
        raise WeightsError(
            "This is not the configuration of a captioner: architecture and words are needed."
        ) from error


def build_captioner(config: Mapping[str, Any]) -> CaptionModel:
    """A whole captioner with random values, its encoder described inside the same configuration (`encoder` a mapping).

    Raises:
        WeightsError: the configuration describes none.
    """
    if not isinstance(config.get("encoder"), Mapping) or "preprocessing" not in config:
        raise WeightsError("This is not the configuration of a whole captioner: encoder and preprocessing are needed.")
    encoder = build_encoder(config["encoder"])
    return CaptionModel(config.get("name", ""), config.get("sha256", ""), encoder, build_decoder(config), config)
