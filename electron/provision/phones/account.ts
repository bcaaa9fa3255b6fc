/**
 * An account at Immich for a member of the family, made by the administrator's login through the server's own localhost. Both
 * passwords go by stdin; the session ends with the call. The surprises: Immich says 400 for an address that has an account already,
 * as for everything else it does not like; and when the answer of a first attempt was lost, that account is ours: a sign-in with its
 * password tells.
 */
import { failure, FailureError } from '../../contract/failure';
import type { Settings } from '../../contract/settings';
import { newUser, userExists, validateToken } from '../../immich/calls';
import type { ApiRequest } from '../engine/action';
import { apiScript } from '../engine/api';
import { immichFailure } from '../engine/failures';
import type { Wanted } from '../engine/step';
import type { Answer, Remote } from '../remote';
import type { Secret } from '../shell/secret';
import { Sh } from '../shell/sh';
import { statePrelude } from '../shell/state';

export interface Member {
  readonly name: string;
  readonly email: string;
  /** For the first sign-in. */
  readonly password: Secret;
  /** With this very password it was tried before, and nobody knows how that ended. */
  readonly tried: boolean;
}

export async function makeAccount(
  remote: Remote,
  settings: Settings,
  adminPassword: Secret,
  member: Member,
): Promise<void> {
  const { name, email, password } = member;
  const request = newUser({ name, email, password: password.reveal() });
  const answer = await asked(remote, request, { settings, secrets: { adminPassword } });
  if (answer.status === 0) return;
  const [status = '', ...said] = answer.stdout.split('\n');
  if (status === '401') throw new FailureError(failure('admin-password-wrong', { email: settings.admin.email }));
  if (status === '400' && userExists(said.join('\n'))) {
    if (member.tried && (await signsIn(remote, settings, member))) return;
    throw new FailureError(failure('account-taken', { email }));
  }
  throw new FailureError(
    immichFailure(`${request.method} ${request.path}`, Number(status) || 0, said.join('\n') || answer.stderr),
  );
}

async function signsIn(remote: Remote, settings: Settings, { name, email, password }: Member): Promise<boolean> {
  const itself = { settings: { ...settings, admin: { name, email } }, secrets: { adminPassword: password } };
  return (await asked(remote, validateToken, itself)).status === 0;
}

/** In a session of its own of whoever is named as administrator. */
function asked(remote: Remote, request: ApiRequest, as: Pick<Wanted, 'settings' | 'secrets'>): Promise<Answer> {
  const { body, input } = apiScript(request, 'admin', as);
  const script = new Sh(`${statePrelude}
( set -e
${body.text}
)`);
  return remote.run(script, { input, timeoutMs: 120_000 });
}
