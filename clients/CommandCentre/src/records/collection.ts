import { signal, type ReadonlySignal } from '@preact/signals';

/** Records by their resource name, as last heard. */
export class Collection<T extends { name: string }> {
  private readonly held = signal<ReadonlyMap<string, T>>(new Map());

  /** Whether the first list has come. */
  readonly loaded = signal(false);

  /** The records; a new map with each change. */
  get all(): ReadonlySignal<ReadonlyMap<string, T>> {
    return this.held;
  }

  /** Starts anew with these. */
  reset(records: Iterable<T>) {
    this.held.value = new Map(Array.from(records, (record) => [record.name, record]));
    this.loaded.value = true;
  }

  /** Takes one in, or in the place of an older one. */
  put(record: T) {
    this.held.value = new Map(this.held.value).set(record.name, record);
  }

  /** Forgets one. */
  remove(name: string) {
    const rest = new Map(this.held.value);
    if (rest.delete(name)) {
      this.held.value = rest;
    }
  }

  /** Forgets all. */
  clear() {
    this.held.value = new Map();
    this.loaded.value = false;
  }
}

/** One page of a list. */
export interface Page<T> {
  records: T[];
  nextPageToken: string;
  /** Where the log was at this answer. */
  sequence: bigint;
}

/** Every page of a list, and the sequence to watch on from. */
export async function listAll<T>(page: (token: string) => Promise<Page<T>>): Promise<{ records: T[]; sequence: bigint }> {
  const first = await page('');
  const records = [...first.records];
  for (let token = first.nextPageToken; token; ) {
    const next = await page(token);
    records.push(...next.records);
    token = next.nextPageToken;
  }

  return { records, sequence: first.sequence };
}
