// One preparation of a cache at a time: labs beside each other (IAH_LAB) share their cache directory.
// Surprise: the lock is flock's and held by a child whose input we keep open, so it ends with us, however we end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from '../names.ts';

export async function aloneInCache<Made>(make: () => Promise<Made>): Promise<Made> {
  mkdirSync(cacheDir, { recursive: true });
  const file = join(cacheDir, '.internet.lock');
  const holder = spawn('flock', ['--exclusive', file, 'sh', '-c', 'echo held; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(holder, 'exit');
  try {
    await Promise.race([
      once(holder.stdout, 'data'),
      ended.then(([code]) => Promise.reject(new Error(`flock ended with ${code}`))),
    ]);
    return await make();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
