// The messages between the preload's world and main.
import type { Wire } from './codec';

export type ToMain =
  | { readonly kind: 'invoke'; readonly id: number; readonly channel: string; readonly args: Wire }
  | { readonly kind: 'send'; readonly channel: string; readonly args: Wire };

export type ToPage =
  | { readonly kind: 'answer'; readonly id: number; readonly value: Wire }
  | { readonly kind: 'refusal'; readonly id: number; readonly message: string }
  | { readonly kind: 'event'; readonly channel: string; readonly args: Wire };

/** The CDP binding through which the page speaks, and the function through which it is spoken to. */
export const binding = '__standInPost';
export const receiver = '__standInReceive';
export const preloadWorld = 'stand-in preload';
