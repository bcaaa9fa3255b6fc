// What Electron itself may be talked into by whoever can start it: nothing. Source: Electron's documentation of its fuses.
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
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

export async function fuses({ binary }: Package): Promise<Finding[]> {
  const wire = await getCurrentFuseWire(binary);
  const wrong = (fuse: FuseV1Options, wanted: FuseState): Finding[] => {
    const found = wire[fuse];
    if (found === wanted) return [];
    return [
      { rule: `fuse ${FuseV1Options[fuse]}`, file: binary, found: found === undefined ? 'none' : FuseState[found] },
    ];
  };
  return [
    ...off.flatMap((fuse) => wrong(fuse, FuseState.DISABLE)),
    ...on.flatMap((fuse) => wrong(fuse, FuseState.ENABLE)),
  ];
}
