/**
 * Looks at the router again and again, from this PC, from the server and at the router itself, all at once, and keeps from one look to
 * the next what cannot be seen in one. The surprise: either half may hang (a laptop that woke up, a server that restarts), and then the
 * other half is worth having; so each look ends in time, and what hangs is waited for, never started twice.
 */
import type { PortMapping, ReachReport, RouterReport, SeenFromInternet, SeenFromServer } from '../contract/router';
import type { Settings } from '../contract/settings';
import { cameOverIpv4, cameOverIpv6, type KnownPhone } from './judge-forward';
import { judgeReach, type Reach } from './judge-reach';
import { judgeRouter } from './judge-router';
import { Knocks } from './knocks';
import { within, type SeenHere } from './names/look';
import { routerAddresses, whoIsWho } from './names/who';

export interface SeenAtHome {
  readonly server: SeenFromServer;
  readonly phones: readonly KnownPhone[];
}

/** What is asked for one look. */
export interface Look {
  readonly settings: Settings;
  /** The server's addresses in the VPN. */
  readonly vpnAddresses: readonly string[];
  /** This PC is in the home's own network. */
  atHome(): Promise<boolean>;
  pc(): Promise<SeenHere>;
  /** `seen4`: what the internet saw of this home when that was last asked. */
  home(seen4: string | null): Promise<SeenAtHome>;
  /** null = the router may not be asked for its list. */
  readonly mapping: (() => Promise<PortMapping | null>) | null;
}

export interface LookFromOutside {
  internet(): Promise<SeenFromInternet>;
  /** The router's own address in the internet. */
  wan(): Promise<string | null>;
}

const lookMs = 4_700;
const reachMs = 12_000;

const blind: SeenHere = { resolvers: [], taken: null, way: null, browsers: [] };
const unseen: SeenFromInternet = { seen4: null, seen6: null, server6: null };

export class RouterWatch {
  readonly #knocks = new Knocks();
  #server: SeenFromServer | null = null;
  #outside: (SeenFromInternet & { readonly wan: string | null }) | null = null;
  #guide: string | null = null;
  #running: { readonly mappings: boolean; readonly report: Promise<RouterReport> } | null = null;
  #home: Promise<SeenAtHome> | null = null;

  constructor(
    readonly trouble: (what: string, error: unknown) => void,
    readonly clock: () => number = Date.now,
  ) {}

  /** Which guide fits this router: some have a way in of their own. */
  isOf(guide: string): void {
    this.#guide = guide;
  }

  /** Within five seconds. Who asks while a look is on its way gets that one; who asks for more than it brings waits for it first. */
  async look(look: Look): Promise<RouterReport> {
    const mappings = look.mapping !== null;
    while (this.#running && this.#running.mappings !== mappings) await this.#running.report;
    if (this.#running) return this.#running.report;
    const report = this.#lookNow(look).finally(() => (this.#running = null));
    this.#running = { mappings, report };
    return report;
  }

  async #lookNow({ settings, vpnAddresses, atHome, pc, home, mapping }: Look): Promise<RouterReport> {
    const [here, there, listed, near] = await Promise.all([
      this.#inTime('pc', pc(), blind),
      this.#inTime<SeenAtHome | null>('server', this.#homeOnce(home), null),
      mapping ? this.#inTime('mapping', mapping(), null) : null,
      this.#inTime('gateway', atHome(), false),
    ]);
    const at = this.clock();
    const server = there?.server ?? null;
    // a knock proves for the look it arrived in; a handshake has its own time
    this.#server = server ?? (this.#server && { ...this.#server, knock: 'not-tried' });
    const pcSeen = {
      ...here,
      resolvers: whoIsWho(here.resolvers, {
        server: [settings.lan.address, this.#server?.address ?? '', this.#server?.ula ?? '', ...vpnAddresses],
        router: routerAddresses(settings.lan.router, this.#server),
        networks6: this.#server?.networks6 ?? [],
      }),
    };
    const checks = judgeRouter({
      settings,
      pc: pcSeen,
      atHome: near,
      server,
      mapping: listed,
      phones: there?.phones ?? null,
      reach: this.#outside && this.#judgeReach(this.#outside, at).why,
      unanswered: this.#knocks.note(at, server?.hellos ?? null, there?.phones ?? []),
      now: at,
    });
    return { at, pc: pcSeen, server, mapping: listed, checks };
  }

  #homeOnce(look: Look['home']): Promise<SeenAtHome> {
    this.#home ??= look(this.#outside?.seen4 ?? null).finally(() => (this.#home = null));
    return this.#home;
  }

  async #inTime<T>(what: string, work: Promise<T>, instead: T): Promise<T> {
    const seen = work.catch((error: unknown) => {
      this.trouble(what, error);
      return instead;
    });
    return within(lookMs, seen, instead);
  }

  async reach({ internet, wan }: LookFromOutside): Promise<ReachReport> {
    const lost = (what: string) => (error: unknown) => {
      this.trouble(what, error);
      return null;
    };
    const [seen, own] = await Promise.all([
      within(reachMs, internet().catch(lost('internet')), null),
      within(reachMs, wan().catch(lost('wan')), null),
    ]);
    const at = this.clock();
    this.#outside = { ...(seen ?? unseen), wan: own };
    const { seen4, seen6 } = this.#outside;
    return { at, ...this.#judgeReach(this.#outside, at), wan: own, seen4, seen6 };
  }

  /** Judged anew by what the server has seen since: a phone that came in counts more than any address. */
  #judgeReach(outside: SeenFromInternet & { readonly wan: string | null }, at: number): Reach {
    return judgeReach({
      ...outside,
      came4: cameOverIpv4(this.#server, at),
      came6: cameOverIpv6(this.#server, at),
      guide: this.#guide,
    });
  }
}
