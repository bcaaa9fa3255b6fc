// Which way of logging in is tried when, as a server's answers come in; and who a server or an agent is.
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../electron/provision/shell/secret';
import { agentAddress } from '../../../electron/server/agent';
import { attempts, nothingSeen, type Proof } from '../../../electron/server/attempts';
import { objection, readHostKey } from '../../../electron/server/host-key';

interface Tried {
  readonly type: string;
  readonly prompt?: (...args: unknown[]) => void;
}
type Offer = readonly [methods: string[] | null, partial?: boolean];

function dialogue(proof: Proof, ...offers: Offer[]) {
  const seen = nothingSeen();
  const handler = attempts('owner', proof, seen);
  const tried: Tried[] = [];
  for (const [methods, partial = false] of offers)
    handler(
      methods as never,
      partial,
      (next: unknown) => void tried.push(next === false ? { type: 'give up' } : (next as Tried)),
    );
  return { seen, tried, names: tried.map(({ type }) => type) };
}

const password: Proof = { kind: 'password', password: new Secret('wonder land') };

describe('logging in by password', () => {
  it('asks first what the server takes', () => {
    expect(dialogue(password, [null], [['publickey', 'password']]).names).toEqual(['none', 'password']);
  });
  it('answers a question where there is no password method', () => {
    expect(dialogue(password, [null], [['keyboard-interactive']]).names).toEqual(['none', 'keyboard-interactive']);
  });
  it('does not try the same wrong password in another way', () => {
    const { names, seen } = dialogue(
      password,
      [null],
      [['password', 'keyboard-interactive']],
      [['password', 'keyboard-interactive']],
    );
    expect(names).toEqual(['none', 'password', 'give up']);
    expect(seen.methods).toBe('password, keyboard-interactive');
  });
  it('goes on to a second factor, and gives up at a one-time code', () => {
    const { tried, seen } = dialogue(password, [null], [['password']], [['keyboard-interactive'], true]);
    const method = tried[2];
    let answers: string[] = [];
    method?.prompt?.(
      '',
      '',
      '',
      [{ prompt: 'Verification code: ', echo: false }],
      (given: string[]) => (answers = given),
    );
    expect([answers, seen.askedForCode]).toEqual([[''], true]);
  });
  it('gives the password to hidden questions only, and once', () => {
    const { tried } = dialogue(password, [null], [['keyboard-interactive']]);
    const method = tried[1];
    const asked = [
      { prompt: 'Name: ', echo: true },
      { prompt: 'Passwort: ', echo: false },
      { prompt: 'Password again: ', echo: false },
    ];
    let answers: string[] = [];
    method?.prompt?.('', '', '', asked, (given: string[]) => (answers = given));
    expect(answers).toEqual(['', 'wonder land', '']);
  });
  it('gives up at a server for keys', () => {
    expect(dialogue(password, [null], [['publickey']]).names).toEqual(['none', 'give up']);
  });
});

describe('a host key', () => {
  const blob = Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.alloc(36, 1)]);
  const key = readHostKey(blob);
  it('has a fingerprint without padding', () => {
    expect(key).toEqual({
      type: 'ed25519',
      fingerprint: expect.stringMatching(/^SHA256:[A-Za-z0-9+/]{43}$/) as string,
    });
  });
  it('is unknown, trusted, pinned or changed', () => {
    expect(objection('h', key, null, null)?.code).toBe('host-key-unknown');
    expect(objection('h', key, null, key.fingerprint)).toBeNull();
    expect(objection('h', key, key, null)).toBeNull();
    expect(objection('h', key, { type: 'rsa', fingerprint: 'SHA256:x' }, key.fingerprint)?.code).toBe(
      'host-key-changed',
    );
  });
});

describe('an agent', () => {
  it('is where the system puts it', () => {
    expect(agentAddress('linux', { SSH_AUTH_SOCK: '/run/agent' })).toBe('/run/agent');
    expect(agentAddress('linux', {})).toBeNull();
    expect(agentAddress('win32', {}, () => true)).toBe(String.raw`\\.\pipe\openssh-ssh-agent`);
    expect(agentAddress('win32', {}, () => false)).toBe('pageant');
  });
});
