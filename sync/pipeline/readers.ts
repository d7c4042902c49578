import { CATALOGUES } from '../connectors/catalogues';
import { SYSTEM_NAMES, otherSide } from '../model/entity';
import { audienceField, isInternal, isPublic, mustStayInternal } from '../model/audience';
import { shadowOf } from '../model/link';
import type { FlatRecord } from '../model/record';
import { notice } from '../model/review';
import type { ReviewDraft } from '../store/store';
import type { ApplyContext, ReadyWrite } from './apply-context';
import { park } from './failures';

/** A write whose readers have been looked at: what of it may be carried out, and what a person is told. */
export interface Judged {
	readonly ready: ReadyWrite;
	readonly reviews: readonly ReviewDraft[];
}

/**
 * Holds a write against the law that nothing internal ever becomes public (P6), whatever mapping, strategy or decision
 * its values come from:
 * - what is internal at its source goes to no record that clients may see: the write is given up and shown to a person;
 * - a record that clients do not see is not shown to them, even where it was made public at its source: the rest of the
 *   write is carried out, and a person is told.
 *
 * @param shown the target as it is; null for a create
 * @returns null where the write was given up
 */
export async function withinReaders(
	context: ApplyContext,
	ready: ReadyWrite,
	shown: FlatRecord | null,
): Promise<Judged | null> {
	const { connector, entity } = context;
	const field = audienceField(connector.catalogue, entity);
	if (!field) return { ready, reviews: [] };
	const { name } = field;
	const asked = Object.hasOwn(ready.payload, name) ? ready.payload[name] : undefined;
	const widens =
		shown !== null &&
		asked !== undefined &&
		!isInternal(field, asked) &&
		!isPublic(field, shown[name]) &&
		asked !== shown[name];
	const { [name]: _withheld, ...rest } = ready.payload;
	const payload = widens ? rest : ready.payload;
	// A connector makes a record internal where it is told nothing.
	const after = Object.hasOwn(payload, name)
		? payload[name]
		: shown === null
			? field.audience.internal[0]
			: shown[name];
	if (!isInternal(field, after) && (await isInternalAtSource(context, ready))) {
		const reason = `the ${entity} is internal where it comes from, and ${name} ${JSON.stringify(after ?? null)} would show it to clients, so it was not written. Correct who may read it, on either side or in the field map, then retry.`;
		await park(context, ready, 'deadLetter', reason);
		return null;
	}
	return { ready: { ...ready, payload }, reviews: widens ? [notShown(context, ready, name)] : [] };
}

async function isInternalAtSource(context: ApplyContext, { claimed: { link } }: ReadyWrite): Promise<boolean> {
	const side = otherSide(context.side);
	const tenants = await context.store.tenants(context.sync);
	const system = tenants.find((tenant) => tenant.side === side)?.system;
	const catalogue = Object.values(CATALOGUES).find((known) => known.system === system);
	return !catalogue || mustStayInternal(catalogue, context.entity, shadowOf(link, side));
}

function notShown(context: ApplyContext, ready: ReadyWrite, field: string): ReviewDraft {
	const { connector, entity, side } = context;
	const system = SYSTEM_NAMES[connector.system];
	return notice({
		kind: 'notLanded',
		field,
		side,
		writeId: ready.claimed.write.id,
		message: `${system} ${entity} ${ready.item.targetId ?? ''}: it was made public on the other side, and the sync never shows clients a ${entity} that they do not see yet. If that is meant, make it public in ${system} by hand, then dismiss this.`,
	});
}
