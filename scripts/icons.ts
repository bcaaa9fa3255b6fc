/**
 * Makes every icon and the installers' art from the drawings in resources/icons. What it makes is kept in the repository, since it takes
 * a browser; run it after a change of a drawing: `npx tsx scripts/icons.ts`.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { chromiumPath } from '../tests/support/chromium';
import { root } from './build/bundles';
import { icns, ico, type Picture } from './icons/containers';
import { drawings, drawingsHash, type Drawing } from './icons/drawings';

const icons = join(root, 'resources/icons');
const installer = join(root, 'resources/installer');

async function render(browser: Browser, drawing: Drawing, width: number, height: number): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width, height } });
  const svg = readFileSync(join(icons, drawings[drawing])).toString('base64');
  await page.setContent(
    `<style>*{margin:0}img{display:block;width:${width}px;height:${height}px}</style><img src="data:image/svg+xml;base64,${svg}">`,
    { waitUntil: 'load' },
  );
  const png = await page.screenshot({ omitBackground: true });
  await page.close();
  return png;
}

const path = chromiumPath();
const browser = await chromium.launch({
  args: ['--no-sandbox'],
  ...(path === undefined ? {} : { executablePath: path }),
});
try {
  const small = (size: number): Drawing => (size <= 24 ? 'small' : 'icon');
  const pictures = (sizes: readonly number[], of: (size: number) => Drawing): Promise<Picture[]> =>
    Promise.all(sizes.map(async (size) => ({ size, png: await render(browser, of(size), size, size) })));
  writeFileSync(join(icons, 'icon.ico'), ico(await pictures([16, 24, 32, 48, 64, 128, 256], small)));
  writeFileSync(join(icons, 'icon.icns'), icns(await pictures([16, 32, 64, 128, 256, 512, 1024], () => 'mac')));
  rmSync(join(icons, 'linux'), { recursive: true, force: true });
  mkdirSync(join(icons, 'linux'));
  for (const { size, png } of await pictures([16, 24, 32, 48, 64, 128, 256, 512], small))
    writeFileSync(join(icons, 'linux', `${size}x${size}.png`), png);
  writeFileSync(join(installer, 'dmg.png'), await render(browser, 'dmg', 540, 380));
  writeFileSync(join(installer, 'dmg@2x.png'), await render(browser, 'dmg', 1080, 760));
  writeFileSync(join(icons, 'made-from'), `${drawingsHash()}\n`);
} finally {
  await browser.close();
}
