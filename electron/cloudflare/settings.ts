/**
 * Settings of a whole zone, read in as few calls as the API allows. The surprise: the call that lists all of them is left out of the
 * newer documentation, so where it is gone they are read one by one.
 */
import * as v from 'valibot';
import { FailureError } from '../contract/failure';
import type { ZoneSetting } from '../contract/message';
import { refusal, resultOf, went, type Said } from './api';

const Setting = v.object({ id: v.string(), value: v.unknown() });
const goneOrNever = [400, 404, 405, 410];

export async function readSettings(
  get: (path: string) => Promise<Said>,
  zone: string,
  names: readonly ZoneSetting[],
  zoneName: string,
): Promise<Partial<Record<ZoneSetting, string>>> {
  if (names.length === 0) return {};
  const found: Partial<Record<ZoneSetting, string>> = {};
  const note = ({ id, value }: v.InferOutput<typeof Setting>): void => {
    const name = names.find((wanted) => wanted === id);
    if (name && typeof value === 'string') found[name] = value;
  };
  if (names.length > 1) {
    const listed = await get(`/zones/${zone}/settings`);
    if (went(listed)) resultOf(v.array(Setting), listed).forEach(note);
    else if (!goneOrNever.includes(listed.status)) throw new FailureError(refusal(listed, zoneName));
  }
  for (const name of names.filter((wanted) => found[wanted] === undefined)) {
    const said = await get(`/zones/${zone}/settings/${name}`);
    if (!went(said)) throw new FailureError(refusal(said, zoneName));
    note(resultOf(Setting, said));
  }
  return found;
}
