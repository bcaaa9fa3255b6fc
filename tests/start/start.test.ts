// From the start of the process to a first screen that can be used, with main and page as they are packaged: told by the program's own
// log. Chromium is driven by the stand-in here, which costs more than Electron's own; the release workflow measures that one.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as asar from '@electron/asar';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { root } from '../../scripts/build/bundles';
import { open } from '../../scripts/package/check/package';
import { firstScreenIn, median, withinMs } from '../../scripts/package/start';
import { buildStandIn } from '../support/electron/build';
import { launchStandIn } from '../support/electron/launch';
import { built } from '../package/built';

const work = mkdtempSync(join(tmpdir(), 'iah-start-'));
const program = join(work, 'program');
beforeAll(async () => {
  const [{ folder }] = await Promise.all([built(), buildStandIn()]);
  asar.extractAll(open(folder('linux'), 'linux').archive, program);
}, 240_000);
/** Milliseconds, for whoever wants to compare. */
const measured: Record<string, readonly number[]> = {};
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(join(root, 'test-results'), { recursive: true });
  writeFileSync(join(root, 'test-results/start.json'), `${JSON.stringify(measured, null, 2)}\n`);
});

async function start(welcomed: boolean): Promise<number> {
  const config = mkdtempSync(join(work, 'config-'));
  const folder = join(config, 'Immich at Home');
  mkdirSync(folder);
  if (welcomed) writeFileSync(join(folder, 'preferences.json'), JSON.stringify({ theme: 'system', welcomed }));
  const running = await launchStandIn({ root: program, env: { XDG_CONFIG_HOME: config }, log: join(config, 'said') });
  const log = join(folder, 'logs/main.log');
  try {
    return await vi.waitFor(
      () => {
        const ms = existsSync(log) ? firstScreenIn(readFileSync(log, 'utf8')) : null;
        if (ms === null) throw new Error(`no first screen in ${log}`);
        return ms;
      },
      { timeout: 20_000, interval: 20 },
    );
  } finally {
    await running.quit();
  }
}

it.each([
  ['the first page', false],
  ['the wizard', true],
])('shows %s in time', async (what, welcomed) => {
  const times: number[] = [];
  for (let run = 0; run < 5; run += 1) times.push(await start(welcomed));
  measured[what] = times;
  expect(median(times), `of ${times.join(', ')} ms`).toBeLessThan(withinMs);
});
