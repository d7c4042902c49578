import { ExportFolder } from './folder';
import { pathOfFile, RECORDS, type ExportManifest } from './manifest';

export interface Verification {
	/** null where there is none: the export was never finished. */
	readonly manifest: ExportManifest | null;
	/** What is not as the manifest says, for people; none where all is well. */
	readonly problems: readonly string[];
}

/**
 * Reads an export again, byte for byte, and holds it against its manifest: each file of records and each content by hash
 * and size, the numbers of lines and of records, and that each attachment's file is there.
 */
export async function verifyExport(path: string): Promise<Verification> {
	const folder = new ExportFolder(path);
	const problems: string[] = [];
	const manifest = await folder.manifest();
	if (!manifest) return { manifest, problems: ['It has no manifest: the export was not finished.'] };
	const files = new Map(manifest.files.map((file) => [file.sha256, file.bytes]));
	const wanted = new Set<string>();
	for (const { entity, ...said } of manifest.entities) {
		const records = `${RECORDS}/${entity}.jsonl`;
		const found = await folder.measure(records);
		if (found?.sha256 !== said.sha256 || found.bytes !== said.bytes) {
			problems.push(found ? `${records} was changed.` : `${records} is missing.`);
			continue;
		}
		const ids = new Set<string>();
		let lines = 0;
		await folder.eachLine(entity, (line) => {
			lines += 1;
			ids.add(line.id);
			if (line.file !== undefined) wanted.add(line.file);
		});
		if (lines !== said.lines || ids.size !== said.records)
			problems.push(
				`${records} holds ${ids.size} records in ${lines} lines, and the manifest says ${said.records} in ${said.lines}.`,
			);
	}
	for (const [sha256, bytes] of files) {
		const file = pathOfFile(sha256);
		const found = await folder.measure(file);
		if (!found) problems.push(`${file} is missing.`);
		else if (found.sha256 !== sha256 || found.bytes !== bytes) problems.push(`${file} was changed.`);
		wanted.delete(file);
	}
	for (const file of wanted) problems.push(`${file} is named by an attachment and not by the manifest.`);
	for (const name of await folder.fileNames()) {
		if (!files.has(name)) problems.push(`${pathOfFile(name)} is not named by the manifest.`);
	}
	return { manifest, problems };
}
