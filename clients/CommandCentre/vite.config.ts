import { defineConfig } from 'vitest/config';

// The gateway of a developer's machine, for `npm run dev`; what is built is served by the gateway itself.
const gateway = 'http://localhost:8080';

export default defineConfig({
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // The gateway serves what is there.
  build: { outDir: '../../services/Gateway/wwwroot', emptyOutDir: true, target: 'es2023' },
  server: { proxy: { '^/(taskforce\\.|demo/|tasking/|roster/|geolocation/)': gateway } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'] },
});
