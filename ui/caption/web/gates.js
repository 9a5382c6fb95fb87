// From a caption to the gates of the network that wrote it: all of it is here already.
function inspectable(lane, trace) {
  $('.gs-inspect', lane).addEventListener('click', () => {
    const { answer, picture } = current;
    cursor.halt();
    inspect(runOfCaption(trace, {
      key: answer.run,
      picture: { source: picture.source, width: picture.width, height: picture.height, alt: picture.alt },
      subject: picture,
      asked: answer.asked,
      step: Math.min(cursor.step, trace.steps - 1),
    }));
  });
}
