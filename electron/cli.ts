/**
 * The same engine without a window: settings as a file in, JSON lines out. Exit codes are part of the interface (see usage).
 * The surprise: `apply` plans, shows and applies exactly that plan; when the server changed in between, it shows again.
 */
import { readFileSync } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { readArguments, usage, type Arguments } from './cli/arguments';
import {
  adminPasswordFrom,
  completed,
  readHouseholdFile,
  requireWishes,
  secretFrom,
  setupTokenFrom,
  type Household,
} from './cli/household';
import { openKit, saveKit } from './cli/kit';
import { leftText, typedWords } from './cli/leave';
import { phoneName, phoneWishes } from './cli/phones';
import { lookOnce } from './cli/router';
import { statusNow, statusText } from './cli/status';
import { refuseTokens } from './cli/tokens';
import {
  adoptionText,
  backupText,
  explain,
  leaksText,
  partName,
  phoneRow,
  planText,
  routerText,
  row,
  say,
} from './cli/words';
import { openAccount } from './cloudflare/client';
import { failure, FailureError, type Failure, type FailureCode } from './contract/failure';
import { countChanges } from './contract/plan';
import type { ApplyEvent } from './contract/progress';
import {
  addPhones,
  apply,
  changePhone,
  copyNow,
  judge,
  listPhones,
  lookAtBackup,
  lookForAdoption,
  makeLeavePlan,
  makePlan,
  readFacts,
  readHousehold,
  readPins,
  removePhone,
  replacePhone,
  requireWords,
  tryTheDoor,
  undoAll,
  wantedGone,
  type NewPhone,
  type Wanted,
} from './provision/engine';
import type { Kit } from './provision/kit/kit';
import type { Secret } from './provision/shell/secret';
import { connect, type Auth, type Connection } from './server/connection';
import { qrCode, qrText } from './wireguard/qr';

const exit = { done: 0, badInput: 2, refused: 3, stepFailed: 4, locked: 5 } as const;

const exitCode = (code: FailureCode): number => {
  if (code === 'apply-locked') return exit.locked;
  if (
    code === 'settings-invalid' ||
    code === 'secret-missing' ||
    code === 'phone-name-taken' ||
    code === 'phone-unknown'
  )
    return exit.badInput;
  return exit.refused;
};

const resources = process.env['IMMICH_AT_HOME_RESOURCES'] ?? join(import.meta.dirname, 'resources');

class Session {
  constructor(
    readonly options: Arguments,
    readonly server: Connection,
    readonly startedAt: number,
  ) {}

  say(line: string): void {
    if (!this.options.json) process.stdout.write(`${line}\n`);
  }
  tell(value: unknown): void {
    if (this.options.json) process.stdout.write(`${JSON.stringify(value)}\n`);
  }

  /** From before the connection until now. */
  cost(): { seconds: number; roundTrips: number; bytes: number } {
    const { roundTrips, bytes } = this.server;
    return { seconds: (Date.now() - this.startedAt) / 1000, roundTrips, bytes: bytes.sent + bytes.received };
  }

  /** `kit`: of the server that this one is to become, where there is nothing yet. */
  async household(kit: Kit | null = null): Promise<Household> {
    const { settings: file, setupTokenFile, adminPasswordFile } = this.options;
    const { settings, secrets, setupToken, leavesOpen } =
      file === null ? await this.#kept(kit) : await this.#written(file, kit);
    return {
      settings,
      leavesOpen,
      secrets:
        adminPasswordFile === null
          ? secrets
          : { ...secrets, adminPassword: await adminPasswordFrom(adminPasswordFile, '--admin-password-file') },
      setupToken: setupTokenFile === null ? setupToken : await setupTokenFrom(setupTokenFile, '--setup-token-file'),
    };
  }

  async #kept(kit: Kit | null): Promise<Household> {
    const settings = kit?.settings ?? (await readHousehold(this.server));
    if (!settings) throw new FailureError(failure('not-set-up', {}));
    return { settings, secrets: {}, setupToken: null, leavesOpen: new Set() };
  }

  async #written(file: string, kit: Kit | null): Promise<Household> {
    const household = await readHouseholdFile(file);
    if (household.leavesOpen.size === 0) return household;
    return completed(household, kit?.settings ?? (await readHousehold(this.server)));
  }

  kitPassphrase(): Promise<Secret> {
    return secretFrom(this.options.kitPassphraseFile ?? '', '--kit-passphrase-file');
  }

  async wanted(): Promise<Wanted> {
    return this.wantedBy(await this.household());
  }

  wantedBy({ settings, secrets, setupToken }: Household): Wanted {
    return {
      settings,
      secrets,
      cloud: setupToken && openAccount(setupToken, fetch),
      pins: readPins(readFileSync(this.options.pins ?? join(resources, 'server/release.json'), 'utf8')),
      switchOffApache: this.options.switchOffApache,
      whole: this.options.whole,
      template: (name) => readFileSync(join(resources, 'server', name), 'utf8'),
    };
  }
}

const commands: Record<Arguments['command'], (session: Session) => Promise<number>> = {
  async check(session) {
    const facts = await readFacts(session.server);
    const findings = judge(facts, {});
    session.tell({ facts, findings });
    for (const finding of findings) session.say(row(finding.level, `${finding.id} ${JSON.stringify(finding.values)}`));
    return findings.some((finding) => finding.level === 'stop') ? exit.refused : exit.done;
  },

  async plan(session) {
    const household = await session.household();
    requireWishes(household.settings);
    const { plan } = await makePlan(session.server, session.wantedBy(household));
    session.tell({ ...plan, changes: countChanges(plan), ...session.cost() });
    session.say(planText(plan));
    return exit.done;
  },

  apply: (session) => makeSo(session, null),

  async undo(session) {
    const wanted = await session.wanted();
    return follow(session, undoAll(session.server, wanted, ways(session.server)));
  },

  async status(session) {
    const wanted = await session.wanted();
    if (session.options.leaks) return tryDoor(session, wanted);
    const status = await statusNow(session.server, wanted, { resources });
    const { report, open, ...rest } = status;
    session.tell({ ...report, ...rest, open: open.map(({ step }) => step), cost: session.cost() });
    session.say(statusText(status));
    return report.problems.some(({ level }) => level === 'stop') ? exit.stepFailed : exit.done;
  },

  async router(session) {
    const { settings } = await session.household();
    const { mappings } = session.options;
    const trouble = (what: string, error: unknown): void => session.say(row('warn', `${what}: ${String(error)}`));
    const { router, report, reach, cost } = await lookOnce(session.server, settings, { resources, mappings, trouble });
    session.tell({ router, ...report, reach, look: cost, ...session.cost() });
    session.say(routerText(router, report, reach));
    return exit.done;
  },

  async adopt(session) {
    const adoption = await lookForAdoption(session.server);
    session.tell({ adoption, ...session.cost() });
    session.say(adoption === null ? row('fine', 'no Immich of somebody’s own making') : adoptionText(adoption));
    return exit.done;
  },

  'phone add': (session) =>
    withCodes(session, async () => addPhones(session.server, await phoneWishes(session.options))),

  async 'phone list'(session) {
    const list = await listPhones(session.server);
    session.tell(list);
    for (const phone of list.phones) session.say(phoneRow(phone));
    return exit.done;
  },

  async 'phone rename'(session) {
    const [name = '', next = ''] = session.options.names;
    const phone = await changePhone(session.server, { name }, { name: phoneName(next) });
    session.tell({ phone });
    return exit.done;
  },

  'phone disable': (session) => letIn(session, false),
  'phone enable': (session) => letIn(session, true),

  'phone replace': (session) =>
    withCodes(session, async () => [await replacePhone(session.server, { name: session.options.names[0] ?? '' })]),

  async 'phone remove'(session) {
    const [name = ''] = session.options.names;
    await removePhone(session.server, { name });
    session.tell({ removed: name });
    return exit.done;
  },

  async 'kit save'(session) {
    const [path = ''] = session.options.names;
    const saved = await saveKit(session.server, { path, passphrase: await session.kitPassphrase() });
    session.tell({ ...saved, ...session.cost() });
    session.say(row('fine', `${saved.path} (${saved.phones} phones; no photos, no database)`));
    return exit.done;
  },

  async 'kit restore'(session) {
    const [path = ''] = session.options.names;
    return makeSo(session, await openKit(path, await session.kitPassphrase()));
  },

  async 'backup now'(session) {
    await copyNow(session.server);
    session.tell({ started: true, ...session.cost() });
    session.say(row('fine', 'The copy has begun: backup status tells how it goes.'));
    return exit.done;
  },

  async 'backup status'(session) {
    const report = await lookAtBackup(session.server, (await session.household()).settings);
    session.tell({ ...report, ...session.cost() });
    session.say(backupText(report));
    return exit.done;
  },

  async leave(session) {
    const settings = await readHousehold(session.server);
    if (!settings) throw new FailureError(failure('not-set-up', {}));
    const { deletePhotos, deleteDatabase, accept } = session.options;
    const leaving = { deletePhotos, deleteDatabase };
    requireWords(settings, leaving, deletePhotos || deleteDatabase ? await typedWords() : []);
    // what is taken away is what the server has, whatever a file says; the file may have secrets for it
    const wanted = wantedGone({ ...session.wantedBy(await session.household()), settings }, leaving);
    const { plan } = await makeLeavePlan(session.server, wanted);
    session.tell(plan);
    session.say(planText(plan) + leftText(plan.left));
    if (!(await agreed(session, countChanges(plan)))) return exit.done;
    return follow(session, apply(session.server, wanted, { planId: plan.id, accept, ...ways(session.server) }));
  },
};

/** Plans, shows, and applies exactly that; on a server as new with what a recovery kit holds. */
async function makeSo(session: Session, kit: Kit | null): Promise<number> {
  const household = await session.household(kit);
  requireWishes(household.settings);
  const wanted = { ...session.wantedBy(household), ...(kit ? { kit } : {}) };
  await refuseWhatCannotWork(session, wanted);
  let basis: Wanted['basis'];
  for (let attempt = 1; ; attempt += 1) {
    const { plan, household: there } = await makePlan(session.server, { ...wanted, ...(basis ? { basis } : {}) });
    basis ??= [there];
    session.say(planText(plan));
    if (attempt === 1 && countChanges(plan) > 0) await checkTokens(session, household);
    if (!(await agreed(session, countChanges(plan)))) return exit.done;
    try {
      return await follow(
        session,
        apply(
          session.server,
          { ...wanted, basis },
          { planId: plan.id, accept: session.options.accept, ...ways(session.server) },
        ),
      );
    } catch (error) {
      const changed = error instanceof FailureError && error.failure.code === 'plan-changed';
      if (!changed || attempt === 5) throw error;
    }
  }
}

async function letIn(session: Session, enabled: boolean): Promise<number> {
  const [name = ''] = session.options.names;
  session.tell({ phone: await changePhone(session.server, { name }, { enabled }) });
  return exit.done;
}

/**
 * New phones, each with its code. A configuration is a key: it goes to the file that was named, or is drawn; JSON carries it only as
 * the code to draw.
 */
async function withCodes(session: Session, make: () => Promise<readonly NewPhone[]>): Promise<number> {
  const { out } = session.options;
  // opened first: a key that cannot be written anywhere would be lost, and its name taken
  const file = out === null ? null : await open(out, 'wx', 0o600).catch(() => cannotWrite(out));
  const made = await make().catch(async (reason: unknown) => {
    await file?.close();
    if (out !== null) await rm(out);
    throw reason;
  });
  for (const phone of made) await giveCode(session, phone, file);
  await file?.close();
  return exit.done;
}

async function giveCode(session: Session, { phone, config }: NewPhone, file: FileHandle | null): Promise<void> {
  await file?.writeFile(config.reveal());
  session.tell({ phone, ...(file ? { file: session.options.out } : { code: qrCode(config.reveal()) }) });
  if (!file) session.say(qrText(config.reveal()));
  session.say(row('fine', `${phone.name} ${phone.address}`));
}

/** Rights that are missing are said before anything is changed; a plan without changes needs none. */
async function checkTokens(session: Session, household: Household): Promise<void> {
  const { tooWide } = await refuseTokens(household);
  if (tooWide.length === 0) return;
  session.tell({ kind: 'token-too-wide', tooWide });
  session.say(row('warn', `the token that stays on the server can do more than it needs: ${tooWide.join(', ')}`));
}

async function tryDoor(session: Session, wanted: Wanted): Promise<number> {
  const report = await tryTheDoor(session.server, wanted);
  session.tell(report);
  session.say(leaksText(report));
  const leaks = report.inside.leaks.length + (report.outside?.leaks.length ?? 0);
  return leaks === 0 ? exit.done : exit.stepFailed;
}

/** What the check screen stops at, the command line does not start with either. */
async function refuseWhatCannotWork({ server }: Session, wanted: Wanted): Promise<void> {
  const findings = judge(await readFacts(server), {
    recognition: wanted.settings.recognition,
    access: wanted.settings.access,
    adopts: wanted.settings.adopts,
  });
  const stop = findings.find(
    ({ level, remedy }) => level === 'stop' && !(remedy === 'switch-off-apache' && wanted.switchOffApache),
  );
  if (stop)
    throw new FailureError({
      code: stop.code ?? 'system-unsupported',
      values: stop.code ? stop.values : { system: stop.id },
      checked: [{ what: `${stop.id} ${JSON.stringify(stop.values)}`, fine: false }],
      detail: null,
    } as unknown as Failure);
}

const cannotWrite = (path: string): never => {
  throw new FailureError(failure('file-not-saved', { path }));
};

const ways = (server: Connection): { reconnect: () => Promise<void>; renew: () => Promise<void> } => ({
  reconnect: () => server.reconnect(),
  renew: () => server.renew(),
});

async function agreed({ options }: Session, changes: number): Promise<boolean> {
  if (options.yes || changes === 0) return true;
  if (!process.stdin.isTTY)
    throw new FailureError(failure('settings-invalid', { field: '--yes', reason: 'needed without a terminal' }));
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Make these changes? [y/N] ');
  terminal.close();
  return /^y(?:es)?$/i.test(answer.trim());
}

/** Follows an apply or undo to its end; the exit code says how it ended. */
async function follow(session: Session, work: AsyncGenerator<ApplyEvent>): Promise<number> {
  let code: number = exit.done;
  for await (const event of work) {
    session.tell(event);
    switch (event.kind) {
      case 'part-started':
        session.say(`\n${partName(event.step)}`);
        break;
      case 'change-started':
        session.say(`  ${event.id} ${say(event.summary)}`);
        break;
      case 'failed':
        session.say(explain(event.failure));
        code = event.failure.code === 'apply-locked' ? exit.locked : exit.stepFailed;
        break;
      case 'finished':
        session.tell({ changes: event.changes, ...session.cost(), seconds: event.seconds });
        session.say(
          `\n${event.changes} changes, ${event.seconds.toFixed(1)} s, ${session.server.roundTrips} round trips`,
        );
        break;
      default:
    }
  }
  return code;
}

async function auth(options: Arguments): Promise<Auth> {
  const { login } = options;
  if (login.kind === 'password') return { kind: 'password', password: await secretFrom(login.file, '--password-file') };
  if (login.kind === 'agent') return { kind: 'agent' };
  const passphrase = login.passphraseFile === null ? null : await secretFrom(login.passphraseFile, '--passphrase-file');
  return { kind: 'key', path: login.path, passphrase };
}

function report(cause: Failure, json: boolean): number {
  if (json) process.stdout.write(`${JSON.stringify({ kind: 'refused', failure: cause })}\n`);
  else process.stderr.write(`${explain(cause)}\n`);
  return exitCode(cause.code);
}

/** Of this program; package.json lies one folder above, in the source as in a package. */
const version = (): string =>
  (JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as { version: string }).version;

async function main(argv: readonly string[]): Promise<number> {
  if (argv.includes('--version')) {
    process.stdout.write(`${version()}\n`);
    return exit.done;
  }
  if (argv.length === 0 || argv.includes('--help')) {
    process.stdout.write(usage);
    return argv.length === 0 ? exit.badInput : exit.done;
  }
  const read = readArguments(argv);
  if ('problem' in read) {
    process.stderr.write(`${read.problem}\n\n${usage}`);
    return exit.badInput;
  }
  const options = read.arguments;
  const startedAt = Date.now();
  let server: Connection | null = null;
  try {
    // bad input is said before anything is reached
    if (options.settings !== null) {
      const { settings } = await readHouseholdFile(options.settings);
      if (options.command === 'plan' || options.command === 'apply') requireWishes(settings);
    }
    if (options.setupTokenFile !== null) await setupTokenFrom(options.setupTokenFile, '--setup-token-file');
    if (options.adminPasswordFile !== null) await adminPasswordFrom(options.adminPasswordFile, '--admin-password-file');
    const connected = await connect({
      host: options.host,
      port: options.port,
      user: options.user,
      auth: await auth(options),
      sudoPassword:
        options.sudoPasswordFile === null ? null : await secretFrom(options.sudoPasswordFile, '--sudo-password-file'),
      pinned: null,
      trust: options.fingerprint,
    });
    if (!connected.ok) return report(connected.failure, options.json);
    server = connected.value;
    return await commands[options.command](new Session(options, server, startedAt));
  } catch (error) {
    if (error instanceof FailureError) return report(error.failure, options.json);
    throw error;
  } finally {
    server?.close();
  }
}

process.exitCode = await main(process.argv.slice(2));
