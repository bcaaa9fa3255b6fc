// What the handlers do with a server, a plan and a phone. Server, engine and desktop are stand-ins; stores and session are real.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { failure, FailureError } from '../../../electron/contract/failure';
import type { ApplyEvent } from '../../../electron/contract/progress';
import { at, codeOf, event, household, plan, request, rested, setStage, type Stage } from './workplace';

let stage: Stage;
beforeEach(() => (stage = setStage()));
const secrets = { dnsToken: null, adminPassword: null, setupToken: null, tunnelToken: null };
const noApache = { switchOffApache: false };
const wish = { name: 'Ben', person: null, scope: 'photos', keep: false } as const;
const connected = () => stage.handlers['server:connect'](request);
const planned = async () => {
  await connected();
  await stage.handlers['plan:make']({ ...household }, secrets, noApache);
};

describe('connecting', () => {
  it('tells the server and what it was set up for', async () => {
    stage.onServer = household;
    expect(await connected()).toEqual({
      hostname: 'homeserver',
      host: 'homeserver',
      user: 'owner',
      fingerprint: 'SHA256:abc',
      settings: household,
    });
  });
  it('pins the key of a login that worked, and uses it the next time', async () => {
    await connected();
    await connected();
    expect(stage.connectedWith.map(({ pinned }) => pinned)).toEqual([null, stage.connection.hostKey]);
  });
  it('knows the server from then on, without its password', async () => {
    await connected();
    expect(await stage.handlers['server:known']()).toMatchObject([{ host: 'homeserver', remembered: false }]);
  });
  it('pins nothing when the login failed', async () => {
    stage.accepts = () => false;
    expect(await codeOf(connected())).toBe('login-refused');
    expect(existsSync(join(stage.folder, 'host-keys.json'))).toBe(false);
  });
  it('remembers when asked to, logs in with it, and forgets', async () => {
    await stage.handlers['server:connect']({ ...request, sudoPassword: 'sudo', remember: true });
    expect(await stage.handlers['server:known']()).toMatchObject([{ host: 'homeserver', remembered: true }]);
    await stage.handlers['server:connect']({ ...request, auth: { kind: 'remembered' } });
    const last = stage.connectedWith.at(-1);
    expect(last?.auth.kind === 'password' && last.auth.password.reveal()).toBe('wonder land');
    expect(last?.sudoPassword?.reveal()).toBe('sudo');
    await stage.handlers['server:forget']('homeserver');
    expect(await stage.handlers['server:known']()).toEqual([]);
    expect(await codeOf(stage.handlers['server:connect']({ ...request, auth: { kind: 'remembered' } }))).toBe(
      'secret-missing',
    );
  });
  it('opens only a key file that the person chose', async () => {
    const auth = { kind: 'key', path: '\\\\stranger\\share\\key', passphrase: null } as const;
    expect(await codeOf(stage.handlers['server:connect']({ ...request, auth }))).toBe('key-unreadable');
    expect(stage.connectedWith).toEqual([]);
  });
  it('does not keep a secret where nothing protects it', async () => {
    stage.protects = false;
    expect(await codeOf(stage.handlers['server:connect']({ ...request, remember: true }))).toBe(
      'secrets-not-protected',
    );
    expect(stage.connectedWith).toEqual([]);
    await stage.handlers['server:connect']({ ...request, auth: { kind: 'agent' }, remember: true });
    expect(await stage.handlers['server:known']()).toMatchObject([{ auth: 'agent', remembered: true }]);
  });
  it('never writes the password anywhere', async () => {
    await connected();
    expect(stage.work.redaction.redact('x wonder land')).toBe('x •••');
  });
  it('a line that broke is told, and opened anew when it is needed', async () => {
    await connected();
    stage.connection.alive = false;
    stage.connection.lose();
    expect(stage.told).toEqual([{ name: 'server:lost', value: { host: 'homeserver' } }]);
    await stage.handlers['phone:list']();
    expect(stage.connection.reconnects).toBe(1);
  });
  it('without a server there is nothing to ask', async () => {
    expect(await codeOf(stage.handlers['server:check']('both'))).toBe('not-connected');
    expect(await codeOf(stage.handlers['phone:list']())).toBe('not-connected');
  });
  it('leaving closes the line', async () => {
    await connected();
    await stage.handlers['server:disconnect']();
    expect([stage.connection.closed, stage.session.connection]).toEqual([true, null]);
  });
});

describe('settings', () => {
  it('judges what is there, not what is still to come', async () => {
    expect(await stage.handlers['settings:check']({})).toEqual([]);
    expect(await stage.handlers['settings:check']({ hosts: { photos: 'co.uk' } })).toEqual([
      { field: 'hosts.photos', problem: 'public-suffix' },
    ]);
    expect(await stage.handlers['settings:check']({ ...household })).toEqual([]);
  });
  it('that Cloudflare’s certificate could never serve are not planned', async () => {
    await connected();
    const hosts = { ...household.hosts, photos: 'photos.home.example-family.net' };
    const draft = { ...household, access: 'both', hosts };
    expect(await stage.handlers['settings:check'](draft)).toEqual([{ field: 'hosts.photos', problem: 'too-deep' }]);
    expect(await codeOf(stage.handlers['plan:make'](draft, secrets, noApache))).toBe('settings-invalid');
  });
  it('keeps a token that works, for the plan', async () => {
    const token = `good${'x'.repeat(36)}`;
    expect(await stage.handlers['settings:token']({ token, host: 'photos.example-family.net' })).toEqual({
      zone: 'example-family.net',
      tooWide: ['12 zones'],
    });
    expect(await codeOf(stage.handlers['settings:token']({ token: 'b'.repeat(40), host: 'x' }))).toBe(
      'dns-token-invalid',
    );
    expect(stage.session.secrets.dnsToken?.reveal()).toBe(token);
  });
  it('keeps a set-up token that works as the account it opens, until the server is left', async () => {
    await connected();
    const token = `good${'s'.repeat(36)}`;
    const host = 'photos.example-family.net';
    expect(await stage.handlers['settings:setup-token']({ token, host })).toMatchObject({ zone: 'example-family.net' });
    expect(await codeOf(stage.handlers['settings:setup-token']({ token: 'b'.repeat(40), host }))).toBe(
      'setup-token-invalid',
    );
    expect(stage.accounts).toEqual([token]);
    expect(stage.work.redaction.redact(`failed with ${token} and ${'b'.repeat(39)}b`)).toBe('failed with ••• and •••');
    expect(JSON.stringify(stage.session)).not.toContain(token);
    await stage.handlers['plan:make']({ ...household }, secrets, noApache);
    const { account } = stage.session;
    expect(account).not.toBeNull();
    expect(stage.session.plan?.wanted.cloud).toBe(account);
    await stage.handlers['apply:undo']();
    expect(stage.undoneWith?.cloud).toBe(account);
    await rested(stage.session);
    await stage.handlers['server:disconnect']();
    expect(stage.session.account).toBeNull();
  });
  it('makes up passwords of words', async () => {
    expect(await stage.handlers['settings:password']()).toMatch(/^[a-z]+-[a-z]+-\d\d-[a-z]+-[a-z]+$/);
  });
});

describe('a plan', () => {
  it('needs settings that are right', async () => {
    await connected();
    const draft = { ...household, timeZone: 'Berlin time' };
    const work = stage.handlers['plan:make'](draft, secrets, noApache);
    await expect(work).rejects.toMatchObject({
      failure: { code: 'settings-invalid', values: { field: 'timeZone', reason: 'time-zone' } },
    });
  });
  it('goes with the secrets given now or before', async () => {
    await connected();
    await stage.handlers['plan:make']({ ...household }, { ...secrets, dnsToken: 't'.repeat(40) }, noApache);
    await stage.handlers['plan:make']({ ...household }, { ...secrets, adminPassword: 'tulip-harbor-92' }, noApache);
    const known = stage.session.plan?.wanted.secrets;
    expect([known?.dnsToken?.reveal(), known?.adminPassword?.reveal()]).toEqual(['t'.repeat(40), 'tulip-harbor-92']);
  });
  it('can be saved as text', async () => {
    await planned();
    expect(await stage.handlers['plan:save']('plan-1')).toBeNull();
    stage.chosen = join(stage.folder, 'plan.txt');
    expect(await stage.handlers['plan:save']('plan-1')).toBe(stage.chosen);
    expect(readFileSync(stage.chosen, 'utf8')).toBe(`Immich at Home: plan plan-1
photos photos.example-family.net, share share-photos.example-family.net, vpn vpn.example-family.net

== nginx

nginx/1 write-file: /etc/nginx/conf.d/photos.conf (restarts; replaces what others made)
    /etc/nginx/conf.d/photos.conf (0644)
    server {
    }

As wanted already: base
`);
    stage.chosen = join(stage.folder, 'no', 'such', 'folder');
    expect(await codeOf(stage.handlers['plan:save']('plan-1'))).toBe('file-not-saved');
  });
});

describe('the public door', () => {
  it('is looked at and tried as the server is set up, not as somebody is just choosing', async () => {
    await connected();
    expect(await codeOf(stage.handlers['door:look']())).toBe('not-set-up');
    stage.onServer = household;
    await stage.handlers['plan:make']({ ...household, access: 'home' }, secrets, noApache);
    expect(await stage.handlers['door:look']()).toEqual({ at, hosts: [], connections: 4 });
    expect(await stage.handlers['door:leaks']()).toMatchObject({ inside: { requests: 300, leaks: [] }, outside: null });
    expect(stage.door.map(({ what, wanted }) => [what, wanted.settings.access])).toEqual([
      ['look', 'both'],
      ['leaks', 'both'],
    ]);
  });
  it('is not tried while an apply does the same', async () => {
    await planned();
    stage.session.beginWork();
    expect(await codeOf(stage.handlers['door:leaks']())).toBe('apply-locked');
    expect(await codeOf(stage.handlers['door:look']())).toBe('not-set-up');
    stage.session.endWork();
  });
  it('is planned with a set-up token that comes with the plan', async () => {
    await connected();
    await stage.handlers['plan:make']({ ...household }, { ...secrets, setupToken: 's'.repeat(40) }, noApache);
    expect(stage.accounts).toEqual(['s'.repeat(40)]);
    expect(stage.session.plan?.wanted.cloud).not.toBeNull();
    expect(Object.keys(stage.session.secrets)).toEqual([]);
  });
});

describe('applying', () => {
  it('is begun by the plan that was shown, followed to its end, and told', async () => {
    await planned();
    expect(await codeOf(stage.handlers['apply:start']('plan-2', []))).toBe('plan-unknown');
    stage.onServer = household;
    const done = rested(stage.session);
    await stage.handlers['apply:start'](plan.id, []);
    await done;
    expect(stage.told.map(({ value }) => (value as ApplyEvent).kind)).toEqual(['started', 'finished']);
    expect(await stage.handlers['apply:state']()).toMatchObject({ phase: 'finished', planId: 'plan-1' });
    await stage.handlers['app:open']('photos');
    expect(stage.opened).toEqual(['https://photos.example-family.net']);
  });
  it('that never began is the answer to the request', async () => {
    await planned();
    stage.events = async function* () {
      throw new FailureError(failure('plan-changed', {}));
    };
    expect(await codeOf(stage.handlers['apply:start'](plan.id, []))).toBe('plan-changed');
    expect([stage.session.working, stage.told.length]).toEqual([false, 0]);
  });
  it('that breaks is told as an event, without a word of what it may not tell', async () => {
    await planned();
    stage.work.redaction.know('sesame');
    stage.events = async function* () {
      yield event.started;
      yield { kind: 'output', at, line: 'login sesame' };
      throw new Error('bug with sesame');
    };
    const done = rested(stage.session);
    await stage.handlers['apply:start'](plan.id, []);
    await done;
    const state = await stage.handlers['apply:state']();
    expect(state).toMatchObject({ phase: 'failed', failure: { code: 'unexpected', detail: 'bug with •••' } });
    expect(state.output).toEqual([{ at, line: 'login •••' }]);
    await stage.handlers['app:copy-report']();
    expect(stage.copied).toContain('Failure: unexpected');
  });
  it('holds off everything else meanwhile, and stops when asked', async () => {
    await planned();
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    let stopped = false;
    stage.events = async function* (options) {
      yield event.started;
      await gate;
      stopped = options?.stopAfterPart?.() ?? false;
      yield { kind: 'stopped', at };
    };
    const done = rested(stage.session);
    await stage.handlers['apply:start'](plan.id, []);
    expect(stage.session.working).toBe(true);
    for (const attempt of [
      () => stage.handlers['apply:start'](plan.id, []),
      () => stage.handlers['server:connect'](request),
      () => stage.handlers['phone:add'](wish),
    ])
      expect(await codeOf((async () => attempt())())).toBe('apply-locked');
    await stage.handlers['apply:stop']();
    goOn();
    await done;
    expect([stopped, stage.session.working]).toEqual([true, false]);
  });
  it('can be taken back, on a server that was set up', async () => {
    await connected();
    expect(await codeOf(stage.handlers['apply:undo']())).toBe('not-set-up');
    stage.onServer = household;
    stage.events = async function* () {
      yield { kind: 'undoing', at, step: 'all' };
      yield { kind: 'undone', at };
    };
    const done = rested(stage.session);
    await stage.handlers['apply:undo']();
    await done;
    expect(await stage.handlers['apply:state']()).toMatchObject({ phase: 'undone' });
  });
});

describe('links', () => {
  it('are the few we know', async () => {
    expect(await codeOf(stage.handlers['app:open']('photos'))).toBe('not-set-up');
    await stage.handlers['app:open']('cloudflare-token');
    const page = new URL(stage.opened[0] ?? '');
    expect([page.host, JSON.parse(page.searchParams.get('permissionGroupKeys') ?? '')]).toEqual([
      'dash.cloudflare.com',
      [
        { key: 'dns', type: 'edit' },
        { key: 'zone', type: 'read' },
      ],
    ]);
  });
});
