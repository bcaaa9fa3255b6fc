// The envelope through real shells, without a server: what is sent is what runs, and nothing else is.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../electron/provision/shell/secret';
import { commandLine, envelope, nothingReceived, open } from '../../../electron/server/envelope';

const nonce = 'iah-0123456789abcdef';
const direct = { kind: 'direct' } as const;
const shells = ['/bin/sh', '/bin/bash', '/bin/dash', '/usr/bin/zsh', '/usr/bin/fish', '/usr/bin/tcsh'].filter(
  existsSync,
);

const send = (stdin: Buffer | string, shell = '/bin/sh') =>
  spawnSync(shell, ['-c', commandLine(direct, nonce)], { input: stdin, encoding: 'utf8' });

function run(script: string, input?: string | Secret | Uint8Array, shell?: string) {
  const { stdout, stderr } = send(envelope(script, direct, nonce, input), shell);
  return open(nonce, stdout, stderr);
}

describe('an envelope', () => {
  it.each(shells)('runs under %s', (shell) => {
    expect(run('echo "$LC_ALL"; printf e >&2; exit 3', undefined, shell)).toEqual({
      status: 3,
      stdout: 'C\n',
      stderr: 'e',
    });
  });
  it('has a command line that every shell reads alike', () => {
    for (const rights of [direct, { kind: 'sudo' }, { kind: 'sudo-password', password: new Secret('x') }] as const)
      expect(commandLine(rights, nonce)).not.toMatch(/[!\n`\\]/);
  });
  it('keeps the password out of the command line', () => {
    const rights = { kind: 'sudo-password', password: new Secret('sesame') } as const;
    expect(commandLine(rights, nonce)).not.toContain('sesame');
    expect(envelope('echo', rights, nonce).toString()).toMatch(/^sesame\n/);
  });
  it('skips a password line that sudo did not take', () => {
    const sent = envelope('echo here', { kind: 'sudo-password', password: new Secret('touch /tmp/never') }, nonce);
    const { stdout, stderr } = send(sent);
    expect(open(nonce, stdout, stderr)?.stdout).toBe('here\n');
  });
  it('runs nothing of a script that was cut on the way', () => {
    const whole = envelope('echo one\necho two', direct, nonce);
    for (const share of [0.3, 0.6, 0.9]) {
      const { stdout } = send(whole.subarray(0, Math.floor(whole.length * share)));
      expect(stdout).not.toContain('one');
    }
  });
  it('runs nothing at all without its nonce', () => {
    const { status, stdout } = send('echo hello\n');
    expect([status, stdout]).toEqual([nothingReceived, '']);
  });
  it('gives input of any bytes', () => {
    expect(run('cat', 'a\nb')?.stdout).toBe('a\nb');
    expect(run('cat', '')?.stdout).toBe('');
    expect(run('cat', new Secret(`${nonce}\n$(id)`))?.stdout).toBe(`${nonce}\n$(id)`);
    expect(run('wc -c', new Uint8Array(100_000))?.stdout.trim()).toBe('100000');
  });
  it.each(['', '# only a comment', ':'])('can hold a script that does nothing: %j', (script) => {
    expect(run(script)).toEqual({ status: 0, stdout: '', stderr: '' });
  });
  it('can hold here-documents and functions', () => {
    expect(run("f() { cat <<'EOF'\n$x `y`\nEOF\n}\nf | tr x z")?.stdout).toBe('$z `y`\n');
  });
  it('is opened free of banners, whatever they say', () => {
    const answer = open(
      nonce,
      `Welcome\nno newline\n${nonce}-start\nbody\n${nonce}-end 5\nlogout`,
      `!!\n${nonce}-start\n\n${nonce}-end 5\n`,
    );
    expect(answer).toEqual({ status: 5, stdout: 'body', stderr: '' });
  });
  it('does not open when the end is missing', () => {
    expect(open(nonce, `\n${nonce}-start\nbody`, '')).toBeNull();
  });
});
