import { SyncError } from '../../../model/errors';

/** The vendor's documentation: with more in any five minutes, no attachment at all is taken for five minutes. */
const MOST_BYTES = 10_000_000;
const WINDOW_MS = 5 * 60_000;

interface Sent {
	readonly at: number;
	readonly bytes: number;
}

/** By tenant: a new connector is made for each run. Other processes and tools are not seen; the vendor refuses then. */
const sent = new Map<string, readonly Sent[]>();

/** Keeps uploads below what the vendor takes in five minutes. */
export class UploadAllowance {
	constructor(
		private readonly tenant: string,
		private readonly now: () => number,
	) {}

	/**
	 * Takes so many bytes, as they are sent, out of the allowance.
	 * @throws SyncError PAUSED where they have to wait; nothing was sent then
	 */
	take(bytes: number): void {
		const now = this.now();
		const recent = (sent.get(this.tenant) ?? []).filter(({ at }) => now - at < WINDOW_MS);
		let used = recent.reduce((sum, one) => sum + one.bytes, 0);
		if (used + bytes <= MOST_BYTES || recent.length === 0) {
			sent.set(this.tenant, [...recent, { at: now, bytes }]);
			return;
		}
		let freeAt = now;
		for (const one of recent) {
			if (used + bytes <= MOST_BYTES) break;
			used -= one.bytes;
			freeAt = one.at + WINDOW_MS;
		}
		const retryAfterMs = Math.max(1000, freeAt - now);
		const message = `Autotask takes 10,000,000 bytes of attachments in five minutes; the next one waits ${Math.ceil(retryAfterMs / 1000)} s`;
		throw new SyncError('PAUSED', message, { system: 'autotask', entity: 'attachment', retryAfterMs });
	}
}
