// One step of one unit as a formula: in words, in the symbols of the papers, in numbers. Nothing here needs a page.
import { unitValue } from './memory_run.js';
import { bracketed, subscript, twoDecimals } from './number_text.js';

/**
 * @param {import('./types').NetworkRun} network an LSTM or a tanh-RNN @param {number} unit @param {number} step
 * @returns {{ words: string, symbols: string, numbers: string }[]}
 */
export function stepFormulas(network, unit, step) {
  const value = (field, when = step) => twoDecimals(unitValue(network, field, when, unit));
  const [now, before] = [subscript(step + 1), subscript(step)];
  return network.kind === 'lstm' ? lstmFormulas(value, step, now, before) : rnnFormulas(value, now, before);
}

function lstmFormulas(value, step, now, before) {
  const kept = `${value('forget')} \u00b7 ${bracketed(value('cell', step - 1))}`;
  const written = `${value('input')} \u00b7 ${bracketed(value('candidate'))}`;
  return [
    {
      words: 'new memory = keep \u00d7 previous memory + write \u00d7 what is new',
      symbols: `c${now} = f${now}\u00b7c${before} + i${now}\u00b7g${now}`,
      numbers: `${value('cell')} = ${kept} + ${written}`,
    },
    {
      words: 'shown = show \u00d7 tanh(new memory)',
      symbols: `h${now} = o${now}\u00b7tanh(c${now})`,
      numbers: `${value('hidden')} = ${value('output')} \u00b7 tanh(${value('cell')})`,
    },
  ];
}

function rnnFormulas(value, now, before) {
  return [
    {
      words: 'new memory = tanh(what the input says + what the memory says)',
      symbols: `h${now} = tanh(W x${now} + U h${before} + b)`,
      numbers: `${value('hidden')} = tanh(${value('drive')} + ${bracketed(value('echo'))})`,
    },
  ];
}
