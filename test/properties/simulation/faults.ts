import type { System } from '../../../sync/model/entity';
import { SyncError } from '../../../sync/model/errors';

/**
 * What happens to one call, and whether it was carried out:
 * - `busy` (429), `refused` (no connection): certainly not.
 * - `unavailable` (503), `failed` (500): not, but the caller of a write cannot know.
 * - `lost` (time-out), `failedAfter` (500): carried out, and the caller cannot know.
 * - `ignored`: answered as a success, but nothing was changed, by vendors that do such things; otherwise no fault.
 */
export type Fault = 'ok' | 'busy' | 'unavailable' | 'failed' | 'refused' | 'lost' | 'failedAfter' | 'ignored';

/**
 * Carries out a call under a fault, as the transport would report it.
 * @param ignore answers without acting
 */
export function underFault<T>(fault: Fault, system: System, write: boolean, act: () => T, ignore = act): T {
	switch (fault) {
		case 'ok':
			return act();
		case 'ignored':
			return ignore();
		case 'busy':
			throw new SyncError('RATE_LIMITED', 'too many requests', { system, retryAfterMs: 1000 });
		case 'refused':
			throw new SyncError('UNREACHABLE', 'connection refused', { system });
		case 'unavailable':
			throw new SyncError('UNAVAILABLE', 'service unavailable', { system, status: 503, uncertain: write });
		case 'failed':
			throw new SyncError('UNAVAILABLE', 'internal server error', { system, status: 500, uncertain: write });
		case 'failedAfter':
			if (write) act();
			throw new SyncError('UNAVAILABLE', 'internal server error', { system, status: 500, uncertain: write });
		case 'lost':
			if (write) act();
			throw new SyncError('TIMEOUT', 'no answer', { system, uncertain: write });
	}
}
