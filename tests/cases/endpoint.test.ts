// The name of the way home: facts in, changes out.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digest } from '../../electron/provision/engine/compare';
import type { Change } from '../../electron/provision/engine/step';
import { absent } from '../../electron/provision/facts/common';
import { parsePublished } from '../../electron/provision/facts/endpoint';
import { endpoint, endpointPaths, type FoundPublisher } from '../../electron/provision/steps/endpoint';
import {
  canAsk,
  captured,
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
  published: null,
};
const [script, service, timer] = endpoint.plan(wanted, fresh);
const finished: FoundPublisher = {
  script: written(script),
  service: written(service),
  timer: written(timer),
  unit: runs,
  published: { host, address: '203.0.113.2' },
};
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
    expect(inShort(plan({ published: null }))).toEqual([`publish-endpoint ${host}`]);
    expect(inShort(plan({ unit: stale }))).toEqual(['restart-service immich-at-home-endpoint.timer']);
  });

  it('publishes another name', () => {
    const { settings } = wanted;
    const moved = family({ settings: { ...settings, hosts: { ...settings.hosts, vpn: 'way.example-family.net' } } });
    expect(inShort(plan({}, moved))).toEqual([
      `write-file ${endpointPaths.service}`,
      `write-file ${endpointPaths.timer}`,
      'publish-endpoint way.example-family.net',
      'restart-service immich-at-home-endpoint.timer',
    ]);
  });

  it('is not wanted where the only door is the public one', () => {
    expect(endpoint.wantedBy(familyWith('public').settings)).toBe(false);
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
    const published = { host: 'way.other-family.org', address: '203.0.113.2' };
    const [, withdrawal] = leaving({ published });
    expect(withdrawal).toMatchObject({ summary: { values: { host: 'way.other-family.org' } } });
    expect(JSON.stringify(withdrawal)).toContain('withdraw way.other-family.org other-family.org');
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
    expect(inShort(leaving({ unit: stopped, published: null }))).toHaveLength(3);
    expect(inShort(leaving({ ...nothing, script: finished.script }))).toEqual([`remove-file ${endpointPaths.script}`]);
    expect(leaving(nothing)).toEqual([]);
  });
});

describe('who reads the files', () => {
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
    expect(verdict('/usr/bin/python3', ['-I'], 'endpoint.py', text)).toContain('usage: endpoint publish|withdraw');
  });
});

describe.skipIf(!canAsk('python3'))('the record in Cloudflare', () => {
  const address = '203.0.113.2';
  const ours = { id: 'r1', type: 'A', content: address, proxied: false, comment: 'immich-at-home' };
  const said = (...there: readonly object[]): unknown => {
    const source = (finished.script.text ?? '').replace(/\ntry:\n[^]*$/, '');
    const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-I', '-'], {
      encoding: 'utf8',
      input: `${source}
calls = []
def call(method, path, body=None):
    if method != 'GET':
        calls.append([method, body])
    return [{'id': 'zone'}] if path.startswith('/zones?') else json.loads(${JSON.stringify(JSON.stringify(there))})
try:
    print(json.dumps([publish('${host}', 'example-family.net', '${address}'), *calls]))
except Refused as refused:
    print(json.dumps([str(refused), *calls]))`,
    });
    return JSON.parse(stdout || JSON.stringify(stderr));
  };
  const right = { content: address, ttl: 60, proxied: false, comment: 'immich-at-home' };

  it('is made, followed and left as it is when right', () => {
    expect(said()).toEqual(['made', ['POST', { type: 'A', name: host, ...right }]]);
    expect(said(ours)).toEqual(['right already']);
    expect(said({ ...ours, content: '203.0.113.99' })).toEqual(['changed', ['PATCH', right]]);
    expect(said({ ...ours, proxied: true })).toEqual(['changed', ['PATCH', right]]);
  });

  it('of somebody else is left alone, with words that say which, unless it says the same', () => {
    const [refused, ...calls] = said({ ...ours, content: '203.0.113.99', comment: 'my NAS' }) as string[];
    expect(refused).toContain(`${host} is already 203.0.113.99, which Immich at Home did not put there`);
    expect(calls).toEqual([]);
    expect(said({ ...ours, comment: null })).toEqual(['changed', ['PATCH', right]]);
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
          input: text.replace('\ntry:\n    if len', `\n${standIn}\ntry:\n    if len`),
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
    expect(said).toContain(`The record ${host} (A) stays at Cloudflare`);
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
    expect(parsePublished(captured('debian-13/finished/endpoint-published'))).toEqual({ host, address: '203.0.113.2' });
    expect(parsePublished('')).toBeNull();
  });
});
