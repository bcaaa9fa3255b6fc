/**
 * Finding, reaching and first looking at a server. The surprise: the fingerprint is pinned only after the login has worked, and
 * pinned always; the server is known from then on, but its secrets are kept only when asked to, and only where the system protects
 * them.
 */
import { join } from 'node:path';
import { failure, FailureError } from '../contract/failure';
import type { Connected, ConnectRequest, KnownServer } from '../contract/ipc';
import { discover } from '../network/discover';
import { Secret } from '../provision/shell/secret';
import type { Auth, Connection } from '../server/connection';
import type { LoginSecrets } from '../store/servers';
import type { Handlers } from './register';
import type { Session } from './session';
import type { Workplace } from './workplace';

type Channels =
  | 'server:forget'
  | 'server:discover'
  | 'server:choose-key'
  | 'server:connect'
  | 'server:disconnect'
  | 'server:refresh'
  | 'server:check';

export function serverHandlers(session: Session, work: Workplace): Handlers<Channels> {
  const searching = oneAtATime();
  const connecting = oneAtATime();
  const chosenKeys = new Set<string>();
  return {
    'server:forget': async (host) => {
      await work.servers.forget(host);
      await work.phoneKeys.forgetServer(host, await work.hostKeys.fingerprints(host));
      await work.hostKeys.forget(host);
      return undefined;
    },
    'server:discover': () => {
      const { reverse } = work.desktop;
      return discover(work.desktop.networks(), { reverse, signal: searching.begin() });
    },
    'server:choose-key': async () => {
      const path = await work.desktop.chooseFile(join(work.desktop.home, '.ssh'));
      if (path !== null) chosenKeys.add(path);
      return path;
    },
    'server:connect': async (request) => {
      session.refuseWhileWorking();
      searching.cancel();
      if (request.auth.kind === 'key') await refuseUnchosen(request.auth.path, chosenKeys, work);
      return connectTo(request, session, work, connecting.begin());
    },
    'server:disconnect': () => {
      connecting.cancel();
      session.leave();
      return undefined;
    },
    'server:refresh': async () => {
      if (session.connection === null) return null;
      session.refuseWhileWorking();
      const server = await session.server();
      session.sees(await work.engine.seeHousehold(server));
      return connectedTo(server, session);
    },
    'server:check': async (access) => {
      const facts = await work.engine.readFacts(await session.server());
      const findings = work.engine.judge(facts, { switchOffApache: false, access, adopts: session.adoptable });
      session.check = { at: Date.now(), facts, findings, clear: findings.every(({ level }) => level !== 'stop') };
      return session.check;
    },
  };
}

/** Only a file that the person chose, now or for a known server, is opened: a path alone can make a PC call a stranger (UNC). */
async function refuseUnchosen(path: string, chosen: ReadonlySet<string>, work: Workplace): Promise<void> {
  if (chosen.has(path) || (await work.servers.list()).some(({ keyPath }) => keyPath === path)) return;
  throw new FailureError(failure('key-unreadable', { path }));
}

/** A new attempt ends the one before. */
function oneAtATime() {
  let current = new AbortController();
  const cancel = (): void => current.abort();
  const begin = (): AbortSignal => {
    cancel();
    current = new AbortController();
    return current.signal;
  };
  return { begin, cancel };
}

async function connectTo(
  request: ConnectRequest,
  session: Session,
  work: Workplace,
  signal: AbortSignal,
): Promise<Connected> {
  const { host, port, user, trust } = request;
  const login = await loginOf(request, work);
  if (request.remember) await refuseUnprotected(login, work);
  const pinned = await work.hostKeys.of({ host, port });
  const sudoPassword = login.sudoPassword === null ? null : new Secret(login.sudoPassword);
  const result = await work.connect({ host, port, user, auth: authOf(login), sudoPassword, pinned, trust, signal });
  if (!result.ok) throw new FailureError(result.failure);
  const connection = result.value;
  if (signal.aborted) {
    connection.close();
    throw new FailureError(failure('not-connected', {}));
  }
  await work.hostKeys.pin({ host, port }, connection.hostKey);
  if (request.auth.kind !== 'remembered' || login.newSudoPassword) {
    const { auth, keyPath } = login;
    const secrets = request.remember || login.newSudoPassword ? login : { secret: null, sudoPassword: null };
    await work.servers.remember({ host, port, user, hostname: connection.host, auth, keyPath }, secrets);
  }
  session.use(connection, host);
  tellWhenLost(connection, session, work);
  session.sees(await work.engine.seeHousehold(connection));
  work.log.info('connected', { user, roundTrips: connection.roundTrips });
  return connectedTo(connection, session);
}

const connectedTo = ({ host: hostname, hostKey, identity }: Connection, session: Session): Connected => ({
  hostname,
  host: session.address,
  user: identity.user,
  fingerprint: hostKey.fingerprint,
  settings: session.settings,
});

/** While work goes on, its own events tell. */
function tellWhenLost(connection: Connection, session: Session, work: Workplace): void {
  connection.onLost(() => {
    work.log.warn('connection lost');
    if (!session.working && session.connection === connection) work.broadcast('server:lost', { host: connection.host });
  });
}

interface Login extends LoginSecrets {
  /** sudo's password was changed on a server whose secrets are remembered: once it works, it takes the place of the old one. */
  readonly newSudoPassword?: boolean;
  readonly auth: KnownServer['auth'];
  readonly keyPath: string | null;
}

async function loginOf(request: ConnectRequest, work: Workplace): Promise<Login> {
  const login =
    request.auth.kind === 'remembered' ? await rememberedLogin(request, work) : typedLogin(request.auth, request);
  work.redaction.know(login.secret);
  work.redaction.know(login.sudoPassword);
  return login;
}

type Typed = Exclude<ConnectRequest['auth'], { kind: 'remembered' }>;

function typedLogin(auth: Typed, { sudoPassword }: ConnectRequest): Login {
  switch (auth.kind) {
    case 'password':
      return { auth: 'password', keyPath: null, secret: auth.password, sudoPassword };
    case 'key':
      return { auth: 'key', keyPath: auth.path, secret: auth.passphrase, sudoPassword };
    case 'agent':
      return { auth: 'agent', keyPath: null, secret: null, sudoPassword };
  }
}

/** A sudo password typed now counts more than the one kept, and is kept instead where one was. */
async function rememberedLogin(request: ConnectRequest, work: Workplace): Promise<Login> {
  const stored = await work.servers.login(request);
  if (!stored || (stored.auth === 'password' && stored.secret === null))
    throw new FailureError(failure('secret-missing', { name: 'password' }));
  const { sudoPassword } = request;
  if (sudoPassword === null) return stored;
  return {
    ...stored,
    sudoPassword,
    newSudoPassword: stored.sudoPassword !== null && stored.sudoPassword !== sudoPassword,
  };
}

function authOf({ auth, keyPath, secret }: Login): Auth {
  switch (auth) {
    case 'password':
      return { kind: 'password', password: new Secret(secret ?? '') };
    case 'key':
      return { kind: 'key', path: keyPath ?? '', passphrase: secret === null ? null : new Secret(secret) };
    case 'agent':
      return { kind: 'agent' };
  }
}

async function refuseUnprotected({ secret, sudoPassword }: Login, { vault }: Workplace): Promise<void> {
  if (secret === null && sudoPassword === null) return;
  if (!(await vault.available())) throw new FailureError(failure('secrets-not-protected', {}));
}
