// Starts the window's content on the bridge that the preload put there.
import { mount } from 'svelte';
import type { Bridge } from '../electron/contract/ipc';
import App from './App.svelte';
import './styles/base.css';

declare global {
  interface Window {
    readonly immichAtHome: Bridge;
  }
}

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
mount(App, { target, props: { bridge: window.immichAtHome } });
