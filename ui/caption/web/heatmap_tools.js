// How the heatmap is shown: as a spotlight or in colours, strong or faint.
import { cursor } from '../../shared/web/cursor.js';
import { $, segments } from '../../shared/web/dom.js';
import { view } from '../../shared/web/heat.js';

/** Let the visitor choose, from now on. */
export function offerHeatmapTools() {
  segments($('.gs-kinds'), (kind) => {
    view.kind = kind;
    cursor.paint();
  });
  $('.gs-strength').addEventListener('input', (event) => {
    view.strength = event.target.value / 100;
    cursor.paint();
  });

  // On a wide screen these tools stand in the bar, on a phone above the picture: the bar is to stay small there.
  const tools = $('.gs-tools');
  const wide = matchMedia('(min-width: 1001px)');
  const place = () => (wide.matches ? $('.gs-transport') : $('.gs-top')).append(tools);
  wide.addEventListener('change', place);
  place();
}
