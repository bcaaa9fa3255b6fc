/** All live checks of one look, from what this PC, the server and the router have shown. Pure: a look of long ago can be judged again. */
import type { RouterCheck } from '../contract/guide';
import type { CheckSeen, PortMapping, SeenFromPc, SeenFromServer } from '../contract/router';
import type { Settings } from '../contract/settings';
import { hasDirectWay } from '../contract/ways';
import { cameOverIpv4, isFresh, judgeFirstPhone, judgeForward, type KnownPhone } from './judge-forward';
import {
  judgeDns4,
  judgeDns6,
  judgeFixedAddress,
  judgeRebind,
  judgeRouterDhcp,
  judgeServerDhcp,
  notLooked,
} from './judge-names';
import { cameBefore } from './judge-reach';
import { judgeThisPc } from './judge-this-pc';
import { seen } from '../contract/router';

export interface RouterToJudge {
  readonly settings: Pick<Settings, 'access' | 'hosts' | 'lan' | 'vpn' | 'router'>;
  readonly pc: SeenFromPc;
  /** This PC has an address in the home's network. */
  readonly atHome: boolean;
  readonly server: SeenFromServer | null;
  readonly mapping: PortMapping | null;
  readonly phones: readonly KnownPhone[] | null;
  /** What the last look at reachability said. */
  readonly reach: CheckSeen | null;
  readonly unanswered: number;
  readonly now: number;
}

export function judgeRouter(all: RouterToJudge): Readonly<Record<RouterCheck, CheckSeen>> {
  const { settings, pc, atHome, server, phones, reach, now } = all;
  const { lan } = settings;
  if (!hasDirectWay(settings)) return nothingToLookAt;
  const dns4 = judgeDns4(server, lan);
  const dns6 = judgeDns6(server, atHome ? pc.resolvers : []);
  return {
    'fixed-address': judgeFixedAddress(server, lan),
    'dns-ipv4': dns4,
    'dns-ipv6': dns6,
    rebind: judgeRebind(server, settings, dns4),
    'this-pc': judgeThisPc({ ...all, dns4, dns6 }),
    reachable: judgeReachable(cameOverIpv4(server, now), reach),
    forward: judgeForward(all),
    'first-phone': judgeFirstPhone(phones),
    'router-dhcp-off': judgeRouterDhcp(server, lan),
    'server-dhcp': judgeServerDhcp(server, settings.router),
  };
}

function judgeReachable(came: number | null, reach: CheckSeen | null): CheckSeen {
  if (isFresh(came)) return seen('works', 'reach-proven', {});
  return reach ?? (came === null ? notLooked : cameBefore(came));
}

/** All ways lead through Cloudflare: the router stays as it is. */
const nothingToLookAt: Readonly<Record<RouterCheck, CheckSeen>> = {
  'fixed-address': notLooked,
  'dns-ipv4': notLooked,
  'dns-ipv6': notLooked,
  rebind: notLooked,
  'this-pc': notLooked,
  reachable: notLooked,
  forward: notLooked,
  'first-phone': notLooked,
  'router-dhcp-off': notLooked,
  'server-dhcp': notLooked,
};
