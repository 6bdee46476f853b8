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
  server: { proxy: { '^/(taskforce\\.|demo/|sign-in/|tasking/|roster/|geolocation/|partners/)': gateway } },
  test: {
    projects: [
      { extends: true, test: { name: 'components', environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'] } },
      // Against one TaskForce, one browser after the other. Nothing is tested for being quick: a machine may have twenty other things to do.
      ...[
        ['browser', 'tests/*.test.ts'],
        ['pictures', 'tests/pictures/*.test.ts'],
      ].map(([name = '', files = '']) => ({
        test: {
          name,
          environment: 'node' as const,
          include: [files],
          globalSetup: 'tests/world/setup.ts',
          setupFiles: 'tests/world/evidence.ts',
          fileParallelism: false,
          testTimeout: 1_200_000,
          hookTimeout: 600_000,
          expect: { poll: { timeout: 120_000 } },
        },
      })),
    ],
  },
});
