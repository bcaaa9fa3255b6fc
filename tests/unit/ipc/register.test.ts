// The one door between window and main: who may knock, what may come in, and that no error gets out.
import type { IpcMainInvokeEvent } from 'electron';
import { describe, expect, it } from 'vitest';
import { failure, FailureError, type Failure } from '../../../electron/contract/failure';
import { requests } from '../../../electron/contract/ipc';
import { isTrusted, register, type Handlers } from '../../../electron/ipc/register';
import { setStage } from './workplace';

const origin = 'app://bundle';
const ours = { senderFrame: { origin, parent: null, url: `${origin}/index.html` } } as IpcMainInvokeEvent;

function door(overrides: Partial<Handlers> = {}) {
  const { work, handlers } = setStage();
  const listeners = new Map<string, (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown>();
  const failures: Failure[] = [];
  register(
    { handle: (channel, listener) => void listeners.set(channel, listener) },
    { ...handlers, ...overrides },
    {
      origin,
      log: work.log,
      redact: work.redaction.redact,
      onFailure: (failure) => void failures.push(failure),
    },
  );
  const knock = (channel: string, ...args: unknown[]) => listeners.get(channel)?.(ours, ...args);
  return { listeners, failures, knock, work };
}

describe('who may knock', () => {
  it.each([
    ['our page', { origin, parent: null }, true],
    ['a frame in it', { origin, parent: {} }, false],
    ['another page', { origin: 'https://example.com', parent: null }, false],
    ['a page whose name begins like ours', { origin: 'app://bundle.evil', parent: null }, false],
    ['a frame that is gone', null, false],
  ])('%s', (_who, frame, expected) => {
    expect(isTrusted({ senderFrame: frame } as IpcMainInvokeEvent, origin)).toBe(expected);
  });
  it('others are refused before anything is read', () => {
    const { listeners } = door();
    const event = { senderFrame: { origin: 'https://example.com', parent: null, url: '' } } as IpcMainInvokeEvent;
    expect(() => listeners.get('app:info')?.(event)).toThrow('refused');
  });
});

describe('what comes in and goes out', () => {
  it('has a handler for every channel', () => {
    expect([...door().listeners.keys()].sort()).toEqual([...requests].sort());
  });
  it('answers with a value', async () => {
    expect(await door().knock('app:info')).toMatchObject({
      ok: true,
      value: { language: 'de', theme: 'system', canRemember: true, timeZone: 'Europe/Vienna' },
    });
  });
  it.each([
    ['app:language', ['tlh']],
    ['app:open', ['https://example.com']],
    ['settings:token', [{ token: 'too short', host: 'x' }]],
    ['server:connect', [{ host: 'a b', port: 22 }]],
    ['phone:add', ['  ']],
  ])('refuses what the contract does not know: %s %j', async (channel: string, args: readonly unknown[]) => {
    expect(await door().knock(channel, ...args)).toMatchObject({ ok: false, failure: { code: 'settings-invalid' } });
  });
  it('gives on a failure as it is, its detail redacted, and remembers it', async () => {
    const { knock, failures, work } = door({
      'server:check': () => {
        throw new FailureError(failure('not-connected', {}, { detail: 'password=sesame' }));
      },
    });
    work.redaction.know('sesame');
    const answer = await knock('server:check', 'both');
    expect(answer).toMatchObject({ ok: false, failure: { code: 'not-connected', detail: 'password=•••' } });
    expect(failures).toHaveLength(1);
  });
  it('makes a bug an unexpected failure, without what it may know', async () => {
    const { knock } = door({
      'server:known': () => Promise.reject(new Error('cannot read /home/anna/.config with token=abc')),
    });
    expect(await knock('server:known')).toEqual({
      ok: false,
      failure: { code: 'unexpected', values: {}, checked: [], detail: 'cannot read ~/.config with token=•••' },
    });
  });
});
