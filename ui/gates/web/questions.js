// What the tab asks the server: an example captioned anew, a file opened, an operation, what is known over all examples.
import { props } from 'gatescope:host';
import { complain } from '../../shared/web/alert.js';
import { $, fill, press, pressedIn, segmentButton } from '../../shared/web/dom.js';
import { optionOf } from './choices.js';
import { inspected } from './inspected.js';

const examples = props.examples ?? [];
const networks = props.networks ?? [];
const next = { question: { want: 'caption' } }; // what the next question is about

fill($('.gs-example'), ...examples.map(({ id, title }) => optionOf(id, title)));
fill($('.gs-models'), ...networks.map(({ name, title }) => segmentButton(name, title)));
press($('.gs-models'), networks[0]?.name);

/** The question as it is meant; what the server needs to make the run on the page again goes along. */
export function wish() {
  const { question } = next;
  if (question.want === 'caption') {
    return { ...question, model: pressedIn($('.gs-models')) ?? networks[0].name, mode: 'greedy' };
  }
  return question.want === 'file' ? question : { ...inspected.run.asked, ...question };
}

/** @param {(change: { subject: any }) => void} ask as ui/shared/web/asking.js has it */
export function createQuestions(ask) {
  const askAbout = (question, subject) => {
    next.question = question;
    ask({ subject });
  };
  return {
    /** The example that is chosen, by the network that is chosen. */
    askExample() {
      const example = examples.find(({ id }) => id === $('.gs-example').value);
      complain(example ? '' : 'There is no example here: open a caption from the Caption tab, or a saved run.');
      if (example) askAbout({ want: 'caption' }, { example });
    },
    /** @param {File} file */
    openFile(file) {
      complain('');
      askAbout({ want: 'file' }, { file, name: file.name });
    },
    /** @param {import('./types').Cut} cut */
    operate(cut) {
      askAbout({ want: 'operate', surgery: [cut] }, inspected.run.subject);
    },
    /** What is known over all examples of the network whose run this is. */
    askOverExamples() {
      const { asked, subject } = inspected.run;
      if (asked) {
        askAbout({ want: 'bundled', model: asked.model }, subject);
        return;
      }
      press($('.gs-saturation-of'), 'run');
      complain('The examples were counted for the captioners of this page only: this run is of another network.');
    },
  };
}
