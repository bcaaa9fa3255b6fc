// All facts of a look in one script, run here by a plain sh: in turn, aside, and what hangs.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { reader } from '../../../electron/provision/engine/read';
import { aside, type Fact } from '../../../electron/provision/facts/fact';
import type { Remote } from '../../../electron/provision/remote';
import { Sh } from '../../../electron/provision/shell/sh';

const scripts: string[] = [];
const remote: Remote = {
  host: 'here',
  identity: { user: 'me', from: 'here' },
  roundTrips: 0,
  bytes: { sent: 0, received: 0 },
  async run(script) {
    scripts.push(script.text);
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-s'], { input: script.text, encoding: 'utf8' });
    return { status: status ?? 255, stdout, stderr };
  },
};
const said = (key: string, command: string): Fact<string> => ({
  key,
  command: new Sh(command),
  parse: ({ status, stdout }) => `${status} ${stdout.trim()}`,
});

it('what is asked aside travels in the same trip, whatever the order, and answers by itself', async () => {
  scripts.length = 0;
  const { ask } = reader(remote);
  const answers = await Promise.all([
    ask(aside(said('out', 'sleep 0.3; echo "from outside"; echo "two lines"; exit 3'))),
    ask(said('in', 'echo inside')),
    ask(aside(said('out 2', "cat <<'X'\n$no expansion\nX"))),
    ask(said('in 2', 'false')),
  ]);
  expect(answers).toEqual(['3 from outside\ntwo lines', '0 inside', '0 $no expansion', '1 ']);
  expect(scripts).toHaveLength(1);
});

it('what hangs is status 124 without a word, and all others are there', { timeout: 20_000 }, async () => {
  const { ask } = reader(remote);
  const answers = await Promise.all([
    ask(aside(said('hangs', 'echo begun; exec sleep 9'))),
    ask(said('in', 'echo inside')),
    ask(aside(said('folder', 'echo "$iah_aside"'))),
  ]);
  expect(answers.slice(0, 2)).toEqual(['124 ', '0 inside']);
  const folder = answers[2].slice(2);
  expect(folder).toMatch(/^\/tmp\//);
  expect(existsSync(folder)).toBe(false);
});
