import type { Candidate } from '../connectors/connector';
import { otherSide, type Side } from '../model/entity';
import type { WriteEnvelope } from '../model/envelope';
import { SyncError } from '../model/errors';
import { linkedId } from '../model/link';
import type { ApplyDependencies } from './apply-context';
import { contestedIds } from './contested';
import type { Outcomes } from './outcomes';
import { refuseRetired } from './retire/retired';

/**
 * Says of each company that a preview would create whether a live run would link it instead: the plan knows only one
 * side of what is not linked yet. Reads, and writes nothing. What hangs on companies (contacts, tickets) can be looked
 * for only once they are linked, so that it is not looked for here.
 *
 * @returns the error that stopped the looking, or null; what was not looked for keeps its outcome.
 */
export async function previewCreates(
	dependencies: Pick<ApplyDependencies, 'connector' | 'store' | 'settings'>,
	{ sync, side }: { readonly sync: string; readonly side: Side },
	previewed: readonly WriteEnvelope[],
	outcomes: Outcomes,
): Promise<SyncError | null> {
	const companies = previewed.filter(
		({ entity, action, payload, sourceId }) =>
			entity === 'company' && action === 'create' && payload !== null && sourceId !== undefined,
	);
	if (companies.length === 0) return null;
	await refuseRetired(dependencies.store, sync);
	const { chunk } = dependencies.settings;
	for (let start = 0; start < companies.length; start += chunk) {
		const some = companies.slice(start, start + chunk);
		try {
			const found = await unlinked(dependencies, sync, side, await candidatesOf(dependencies, some));
			const contested = contestedIds(found);
			for (const [index, item] of some.entries()) {
				outcomes.set(item.writeId, 'preview', told(item, found[index], contested), item.targetId);
			}
		} catch (error) {
			if (error instanceof SyncError) return error;
			throw error;
		}
	}
	return null;
}

async function candidatesOf(
	{ connector }: Pick<ApplyDependencies, 'connector'>,
	items: readonly WriteEnvelope[],
): Promise<Candidate[][]> {
	const keys = items.map(({ sourceId, targetHint, payload }) => ({
		sourceId: sourceId ?? '',
		targetId: targetHint ?? null,
		payload: payload ?? {},
	}));
	return await connector.find('company', keys);
}

/** Without those that are linked to another record. */
async function unlinked(
	{ store }: Pick<ApplyDependencies, 'store'>,
	sync: string,
	side: Side,
	found: readonly Candidate[][],
): Promise<Candidate[][]> {
	const ids = [...new Set(found.flat().map(({ record }) => record.id))];
	if (ids.length === 0) return [...found];
	const contexts = await store.linksBySide(sync, 'company', side, ids);
	return found.map((candidates) =>
		candidates.filter(({ record }) => {
			const link = contexts.get(record.id)?.link;
			return !link || linkedId(link, otherSide(side)) === null;
		}),
	);
}

function told({ fields }: WriteEnvelope, candidates: readonly Candidate[], contested: ReadonlySet<string>): string {
	const company = typeof fields.name === 'string' ? `company "${fields.name}"` : 'this company';
	const names = candidates.map(({ label, record }) => `${label} (${record.id})`).join(', ');
	if (candidates.length > 1) return `would ask a person: several existing companies look like ${company}: ${names}`;
	const [match] = candidates;
	if (!match) return `would create ${company}: nothing on that side looks like it`;
	if (contested.has(match.record.id)) {
		return `would ask a person: ${names} looks like ${company}, and like another company as well`;
	}
	return `would link ${company} to ${names}, found by ${match.rule}`;
}
