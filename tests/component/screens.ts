// Takes a picture of every scene: `npx tsx tests/component/screens.ts [name…]` writes them to test-results/screens. Screens are
// looked at, light and dark, German and English, before a change of the renderer is done.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { chromium, type Browser } from 'playwright';
import { createServer } from 'vite';
import { chromiumPath } from '../support/chromium';
import { sceneNames, type SceneName } from './scenes';

const root = join(import.meta.dirname, '../..');
const target = join(root, 'test-results/screens');
mkdirSync(target, { recursive: true });

const views = [
  { name: 'light', language: 'en', theme: 'light', width: 1040, height: 720 },
  { name: 'dark', language: 'en', theme: 'dark', width: 1040, height: 720 },
  { name: 'de.light', language: 'de', theme: 'light', width: 1040, height: 720 },
  { name: 'de.dark.small', language: 'de', theme: 'dark', width: 900, height: 640 },
] as const;

async function take(browser: Browser, base: string, scene: SceneName, view: (typeof views)[number]): Promise<string[]> {
  const page = await browser.newPage({ viewport: { width: view.width, height: view.height }, reducedMotion: 'reduce' });
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`${scene}.${view.name}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${scene}.${view.name}: ${message.text()}`);
  });
  await page.goto(`${base}tests/component/stage.html?scene=${scene}&language=${view.language}&theme=${view.theme}`);
  await page
    .waitForSelector('body[data-played]', { timeout: 15_000 })
    .catch(() => problems.push(`${scene}: not played`));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  if (wide) problems.push(`${scene}.${view.name}: wider than the window`);
  await page.screenshot({ path: join(target, `${scene}.${view.name}.png`) });
  await page.close();
  return problems;
}

const asked = process.argv.slice(2);
const wanted = sceneNames.filter((name) => asked.length === 0 || asked.some((part) => name.startsWith(part)));
const server = await createServer({
  root,
  configFile: false,
  logLevel: 'error',
  plugins: [svelte({ configFile: join(root, 'svelte.config.js') })],
  server: { host: '127.0.0.1' },
  cacheDir: join(root, 'node_modules/.vite-screens'),
});
await server.listen();
const base = server.resolvedUrls?.local[0] ?? '';
const executablePath = chromiumPath();
const browser = await chromium.launch({ args: ['--no-sandbox'], ...(executablePath ? { executablePath } : {}) });
const problems: string[] = [];
for (const scene of wanted) {
  for (const view of views) problems.push(...(await take(browser, base, scene, view)));
}
await browser.close();
await server.close();
process.stdout.write(`${wanted.length * views.length} pictures in ${target}\n${problems.join('\n')}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
