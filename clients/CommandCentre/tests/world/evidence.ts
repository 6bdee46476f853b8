import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeEach, onTestFailed } from 'vitest';
import { openPages } from './desk';

const folder = resolve(import.meta.dirname, '../../../../artifacts/page-failures');

// What was on the screens when a test failed.
beforeEach(({ task }) => {
  onTestFailed(async () => {
    mkdirSync(folder, { recursive: true });
    await Promise.all(openPages.map((page, place) => page.screenshot({ path: join(folder, `${task.name.replaceAll(/\W+/g, '-')}-${place}.png`), timeout: 10_000 }).catch(() => undefined)));
  });
});
