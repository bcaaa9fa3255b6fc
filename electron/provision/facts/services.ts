/**
 * Whether several services run, in one question. The surprise: a unit that is not there is answered like any other, so what is missing
 * and what is merely stopped are told apart by `LoadState` alone.
 */
import { sh } from '../shell/sh';
import type { Fact } from './fact';

export interface FoundService {
  readonly there: boolean;
  /** systemd's ActiveState: "active", "failed", "inactive", "activating". */
  readonly state: string;
  /** Starts with the machine. */
  readonly enabled: boolean;
  /** A oneshot that was never run counts as one that went well. */
  readonly wentWell: boolean;
  /** When its program last ended, milliseconds since 1970; null = never, or not since the machine started. */
  readonly endedAt: number | null;
}

/** By the units' names as systemd calls them. */
export type FoundServices = ReadonlyMap<string, FoundService>;

export function parseServices(stdout: string): FoundServices {
  const blocks = stdout.split(/\n{2,}/).map(
    (block) =>
      new Map(
        block.split('\n').flatMap((row): [string, string][] => {
          const at = row.indexOf('=');
          return at < 0 ? [] : [[row.slice(0, at), row.slice(at + 1)]];
        }),
      ),
  );
  return new Map(
    blocks.flatMap((block): [string, FoundService][] => {
      const name = block.get('Id');
      if (name === undefined) return [];
      const ended = /^@(\d+)$/.exec(block.get('ExecMainExitTimestamp') ?? '')?.[1];
      return [
        [
          name,
          {
            there: ['loaded', 'masked'].includes(block.get('LoadState') ?? ''),
            state: block.get('ActiveState') ?? 'inactive',
            enabled: ['enabled', 'enabled-runtime', 'static', 'alias'].includes(block.get('UnitFileState') ?? ''),
            wentWell: (block.get('Result') ?? 'success') === 'success',
            endedAt: ended === undefined ? null : Number(ended) * 1000,
          },
        ],
      ];
    }),
  );
}

export const services = (names: readonly string[]): Fact<FoundServices> => ({
  key: `services ${names.join(' ')}`,
  command: sh`systemctl show --timestamp=unix -p Id -p LoadState -p ActiveState -p UnitFileState -p Result -p ExecMainExitTimestamp ${names}`,
  parse: ({ stdout }) => parseServices(stdout),
});

export const runs = (found: FoundService | undefined): boolean =>
  found !== undefined && ['active', 'reloading', 'activating'].includes(found.state);
