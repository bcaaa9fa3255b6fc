/** Names of before as they are found now: each at every listener that it has, answering as it did, or leading on to today's. */
import { hasDirectWay } from '../../contract/ways';
import type { Wanted } from '../engine/step';
import type { Reader } from '../facts/fact';
import { askedOfFormer, formerNames } from '../facts/former';
import { namesOfBefore } from './nginx-texts';

export interface FormerSeen {
  /** "photos.old.net on :443: 308 https://…" */
  readonly what: string;
  readonly answers: boolean;
  readonly leadsOn: boolean;
}

/** One round trip, shared with what else is asked; none where there are no names of before. */
export async function formerSeen(wanted: Wanted, reader: Reader): Promise<readonly FormerSeen[]> {
  const { settings } = wanted;
  const { photos, share } = namesOfBefore(wanted);
  if (photos.length + share.length === 0) return [];
  const direct = hasDirectWay(settings) ? photos : [];
  const said = await reader.ask(formerNames([...photos, ...share], direct, settings.lan.address));
  const seen = said.map(({ host, port, status, to }): FormerSeen => {
    const isGuests = share.includes(host);
    const today = isGuests ? settings.hosts.share : settings.hosts.photos;
    return {
      what: `${host} on :${port}: ${status} ${to}`.trimEnd(),
      // guests are told that this is no album
      answers: status === (isGuests ? 403 : 200),
      leadsOn: status === 308 && to === `https://${today}${askedOfFormer}`,
    };
  });
  const asked = photos.length + share.length + direct.length;
  return seen.length === asked ? seen : [...seen, { what: 'names of before', answers: false, leadsOn: false }];
}
