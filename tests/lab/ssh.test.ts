// The SSH adapter against a real sshd, real sudo and real shells. Everything a person can get wrong on the Connect screen has its
// own failure here, and everything odd about a server that does not matter must not matter.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect as connectTo, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Failure } from '../../electron/contract/failure';
import {
  connect,
  type Auth,
  type ConnectOptions,
  type Connection,
  type Limits,
} from '../../electron/server/connection';
import type { HostKey } from '../../electron/server/host-key';
import { Secret } from '../../electron/provision/shell/secret';
import { Sh, sh } from '../../electron/provision/shell/sh';
import { freePort, missing, startHousehold, type Household } from './ssh-household';

const reason = missing();
const wonderLand = 'wonder land';
const hard = `it's "$(id)" \`x\` \\ ü ! #`;
const withSudo = (name: string): string => `${name} ALL=(ALL:ALL) ALL`;
const people = [
  { name: 'owner', password: wonderLand, sudoers: withSudo('owner') },
  { name: 'hard', password: hard, sudoers: withSudo('hard') },
  { name: 'free', password: wonderLand, sudoers: 'free ALL=(ALL:ALL) NOPASSWD: ALL' },
  { name: 'nobodyspecial', password: wonderLand },
  { name: 'narrow', password: wonderLand, sudoers: 'narrow ALL=(ALL) /usr/bin/id' },
  { name: 'root', password: 'root pass' },
  { name: 'keyholder', password: 'sudo only', sudoers: withSudo('keyholder') },
  { name: 'closed', password: wonderLand, shell: '/usr/sbin/nologin', sudoers: withSudo('closed') },
  ...['bash', 'dash', 'zsh', 'fish', 'tcsh'].map((shell) => ({
    name: `in${shell}`,
    password: wonderLand,
    shell: shell === 'dash' ? '/bin/dash' : `/usr/bin/${shell}`,
    sudoers: withSudo(`in${shell}`),
  })),
  { name: 'german', password: wonderLand, sudoers: withSudo('german') },
  { name: 'noisy', password: wonderLand, sudoers: withSudo('noisy') },
];
const german = 'SetEnv LANG=de_DE.UTF-8 LC_ALL=de_DE.UTF-8 LANGUAGE=de';
const sshds = [
  {
    name: 'usual',
    hostKeys: ['ed25519', 'ecdsa', 'rsa'],
    config: [
      'Match User german',
      german,
      'Match User noisy',
      'ForceCommand echo NOISE; echo NOISE >&2; printf "no newline"; exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"',
    ],
  },
  { name: 'rsa-only', hostKeys: ['rsa'] },
  {
    name: 'questions',
    hostKeys: ['ed25519'],
    config: ['PasswordAuthentication no', 'KbdInteractiveAuthentication yes', 'Banner /etc/os-release'],
  },
  {
    name: 'keys-only',
    hostKeys: ['ed25519'],
    config: ['PasswordAuthentication no', 'KbdInteractiveAuthentication no'],
  },
  { name: 'one-at-a-time', hostKeys: ['ed25519'], config: ['MaxSessions 1'] },
];

let household: Household;
const fingerprints = new Map<string, string>();

type Ask = Partial<Omit<ConnectOptions, 'auth'>> & { auth?: Auth; password?: string; sshd?: string };

async function attempt(ask: Ask, limits: Partial<Limits> = {}) {
  const sshd = ask.sshd ?? 'usual';
  return connect(
    {
      host: '127.0.0.1',
      port: household.port(sshd),
      user: 'owner',
      auth: { kind: 'password', password: new Secret(ask.password ?? wonderLand) },
      sudoPassword: null,
      pinned: null,
      trust: fingerprints.get(sshd) ?? null,
      ...ask,
    },
    limits,
  );
}

async function connected(ask: Ask, limits: Partial<Limits> = {}): Promise<Connection> {
  const result = await attempt(ask, limits);
  if (!result.ok) throw new Error(`not connected: ${JSON.stringify(result.failure)}`);
  return result.value;
}

async function refused(ask: Ask, limits: Partial<Limits> = {}): Promise<Failure> {
  const result = await attempt(ask, limits);
  if (result.ok) {
    result.value.close();
    throw new Error('connected, and should not have been');
  }
  return result.failure;
}

const asRoot = async (connection: Connection): Promise<void> => {
  const answer = await connection.run(sh`id -un; echo ${hard}; echo warning >&2; exit 7`);
  expect(answer).toEqual({ status: 7, stdout: `root\n${hard}\n`, stderr: 'warning\n' });
  connection.close();
};

const failureOf = async (work: Promise<unknown>): Promise<Failure> => {
  const error: unknown = await work.then(
    () => new Error('went well'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof Error && 'failure' in error) return error.failure as Failure;
  throw error;
};

describe.skipIf(reason !== null)(`SSH${reason === null ? '' : ` (${reason})`}`, () => {
  beforeAll(async () => {
    household = await startHousehold(people, sshds);
    for (const { name } of sshds) {
      const first = await refused({ sshd: name });
      if (first.code !== 'host-key-unknown') throw new Error(JSON.stringify(first));
      fingerprints.set(name, first.values.fingerprint);
    }
  });
  afterAll(() => household.stop());

  describe('who the server is', () => {
    it('shows an unknown key as ssh-keygen would, and sends nothing', async () => {
      const failure = await refused({ trust: null });
      const printed = execFileSync('ssh-keygen', ['-lf', join(household.folder, 'usual-ed25519.pub')], {
        encoding: 'utf8',
      });
      expect(failure).toMatchObject({
        code: 'host-key-unknown',
        values: { keyType: 'ed25519', fingerprint: printed.split(' ')[1] },
      });
    });
    it('does not accept another fingerprint than the one compared', async () => {
      expect((await refused({ trust: 'SHA256:somethingelse' })).code).toBe('host-key-unknown');
    });
    it('stops at a changed key, even when the person trusts it', async () => {
      const pinned: HostKey = { type: 'ed25519', fingerprint: 'SHA256:theoldone' };
      const failure = await refused({ pinned });
      expect(failure).toMatchObject({
        code: 'host-key-changed',
        values: { known: 'SHA256:theoldone', offered: fingerprints.get('usual') },
      });
    });
    it.each(['ed25519', 'ecdsa', 'rsa'])('asks for the %s key when that one is pinned', async (type) => {
      const printed = execFileSync('ssh-keygen', ['-lf', join(household.folder, `usual-${type}.pub`)], {
        encoding: 'utf8',
      });
      const pinned = { type, fingerprint: printed.split(' ')[1] ?? '' };
      const connection = await connected({ pinned, trust: null });
      expect(connection.hostKey).toEqual(pinned);
      connection.close();
    });
    it('a pinned type that is gone is a change too', async () => {
      const pinned = { type: 'ed25519', fingerprint: fingerprints.get('usual') ?? '' };
      expect((await refused({ pinned, sshd: 'rsa-only' })).code).toBe('host-key-changed');
    });
  });

  describe('reaching it', () => {
    it('knows a closed port', async () => {
      expect((await refused({ port: await freePort() })).code).toBe('port-refused');
    });
    it('knows a name that does not exist', async () => {
      expect((await refused({ host: 'no-such-server.invalid' })).code).toBe('server-not-found');
    });
    it('knows a port where something else answers, and one where nothing speaks', async () => {
      const web = await listening((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
      const mute = await listening(() => undefined);
      expect(await refused({ port: web.port })).toMatchObject({ code: 'not-ssh', detail: 'HTTP/1.1 400 Bad Request' });
      expect((await refused({ port: mute.port }, { connectMs: 300 })).code).toBe('not-ssh');
      web.server.close();
      mute.stop();
    });
    it('knows a server that greets and then hangs', async () => {
      const hanging = await listening((socket) => socket.write('SSH-2.0-OpenSSH_10.0\r\n'));
      expect((await refused({ port: hanging.port }, { loginMs: 300 })).code).toBe('connection-timeout');
      hanging.stop();
    });
    it('says so when sshd turns callers away', async () => {
      const busy = await listening((socket) => socket.end('Not allowed at this time\r\n'));
      expect((await refused({ port: busy.port })).code).toBe('server-unreachable');
      busy.stop();
    });
    it('can be called off', async () => {
      const hanging = await listening((socket) => socket.write('SSH-2.0-OpenSSH_10.0\r\n'));
      expect((await refused({ port: hanging.port, signal: AbortSignal.timeout(200) })).code).toBe('not-connected');
      hanging.stop();
    });
  });

  describe('logging in', () => {
    it('by password, in one round trip, to the server by its own name', async () => {
      const connection = await connected({});
      expect(connection.roundTrips).toBe(1);
      expect(connection.host).toBe(execFileSync('uname', ['-n'], { encoding: 'utf8' }).trim());
      expect(connection.identity.user).toBe('owner');
      await asRoot(connection);
    });
    it('refuses a wrong password with the ways the server offers, without telling it', async () => {
      const failure = await refused({ password: 'sesame' });
      expect(failure).toMatchObject({
        code: 'login-refused',
        values: { user: 'owner', methods: expect.stringContaining('password') as string },
      });
      expect(JSON.stringify(failure)).not.toContain('sesame');
    });
    it('by answering a question', async () => asRoot(await connected({ sshd: 'questions' })));
    it('refuses a wrong answer', async () => {
      expect((await refused({ sshd: 'questions', password: 'sesame' })).code).toBe('login-refused');
    });
    it('says that a server takes keys only', async () => {
      expect(await refused({ sshd: 'keys-only' })).toMatchObject({
        code: 'login-refused',
        values: { methods: 'publickey' },
      });
    });
    it('as root, without sudo', async () => asRoot(await connected({ user: 'root', password: 'root pass' })));
    it('says when the login shell runs no commands', async () => {
      const failure = await refused({ user: 'closed' });
      expect(failure.code).toBe('unexpected');
      expect(failure.detail).toContain('not available');
    });
  });

  describe('keys', () => {
    const made: { name: string; args: readonly string[]; passphrase: string | null }[] = [
      { name: 'ed25519', args: ['-t', 'ed25519'], passphrase: null },
      { name: 'ed25519-locked', args: ['-t', 'ed25519'], passphrase: 'open sesame' },
      { name: 'ecdsa', args: ['-t', 'ecdsa', '-b', '384'], passphrase: null },
      { name: 'ecdsa-pem', args: ['-t', 'ecdsa', '-m', 'PEM'], passphrase: null },
      { name: 'rsa', args: ['-t', 'rsa', '-b', '2048'], passphrase: null },
      { name: 'rsa-locked', args: ['-t', 'rsa', '-b', '2048'], passphrase: 'open sesame' },
      { name: 'rsa-pem', args: ['-t', 'rsa', '-b', '2048', '-m', 'PEM'], passphrase: null },
      { name: 'rsa-pem-locked', args: ['-t', 'rsa', '-b', '2048', '-m', 'PEM'], passphrase: 'open sesame' },
      { name: 'rsa-pkcs8', args: ['-t', 'rsa', '-b', '2048', '-m', 'PKCS8'], passphrase: null },
      { name: 'rsa-pkcs8-locked', args: ['-t', 'rsa', '-b', '2048', '-m', 'PKCS8'], passphrase: 'open sesame' },
      { name: 'ecdsa-pkcs8', args: ['-t', 'ecdsa', '-m', 'PKCS8'], passphrase: null },
    ];
    const fileOf = (name: string): string => join(household.folder, `person-${name}`);
    beforeAll(() => {
      for (const { name, args, passphrase } of made)
        execFileSync('ssh-keygen', ['-q', ...args, '-N', passphrase ?? '', '-f', fileOf(name)]);
      const authorized = made.map(({ name }) => execFileSync('cat', [`${fileOf(name)}.pub`], { encoding: 'utf8' }));
      writeFileSync(join(household.folder, 'keys', 'keyholder'), authorized.join(''));
      writeFileSync(join(household.folder, 'keys', 'free'), authorized.join(''));
    });
    const withKey = (name: string, passphrase: string | null): Ask => ({
      user: 'free',
      auth: { kind: 'key', path: fileOf(name), passphrase: passphrase === null ? null : new Secret(passphrase) },
    });

    it.each(made)('$name', async ({ name, passphrase }) => asRoot(await connected(withKey(name, passphrase))));
    it.each(made.filter(({ passphrase }) => passphrase !== null))(
      '$name: passphrase missing, passphrase wrong',
      async ({ name }) => {
        expect((await refused(withKey(name, null))).code).toBe('key-needs-passphrase');
        expect((await refused(withKey(name, 'wrong'))).code).toBe('key-wrong-passphrase');
      },
    );
    it('a key the server does not know', async () => {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', fileOf('stranger')]);
      expect((await refused(withKey('stranger', null))).code).toBe('login-refused');
    });
    it('a file that is not there, one that is no key, and the public half', async () => {
      expect((await refused(withKey('absent', null))).code).toBe('key-unreadable');
      writeFileSync(fileOf('letter'), 'Dear server');
      expect((await refused(withKey('letter', null))).code).toBe('key-not-supported');
      expect((await refused(withKey('ed25519.pub', null))).code).toBe('key-not-supported');
    });
    it('an agent that holds a key, one that holds none, and none at all', async () => {
      const before = process.env['SSH_AUTH_SOCK'];
      const started = execFileSync('ssh-agent', ['-s'], { encoding: 'utf8' });
      const socket = /SSH_AUTH_SOCK=([^;]+)/.exec(started)?.[1] ?? '';
      const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(started)?.[1]);
      try {
        process.env['SSH_AUTH_SOCK'] = socket;
        const ask: Ask = { user: 'free', auth: { kind: 'agent' } };
        expect(await refused(ask)).toMatchObject({ code: 'agent-unavailable', detail: 'the agent holds no key' });
        for (const name of ['rsa', 'ed25519']) execFileSync('ssh-add', ['-q', fileOf(name)], { stdio: 'pipe' });
        await asRoot(await connected(ask));
        delete process.env['SSH_AUTH_SOCK'];
        expect((await refused(ask)).code).toBe('agent-unavailable');
      } finally {
        process.kill(pid);
        if (before === undefined) delete process.env['SSH_AUTH_SOCK'];
        else process.env['SSH_AUTH_SOCK'] = before;
      }
    });
    it('sudo asks a key holder for a password of its own', async () => {
      const ask = { ...withKey('ed25519', null), user: 'keyholder' };
      expect((await refused(ask)).code).toBe('sudo-password-needed');
      expect((await refused({ ...ask, sudoPassword: new Secret('wrong') })).code).toBe('sudo-wrong-password');
      await asRoot(await connected({ ...ask, sudoPassword: new Secret('sudo only') }));
    });
  });

  describe('becoming root', () => {
    it('without a password where sudo asks for none', async () => asRoot(await connected({ user: 'free' })));
    it('with a password of any characters', async () => asRoot(await connected({ user: 'hard', password: hard })));
    it('says who may not', async () => {
      expect((await refused({ user: 'nobodyspecial' })).code).toBe('sudo-not-allowed');
      expect((await refused({ user: 'narrow' })).code).toBe('sudo-not-allowed');
    });
    it('says when the sudo password given is wrong', async () => {
      const failure = await refused({ sudoPassword: new Secret('sesame') });
      expect(failure.code).toBe('sudo-wrong-password');
      expect(JSON.stringify(failure)).not.toContain('sesame');
    });
    it.each(['bash', 'dash', 'zsh', 'fish', 'tcsh'])('from %s', async (shell) =>
      asRoot(await connected({ user: `in${shell}` })),
    );
    it('on a German server', async () => {
      expect((await refused({ user: 'german', sudoPassword: new Secret('falsch') })).code).toBe('sudo-wrong-password');
      const connection = await connected({ user: 'german' });
      expect((await connection.run(sh`ls /nowhere`)).stderr).toContain('No such file');
      await asRoot(connection);
    });
    it('through a login that talks', async () => asRoot(await connected({ user: 'noisy' })));
  });

  describe('running', () => {
    let connection: Connection;
    beforeAll(async () => {
      connection = await connected({});
    });
    afterAll(() => connection.close());

    it('gives input of any bytes, and nothing without it', async () => {
      expect((await connection.run(sh`cat`)).stdout).toBe('');
      expect((await connection.run(sh`cat`, { input: '' })).stdout).toBe('');
      expect((await connection.run(sh`cat`, { input: new Secret(`${hard}\n`) })).stdout).toBe(`${hard}\n`);
      const many = Buffer.from(Array.from({ length: 2_000_000 }, (_, n) => n % 256));
      const digest = await connection.run(sh`sha256sum`, { input: many });
      const local = execFileSync('sha256sum', { input: many, encoding: 'utf8' });
      expect(digest.stdout).toBe(local);
    });
    it('a script that does not read its input still ends with its own status', async () => {
      expect((await connection.run(sh`exit 4`, { input: 'x'.repeat(500_000) })).status).toBe(4);
    });
    it('commands in the script cannot eat the script', async () => {
      expect(
        (await connection.run(new Sh('cat >/dev/null\nssh -V 2>/dev/null </dev/stdin\necho still here'))).stdout,
      ).toBe('still here\n');
    });
    it('keeps output as it is: no newline at the end, empty, large, both streams', async () => {
      expect(await connection.run(sh`printf a; printf b >&2`)).toEqual({ status: 0, stdout: 'a', stderr: 'b' });
      expect(await connection.run(sh`:`)).toEqual({ status: 0, stdout: '', stderr: '' });
      expect((await connection.run(sh`head -c 5000000 /dev/zero | tr '\\0' ö | wc -c`)).status).toBe(0);
      expect((await connection.run(sh`yes 0123456789abcde | head -c 8000000`)).stdout.length).toBe(8_000_000);
    });
    it('does not mix up many at the same time', async () => {
      const numbers = Array.from({ length: 30 }, (_, n) => n);
      const answers = await Promise.all(numbers.map((n) => connection.run(sh`echo ${n}`)));
      expect(answers.map(({ stdout }) => Number(stdout))).toEqual(numbers);
    });
    it('does so one after the other where the server allows no more', async () => {
      const strict = await connected({ sshd: 'one-at-a-time' });
      const numbers = Array.from({ length: 8 }, (_, n) => n);
      const answers = await Promise.all(numbers.map((n) => strict.run(sh`echo ${n}`)));
      expect(answers.map(({ stdout }) => Number(stdout))).toEqual(numbers);
      strict.close();
    });
    it('does not wait for what a script leaves running', async () => {
      const answer = await connection.run(sh`sleep 300 & echo $!`);
      process.kill(Number(answer.stdout));
    });
    it('gives up when told to, and in time', async () => {
      expect((await failureOf(connection.run(sh`sleep 300`, { timeoutMs: 300 }))).code).toBe('connection-timeout');
      const signal = AbortSignal.timeout(300);
      expect((await failureOf(connection.run(sh`sleep 300`, { signal }))).code).toBe('apply-stopped');
      expect((await connection.run(sh`echo on`)).stdout).toBe('on\n');
    });
    it('tells a mistake in the script from a mistake of the server', async () => {
      const failure = await failureOf(connection.run(new Sh('if then')));
      expect(failure.code).toBe('unexpected');
      expect(failure.detail).toMatch(/syntax error/i);
    });
    it('leaves no password in any command line', async () => {
      const seen = await connection.run(
        new Sh('cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr "\\0" "\\n"'),
      );
      expect(seen.stdout).toContain('sudo');
      expect(seen.stdout).not.toContain(wonderLand);
    });
    it('counts round trips and bytes', async () => {
      const before = { trips: connection.roundTrips, ...connection.bytes };
      await connection.run(sh`head -c 100000 /dev/zero | tr '\\0' x`);
      expect(connection.roundTrips).toBe(before.trips + 1);
      expect(connection.bytes.received - before.received).toBeGreaterThan(100_000);
      expect(connection.bytes.sent).toBeGreaterThan(before.sent);
    });
  });

  describe('a line that breaks', () => {
    it('is noticed, tells who waits, and comes back to the same object', async () => {
      const line = await breakable(household.port('usual'));
      const connection = await connected({ port: line.port }, { pauseMs: 20 });
      const lost = new Promise<void>((resolve) => void connection.onLost(resolve));
      const waiting = failureOf(connection.run(sh`sleep 300`));
      line.cut();
      expect((await waiting).code).toBe('connection-lost');
      await lost;
      expect((await failureOf(connection.run(sh`echo`))).code).toBe('connection-lost');
      line.refuse(3);
      await connection.reconnect();
      expect((await connection.run(sh`id -un`)).stdout).toBe('root\n');
      connection.close();
      line.close();
    });
    it('can be proven to open anew while it still works', async () => {
      const line = await breakable(household.port('usual'));
      const connection = await connected({ port: line.port });
      let lost = false;
      connection.onLost(() => (lost = true));
      await connection.renew();
      expect((await connection.run(sh`id -un`)).stdout).toBe('root\n');
      line.refuse(1);
      expect((await failureOf(connection.renew())).code).toBe('not-ssh');
      expect((await connection.run(sh`id -un`)).stdout).toBe('root\n');
      expect([connection.alive, lost]).toEqual([true, false]);
      connection.close();
      line.close();
    });
    it('is noticed when nothing comes back at all', async () => {
      const line = await breakable(household.port('usual'));
      const connection = await connected({ port: line.port }, { keepaliveMs: 50 });
      line.freeze();
      expect((await failureOf(connection.run(sh`echo`))).code).toBe('connection-lost');
      connection.close();
      line.close();
    });
    it('does not come back to another server at the same place', async () => {
      const line = await breakable(household.port('usual'));
      const connection = await connected({ port: line.port }, { pauseMs: 20 });
      line.cut();
      line.leadTo(household.port('rsa-only'));
      expect((await failureOf(connection.run(sh`echo`))).code).toBe('connection-lost');
      expect((await failureOf(connection.reconnect())).code).toBe('host-key-changed');
      connection.close();
      line.close();
    });
    it('gives up after its time', async () => {
      const line = await breakable(household.port('usual'));
      const connection = await connected({ port: line.port }, { pauseMs: 20, reconnectMs: 200 });
      line.close();
      expect((await failureOf(connection.run(sh`echo`))).code).toBe('connection-lost');
      expect((await failureOf(connection.reconnect())).code).toBe('port-refused');
      connection.close();
    });
  });
});

interface Listening {
  readonly port: number;
  readonly server: Server;
  readonly stop: () => void;
}

function listening(answer: (socket: Socket) => void): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    answer(socket);
  });
  const stop = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({ port: (server.address() as AddressInfo).port, server, stop }));
  });
}

/** A wire to a port that can be cut, frozen, made to refuse the next callers, or led elsewhere. */
async function breakable(target: number) {
  let port = target;
  let refusals = 0;
  const pairs = new Set<readonly [Socket, Socket]>();
  const {
    server,
    stop,
    port: own,
  } = await listening((inner) => {
    if (refusals > 0) {
      refusals -= 1;
      inner.destroy();
      return;
    }
    const outer = connectTo(port, '127.0.0.1').on('error', () => undefined);
    pairs.add([inner, outer]);
    inner.pipe(outer).pipe(inner);
  });
  const cut = (): void => {
    for (const [inner, outer] of pairs) {
      inner.destroy();
      outer.destroy();
    }
    pairs.clear();
  };
  return {
    port: own,
    cut,
    freeze: (): void => {
      for (const [inner, outer] of pairs) {
        inner.unpipe(outer);
        outer.unpipe(inner);
        inner.resume();
        outer.resume();
      }
    },
    refuse: (times: number): void => void (refusals = times),
    leadTo: (other: number): void => void (port = other),
    close: (): void => {
      server.close();
      cut();
      stop();
    },
  };
}
