import type { DatabaseSync } from 'node:sqlite';
import { listBackups, takeBackup } from './backup';

const DAY_MS = 24 * 60 * 60 * 1000;
/** After one that could not be taken. */
const AGAIN_MS = 60 * 60 * 1000;

/** What is to be backed up. */
export interface DailyBackupOptions {
	readonly database: DatabaseSync;
	readonly path: string;
	/** Of the schema. */
	readonly version: number;
	/** When the store was made or last migrated, milliseconds since 1970: no copy is due before a day has passed. */
	readonly since: number;
	readonly now: () => number;
}

/**
 * Copies the store once a day, so that there is a yesterday to go back to. Asked after each commit, since a store may
 * stay open for months. A copy takes as long as it takes to read the store once; nothing else runs meanwhile.
 */
export class DailyBackup {
	readonly #options: DailyBackupOptions;
	#dueAt: number;

	constructor(options: DailyBackupOptions) {
		this.#options = options;
		const newest = listBackups(options.path)[0]?.at ?? options.since;
		this.#dueAt = Math.max(newest, options.since) + DAY_MS;
	}

	/** Never fails: what was committed is safe without a copy. That none could be taken is said as a process warning. */
	takeIfDue(): void {
		const { database, path, version, now } = this.#options;
		const at = now();
		if (at < this.#dueAt) return;
		// Another process that shares the store may have been faster.
		const newest = listBackups(path)[0]?.at ?? 0;
		if (at - newest < DAY_MS) {
			this.#dueAt = newest + DAY_MS;
			return;
		}
		try {
			takeBackup(database, path, version, at);
			this.#dueAt = at + DAY_MS;
		} catch (error) {
			this.#dueAt = at + AGAIN_MS;
			const reason = error instanceof Error ? error.message : String(error);
			process.emitWarning(
				`The daily backup of the store ${path} could not be taken: ${reason}. It is tried again in an hour.`,
				{
					code: 'PSA_SYNC_BACKUP',
				},
			);
		}
	}
}
