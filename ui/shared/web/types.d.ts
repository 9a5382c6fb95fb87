// Payloads that more than one room reads, as Python packs them (the file is named beside each).

/** Every gate of a run: ui/shared/gate_payload.py. T steps, H units; arrays are base64. */
export interface PackedGates {
  steps: number;
  units: number;
  labels: string[];
  [array: string]: any;
}

/** One caption: ui/caption/payload.py `pack_trace`. T steps. */
export interface CaptionTrace {
  model: string;
  title: string;
  line: string;
  mode: 'greedy' | 'beam' | 'sample' | 'forced';
  caption: string;
  finished: boolean;
  logprob: number | null;
  perplexity: number | null;
  /** T words, the end of the sentence among them */
  words: string[];
  logprobs: (number | null)[];
  /** of each step the ten likeliest words with their probabilities */
  top: [string, number][][];
  beta: number[] | null;
  /** bits */
  entropy: number[] | null;
  /** rows, columns */
  grid: [number, number] | null;
  /** base64 of T x rows x columns bytes, each step scaled to its strongest cell */
  maps: string | null;
  /** share of the strongest cell of each step */
  scale: number[] | null;
  /** T, 0..1: how far the evidence of the eye may put words; null where it may not */
  eye: number[] | null;
  /** calibrated: that it names nothing that is not there; null where nothing is known of it */
  doubt: { probability: number; threshold: number; doubtful: boolean } | null;
  /** that the caption names, in its order */
  things: PackedThing[];
  unknown: string[];
  /** parent, word, step, logprob, kept, chosen */
  beams: [number, string, number, number, number, number][];
  own: { caption: string; logprob: number | null; perplexity: number | null } | null;
  gates: PackedGates;
  /** of each word's score; `eye` is missing in runs that were made before there was one */
  parts: { memory: string; word: number[]; context: number[]; eye?: number[]; bias: number[] } | null;
  signals: Record<string, number[]>;
  /** set by the page once unpacked: T arrays of rows x columns shares */
  shares?: Float32Array[];
}

/** A word that names a thing: ui/caption/payload.py `_pack_thing`. */
export interface PackedThing {
  step: number;
  word: string;
  /** the thing's own name */
  label: string;
  /** 0..1, the eye's own: it is somewhere in the picture */
  present: number;
  /** 0..1, calibrated: it is really there */
  probability: number;
  doubtful: boolean;
  /** rows, columns */
  grid: [number, number];
  /** base64 of rows x columns bytes over `range` */
  evidence: string;
  /** log-odds */
  range: [number, number];
}

export interface RunPicture {
  source: string;
  width: number;
  height: number;
  alt?: string;
}

/** A run handed to the gate inspector by any tab: `inspect(run)`. T steps. */
export interface Run {
  /** the same run has the same key in every tab, so that their time cursors go together */
  key: string;
  kind?: 'caption' | 'clip' | 'memory' | 'file';
  /** what a step is here */
  noun: string;
  /** whose run it is: "Guided attention on “Dog”" */
  title: string;
  /** the names of the steps; null: those of the gates */
  labels?: string[] | null;
  gates: PackedGates;
  picture: RunPicture | null;
  /** where it looked: T arrays of rows x columns shares */
  shares: Float32Array[] | null;
  grid: number[] | null;
  /** x1, y1, x2, y2: the part of the picture or frame that the grid lies on, as shares of it */
  window?: number[];
  /** T data URLs: a picture for every step */
  frames: string[] | null;
  /** what units may be found to follow, beside the built-in signals */
  signals?: Record<string, (number | null)[]>;
  /** from memory to word, as ui/caption/payload.py packs it */
  parts: any;
  /** what the memory before the first step is: "the picture"; '' where it is empty */
  start: string;
  /** what the server needs to make this run again; null where it cannot */
  asked: any;
  /** the picture as shared/asking.js knows it; null with `asked` */
  subject: any;
  /** where the cursor stands */
  step: number;
  notes?: string[];
  why?: string;
}
