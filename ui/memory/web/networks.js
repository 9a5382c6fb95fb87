// The four networks everywhere alike: a colour of the palette and a dash, because colour never speaks alone. Nothing here
// needs a page.

/** @type {Record<string, { name: string, dash: string }>} */
export const NETWORKS = {
  rnn: { name: 'tanh-RNN', dash: '7 4' },
  relu: { name: 'ReLU-RNN', dash: '2 4' },
  gru: { name: 'GRU', dash: '11 3 2 3' },
  lstm: { name: 'LSTM', dash: '' },
};
export const KINDS = Object.keys(NETWORKS);

/** @param {string} kind @returns {string} a CSS colour */
export const colourOf = (kind) => `var(--gs-net-${kind})`;
