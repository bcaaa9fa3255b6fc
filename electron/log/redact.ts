/**
 * Takes out of a text what must not leave this PC, by small redactors one after the other. The surprise: what we know to be secret
 * (this session's passwords) is found in any form it travels in, base64 and JSON included; patterns are only for the rest.
 */
export type Redactor = (text: string) => string;

export const mask = '•••';

const replace =
  (pattern: RegExp, by: string): Redactor =>
  (text) =>
    text.replace(pattern, by);

const privateKeys = replace(
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g,
  mask,
);
const wireguardKeys = replace(/\b((?:PrivateKey|PresharedKey)\s*=\s*)\S+/gi, `$1${mask}`);
const named = replace(
  /((?:password|passwd|passphrase|secret|token|api[-_]?key)["']?\s*[=:]\s*)(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;&}]+)/gi,
  `$1${mask}`,
);
const authorization = replace(/\b(Bearer\s+)\S+/gi, `$1${mask}`);
/** Tokens of 40 characters and more; digests and fingerprints name themselves, and are what a report is read for. */
const tokens = replace(/(?<![A-Za-z0-9_-])(?<!sha256:)(?<!SHA256:)[A-Za-z0-9_-]{40,}(?![A-Za-z0-9_-])/g, mask);
const emails = replace(/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/gu, '<e-mail>');

const homeFolder = (home: string): Redactor =>
  home.length > 1 ? (text) => text.replaceAll(home, '~') : (text) => text;

/** Shorter ones would mask half of every text and are no secret worth the name. */
const shortest = 4;

export interface Redaction {
  readonly redact: Redactor;
  /** From now on this value is never written. */
  know(secret: string | null): void;
}

export function redaction(home: string): Redaction {
  const known = new Set<string>();
  const knownSecrets: Redactor = (text) => [...known].reduce((rest, form) => rest.replaceAll(form, mask), text);
  const redactors = [knownSecrets, privateKeys, wireguardKeys, authorization, named, tokens, emails, homeFolder(home)];
  return {
    redact: (text) => redactors.reduce((rest, redactor) => redactor(rest), text),
    know: (secret) => {
      if (secret === null || secret.length < shortest) return;
      for (const form of formsOf(secret)) known.add(form);
    },
  };
}

const formsOf = (secret: string): readonly string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
];
