/** Opens the door: from here on the window's requests reach their handlers. */
import { ipcMain } from 'electron';
import { register, type Handlers, type Registration } from './register';

export const listen = (handlers: Handlers, how: Registration): void => register(ipcMain, handlers, how);
