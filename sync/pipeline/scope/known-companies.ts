import { companyName, namedCompany } from '../../connectors/company-names';
import type { Connector } from '../../connectors/connector';
import { SYSTEM_NAMES } from '../../model/entity';
import { SyncError } from '../../model/errors';
import type { Scope } from '../../model/scope';
import { namesCompany } from './own-fields';

/** Names that an error tells at most, and the characters of one. */
const MOST_TOLD = 5;
const LONGEST_TOLD = 100;

/**
 * Makes sure that a scope names companies that are there: what belongs to one that was misspelt would be left out, and
 * nobody would hear of it.
 * @throws SyncError BAD_INPUT naming those that are not there, and what is called similarly
 */
export async function refuseUnknownCompanies(
	connector: Pick<Connector, 'system' | 'find'>,
	scope: Scope,
): Promise<void> {
	const named = [...new Set(scope.companies)];
	if (named.length === 0) return;
	// Counterparts are found by names as loosely as people write them: that tells what may be meant as well.
	const found = await connector.find(
		'company',
		named.map((word) => ({ sourceId: '', targetId: word.trim(), payload: namedCompany(word) })),
	);
	const unknown = named.flatMap((word, index) => {
		const records = found[index].map(({ record }) => record);
		if (records.some(({ id, record }) => namesCompany({ ...scope, companies: [word] }, id, record))) return [];
		return [{ word, similar: records.flatMap(({ record }) => companyName(record) ?? []) }];
	});
	if (unknown.length === 0) return;
	const told = unknown.slice(0, MOST_TOLD).map(({ word, similar }) => {
		const [one] = similar;
		return one === undefined ? quoted(word) : `${quoted(word)} (there is ${quoted(one)})`;
	});
	const more = unknown.length > told.length ? `, and ${unknown.length - told.length} more` : '';
	const { system } = connector;
	throw new SyncError(
		'BAD_INPUT',
		`Scope: ${SYSTEM_NAMES[system]} has no company ${told.join(', ')}${more}. Nothing was read. Under Scope → Companies, write each as it is called there, or its ID.`,
		{ system, entity: 'company' },
	);
}

function quoted(text: string): string {
	return JSON.stringify(text.length > LONGEST_TOLD ? `${text.slice(0, LONGEST_TOLD)}…` : text);
}
