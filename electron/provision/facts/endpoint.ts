/**
 * What the server has published as the way home. The surprise: its service runs under a user that exists only while it runs, so
 * its notes are behind a link into a folder that only root and that user can enter.
 */
import { Sh } from '../shell/sh';
import type { Fact } from './fact';

export const publishedPath = '/var/lib/immich-at-home-endpoint/published';

export interface FoundEndpoint {
  readonly host: string;
  readonly address: string;
}

export function parsePublished(stdout: string): FoundEndpoint | null {
  const [host = '', address = ''] = stdout.trim().split(' ');
  return host !== '' && address !== '' ? { host, address } : null;
}

export const published: Fact<FoundEndpoint | null> = {
  key: 'endpoint-published',
  command: new Sh(`cat ${publishedPath}`),
  parse: ({ status, stdout }) => (status === 0 ? parsePublished(stdout) : null),
};
