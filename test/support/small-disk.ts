import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own, in memory, that a test may fill up and make read-only. Needs Linux and the right to mount. */
export interface SmallDisk {
	readonly folder: string;
	/** Leaves nothing free. */
	fill(): void;
	/** Takes away what {@link fill} put there. */
	free(): void;
	/** From now on nobody may write, root neither. No file of it may be open for writing. */
	readOnly(on: boolean): void;
	remove(): void;
}

/** Whether this user may mount; the test that needs it says so in its name when it is skipped. */
export const canMount = (() => {
	if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
	try {
		smallDisk(1).remove();
		return true;
	} catch {
		return false;
	}
})();

export function smallDisk(megabytes: number): SmallDisk {
	const folder = mkdtempSync(join(tmpdir(), 'psa-sync-disk-'));
	const mount = (...args: string[]) => execFileSync('mount', [...args, folder], { stdio: 'pipe' });
	try {
		mount('-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'psa-sync-test');
	} catch (error) {
		rmSync(folder, { recursive: true });
		throw error;
	}
	const ballast = join(folder, 'ballast');
	return {
		folder,
		fill() {
			const file = openSync(ballast, 'a');
			try {
				// Others may write meanwhile: full is full when nothing more can be written.
				for (const bytes of [1 << 20, 1 << 12]) while (written(file, bytes));
			} finally {
				closeSync(file);
			}
		},
		free: () => rmSync(ballast, { force: true }),
		readOnly: (on) => void mount('-o', `remount,${on ? 'ro' : 'rw'}`),
		remove() {
			if (!existsSync(folder)) return;
			execFileSync('umount', ['--lazy', folder], { stdio: 'pipe' });
			rmSync(folder, { recursive: true });
		},
	};
}

function written(file: number, bytes: number): boolean {
	try {
		return writeSync(file, Buffer.alloc(bytes)) > 0;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
		throw error;
	}
}
