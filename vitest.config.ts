// Seven kinds of tests. unit and cases are plain Node; component mounts Svelte in a real Chromium; package builds installers, and start
// runs what is in them; lab and bench speak to a real server. The slow ones run one file at a time, with patience.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumPath } from './tests/support/chromium.ts';

const minutes = (n: number): number => n * 60_000;
const executablePath = chromiumPath();

const plain = (name: string) => ({ test: { name, include: [`tests/${name}/**/*.test.ts`], environment: 'node' } });
const slow = (name: string) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    environment: 'node',
    fileParallelism: false,
    testTimeout: minutes(5),
    hookTimeout: minutes(10),
  },
});

export default defineConfig({
  test: {
    // A fresh clone may not have tests of every kind yet; the runner itself fails when none ran at all.
    passWithNoTests: true,
    projects: [
      plain('unit'),
      plain('cases'),
      slow('lab'),
      slow('bench'),
      slow('package'),
      slow('start'),
      {
        plugins: [svelte()],
        // Found late, a dependency would make the browser reload in the middle of a test.
        optimizeDeps: { include: ['valibot', 'tldts', 'ipaddr.js', 'punycode.js'] },
        test: {
          name: 'component',
          // two cores may be busy with other suites
          expect: { poll: { timeout: 5000 } },
          include: ['tests/component/**/*.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            viewport: { width: 1040, height: 720 },
            provider: playwright({
              launchOptions: { ...(executablePath === undefined ? {} : { executablePath }), args: ['--no-sandbox'] },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
