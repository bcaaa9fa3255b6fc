// Packs files into a .deb: those of unpacked .debs under another name, or a folder of the lab's own.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runOutside } from '../../processes.ts';

export const architecture = (): string => (process.arch === 'arm64' ? 'arm64' : 'amd64');

export interface Source {
  readonly tree: string;
  /** Whether its maintainer scripts come along: they make the group and the units. */
  readonly scripts: boolean;
  readonly only?: readonly string[];
  readonly except?: readonly string[];
}

export interface Contents {
  readonly name: string;
  readonly version: string;
  readonly depends: string;
  /** This machine's, if not said. */
  readonly architecture?: string;
  readonly description?: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly from: readonly Source[];
}

const scripts = ['preinst', 'postinst', 'prerm', 'postrm', 'conffiles'];

export async function unpack(deb: string, into: string): Promise<string> {
  await runOutside(['dpkg-deb', '--raw-extract', deb, into]);
  return into;
}

export function readControl(tree: string): Record<string, string> {
  const text = readFileSync(join(tree, 'DEBIAN/control'), 'utf8');
  const fields = [...text.matchAll(/^([A-Z][A-Za-z-]*): (.*)$/gm)];
  return Object.fromEntries(fields.map(([, key = '', value = '']) => [key, value]));
}

export async function pack(contents: Contents, work: string, pool: string): Promise<void> {
  const tree = join(work, `${contents.name}-${architectureOf(contents)}`);
  mkdirSync(join(tree, 'DEBIAN'), { recursive: true });
  for (const source of contents.from) await copy(source, tree);
  rmSync(join(tree, 'usr/share/doc'), { recursive: true, force: true });
  writeFileSync(join(tree, 'DEBIAN/control'), control(contents));
  mkdirSync(pool, { recursive: true });
  const file = `${contents.name}_${contents.version.replace(/^\d+:/, '')}_${architectureOf(contents)}.deb`;
  await runOutside(['dpkg-deb', '--root-owner-group', '-Zgzip', '-z1', '--build', tree, join(pool, file)]);
}

async function copy(source: Source, tree: string): Promise<void> {
  if (source.only) for (const path of source.only) await copyOne(join(source.tree, path), join(tree, path));
  else await runOutside(['sh', '-c', 'tar -C "$1" --exclude=./DEBIAN -c . | tar -C "$2" -x', 'sh', source.tree, tree]);
  for (const path of source.except ?? []) rmSync(join(tree, path));
  if (!source.scripts) return;
  for (const script of scripts) {
    const from = join(source.tree, 'DEBIAN', script);
    if (existsSync(from)) await copyOne(from, join(tree, 'DEBIAN', script));
  }
}

async function copyOne(from: string, to: string): Promise<void> {
  mkdirSync(dirname(to), { recursive: true });
  await runOutside(['cp', '-a', from, to]);
}

const architectureOf = (contents: Contents): string => contents.architecture ?? architecture();

function control(contents: Contents): string {
  const { name, version, depends, fields } = contents;
  const lines = [
    ['Package', name],
    ['Version', version],
    ['Architecture', architectureOf(contents)],
    ['Maintainer', 'the lab <lab@localhost>'],
    ['Depends', depends],
    ...Object.entries(fields),
    ['Section', 'admin'],
    ['Priority', 'optional'],
    ['Description', contents.description ?? `${name}, as the lab packs it from Debian's own`],
  ];
  return lines.map(([key, value]) => `${key}: ${value}\n`).join('');
}
