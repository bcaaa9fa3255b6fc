/**
 * Settings as they are typed: checked by the contract's own schemas, tokens by asking Cloudflare, a password made up on request. The
 * surprise: the set-up token is kept as the account it opens, so nothing that can be written down ever holds it.
 */
import { FailureError } from '../contract/failure';
import type { FieldIssue } from '../contract/settings';
import { readWishes } from '../contract/wishes';
import { Secret } from '../provision/shell/secret';
import { makePassword } from './password';
import type { Handlers } from './register';
import type { Session } from './session';
import type { Workplace } from './workplace';

type Channels = 'settings:check' | 'settings:token' | 'settings:setup-token' | 'settings:password';

export const settingsHandlers = (session: Session, work: Workplace): Handlers<Channels> => ({
  'settings:check': (draft) => issuesOf(draft),
  'settings:token': async ({ token, host }) => {
    work.redaction.know(token);
    const secret = new Secret(token);
    const result = await work.checkDnsToken({ token: secret, host });
    if (!result.ok) throw new FailureError(result.failure);
    session.secrets = { ...session.secrets, dnsToken: secret };
    return result.value;
  },
  'settings:setup-token': async ({ token, host }) => {
    work.redaction.know(token);
    const secret = new Secret(token);
    // which of the zone's settings are to be changed is chosen only when their values have been seen
    const result = await work.checkSetupToken({ token: secret, host, settings: [] });
    if (!result.ok) throw new FailureError(result.failure);
    session.account = work.openAccount(secret);
    return result.value;
  },
  'settings:password': () => makePassword(work.release.words()),
});

/** Only what is there is judged: a field nobody has come to yet is not wrong. */
function issuesOf(draft: Readonly<Record<string, unknown>>): readonly FieldIssue[] {
  const read = readWishes(draft);
  return 'issues' in read ? read.issues.filter(({ field }) => isThere(draft, field)) : [];
}

function isThere(draft: unknown, field: string): boolean {
  let value = draft;
  for (const key of field.split('.')) {
    if (typeof value !== 'object' || value === null) return false;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value !== undefined;
}
