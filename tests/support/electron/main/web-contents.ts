// `webContents` of a window, as far as main needs it.
import { EventEmitter } from 'node:events';
import { encode } from '../page/codec';
import type { ToPage } from '../page/wire';
import { session } from './session';
import { strict } from './strict';

export interface Sheet {
  /** The address of what is shown. */
  url(): string;
  tell(message: ToPage): Promise<void>;
  reload(): void;
  isDestroyed(): boolean;
  screenshot(): Promise<Buffer>;
}
interface OpenRequest {
  readonly url: string;
  readonly frameName: string;
  readonly features: string;
  readonly disposition: string;
}

class WebContents extends EventEmitter {
  readonly session = session.defaultSession;
  readonly mainFrame: { readonly url: string; readonly origin: string; readonly parent: null };
  private openHandler: ((request: OpenRequest) => unknown) | undefined;

  constructor(
    readonly id: number,
    private readonly sheet: Sheet,
  ) {
    super();
    this.mainFrame = strict('webFrameMain', {
      get url() {
        return sheet.url();
      },
      get origin() {
        const { protocol, host } = new URL(sheet.url());
        return `${protocol}//${host}`;
      },
      parent: null,
    });
  }

  send(channel: string, ...args: unknown[]): void {
    void this.sheet.tell({ kind: 'event', channel, args: encode(args) });
  }
  getURL(): string {
    return this.sheet.url();
  }
  isDestroyed(): boolean {
    return this.sheet.isDestroyed();
  }
  reload(): void {
    this.sheet.reload();
  }
  setWindowOpenHandler(handler: (request: OpenRequest) => unknown): void {
    this.openHandler = handler;
  }
  async capturePage(): Promise<{ toPNG(): Buffer }> {
    const png = await this.sheet.screenshot();
    return { toPNG: () => png };
  }
  focus(): void {
    return;
  }
  setZoomFactor(): void {
    return;
  }
  openDevTools(): void {
    return;
  }
  /** For the window: the page asked for another one. */
  askedToOpen(url: string): void {
    this.openHandler?.({ url, frameName: '', features: '', disposition: 'foreground-tab' });
  }
}

export type StandInContents = WebContents;
export const createContents = (id: number, sheet: Sheet): WebContents =>
  strict('webContents', new WebContents(id, sheet));
