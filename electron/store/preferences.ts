/** How this person likes the window: language and light or dark. Null = as the system has it. */
import { join } from 'node:path';
import * as v from 'valibot';
import { languages, themes } from '../contract/ipc';
import { jsonFile, type JsonFile, type Notes } from './json-file';

const Preferences = v.object({
  language: v.fallback(v.nullable(v.picklist(languages)), null),
  theme: v.fallback(v.picklist(themes), 'system'),
});
export type Preferences = v.InferOutput<typeof Preferences>;

export const preferences = (folder: string, notes: Notes): JsonFile<Preferences> =>
  jsonFile<Preferences>(join(folder, 'preferences.json'), Preferences, { language: null, theme: 'system' }, notes);
