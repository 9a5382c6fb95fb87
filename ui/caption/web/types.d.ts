// What the caption room sends, receives and shows. Python's side of each payload is named beside it.
import type { CaptionTrace, RunPicture } from '../../shared/web/types';

/** One of the room's networks, as ui/caption/tab.py `_network` lists them. */
export interface Network {
  name: string;
  title: string;
  /** what it is, in one line */
  line: string;
  /** whether it has attention */
  looks: boolean;
}

/** A picture of the gallery: ui/caption/tab.py `_cards`. */
export interface Example {
  id: string;
  title: string;
  alt: string;
  credit: string;
  /** why the networks go wrong about it, in a sentence; '' where they do not */
  why: string;
  /** what people said of it: up to five captions */
  people: string[];
  /** data URL */
  thumbnail: string;
}

/** The component's properties. */
export interface CaptionProps {
  networks?: Network[];
  examples?: Example[];
  value?: string | Answer | null;
}

/** A question as its controls stand: models/options.py `Decoding.from_wire`, and which networks are asked. */
export interface CaptionWish {
  models: string[];
  mode: CaptionTrace['mode'];
  beam: number;
  temperature: number;
  seed: number;
  text: string;
}

/** The server's answer to it: ui/caption/payload.py `pack_answer`. */
export interface Answer {
  run: string;
  /** of the picture's content */
  hash: string;
  /** data URL; null where the page has the picture already */
  picture: string | null;
  width: number;
  height: number;
  /** sentences on the picture for the visitor */
  notes: string[];
  traces: CaptionTrace[];
  /** set by the page: what the server needs to make the run again */
  asked?: any;
}

/** A picture that was chosen: an example or a file of the visitor's; the rest is known once it was answered. */
export interface ChosenPicture extends RunPicture {
  example?: Example;
  /** the example's card in the gallery */
  card?: any;
  file?: File;
  name?: string;
  path?: string;
  hash?: string;
  /** data URL of a copy for the film strip */
  small?: string;
}

/** One caption ready to be drawn: ui/caption/web/unpack.js. T steps, P cells of the attention map. */
export interface Caption extends CaptionTrace {
  /** T */
  steps: number;
  /** T words as they are shown */
  labels: string[];
  /** T, 0..1; null: not in its vocabulary */
  probabilities: (number | null)[];
  /** whether the network ends the sentence at this step */
  ends: (step: number) => boolean;
  /** step of the last spoken word */
  last: number;
  /** P; 0 without attention */
  cells: number;
  /** T maps of P shares; null without attention */
  shares: Float32Array[] | null;
  /** among captions that stand side by side: the word of each column, the column of each word (alignment.js) */
  path: { slots: number[]; columnOf: number[] } | null;
  /** T, Jensen-Shannon divergence in bits from the step before, null at the first; null without attention */
  shifts: (number | null)[] | null;
}

/** Who put a word there: word_source.js. The parts add up to its score; the shares are of what spoke for it. */
export interface WordSource {
  parts: { sentence: number; look: number; eye: number };
  shares: { sentence: number; look: number; eye: number };
  most: 'sentence' | 'look' | 'eye';
  said: string;
}

/** What is on the page. */
export interface CurrentCaptions {
  answer: Answer;
  traces: Caption[];
  picture: ChosenPicture;
}

/** A beginning that beam search considered: a node of the tree. */
export interface Hypothesis {
  /** its place in the payload */
  number: number;
  /** the number of the hypothesis that it continues; -1: it is the first word */
  parent: number;
  word: string;
  /** the whole beginning up to this word */
  says: string;
  step: number;
  /** natural logarithm, of the whole beginning */
  logprob: number;
  kept: boolean;
  chosen: boolean;
}

/** Where a hypothesis is drawn, in pixels; y is its middle. */
export interface TreePlace {
  row: number;
  x: number;
  y: number;
  length: number;
}

/** Where everything of the tree is drawn, in pixels. */
export interface TreeLayout {
  /** one a step */
  columns: { x: number; width: number }[];
  /** by the number of the hypothesis */
  places: Map<number, TreePlace>;
  width: number;
  height: number;
}
