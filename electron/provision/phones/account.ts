/**
 * An account at Immich for a member of the family, made by the administrator's login through the server's own localhost. Both
 * passwords go by stdin; the session ends with the call. The surprise: Immich says 400 for an address that has an account already,
 * as for everything else it does not like.
 */
import { failure, FailureError } from '../../contract/failure';
import type { Settings } from '../../contract/settings';
import { newUser, userExists } from '../../immich/calls';
import { apiScript } from '../engine/api';
import { immichFailure } from '../engine/failures';
import type { Remote } from '../remote';
import type { Secret } from '../shell/secret';
import { Sh } from '../shell/sh';
import { statePrelude } from '../shell/state';

export interface Member {
  readonly name: string;
  readonly email: string;
  /** For the first sign-in. */
  readonly password: Secret;
}

export async function makeAccount(
  remote: Remote,
  settings: Settings,
  adminPassword: Secret,
  { name, email, password }: Member,
): Promise<void> {
  const request = newUser({ name, email, password: password.reveal() });
  const { body, input } = apiScript(request, 'admin', { settings, secrets: { adminPassword } });
  const script = new Sh(`${statePrelude}
( set -e
${body.text}
)`);
  const answer = await remote.run(script, { input, timeoutMs: 120_000 });
  if (answer.status === 0) return;
  const [status = '', ...said] = answer.stdout.split('\n');
  if (status === '401') throw new FailureError(failure('admin-password-wrong', { email: settings.admin.email }));
  if (status === '400' && userExists(said.join('\n'))) throw new FailureError(failure('account-taken', { email }));
  throw new FailureError(
    immichFailure(`${request.method} ${request.path}`, Number(status) || 0, said.join('\n') || answer.stderr),
  );
}
