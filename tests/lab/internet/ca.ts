// The lab's certificate authority and the one certificate that all stand-ins of the internet show.
// Surprise: it is made once per cache directory; a tree that trusted an older CA must be built again, so the CA's
// fingerprint is worth putting into any cache key.
import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { caCertificate } from '../names.ts';
import { runOutside } from '../processes.ts';
import { authority, caKey, certifiedNames, serverCertificate, serverKey } from './places.ts';

export async function prepareCertificates(): Promise<void> {
  mkdirSync(authority.directory, { recursive: true, mode: 0o755 });
  if (!existsSync(caCertificate) || !existsSync(caKey)) await makeAuthority();
  if (!coversAllNames()) await makeServerCertificate();
}

export const caFingerprint = (): string => createHash('sha256').update(readFileSync(caCertificate)).digest('hex');

async function makeAuthority(): Promise<void> {
  const fresh = `${caCertificate}.new`;
  await openssl([
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '3650'],
    ...['-subj', '/O=Immich at Home lab/CN=Lab Root CA', '-keyout', caKey, '-out', fresh],
    ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
  ]);
  rmSync(serverCertificate, { force: true });
  renameSync(fresh, caCertificate);
}

function coversAllNames(): boolean {
  if (!existsSync(serverCertificate) || !existsSync(serverKey)) return false;
  const certificate = new X509Certificate(readFileSync(serverCertificate));
  const listed = new Set((certificate.subjectAltName ?? '').split(', '));
  const signed = certificate.verify(new X509Certificate(readFileSync(caCertificate)).publicKey);
  const monthFromNow = Date.now() + 30 * 86_400_000;
  const lasting = Date.parse(certificate.validTo) > monthFromNow;
  return signed && lasting && certifiedNames().every((name) => listed.has(`DNS:${name}`));
}

async function makeServerCertificate(): Promise<void> {
  const request = join(authority.directory, 'internet.csr');
  const extensions = join(authority.directory, 'internet.ext');
  const names = [...certifiedNames().map((name) => `DNS:${name}`), 'IP:127.0.0.1'].join(',');
  writeFileSync(
    extensions,
    `basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=serverAuth\nsubjectAltName=${names}\n`,
  );
  await openssl([
    ...['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-subj', '/CN=internet.lab', '-keyout', serverKey, '-out', request],
  ]);
  await openssl([
    ...['x509', '-req', '-in', request, '-CA', caCertificate, '-CAkey', caKey, '-CAcreateserial', '-days', '820'],
    ...['-extfile', extensions, '-out', serverCertificate],
  ]);
}

async function openssl(args: readonly string[]): Promise<void> {
  await runOutside(['openssl', ...args]);
}
