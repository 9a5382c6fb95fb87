// One sentence on what went wrong; whatever was on the page stays.
const alertBox = $('.gs-alert');
function complain(sentence) {
  $('.gs-alert-text').textContent = sentence;
  alertBox.hidden = !sentence;
}
$('.gs-alert-close').addEventListener('click', () => complain(''));
