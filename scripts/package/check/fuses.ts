// What Electron itself may be talked into by whoever can start it: nothing. Source: Electron's documentation of its fuses. The surprise: a
// universal program of macOS is two in one file, each with fuses of its own, and the library reads the first.
import { readFileSync } from 'node:fs';
import { FuseState, FuseV1Options } from '@electron/fuses';
import type { Finding, Package } from './package';

const off = [
  FuseV1Options.RunAsNode,
  FuseV1Options.EnableNodeOptionsEnvironmentVariable,
  FuseV1Options.EnableNodeCliInspectArguments,
  FuseV1Options.GrantFileProtocolExtraPrivileges,
];
const on = [
  FuseV1Options.EnableCookieEncryption,
  FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
  FuseV1Options.OnlyLoadAppFromAsar,
];

/** Behind it a version, how many fuses there are, and one character for each. */
export const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

function wiresIn(binary: string): Buffer[] {
  const bytes = readFileSync(binary);
  const wires: Buffer[] = [];
  for (let at = bytes.indexOf(sentinel); at !== -1; at = bytes.indexOf(sentinel, at + 1)) {
    const header = at + sentinel.length;
    wires.push(bytes.subarray(header + 2, header + 2 + (bytes[header + 1] ?? 0)));
  }
  return wires;
}

export function fuses({ binary }: Package): Finding[] {
  const wires = wiresIn(binary);
  if (wires.length === 0) return [{ rule: 'fuses', file: binary, found: 'none' }];
  const wrong = (fuse: FuseV1Options, wanted: FuseState): Finding[] =>
    wires.flatMap((wire) => {
      const found = wire[fuse];
      if (found === wanted) return [];
      const state = found === undefined ? 'none' : (FuseState[found] ?? String(found));
      return [{ rule: `fuse ${FuseV1Options[fuse]}`, file: binary, found: state }];
    });
  return [
    ...off.flatMap((fuse) => wrong(fuse, FuseState.DISABLE)),
    ...on.flatMap((fuse) => wrong(fuse, FuseState.ENABLE)),
  ];
}
