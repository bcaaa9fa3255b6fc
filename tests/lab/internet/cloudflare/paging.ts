// One page of a list, and what the envelope tells about the others.
// Surprise: a size beyond the list's bounds is refused, not shortened, and each list has bounds of its own.
import { refusal } from './refusal.ts';
import type { Answered } from './route.ts';

export interface PageSizes {
  readonly smallest: number;
  readonly usual: number;
  readonly largest: number;
}

export function paged(all: readonly unknown[], query: URLSearchParams, sizes: PageSizes): Answered {
  const page = Number(query.get('page') ?? 1);
  const per_page = Number(query.get('per_page') ?? sizes.usual);
  if (!(per_page >= sizes.smallest && per_page <= sizes.largest) || !(page >= 1)) {
    throw refusal(400, 6003, `Invalid per_page or page: ${query.toString()}`);
  }
  const result = all.slice((page - 1) * per_page, page * per_page);
  const total_pages = Math.ceil(all.length / per_page);
  return { result, result_info: { page, per_page, count: result.length, total_count: all.length, total_pages } };
}
