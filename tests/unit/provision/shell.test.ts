import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { prelude } from '../../../electron/provision/shell/prelude';
import { Secret } from '../../../electron/provision/shell/secret';
import { sh, Sh } from '../../../electron/provision/shell/sh';

const dash = (script: string, input = ''): string =>
  execFileSync('/bin/sh', ['-c', script], { input, encoding: 'utf8' });

describe('sh`…`', () => {
  it.each(['plain', 'two words', `it's`, '$(id)', '`id`', '; reboot', '\n', '"', '\\', '*', '', 'ü', '-n', '!'])(
    'passes %j as one word',
    (word) => {
      expect(dash(sh`printf %s ${word}`.text)).toBe(word);
    },
  );
  it('spreads lists, inserts commands, writes numbers', () => {
    expect(dash(sh`printf '<%s>' ${['a b', 'c']} ${3}`.text)).toBe('<a b><c><3>');
    expect(sh`${sh`id -u ${'x y'}`} | cat`.text).toBe("id -u 'x y' | cat");
  });
  it('never takes a secret', () => {
    expect(() => sh`echo ${new Secret('x') as never}`).toThrow('secrets');
    expect(() => sh`echo ${undefined as never}`).toThrow('undefined');
  });
});

describe('Secret', () => {
  const secret = new Secret('open sesame');
  it('masks itself everywhere and is revealed on demand', () => {
    expect(
      [String(secret), secret.toString(), JSON.stringify({ secret }), inspect({ secret })].join(' '),
    ).not.toContain('sesame');
    expect(secret.reveal()).toBe('open sesame');
  });
});

describe('secrets of the server in files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'iah-fill-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const key = join(folder, 'key');
  const other = join(folder, 'other');
  writeFileSync(key, 'a+b/c=&\\1\n');
  writeFileSync(other, 'zz\n');
  const text = `key = @kept:${key}@\n\nboth @kept:${other}@@kept:${key}@ end\nno @ mail@example.net\n`;

  it('are filled in and masked again, whatever characters they have', () => {
    const filled = dash(`${prelude}\niah_fill`, text);
    expect(filled).toBe('key = a+b/c=&\\1\n\nboth zza+b/c=&\\1 end\nno @ mail@example.net\n');
    expect(dash(`${prelude}\niah_mask ${key} ${other}`, filled)).toBe(text);
  });
  it('missing ones stop the file from being written', () => {
    expect(() => dash(`${prelude}\niah_fill 2>/dev/null`, '@kept:/nowhere/at/all@\n')).toThrow();
  });
  it('masking without files there changes nothing', () => {
    expect(dash(`${prelude}\niah_mask /nowhere/at/all`, 'x\n')).toBe('x\n');
  });
});

describe('Sh', () => {
  it('reads as its text', () => {
    expect(String(new Sh('ls'))).toBe('ls');
  });
});
