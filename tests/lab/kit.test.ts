// The house burns down, in short: a server with phones, a public door and a second copy, its recovery kit, and a fresh server in its place
// made from nothing but that file and the second disk. Surprise: the very phone, untouched, must be back on the line.
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labIsUp } from '../support/lab-up';
import { admin, builtCommandLine, commandLine, summary, vpnAddress, wishesWith, type Said } from './command-line.ts';
import { internet, tokens } from './internet/index.ts';
import { cannotRunHere, phone, portForward, reset, serverExec } from './lab.ts';
import { hostnames, runDir } from './names.ts';
import { runOutside } from './processes.ts';
import { shell, stranger } from './public-door.ts';
import { leaderPid } from './server.ts';

const disk = '/mnt/second';
const household = { wishes: { ...wishesWith('both'), backup: { folder: disk, photos: false } } };
const passphrase = 'tractor-sunflower-moon-letter-river-stone';
const at = (name: string): string => join(runDir, 'pc', name);
const kitFile = at('home.age');

const kit = (verb: 'save' | 'restore', words = passphrase, file = kitFile): Promise<Said> => {
  writeFileSync(at('passphrase'), `${words}\n`, { mode: 0o600 });
  return commandLine(['kit', verb, file, '--kit-passphrase-file', at('passphrase')], {
    settings: false,
    adminPassword: verb === 'restore' ? admin.password : null,
  });
};
const plugIn = (): Promise<unknown> => serverExec(`mkdir -p ${disk} && mount -t tmpfs -o size=200m second ${disk}`);
/** The second disk, seen from the table it lies on. */
const onTable = join(runDir, 'second-disk');
const inServer = (): string => `/proc/${leaderPid() ?? 0}/root${disk}`;
/** What a phone sees of the photos through its line: the host's own certificate and Immich behind it. */
const throughTheLine = async (): Promise<string> =>
  (await phone.get(`https://${hostnames.photos}/api/server/ping`)).body.trim();

describe.skipIf(cannotRunHere() !== undefined)('a recovery kit', () => {
  let config = '';
  let identity = '';

  beforeAll(async () => {
    await builtCommandLine();
    await labIsUp();
    await reset();
    await internet.reset();
    await plugIn();
    const said = await commandLine(['apply'], household);
    expect(said.failure).toBeNull();
    await portForward(true);
    const added = await commandLine(['phone', 'add', 'Anna’s phone', '--out', at('anna.conf')], { settings: false });
    expect(added.failure).toBeNull();
    config = readFileSync(at('anna.conf'), 'utf8');
    identity = await shell('cat /etc/wireguard/immich-at-home.pub /etc/machine-id');
  }, 900_000);
  afterAll(async () => {
    await phone.disconnect();
    await portForward(false);
    for (const file of [kitFile, at('anna.conf'), onTable]) rmSync(file, { recursive: true, force: true });
  });

  it('is one encrypted file on this PC, and nothing of it is anywhere else', async () => {
    expect(await phone.connectsWithin(config, 20)).toBe(true);
    expect(await throughTheLine()).toBe('{"res":"pong"}');
    await phone.disconnect();

    expect((await kit('save', 'too short')).failure?.code).toBe('kit-passphrase-short');
    const saved = await kit('save');
    expect(saved.failure).toBeNull();
    expect(saved.lines.at(-1)).toMatchObject({ path: kitFile, phones: 1 });
    expect(statSync(kitFile).mode & 0o777).toBe(0o600);
    const { stdout } = await serverExec(
      `key=$(cat /etc/wireguard/immich-at-home.key); grep -rlF -- "$key" /var/lib/immich-at-home /var/log /tmp /root /run/immich-at-home; journalctl --no-pager -o cat | grep -cF -- "$key"`,
      { allowFailure: true },
    );
    expect(stdout.trim()).toBe('0');
    expect(readFileSync(kitFile, 'utf8')).not.toContain(hostnames.photos);

    const status = await commandLine(['backup', 'status'], { settings: false });
    expect(status.lines.at(-1)).toMatchObject({ kit: { current: true }, copy: { ok: true, copies: 1 } });
    await commandLine(['phone', 'rename', 'Anna’s phone', 'Anna’s Pixel'], { settings: false });
    expect((await commandLine(['backup', 'status'], { settings: false })).lines.at(-1)).toMatchObject({
      kit: { current: false },
    });
    await commandLine(['phone', 'rename', 'Anna’s Pixel', 'Anna’s phone'], { settings: false });
  });

  it('is opened by nobody without its passphrase, and never put over a server in use', async () => {
    expect((await kit('restore', 'tractor sunflower moon')).failure?.code).toBe('kit-passphrase-wrong');
    const before = await shell('sha256sum /var/lib/immich-at-home/*.json /etc/wireguard/*');
    expect((await kit('restore')).failure?.code).toBe('kit-server-in-use');
    expect(await shell('sha256sum /var/lib/immich-at-home/*.json /etc/wireguard/*')).toBe(before);
    const cut = at('cut.age');
    writeFileSync(cut, readFileSync(kitFile).subarray(0, -200));
    expect((await kit('restore', passphrase, cut)).failure?.code).toBe('kit-damaged');
  });

  it('brings the same names and the same phone back on a fresh server', async () => {
    const certificate = await shell('openssl x509 -in /etc/letsencrypt/live/immich-at-home/cert.pem -noout -serial');
    const records = (await internet.state()).records.length;
    rmSync(onTable, { recursive: true, force: true });
    mkdirSync(onTable);
    cpSync(inServer(), onTable, { recursive: true, preserveTimestamps: true });
    await reset();
    await plugIn();
    await runOutside(['cp', '-a', `${onTable}/.`, inServer()]);
    await portForward(true);

    const said = await kit('restore');
    expect(said.failure).toBeNull();
    const part = said.lines.find((line) => line['kind'] === 'part-started');
    expect(part).toMatchObject({ step: 'kit' });
    expect(said.lines.filter((line) => JSON.stringify(line).includes('request-certificate'))).toEqual([]);

    const [key, machine] = (await shell('cat /etc/wireguard/immich-at-home.pub /etc/machine-id')).split('\n');
    expect(identity.split('\n')[0]).toBe(key);
    expect(identity.split('\n')[1]).not.toBe(machine);
    expect(await shell('openssl x509 -in /etc/letsencrypt/live/immich-at-home/cert.pem -noout -serial')).toBe(
      certificate,
    );
    expect((await internet.state()).records.length).toBe(records);

    expect(await phone.connectsWithin(config, 20)).toBe(true);
    expect(await throughTheLine()).toBe('{"res":"pong"}');
    expect((await phone.resolve(hostnames.photos)).values).toEqual([vpnAddress]);
    await phone.disconnect();
    expect(await stranger(hostnames.photos, '/api/server/ping')).toBe('200 {"res":"pong"}');
    expect(await stranger(hostnames.share, '/api/users/me')).toMatch(/^40[34] /);

    expect(summary(await kit('restore')).changes).toBe(0);
    const again = await commandLine(['plan'], { settings: false, setupToken: tokens.wide.value });
    expect(again.lines.at(-1)).toMatchObject({ changes: 0 });
    expect((await commandLine(['backup', 'status'], { settings: false })).lines.at(-1)).toMatchObject({
      copy: { ok: true, copies: 2 },
    });
  }, 900_000);

  it('is opened by Debian’s own age as well', async () => {
    await serverExec('DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends age', {
      timeoutMs: 120_000,
    });
    await serverExec('cat > /root/home.age', { input: readFileSync(kitFile, 'utf8') });
    const opened = await serverExec(['python3', '-c', typing, passphrase, '/root/home.age'], { timeoutMs: 60_000 });
    expect(JSON.parse(opened.stdout)).toMatchObject({ kit: 1, settings: { hosts: hostnames } });
  });
});

/** age asks for a passphrase at a terminal only: here is one. */
const typing = `import os, pty, sys, time
out = '/root/home.json'
pid, terminal = pty.fork()
if pid == 0:
    os.execvp('age', ['age', '-d', '-o', out, sys.argv[2]])
os.read(terminal, 1000)
os.write(terminal, sys.argv[1].encode() + b'\\n')
try:
    while os.read(terminal, 1000):
        pass
except OSError:
    pass
status = os.waitpid(pid, 0)[1]
print(open(out).read() if status == 0 else 'age: %d' % status)
`;
