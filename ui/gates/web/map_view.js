// How the map stands: which of the six numbers it shows, in which order and how large. Nothing here needs a page.

export const mapView = {
  array: 'forget',
  order: 'stored',
  ordered: false, // whether the visitor has chosen the order
  zoom: 1, // pixels of a row that were asked for; 1: all rows fit
  high: 1, // pixels of a row
  /** @type {number[]} */
  rows: [], // units from above
  /** @type {Map<number, number>} */
  row: new Map(), // of a unit
};
