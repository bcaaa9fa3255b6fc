// What a field answers, in its tone: fine, good to know, not right.
export interface Said {
  readonly tone: 'ok' | 'warn' | 'stop';
  readonly text: string;
}
