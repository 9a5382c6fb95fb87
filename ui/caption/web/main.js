// The Caption tab: choose a picture, say which network writes and how, watch the caption come.
import { createAsking } from '../../shared/web/asking.js';
import { listenForKeys } from '../../shared/web/keys.js';
import { offerPictures } from './choose.js';
import { captionWish, offerCaptionControls } from './controls.js';
import { offerHeatmapTools } from './heatmap_tools.js';
import { offerFiles } from './save.js';
import { lighterPicture } from './shrink.js';
import { showCaptions } from './stage.js';
import { captionPage } from './state.js';

const { ask, save } = createAsking({
  noun: 'picture',
  doing: 'Looking and writing',
  chosen: () => captionPage.chosen,
  wish: captionWish,
  answered: showCaptions,
  lighter: lighterPicture,
});

offerPictures(ask);
offerCaptionControls(ask);
offerFiles(save);
offerHeatmapTools();
listenForKeys(() => captionPage.current !== null);
