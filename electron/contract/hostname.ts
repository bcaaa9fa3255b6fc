/**
 * A hostname as people type it, checked and brought to the form DNS uses. The surprise: "müller.de" is fine (it becomes
 * xn--mller-kva.de), "co.uk" is not (nobody can own it), and a certificate name may have 253 characters, not 255.
 */
import punycode from 'punycode.js';
import { parse } from 'tldts';

export type HostnameProblem = 'empty' | 'characters' | 'too-long' | 'no-domain' | 'public-suffix' | 'address';

/** The name in lower-case ASCII, or why it cannot be one. Accepts a trailing dot and surrounding space. */
export function readHostname(typed: string): { name: string } | { problem: HostnameProblem } {
  const text = typed.trim().replace(/\.$/, '').normalize('NFKC').toLowerCase();
  if (text === '') return { problem: 'empty' };
  let name: string;
  try {
    name = punycode.toASCII(text);
  } catch {
    return { problem: 'characters' };
  }
  if (name.length > 253 || name.split('.').some((label) => label.length > 63)) return { problem: 'too-long' };
  const parsed = parse(name, { allowPrivateDomains: true });
  if (parsed.isIp === true) return { problem: 'address' };
  if (!name.split('.').every((label) => /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(label)))
    return { problem: 'characters' };
  if (!name.includes('.') || (parsed.isIcann !== true && parsed.isPrivate !== true)) return { problem: 'no-domain' };
  if (parsed.domain === null) return { problem: 'public-suffix' };
  return { name };
}

/** The domain somebody registers ("example.co.uk" of "photos.example.co.uk"): the zone at Cloudflare. */
export function registrableDomain(hostname: string): string | null {
  return parse(hostname, { allowPrivateDomains: true }).domain;
}

/** Names before the registrable domain: 0 for "example.net", 2 for "photos.home.example.net". */
export function namesBeforeDomain(hostname: string): number {
  const { subdomain } = parse(hostname, { allowPrivateDomains: true });
  return subdomain ? subdomain.split('.').length : 0;
}
