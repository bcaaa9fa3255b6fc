/** How this person likes the program: language, light or dark (null = as the system has it), and what it may ask for. */
import { join } from 'node:path';
import * as v from 'valibot';
import { languages, themes } from '../contract/ipc';
import { jsonFile, type JsonFile, type Notes } from './json-file';

const Preferences = v.object({
  language: v.fallback(v.nullable(v.picklist(languages)), null),
  theme: v.fallback(v.picklist(themes), 'system'),
  /** Whether a newer program may be asked for; absent = nobody was asked. */
  askForProgram: v.exactOptional(v.fallback(v.boolean(), false)),
  /** The first page was read; absent = the program is new on this PC. */
  welcomed: v.exactOptional(v.fallback(v.boolean(), false)),
  /** When it was last asked for, in milliseconds since 1970, and what was newer then. */
  programAskedAt: v.exactOptional(v.fallback(v.number(), 0)),
  programNewest: v.exactOptional(v.fallback(v.pipe(v.string(), v.maxLength(40)), '')),
});
export type Preferences = v.InferOutput<typeof Preferences>;

export const preferences = (folder: string, notes: Notes): JsonFile<Preferences> =>
  jsonFile<Preferences>(join(folder, 'preferences.json'), Preferences, { language: null, theme: 'system' }, notes);
