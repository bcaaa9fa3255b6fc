/**
 * What the server has published as the way home. The surprise: its service runs under a user that exists only while it runs, so
 * its notes are behind a link into a folder that only root and that user can enter.
 */
import { Sh } from '../shell/sh';
import type { Fact } from './fact';

export const publishedPath = '/var/lib/immich-at-home-endpoint/published';

export interface FoundEndpoint {
  readonly host: string;
  /** IPv4; null where the internet is reached by IPv6 alone, or none was to be published. */
  readonly address: string | null;
  /** IPv6; null where none is published. */
  readonly address6: string | null;
  /** Whether IPv6 was asked for: where the internet does not see the server's lasting address, none is published. */
  readonly ipv6: boolean;
  /** Whether IPv4 was asked for. */
  readonly ipv4: boolean;
}

/** "vpn.example.net 203.0.113.2", and where IPv6 was asked for a third word; "-" is none, "no" is an IPv4 that is not wanted. */
function parseLine(line: string): FoundEndpoint | null {
  const [host = '', address = '', address6] = line.trim().split(' ');
  if (host === '' || address === '') return null;
  const found = (text = '-'): string | null => (text === '-' || text === 'no' ? null : text);
  return {
    host,
    address: found(address),
    address6: found(address6),
    ipv6: address6 !== undefined,
    ipv4: address !== 'no',
  };
}

/** A line for each name, today's first. */
export const parseEveryPublished = (stdout: string): readonly FoundEndpoint[] =>
  stdout.split('\n').flatMap((line) => parseLine(line) ?? []);
export const parsePublished = (stdout: string): FoundEndpoint | null => parseEveryPublished(stdout)[0] ?? null;

const command = new Sh(`cat ${publishedPath}`);

/** Today's name; null = none is published. */
export const published: Fact<FoundEndpoint | null> = {
  key: 'endpoint-published',
  command,
  parse: ({ status, stdout }) => (status === 0 ? parsePublished(stdout) : null),
};

/** Today's name, and those of before under which phones still knock. */
export const everyPublished: Fact<readonly FoundEndpoint[]> = {
  key: 'endpoint-every-published',
  command,
  parse: ({ status, stdout }) => (status === 0 ? parseEveryPublished(stdout) : []),
};
