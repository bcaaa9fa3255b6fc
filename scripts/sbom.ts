/**
 * The bill of materials of what is shipped, as CycloneDX 1.6 JSON: `npx tsx scripts/sbom.ts <file>`, after a build. It lists what the build
 * found in the bundles (dist/licences.json) and Electron; hashes are those of package-lock.json. Source: the CycloneDX 1.6 schema.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build/bundles';

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
}
const json = (...path: string[]): unknown => JSON.parse(readFileSync(join(root, ...path), 'utf8')) as unknown;

const { packages: shipped } = json('dist/licences.json') as {
  packages: readonly { name: string; version: string; licence: string; homepage: string | null }[];
};
const { version } = json('package.json') as { version: string };
const { packages: locked } = json('package-lock.json') as { packages: Readonly<Record<string, Locked>> };
const electron = (json('node_modules/electron/package.json') as { version: string }).version;

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('sbom: into which file?');

/** A package may be there in several versions, each in a folder of its own. */
function hashes(name: string, wanted: string): readonly { alg: 'SHA-512'; content: string }[] {
  const found = Object.entries(locked).find(
    ([path, entry]) => path.endsWith(`node_modules/${name}`) && entry.version === wanted,
  )?.[1].integrity;
  const sha512 = /^sha512-(.+)$/.exec(found ?? '')?.[1];
  return sha512 === undefined ? [] : [{ alg: 'SHA-512', content: Buffer.from(sha512, 'base64').toString('hex') }];
}

const purl = (name: string, of: string): string => `pkg:npm/${name.replace(/^@/, '%40')}@${of}`;
const component = (name: string, of: string, licence: string, homepage: string | null): object => ({
  type: 'library',
  'bom-ref': purl(name, of),
  name,
  version: of,
  purl: purl(name, of),
  licenses: [{ license: { id: licence } }],
  hashes: hashes(name, of),
  ...(homepage === null ? {} : { externalReferences: [{ type: 'website', url: homepage }] }),
});

const bom = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  serialNumber: `urn:uuid:${randomUUID()}`,
  version: 1,
  metadata: {
    timestamp: new Date().toISOString(),
    component: {
      ...{ type: 'application', 'bom-ref': 'immich-at-home', name: 'immich-at-home', version },
      licenses: [{ license: { id: 'MIT' } }],
    },
  },
  components: [
    ...shipped.map(({ name, version: of, licence, homepage }) => component(name, of, licence, homepage)),
    component('electron', electron, 'MIT', 'https://www.electronjs.org'),
  ],
};
writeFileSync(file, `${JSON.stringify(bom, null, 2)}\n`);
console.log(`sbom: ${bom.components.length} components in ${file}`);
