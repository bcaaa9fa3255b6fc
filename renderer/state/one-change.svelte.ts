// One thing of a set-up that stands is to be another: the server's address at home, the photos' folder, the range of the direct line.
// Typed in a dialog, checked by the contract's own schemas with all the rest as it stands.
import type { FieldProblem } from '../../electron/contract/fields';
import type { FieldIssue, Settings } from '../../electron/contract/settings';
import type { Ask } from './asking.svelte';

export const changeKinds = ['address', 'folder', 'range'] as const;
export type ChangeKind = (typeof changeKinds)[number];
type Field = 'lan.address' | 'lan.network' | 'lan.router' | 'photos.folder' | 'vpn.network';

const fields = {
  address: ['lan.address', 'lan.network', 'lan.router'],
  folder: ['photos.folder'],
  range: ['vpn.network'],
} as const satisfies Record<ChangeKind, readonly Field[]>;

const valueAt = (settings: Settings, field: Field): string => {
  switch (field) {
    case 'lan.address':
      return settings.lan.address;
    case 'lan.network':
      return settings.lan.network;
    case 'lan.router':
      return settings.lan.router;
    case 'photos.folder':
      return settings.photos.folder;
    case 'vpn.network':
      return settings.vpn.network;
  }
};

export class OneChange {
  values = $state<Partial<Record<Field, string>>>({});
  issues = $state.raw<readonly FieldIssue[]>([]);
  attempted = $state(false);
  readonly fields: readonly Field[];

  constructor(
    private readonly ask: Ask,
    readonly kind: ChangeKind,
    private readonly before: Settings,
  ) {
    this.fields = fields[kind];
    this.values = Object.fromEntries(this.fields.map((field) => [field, valueAt(before, field)]));
  }

  readonly wanted = $derived.by((): Settings => {
    const { before, values } = this;
    const typed = (field: Field): string => (values[field] ?? valueAt(before, field)).trim();
    return {
      ...before,
      photos: { folder: typed('photos.folder') },
      lan: { network: typed('lan.network'), address: typed('lan.address'), router: typed('lan.router') },
      vpn: { ...before.vpn, network: typed('vpn.network') },
    };
  });
  readonly changes = $derived.by(() =>
    this.fields.some((field) => this.values[field]?.trim() !== valueAt(this.before, field)),
  );

  problemAt(field: Field): FieldProblem | null {
    const typed = this.values[field]?.trim() !== valueAt(this.before, field);
    return typed || this.attempted ? (this.issues.find((issue) => issue.field === field)?.problem ?? null) : null;
  }

  /** What does not fit any more though it is not typed here: addresses handed out at home, the direct line's range. */
  readonly elsewhere = $derived.by(() => this.issues.filter(({ field }) => !this.fields.some((own) => own === field)));

  /** True when all of it is right and something is another. */
  async settle(): Promise<boolean> {
    this.attempted = true;
    await this.check();
    return this.issues.length === 0 && this.changes;
  }

  async check(): Promise<void> {
    const answer = await this.ask('settings:check', { ...this.wanted });
    if (answer.ok) this.issues = answer.value;
  }
}
