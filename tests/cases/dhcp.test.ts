// dhcp: facts in, changes out; what the check before it says, and what dnsmasq says of its file.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { FailureError } from '../../electron/contract/failure';
import type { Settings } from '../../electron/contract/settings';
import { commandFailure } from '../../electron/provision/engine/failures';
import type { Change, Wanted } from '../../electron/provision/engine/step';
import { absent } from '../../electron/provision/facts/common';
import type { Fact } from '../../electron/provision/facts/fact';
import { dhcp, type FoundDhcp } from '../../electron/provision/steps/dhcp';
import { dns } from '../../electron/provision/steps/dns';
import { steps } from '../../electron/provision/steps/index';
import { canAsk, family, familyWith, inShort, missing, runs, somebodys, stale, verdict, written } from './family';

const path = '/etc/dnsmasq.d/immich-at-home-dhcp.conf';
const pool = { from: '192.168.178.100', to: '192.168.178.200' };
const giving = (settings: Settings): Settings => ({ ...settings, router: { ...settings.router, dhcp: pool } });
const wanted: Wanted = family({ settings: giving(family().settings) });

const fresh: FoundDhcp = { file: absent(path), unit: runs, onLoan: false, listens: false, others: null };
const plan = dhcp.plan(wanted, fresh);
const settled: FoundDhcp = { ...fresh, file: written(plan[1]), listens: true };
const text = written(plan[1]).text ?? '';
const leaving = (found: Partial<FoundDhcp> = {}): readonly Change[] =>
  dhcp.leaving?.plan(family(), { ...settled, ...found }) ?? [];

describe('dhcp', () => {
  it('begins only when everybody else is silent', () => {
    expect(inShort(plan)).toEqual([
      'check-dhcp-silent',
      `write-file ${path}`,
      'take-over-dhcp 192.168.178.100 192.168.178.200',
    ]);
    expect(plan.map(({ action }) => action.kind)).toEqual(['run', 'write', 'run']);
  });

  it('done already', () => expect(dhcp.plan(wanted, settled)).toEqual([]));

  it.each<[string, Partial<FoundDhcp>, readonly string[]]>([
    ['before dnsmasq had read its file', { unit: stale }, ['take-over-dhcp 192.168.178.100 192.168.178.200']],
    ['while dnsmasq was off', { unit: missing }, ['take-over-dhcp 192.168.178.100 192.168.178.200']],
  ])('cut off %s: goes on, and asks nobody again', (_, found, expected) =>
    expect(inShort(dhcp.plan(wanted, { ...settled, ...found }))).toEqual(expected),
  );

  it('another pool is taken up without the check: it is we who answer', () => {
    const { settings } = wanted;
    const other = { ...settings, router: { mapping: false, dhcp: { ...pool, to: '192.168.178.150' } } };
    expect(inShort(dhcp.plan(family({ settings: other }), settled))).toEqual([
      `write-file ${path}`,
      'take-over-dhcp 192.168.178.100 192.168.178.150',
    ]);
  });

  it('never begins while the server’s own address is on loan', () => {
    const refused = (): unknown => dhcp.plan(wanted, { ...fresh, onLoan: true });
    expect(refused).toThrow(FailureError);
    expect(refused).toThrow('address-on-loan');
    expect(dhcp.plan(wanted, { ...settled, onLoan: true })).toEqual([]);
  });

  it('says who still answers', () => {
    const [check] = plan;
    const said = (status: number, output: string): unknown =>
      check && commandFailure(check.action, status, output, wanted);
    expect(said(1, 'answers: 192.168.178.1\n')).toMatchObject({
      code: 'dhcp-still-answers',
      values: { from: '192.168.178.1' },
    });
    expect(said(1, 'nobody was asked\n')).toMatchObject({ code: 'dhcp-not-asked' });
    expect(said(127, 'python3: not found\n')).toMatchObject({ code: 'command-failed', values: { status: 127 } });
  });

  it.skipIf(!canAsk('python3'))('takes silence for an answer only where somebody was asked', () => {
    const { action } = plan[0] ?? {};
    if (action?.kind !== 'run') throw new TypeError('no check');
    const after = action.command.text.slice(action.command.text.indexOf('\nsaid='));
    const check = (heard: boolean, ...from: readonly string[]): readonly [number | null, string] => {
      const seen = JSON.stringify({ address: '192.168.178.10', heard, dhcp: from.map((one) => ({ from: one })) });
      const { status, stdout } = spawnSync('/bin/sh', ['-c', `seen='${seen}'${after}`], { encoding: 'utf8' });
      return [status, stdout];
    };
    expect(check(true)).toEqual([0, '']);
    expect(check(false)).toEqual([1, 'nobody was asked\n']);
    expect(check(true, '192.168.178.1')).toEqual([1, 'answers: 192.168.178.1\n']);
  });

  it('tells devices the router as the way out, and this server alone for names', () => {
    expect(text.split('\n').filter((line) => /^dhcp-(?:range|option)/.test(line))).toEqual([
      'dhcp-range=192.168.178.100,192.168.178.200,12h',
      'dhcp-option=option:router,192.168.178.1',
      'dhcp-option=option:dns-server,192.168.178.10',
    ]);
  });

  it.skipIf(!canAsk('dnsmasq'))('dnsmasq itself accepts the file beside that of the names', () => {
    const unknown = { outcome: 'no-such-name', addresses: [] } as const;
    const names = dns
      .plan(wanted, {
        ...{ file: absent(''), vpnFile: absent(''), vpnUnitFile: absent(''), unit: missing, vpnUnit: missing },
        ...{
          packages: new Map(),
          homeInterface: 'host0',
          fritzBox: unknown,
          search: null,
          listeners: [],
          others: null,
        },
        ...{ names: { home: absent(''), vpn: absent(''), servers: absent('') } },
        ...{ read: { home: missing, vpn: missing }, addresses: ['192.168.178.10'] },
      })
      .find(({ action }) => action.kind === 'write' && action.file.path === '/etc/dnsmasq.d/immich-at-home.conf');
    const both = `${written(names).text ?? ''}${text}`;
    expect(verdict('dnsmasq', ['--test', '-C'], 'dnsmasq.conf', both)).toBe('');
    expect(verdict('dnsmasq', ['--test', '-C'], 'dnsmasq.conf', `${both}dhcp-nothing\n`)).not.toBe('');
  });

  it('is wanted only when chosen, and only with a direct way; names and firewall come first', () => {
    expect(dhcp.wantedBy(family().settings)).toBe(false);
    expect(dhcp.wantedBy(wanted.settings)).toBe(true);
    expect(dhcp.wantedBy(giving(familyWith('public').settings))).toBe(false);
    expect(dhcp.after).toEqual(['dns', 'firewall']);
    expect(steps.map(({ id }) => id)).toContain('dhcp');
  });

  it('asks before it replaces or removes what somebody changed', () => {
    expect(dhcp.plan(wanted, { ...settled, file: somebodys(path, '# mine\n') })[0]).toMatchObject({
      replacesForeign: true,
    });
    expect(leaving({ file: { ...settled.file, sum: 'other' } })[0]).toMatchObject({ accepts: path });
  });
});

describe('dhcp leaves', () => {
  it('with its file, and dnsmasq begins anew without it', () => {
    expect(inShort(leaving())).toEqual([`remove-file ${path}`, 'give-back-dhcp 192.168.178.1']);
  });

  it('also when it was cut off between the two', () => {
    expect(inShort(leaving({ file: absent(path) }))).toEqual(['give-back-dhcp 192.168.178.1']);
    expect(leaving({ file: absent(path), others: 'dhcp-range=192.168.178.50,192.168.178.60' })).toEqual([]);
  });

  it('gone already, or never ours, has nothing to take away', () => {
    expect(leaving({ file: absent(path), listens: false })).toEqual([]);
    expect(leaving({ file: somebodys(path, '# mine\n'), listens: true })).toEqual([]);
  });

  it('whose undo restores the file, brings it to work again', () => {
    for (const change of [plan[2], leaving()[1]]) expect(change?.again?.text).toContain('systemctl restart dnsmasq');
  });
});

describe('when it has left', () => {
  const gone = (answering: readonly string[], others: string | null = null): Promise<unknown> =>
    Promise.resolve(
      dhcp.leaving?.verify(family(), {
        ask: <T>({ key }: Fact<T>) => {
          const dhcpSeen = {
            address: '192.168.178.10',
            heard: true,
            dhcp: answering.map((from) => ({ from, dns: [], router: null })),
          };
          return Promise.resolve((key === 'dnsmasq-of-others' ? others : dhcpSeen) as T);
        },
      }),
    );

  it('is said who hands out addresses now, and loudly when nobody does', async () => {
    expect(await gone([])).toMatchObject({
      ok: true,
      value: [{ key: 'proof-switched-off' }, { key: 'dhcp-nobody', values: { router: '192.168.178.1' } }],
    });
    expect(await gone(['192.168.178.1'])).toMatchObject({
      ok: true,
      value: [{ key: 'proof-switched-off' }, { key: 'proof-dhcp-others', values: { from: '192.168.178.1' } }],
    });
    expect(await gone(['192.168.178.10'])).toMatchObject({ ok: false, failure: { code: 'dhcp-still-answers' } });
  });
});

describe('what the server says afterwards', () => {
  const own = { from: '192.168.178.10', dns: ['192.168.178.10'], router: '192.168.178.1' };
  const router = { from: '192.168.178.1', dns: ['192.168.178.1'], router: '192.168.178.1' };
  const verified = (answering: readonly object[]): Promise<unknown> =>
    dhcp.verify(wanted, {
      ask: <T>(_: Fact<T>) => Promise.resolve({ address: '192.168.178.10', heard: true, dhcp: answering } as T),
    });

  it('is the proof', async () => {
    expect(await verified([own])).toMatchObject({ ok: true, value: [{ key: 'proof-dhcp' }] });
  });

  it.each([
    ['dhcp-still-answers', [own, router]],
    ['service-not-running', []],
    ['service-not-running', [{ ...own, dns: ['192.168.178.10', '9.9.9.9'] }]],
    ['service-not-running', [{ ...own, router: '192.168.178.10' }]],
  ])('or why not: %s', async (code, answering) => {
    expect(await verified(answering)).toMatchObject({ ok: false, failure: { code } });
  });
});
