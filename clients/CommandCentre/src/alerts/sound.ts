let context: AudioContext | undefined;

// Hertz and seconds: two calm tones, or three that nobody sleeps through.
const usual = [660, 880];
const help = [988, 740, 988];
const toneSeconds = 0.18;

/** Makes itself heard once. A browser that has not been touched since it was loaded stays silent. */
export function sound(isHelp: boolean) {
  context ??= new AudioContext();
  const { currentTime, destination } = context;
  void context.resume();
  (isHelp ? help : usual).forEach((hertz, place) => {
    const [tone, level] = [new OscillatorNode(context as AudioContext, { frequency: hertz, type: 'triangle' }), new GainNode(context as AudioContext, { gain: isHelp ? 0.5 : 0.2 })];
    tone.connect(level).connect(destination);
    tone.start(currentTime + place * toneSeconds);
    tone.stop(currentTime + (place + 0.9) * toneSeconds);
  });
}
