// Which windows there are: `app`, the browser's router and BrowserWindow itself all ask.
import type { Page } from 'playwright-core';

export interface OpenWindow {
  readonly page: Page | undefined;
  /** True while main itself loads a page: only then is a navigation not the page's own wish. */
  readonly loading: boolean;
  /** Whether the page may go there. */
  mayNavigate(url: string): boolean;
  closeIfNobodyMinds(): Promise<boolean>;
}

const windows = new Set<OpenWindow>();

export const openWindows = (): OpenWindow[] => [...windows];
export const addWindow = (window: OpenWindow): void => void windows.add(window);
export const removeWindow = (window: OpenWindow): boolean => windows.delete(window);
export const windowOf = (page: Page): OpenWindow | undefined => openWindows().find((window) => window.page === page);

/** While the program quits, windows close without `window-all-closed` being told. */
let quitting = false;
export const isQuitting = (): boolean => quitting;
export const setQuitting = (value: boolean): void => void (quitting = value);
