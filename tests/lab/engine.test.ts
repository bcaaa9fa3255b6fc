/**
 * The engine on the real server with small steps of its own: what is shown is done, twice makes nothing, a failure is undone, a
 * killed run is taken up, one apply at a time, secrets are nowhere.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Account, AccountChange } from '../../electron/cloudflare/account';
import { failure, FailureError, type Failure } from '../../electron/contract/failure';
import { say } from '../../electron/contract/message';
import type { ApplyEvent } from '../../electron/contract/progress';
import { ok } from '../../electron/contract/result';
import type { FileText } from '../../electron/provision/engine/action';
import { apply, undo } from '../../electron/provision/engine/apply';
import { changes, step, type AnyStep, type Change, type Wanted } from '../../electron/provision/engine/step';
import { folder, install, outdated, run, write, writeSecret } from '../../electron/provision/engine/compare';
import { prepare } from '../../electron/provision/engine/plan';
import { file, packages, secretFile } from '../../electron/provision/facts/common';
import { Secret } from '../../electron/provision/shell/secret';
import { sh } from '../../electron/provision/shell/sh';
import { cannotRunHere, serverExec, up, status, down } from './lab.ts';
import { noPins } from './pins.ts';
import { directRemote } from './remote.ts';

const reason = cannotRunHere();
const place = '/srv/engine-test';
const wanted: Wanted = {
  settings: { hosts: { photos: 'photos.example-family.net' } } as Wanted['settings'],
  secrets: { dnsToken: new Secret('a-very-secret-token-0123456789-abcdef') },
  cloud: null,
  pins: noPins,
  switchOffApache: false,
  template: () => '',
};

/** A step that wants one file, in a folder, with a secret of the server in it; extra changes come after it. */
function fileStep(name: string, content: string, extra: readonly Change[] = []): AnyStep {
  const path = `${place}/${name}`;
  const text = { path, content, mode: '0640' };
  return step({
    id: 'base',
    after: [],
    wantedBy: () => true,
    inspect: (server) => Promise.all([server.ask(file(place)), server.ask(file(path, [`${place}-key`]))]),
    plan: (_, [home, found]) =>
      outdated(found, text) ? changes(folder(home, { path: place, mode: '0755' }), write(found, text), extra) : [],
    verify: async (_, server) =>
      (await server.ask(file(path, [`${place}-key`]))).exists
        ? ok([])
        : { ok: false, failure: failure('unexpected', {}) },
  });
}

/** A step that wants a file with a secret of the PC, compared by digest. */
function fileStepUnread(name: string, content: string): AnyStep {
  const text = { path: `${place}/${name}`, content, mode: '0600' };
  return step({
    id: 'base',
    after: [],
    wantedBy: () => true,
    inspect: (server) => server.ask(secretFile(text.path)),
    plan: (household, found) => changes(writeSecret(found, text, household.secrets)),
    verify: () => Promise.resolve(ok([])),
  });
}

async function collect(work: AsyncGenerator<ApplyEvent>): Promise<ApplyEvent[]> {
  const events: ApplyEvent[] = [];
  for await (const event of work) events.push(event);
  return events;
}
const applied = async (
  steps: readonly AnyStep[],
  remote = directRemote(),
  accept: string[] = [],
): Promise<ApplyEvent[]> => {
  const { plan } = await prepare(remote, steps, wanted);
  return collect(apply(remote, steps, wanted, { planId: plan.id, accept }));
};
const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no failure',
    (error: unknown) => (error instanceof FailureError ? error.failure.code : String(error)),
  );
const shell = async (command: string): Promise<string> => (await serverExec(command, { allowFailure: true })).stdout;

describe.skipIf(reason !== undefined)('engine on the server', () => {
  let ours = false;
  beforeAll(async () => {
    const { server } = status();
    if (!server.on) {
      await up();
      ours = true;
    }
  });
  afterAll(async () => {
    await shell(`rm -rf ${place} ${place}-key /var/lib/immich-at-home`);
    if (ours) await down();
  });
  beforeEach(async () => {
    await shell(
      `rm -rf ${place} /var/lib/immich-at-home /run/immich-at-home; printf 'kept-by-the-server\\n' > ${place}-key; chmod 600 ${place}-key`,
    );
  });

  it('plans in one round trip, applies, and then has nothing to do', async () => {
    const remote = directRemote();
    const steps = [fileStep('a.conf', 'one\ntwo\n')];
    const { plan } = await prepare(remote, steps, wanted);
    expect(remote.roundTrips).toBe(1);
    const events = await collect(apply(remote, steps, wanted, { planId: plan.id }));
    expect(events.at(-1)).toMatchObject({ kind: 'finished', changes: 2 });
    expect(await shell(`stat -c '%a %U' ${place}/a.conf; cat ${place}/a.conf`)).toBe('640 root\none\ntwo\n');
    expect((await prepare(remote, steps, wanted)).plan).toMatchObject({ parts: [], done: ['base'] });
    expect(await shell('ls /run/immich-at-home/lock')).toBe('');
  });

  it('puts secrets in on the way and shows none of them afterwards', async () => {
    const steps = [fileStep('b.conf', `token = @kept:${place}-key@ # @kept:${place}-key@\n`)];
    const remote = directRemote();
    await applied(steps, remote);
    expect(await shell(`cat ${place}/b.conf`)).toBe('token = kept-by-the-server # kept-by-the-server\n');
    expect((await prepare(remote, steps, wanted)).plan.parts).toEqual([]);
    expect(remote.scripts.join('')).not.toContain('kept-by-the-server');
    expect(await shell('grep -r kept-by-the-server /var/lib/immich-at-home')).toBe('');
  });

  it('keeps what a file was before without its secrets, and puts it back with them', async () => {
    const before = `token = @kept:${place}-key@\n`;
    await applied([fileStep('j.conf', before)]);
    await applied([fileStep('j.conf', `# new\n${before}`)]);
    expect(await shell('grep -r kept-by-the-server /var/lib/immich-at-home')).toBe('');
    await collect(undo(directRemote(), wanted));
    expect(await shell(`stat -c %a ${place}/j.conf; cat ${place}/j.conf`)).toBe('640\ntoken = kept-by-the-server\n');
  });

  it('keeps a file with a secret of the PC outside the journal', async () => {
    const token = (content: string): AnyStep => fileStepUnread('k.ini', content);
    await applied([token('dns_cloudflare_api_token = @secret:dnsToken@\n')]);
    await applied([token('# again\ndns_cloudflare_api_token = @secret:dnsToken@\n')]);
    expect(await shell('grep -rl a-very-secret /var/lib/immich-at-home/journal /var/lib/immich-at-home/jobs')).toBe('');
    await collect(undo(directRemote(), wanted));
    expect(await shell(`cat ${place}/k.ini`)).toBe(
      'dns_cloudflare_api_token = a-very-secret-token-0123456789-abcdef\n',
    );
  });

  it('a job reads its secret from stdin; neither journal, job folder nor process list keeps it', async () => {
    const seen = run(
      say('wait-for-immich', {}),
      sh`read -r token; printf '%s' "$token" | wc -c > ${`${place}/length`}; ps -eo args > ${`${place}/ps`}; echo counted`,
      { job: 'plain', secrets: ['dnsToken'] },
    );
    const events = await applied([fileStep('c.conf', 'x\n', [seen])]);
    expect(events.at(-1)).toMatchObject({ kind: 'finished' });
    expect(events).toContainEqual(expect.objectContaining({ kind: 'output', line: 'counted' }));
    expect((await shell(`cat ${place}/length`)).trim()).toBe('37');
    expect(
      await shell(
        `grep -r a-very-secret /var/lib/immich-at-home ${place}/ps; journalctl --no-pager | grep a-very-secret`,
      ),
    ).toBe('');
  });

  it('undoes a part that fails, and what it had found there is back', async () => {
    await shell(`mkdir -p ${place}; printf 'mine\\n' > ${place}/d.conf; chmod 600 ${place}/d.conf`);
    const steps = [fileStep('d.conf', 'ours\n', [run(say('wait-for-immich', {}), sh`echo went wrong; exit 3`)])];
    const events = await applied(steps, directRemote(), [`${place}/d.conf`]);
    expect(events.at(-1)).toMatchObject({
      kind: 'failed',
      step: 'base',
      undone: true,
      failure: { code: 'command-failed', values: { status: 3 } },
    });
    expect(await shell(`stat -c %a ${place}/d.conf; cat ${place}/d.conf`)).toBe('600\nmine\n');
  });

  it.each([undefined, 'plain'] as const)('a command that fails in the middle fails the part (job: %s)', async (job) => {
    const middle = run(
      say('wait-for-immich', {}),
      sh`false
echo went on`,
      job ? { job } : {},
    );
    const events = await applied([fileStep('l.conf', 'x\n', [middle])]);
    expect(events.at(-1)).toMatchObject({
      kind: 'failed',
      undone: true,
      failure: { code: 'command-failed', values: { status: 1 } },
    });
    expect(JSON.stringify(events)).not.toContain('went on');
  });

  it('never replaces a file of somebody else without its name being said', async () => {
    await shell(`mkdir -p ${place}; printf 'mine\\n' > ${place}/e.conf`);
    const steps = [fileStep('e.conf', 'ours\n')];
    expect(await codeOf(applied(steps))).toBe('file-changed-by-others');
    expect(await shell(`cat ${place}/e.conf`)).toBe('mine\n');
    expect((await applied(steps, directRemote(), [`${place}/e.conf`])).at(-1)).toMatchObject({ kind: 'finished' });
    await shell(`printf 'mine again\\n' >> ${place}/e.conf`);
    expect(await codeOf(applied(steps))).toBe('file-changed-by-others');
  });

  it('takes back a finished apply, and only that one', async () => {
    await applied([fileStep('f.conf', 'first\n')]);
    await applied([fileStep('f.conf', 'second\n')]);
    const remote = directRemote();
    expect((await collect(undo(remote, wanted))).at(-1)).toMatchObject({ kind: 'undone' });
    expect(await shell(`cat ${place}/f.conf`)).toBe('first\n');
    expect((await collect(undo(remote, wanted))).at(-1)).toMatchObject({ kind: 'undone' });
    expect(await shell(`ls -d ${place}`)).toBe('');
    expect(await codeOf(collect(undo(remote, wanted)))).toBe('nothing-to-undo');
  });

  it('takes back the unfinished runs that led to a finished one as well', async () => {
    const steps = [fileStep('m.conf', 'x\n')];
    const remote = directRemote();
    const { plan } = await prepare(remote, steps, wanted);
    const cut = apply(remote, steps, wanted, { planId: plan.id });
    for await (const event of cut) if (event.kind === 'change-done') break; // the folder is made, the file is not
    await applied(steps);
    await collect(undo(directRemote(), wanted));
    expect(await shell(`ls -d ${place}`)).toBe('');
  });

  it('a file that somebody changed since is kept aside when it is taken back', async () => {
    await applied([fileStep('n.conf', 'ours\n')]);
    await shell(`echo theirs >> ${place}/n.conf`);
    await collect(undo(directRemote(), wanted));
    expect(await shell('cat /var/lib/immich-at-home/secrets/changed-*-n.conf')).toBe('ours\ntheirs\n');
  });

  it('says that a secret is missing before anything is done', async () => {
    const steps = [fileStepUnread('o.ini', 'token = @secret:adminPassword@\n')];
    expect(await codeOf(applied(steps))).toBe('secret-missing');
    expect(await shell(`ls -d ${place}`)).toBe('');
  });

  it('undo of an install takes away what that install added, and nothing that came meanwhile', async () => {
    await shell('dpkg --purge less hello 2>/dev/null');
    const adds: AnyStep = step({
      id: 'base',
      after: [],
      wantedBy: () => true,
      inspect: (server) => server.ask(packages('hello')),
      plan: (_, found) => changes(install(found, ['hello'])),
      verify: () => Promise.resolve(ok([])),
    });
    expect((await applied([adds])).at(-1)).toMatchObject({ kind: 'finished' });
    await shell('DEBIAN_FRONTEND=noninteractive apt-get -q -y install less');
    expect((await collect(undo(directRemote(), wanted))).at(-1)).toMatchObject({ kind: 'undone' });
    expect(await shell("dpkg-query -W -f '${Package} ' hello less 2>/dev/null")).toBe('less ');
  });

  it('refuses a plan that is not the one that was shown', async () => {
    const remote = directRemote();
    const { plan } = await prepare(remote, [fileStep('g.conf', 'one\n')], wanted);
    expect(await codeOf(collect(apply(remote, [fileStep('g.conf', 'two\n')], wanted, { planId: plan.id })))).toBe(
      'plan-changed',
    );
  });

  it('one apply at a time, and the second hears who holds the server', async () => {
    const steps = [fileStep('h.conf', 'x\n')];
    const remote = directRemote('anna', 'desktop');
    const { plan } = await prepare(remote, steps, wanted);
    const first = apply(remote, steps, wanted, { planId: plan.id });
    await first.next();
    const second = applied(steps, directRemote('ben', 'laptop'));
    await expect(second).rejects.toMatchObject({
      failure: { code: 'apply-locked', values: { holder: 'anna', from: 'desktop' } },
    });
    await first.return(undefined);
    expect((await applied(steps, directRemote('ben', 'laptop'))).at(-1)).toMatchObject({ kind: 'finished' });
  });

  it('goes on after a run that was killed while its job runs on', async () => {
    const wait = run(
      say('wait-for-immich', {}),
      sh`echo started; until [ -e ${`${place}/go`} ]; do sleep 0.1; done; echo slow > ${`${place}/slow`}`,
      { job: 'plain' },
    );
    const steps = [fileStep('i.conf', 'x\n', [wait])];
    const killed = directRemote('anna', 'desktop');
    const { plan } = await prepare(killed, steps, wanted);
    const first = apply(killed, steps, wanted, { planId: plan.id });
    for await (const event of first) if (event.kind === 'output') break; // leaves; the job runs on
    await shell(`touch ${place}/go`);
    const events = await applied(steps);
    expect(events.at(-1)).toMatchObject({ kind: 'finished' });
    expect(await shell(`cat ${place}/slow`)).toBe('slow\n');
  });

  describe('with an account at Cloudflare', () => {
    const token = 'the-tunnel-token-itself';
    const note = `${place}/tunnel.json`;
    const tokenFile = `${place}/tunnel.token`;

    /** An account that does as told, or fails where a test says so. */
    function openAccount(fails: Partial<Record<AccountChange['do'], Failure>> = {}) {
      const done: string[] = [];
      const account: Account = {
        calls: 0,
        look: () => Promise.reject(new Error('nobody asked')),
        make: (change) => {
          done.push(change.do);
          const cause = fails[change.do];
          if (cause) return Promise.reject(new FailureError(cause));
          return Promise.resolve({
            ...(change.do === 'create-tunnel' ? { tunnel: 'tunnel-1' } : {}),
            ...(change.do === 'fetch-token' ? { token: new Secret(token) } : {}),
          });
        },
      };
      return { done, account };
    }

    const atCloudflare = (change: AccountChange, undo: AccountChange | null, into?: FileText): Change => ({
      summary: say('create-tunnel', { name: change.do }),
      action: { kind: 'cloud', change, ...(into ? { into } : {}) },
      undo: undo ? { kind: 'cloud', change: undo } : 'restore-previous',
      risk: 'none',
    });
    const zone = 'example-family.net';
    const tunnel = 'immich-at-home-test';
    const opening: readonly Change[] = [
      atCloudflare(
        { do: 'create-tunnel', zone, tunnel },
        { do: 'delete-tunnel', zone, tunnel },
        { path: note, content: '{"id":"@cloud:tunnel@"}\n', mode: '0600' },
      ),
      atCloudflare({ do: 'fetch-token', zone, tunnel }, null, {
        path: tokenFile,
        content: '@cloud:token@\n',
        mode: '0600',
      }),
      atCloudflare(
        { do: 'publish', zone, tunnel, host: 'photos.example-family.net', replaces: [] },
        { do: 'unpublish', zone, host: 'photos.example-family.net', tunnel, id: null, putBack: [] },
      ),
    ];

    /** Wants the token's file; with `unwanted` it leaves; `holds` is what its guard says. */
    function doorStep(
      more: { unwanted?: boolean; holds?: boolean; verified?: boolean; list?: readonly Change[] } = {},
    ): AnyStep {
      return step({
        id: 'tunnel',
        after: ['base'],
        wantedBy: () => !more.unwanted,
        inspect: (server) => server.ask(secretFile(tokenFile)),
        plan: (_, found) => (found.exists ? [] : (more.list ?? opening)),
        verify: () =>
          Promise.resolve(more.verified === false ? { ok: false, failure: failure('unexpected', {}) } : ok([])),
        leaving: {
          plan: (_, found) =>
            changes(
              found.exists && {
                summary: say('remove-file', { path: tokenFile }),
                action: { kind: 'remove', path: tokenFile, secret: true },
                undo: 'restore-previous',
                risk: 'none',
              },
            ),
          verify: async (_, server) =>
            (await server.ask(secretFile(tokenFile))).exists
              ? { ok: false, failure: failure('unexpected', {}) }
              : ok([]),
        },
        guard: () =>
          Promise.resolve(
            more.holds === false
              ? { ok: false, failure: failure('share-host-leaks', { leaks: 1, requests: 2, first: 'GET /' }) }
              : ok([]),
          ),
      });
    }

    const follow = async (steps: readonly AnyStep[], account: Account | null): Promise<ApplyEvent[]> => {
      const household = { ...wanted, cloud: account };
      const remote = directRemote();
      const { plan } = await prepare(remote, steps, household);
      return collect(apply(remote, steps, household, { planId: plan.id }));
    };

    it('writes what came of a change into a file on the server, and the token nowhere else', async () => {
      const { account, done } = openAccount();
      const events = await follow([doorStep()], account);
      expect(events.at(-1)).toMatchObject({ kind: 'finished', changes: 3 });
      expect(done).toEqual(['create-tunnel', 'fetch-token', 'publish']);
      expect(await shell(`cat ${note} ${tokenFile}; stat -c %a ${tokenFile}`)).toBe(
        `{"id":"tunnel-1"}\n${token}\n600\n`,
      );
      expect(JSON.stringify(events)).not.toContain(token);
      expect(await shell(`grep -rl ${token} /var/lib/immich-at-home /run/immich-at-home`)).toBe('');
    });

    it('is undone backwards: the door first, then the tunnel, then its files', async () => {
      const { account, done } = openAccount();
      await follow([doorStep()], account);
      done.length = 0;
      const events = await collect(undo(directRemote(), { ...wanted, cloud: account }));
      expect(events.at(-1)).toMatchObject({ kind: 'undone' });
      expect(done).toEqual(['unpublish', 'delete-tunnel']);
      expect(await shell(`ls ${place}`)).toBe('');
    });

    it('without the account at hand nothing is undone by half', async () => {
      await follow([doorStep()], openAccount().account);
      expect(await codeOf(collect(undo(directRemote(), wanted)))).toBe('secret-missing');
      expect(await shell(`ls ${place}`)).toBe('tunnel.json\ntunnel.token\n');
    });

    it('what Cloudflare refused is not undone: it may be somebody else’s', async () => {
      const { account, done } = openAccount({ 'create-tunnel': failure('tunnel-name-taken', { name: tunnel }) });
      const events = await follow([doorStep()], account);
      expect(events.at(-1)).toMatchObject({ kind: 'failed', failure: { code: 'tunnel-name-taken' }, undone: true });
      expect(done).toEqual(['create-tunnel']);
    });

    it('what may have happened before the answer was lost is undone', async () => {
      const { account, done } = openAccount({ publish: failure('cloudflare-unreachable', {}) });
      const events = await follow([doorStep()], account);
      expect(events.at(-1)).toMatchObject({
        kind: 'failed',
        failure: { code: 'cloudflare-unreachable' },
        undone: true,
      });
      expect(done).toEqual(['create-tunnel', 'fetch-token', 'publish', 'unpublish', 'delete-tunnel']);
      expect(await shell(`ls ${place}`)).toBe('');
    });

    it('needs the account before it begins', async () => {
      expect(await codeOf(follow([doorStep()], null))).toBe('secret-missing');
      expect(await shell('ls /var/lib/immich-at-home/journal')).toBe('');
    });

    it('a guard that does not hold takes back the whole apply, other parts too', async () => {
      const { account, done } = openAccount();
      const events = await follow([fileStep('a.conf', 'one\n'), doorStep({ holds: false })], account);
      expect(events.at(-1)).toMatchObject({
        kind: 'failed',
        step: 'tunnel',
        failure: { code: 'share-host-leaks' },
        undone: true,
      });
      expect(done.slice(-2)).toEqual(['unpublish', 'delete-tunnel']);
      expect(await shell(`ls ${place} 2>&1`)).toContain('No such file');
    });

    it('what still does not hold after that is closed, and a guard that cannot tell does not hold', async () => {
      const closing = `${place}-closed`;
      const { account } = openAccount();
      const guarded = (guard: NonNullable<AnyStep['guard']>): AnyStep[] => [
        fileStep('a.conf', 'one\n'),
        {
          ...doorStep({ list: [] }),
          plan: () => [],
          guard,
          door: { stands: sh`test -e ${place}`, close: sh`touch ${closing}` },
        },
      ];
      let asked = 0;
      const mended = (): Promise<ReturnType<typeof ok<[]>> | { ok: false; failure: Failure }> =>
        Promise.resolve((asked += 1) === 1 ? { ok: false, failure: failure('unexpected', {}) } : ok([]));
      expect((await follow(guarded(mended), account)).at(-1)).toMatchObject({ kind: 'failed', undone: true });
      expect(await shell(`ls ${closing}`)).toBe('');
      const cannotTell = (): Promise<never> =>
        Promise.reject(new FailureError(failure('command-failed', { command: 'python3', status: 127 })));
      expect((await follow(guarded(cannotTell), account)).at(-1)).toMatchObject({
        kind: 'failed',
        failure: { code: 'command-failed' },
        undone: true,
      });
      expect(await shell(`ls ${closing}; rm -f ${closing}`)).toBe(`${closing}\n`);
    });

    it('an apply that fails early has a door that stands tried as well', async () => {
      const { account } = openAccount();
      const failing = fileStep('b.conf', 'two\n', [run(say('keep-firewall', {}), sh`false`)]);
      const open: NonNullable<AnyStep['guard']> = () =>
        Promise.resolve({ ok: false, failure: failure('share-host-leaks', { leaks: 1, requests: 1, first: 'GET /' }) });
      const withDoor = (stands: boolean): AnyStep[] => [
        fileStep('a.conf', 'one\n'),
        { ...failing, id: 'docker' },
        {
          ...doorStep({ list: [] }),
          plan: () => [],
          guard: open,
          door: { stands: stands ? sh`true` : sh`false`, close: sh`touch ${`${place}-closed`}` },
        },
      ];
      expect((await follow(withDoor(false), account)).at(-1)).toMatchObject({ step: 'docker' });
      expect(await shell(`ls ${place}`)).toBe('a.conf\n');
      expect((await follow(withDoor(true), account)).at(-1)).toMatchObject({
        step: 'tunnel',
        failure: { code: 'share-host-leaks' },
      });
      expect(await shell(`ls ${place}-closed; rm -f ${place}-closed`)).toBe(`${place}-closed\n`);
    });

    it('a guard is asked also when there was nothing to do, and then nothing is undone', async () => {
      const { account } = openAccount();
      await follow([doorStep()], account);
      const events = await follow([doorStep({ holds: false })], account);
      expect(events.at(-1)).toMatchObject({ kind: 'failed', failure: { code: 'share-host-leaks' }, undone: false });
      expect(await shell(`ls ${tokenFile}`)).toContain(tokenFile);
    });

    it('a part that is not wanted any more leaves first, and its secret is in no journal', async () => {
      await follow([doorStep()], openAccount().account);
      const steps = [fileStep('b.conf', 'two\n'), doorStep({ unwanted: true })];
      const { plan } = await prepare(directRemote(), steps, wanted);
      expect(plan.parts.map(({ step: id, leaving }) => [id, leaving])).toEqual([
        ['tunnel', true],
        ['base', false],
      ]);
      const events = await follow(steps, null);
      expect(events.at(-1)).toMatchObject({ kind: 'finished' });
      expect(await shell(`ls ${place}`)).toBe('b.conf\ntunnel.json\n');
      expect(await shell(`grep -rl ${token} /var/lib/immich-at-home/journal`)).toBe('');
      await collect(undo(directRemote(), wanted));
      expect(await shell(`cat ${tokenFile}`)).toBe(`${token}\n`);
    });
  });
});
