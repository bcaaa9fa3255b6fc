// Two PCs of one family, and a server whose password was changed: what this PC knows of the household, and what it keeps meanwhile.
import { beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../../electron/contract/failure';
import type { Settings } from '../../../electron/contract/settings';
import { at, codeOf, digestOf, event, household, request, rested, setStage, type Stage } from './workplace';

let stage: Stage;
beforeEach(() => (stage = setStage()));
const secrets = { dnsToken: null, adminPassword: null, setupToken: null, tunnelToken: null };
const connected = () => stage.handlers['server:connect'](request);
const planned = (settings: Settings) =>
  stage.handlers['plan:make']({ ...settings }, secrets, { switchOffApache: false });
const applied = async () => {
  const ended = rested(stage.session);
  await stage.handlers['apply:start']('plan-1', []);
  await ended;
};
const others: Settings = { ...household, recognition: false };

describe('what this PC knows of the household', () => {
  it('is what it saw when it connected', async () => {
    await connected();
    await planned(household);
    expect(stage.plannedWith.at(-1)?.basis).toEqual([null]);
    stage.onServer = household;
    await connected();
    await planned(household);
    expect(stage.plannedWith.at(-1)?.basis).toEqual([digestOf(household)]);
  });

  it('is what stands after its own work, whether that went well or not', async () => {
    await connected();
    await planned(household);
    stage.events = async function* () {
      yield event.started;
      stage.onServer = household;
      yield { kind: 'failed', at, step: 'nginx', failure: failure('nginx-refuses-file', { file: 'x' }), undone: true };
    };
    await applied();
    await planned(household);
    expect(stage.plannedWith.at(-1)?.basis).toEqual([digestOf(household)]);
  });

  it('is either, when the line was lost on the way', async () => {
    stage.onServer = others;
    await connected();
    await planned(household);
    stage.work.engine.seeHousehold = () => Promise.reject(new Error('lost'));
    await applied();
    await planned(household);
    expect(stage.plannedWith.at(-1)?.basis).toEqual([digestOf(others), digestOf(household)]);
  });

  it('is not widened by an apply that never began', async () => {
    await connected();
    await planned(household);
    stage.events = async function* () {
      throw new Error('never began');
      yield event.started;
    };
    await expect(stage.handlers['apply:start']('plan-1', [])).rejects.toThrow('never began');
    await planned(household);
    expect(stage.plannedWith.at(-1)?.basis).toEqual([null]);
  });

  it('is read anew when another PC has changed it, and what was planned before counts no more', async () => {
    stage.onServer = household;
    await connected();
    await planned(household);
    stage.onServer = others;
    expect(await stage.handlers['server:refresh']()).toMatchObject({ host: 'homeserver', settings: others });
    expect(await codeOf(stage.handlers['apply:start']('plan-1', []))).toBe('plan-unknown');
    await planned(others);
    expect(stage.plannedWith.at(-1)?.basis).toEqual([digestOf(others)]);
  });

  it('stays planned when nothing was changed', async () => {
    stage.onServer = household;
    await connected();
    await planned(household);
    await stage.handlers['server:refresh']();
    expect(await codeOf(applied())).toBe('went well');
  });

  it('without a server is nothing', async () => {
    expect(await stage.handlers['server:refresh']()).toBeNull();
  });
});

describe('a changed password', () => {
  const remembered = { ...request, auth: { kind: 'remembered' } } as const;
  const stored = () => stage.work.servers.login(request);

  it('is asked for, and until the new one works nothing is forgotten', async () => {
    await stage.handlers['server:connect']({ ...request, remember: true });
    stage.accepts = ({ auth }) => auth.kind === 'password' && auth.password.reveal() === 'new one';
    expect(await codeOf(stage.handlers['server:connect'](remembered))).toBe('login-refused');
    expect(
      await codeOf(
        stage.handlers['server:connect']({ ...request, auth: { kind: 'password', password: 'typo' }, remember: true }),
      ),
    ).toBe('login-refused');
    expect((await stored())?.secret).toBe('wonder land');
    await stage.handlers['server:connect']({
      ...request,
      auth: { kind: 'password', password: 'new one' },
      remember: true,
    });
    expect((await stored())?.secret).toBe('new one');
  });

  it('of sudo takes the place of the one that was remembered, once it works', async () => {
    await stage.handlers['server:connect']({ ...request, sudoPassword: 'old', remember: true });
    stage.accepts = ({ sudoPassword }) => sudoPassword?.reveal() === 'new';
    expect(await codeOf(stage.handlers['server:connect']({ ...remembered, sudoPassword: 'typo' }))).toBe(
      'login-refused',
    );
    expect((await stored())?.sudoPassword).toBe('old');
    await stage.handlers['server:connect']({ ...remembered, sudoPassword: 'new' });
    expect(await stored()).toMatchObject({ secret: 'wonder land', sudoPassword: 'new' });
  });

  it('leaves what was typed and planned on the same server', async () => {
    stage.onServer = household;
    await connected();
    await stage.handlers['plan:make'](
      { ...household },
      { ...secrets, dnsToken: 'good-token-good-token-good-token-good' },
      { switchOffApache: false },
    );
    await connected();
    expect(stage.session.secrets.dnsToken?.reveal()).toMatch(/^good/);
    expect(await codeOf(applied())).toBe('went well');
    await stage.handlers['server:connect']({ ...request, host: 'another' });
    expect(stage.session.secrets).toEqual({});
    expect(stage.session.plan).toBeNull();
  });
});
