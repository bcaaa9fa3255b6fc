// Runs in the page's own world before its scripts: waits for what the preload exposes. Electron runs a preload in the top frame
// of real pages only, so everything here does too.
import { bridge } from './bridge';

declare const STANDIN_SECRET: string;

if (window.top === window && location.href !== 'about:blank') bridge('main', STANDIN_SECRET);
