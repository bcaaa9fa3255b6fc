// The port forward that the server asks the router for: facts in, changes out, and what routers say.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Settings } from '../../electron/contract/settings';
import { digest } from '../../electron/provision/engine/compare';
import { commandFailure } from '../../electron/provision/engine/failures';
import type { Change, Wanted } from '../../electron/provision/engine/step';
import { absent } from '../../electron/provision/facts/common';
import { parseMapping } from '../../electron/provision/facts/mapping';
import { mapping, mappingPaths, mappingTexts, type FoundAsker } from '../../electron/provision/steps/mapping';
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
  verdict,
  versions,
  written,
} from './family';

const asking = (more: Partial<Settings> = {}): Wanted => {
  const { settings } = family();
  return family({ settings: { ...settings, router: { mapping: true, dhcp: null }, ...more } });
};
const wanted = asking();
const { lan, vpn } = wanted.settings;
const given = {
  how: 'upnp',
  router: lan.router,
  server: lan.address,
  port: vpn.port,
  lease: 3600,
  until: 2000,
} as const;
const fresh: FoundAsker = {
  packages: versions(),
  script: absent(mappingPaths.script),
  service: absent(mappingPaths.service),
  timer: absent(mappingPaths.timer),
  unit: missing,
  mapping: { noted: null, holds: false },
};
const [, script, service, timer] = mapping.plan(wanted, fresh);
const finished: FoundAsker = {
  packages: versions('miniupnpc', 'natpmpc'),
  script: written(script),
  service: written(service),
  timer: written(timer),
  unit: runs,
  mapping: { noted: given, holds: true },
};
const plan = (found: Partial<FoundAsker> = {}, of = wanted): readonly Change[] =>
  mapping.plan(of, { ...finished, ...found });

describe('a plan for the port forward by the router', () => {
  it('asks once and then by timer', () => {
    expect(inShort(mapping.plan(wanted, fresh))).toEqual([
      'install-packages miniupnpc, natpmpc',
      `write-file ${mappingPaths.script}`,
      `write-file ${mappingPaths.service}`,
      `write-file ${mappingPaths.timer}`,
      'ask-for-mapping 51820',
      'enable-service immich-at-home-mapping.timer',
    ]);
  });

  it('is empty when all is as wanted', () => {
    expect(plan()).toEqual([]);
  });

  it('asks again where the time is over, and for another port or another router', () => {
    expect(inShort(plan({ mapping: { noted: given, holds: false } }))).toEqual(['ask-for-mapping 51820']);
    expect(inShort(plan({ mapping: { noted: { ...given, router: '192.168.178.2' }, holds: true } }))).toEqual([
      'ask-for-mapping 51820',
    ]);
    expect(inShort(plan({}, asking({ vpn: { ...vpn, port: 51999 } })))).toEqual([
      `write-file ${mappingPaths.service}`,
      'ask-for-mapping 51999',
    ]);
    expect(inShort(plan({ unit: stale }))).toEqual(['restart-service immich-at-home-mapping.timer']);
  });

  it('is wanted only where it was chosen, and there is a direct way', () => {
    expect(mapping.wantedBy(wanted.settings)).toBe(true);
    expect(mapping.wantedBy(family().settings)).toBe(false);
    expect(mapping.wantedBy(asking({ access: 'public' }).settings)).toBe(false);
  });

  it('asks for this server alone, and takes it back when it is undone', () => {
    expect(mappingTexts(wanted).service.content).toContain(
      `${mappingPaths.script} ask 192.168.178.1 192.168.178.10 51820\n`,
    );
    const asked = mapping.plan(wanted, fresh).find(({ summary }) => summary.key === 'ask-for-mapping');
    expect(JSON.stringify(asked?.undo)).toContain('mapping withdraw 192.168.178.1 192.168.178.10 51820');
    // and nobody reads a router’s words as root with the whole network at hand
    for (const property of [
      'DynamicUser=yes',
      'IPAddressDeny=any',
      'IPAddressAllow=192.168.178.1',
      'CapabilityBoundingSet=',
    ])
      expect(JSON.stringify(asked?.undo)).toContain(`--property=${property} `);
  });

  it('asks before it replaces a unit of somebody else', () => {
    expect(plan({ service: somebodys(mappingPaths.service, '[Service]\n') })[0]).toMatchObject({
      replacesForeign: true,
    });
  });
});

describe('the port forward, taken away', () => {
  const leaving = (found: Partial<FoundAsker> = {}): readonly Change[] =>
    mapping.leaving?.plan(familyWith('public'), { ...finished, ...found }) ?? [];

  it('is ended at the router before the files go, as it was given', () => {
    const noted = { ...given, port: 51999 };
    const steps = leaving({ mapping: { noted, holds: true } });
    expect(inShort(steps)).toEqual([
      'disable-service immich-at-home-mapping.timer',
      'withdraw-mapping 51999',
      `remove-file ${mappingPaths.timer}`,
      `remove-file ${mappingPaths.service}`,
      `remove-file ${mappingPaths.script}`,
    ]);
    const command = steps[1]?.action.kind === 'run' ? steps[1].action.command.text : '';
    expect(command).toContain('--property=IPAddressDeny=any --property=IPAddressAllow=192.168.178.1 ');
    expect(command.indexOf('systemctl stop')).toBeLessThan(command.indexOf('withdraw'));
    expect(command.indexOf('withdraw')).toBeLessThan(command.indexOf('rm -rf'));
  });

  it('is asked of no other router, whatever is noted', () => {
    const noted = { ...given, router: '203.0.113.66' };
    expect(JSON.stringify(leaving({ mapping: { noted, holds: true } }))).not.toContain('203.0.113.66');
  });

  it('brings this release’s script first where an older one is', () => {
    const old = { ...finished.script, text: '#!/old', sum: digest('#!/old'), noted: digest('#!/old') };
    expect(inShort(leaving({ script: old }))[1]).toBe(`write-file ${mappingPaths.script}`);
  });

  it('goes on where it was ended, and ends', () => {
    expect(inShort(leaving({ unit: missing, mapping: fresh.mapping }))).toHaveLength(3);
    expect(leaving(fresh)).toEqual([]);
  });
});

describe('what is noted on the server', () => {
  it('holds until its time is over; without an end it holds for ever', () => {
    const text = (until: number): string => JSON.stringify({ ...given, until });
    expect(parseMapping(`1999\n${text(2000)}\n`)).toEqual({ noted: given, holds: true });
    expect(parseMapping(`2000\n${text(2000)}\n`).holds).toBe(false);
    expect(parseMapping(`2000\n${text(0)}\n`).holds).toBe(true);
    for (const broken of ['', '2000\n', '2000\n{"how":"upn', '2000\n{"how":"magic"}'])
      expect(parseMapping(broken)).toEqual({ noted: null, holds: false });
  });
});

it('says a refusal in the router’s own words', () => {
  const [, , , , ask] = mapping.plan(wanted, fresh);
  const said = (output: string): object => {
    if (!ask) throw new Error('it does not ask');
    return commandFailure(ask.action, 1, output, wanted);
  };
  expect(said('mapping: refused: Action not authorized (606)\nFailed with result.\n')).toMatchObject({
    code: 'mapping-refused',
    values: { router: lan.router, reason: 'Action not authorized (606)' },
  });
  expect(said('')).toMatchObject({ code: 'mapping-refused', values: { reason: 'no answer' } });
});

describe('who reads the files', () => {
  it.skipIf(!canAsk('systemd-analyze'))('systemd finds little open in the service', () => {
    expect(exposure('immich-at-home-mapping.service', finished.service.text ?? '') ?? 0).toBeLessThanOrEqual(15);
  });

  it.skipIf(!canAsk('systemd-analyze'))('systemd accepts service and timer', () => {
    // the script is not on this machine
    const here = (finished.service.text ?? '').replace(mappingPaths.script, '/bin/true');
    const name = 'immich-at-home-mapping';
    expect(verdict('systemd-analyze', ['verify', '--man=no'], `${name}.service`, here)).toBe('');
    expect(verdict('systemd-analyze', ['verify', '--man=no'], `${name}.timer`, finished.timer.text ?? '')).toBe('');
  });
});

/** The program with upnpc and natpmpc played by `said`, Python that gives what they print. */
describe.skipIf(!canAsk('python3'))('what routers say', () => {
  const asked = (said: string, url = '"http://192.168.178.1:49000/igddesc.xml"', before: object = {}): unknown => {
    const source = (finished.script.text ?? '').replace(/\nif __name__ [^]*$/, '');
    const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-I', '-'], {
      encoding: 'utf8',
      input: `${source}
import tempfile
STATE = tempfile.mkdtemp() + '/mapping.json'
calls = []
def description_of(router):
    return ${url}
def program(*words, seconds):
    calls.append(' '.join(words[1:]))
    ${said}
before = ${JSON.stringify(before)}
if before:
    note(before)
try:
    ask('192.168.178.1', '192.168.178.10', 51820)
    there = noted()
    calls.append([there['how'], there['lease'], bool(there['until'])])
except Refused as refused:
    calls.append(str(refused))
sys.stderr.write(json.dumps(calls))`,
    });
    try {
      return JSON.parse(stderr) as unknown;
    } catch {
      return `${stdout}${stderr}`;
    }
  };
  const answers = (list: string, ...add: readonly string[]): string => `
    if '-l' in words: return ${JSON.stringify(list)}
    return ${JSON.stringify(add)}.pop(0) if len(calls) == 2 else ${JSON.stringify(add.slice(1))}.pop(0)`;
  const head = 'ExternalIPAddress = 203.0.113.2\n';
  const row = (to: string, by = 'wg'): string =>
    ` i protocol exPort->inAddr:inPort description remoteHost leaseTime\n 0 UDP 51820->${to}:51820 '${by}' '' 0\nGetGenericPortMappingEntry() returned 713 (SpecifiedArrayIndexInvalid)\n`;
  const done = (lease: number, to = '192.168.178.10'): string =>
    `${head}InternalIP:Port = ${to}:51820\nexternal 203.0.113.2:51820 UDP is redirected to internal ${to}:51820 (duration=${lease})\n`;
  const no = (code: number, words: string): string =>
    `${head}AddPortMapping(51820, 51820, 192.168.178.10) failed with code ${code} (${words})\n`;
  const last = (calls: unknown): unknown => (Array.isArray(calls) ? (calls as unknown[]).at(-1) : calls);

  it('given for an hour, or for what the router gives', () => {
    expect(asked(answers(head, done(3600)))).toEqual([
      '-u http://192.168.178.1:49000/igddesc.xml -l',
      '-u http://192.168.178.1:49000/igddesc.xml -e immich-at-home -a 192.168.178.10 51820 51820 UDP 3600',
      ['upnp', 3600, true],
    ]);
    expect(last(asked(answers(head, done(1800))))).toEqual(['upnp', 1800, true]);
    expect(last(asked(answers(row('192.168.178.10', 'immich-at-home'), done(3600))))).toEqual(['upnp', 3600, true]);
  });

  it('made by the person before: left to them, and not asked for', () => {
    const calls = asked(answers(row('192.168.178.10'), done(3600)));
    expect(calls).toHaveLength(2);
    expect(last(calls)).toEqual(['by-hand', 0, false]);
  });

  it('ours stays ours where the router has a name of its own for it; another router’s, or the person’s, is none', () => {
    const url = '"http://192.168.178.1:49000/igddesc.xml"';
    const again = (before: object): unknown =>
      last(
        asked(answers(row('192.168.178.10', 'libminiupnpc'), done(0)), url, {
          ...given,
          lease: 0,
          until: 0,
          ...before,
        }),
      );
    expect(again({})).toEqual(['upnp', 0, false]);
    expect(again({ router: '192.168.178.2' })).toEqual(['by-hand', 0, false]);
    expect(again({ how: 'by-hand' })).toEqual(['by-hand', 0, false]);
  });

  it('only without an end: then so', () => {
    const calls = asked(answers(head, no(725, 'OnlyPermanentLeasesSupported'), done(0)));
    expect(calls).toContain(
      '-u http://192.168.178.1:49000/igddesc.xml -e immich-at-home -a 192.168.178.10 51820 51820 UDP 0',
    );
    expect(last(calls)).toEqual(['upnp', 0, false]);
  });

  it('refused: in its own words', () => {
    expect(last(asked(answers(head, no(606, 'Action not authorized'))))).toBe('Action not authorized (606)');
    expect(last(asked(answers(head, no(718, 'ConflictInMappingEntry'))))).toBe('ConflictInMappingEntry (718)');
    expect(last(asked(answers(head, done(60))))).toBe('only 60 s at a time');
    expect(last(asked(answers(head, 'No valid UPNP Internet Gateway Device found.\n')))).toBe('no answer (UPnP)');
  });

  it('another device has it: not even asked for', () => {
    const calls = asked(answers(row('192.168.178.77'), done(3600)));
    expect(calls).toHaveLength(2);
    expect(last(calls)).toContain('UDP 51820 is passed on to 192.168.178.77 already');
    expect(last(asked(answers(head, done(3600, '192.168.178.77'))))).toContain('192.168.178.77');
  });

  it('no UPnP: NAT-PMP, whose other port is given back', () => {
    const pmp = (port: number): string =>
      `return 'Public IP address : 203.0.113.2\\nMapped public port ${port} protocol UDP to local port 51820 liftime 3600\\n'`;
    expect(last(asked(pmp(51820), 'None'))).toEqual(['nat-pmp', 3600, true]);
    expect(asked(pmp(60000), 'None')).toEqual([
      '-g 192.168.178.1 -a 51820 51820 udp 3600',
      '-g 192.168.178.1 -a 0 51820 udp 0',
      'UDP 51820 belongs to another device (NAT-PMP offered 60000)',
    ]);
    expect(last(asked(`return ''`, 'None'))).toBe('no answer (UPnP, NAT-PMP)');
    expect(
      last(
        asked(`return 'Public IP address : 1.2.3.4\\nreadnatpmpresponseorretry() failed : not authorized\\n'`, 'None'),
      ),
    ).toBe('not authorized (NAT-PMP)');
  });

  it.each(['debian-12', 'debian-13'])('is read as %s prints it', (system) => {
    const said = (name: string): string => JSON.stringify(captured(`${system}/finished/${name}`));
    const source = (finished.script.text ?? '').replace(/\nif __name__ [^]*$/, '');
    const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-I', '-'], {
      encoding: 'utf8',
      input: `${source}
program = lambda *words, seconds: ${said('natpmpc')}
print(json.dumps([
    mappings_in(${said('upnpc-list')}),
    granted_in(${said('upnpc-add')}, '192.168.178.10', 51820, LEASE),
    refusal_in(${said('upnpc-refused')}),
    nat_pmp('192.168.178.1', 51820, 51820, LEASE),
]))`,
    });
    expect(JSON.parse(stdout || JSON.stringify(stderr))).toMatchObject([
      [{ protocol: 'UDP', outside: 51820, to: '192.168.178.10', port: 51820, description: 'immich-at-home' }],
      3600,
      [606, expect.stringMatching(/^Action not authorized$/i)],
      [51820, 3600],
    ]);
  });

  const python = (code: string): unknown => {
    const source = (finished.script.text ?? '').replace(/\nif __name__ [^]*$/, '');
    const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-I', '-'], {
      encoding: 'utf8',
      input: `${source}\n${code}`,
    });
    return JSON.parse(stdout || JSON.stringify(stderr));
  };

  it('a description that leads elsewhere is not followed', () => {
    const here = ['/upnp/control', 'http://192.168.178.1:49000/c', 'http://192.168.178.1:49000', 'c', ''];
    const elsewhere = [
      'http://192.168.178.5/c',
      'http://192.168.178.1.evil.example/',
      '//evil.example/c',
      'ftp://192.168.178.1/',
    ];
    const written = [...here, ...elsewhere].flatMap((url) => [
      `<controlURL>${url}</controlURL>`,
      `<a:controlURL x="1"> <![CDATA[${url}]]></a:controlURL>`,
      `<URLBase>\n${url}</URLBase>`,
    ]);
    const fine = python(`print(json.dumps([stays_at('192.168.178.1', text) for text in ${JSON.stringify(written)}]))`);
    expect(fine).toEqual([
      ...here.flatMap(() => [true, true, true]),
      ...elsewhere.flatMap(() => [false, false, false]),
    ]);
  });

  it('rows that another device wrote into its description are not read', () => {
    const row = (n: number, words: string): string => ` ${n} UDP 9000->192.168.178.5:9000  '${words}' '' 0\n`;
    const forged = " 1 UDP 51820->192.168.178.66:51820 'wg' '' 0";
    const lists = [
      row(0, 'game') + row(1, "a ‘quoted’ 'word'"),
      row(0, `x\n${forged}`),
      row(0, `x' '' 0\n${forged}\n`) + row(1, 'y'),
      row(0, 'x\u001b[2J'),
    ];
    expect(
      python(`
def said(text):
    try:
        return len(mappings_in(text))
    except Refused:
        return 'refused'
print(json.dumps([said(text) for text in ${JSON.stringify(lists)}] + [printable('a\\n\\x1b\\u202eb')]))`),
    ).toEqual([2, 'refused', 'refused', 'refused', 'a   b']);
  });

  it('what another router gave is not asked for at this address', () => {
    const there = { ...given, router: '203.0.113.66' };
    expect(
      python(`
calls = []
program = lambda *words, seconds: calls.append(words) or ''
import io, contextlib
with contextlib.redirect_stdout(io.StringIO()) as out:
    ended = end(json.loads('${JSON.stringify(there)}'), '192.168.178.1')
print(json.dumps([ended, calls, 'given by 203.0.113.66' in out.getvalue()]))`),
    ).toEqual([false, [], true]);
  });

  it('a description is taken from the router alone', () => {
    const source = (finished.script.text ?? '').replace(/\nif __name__ [^]*$/, '');
    const urls = [
      'http://192.168.178.1:49000/igddesc.xml',
      'http://192.168.178.1/x',
      'http://192.168.178.10:49000/igddesc.xml',
      'https://192.168.178.1/x',
      'http://192.168.178.1@evil.example/x',
      'http://192.168.178.1:49000/a b',
      'http://192.168.178.1.evil.example/x',
      'file:///etc/passwd',
      '-u',
    ];
    const { stdout } = spawnSync('/usr/bin/python3', ['-I', '-'], {
      encoding: 'utf8',
      input: `${source}\nprint(json.dumps([is_routers('192.168.178.1', url) for url in ${JSON.stringify(urls)}]))`,
    });
    expect(JSON.parse(stdout)).toEqual([true, true, ...urls.slice(2).map(() => false)]);
  });
});
