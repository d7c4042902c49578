import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Must run before n8n-core is imported: its instance settings read these, and write a key into the user folder, which
 * must never be that of the person who runs the tests.
 */
export function prepareInstanceSettings(): void {
	const worker = process.env.JEST_WORKER_ID ?? '0';
	const folder = join(__dirname, '..', '..', 'node_modules', '.cache', `in-process-n8n-${worker}`);
	mkdirSync(folder, { recursive: true });
	process.env.N8N_USER_FOLDER = folder;
	process.env.N8N_LOG_LEVEL = 'silent';
	process.env.N8N_ENCRYPTION_KEY = 'in-process-tests';
}
