// The first command ever typed goes through setup: when everything is there it must cost next to nothing.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('setup says nothing and is quick when all is there', () => {
  const root = join(import.meta.dirname, '../..');
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync('node', ['scripts/setup.mjs'], { cwd: root, encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(performance.now() - started).toBeLessThan(2_000);
});
