/** Secrets by name, and where a file gets one: the text itself holds none of them. */

/** The wide set-up token is not among them: it is used from this PC only and never gets near a file. */
export const secretNames = ['dnsToken', 'adminPassword', 'tunnelToken'] as const;
/** Secrets of a household, by name. A file says `@secret:dnsToken@` where one belongs; it is filled in when the file is sent. */
export type SecretName = (typeof secretNames)[number];

/** Where a file on the server gets a secret that only the server knows: replaced there, masked when read back. */
export const kept = (path: string): string => `@kept:${path}@`;
export const secret = (name: SecretName): string => `@secret:${name}@`;
