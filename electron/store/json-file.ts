/**
 * One idea kept in one small file: written beside and renamed, readable by its owner alone, parsed when read. The surprise: a
 * damaged file must not stop the program, nor be lost; it is set aside under another name and the program starts with nothing.
 * Only where keys of others lie in it, it goes: nobody would ever look after a copy.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';

export interface JsonFile<T> {
  read(): Promise<T>;
  /** Changes follow one another, never one over the other. */
  change(change: (value: T) => T): Promise<void>;
}

export interface Notes {
  warn(what: string, values?: Readonly<Record<string, unknown>>): void;
}

export function jsonFile<T>(
  path: string,
  schema: v.GenericSchema<unknown, T>,
  empty: T,
  notes: Notes,
  damaged: 'set-aside' | 'remove' = 'set-aside',
): JsonFile<T> {
  let last: Promise<unknown> = Promise.resolve();
  const afterOthers = <R>(work: () => Promise<R>): Promise<R> => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
  const load = (): Promise<T> => loadFrom(path, schema, empty, notes, damaged);
  return {
    read: () => afterOthers(load),
    change: (change) => afterOthers(async () => saveTo(path, change(await load()))),
  };
}

async function loadFrom<T>(
  path: string,
  schema: v.GenericSchema<unknown, T>,
  empty: T,
  notes: Notes,
  damaged: 'set-aside' | 'remove',
): Promise<T> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') notes.warn('cannot read', { path, error });
    return empty;
  }
  const read = v.safeParse(schema, parsed(text));
  if (read.success) return read.output;
  await (damaged === 'remove' ? remove(path, notes) : setAside(path, notes));
  return empty;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function setAside(path: string, notes: Notes): Promise<void> {
  const aside = `${path}.damaged`;
  notes.warn('damaged file set aside; starting with nothing', { path, aside });
  await rename(path, aside).catch((error: unknown) => notes.warn('cannot set aside', { path, error }));
}

async function remove(path: string, notes: Notes): Promise<void> {
  notes.warn('damaged file removed; starting with nothing', { path });
  await rm(path, { force: true }).catch((error: unknown) => notes.warn('cannot remove', { path, error }));
}

async function saveTo(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.new`;
  await writeFile(beside, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  await rename(beside, path);
}
