/** Phones as they are typed: names on the command line or one a line in a file, checked as the window checks them. */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { failure, FailureError } from '../contract/failure';
import { PhoneName } from '../contract/fields';
import type { PhoneWish } from '../provision/phones';
import type { Arguments } from './arguments';

const invalid = (field: string, reason: string): FailureError =>
  new FailureError(failure('settings-invalid', { field, reason }));

/** FailureError('settings-invalid') when it is no name for a phone, or a person. */
export function phoneName(text: string, field = 'name'): string {
  const read = v.safeParse(PhoneName, text);
  if (read.success) return read.output;
  throw invalid(field, `${text}: ${read.issues[0].message}`);
}

type Asked = Pick<Arguments, 'names' | 'namesFile' | 'person' | 'scope'>;

export async function phoneWishes({ names, namesFile, person, scope }: Asked): Promise<readonly PhoneWish[]> {
  const listed = namesFile === null ? [] : await linesOf(namesFile);
  const whose = person === null ? null : phoneName(person, '--person');
  const wishes = [...names, ...listed].map((name) => ({ name: phoneName(name), person: whose, scope }));
  if (wishes.length === 0) throw invalid('--file', `${namesFile ?? ''} is empty`);
  return wishes;
}

async function linesOf(path: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw invalid('--file', `cannot read ${path}`);
  });
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}
