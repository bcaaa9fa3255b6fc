/**
 * Starts a packaged program and waits until its log says that it has begun: `npx tsx scripts/package/smoke.ts <executable>`. For the release
 * workflow, with the real Electron. The surprise: a release lets no debugger attach, so its own log is the only witness.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const [executable] = process.argv.slice(2);
if (executable === undefined) throw new Error('smoke: which executable?');

const deadline = Date.now() + 60_000;
const userData = mkdtempSync(join(tmpdir(), 'iah-smoke-'));
const logs = join(userData, 'logs');
const said = (): string =>
  existsSync(logs)
    ? readdirSync(logs)
        .map((name) => readFileSync(join(logs, name), 'utf8'))
        .join('\n')
    : '';

const child = spawn(executable, [`--user-data-dir=${userData}`], { stdio: 'inherit' });
try {
  while (!/"?started"?/.test(said())) {
    if (child.exitCode !== null) throw new Error(`smoke: it ended by itself, with ${child.exitCode}`);
    if (Date.now() > deadline) throw new Error(`smoke: after 60 s its log does not say "started":\n${said()}`);
    await wait(100);
  }
  console.log(`smoke: ${executable} has started`);
} finally {
  child.kill();
  await wait(1000);
  rmSync(userData, { recursive: true, force: true, maxRetries: 10, retryDelay: 300 });
}
