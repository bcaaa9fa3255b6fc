// The window on a stage: one scene, chosen by the address, for somebody to look at (see screens.ts).
import { mount } from 'svelte';
import { languages, themes } from '../../electron/contract/ipc';
import App from '../../renderer/App.svelte';
import '../../renderer/styles/base.css';
import { play } from './play';
import { noteHousehold } from '../../renderer/state/household';
import { connected, settings } from './household';
import { infoFor, sceneNames, scenes, type Scene } from './scenes';

const wanted = new URLSearchParams(location.search);
const pick = <T extends string>(from: readonly T[], name: string): T =>
  from.find((one) => one === wanted.get(name)) ?? from[0]!;

const scene: Scene = scenes[pick(sceneNames, 'scene')];
noteHousehold({ hostname: connected.hostname, settings: scene.noted ?? settings });
const bridge = scene.bridge(infoFor(pick(languages, 'language'), pick(themes, 'theme')));
mount(App, { target: document.getElementById('app')!, props: { bridge } });
await play(scene.steps, bridge);
document.body.dataset['played'] = '';
