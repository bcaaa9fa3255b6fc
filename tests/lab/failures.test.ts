// Everything that may go wrong between the press of a button and a finished server, made to happen: the failure says what it was, the
// part is undone, what stood before still stands, and the next run ends well.
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { labIsUp } from '../support/lab-up';
import { builtCommandLine, commandLine, summary, type Line, type Said } from './command-line.ts';
import { internet, tokens } from './internet/index.ts';
import { cannotRunHere, reboot, reset, restore, serverExec, snapshot } from './lab.ts';
import { addresses } from './names.ts';

const begins =
  (key: string) =>
  (line: Line): boolean =>
    line['kind'] === 'change-started' && (line['summary'] as { key?: string } | undefined)?.key === key;

/** Does something once, when a line is heard for the first time. */
function once(when: (line: Line) => boolean, then: () => void): (line: Line) => void {
  let done = false;
  return (line) => {
    if (done || !when(line)) return;
    done = true;
    then();
  };
}

const ending = ({ lines }: Said): Line | undefined => lines.findLast((line) => line['kind'] === 'failed');
const works = { cloudflare: 'works', acme: 'works', registry: {} } as const;

describe.skipIf(cannotRunHere() !== undefined)('what may go wrong', () => {
  beforeAll(async () => {
    await builtCommandLine();
    await labIsUp();
  });
  afterEach(() => internet.switch(works));

  describe('before anything is done', () => {
    beforeAll(() => reset());

    it.each([
      ['a wrong password', { password: 'wonder wall' }, 'login-refused'],
      ['an unknown host', { host: 'nowhere.example-family.net' }, 'server-not-found'],
      ['a refused port', { host: addresses.router }, 'port-refused'],
      ['a host key nobody has compared', { fingerprint: null }, 'host-key-unknown'],
      [
        'another host key than was compared',
        { fingerprint: 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
        'host-key-unknown',
      ],
    ])('%s: the server is not touched', async (_, options, code) => {
      const said = await commandLine(['apply'], options);
      expect({ exit: said.code, code: said.failure?.code }).toEqual({ exit: 3, code });
    });

    it('settings that are not right are bad input, and the field is named', async () => {
      const said = await commandLine(['plan'], { wishes: { photos: { folder: 'photos' } } });
      expect({ exit: said.code, failure: said.failure }).toMatchObject({
        exit: 2,
        failure: { code: 'settings-invalid', values: { field: 'photos.folder' } },
      });
    });

    it('a server that was never set up, asked without settings, says so', async () => {
      const said = await commandLine(['status'], { settings: false });
      expect({ exit: said.code, code: said.failure?.code }).toEqual({ exit: 3, code: 'not-set-up' });
    });
  });

  it('apt held by another program: we wait, then say who holds it', async () => {
    await reset();
    // fcntl locks as dpkg takes them; perl is on every Debian
    const hold = `open(F, '>>', '/var/lib/dpkg/lock-frontend'); my $lock = pack('s s x![q] q q i', 1, 0, 0, 0, 0); fcntl(F, 6, $lock) or die; sleep 600`;
    await serverExec(['systemd-run', '--quiet', '--unit=holder', 'perl', '-MFcntl', '-e', hold]);
    const said = await commandLine(['apply']);
    expect(said).toMatchObject({ code: 4, failure: { code: 'apt-locked' } });
    expect(ending(said)).toMatchObject({ step: 'base', undone: true });
    await serverExec(['systemctl', 'stop', 'holder']);
  });

  it('a full disk: nothing is half installed', async () => {
    await reset();
    await serverExec(['mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', '/var/cache/apt/archives']);
    const said = await commandLine(['apply']);
    expect(said).toMatchObject({ code: 4, failure: { code: 'disk-full' } });
    expect(ending(said)).toMatchObject({ step: 'base', undone: true });
    expect((await serverExec(['dpkg', '--audit'])).stdout).toBe('');
  });

  it('port 443 taken by Apache: refused before anything is done, and switched off on a yes', async () => {
    await reset();
    await serverExec(
      'apt-get -q update >/dev/null; DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install apache2 >/dev/null 2>&1; echo "Listen 443" >> /etc/apache2/ports.conf; systemctl restart apache2',
      { timeoutMs: 240_000 },
    );
    const check = await commandLine(['check']);
    expect(check.code).toBe(3);
    expect(check.lines[0]?.['findings']).toContainEqual(
      expect.objectContaining({ id: 'port-443', level: 'stop', remedy: 'switch-off-apache' }),
    );
    const refused = await commandLine(['apply']);
    expect(refused).toMatchObject({ code: 3, failure: { code: 'port-taken', values: { port: 443 } } });
    const planned = await commandLine(['plan', '--switch-off-apache']);
    expect(planned.code).toBe(0);
    expect(JSON.stringify(planned.lines)).toContain('switch-off-apache');
    const switched = await commandLine(['apply', '--switch-off-apache'], {
      killAt: (line) => line['kind'] === 'part-done',
    });
    expect(switched.lines).toContainEqual(expect.objectContaining({ kind: 'part-done', step: 'base' }));
    expect((await serverExec(['systemctl', 'is-enabled', 'apache2'], { allowFailure: true })).stdout.trim()).toBe(
      'disabled',
    );
  });

  it('an image that breaks off, then a server that restarts in the middle, then a second apply beside the first: the third run ends well', async () => {
    await reset();
    await internet.switch({ registry: { refuses: 'tooManyRequests' } });
    const cut = await commandLine(['apply']);
    expect(cut).toMatchObject({ code: 4, failure: { code: 'image-pull-failed' } });
    expect(ending(cut)).toMatchObject({ step: 'immich', undone: true });
    expect((await serverExec('docker info --format "{{.Driver}}"')).stdout.trim()).toBe('overlay2');

    await internet.switch({ registry: { bytesPerSecond: 8_000_000 } });
    let rebooted: Promise<void> = Promise.resolve();
    const restarted = await commandLine(['apply'], {
      onLine: once(
        (line) => line['unit'] === 'bytes',
        () => {
          rebooted = reboot();
        },
      ),
    });
    await rebooted;
    expect(restarted).toMatchObject({ code: 4, failure: { code: 'server-restarted' } });

    await internet.switch(works);
    let second: Promise<Said> | null = null;
    const first = await commandLine(['apply'], {
      onLine: once(
        (line) => line['kind'] === 'part-started',
        () => {
          second = commandLine(['apply']);
        },
      ),
    });
    expect((await (second as Promise<Said> | null))?.code).toBe(5);
    expect((await (second as Promise<Said> | null))?.failure).toMatchObject({
      code: 'apply-locked',
      values: { holder: 'owner' },
    });
    expect(first.failure).toBeNull();
    expect(summary(await commandLine(['apply'])).changes).toBe(0);
  });

  describe('at the certificate', () => {
    beforeAll(async () => {
      await reset();
      await commandLine(['apply'], { killAt: begins('request-certificate') });
      await snapshot('before-certificate');
    });

    it.each([
      ['a token that may only read', tokens.dnsReadOnly.value, 'dns-token-without-rights'],
      ['a token that has expired', tokens.expired.value, 'dns-token-invalid'],
    ] as const)('%s: said before anything is changed', async (_, token, code) => {
      const said = await commandLine(['apply'], { token });
      expect(said).toMatchObject({ code: 3, failure: { code } });
      expect(said.lines.filter(({ kind }) => kind === 'change-started')).toEqual([]);
    });

    it.each([
      ['a token that is taken back meanwhile', { cloudflare: 'refuses' }, 'dns-token-without-rights'],
      ['too many requests at Let’s Encrypt', { acme: 'rateLimited' }, 'acme-limit'],
      ['Let’s Encrypt must not issue for this domain (CAA)', { acme: 'caa' }, 'acme-refused'],
    ] as const)('%s: said, undone, and Immich still runs', async (_, switches, code) => {
      await restore('before-certificate');
      const befall = once(begins('request-certificate'), () => void internet.switch({ ...works, ...switches }));
      const said = await commandLine(['apply'], { onLine: befall });
      expect(said).toMatchObject({ code: 4, failure: { code } });
      expect(ending(said)).toMatchObject({ step: 'certificate', undone: true });
      const ping = await serverExec(['curl', '-s', 'http://127.0.0.1:2283/api/server/ping']);
      expect(ping.stdout).toBe('{"res":"pong"}');
      expect((await serverExec('ls /etc/nginx 2>/dev/null', { allowFailure: true })).stdout).toBe('');
    });
  });
});
