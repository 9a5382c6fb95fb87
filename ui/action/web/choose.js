// Which clip, read by which network. A clip that cannot be read loses nothing on the page.
const NOUN = 'clip';
const DOING = 'Watching and reading';
const networks = props.networks ?? [];

let chosen = null; // {example} | {file, name}; with path once the server has it, with hash once it has read it
let ordering = false; // whether the next question is for other orders
let picked = false; // whether the visitor has said which network is to read files

function choose(clip) {
  complain('');
  wholeAgain();
  press(ways, '');
  const fitting = networks.find((network) => network.drawn === Boolean(clip.example));
  if (fitting && (clip.example || !picked)) pick(fitting.name);
  reread({ subject: clip, fresh: true });
}

function reread(change) {
  ordering = false;
  ask(change);
}

gallery(props.examples, choose);
$('.gs-drawn').hidden = !(props.examples ?? []).length;
const chooseFile = takeFiles((file) => choose({ file, name: file.name || 'clip' }), { noun: 'clip', smaller: 'cut it shorter or save it smaller', largest: 200 });
$('.gs-shoot').addEventListener('click', () => record(chooseFile));
const lighter = async (file) => file; // a clip travels as it is: the server's reader judges it

const models = $('.gs-models');
for (const network of networks) {
  const button = make('button', '', network.title);
  button.type = 'button';
  button.dataset.value = network.name;
  models.append(button);
}

function pick(name) {
  press(models, name);
  const network = networks.find((one) => one.name === name);
  $('.gs-network-line').textContent = [network?.line, network?.wants].filter(Boolean).join(' ');
  $('.gs-known-labels').textContent = (network?.labels ?? []).join(' \u00b7 ');
}
pick(networks[0]?.name);
segments(models, (name) => {
  picked = true;
  pick(name);
  reread({});
});

const ways = $('.gs-ways');
segments(ways, () => reread({}));

// No answer: the controls tell again of what is on the page.
function refused() {
  if (!current) return;
  const { model, start, end, backwards } = current.run.asked;
  pick(model);
  press(ways, backwards ? 'backwards' : '');
  part = { start, end };
  measureClip(current.run.seconds, false);
}

// The question as the controls stand.
const wish = () => ({ model: pressedIn(models), ...marked(), backwards: pressedIn(ways) === 'backwards', order: ordering });
