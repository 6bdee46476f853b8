import { signal } from '@preact/signals';

/** Where the map should look; null to leave it where it is. */
export const lookAt = signal<{ latitude: number; longitude: number } | null>(null);
