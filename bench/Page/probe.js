// Runs before the page does: notes when what is seen first is there, and what the main thread was busy with.
globalThis.probe = { live: 0, units: 0, longTasks: [], frames: [] };

new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) {
    probe.longTasks.push([startTime, duration]);
  }
}).observe({ type: 'longtask', buffered: true });

new MutationObserver((_, observer) => {
  probe.live ||= document.querySelector('.queue') && document.querySelector('.link-live') ? performance.now() : 0;
  probe.units ||= document.querySelector('canvas.units')?.width ? performance.now() : 0;
  if (probe.live && probe.units) {
    observer.disconnect();
  }
}).observe(document, { childList: true, subtree: true, attributes: true });

/** When the first paints were, when the queue could be used, and when the map was there; milliseconds since the navigation. */
probe.load = () => {
  const paint = Object.fromEntries(performance.getEntriesByType('paint').map(({ name, startTime }) => [name, startTime]));
  // Who presses something during a long task is heard after it.
  const busy = probe.longTasks.filter(([start]) => start <= probe.live).map(([start, duration]) => start + duration);
  return { paint: paint['first-paint'] ?? 0, content: paint['first-contentful-paint'] ?? 0, interactive: Math.max(probe.live, ...busy), units: probe.units };
};

/** Counts frames and long tasks until `end` is called. */
probe.begin = () => {
  probe.frames = [];
  probe.longTasks = [];
  const tick = (time) => {
    probe.frames.push(time);
    probe.next = requestAnimationFrame(tick);
  };
  probe.next = requestAnimationFrame(tick);
};

/** What was counted; milliseconds. */
probe.end = () => {
  cancelAnimationFrame(probe.next);
  const gaps = probe.frames.slice(1).map((time, place) => time - probe.frames[place]).sort((one, other) => one - other);
  const sum = gaps.reduce((all, gap) => all + gap, 0);
  const blocked = probe.longTasks.map(([, duration]) => duration);
  return {
    fps: gaps.length > 0 ? (1000 * gaps.length) / sum : 0,
    p95: gaps[Math.ceil(0.95 * gaps.length) - 1] ?? 0,
    longest: gaps.at(-1) ?? 0,
    longTasks: blocked.length,
    longTask: Math.max(0, ...blocked),
  };
};
