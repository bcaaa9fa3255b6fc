// Runs in the isolated world: gives the preload its `require('electron')`, a module to fill and a poor man's `process`.
import { bridge } from './bridge';
import { ipcRenderer } from './ipc-renderer';

type Preload = (require: (name: string) => unknown, module: object, exports: object, process: object) => void;
declare const STANDIN_SECRET: string;
declare const STANDIN_PROCESS: object;
declare const STANDIN_PRELOAD: Preload;

if (window.top === window && location.href !== 'about:blank') {
  const electron = { contextBridge: { exposeInMainWorld: bridge('preload', STANDIN_SECRET).expose }, ipcRenderer };
  const module = { exports: {} };
  const require = (name: string): unknown => {
    if (name === 'electron' || name === 'electron/renderer') return electron;
    throw new Error(`module not found: ${name}`);
  };
  STANDIN_PRELOAD(require, module, module.exports, STANDIN_PROCESS);
}
