// `nativeTheme`: what the program chooses, its pages see.
import { EventEmitter } from 'node:events';
import { strict } from './strict';
import { openWindows } from './windows';

type Source = 'system' | 'light' | 'dark';

class Theme extends EventEmitter {
  private chosen: Source = 'system';

  get themeSource(): Source {
    return this.chosen;
  }
  set themeSource(source: Source) {
    this.chosen = source;
    const colorScheme = this.shouldUseDarkColors ? 'dark' : 'light';
    for (const { page } of openWindows()) void page?.emulateMedia({ colorScheme });
    this.emit('updated');
  }
  get shouldUseDarkColors(): boolean {
    return this.chosen === 'system' ? process.env['STANDIN_COLOUR_SCHEME'] === 'dark' : this.chosen === 'dark';
  }
}

export const nativeTheme = strict('nativeTheme', new Theme());
