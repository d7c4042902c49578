import { findField, type Catalogue } from '../../model/catalogue';
import { SYSTEM_NAMES, type Entity, type Side, type System } from '../../model/entity';
import type { Link } from '../../model/link';
import type { ReviewKind } from '../../model/review';
import { isUnlinkedReference, type UnlinkedReference, type Write } from '../../model/write';
import type { LinkContext } from '../../store/store';

/** Why something is not on both sides as it should be; entries for a person by their kind. */
export type WaitReason =
	| ReviewKind
	| 'locked'
	| 'waitingForParent'
	| 'onItsWay'
	| 'givenUp'
	| 'gone'
	| 'oneSide'
	| 'unapproved'
	| 'differs';

export interface Reason {
	readonly reason: WaitReason;
	/** For people: what it is, and what to do. */
	readonly message: string;
}

export type Parent = UnlinkedReference['$unlinked'];

/** What is known around a link, for the reasons. */
export interface Surroundings {
	readonly systems: Readonly<Record<Side, System>>;
	/** The fields of the system on the platform's side. */
	readonly platform: Catalogue | undefined;
	/** The sides whose record is closed for good. */
	readonly locked: Readonly<Record<Side, boolean>>;
	/** True where a parent still has no counterpart on the side that a write goes to. */
	readonly isUnlinked: (parent: Parent, target: Side) => boolean;
}

/** Why a record waits, or why its two sides differ: entries first, then what is under way. Empty where nothing is open. */
export function reasonsOf({ link, writes, openReviews }: LinkContext, around: Surroundings): Reason[] {
	const reasons = openReviews.map((review): Reason => {
		const isLocked = review.kind === 'deadLetter' && review.side !== null && around.locked[review.side];
		return { reason: isLocked ? 'locked' : review.kind, message: review.message };
	});
	if (link.state === 'tombstone' || link.psaMissing !== null || link.platformMissing !== null) {
		if (reasons.length === 0) reasons.push({ reason: 'gone', message: gone(link) });
		return reasons;
	}
	const told = new Set(openReviews.map(({ writeId }) => writeId));
	for (const write of writes) if (!told.has(write.id)) reasons.push(ofWrite(write, around));
	if (reasons.length === 0 && link.state === 'half') reasons.push(oneSide(link, around));
	return reasons;
}

/**
 * The records that a write points to. Planned values are in the platform's words: towards the PSA they are ids of the
 * platform, which are translated when the write is carried out; towards the platform, a parent that had no counterpart
 * is named by a placeholder.
 * @param platform the fields of the system on the platform's side
 */
export function parentsOf({ entity, target, fields }: Write, platform: Catalogue | undefined): Parent[] {
	return Object.entries(fields).flatMap(([name, value]): Parent[] => {
		if (isUnlinkedReference(value)) return [value.$unlinked];
		const pointsTo = platform && findField(platform, entity, name)?.references;
		const isId = (typeof value === 'string' && value !== '') || typeof value === 'number';
		return target === 'psa' && pointsTo && isId ? [{ entity: pointsTo, side: 'platform', id: String(value) }] : [];
	});
}

function ofWrite(write: Write, { systems, platform, isUnlinked }: Surroundings): Reason {
	const where = SYSTEM_NAMES[systems[write.target]];
	if (write.status === 'dead') {
		return {
			reason: 'givenUp',
			message: `A write to ${where} was given up${write.lastError ? ` (${write.lastError})` : ''}, and its entry was dismissed. Edit the record to have it carried over.`,
		};
	}
	const parent = parentsOf(write, platform).find((one) => isUnlinked(one, write.target));
	if (parent) {
		const from = SYSTEM_NAMES[systems[parent.side]];
		return {
			reason: 'waitingForParent',
			message: `The ${nameOf(parent.entity)} ${parent.id} of ${from} has no counterpart in ${where} yet. Link or create it there; this is carried over then.`,
		};
	}
	return { reason: 'onItsWay', message: `A write to ${where} is due, and is carried out by the next runs.` };
}

function oneSide({ psaId }: Link, { systems }: Surroundings): Reason {
	const [here, there] = psaId === null ? (['platform', 'psa'] as const) : (['psa', 'platform'] as const);
	return {
		reason: 'oneSide',
		message: `It is in ${SYSTEM_NAMES[systems[here]]} only, with nothing on its way: its create in ${SYSTEM_NAMES[systems[there]]} may have been dismissed.`,
	};
}

function gone({ state }: Link): string {
	return state === 'tombstone'
		? 'One side deleted it. Delete or keep the other record by hand.'
		: 'One of its records cannot be found. If it comes back, the sync goes on by itself.';
}

/** An entity as a person would call it in a sentence. */
export function nameOf(entity: Entity): string {
	return entity === 'timeEntry' ? 'time entry' : entity;
}
