/**
 * The questions of a leak run, as data: what strangers try at the guests' host, and what guests need. The surprise: the needs are
 * asked as well, because a door that nobody can pass is tight and of no use.
 */
import type { Settings } from '../../contract/settings';
import type { Probe } from './request';
import { requestText } from './request';

export type ProbedHousehold = Pick<Settings, 'hosts' | 'share' | 'lan'>;

export function probesFor(household: ProbedHousehold): readonly Probe[] {
  const { share } = household.hosts;
  return ['/', '/admin', '/api/users/me'].map((target) => ({
    to: 'share',
    request: `GET ${target}`,
    bytes: [requestText({ target, host: share })],
    expect: 'refused',
    why: 'not a part of a shared album',
    outside: true,
  }));
}
