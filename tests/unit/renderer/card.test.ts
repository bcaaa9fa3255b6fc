// The onboarding card as a printer gets it: pressed in the real window, with its dialogs open, and printed by a real Chromium. One A5
// page and nothing else of the window; and a camera reads its code. The surprise: a PDF's size is in points, 72 to the inch.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { chromium, type Browser, type Page } from 'playwright';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages, type Language } from '../../../electron/contract/ipc';
import { saysNothing } from '../../component/code';
import { chromiumPath } from '../../support/chromium';

const root = join(import.meta.dirname, '../../..');
const executablePath = chromiumPath();
const folder = mkdtempSync(join(tmpdir(), 'iah-card-'));
const print = { en: 'Print', de: 'Drucken' } as const;
const millimetres = (points: number): number => Math.round((points / 72) * 25.4);

describe.skipIf(executablePath === undefined)('the card, printed', { timeout: 60_000 }, () => {
  let server: ViteDevServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await createServer({
      root,
      configFile: false,
      logLevel: 'error',
      plugins: [svelte({ configFile: join(root, 'svelte.config.js') })],
      server: { host: '127.0.0.1' },
      cacheDir: join(root, 'node_modules/.vite-screens'),
    });
    await server.listen();
    browser = await chromium.launch({ args: ['--no-sandbox'], ...(executablePath ? { executablePath } : {}) });
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await server.close();
    if (process.env['KEEP_CARDS'] === undefined) rmSync(folder, { recursive: true });
  });

  /** The window with the card's dialog open, after "Print" was pressed; the printer itself is left out. */
  async function pressed(scene: string, language: Language): Promise<Page> {
    // As fine as a plain printer: three dots where a screen has one.
    const page = await browser.newPage({ viewport: { width: 1040, height: 720 }, deviceScaleFactor: 3 });
    await page.addInitScript('window.print = () => undefined');
    const base = server.resolvedUrls?.local[0] ?? '';
    await page.goto(`${base}tests/component/stage.html?scene=${scene}&language=${language}&theme=dark`);
    await page.waitForSelector('body[data-played]');
    await page.getByRole('button', { name: print[language], exact: true }).click();
    await page.waitForSelector('body > .sheet', { state: 'attached' });
    return page;
  }

  /** Printing tells the page when it is done: the sheet goes by itself. */
  async function expectOneA5Page(page: Page): Promise<void> {
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
    const [, width, height] = /\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? [];
    expect([millimetres(Number(width)), millimetres(Number(height))]).toEqual([148, 210]);
    await page.waitForSelector('body > .sheet', { state: 'detached' });
  }

  async function expectReadByACamera(page: Page, picture: string): Promise<void> {
    await page.locator('body > .sheet').screenshot({ path: picture });
    const read = execFileSync('zbarimg', ['--raw', '-q', '-Sdisable', '-Sqrcode.enable', picture], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(read.trim()).toBe(saysNothing);
  }

  it.each(languages)(
    'in %s, with the longest names: one A5 page, whole, alone, and a camera reads its code',
    async (language) => {
      const page = await pressed('phones-card-long', language);
      await page.emulateMedia({ media: 'print' });
      const hidden = (part: string): Promise<unknown> =>
        page.evaluate(`!document.querySelector('${part}').checkVisibility()`);
      expect([await hidden('.window'), await hidden('dialog[open]')]).toEqual([true, true]);
      const tooTall = (part: string): Promise<unknown> =>
        page.evaluate(`(({ scrollHeight: all, clientHeight: room }) => all - room)(document.querySelector('${part}'))`);
      expect(await tooTall('body > .sheet')).toBe(0);
      expect(await tooTall('body > .sheet .middle')).toBe(0);
      if (existsSync('/usr/bin/zbarimg')) await expectReadByACamera(page, join(folder, `${language}.png`));
      await page.emulateMedia({ media: null });
      await expectOneA5Page(page);
      await page.close();
    },
  );

  it('without an account, too', async () => {
    const page = await pressed('phones-card', 'en');
    await expectOneA5Page(page);
    await page.close();
  });
});
