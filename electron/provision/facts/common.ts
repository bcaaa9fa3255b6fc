/**
 * The facts every step is made of: a file with its note in our manifest, a unit and whether it runs what its files say now,
 * packages, a folder. Parsers are pure; tests/cases hold them against captured output.
 */
import { sh, type Sh } from '../shell/sh';
import type { Fact } from './fact';

/** A file as found. `text` has kept secrets masked; it is null for files whose content must not travel (see `secretFile`). */
export interface FoundFile {
  readonly path: string;
  readonly exists: boolean;
  readonly kind: 'file' | 'folder' | 'none';
  readonly text: string | null;
  /** SHA-256 of the real content. */
  readonly sum: string | null;
  /** "0644" */
  readonly mode: string | null;
  readonly owner: string | null;
  /** SHA-256 noted when we wrote it; null when we never did. */
  readonly noted: string | null;
}

export const absent = (path: string): FoundFile => ({
  path,
  exists: false,
  kind: 'none',
  text: null,
  sum: null,
  mode: null,
  owner: null,
  noted: null,
});

export function parseFile(path: string, stdout: string): FoundFile {
  const [head = '', text = null] = splitOnce(stdout, /^text\n/m);
  const line = (name: string): string | null => new RegExp(`^${name} (.+)$`, 'm').exec(head)?.[1] ?? null;
  const noted = line('noted');
  const stat = line('file') ?? line('folder');
  if (stat === null) return { ...absent(path), noted };
  const [mode = '', owner = ''] = stat.split(' ');
  const folder = line('file') === null;
  return {
    path,
    exists: true,
    kind: folder ? 'folder' : 'file',
    text: folder ? null : (text ?? null),
    sum: line('sum'),
    mode: mode.padStart(4, '0'),
    owner,
    noted,
  };
}

const splitOnce = (text: string, at: RegExp): string[] => {
  const match = at.exec(text);
  return match ? [text.slice(0, match.index), text.slice(match.index + match[0].length)] : [text];
};

/** A text file; `keptPaths` are files with secrets of the server that may stand in it and are masked. */
export const file = (path: string, keptPaths: readonly string[] = []): Fact<FoundFile> => ({
  key: `file ${path}`,
  command: sh`iah_file ${path} ${keptPaths}`,
  parse: ({ stdout }) => parseFile(path, stdout),
});

/** A file whose content stays on the server: only its existence, digest, mode. */
export const secretFile = (path: string): Fact<FoundFile> => ({
  key: `secret-file ${path}`,
  command: sh`iah_file ${path} | sed '/^text$/,$d'`,
  parse: ({ stdout }) => parseFile(path, stdout),
});

export interface FoundUnit {
  readonly state: 'missing' | 'stopped' | 'failed' | 'running' | 'stale';
  readonly enabled: boolean;
}

/** 'stale' = it runs, but a file it reads changed after it was started or reloaded. */
export function parseUnit(stdout: string): FoundUnit {
  const value = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(stdout)?.[1] ?? '';
  const enabled = ['enabled', 'enabled-runtime', 'static', 'alias'].includes(value('UnitFileState'));
  if (!['loaded', 'masked'].includes(value('LoadState'))) return { state: 'missing', enabled: false };
  const active = value('ActiveState');
  if (active === 'failed') return { state: 'failed', enabled };
  if (!['active', 'reloading', 'activating'].includes(active)) return { state: 'stopped', enabled };
  const newest = Math.max(0, ...[...stdout.matchAll(/^Config=(\d+)$/gm)].map((match) => Number(match[1])));
  const stale = newest > Number(value('Since') || 0) || value('NeedDaemonReload') === 'yes';
  return { state: stale ? 'stale' : 'running', enabled };
}

export const unit = (name: string, configs: readonly string[] = []): Fact<FoundUnit> => ({
  key: `unit ${name} ${configs.join(' ')}`,
  command: sh`iah_unit ${name} ${configs}`,
  parse: ({ stdout }) => parseUnit(stdout),
});

/** Installed versions by package name; what is not installed is not in the map. */
export function parsePackages(stdout: string): ReadonlyMap<string, string> {
  const rows = stdout.split('\n').map((row) => row.split('\t'));
  return new Map(
    rows.filter(([, , status]) => status?.startsWith('ii')).map(([name = '', version = '']) => [name, version]),
  );
}

export const packages = (...names: readonly string[]): Fact<ReadonlyMap<string, string>> => ({
  key: `packages ${names.join(' ')}`,
  command: sh`dpkg-query -W -f '\${Package}\t\${Version}\t\${db:Status-Abbrev}\n' ${names} 2>/dev/null`,
  parse: ({ stdout }) => parsePackages(stdout),
});

/** The trimmed output of a command that only reads; null when it fails. */
export const text = (key: string, command: Sh): Fact<string | null> => ({
  key,
  command,
  parse: ({ status, stdout }) => (status === 0 ? stdout.trim() : null),
});
