// Everything the window knows, joined: made once per window and handed down by context. Screens wire, this decides who goes where.
import { createContext } from 'svelte';
import type { Adoption, KitContents } from '../../electron/contract/day-two';
import type { DoorTrouble } from '../../electron/contract/door';
import type { Failure, FailureCode } from '../../electron/contract/failure';
import type { Problem } from '../../electron/contract/home';
import type { AppInfo, Bridge, Channel, Input, Language } from '../../electron/contract/ipc';
import type { Settings } from '../../electron/contract/settings';
import { hasDirectWay, hasPublicDoor } from '../../electron/contract/ways';
import { wordsIn, type Text } from '../text';
import { About } from './about.svelte';
import { Addresses } from './addresses.svelte';
import { Adopting } from './adopting.svelte';
import { asking, type Ask } from './asking.svelte';
import { Backups } from './backups.svelte';
import { Choices } from './choices.svelte';
import { Connection } from './connection.svelte';
import { Door } from './door.svelte';
import { changeTo, type Errand } from './errand';
import { Home } from './home.svelte';
import { notedHousehold, noteHousehold, type Household } from './household';
import { Inspection } from './inspection.svelte';
import { Journey } from './journey.svelte';
import { Kit } from './kit.svelte';
import { Leaving } from './leaving.svelte';
import { Phones } from './phones.svelte';
import { Places, type Place } from './places.svelte';
import { Review } from './review.svelte';
import { Router } from './router.svelte';
import { rulesThere } from './rules.svelte';
import { Updates } from './updates.svelte';
import { Work } from './work.svelte';

/** An answer to one of these came from the server: the line stands. */
const throughTheServer: readonly Channel[] = [
  'server:check',
  'plan:make',
  'apply:start',
  'phone:list',
  'phone:add',
  'phone:change',
  'phone:remove',
  'phone:replace',
  'door:look',
  'door:leaks',
  'router:reach',
  'home:look',
  'update:look',
  'backup:look',
];

/** The plan that was shown is not the one that would be applied: it is made and shown again. */
const toBeLookedThrough: readonly FailureCode[] = [
  'plan-changed',
  'plan-unknown',
  'file-changed-by-others',
  'record-in-the-way',
];

const isSameHome = (lan: { readonly network: string; readonly address: string }, settings: Settings): boolean =>
  lan.network === settings.lan.network && lan.address === settings.lan.address;

/** What keeps visitors out and no plan of ours would change. */
const notOurs: readonly DoorTrouble[] = ['unreachable', 'cloudflare-asks'];

export class Wizard {
  readonly ask: Ask;
  readonly journey: Journey;
  readonly connection: Connection;
  readonly inspection: Inspection;
  readonly choices: Choices;
  readonly review: Review;
  readonly work: Work;
  readonly phones: Phones;
  readonly door: Door;
  readonly router: Router;
  readonly home: Home;
  readonly places = new Places();
  readonly addresses: Addresses;
  readonly updates: Updates;
  readonly backups: Backups;
  readonly kit: Kit;
  readonly leaving = new Leaving(() => this.standing);
  readonly adopting: Adopting;
  readonly about: About;

  info = $state.raw<AppInfo>({
    version: '',
    platform: 'linux',
    language: 'en',
    theme: 'system',
    canRemember: false,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    welcomed: true,
    folder: '',
  });
  started = $state(false);
  /** Spoken once by screen readers: "Copied". */
  spoken = $state('');
  /** What was last asked of the work, to be asked once more with a secret that was missing. */
  #begun: () => Promise<void> = () => this.goOn();
  #noted = $state.raw<Household | null>(null);
  #arrivedAt: string | null = null;

  #words = $state.raw<Text | null>(null);

  /** Everything that speaks comes after the start, and words are there by then. */
  get text(): Text {
    if (this.#words === null) throw new Error('asked for words before the start');
    return this.#words;
  }

  get settings(): Settings | null {
    return this.choices.settings ?? this.connection.connected?.settings ?? this.#noted?.settings ?? null;
  }

  /** What stands, however much else is being chosen. */
  get standing(): Settings | null {
    return this.choices.before ?? this.settings;
  }

  /** The language of the router's menus: the window's, unless another one was chosen. */
  get menusLanguage(): Language {
    return this.router.menus ?? this.info.language;
  }

  get hostname(): string | null {
    return this.connection.connected?.hostname ?? this.#noted?.hostname ?? null;
  }

  constructor(private readonly bridge: Bridge) {
    const ask = asking(bridge);
    this.ask = async (channel, ...input) => {
      const answer = await ask(channel, ...input);
      if (answer.ok && throughTheServer.includes(channel)) this.connection.lost = false;
      if (!answer.ok && answer.failure.code === 'connection-lost') this.connection.lost = true;
      return answer;
    };
    this.connection = new Connection(this.ask);
    this.inspection = new Inspection(this.ask);
    this.choices = new Choices(this.ask);
    this.review = new Review(this.ask, this.choices, this.inspection);
    this.work = new Work(this.ask);
    this.phones = new Phones(this.ask);
    this.door = new Door(this.ask);
    this.home = new Home(this.ask);
    this.addresses = new Addresses(
      this.ask,
      () => this.connection.connected?.settings ?? null,
      () => this.phones.phones,
    );
    this.updates = new Updates(this.ask);
    this.backups = new Backups(this.ask);
    this.kit = new Kit(this.ask);
    this.adopting = new Adopting(this.ask);
    this.about = new About(this.ask);
    this.router = new Router(this.ask, (checks) => {
      this.say(this.text.router.arrived(checks.map((which) => this.text.router.checkNames[which]).join(', ')));
    });
    this.journey = new Journey(
      () => this.choices.draft,
      () => this.work.state.phase !== 'idle',
      {
        on: () => this.review.errand !== null,
        end: () => this.#endErrand(),
      },
    );
  }

  /** A set-up that stands is shown by its places. */
  get atPlace(): boolean {
    const { connected, standing } = this.connection;
    return this.journey.step === 'connect' && connected !== null && standing === 'finished';
  }

  /** The places are on the left, also while one step was opened from them. */
  get showsPlaces(): boolean {
    const { connected, standing } = this.connection;
    return this.atPlace || (connected !== null && standing === 'finished' && !this.journey.walks);
  }

  visit(place: Place): void {
    if (this.journey.held) return;
    this.about.open = false;
    this.places.at = place;
    this.journey.toPlaces();
  }

  /** The one button of a problem: the plan that mends it, or the place where it is mended. */
  mend({ code, remedy }: Problem): void {
    if (code === 'unfinished') this.journey.go('check');
    else if (remedy === 'plan') this.planFor((settings) => settings);
    else if (remedy === 'router') this.journey.go('router');
    else if (remedy !== 'none') this.visit(remedy);
  }

  /** Has a plan made for what was asked for at a place, shown, and after the work leads back to it. */
  carryOut(errand: Errand): void {
    this.review.forget();
    this.journey.go('review');
    this.review.errand = errand;
  }

  /** A plan for what stands, with one thing changed; the same settings again mend what is not as they say. */
  planFor(change: (settings: Settings) => Settings, more: { whole?: boolean; kit?: boolean } = {}): void {
    const settings = this.connection.connected?.settings ?? null;
    if (settings !== null) this.carryOut(changeTo(change(settings), more));
  }

  /** A new server takes the place of the one the kit is of; where it is at home is its own matter. */
  useKit({ settings }: KitContents): void {
    const lan = this.inspection.report?.facts.lan ?? null;
    this.kit.close();
    this.carryOut(
      changeTo(
        lan === null
          ? settings
          : {
              ...settings,
              // a pool of addresses is of the home it was in: another home hands out its own until somebody asks for it
              router: isSameHome(lan, settings) ? settings.router : { ...settings.router, dhcp: null },
              lan: { network: lan.network, address: lan.address, router: lan.router },
            },
        { kit: true },
      ),
    );
  }

  /** What somebody set up by hand is kept; what it does not have is chosen next. The server is looked at anew: it stops nobody now. */
  async adopt(adoption: Adoption): Promise<void> {
    this.adopting.close();
    this.prepareChoices();
    this.choices.takeOver(adoption);
    await this.look();
  }

  /** A plan that holds as a whole; once it stands, who must do what is told where it was asked for. */
  changeNames(change: (settings: Settings) => Settings): void {
    const settings = this.connection.connected?.settings ?? null;
    if (settings === null) return;
    this.addresses.note(change(settings));
    this.planFor(change, { whole: true });
  }

  /** The names that were typed, with the secrets they need. */
  changeAddresses(): void {
    const { wanted, needs, secrets } = this.addresses;
    if (wanted === null) return;
    for (const secret of needs) if (secrets[secret].trim() !== '') this.choices.give(secret, secrets[secret].trim());
    this.changeNames(() => wanted);
  }

  /** A plan that takes everything away. */
  leaveServer(): void {
    const { wish } = this.leaving;
    this.leaving.close();
    this.carryOut({ kind: 'leave', wish });
  }

  #endErrand(): void {
    if (this.review.errand === null) return;
    this.review.errand = null;
    this.review.forget();
  }

  /** Another PC of the family changed the household meanwhile: what is there now is what is looked at from here on. */
  async lookAgain(): Promise<void> {
    const answer = await this.ask('server:refresh');
    if (!answer.ok) {
      this.review.failure = answer.failure;
      return;
    }
    if (answer.value === null) {
      this.signInAgain();
      return;
    }
    this.connection.connected = answer.value;
    const { settings } = answer.value;
    this.home.forget();
    this.choices.stands(settings);
    if (settings === null) {
      this.journey.go('check');
      return;
    }
    this.choices.refill(settings);
    this.journey.toPlaces();
    void this.#findStanding(settings);
  }

  /** The line is gone and does not come back by itself: it is signed in anew, at the list of servers. */
  signInAgain(failure: Failure | null = null): void {
    this.connection.connected = null;
    this.connection.standing = 'unknown';
    this.journey.toPlaces();
    if (failure !== null) this.connection.stumble(failure);
  }

  /** Listens, then finds out where things stand. The returned function ends the listening. */
  start(): () => void {
    const endings = [
      this.work.listen(this.bridge),
      this.bridge.on('server:lost', () => {
        this.connection.lost = true;
      }),
      this.bridge.on('program:progress', (progress) => (this.about.progress = progress)),
      this.bridge.on('about:open', () => (this.about.open = true)),
      this.bridge.on('apply:event', (event) => {
        if (event.kind === 'finished') this.#takeAsStanding();
        const back =
          event.kind === 'undone' || (event.kind === 'failed' && event.undone && this.review.plan?.whole === true);
        if (back) void this.#readAnew();
      }),
    ];
    void this.#begin();
    return () => endings.forEach((end) => end());
  }

  async #begin(): Promise<void> {
    const [info] = await Promise.all([this.ask('app:info'), this.work.catchUp()]);
    if (info.ok) this.info = info.value;
    this.#words = await wordsIn(this.info.language);
    if (this.work.state.phase !== 'idle' && this.work.state.phase !== 'undone') {
      await rulesThere();
      this.#noted = notedHousehold();
      // Under a name that no server has: what the server itself says comes later and counts.
      if (this.#noted) this.choices.fillFrom('', null, this.#noted.settings, this.info.timeZone);
      this.journey.go('apply');
    }
    this.started = true;
    await this.connection.look();
  }

  /** The first page was read. */
  async begin(askForProgram: boolean): Promise<void> {
    const answer = await this.ask('app:begin', askForProgram);
    if (answer.ok) this.info = { ...this.info, welcomed: true };
  }

  async changeLanguage(): Promise<void> {
    const language = this.info.language === 'en' ? 'de' : 'en';
    this.#words = await wordsIn(language);
    this.info = { ...this.info, language };
    await this.ask('app:language', language);
  }

  async copy(text: string): Promise<void> {
    const answer = await this.ask('app:copy', text);
    if (answer.ok) this.say(this.text.common.copied);
  }

  say(words: string): void {
    // The same words twice are only spoken twice when they were away in between.
    this.spoken = '';
    queueMicrotask(() => (this.spoken = words));
  }

  async open(...link: Input<'app:open'>): Promise<void> {
    await this.ask('app:open', ...link);
  }

  /** Signed in: a server in the middle of work shows its work, one that is set up stays here to be asked, a new one is checked. */
  async arrive(): Promise<void> {
    await rulesThere();
    const { connected } = this.connection;
    if (!connected) return;
    if (connected.settings) noteHousehold({ hostname: connected.hostname, settings: connected.settings });
    this.#noted = null;
    if (this.#arrivedAt !== null && this.#arrivedAt !== connected.host) {
      this.choices.forget();
      this.review.forget();
    }
    if (this.#arrivedAt !== connected.host) this.#forgetServer();
    this.#arrivedAt = connected.host;
    this.inspection.forget();
    this.phones.list = null;
    this.door.forget();
    this.home.forget();
    this.addresses.forget();
    this.addresses.putAway();
    this.places.at = 'home';
    const before = this.choices.before;
    this.choices.stands(connected.settings);
    if (connected.settings) {
      this.choices.fillFrom(connected.hostname, null, connected.settings, this.info.timeZone);
      // another PC has changed it since: what was chosen here is of before
      if (JSON.stringify(before) !== JSON.stringify(connected.settings)) this.choices.refill(connected.settings);
    }
    await this.work.catchUp();
    if (this.work.going || this.work.state.phase === 'failed') this.journey.go('apply');
    else if (connected.settings === null) this.journey.go('check');
    else void this.#findStanding(connected.settings);
  }

  /** What was found on another server. */
  #forgetServer(): void {
    this.router.forget();
    this.updates.forget();
    this.backups.forget();
    this.adopting.close();
    this.kit.close();
  }

  /** What did not hold stands nowhere: the server itself says what does. */
  async #readAnew(): Promise<void> {
    const answer = await this.ask('server:refresh');
    const settings = answer.ok ? (answer.value?.settings ?? null) : null;
    if (!answer.ok || !answer.value || settings === null) return;
    this.connection.connected = answer.value;
    this.choices.refill(settings);
    this.choices.before = settings;
    this.home.forget();
  }

  /**
   * Home is shown at once, and what the looks find is taken in as it comes. Settings alone prove nothing, they are written first: a set-up
   * that did not come to its end goes on instead.
   */
  async #findStanding(settings: Settings): Promise<void> {
    this.connection.standing = 'finished';
    this.#stands(settings);
    const [direct] = await Promise.all([hasDirectWay(settings) ? this.#directStands() : true, this.home.look()]);
    const { report, failure } = this.home;
    const open = report?.problems.some(({ code }) => code === 'unfinished') ?? failure?.code === 'not-set-up';
    if (direct && !open) return;
    this.connection.standing = 'unfinished';
    const door = hasPublicDoor(settings) ? await this.#doorStands(settings) : false;
    this.choices.stands(settings, { direct: direct && hasDirectWay(settings), door });
  }

  /** All of it stands: no secret that is on the server already is asked for again. */
  #stands(settings: Settings): void {
    this.choices.stands(settings, { direct: hasDirectWay(settings), door: hasPublicDoor(settings), account: true });
  }

  /** Phones can only be listed where the direct line is. */
  async #directStands(): Promise<boolean> {
    await this.phones.load();
    return this.phones.failure?.code !== 'not-set-up';
  }

  /**
   * No count of connections: nothing runs that could make one. One that we made and that visitors do not reach is not finished either:
   * going on mends it, and asks for what that needs.
   */
  async #doorStands({ cloudflare }: Settings): Promise<boolean> {
    await this.door.look();
    const { report } = this.door;
    // A look that failed proves nothing.
    if (!report) return this.door.failure?.code !== 'not-set-up';
    if (report.connections === null) return false;
    return (
      cloudflare.way === 'hand' || report.hosts.every(({ trouble }) => trouble === null || notOurs.includes(trouble))
    );
  }

  /** The work came to its end: from now on this is what stands. */
  #takeAsStanding(): void {
    if (this.review.errand?.kind === 'leave') this.#takeAsGone();
    const { wanted: settings } = this.review;
    if (!settings) return;
    this.choices.refill(settings);
    this.#stands(settings);
    this.door.forget();
    this.router.forgetLooks();
    this.home.forget();
    if (!this.connection.connected) return;
    this.connection.connected = { ...this.connection.connected, settings };
    this.connection.standing = 'finished';
  }

  /** Everything of ours is away: the server is one like any other again. */
  #takeAsGone(): void {
    this.choices.forget();
    this.choices.stands(null);
    this.home.forget();
    this.phones.list = null;
    if (this.connection.connected) this.connection.connected = { ...this.connection.connected, settings: null };
    this.connection.standing = 'unknown';
  }

  /** Takes what the server told into the choices. */
  prepareChoices(): void {
    const { connected } = this.connection;
    const facts = this.inspection.report?.facts ?? null;
    const settings = connected?.settings ?? null;
    this.choices.fillFrom(this.hostname ?? '', facts, settings, this.info.timeZone);
    if (settings !== null && facts?.immich?.ours === true) this.choices.hasAccount = true;
    if (this.inspection.recognitionOff) this.choices.recognition = false;
    void this.choices.check();
  }

  async look(): Promise<void> {
    const failure = await this.inspection.look(this.choices.access);
    if (failure?.code === 'sudo-password-needed' || failure?.code === 'sudo-wrong-password') {
      this.journey.go('connect');
      this.connection.stumble(failure);
    }
  }

  /** What the server would do in the router's place, as a plan of its own: shown first, and not wished for any more on the way back. */
  wish(change: (choices: Choices) => void): void {
    const { choices } = this;
    const before = choices.wishes;
    change(choices);
    this.review.forget();
    this.journey.reviewWish(() => {
      choices.wishes = before;
      this.review.forget();
    });
  }

  async startWork(): Promise<void> {
    const { plan, accepted, untickedForeign } = this.review;
    if (!plan || untickedForeign.length > 0) return;
    this.#note();
    this.journey.go('apply');
    const started = await this.work.start(plan.id, [...accepted]);
    const code = this.work.failure?.code;
    if (!started && code !== undefined && toBeLookedThrough.includes(code)) {
      const failure = this.work.failure;
      this.work.failure = null;
      this.journey.go('review');
      await this.review.make();
      this.review.failure ??= failure;
    }
  }

  /** Opens what a plan could not be made without. */
  readonly enterSecret = (): void => {
    this.choices.attempted = true;
    this.journey.go('choose');
  };

  /** Goes on after a stop: what is left is compared anew; a file of somebody else that was not ticked is shown first. */
  async goOn(): Promise<void> {
    this.#begun = () => this.goOn();
    if (this.choices.settings === null && this.settings) {
      this.choices.fillFrom(this.hostname ?? '', null, this.settings, this.info.timeZone);
    }
    const plan = await this.review.make();
    if (!plan) {
      this.work.failure = this.review.failure;
      return;
    }
    if (this.review.untickedForeign.length > 0 || this.review.isEmpty) this.journey.go('review');
    else await this.startWork();
  }

  async undo(): Promise<void> {
    this.#begun = () => this.undo();
    await this.work.undo();
  }

  /** What was begun goes on. Secrets travel with a plan, so one is made, though it may not be used. */
  async goOnWithSecret(): Promise<void> {
    this.work.failure = null;
    await this.review.make();
    await this.#begun();
  }

  #note(): void {
    const { wanted: settings } = this.review;
    if (settings && this.hostname !== null) noteHousehold({ hostname: this.hostname, settings });
  }
}

export const [getWizard, setWizard] = createContext<Wizard>();
