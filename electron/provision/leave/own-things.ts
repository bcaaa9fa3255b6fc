/**
 * All that our set-ups made on this server, and what stood there before them: the manifest tells which files are ours, the journal what
 * each apply did. The surprise: what stood before is known by the oldest entry of a path alone; later ones only tell of ourselves.
 */
import type { Journalled } from '../engine/journal';
import { entriesCommand, parseEntries } from '../engine/journal';
import type { FoundFile, FoundUnit } from '../facts/common';
import { parseUnit } from '../facts/common';
import type { Fact, Reader } from '../facts/fact';
import { journalFolder, manifestPath } from '../shell/prelude';
import { Sh } from '../shell/sh';

export interface OwnFile extends Pick<FoundFile, 'path' | 'exists' | 'sum' | 'mode'> {
  /** As noted when we wrote it last. More than one: an apply was cut off in between. */
  readonly noted: readonly string[];
  readonly step: string;
}

/** Something that stood at a path before our first change of it. */
export interface StoodBefore {
  readonly path: string;
  /** The entry that keeps it. */
  readonly entry: string;
  /** It stands there again. */
  readonly back: boolean;
}

export interface OwnThings {
  readonly files: readonly OwnFile[];
  readonly units: ReadonlyMap<string, FoundUnit>;
  readonly entries: readonly Journalled[];
  readonly stoodBefore: readonly StoodBefore[];
  /** Folders that we made, each before those in it, as long as they are there. */
  readonly madeFolders: readonly string[];
  /** "user dnsmasq", "group docker": brought by the packages of an entry, and still there. */
  readonly accounts: readonly { readonly entry: string; readonly kind: 'user' | 'group'; readonly name: string }[];
}

const ofUnits = /^\/etc\/systemd\/system\/([^/]+\.(?:service|timer|socket|path))$/;
export const unitOf = (path: string): string | null => ofUnits.exec(path)?.[1] ?? null;

const noted: Fact<readonly OwnFile[]> = {
  key: 'own-files',
  command: new Sh(`[ -e ${manifestPath} ] || exit 0
while IFS='\t' read -r sum path attributes step; do
  mode=none; now=none
  if [ -f "$path" ]; then mode=$(stat -L -c %a -- "$path"); now=$(sha256sum < "$path" | cut -d ' ' -f 1); elif [ -L "$path" ]; then mode=link; fi
  printf '%s\\t%s\\t%s\\t%s\\t%s\\n' "$step" "$sum" "$now" "$mode" "$path"
done < ${manifestPath}`),
  parse: ({ stdout }) => parseOwnFiles(stdout),
};

export function parseOwnFiles(stdout: string): readonly OwnFile[] {
  const files = new Map<string, OwnFile>();
  for (const row of stdout.split('\n')) {
    const [step = '', sum = '', now = '', mode = '', path = ''] = row.split('\t');
    if (path === '') continue;
    const before = files.get(path)?.noted ?? [];
    files.set(path, {
      path,
      step,
      noted: [...before, sum],
      exists: mode !== 'none',
      sum: now === 'none' ? null : now,
      mode: mode.padStart(4, '0'),
    });
  }
  return [...files.values()];
}

/** Somebody changed it since we wrote it. */
export const changedByOthers = ({ sum, noted: sums }: OwnFile): boolean => sum === null || !sums.includes(sum);

const units: Fact<ReadonlyMap<string, FoundUnit>> = {
  key: 'own-units',
  command: new Sh(`[ -e ${manifestPath} ] || exit 0
cut -f 2 ${manifestPath} | sed -n -E 's#^/etc/systemd/system/([^/]+\\.(service|timer|socket|path))$#\\1#p' | sort -u | while read -r unit; do
  printf 'unit %s\\n' "$unit"; iah_unit "$unit"
done`),
  parse: ({ stdout }) =>
    new Map(
      stdout
        .split(/^unit /m)
        .slice(1)
        .map((part): [string, FoundUnit] => {
          const [name = '', ...rest] = part.split('\n');
          return [name, parseUnit(rest.join('\n'))];
        }),
    ),
};

const entries: Fact<readonly Journalled[]> = {
  key: 'journal',
  command: entriesCommand,
  parse: ({ stdout }) => parseEntries(stdout),
};

interface Trace {
  readonly kind: 'had' | 'folder' | 'made' | 'user' | 'group';
  readonly entry: string;
  readonly what: string;
}

/** What entries know beside their text: whether something that was not ours stood there, which folders and accounts came with them. */
const traces: Fact<readonly Trace[]> = {
  key: 'journal-traces',
  command: new Sh(`cd ${journalFolder} 2>/dev/null || exit 0
for entry in */[0-9]*; do
  [ -e "$entry/entry.json" ] && [ ! -e "$entry/undone" ] || continue
  at=${journalFolder}/$entry
  { [ ! -e "$entry/before" ] && [ ! -L "$entry/before" ] && [ ! -L "$entry/aside" ]; } || [ -s "$entry/noted" ] || printf 'had\\t%s\\t\\n' "$at"
  [ ! -e "$entry/was-folder" ] || printf 'folder\\t%s\\t\\n' "$at"
  [ ! -e "$entry/made-folders" ] || while read -r path; do [ ! -d "$path" ] || printf 'made\\t%s\\t%s\\n' "$at" "$path"; done < "$entry/made-folders"
  [ ! -e "$entry/accounts-added" ] || while read -r kind name; do
    case $kind in user) list=passwd;; *) list=group;; esac
    ! grep -q "^$name:" /etc/$list || printf '%s\\t%s\\t%s\\n' "$kind" "$at" "$name"
  done < "$entry/accounts-added"
done`),
  parse: ({ stdout }) =>
    stdout
      .split('\n')
      .filter(Boolean)
      .map((row) => {
        const [kind, entry = '', what = ''] = row.split('\t');
        return { kind: kind as Trace['kind'], entry, what };
      }),
};

/** Entries whose former file was given back by a removal that was cut off later. */
const backAgain: Fact<ReadonlySet<string>> = {
  key: 'journal-back-again',
  command: new Sh(`cd ${journalFolder} 2>/dev/null || exit 0
for entry in */[0-9]*; do
  at=${journalFolder}/$entry; before=$at/before; [ ! -L "$at/aside" ] || before=$(readlink "$at/aside")
  { [ -e "$before" ] || [ -L "$before" ]; } && [ -e "$at/put-back" ] && printf '%s\\n' "$at"
done; :`),
  parse: ({ stdout }) => new Set(stdout.split('\n').filter(Boolean)),
};

const pathOf = ({ action }: Journalled): string | null =>
  action.kind === 'write' ? action.file.path : action.kind === 'remove' ? action.path : null;

export async function ownThings(server: Reader): Promise<OwnThings> {
  const [files, foundUnits, journalled, traced, back] = await Promise.all([
    server.ask(noted),
    server.ask(units),
    server.ask(entries),
    server.ask(traces),
    server.ask(backAgain),
  ]);
  const of = (kind: Trace['kind']): readonly Trace[] => traced.filter((trace) => trace.kind === kind);
  const had = new Set(of('had').map(({ entry }) => entry));
  const wasFolder = new Set(of('folder').map(({ entry }) => entry));
  const oldest = new Map<string, Journalled>();
  for (const entry of journalled) {
    const path = pathOf(entry);
    if (path !== null && !oldest.has(path)) oldest.set(path, entry);
  }
  const folders = journalled.flatMap(({ action, folder }) =>
    action.kind === 'folder' && !wasFolder.has(folder) ? [action.path] : [],
  );
  return {
    files,
    units: foundUnits,
    entries: journalled,
    stoodBefore: [...oldest].flatMap(([path, { folder: entry }]) =>
      had.has(entry) ? [{ path, entry, back: back.has(entry) }] : [],
    ),
    madeFolders: [...new Set([...of('made').map(({ what }) => what), ...folders])].toSorted(),
    accounts: traced.flatMap(({ kind, entry, what: name }) =>
      kind === 'user' || kind === 'group' ? [{ kind, entry, name }] : [],
    ),
  };
}
