/**
 * The certificate that is there, as openssl reads it. The surprise: how much of its lifetime is left is asked of the server's
 * own clock, because that is the one certbot goes by.
 */
import { Sh } from '../shell/sh';
import type { Fact } from './fact';

export const certificateName = 'immich-at-home';
export const fullchainPath = `/etc/letsencrypt/live/${certificateName}/fullchain.pem`;
export const privateKeyPath = `/etc/letsencrypt/live/${certificateName}/privkey.pem`;

export interface FoundCertificate {
  readonly names: readonly string[];
  /** "Let's Encrypt", "Pebble Intermediate CA 1a2b3c" */
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
  readonly now: number;
}

export function parseCertificate(stdout: string): FoundCertificate | null {
  const value = (pattern: RegExp): string | null => pattern.exec(stdout)?.[1]?.trim() ?? null;
  const from = value(/^notBefore=(.+)$/m);
  const until = value(/^notAfter=(.+)$/m);
  if (from === null || until === null) return null;
  const issuer = value(/^issuer=(.+)$/m) ?? '';
  return {
    names: [...stdout.matchAll(/DNS:([^\s,]+)/g)].map((match) => match[1] ?? ''),
    issuer: (/\bO ?= ?"?([^,"]+)/.exec(issuer) ?? /\bCN ?= ?"?([^,"]+)/.exec(issuer))?.[1]?.trim() ?? issuer,
    from: Date.parse(from),
    until: Date.parse(until),
    now: Number(value(/^now=(\d+)$/m) ?? 0) * 1000,
  };
}

export const certificate: Fact<FoundCertificate | null> = {
  key: 'certificate',
  command: new Sh(`[ -s ${fullchainPath} ] && [ -s ${privateKeyPath} ] || exit 1
openssl x509 -in ${fullchainPath} -noout -subject -issuer -startdate -enddate -ext subjectAltName
date '+now=%s'`),
  parse: ({ status, stdout }) => (status === 0 ? parseCertificate(stdout) : null),
};

/** How much of its lifetime is left: 1 = new, 0 = over. Lifetimes get shorter, so days would be the wrong measure. */
export const lifeLeft = ({ from, until, now }: FoundCertificate): number =>
  Math.max(0, Math.min(1, (until - now) / (until - from)));

/** Up to when, as a day: "2027-02-21". */
export const lastDay = ({ until }: FoundCertificate): string => new Date(until).toISOString().slice(0, 10);
