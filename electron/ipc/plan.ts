/** Making a plan, and saving it as text. The surprise: the draft may lack secrets that were given before; those are remembered. */
import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { failure, FailureError } from '../contract/failure';
import type { SecretsInput } from '../contract/ipc';
import { secretNames } from '../contract/secrets';
import type { Settings } from '../contract/settings';
import { readWishes } from '../contract/wishes';
import type { Wanted } from '../provision/engine';
import type { Kit } from '../provision/kit/kit';
import { Secret } from '../provision/shell/secret';
import { planText } from './plan-text';
import type { Handlers } from './register';
import type { Session } from './session';
import type { Workplace } from './workplace';

type Channels = 'plan:make' | 'plan:save';

export const planHandlers = (session: Session, work: Workplace): Handlers<Channels> => ({
  'plan:make': async (draft, secrets, { switchOffApache, whole = false, kit = false }) => {
    session.refuseWhileWorking();
    const settings = settingsOf(draft);
    rememberSecrets(secrets, session, work);
    const wanted = {
      ...wantedFor(settings, session, work),
      switchOffApache,
      whole,
      ...(kit ? { kit: openedKit(session) } : {}),
    };
    const prepared = await work.engine.makePlan(await session.server(), wanted);
    session.plan = { prepared, wanted };
    return prepared.plan;
  },
  'plan:save': async (planId) => {
    const { prepared, wanted } = shownPlan(session, planId);
    const path = await work.desktop.chooseTarget('immich-at-home-plan.txt');
    if (path === null) return null;
    await saveText(path, planText(prepared.plan, wanted.settings), 0o644);
    return path;
  },
});

function openedKit({ kit }: Session): Kit {
  if (!kit) throw new FailureError(failure('secret-missing', { name: 'kit' }));
  return kit;
}

function settingsOf(draft: unknown): Settings {
  const read = readWishes(draft);
  if ('settings' in read) return read.settings;
  const [issue] = read.issues;
  const { field, problem } = issue ?? { field: '', problem: 'empty' };
  throw new FailureError(failure('settings-invalid', { field, reason: problem }));
}

function rememberSecrets(given: SecretsInput, session: Session, { redaction, openAccount }: Workplace): void {
  for (const name of secretNames) {
    const text = given[name];
    if (text === null) continue;
    redaction.know(text);
    session.secrets = { ...session.secrets, [name]: new Secret(text) };
  }
  if (given.setupToken === null) return;
  redaction.know(given.setupToken);
  session.account = openAccount(new Secret(given.setupToken));
}

export const wantedFor = (settings: Settings, session: Session, { release }: Workplace): Wanted => ({
  settings,
  secrets: session.secrets,
  cloud: session.account,
  pins: release.pins(),
  switchOffApache: false,
  ...(session.basis ? { basis: session.basis } : {}),
  template: (name) => release.template(name),
});

/** The plan with this id, if it is the one that was shown last. */
export function shownPlan(session: Session, planId: string): NonNullable<Session['plan']> {
  if (session.plan?.prepared.plan.id !== planId) throw new FailureError(failure('plan-unknown', {}));
  return session.plan;
}

/** Written beside and renamed: a file that is there already would keep its own mode, and anybody might read the new text. */
export async function saveText(path: string, text: string, mode: number): Promise<void> {
  const beside = `${path}.${randomUUID()}.new`;
  try {
    await writeFile(beside, text, { mode, flag: 'wx' });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    const detail = error instanceof Error ? error.message : null;
    throw new FailureError(failure('file-not-saved', { path }, { detail }));
  }
}
