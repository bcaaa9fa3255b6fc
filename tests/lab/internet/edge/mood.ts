// What a test may change of the edge while it runs.
export interface EdgeMood {
  /** How long an origin may take to begin its answer, before the visitor is told 524. */
  readonly replySeconds: number;
}

export const usualEdge: EdgeMood = { replySeconds: 120 };
