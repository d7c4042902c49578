import { basename, dirname, join } from 'node:path';
import type { IExecuteFunctions } from 'n8n-workflow';
import { SyncError } from '../../sync/model/errors';

/**
 * A folder, new or not, that this n8n lets workflows write into (`N8N_RESTRICT_FILE_ACCESS_TO` and its own folders).
 * @throws SyncError BAD_INPUT
 */
export async function allowedFolder({ helpers }: IExecuteFunctions, folder: string): Promise<string> {
	// n8n resolves only what is there: of a new folder, the one that it will lie in.
	const resolved = await helpers.resolvePath(folder).catch(async () => {
		const parent = await helpers.resolvePath(dirname(folder)).catch(() => null);
		return parent === null ? null : (join(parent, basename(folder)) as typeof parent);
	});
	if (resolved === null) {
		throw new SyncError(
			'BAD_INPUT',
			`The folder "${dirname(folder)}" does not exist where n8n runs. Make it (in Docker: mount a volume there) and let n8n write into it.`,
		);
	}
	if (!helpers.isFilePathBlocked(resolved)) return folder;
	throw new SyncError(
		'BAD_INPUT',
		`This n8n does not let workflows work in "${folder}". Choose a folder that N8N_RESTRICT_FILE_ACCESS_TO names (by default ~/.n8n-files), or have it added there.`,
	);
}
