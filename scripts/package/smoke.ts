/**
 * Starts a packaged program until its first screen is there, five times: `npx tsx scripts/package/smoke.ts <executable>`. For the release
 * workflow, with the real Electron. The first start does not count for the time: a virus scanner may read all of it.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { firstScreenIn, median, withinMs } from './start';

const [executable] = process.argv.slice(2);
if (executable === undefined) throw new Error('smoke: which executable?');

/** Milliseconds to the first screen, by the program's own log. */
async function start(program: string): Promise<number> {
  const userData = mkdtempSync(join(tmpdir(), 'iah-smoke-'));
  const log = join(userData, 'logs/main.log');
  const said = (): string => (existsSync(log) ? readFileSync(log, 'utf8') : '');
  const deadline = Date.now() + 60_000;
  const child = spawn(program, [`--user-data-dir=${userData}`], { stdio: 'inherit' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    for (;;) {
      const ms = firstScreenIn(said());
      if (ms !== null) return ms;
      if (child.exitCode !== null) throw new Error(`smoke: it ended by itself, with ${child.exitCode}`);
      if (Date.now() > deadline) throw new Error(`smoke: after 60 s its log knows of no first screen:\n${said()}`);
      await wait(20);
    }
  } finally {
    child.kill();
    await ended;
    rmSync(userData, { recursive: true, force: true, maxRetries: 10, retryDelay: 300 });
  }
}

const first = await start(executable);
const times: number[] = [];
for (let run = 0; run < 5; run += 1) times.push(await start(executable));
const usual = median(times);
console.log(`smoke: first screen after ${first} ms, then ${times.join(', ')} ms: ${usual} of ${withinMs} ms`);
if (usual >= withinMs) throw new Error('smoke: too slow');
