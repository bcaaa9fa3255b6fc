// The router: which one it is, its guide, and what is seen of its settings while the person changes them. The surprise: looking takes
// seconds, so the next look is counted from the last answer, never overlaps, and rests while nobody looks at the window.
import type { Failure } from '../../electron/contract/failure';
import {
  genericGuide,
  type GuideStep,
  type RouterCheck,
  type RouterGuide,
  type WayOut,
} from '../../electron/contract/guide';
import type { Language, Output } from '../../electron/contract/ipc';
import type { CheckSeen, ReachReport, RouterReport, RouterSeen } from '../../electron/contract/router';
import type { Ask } from './asking.svelte';

/** How long after an answer the next look is: while somebody waits for it, and when all works or nobody answers. */
const soon = 3000;
const later = 10_000;

const notLooked: CheckSeen = { state: 'open', reason: 'not-looked', values: {} };

export type RouterTab = 'names' | 'port';

export class Router {
  seen = $state.raw<RouterSeen | null>(null);
  detecting = $state(false);
  list = $state.raw<Output['router:list'] | null>(null);
  guide = $state.raw<RouterGuide | null>(null);
  guideFailure = $state.raw<Failure | null>(null);
  /** The guide that was chosen by hand; null = the one that fits what was seen. */
  chosen = $state<string | null>(null);
  choosing = $state(false);

  report = $state.raw<RouterReport | null>(null);
  lookFailure = $state.raw<Failure | null>(null);
  looking = $state(false);
  reach = $state.raw<ReachReport | null>(null);
  reachFailure = $state.raw<Failure | null>(null);
  reaching = $state(false);

  tab = $state<RouterTab>('names');
  /** The language of the router's menus; null = the window's. */
  menus = $state<Language | null>(null);
  wayOut = $state<WayOut | null>(null);
  /** The person allowed asking the router for its list of port forwards. */
  mayList = $state(false);
  /** The server asks the router for its port: whoever chose that wants to know whether it was given. */
  mapping = $state(false);

  #asked = 0;

  /** `arrived`: told each time something turned green that was not before. */
  constructor(
    private readonly ask: Ask,
    private readonly arrived: (checks: readonly RouterCheck[]) => void,
  ) {}

  check(which: RouterCheck): CheckSeen {
    return this.report?.checks[which] ?? notLooked;
  }

  /** Steps that only matter once something stands in the way are left out until then. */
  readonly names = $derived(this.#wanted(this.guide?.names ?? []));
  readonly forward = $derived(this.#wanted(this.guide?.forward ?? []));
  /** The release of its system, as far as the guide is for the router that was seen. */
  readonly system = $derived(this.chosen === null ? (this.seen?.system ?? null) : null);
  readonly way = $derived(this.list?.waysOut.find(({ id }) => id === this.wayOut) ?? null);

  #wanted(steps: readonly GuideStep[]): readonly GuideStep[] {
    return steps.filter(({ check }) => check !== 'rebind' || this.check('rebind').state === 'wrong');
  }

  /** What is shown is of an earlier look: the last one got no answer. */
  readonly old = $derived(this.lookFailure !== null && this.report !== null);

  /** The router names itself over IPv6, and its guide knows no way to change that: said once, and nothing waits for it. */
  readonly ipv6Stays = $derived(
    this.guide !== null &&
      !this.guide.names.some(({ check }) => check === 'dns-ipv6') &&
      ['ipv6-is-router', 'ipv6-no-ula'].includes(this.check('dns-ipv6').reason),
  );
  /** This PC is one of the devices that ask over IPv6. */
  readonly #pcAsksThere = $derived(
    this.ipv6Stays && ['pc-goes-public', 'pc-no-answer'].includes(this.check('this-pc').reason),
  );
  readonly #ofNames = $derived<readonly RouterCheck[]>(
    this.ipv6Stays ? (this.#pcAsksThere ? ['dns-ipv4'] : ['dns-ipv4', 'this-pc']) : ['dns-ipv4', 'dns-ipv6', 'this-pc'],
  );
  readonly namesWork = $derived(this.#allWork(this.#ofNames));
  readonly portWorks = $derived(this.check('forward').state === 'works');
  /** No packet gets in by IPv4, and nobody at home can change that. */
  readonly forwardUseless = $derived(
    !this.portWorks && this.reach?.verdict === 'not-reachable' && !this.reach.ways.includes('forward-twice'),
  );

  /** What cannot be seen from here is not waited for, but something must have been seen. */
  #allWork(checks: readonly RouterCheck[]): boolean {
    const states = checks.map((which) => this.check(which).state);
    return states.includes('works') && states.every((state) => state === 'works' || state === 'open');
  }

  readonly #rests = $derived(this.lookFailure !== null || (this.namesWork && this.portWorks));

  /** Which router this is and how to go about it, once. */
  async open(): Promise<void> {
    void this.#loadList();
    if (this.guide !== null || this.detecting) return;
    this.detecting = true;
    const answer = await this.ask('router:detect');
    if (answer.ok) this.seen = answer.value;
    await this.#loadGuide(this.chosen ?? this.seen?.guide ?? genericGuide);
    this.detecting = false;
  }

  async #loadList(): Promise<void> {
    if (this.list !== null) return;
    const answer = await this.ask('router:list');
    if (answer.ok) this.list = answer.value;
  }

  async #loadGuide(id: string): Promise<void> {
    const number = ++this.#asked;
    const answer = await this.ask('router:guide', id);
    if (number !== this.#asked) return;
    if (answer.ok) this.guide = answer.value;
    this.guideFailure = answer.ok ? null : answer.failure;
  }

  async choose(id: string): Promise<void> {
    this.choosing = false;
    this.chosen = id === this.seen?.guide ? null : id;
    this.wayOut = null;
    await this.#loadGuide(id);
  }

  async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    const answer = await this.ask('router:look', { mappings: this.mayList || this.mapping });
    this.looking = false;
    this.lookFailure = answer.ok ? null : answer.failure;
    if (!answer.ok) return;
    const before = this.report;
    this.report = answer.value;
    if (before) this.#tellArrivals(before, answer.value);
  }

  #tellArrivals(before: RouterReport, after: RouterReport): void {
    const checks = Object.keys(after.checks) as RouterCheck[];
    const arrived = checks.filter(
      (which) => after.checks[which].state === 'works' && before.checks[which].state !== 'works',
    );
    if (arrived.length > 0) this.arrived(arrived);
  }

  async lookForReach(): Promise<void> {
    if (this.reaching) return;
    this.reaching = true;
    const answer = await this.ask('router:reach');
    this.reaching = false;
    if (answer.ok) this.reach = answer.value;
    this.reachFailure = answer.ok ? null : answer.failure;
  }

  /** Looks now and again while the window is seen; the returned function ends it. */
  watch(): () => void {
    let watching = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = async (): Promise<void> => {
      clearTimeout(timer);
      await this.look();
      clearTimeout(timer);
      if (watching && !document.hidden) timer = setTimeout(() => void again(), this.#rests ? later : soon);
    };
    const onSeen = (): void => {
      if (document.hidden) clearTimeout(timer);
      else void again();
    };
    document.addEventListener('visibilitychange', onSeen);
    if (!document.hidden) void again();
    return () => {
      watching = false;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onSeen);
    };
  }

  /** Another server: perhaps another home. */
  forget(): void {
    this.seen = null;
    this.guide = null;
    this.guideFailure = null;
    this.chosen = null;
    this.wayOut = null;
    this.mayList = false;
    this.mapping = false;
    this.tab = 'names';
    this.forgetLooks();
  }

  /** The server was set up anew: what was seen is of before. */
  forgetLooks(): void {
    this.report = null;
    this.lookFailure = null;
    this.reach = null;
    this.reachFailure = null;
  }
}
