import { defineConfig } from 'vitest/config';
import { packed } from './packed.ts';

// The gateway of a developer's machine, for `npm run dev`; what is built is served by the gateway itself.
const gateway = 'http://localhost:8080';

export default defineConfig({
  base: '/',
  plugins: [packed],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // The gateway serves what is there.
  build: { outDir: '../../services/Gateway/wwwroot', emptyOutDir: true, target: 'es2023' },
  server: { proxy: { '^/(taskforce\\.|demo/|tasking/|roster/|geolocation/|partners/)': gateway } },
  test: {
    projects: [
      { extends: true, test: { name: 'components', environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'] } },
      {
        // One browser after the other, against one TaskForce.
        test: {
          name: 'browser',
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          globalSetup: 'tests/world/setup.ts',
          setupFiles: 'tests/world/evidence.ts',
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
