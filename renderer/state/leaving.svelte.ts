// The question whether everything is to go. Photos and database go only when somebody ticks it and types what they are called.
import type { Input } from '../../electron/contract/ipc';
import type { Settings } from '../../electron/contract/settings';

export class Leaving {
  asked = $state(false);
  deletePhotos = $state(false);
  deleteDatabase = $state(false);
  folder = $state('');
  address = $state('');
  setupToken = $state('');

  constructor(private readonly settings: () => Settings | null) {}

  readonly folderTyped = $derived.by(() => this.folder.trim() === this.settings()?.photos.folder);
  readonly addressTyped = $derived.by(() => this.address.trim().toLowerCase() === this.settings()?.hosts.photos);
  /** Both names are asked for as soon as one of the two is to go: in so many words, twice. */
  readonly deletes = $derived(this.deletePhotos || this.deleteDatabase);
  readonly ready = $derived(!this.deletes || (this.folderTyped && this.addressTyped));

  get wish(): Input<'plan:leave'>[0] {
    const { deletePhotos, deleteDatabase } = this;
    return {
      deletePhotos,
      deleteDatabase,
      words: this.deletes ? [this.folder.trim(), this.address.trim().toLowerCase()] : [],
      setupToken: this.setupToken.trim() === '' ? null : this.setupToken.trim(),
    };
  }

  start(): void {
    this.close();
    this.asked = true;
  }

  close(): void {
    this.asked = false;
    this.deletePhotos = false;
    this.deleteDatabase = false;
    this.folder = '';
    this.address = '';
    this.setupToken = '';
  }
}
