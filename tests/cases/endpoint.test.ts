// The name of the way home: facts in, changes out.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digest } from '../../electron/provision/engine/compare';
import type { Settings } from '../../electron/contract/settings';
import type { Change, Wanted } from '../../electron/provision/engine/step';
import { absent } from '../../electron/provision/facts/common';
import { parseEveryPublished, parsePublished } from '../../electron/provision/facts/endpoint';
import { endpoint, endpointPaths, type FoundPublisher } from '../../electron/provision/steps/endpoint';
import {
  canAsk,
  captured,
  exposure,
  family,
  familyWith,
  inShort,
  missing,
  runs,
  somebodys,
  stale,
  stopped,
  verdict,
  written,
} from './family';

const wanted = family();
const host = wanted.settings.hosts.vpn;
const fresh: FoundPublisher = {
  script: absent(endpointPaths.script),
  service: absent(endpointPaths.service),
  timer: absent(endpointPaths.timer),
  unit: missing,
  published: [],
};
const [script, service, timer] = endpoint.plan(wanted, fresh);
const finished: FoundPublisher = {
  script: written(script),
  service: written(service),
  timer: written(timer),
  unit: runs,
  published: [{ host, address: '203.0.113.2', address6: null, ipv6: false, ipv4: true }],
};
/** The same family, who give phones another way to knock. */
const knocking = (endpoint: Settings['endpoint']): Wanted => family({ settings: { ...wanted.settings, endpoint } });
const plan = (found: Partial<FoundPublisher> = {}, of = wanted): readonly Change[] =>
  endpoint.plan(of, { ...finished, ...found });

describe('a plan for the name of the way home', () => {
  it('publishes once and then by timer', () => {
    expect(inShort(endpoint.plan(wanted, fresh))).toEqual([
      `write-file ${endpointPaths.script}`,
      `write-file ${endpointPaths.service}`,
      `write-file ${endpointPaths.timer}`,
      `publish-endpoint ${host}`,
      'enable-service immich-at-home-endpoint.timer',
    ]);
  });

  it('is empty when all is as wanted', () => {
    expect(plan()).toEqual([]);
  });

  it('goes on where it was ended: before publishing, before the timer', () => {
    expect(inShort(plan({ published: [] }))).toEqual([`publish-endpoint ${host}`]);
    expect(inShort(plan({ unit: stale }))).toEqual(['restart-service immich-at-home-endpoint.timer']);
  });

  it('publishes another name', () => {
    const { settings } = wanted;
    const moved = family({ settings: { ...settings, hosts: { ...settings.hosts, vpn: 'way.example-family.net' } } });
    const list = plan({}, moved);
    expect(inShort(list)).toEqual([
      `write-file ${endpointPaths.service}`,
      `write-file ${endpointPaths.timer}`,
      'publish-endpoint way.example-family.net',
      `withdraw-endpoint ${host}`,
      'restart-service immich-at-home-endpoint.timer',
    ]);
    // taken back: the new one goes, and what is there again publishes the old one
    expect(JSON.stringify(list[2]?.undo)).toContain('withdraw way.example-family.net example-family.net');
    expect(JSON.stringify(list[2]?.undo)).not.toContain('rm -rf');
    expect(list[3]).toMatchObject({ undo: 'keep', again: { text: expect.stringContaining('start') as string } });
  });

  describe('under names of before', () => {
    const { settings } = wanted;
    const was = { ...settings.hosts, vpn: 'way.other-family.org' };
    const keeping = family({ settings: { ...settings, former: [was] } });
    const [, again] = plan({}, keeping);
    const both = [...finished.published, { ...finished.published[0], host: was.vpn }] as FoundPublisher['published'];

    it('publishes each in its own zone, today’s first', () => {
      const list = plan({}, keeping);
      expect(inShort(list)).toEqual([
        `write-file ${endpointPaths.service}`,
        `write-file ${endpointPaths.timer}`,
        `publish-endpoint ${was.vpn}`,
        'restart-service immich-at-home-endpoint.timer',
      ]);
      expect(again?.action.kind).toBe('write');
      expect(written(list[0]).text).toContain(
        `publish ${host} example-family.net way.other-family.org other-family.org\n`,
      );
      const found = { service: written(list[0]), timer: written(list[1]), published: both };
      expect(plan(found, keeping)).toEqual([]);
    });

    it('withdraws the one that is dropped, and no other', () => {
      const list = plan({ published: both });
      expect(inShort(list)).toEqual([`withdraw-endpoint ${was.vpn}`]);
      const command = list[0]?.action.kind === 'run' ? list[0].action.command.text : '';
      expect(command).toContain('withdraw way.other-family.org other-family.org || exit 1');
      expect(command).not.toContain('rm -rf');
    });
  });

  it('is not wanted where the only door is the public one', () => {
    expect(endpoint.wantedBy(familyWith('public').settings)).toBe(false);
  });

  it('is not wanted where the router has a name of its own, or the address stays', () => {
    expect(endpoint.wantedBy(wanted.settings)).toBe(true);
    expect(endpoint.wantedBy(knocking({ kind: 'name', name: 'home.myfritz.net' }).settings)).toBe(false);
    expect(endpoint.wantedBy(knocking({ kind: 'address', address: '203.0.113.2' }).settings)).toBe(false);
  });

  it('publishes IPv6 as well, and takes it back, each by one change that an undo does not follow to an empty name', () => {
    const both = knocking({ kind: 'record', ipv6: true, ipv4: true });
    const toBoth = plan({}, both);
    expect(inShort(toBoth)).toEqual([`write-file ${endpointPaths.service}`, `publish-endpoint ${host}`]);
    expect(toBoth[1]).toMatchObject({ undo: 'keep', again: { text: expect.stringContaining('start') as string } });
    const service = written(toBoth[0]);
    expect(service.text).toContain(`publish ${host} example-family.net ipv6\n`);
    const published = { host, address: '203.0.113.2', address6: '2001:db8::7', ipv6: true, ipv4: true };
    expect(plan({ service, published: [published] }, both)).toEqual([]);
    // the internet does not see the server's own address: nothing to publish, and nothing left to do
    expect(plan({ service, published: [{ ...published, address6: null }] }, both)).toEqual([]);
    expect(inShort(plan({ service, published: [published] }))).toEqual([
      `write-file ${endpointPaths.service}`,
      `publish-endpoint ${host}`,
    ]);
  });

  it('publishes IPv6 alone, where IPv4 would lead phones to the provider, and then has nothing left to do', () => {
    const alone = knocking({ kind: 'record', ipv6: true, ipv4: false });
    expect(inShort(plan({}, alone))).toEqual([`write-file ${endpointPaths.service}`, `publish-endpoint ${host}`]);
    const service = written(plan({}, alone)[0]);
    expect(service.text).toContain(`publish ${host} example-family.net ipv6-only\n`);
    const published = { host, address: null, address6: '2001:db8::7', ipv6: true, ipv4: false };
    expect(plan({ service, published: [published] }, alone)).toEqual([]);
    const both = knocking({ kind: 'record', ipv6: true, ipv4: true });
    expect(inShort(plan({ service, published: [published] }, both))).toEqual([
      `write-file ${endpointPaths.service}`,
      `publish-endpoint ${host}`,
    ]);
    // IPv4 that was not heard for a moment is not one that is not wanted
    expect(inShort(plan({ service, published: [{ ...published, ipv4: true }] }, alone))).toEqual([
      `publish-endpoint ${host}`,
    ]);
  });

  it('asks before it replaces a unit of somebody else, and gives the token to systemd alone', () => {
    expect(plan({ service: somebodys(endpointPaths.service, '[Service]\n') })[0]).toMatchObject({
      replacesForeign: true,
    });
    expect(finished.service.text).toContain('LoadCredential=cloudflare.ini:/etc/immich-at-home/cloudflare.ini');
  });
});

describe('the name of the way home, taken away', () => {
  const leaving = (found: Partial<FoundPublisher> = {}): readonly Change[] =>
    endpoint.leaving?.plan(familyWith('public'), { ...finished, ...found }) ?? [];
  const nothing = { ...fresh, unit: missing };

  it('withdraws the record while script and token are there, and never publishes again', () => {
    expect(inShort(leaving())).toEqual([
      'disable-service immich-at-home-endpoint.timer',
      `withdraw-endpoint ${host}`,
      `remove-file ${endpointPaths.timer}`,
      `remove-file ${endpointPaths.service}`,
      `remove-file ${endpointPaths.script}`,
    ]);
    const [, withdrawal] = leaving();
    expect(withdrawal?.action).toMatchObject({ job: 'plain' });
    const command = withdrawal?.action.kind === 'run' ? withdrawal.action.command.text : '';
    expect(command).toContain(`endpoint withdraw ${host} example-family.net || exit 1`);
    expect(command.indexOf('systemctl stop')).toBeLessThan(command.indexOf('withdraw'));
    expect(command.indexOf('withdraw')).toBeLessThan(command.indexOf('rm -rf'));
  });

  it('withdraws what was published, also when another name is chosen by now', () => {
    const published = { host: 'way.other-family.org', address: '203.0.113.2', address6: null, ipv6: false, ipv4: true };
    const [, withdrawal] = leaving({ published: [published] });
    expect(withdrawal).toMatchObject({ summary: { values: { host: 'way.other-family.org' } } });
    expect(JSON.stringify(withdrawal)).toContain('withdraw way.other-family.org other-family.org');
  });

  it('withdraws each of several names, and forgets them with the last', () => {
    const published = [...finished.published, { ...finished.published[0], host: 'way.other-family.org' }];
    const list = leaving({ published: published as FoundPublisher['published'] });
    expect(inShort(list).filter((line) => line.startsWith('withdraw'))).toEqual([
      `withdraw-endpoint ${host}`,
      'withdraw-endpoint way.other-family.org',
    ]);
    expect(list.map((change) => JSON.stringify(change).includes('rm -rf'))).toEqual([
      false,
      false,
      true,
      false,
      false,
      false,
    ]);
  });

  it('brings this release’s script first where an older one is, or none', () => {
    for (const old of [written(script), absent(endpointPaths.script)]) {
      const found = old.exists ? { ...old, text: '#!/old', sum: digest('#!/old'), noted: digest('#!/old') } : old;
      expect(inShort(leaving({ script: found }))).toEqual([
        'disable-service immich-at-home-endpoint.timer',
        `write-file ${endpointPaths.script}`,
        `withdraw-endpoint ${host}`,
        `remove-file ${endpointPaths.timer}`,
        `remove-file ${endpointPaths.service}`,
        `remove-file ${endpointPaths.script}`,
      ]);
      expect(leaving({ script: found }).some(({ replacesForeign }) => replacesForeign)).toBe(false);
    }
  });

  it('goes on where it was ended, and ends', () => {
    expect(inShort(leaving({ unit: stopped, published: [] }))).toHaveLength(3);
    expect(inShort(leaving({ ...nothing, script: finished.script }))).toEqual([`remove-file ${endpointPaths.script}`]);
    expect(leaving(nothing)).toEqual([]);
  });
});

describe('who reads the files', () => {
  it.skipIf(!canAsk('systemd-analyze'))('systemd finds little open in the service', () => {
    expect(exposure('immich-at-home-endpoint.service', finished.service.text ?? '') ?? 0).toBeLessThanOrEqual(15);
  });

  it.skipIf(!canAsk('systemd-analyze'))('systemd accepts service and timer', () => {
    // the script is not on this machine
    const here = (finished.service.text ?? '').replace(endpointPaths.script, '/bin/true');
    const name = 'immich-at-home-endpoint';
    expect(verdict('systemd-analyze', ['verify', '--man=no'], `${name}.service`, here)).toBe('');
    expect(verdict('systemd-analyze', ['verify', '--man=no'], `${name}.service`, `${here}NoSuchWord\n[[\n`)).not.toBe(
      '',
    );
  });

  it.skipIf(!canAsk('python3'))('Python accepts the script, which refuses to guess what it is to do', () => {
    const text = finished.script.text ?? '';
    expect(verdict('/usr/bin/python3', ['-I', '-m', 'py_compile'], 'endpoint.py', text)).toBe('');
    expect(verdict('/usr/bin/python3', ['-I'], 'endpoint.py', text)).toContain('usage: endpoint publish HOST ZONE');
  });
});

/** The script without its last lines, with `more` to follow. */
const inPython = (more: string): unknown => {
  const source = (finished.script.text ?? '').replace(/\ntry:\n {4}if not[^]*$/, '');
  const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-I', '-'], {
    encoding: 'utf8',
    input: `${source}\n${more}`,
  });
  return JSON.parse(stdout || JSON.stringify(stderr));
};

describe.skipIf(!canAsk('python3'))('the records in Cloudflare', () => {
  const address = '203.0.113.2';
  const address6 = '2001:db8:1::10';
  const ours = { id: 'r1', type: 'A', content: address, proxied: false, comment: 'immich-at-home' };
  const ours6 = { id: 'r6', type: 'AAAA', content: address6, proxied: false, comment: 'immich-at-home' };
  const said = (there: readonly object[], wish: object = { A: address, AAAA: null }): unknown =>
    inPython(`
calls = []
def call(method, path, body=None):
    if method != 'GET':
        calls.append([method, path.rpartition('/')[2], body])
    return [{'id': 'zone'}] if path.startswith('/zones?') else json.loads(${JSON.stringify(JSON.stringify(there))})
try:
    print(json.dumps([publish('${host}', 'example-family.net', json.loads(${JSON.stringify(JSON.stringify(wish))})), *calls]))
except Refused as refused:
    print(json.dumps([str(refused), *calls]))`);
  const right = { content: address, ttl: 60, proxied: false, comment: 'immich-at-home' };
  const right6 = { ...right, content: address6 };
  const both = { A: address, AAAA: address6 };

  it('are made, followed and left as they are when right', () => {
    expect(said([])).toEqual([
      { A: 'made', AAAA: 'right already' },
      ['POST', 'dns_records', { type: 'A', name: host, ...right }],
    ]);
    expect(said([ours])).toEqual([{ A: 'right already', AAAA: 'right already' }]);
    const changed = [{ A: 'changed', AAAA: 'right already' }, ['PATCH', 'r1', right]];
    expect(said([{ ...ours, content: '203.0.113.99' }])).toEqual(changed);
    expect(said([{ ...ours, proxied: true }])).toEqual(changed);
  });

  it('are two, each changed for itself', () => {
    expect(said([ours], both)).toEqual([
      { A: 'right already', AAAA: 'made' },
      ['POST', 'dns_records', { type: 'AAAA', name: host, ...right6 }],
    ]);
    expect(said([ours, { ...ours6, content: '2001:db8:9::1' }], both)).toEqual([
      { A: 'right already', AAAA: 'changed' },
      ['PATCH', 'r6', right6],
    ]);
    expect(
      said(
        [
          { ...ours, content: '203.0.113.99' },
          { ...ours6, content: '2001:0db8:1:0::10' },
        ],
        both,
      ),
    ).toEqual([{ A: 'changed', AAAA: 'right already' }, ['PATCH', 'r1', right]]);
  });

  it('over IPv6 goes when it is not wanted any more, and A stays where nobody was reached by IPv4', () => {
    expect(said([ours, ours6])).toEqual([{ A: 'right already', AAAA: 'taken away' }, ['DELETE', 'r6', null]]);
    expect(said([ours, { ...ours6, comment: 'my NAS' }])).toEqual([{ A: 'right already', AAAA: 'right already' }]);
    expect(said([ours, ours6], { A: '', AAAA: address6 })).toEqual([{ AAAA: 'right already' }]);
  });

  it('over IPv4 go where IPv6 alone is wanted, and one of somebody else is named', () => {
    const alone = { A: null, AAAA: address6 };
    expect(said([ours, ours6], alone)).toEqual([{ A: 'taken away', AAAA: 'right already' }, ['DELETE', 'r1', null]]);
    expect(said([ours6], alone)).toEqual([{ A: 'right already', AAAA: 'right already' }]);
    const [refused, ...calls] = said([{ ...ours, comment: 'my NAS' }], alone) as string[];
    expect(refused).toContain(`${host} has an A record that Immich at Home did not put there`);
    expect(calls).toEqual([]);
  });

  it('of somebody else are left alone, with words that say which, unless they say the same', () => {
    const [refused, ...calls] = said([{ ...ours, content: '203.0.113.99', comment: 'my NAS' }]) as string[];
    expect(refused).toContain(`${host} is already 203.0.113.99, which Immich at Home did not put there`);
    expect(calls).toEqual([]);
    const [refused6] = said([ours, { ...ours6, content: '2001:db8:9::1', comment: 'my NAS' }], both) as string[];
    expect(refused6).toContain(`${host} is already 2001:db8:9::1`);
    expect(said([{ ...ours, comment: null }])).toEqual([
      { A: 'changed', AAAA: 'right already' },
      ['PATCH', 'r1', right],
    ]);
  });
});

describe.skipIf(!canAsk('python3'))('the addresses that are published', () => {
  const rows = [
    '20010db8000100000000000000000010 02 40 00 00    host0',
    '20010db8000100000000000000000bad 02 40 00 01    host0',
    '20010db8000100000000000000000bae 02 40 00 20    host0',
    '20010db8000100000000000000000baf 02 40 00 40    host0',
    'fd000000000000000000000000000010 02 40 00 80    host0',
    'fe80000000000000d423f3fffe2ca4c2 02 40 20 80    host0',
    '20010db8000200000000000000000010 03 40 00 80    host1',
  ];
  const now = (seen: string, before = '', ipv6 = 'True'): unknown =>
    inPython(`
import tempfile
with tempfile.NamedTemporaryFile('w') as table:
    table.write(${JSON.stringify(`${rows.join('\n')}\n`)})
    table.flush()
    every = lasting_addresses(table.name)
lasting_addresses = lambda: every
def seen_address(family, source=None):
    ${seen}
try:
    print(json.dumps(addresses_now(${JSON.stringify(before)}, ${ipv6})[:2] if every == ['2001:db8:1::10', '2001:db8:2::10'] else every))
except Refused as refused:
    print(json.dumps(str(refused)))`);
  const [one, two] = ['2001:db8:1::10', '2001:db8:2::10'];
  const both = `return source or '203.0.113.2'`;

  it('are lasting ones of the internet that are seen there, the published one first', () => {
    expect(now(both)).toEqual(['203.0.113.2', one]);
    expect(now(both, `${host} 203.0.113.2 ${two}`)).toEqual(['203.0.113.2', two]);
    expect(now(`return '2001:db8:7::7' if source else '203.0.113.2'`)).toEqual(['203.0.113.2', null]);
    expect(now(both, '', 'False')).toEqual(['203.0.113.2', null]);
  });

  it('stay as they are while nobody is reached, and go when they are not the server’s any more', () => {
    const away = `
    if source:
        raise Unheard('no way')
    return '203.0.113.2'`;
    expect(now(away, `${host} 203.0.113.2 ${two}`)).toEqual(['203.0.113.2', two]);
    expect(now(away, `${host} 203.0.113.2 2001:db8:9::1`)).toEqual(['203.0.113.2', null]);
  });

  it('may be IPv6 alone, and none is a failure', () => {
    const six = `
    if not source:
        raise Unheard('no way')
    return source`;
    expect(now(six)).toEqual(['', one]);
    expect(now(six, `${host} 203.0.113.2 ${one}`)).toEqual(['', one]);
    expect(now(six, '', 'False')).toContain('did not tell this house');
    expect(now(`raise Unheard('no way')`)).toContain('no way');
  });
});

describe.skipIf(!canAsk('python3'))('IPv6 alone', () => {
  const now = (seen6: string | null, before: string, families: string): unknown =>
    inPython(`
address6_to_publish = lambda before: json.loads(${JSON.stringify(JSON.stringify(seen6))})
def seen_address(family, source=None):
    raise Unheard('no way')
try:
    print(json.dumps(addresses_now(${JSON.stringify(before)}, ${families})))
except Refused as refused:
    print(json.dumps(str(refused)))`);

  it('never asks for IPv4, and says when there is nothing to lead to, before anything goes', () => {
    expect(now('2001:db8::7', '', 'True, False')).toEqual([null, '2001:db8::7', 'no']);
    expect(now(null, `${host} 203.0.113.2`, 'True, False')).toContain('no lasting IPv6 address');
  });

  it('is left without a note of an address that never was', () => {
    expect(now('2001:db8::7', `${host} no 2001:db8::7`, 'True')).toEqual(['', '2001:db8::7', '-']);
  });
});

describe.skipIf(!canAsk('python3'))('several names', () => {
  const names = [
    ['vpn.example-family.net', 'example-family.net'],
    ['way.other-family.org', 'other-family.org'],
  ];
  /** Publishes in a state of before; gives what is remembered, what was asked for, and what went wrong. */
  const published = (before: string, refused: readonly string[] = []): unknown =>
    inPython(`
import tempfile
done = []
def seen_address(family, source=None):
    return '203.0.113.9'
def publish(host, zone, wanted):
    done.append([host, zone, wanted['A']])
    if host in ${JSON.stringify(refused)}:
        raise Refused('not ours')
    return {'A': 'made'}
def withdraw(host, zone):
    done.append(['withdraw', host, zone])
print_to_nobody, print = print, lambda *words: None
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, 'published')
    with open(path, 'w') as state:
        state.write(${JSON.stringify(before)})
    problems = publish_all(${JSON.stringify(names)}, '', path)
    with open(path) as state:
        print_to_nobody(json.dumps([state.read(), done, problems]))`);
  const [here, there] = ['vpn.example-family.net', 'way.other-family.org'];

  it('are published each in its zone, and then left alone', () => {
    const said = `${here} 203.0.113.9\n${there} 203.0.113.9\n`;
    expect(published('')).toEqual([
      said,
      [
        [here, 'example-family.net', '203.0.113.9'],
        [there, 'other-family.org', '203.0.113.9'],
      ],
      [],
    ]);
    expect(published(said)).toEqual([said, [], []]);
  });

  it('follow a new address, also where one of them cannot: it is told, and tried again', () => {
    const before = `${here} 203.0.113.2\n${there} 203.0.113.2\n`;
    const [state, , problems] = published(before, [here]) as [string, unknown, string[]];
    expect(state).toBe(`${here} 203.0.113.2\n${there} 203.0.113.9\n`);
    expect(problems).toEqual([`${here}: not ours`]);
  });

  it('that were published and are not named any more go; of another zone they stay noted until somebody withdraws them', () => {
    const said = `${here} 203.0.113.9\n${there} 203.0.113.9\n`;
    expect(published(`${said}old.example-family.net 203.0.113.9\n`)).toEqual([
      said,
      [['withdraw', 'old.example-family.net', 'example-family.net']],
      [],
    ]);
    const elsewhere = `${said}old.third-family.org 203.0.113.9\n`;
    expect(published(elsewhere)).toEqual([elsewhere, [], []]);
  });
});

describe.skipIf(!canAsk('python3'))('a record that cannot be withdrawn', () => {
  const withdraw = (
    answer: string,
    ini = 'dns_cloudflare_api_token = a-token\n',
  ): { status: number | null; said: string } => {
    const folder = mkdtempSync(join(tmpdir(), 'iah-endpoint-'));
    try {
      if (ini !== '') writeFileSync(join(folder, 'cloudflare.ini'), ini);
      const text = finished.script.text ?? '';
      const standIn = `
import io
def answer(request, data=None, timeout=None):
    ${answer}
urllib.request.urlopen = answer
def refuse(code, body):
    raise urllib.error.HTTPError('', code, '', {}, io.BytesIO(body.encode()))
`;
      const { status, stdout, stderr } = spawnSync(
        '/usr/bin/python3',
        ['-I', '-', 'withdraw', host, 'example-family.net'],
        {
          encoding: 'utf8',
          env: { CREDENTIALS_DIRECTORY: folder },
          input: text.replace('\ntry:\n    if not', `\n${standIn}\ntry:\n    if not`),
        },
      );
      return { status, said: stdout + stderr };
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const refusal = (status: number, code: number): string =>
    `refuse(${status}, '{"success":false,"errors":[{"code":${code},"message":"no"}],"result":null}')`;

  it.each([
    ['revoked', refusal(401, 1000)],
    ['of no use here', refusal(403, 9109)],
    ['without the right', refusal(403, 10000)],
    ['damaged', refusal(400, 6003)],
    ['that does not see the zone', `return io.BytesIO(b'{"result":[]}')`],
  ])('by a token %s is named, and the part may leave', (_why, answer) => {
    const { status, said } = withdraw(answer);
    expect(said).toContain(`The record ${host} (A, and AAAA if there is one) stays at Cloudflare`);
    expect(status).toBe(0);
  });

  it('without any token likewise', () => {
    expect(withdraw('pass', '')).toMatchObject({
      status: 0,
      said: expect.stringContaining('no cloudflare.ini') as string,
    });
  });

  it.each([
    ['is not reached', `raise urllib.error.URLError('no way')`, 'no way'],
    ['is out of order', refusal(500, 7003), '500'],
    ['has been asked too often', refusal(429, 971), '429'],
    ['is somebody in between', `refuse(403, '<html>Sign in to this Wi-Fi</html>')`, '403'],
  ])('while Cloudflare %s is a failure as ever', (_why, answer, word) => {
    const { status, said } = withdraw(answer);
    expect(status).toBe(1);
    expect(said).toContain(word);
    expect(said).not.toContain('stays at Cloudflare');
  });
});

describe('what a server has published', () => {
  it('as Debian 13 said, and nothing', () => {
    const alone = { host, address: '203.0.113.2', address6: null, ipv6: false, ipv4: true };
    expect(parsePublished(captured('debian-13/finished/endpoint-published'))).toEqual(alone);
    expect(parsePublished(`${host} 203.0.113.2 2001:db8::7\n`)).toEqual({
      ...alone,
      address6: '2001:db8::7',
      ipv6: true,
    });
    expect(parsePublished(`${host} - 2001:db8::7\n`)).toMatchObject({ address: null, address6: '2001:db8::7' });
    expect(parsePublished(`${host} 203.0.113.2 -\n`)).toEqual({ ...alone, ipv6: true });
    expect(parsePublished(`${host} no 2001:db8::7\n`)).toEqual({
      host,
      address: null,
      address6: '2001:db8::7',
      ipv6: true,
      ipv4: false,
    });
    expect(parsePublished('')).toBeNull();
    const two = `${host} 203.0.113.2\nway.other-family.org - 2001:db8::7\n\n`;
    expect(parsePublished(two)).toEqual(alone);
    expect(parseEveryPublished(two).map((said) => said.host)).toEqual([host, 'way.other-family.org']);
  });
});
