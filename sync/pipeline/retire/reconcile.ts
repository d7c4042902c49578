import { SYSTEM_NAMES, type Entity } from '../../model/entity';
import { linkedId } from '../../model/link';
import type { Store } from '../../store/store';
import { ExportFolder } from '../export/folder';
import type { ExportManifest } from '../export/manifest';

/** What became of the exported records of one entity. */
export interface Reconciled {
	readonly entity: Entity;
	readonly exported: number;
	/** Have their counterpart on the platform. */
	readonly linked: number;
	/** Have none, and an open entry under Needs Review says why. */
	readonly explained: number;
	/** The sync does not carry this entity at all: they are in the export only. */
	readonly exportOnly: number;
	/** Have none, and nothing says why. */
	readonly unexplained: number;
	readonly examples: readonly string[];
}

const PAGE = 500;
const EXAMPLES = 10;

/** Holds every record of an export against the links of the sync, as they stand now. */
export async function reconcile(store: Store, path: string, manifest: ExportManifest): Promise<Reconciled[]> {
	const { links } = await store.status(manifest.sync);
	const folder = new ExportFolder(path);
	const table: Reconciled[] = [];
	for (const { entity } of manifest.entities) {
		const ids = new Set<string>();
		await folder.eachLine(entity, ({ id }) => ids.add(id));
		const isCarried = Object.values(links[entity] ?? {}).some((count) => count > 0);
		const counts = { linked: 0, explained: 0, exportOnly: 0, unexplained: 0 };
		const examples: string[] = [];
		const all = [...ids];
		for (let start = 0; start < all.length; start += PAGE) {
			const some = all.slice(start, start + PAGE);
			const contexts = await store.linksBySide(manifest.sync, entity, 'psa', some);
			for (const id of some) {
				const context = contexts.get(id);
				if (context && linkedId(context.link, 'platform') !== null) counts.linked += 1;
				else if (!isCarried) counts.exportOnly += 1;
				else if (context && context.openReviews.length > 0) counts.explained += 1;
				else {
					counts.unexplained += 1;
					if (examples.length < EXAMPLES) examples.push(id);
				}
			}
		}
		table.push({ entity, exported: all.length, ...counts, examples });
	}
	return table;
}

/** @returns one line of the table in words. */
export function inWords({ entity, exported, linked, explained, exportOnly, unexplained }: Reconciled): string {
	const parts = [
		`${linked} of ${exported} have their counterpart on the platform`,
		explained > 0 ? `${explained} have none and wait under Needs Review` : '',
		exportOnly > 0 ? `${exportOnly} are in the export only, since this sync does not carry them` : '',
		unexplained > 0 ? `${unexplained} have none, and nothing says why` : '',
	];
	return `${entity}: ${parts.filter(Boolean).join('; ')}.`;
}

/** @returns the system of an export by the name that people know. */
export function systemOf({ system }: ExportManifest): string {
	return SYSTEM_NAMES[system];
}
